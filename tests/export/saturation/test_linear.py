from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings

from symbackprop.export.saturation.linear import (
    NOTHING,
    Linear,
    factored,
    indices_of,
    joined,
    multiplied,
    number,
    with_number,
)
from symbackprop.expression.tree import (
    ONE,
    TWO,
    Expression,
    Index,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    whole,
)

from ...reference import REALS
from ...strategies import expressions, points
from .worth import is_near, of_expression, of_linear

X, Y, Z = Symbol("x"), Symbol("y"), Symbol("z")


@settings(deadline=None)
@given(expressions(2), points())
def test_a_sum_of_parts_and_a_product_of_powers_are_worth_what_the_expression_is(
    expression: Expression, point: dict[Symbol, Fraction]
) -> None:
    with mpmath.workdps(40):
        at = {symbol: REALS.number(value) for symbol, value in point.items()}
        expected = of_expression(expression, at)
        assert is_near(of_linear(Linear.of(expression), at), expected)
        coefficient, factors = factored(expression)
        assert is_near(of_expression(with_number(coefficient, multiplied(factors)), at), expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Negative(Sum((X, Negative(Y)))), Sum((Y, Negative(X)))),
        (Product((X, Y)), Product((Y, X))),
        (Sum((X, X)), Product((TWO, X))),
        (Quotient(X, Y), Product((X, Power(Y, Negative(ONE))))),
        (Sum((X, Negative(X))), Negative(Sum((Y, Negative(Y))))),
    ],
)
def test_what_is_written_in_another_way_is_the_same(one: Expression, other: Expression) -> None:
    assert Linear.of(one) == Linear.of(other)
    assert hash(Linear.of(one)) == hash(Linear.of(other))


def test_what_is_another_thing_is_not() -> None:
    assert Linear.of(Sum((X, Y))) != Linear.of(Sum((X, Z)))
    assert Linear.of(X) != Linear.of(Product((TWO, X)))


def test_equal_parts_cancel_and_nothing_is_left() -> None:
    both = Linear.of(Sum((X, Y)))
    assert both.minus(both) == NOTHING
    assert not both.minus(both)
    assert both.minus(Linear.of(X)) == Linear.of(Y)
    assert both.plus(Linear.of(X), 2) == Linear.of(Sum((X, X, X, Y)))
    assert both.scaled(Fraction(0)) == NOTHING


def test_of_a_sum_and_its_negative_one_stands_for_both() -> None:
    one = Linear.of(Sum((X, Negative(Y))))
    assert one.is_canonical is not one.scaled(Fraction(-1)).is_canonical


def test_what_was_read_is_written_as_it_stood() -> None:
    sum_ = Sum((Product((TWO, X)), Y))
    assert Linear.of(sum_).written == sum_
    assert Linear.of(Negative(X)).scaled(Fraction(-1)).written == X


def test_indices_are_those_of_all_that_is_read() -> None:
    i, j = Index("i", 2), Index("j", 3)
    read = Sum((Symbol("w", indices=(i, j)), Symbol("x", indices=(j,))))
    assert indices_of(read) == Linear.of(read).indices == {i, j}
    k = Index("k", 3)
    assert Linear.of(read).reindexed({j: k}).indices == {i, k}


def test_numbers_are_written_as_decimals_where_they_are_short() -> None:
    assert number(Fraction(1, 4)).text == "0.25"  # type: ignore[union-attr]
    assert number(Fraction(1, 3)) == Quotient(whole(1), whole(3))
    assert with_number(Fraction(1), X) == X
    assert with_number(Fraction(-1), X) == Negative(X)


def test_powers_of_one_base_are_taken_together() -> None:
    assert joined([(X, Fraction(2)), (Y, Fraction(1)), (X, Fraction(-2))]) == ((Y, 1),)
