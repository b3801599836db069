"""Maxima, minima, bounds and conditions as choices, and read back from them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.expression.choices import (
    SHORT,
    Both,
    Comparison,
    Condition,
    Extreme,
    Not,
    branch_of,
    choices_in,
    clipped,
    decided,
    either,
    extreme_of,
    greatest,
    least,
)
from symbackprop.expression.differentiate import as_number, slope
from symbackprop.expression.tree import (
    ONE,
    TWO,
    ZERO,
    Choice,
    Expression,
    Negative,
    Product,
    Sum,
    Symbol,
    substitute,
    whole,
)
from symbackprop.graph.values import number_of

X, Y, A, B = (Symbol(letter) for letter in "xyab")
NUMBERS = tuple(map(Fraction, (-2, -1, 0, 1, 2)))


def value(expression: Expression, **at: Fraction) -> Fraction:
    number = number_of(substitute(expression, {Symbol(name): as_number(number) for name, number in at.items()}))
    return Fraction(str(number))


@pytest.mark.parametrize(("of", "truth"), [(greatest, max), (least, min)])
def test_an_extreme_is_that_of_its_arguments_and_is_read_back(
    of: Callable[[tuple[Expression, ...]], Expression], truth: Callable[[Fraction, Fraction], Fraction]
) -> None:
    for x, y in product(NUMBERS, NUMBERS):
        assert value(of((X, Y)), x=x, y=y) == truth(x, y)
        assert value(of((X, as_number(y))), x=x) == truth(x, y)
    found = of((X, Y))
    assert isinstance(found, Choice)
    assert extreme_of(found) == Extreme(truth.__name__, X, Y)


def test_the_slope_at_a_tie_is_that_of_the_first_argument_and_0_beside_a_constant() -> None:
    for of in (greatest, least):
        assert [value(slope(of((X, Y)), by), x=ONE.value, y=ONE.value) for by in (X, Y)] == [1, 0]
        assert value(slope(of((X, ONE)), X), x=ONE.value) == 0
        assert value(slope(of((ZERO, X)), X), x=ZERO.value) == 0
    for at in (-ONE.value, ONE.value):
        assert value(slope(clipped(X, Negative(ONE), ONE), X), x=at) == 0


def test_a_clipped_number_lies_between_its_bounds_and_is_shown_as_a_maximum_of_a_minimum() -> None:
    found = clipped(X, ZERO, ONE)
    for x in NUMBERS:
        assert value(found, x=x) == max(Fraction(0), min(Fraction(1), x))
    assert isinstance(found, Choice)
    assert extreme_of(found) == Extreme("max", ZERO, Extreme("min", ONE, X))
    assert list(choices_in(Sum((found, ONE)))) == [found]


def test_cases_are_no_extreme() -> None:
    assert extreme_of(Choice(X, Y, ZERO)) is None
    assert extreme_of(Choice(X, X, Choice(Negative(X), Negative(X), ZERO))) is None


def conditions(depth: int = 2) -> st.SearchStrategy[Condition]:
    """Return conditions on x and y."""
    sides = st.sampled_from((X, Y, ZERO, ONE, Sum((X, Negative(Y)))))
    # What is compared with itself is decided for all numbers, so that a branch is never taken and cannot be read back.
    apart = st.tuples(sides, sides).filter(lambda both: both[0] != both[1])
    single: st.SearchStrategy[Condition] = st.builds(lambda both, eq: Comparison(*both, eq), apart, st.booleans())
    if depth == 0:
        return single
    part = conditions(depth - 1)
    return st.one_of(single, st.builds(Not, part), st.builds(Both, part, part), st.builds(either, part, part))


def holds(condition: Condition, x: Fraction, y: Fraction) -> bool:
    match condition:
        case Not(body):
            return not holds(body, x, y)
        case Both(first, second):
            return holds(first, x, y) and holds(second, x, y)
        case Comparison(first, second, or_equal):
            left, right = value(first, x=x, y=y), value(second, x=x, y=y)
            return left > right or (or_equal and left == right)


@given(conditions(), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), st.booleans())
def test_what_is_decided_is_what_the_condition_says_and_can_be_read_back(
    condition: Condition, x: Fraction, y: Fraction, is_long: bool
) -> None:
    then, otherwise = (Product((A,) * (SHORT + 1)), B) if is_long else (A, B)
    at = {"x": x, "y": y, "a": Fraction(2), "b": Fraction(3)}
    truth = value(then if holds(condition, x, y) else otherwise, **at)

    found = decided(condition, then, otherwise)

    assert isinstance(found, Choice)
    assert value(found, **at) == truth
    again, first, second = branch_of(found)
    assert value(first if holds(again, x, y) else second, **at) == truth


@pytest.mark.parametrize(
    "condition",
    [
        Comparison(X, Y),
        Not(Comparison(X, ZERO, or_equal=True)),
        Both(Comparison(X, ZERO), Comparison(Y, ONE)),
        either(Comparison(X, ZERO), Comparison(Y, ONE)),
        Both(Comparison(X, ZERO), either(Comparison(Y, ONE), Comparison(ZERO, Y))),
    ],
)
def test_a_condition_is_read_back_whole(condition: Condition) -> None:
    found = decided(condition, A, B)
    assert isinstance(found, Choice)
    assert set(branch_of(found)[1:]) == {A, B}


def test_a_wrong_relation_is_noticed() -> None:
    assert value(decided(Comparison(X, Y), ONE, TWO), x=ONE.value, y=ONE.value) == 2
    assert value(decided(Comparison(X, Y, or_equal=True), ONE, TWO), x=ONE.value, y=ONE.value) == 1
    assert whole(2) == TWO
