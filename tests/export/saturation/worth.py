"""What products and sums of exponentials are worth, by mpmath."""

from __future__ import annotations

from collections.abc import Mapping

import mpmath

from symbackprop.export.saturation.exponentials import Exponentials, Monomial
from symbackprop.export.saturation.linear import Linear
from symbackprop.expression.tree import Expression, Symbol

from ...reference import REALS, value_of

Point = Mapping[Symbol, mpmath.mpf]


def of_expression(expression: Expression, at: Point) -> mpmath.mpf:
    """Return the value of an expression."""
    return value_of(expression, at, REALS)


def of_linear(linear: Linear, at: Point) -> mpmath.mpf:
    """Return the value of a sum of parts."""
    return mpmath.fsum(REALS.number(times) * of_expression(part.written, at) for part, times in linear.parts)


def of_monomial(monomial: Monomial, at: Point) -> mpmath.mpf:
    """Return the value of a product in which nothing is summed over indices."""
    found = REALS.number(monomial.coefficient) * mpmath.exp(of_linear(monomial.exponent, at))
    for base, power in monomial.powers:
        whole = of_sum(base, at) if isinstance(base, Exponentials) else of_expression(base, at)
        found *= whole ** REALS.number(power)
    return found


def of_sum(given: Exponentials, at: Point) -> mpmath.mpf:
    """Return the value of a sum of such products."""
    assert not any(summand.over for summand in given.summands)
    return mpmath.fsum(of_monomial(summand.value, at) for summand in given.summands)


def is_near(one: mpmath.mpf, other: mpmath.mpf) -> bool:
    """Whether two values are the same but for rounding."""
    return bool(abs(one - other) <= mpmath.mpf(10) ** -20 * (1 + abs(one) + abs(other)))
