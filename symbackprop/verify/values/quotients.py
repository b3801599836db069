"""Quotients of polynomials over Q in kernels: what formulas are to the algebra that proves them equal.

A kernel is what the algebra takes as it is: a quantity of the network, e to a power, a logarithm, a root, a sign. What
the square of a kernel is, and which kernels are inverse to one another, a field knows from those who made them.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from .. import thresholds

Scalar: TypeAlias = "Formula | fmpq | int"


class Unproved(Exception):
    """A formula that this algebra cannot hold, or that grows too large in it. It decides nothing about equality."""


class Crowded(Unproved):
    """More kernels than a field has room for; one with more room is slower."""


class Field:
    """The kernels that formulas share, and the laws between them."""

    def __init__(self) -> None:
        self.context = fmpq_mpoly_ctx.get([f"k{at}" for at in range(thresholds.MOST_KERNELS)], Ordering.lex)
        self.generators = self.context.gens()
        self.one = self.context.constant(1)
        self.kernels: dict[Hashable, int] = {}
        self.squares: dict[int, fmpq_mpoly] = {}
        # Of the kernels that are powers of e, and the arguments of those that are logarithms.
        self.logarithms: dict[int, Formula] = {}
        self.arguments: dict[int, Formula] = {}
        self.operations = 0

    def number(self, value: fmpq | int) -> Formula:
        """Return a number as a formula."""
        return Formula(self, self.context.constant(fmpq(value)), self.one)

    def kernel(self, key: Hashable) -> tuple[int, Formula]:
        """Return a kernel by what it stands for, with its number.

        Raises:
            Crowded: There are too many.
        """
        at = self.kernels.setdefault(key, len(self.kernels))
        if at >= len(self.generators):
            raise Crowded("too many kernels")
        return at, Formula(self, self.generators[at], self.one)

    def inverse_pair(self, key: Hashable, of: Formula, inverses: dict[int, Formula]) -> Formula:
        """Return a kernel that is a function of a formula, and remember what its inverse gives."""
        at, kernel = self.kernel(key)
        inverses[at] = of
        return kernel

    def count(self, *sizes: int) -> None:
        """Count an operation on polynomials of some numbers of terms.

        Raises:
            Unproved: It is too large, or one too many.
        """
        self.operations += 1
        product = 1
        for size in sizes:
            product *= size
        if (
            self.operations > thresholds.MOST_OPERATIONS
            or product > thresholds.MOST_PRODUCTS
            or max(sizes) > thresholds.MOST_TERMS
        ):
            raise Unproved("too large")

    def is_zero(self, polynomial: fmpq_mpoly) -> bool:
        """Say whether a polynomial is 0 by the laws of squares."""
        changed = True
        while changed and not polynomial.is_zero():
            changed = False
            degrees = polynomial.degrees()
            for at, square in self.squares.items():
                if degrees[at] > 1:
                    polynomial, changed = self._with_square(polynomial, at, square), True
        return bool(polynomial.is_zero())

    def _with_square(self, polynomial: fmpq_mpoly, at: int, square: fmpq_mpoly) -> fmpq_mpoly:
        total = self.context.constant(0)
        for powers, coefficient in polynomial.terms():
            half, odd = divmod(powers[at], 2)
            rest = self.context.from_dict({(*powers[:at], odd, *powers[at + 1 :]): coefficient})
            self.count(len(total), 1)
            total = total + rest * square**half
        return total


class Formula:
    """A quotient of polynomials in kernels; calculates with fractions and with its like."""

    __slots__ = ("below", "field", "top")

    def __init__(self, field: Field, top: fmpq_mpoly, below: fmpq_mpoly) -> None:
        self.field, self.top, self.below = field, top, below

    def _other(self, other: Scalar) -> Formula:
        return other if isinstance(other, Formula) else self.field.number(other)

    def __add__(self, other: Scalar) -> Formula:
        if not isinstance(other, (Formula, fmpq, int)):
            return NotImplemented
        that = self._other(other)
        field = self.field
        if self.below == that.below:
            field.count(len(self.top) + len(that.top), 1)
            return Formula(field, self.top + that.top, self.below)
        field.count(len(self.below), len(that.below))
        shared = self.below.gcd(that.below)
        mine, yours = that.below / shared, self.below / shared
        field.count(len(self.top), len(mine))
        field.count(len(that.top), len(yours))
        field.count(len(self.below), len(mine))
        return Formula(field, self.top * mine + that.top * yours, self.below * mine)

    def __mul__(self, other: Scalar) -> Formula:
        if not isinstance(other, (Formula, fmpq, int)):
            return NotImplemented
        that = self._other(other)
        self.field.count(len(self.top), len(that.top))
        self.field.count(len(self.below), len(that.below))
        return Formula(self.field, self.top * that.top, self.below * that.below)

    def __truediv__(self, other: Scalar) -> Formula:
        if not isinstance(other, (Formula, fmpq, int)):
            return NotImplemented
        that = self._other(other)
        if self.field.is_zero(that.top):
            raise Unproved("a division by zero")
        return self * Formula(self.field, that.below, that.top)

    def __neg__(self) -> Formula:
        return Formula(self.field, -self.top, self.below)

    def __sub__(self, other: Scalar) -> Formula:
        if not isinstance(other, (Formula, fmpq, int)):
            return NotImplemented
        return self + -self._other(other)

    def __rsub__(self, other: Scalar) -> Formula:
        return self._other(other) - self

    def __rtruediv__(self, other: Scalar) -> Formula:
        return self._other(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __pow__(self, power: int) -> Formula:
        base = self if power >= 0 else 1 / self
        result = self.field.number(1)
        for _ in range(abs(power)):
            result = result * base
        return result

    @property
    def is_zero(self) -> bool:
        """Whether it is 0 by the laws of the field."""
        return self.field.is_zero(self.top)

    @property
    def lowest(self) -> Formula:
        """The same quotient in lowest terms, the leading coefficient below being 1."""
        if self.below.is_one():
            return self
        self.field.count(len(self.top), len(self.below))
        shared = self.top.gcd(self.below)
        top, below = self.top / shared, self.below / shared
        scale = below.leading_coefficient()
        return Formula(self.field, top / scale, below / scale)


def polynomial_key(polynomial: fmpq_mpoly) -> Hashable:
    """Return by what a polynomial is known, which has no hash of its own."""
    return str(polynomial)


def with_powers(powers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the kernels of a monomial with their powers, without those that do not occur."""
    return tuple((at, int(power)) for at, power in enumerate(powers) if power)


def is_negative(formula: Formula) -> bool:
    """Say whether a formula in lowest terms begins with a minus; of x and −x one does."""
    return bool(not formula.top.is_zero() and formula.top.leading_coefficient() < 0)
