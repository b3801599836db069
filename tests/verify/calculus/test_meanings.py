"""Letters that get another meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks

from .letters import outcomes, source

DEFINES, PROVED, HOLDS, FAILS, OPEN = Outcome


def test_words_before_a_formula_define_its_letter_anew() -> None:
    formulas = "z = x", "z = x^2", r"\frac{\partial z}{\partial x} = 2 x", r"\frac{\partial z}{\partial x} = 1"
    words = replace(source(), lets=lambda number: number == 1)
    assert outcomes(*formulas, ranks=Ranks.SINGLE, words=words) == [DEFINES, DEFINES, PROVED, FAILS]


@pytest.mark.parametrize(
    ("first", "second", "beside", "apart"),
    [
        ("z = w x - u y", "z = w y - u x", FAILS, DEFINES),
        ("z = w x - u y", "z = w x + u y", FAILS, DEFINES),
        ("z = w x - u y", "z = w x", DEFINES, DEFINES),
        ("f(x) = e^{-x}", "f(x) = e^x", FAILS, DEFINES),
        ("f(x) = e^{-x}", "f(x) = x^2", DEFINES, DEFINES),
    ],
)
def test_in_one_section_the_same_formula_with_names_or_signs_exchanged_is_no_new_meaning(
    first: str, second: str, beside: Outcome, apart: Outcome
) -> None:
    for words, outcome in ((replace(source(), beside=lambda *_: True), beside), (source(), apart)):
        assert outcomes(first, second, ranks=Ranks.SINGLE, words=words) == [DEFINES, outcome]
