"""Numbers with a slope follow the rules of calculus."""

from __future__ import annotations

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.calculus.duals import Dual, DualArithmetic, split
from symbackprop.verify.values.arithmetic import Arithmetic, is_equal

NUMBERS = st.fractions(min_value="1/10", max_value=3, max_denominator=50).map(
    lambda number: fmpq(number.numerator, number.denominator)
)


@given(NUMBERS, NUMBERS)
def test_products_and_quotients_have_the_slopes_of_their_rules(x: fmpq, c: fmpq) -> None:
    dual = Dual(x, fmpq(1))
    assert split(dual * dual) == (x * x, 2 * x)
    assert split(c / dual) == (c / x, -c / (x * x))
    assert split(c - dual) == (c - x, fmpq(-1))
    assert split(dual**3) == (x**3, 3 * x * x)


@pytest.mark.parametrize("function", ["exp", "log", "sigmoid", "tanh", "sqrt", "cosh", "softplus"])
def test_the_slope_of_a_function_is_its_derivative(function: str) -> None:
    ctx.prec = 160
    x, step = fmpq(2, 5), fmpq(1, 10**12)
    plain = Arithmetic()
    slope = split(DualArithmetic(plain).applied(function, 0, Dual(x, fmpq(1))))[1]
    quotient = (plain.applied(function, 0, x + step) - plain.applied(function, 0, x - step)) / (2 * step)
    assert abs(arb(slope) - arb(quotient)) < arb(10) ** -6


def test_slopes_of_slopes_keep_apart_what_is_differentiated_first() -> None:
    ctx.prec = 160
    first = DualArithmetic(Arithmetic())
    second = DualArithmetic(first)
    x = Dual(Dual(fmpq(3), fmpq(1), 0), fmpq(1), 1)
    once = split(second.applied("exp", 0, x * x), 1)[1]
    slope = split(once, 0)[1]
    truth = (fmpq(2) + 4 * fmpq(9)) * arb(9).exp()
    assert is_equal(slope, truth)


def test_what_is_of_a_lower_derivative_counts_as_fixed() -> None:
    inner, outer = Dual(fmpq(2), fmpq(1), 0), Dual(fmpq(5), fmpq(1), 1)
    assert split(inner * outer, 1)[1] == inner
    assert split(inner + outer, 1)[1] == fmpq(1)


@pytest.mark.parametrize(("x", "y", "slope"), [(1, 2, 0), (3, 2, 1)])
def test_the_larger_of_two_numbers_changes_with_that_one(x: int, y: int, slope: int) -> None:
    found = DualArithmetic(Arithmetic()).extreme(True, Dual(fmpq(x), fmpq(1)), fmpq(y))
    assert split(found) == (fmpq(max(x, y)), fmpq(slope))


def test_an_absolute_value_falls_below_zero() -> None:
    assert split(DualArithmetic(Arithmetic()).size(Dual(fmpq(-3), fmpq(1)))) == (fmpq(3), fmpq(-1))


def test_a_root_has_the_slope_of_a_power() -> None:
    found = DualArithmetic(Arithmetic()).raised(Dual(fmpq(4), fmpq(1)), fmpq(1, 2))
    assert is_equal(split(found)[1], fmpq(1, 4))
