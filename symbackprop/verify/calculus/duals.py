"""Numbers with a slope: what one letter makes of another, carried along while a formula is worked out.

A dual number is a value and how fast it changes with one letter. Every rule of calculus is one line here, and holds for
certified numbers and for formulas; slopes of slopes are dual numbers of dual numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq

from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from ..values.arithmetic import Arithmetic, fraction_of
from ..values.arrays import divided

ZERO = fmpq(0)


@dataclass(frozen=True, slots=True)
class Dual:
    """A value and its slope.

    Args:
        value: The value.
        slope: How fast it changes.
        depth: How many derivatives are taken of the derivative that it is for; what is of fewer counts as fixed.
    """

    value: Any
    slope: Any
    depth: int = 0

    def __add__(self, other: Any) -> Dual:
        if isinstance(other, Dual) and other.depth > self.depth:
            return other.__add__(self)
        value, slope = split(other, self.depth)
        return Dual(self.value + value, self.slope + slope, self.depth)

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope, self.depth)

    def __sub__(self, other: Any) -> Dual:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Dual:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Any) -> Dual:
        if isinstance(other, Dual) and other.depth > self.depth:
            return other.__mul__(self)
        value, slope = split(other, self.depth)
        return Dual(self.value * value, self.slope * value + self.value * slope, self.depth)

    def __truediv__(self, other: Any) -> Dual:
        if isinstance(other, Dual) and other.depth > self.depth:
            return other.__rtruediv__(self)
        value, slope = split(other, self.depth)
        quotient = divided(self.value, value)
        return Dual(quotient, divided(self.slope - quotient * slope, value), self.depth)

    def __rtruediv__(self, other: Any) -> Dual:
        return Dual(other, ZERO, self.depth) / self

    def __pow__(self, power: int) -> Dual:
        if power == 0:
            return Dual(fmpq(1), ZERO, self.depth)
        return Dual(self.value**power, power * self.value ** (power - 1) * self.slope, self.depth)

    __radd__, __rmul__ = __add__, __mul__


def split(number: Any, depth: int = 0) -> tuple[Any, Any]:
    """Return the value and the slope of a number, which is 0 for one that counts as fixed."""
    return (number.value, number.slope) if isinstance(number, Dual) and number.depth == depth else (number, ZERO)


class DualArithmetic(Arithmetic):
    """Functions of dual numbers, by those of the numbers below.

    Args:
        below: The functions of values and slopes.
    """

    def __init__(self, below: Arithmetic) -> None:
        self.below = below
        self.depth: int = below.depth + 1 if isinstance(below, DualArithmetic) else 0

    def _split(self, number: Any) -> tuple[Any, Any]:
        return split(number, self.depth)

    def _is_fixed(self, *numbers: Any) -> bool:
        return not any(isinstance(number, Dual) and number.depth == self.depth for number in numbers)

    def applied(self, function: str, primes: int, argument: Any) -> Any:
        """Return a function of a number, or its derivative."""
        value, slope = self._split(argument)
        found = self.below.applied(function, primes, value)
        if self._is_fixed(argument):
            return found
        return Dual(found, self.below.applied(function, primes + 1, value) * slope, self.depth)

    def constant(self, letter: str) -> Any:
        """Return π, or the base e of the exponential function."""
        return self.below.constant(letter)

    def raised(self, base: Any, power: Any) -> Any:
        """Return a power that is no whole number."""
        if self._is_fixed(base, power):
            return self.below.raised(base, power)
        exponent = fraction_of(power)
        if exponent is None:
            return self.applied("exp", 0, power * self.applied("log", 0, base))
        value, slope = self._split(base)
        return Dual(
            self.below.raised(value, power), power * _raised(self.below, value, exponent - 1) * slope, self.depth
        )

    def extreme(self, is_larger: bool, left: Any, right: Any) -> Any:
        """Return the larger or the smaller one of two numbers."""
        (x, dx), (y, dy) = self._split(left), self._split(right)
        margin = x - y if is_larger else y - x
        return Dual(self.below.extreme(is_larger, x, y), self.below.case(margin, ">", dx, dy), self.depth)

    def case(self, margin: Any, relation: str, then: Any, otherwise: Any) -> Any:
        """Return one number where a margin stands to 0 as a relation says, and else another."""
        at = self._split(margin)[0]
        (x, dx), (y, dy) = self._split(then), self._split(ZERO if otherwise is None else otherwise)
        value = self.below.case(at, relation, x, None if otherwise is None else y)
        return Dual(value, self.below.case(at, relation, dx, None if otherwise is None else dy), self.depth)

    def size(self, ball: Any) -> Any:
        """Return an absolute value."""
        value, slope = self._split(ball)
        return Dual(self.below.size(value), self.below.case(value, ">", slope, -slope), self.depth)


def _raised(arithmetic: Arithmetic, base: Any, power: Fraction) -> Any:
    if power.denominator == 1:
        if power < 0 and isinstance(base, fmpq) and base == 0:
            raise NotCheckable(RefusalCode.DIVISION_BY_ZERO)
        return base ** int(power) if power >= 0 else divided(fmpq(1), base ** int(-power))
    return arithmetic.raised(base, fmpq(power.numerator, power.denominator))
