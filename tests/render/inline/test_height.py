"""How tall formulas are."""

from __future__ import annotations

from symbackprop.expression.tree import (
    ONE,
    TWO,
    Braced,
    Call,
    Choice,
    Index,
    Matrix,
    Partial,
    Power,
    Quotient,
    Sum,
    Symbol,
    Total,
    plus,
)
from symbackprop.render.inline.height import BRACE, SUM, height

X = Symbol("x")
HALF = Quotient(ONE, TWO)


def test_a_line_of_names_is_one_line_and_a_fraction_two_and_a_little() -> None:
    assert height(plus(X, ONE)) == 1
    assert height(HALF) == height(Partial(X, Symbol("y")))
    assert 2 < height(HALF) < 2.5


def test_the_tallest_part_says_how_tall_a_line_is() -> None:
    assert height(plus(X, HALF)) == height(HALF)
    assert height(Total((Index("k", 3),), X)) == SUM


def test_what_stands_in_a_fraction_above_or_below_makes_it_taller() -> None:
    assert height(HALF) < height(Quotient(ONE, plus(ONE, Call("exp", X)))) < height(Quotient(HALF, HALF))
    assert 1 < height(Power(X, TWO)) < height(Power(HALF, TWO))
    assert height(Braced(X, "2 × 1")) == 1 + BRACE


def test_rows_and_cases_add_up() -> None:
    two, three = (Matrix(((X,),) * count) for count in (2, 3))
    assert height(three) - height(two) > 1
    cases = Choice(X, ONE, Choice(Sum((X, ONE)), TWO, X))
    assert height(cases) > height(Choice(X, ONE, X)) > 2
