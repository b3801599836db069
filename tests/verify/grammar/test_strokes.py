from __future__ import annotations

import pytest

from symbackprop.verify.grammar.parser import parse
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.reasons import RefusalCode
from symbackprop.verify.tree import Unread

from ..formulas import plain, read


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (r"\left\{ f(g(x)) \right\}'", "∂activation(activation(x))/∂x"),
        ("(3x^2 + 2x)'", "∂((3 x^2) + (2 x))/∂x"),
        (r"[e^{-z}]'", "∂exp(-z)/∂z"),
        ("(a - y)'", "(a + -y)ᵀ"),
        ("(W^2)'", "W^2ᵀ"),
        ("f(x)'", "activation(x)ᵀ"),
    ],
)
def test_a_stroke_behind_brackets_is_a_derivative_of_a_function_and_turns_an_array(text: str, tree: str) -> None:
    assert read(text) == [tree]


def test_of_several_letters_a_stroke_does_not_say_by_which() -> None:
    (only,) = parse(plain(r"\left( (t - y)^2 \right)' = y - t"), WritingStyle())
    assert isinstance(only, Unread)
    assert only.reason.code is RefusalCode.DERIVATIVE_BY_WHAT
