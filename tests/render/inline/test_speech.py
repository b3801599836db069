"""Equations read aloud."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Display, Math, Relate, Row, Text
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Call, Index, Partial, Power, Quotient, Sum, Symbol, Total, decimal, whole
from symbackprop.render.inline.speech import spoken, spoken_display, spoken_inlines

W = Symbol("w", "5")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (Partial(Symbol("E"), W), "the partial derivative of E with respect to w 5"),
        (
            Partial(Symbol("E"), W, local=True, held=(Symbol("z"),)),
            "the partial derivative of E with respect to w 5 with z held fixed",
        ),
        (Power(Sum((W, whole(1))), whole(2)), "open bracket w 5 plus 1 close bracket squared"),
        (Quotient(whole(1), whole(2)), "one half"),
        (decimal("-2e-3"), "minus 2 times 10 to the power minus 3"),
        (Symbol("1", bold=True), "vector of ones"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_that_is_seen_is_left_unsaid(expression, words: str) -> None:  # type: ignore[no-untyped-def]
    assert spoken(expression) == words


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"abs", "exp"}))
def test_every_function_is_read_as_its_row_says(name: str) -> None:
    assert spoken(Call(name, W)) == f"{FUNCTIONS[name].spoken} w 5"


def test_rows_are_sentences() -> None:
    rows = (Row(W, (("=", whole(1)), ("≈", whole(2)))), Row(None, (("+", whole(3)),)))
    assert spoken_display(Display(rows)) == "w 5 equals 1 is about 2. plus 3."
    assert spoken_inlines((Text("so "), Math(W), Relate(W, "=", whole(1)))) == "so w 5w 5 equals 1"
    assert spoken_inlines((Relate(W, "=", whole(1), (("…", whole(3)),)),)) == "w 5 equals 1 and so on to 3"


def test_a_sum_is_said_with_its_limits() -> None:
    index = Index("i", 3)
    assert spoken(Total((index,), Symbol("x", indices=(index,)))) == "the sum over i from 1 to 3 of x i"
