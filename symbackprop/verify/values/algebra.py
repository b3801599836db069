"""Exact algebra: quotients of polynomials over Q in kernels, so that what is equal can be proved to be.

A kernel is what the algebra takes as it is: a quantity of the network, e to a power, a logarithm, a root, a sign. Two
formulas are equal where their difference is 0 as a quotient of polynomials, once

- e to a sum is the product of the powers of its terms, and e to −x the inverse of e to x;
- the logarithm of a quotient of products is the sum of logarithms, and that of e to x is x;
- the square of a root is what stands under it;
- a case distinction is h·a + (1 − h)·b with h² = h, which holds but where the sign itself changes.

These laws hold where all formulas have values; that they have, random points have shown before anything is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx

from ...expression.differentiate import rational, tidied
from ...expression.functions import definition_of
from ...expression.tree import (
    Bold,
    Braced,
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from ...graph.tape import exact
from .. import thresholds

Scalar: TypeAlias = "Formula | fmpq | int"


class Unproved(Exception):
    """A formula that this algebra cannot hold, or that grows too large in it. It says nothing about equality."""


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
        that = self._other(other)
        self.field.count(len(self.top), len(that.top))
        self.field.count(len(self.below), len(that.below))
        return Formula(self.field, self.top * that.top, self.below * that.below)

    def __truediv__(self, other: Scalar) -> Formula:
        that = self._other(other)
        if self.field.is_zero(that.top):
            raise Unproved("a division by zero")
        return self * Formula(self.field, that.below, that.top)

    def __neg__(self) -> Formula:
        return Formula(self.field, -self.top, self.below)

    def __sub__(self, other: Scalar) -> Formula:
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


def _key(polynomial: fmpq_mpoly) -> Hashable:
    return str(polynomial)


def with_powers(powers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Return the kernels of a monomial with their powers, without those that do not occur."""
    return tuple((at, int(power)) for at, power in enumerate(powers) if power)


def is_negative(formula: Formula) -> bool:
    """Say whether a formula in lowest terms begins with a minus; of x and −x one does."""
    return bool(not formula.top.is_zero() and formula.top.leading_coefficient() < 0)


def exponential(x: Formula) -> Formula:
    """Return e to a power."""
    x = x.lowest
    result = x.field.number(1)
    for powers, coefficient in x.top.terms():
        term = Formula(x.field, x.field.context.from_dict({powers: coefficient}), x.below).lowest
        result = result * _exponential_of_term(term)
    return result


def _exponential_of_term(x: Formula) -> Formula:
    """Return e to a quotient of one term; that to a multiple of it is its power."""
    field = x.field
    ((powers, coefficient),) = x.top.terms()
    count = (
        int(coefficient.p)
        if abs(int(coefficient.p)) <= thresholds.MOST_POWER_PROVED
        else (1 if coefficient > 0 else -1)
    )
    unit = coefficient / count
    kernels = with_powers(powers)
    if unit == 1 and x.below.is_one() and len(kernels) == 1 and kernels[0][1] == 1:
        argument = field.arguments.get(kernels[0][0])
        if argument is not None:
            return argument**count
    term = Formula(field, field.context.from_dict({powers: unit}), x.below)
    key = ("exp", kernels, str(unit), _key(x.below))
    power = field.inverse_pair(key, term, field.logarithms)
    if unit.q % 2 == 0:
        # The square of e to a half is e to the whole, which may stand beside it.
        field.squares.setdefault(field.kernels[key], _exponential_of_term(2 * term).top)
    return power**count


def logarithm(x: Formula) -> Formula:
    """Return a natural logarithm."""
    x = x.lowest
    return _logarithm(x.field, x.top) - _logarithm(x.field, x.below)


def _logarithm(field: Field, polynomial: fmpq_mpoly) -> Formula:
    if polynomial.is_zero():
        raise Unproved("the logarithm of 0")
    if len(polynomial) > 1:
        whole = Formula(field, polynomial, field.one)
        return field.inverse_pair(("log", _key(polynomial)), whole, field.arguments)
    ((powers, coefficient),) = polynomial.terms()
    total = field.number(0)
    if coefficient != 1:
        total = total + field.inverse_pair(("log", str(coefficient)), field.number(coefficient), field.arguments)
    for at, power in with_powers(powers):
        known = field.logarithms.get(at)
        if known is None:
            itself = Formula(field, field.generators[at], field.one)
            known = field.inverse_pair(("log of", at), itself, field.arguments)
        total = total + known * power
    return total


def root(x: Formula) -> Formula:
    """Return a square root."""
    x = x.lowest
    field = x.field
    field.count(len(x.top), len(x.below))
    under = x.top * x.below
    at, kernel = field.kernel(("root", _key(under)))
    field.squares[at] = under
    return kernel / Formula(field, x.below, field.one)


def chosen(positive: Formula, then: Formula, otherwise: Formula) -> Formula:
    """Return one formula where another is positive, and else a third."""
    positive = positive.lowest
    field = positive.field
    if positive.top.is_constant() and positive.below.is_constant():
        return then if positive.top.leading_coefficient() > 0 else otherwise
    if is_negative(positive):
        return chosen(-positive, otherwise, then)
    if _is_positive(field, positive.top) and _is_positive(field, positive.below):
        return then
    scale = positive.top.leading_coefficient()
    at, sign = field.kernel(("positive", _key(positive.top / scale), _key(positive.below)))
    field.squares[at] = field.generators[at]
    return sign * then + (1 - sign) * otherwise


def _is_positive(field: Field, polynomial: fmpq_mpoly) -> bool:
    """Say whether nothing but powers of e, times positive numbers, is added up."""
    return all(
        coefficient > 0 and all(at in field.logarithms for at, power in enumerate(powers) if power)
        for powers, coefficient in polynomial.terms()
    )


def hyperbolic_tangent(x: Formula) -> Formula:
    """Return a hyperbolic tangent, over powers of e."""
    square = exponential(2 * x)
    return (square - 1) / (square + 1)


def _opaque(name: str, x: Formula) -> Formula:
    x = x.lowest
    return x.field.kernel((name, _key(x.top), _key(x.below)))[1]


PRIMITIVES: Mapping[str, Callable[[Formula], Formula]] = MappingProxyType(
    {
        "exp": exponential,
        "log": logarithm,
        "normal_cdf": partial(_opaque, "normal_cdf"),
        "normal_pdf": partial(_opaque, "normal_pdf"),
        "tanh": hyperbolic_tangent,
    }
)


def formula(expression: Expression, field: Field, value: Callable[[Symbol], Formula]) -> Formula:
    """Return what an expression is in this algebra.

    Args:
        expression: The expression.
        field: Where to calculate.
        value: What each symbol is.

    Raises:
        Unproved: It has no place here, or grows too large.
    """

    def of(part: Expression) -> Formula:
        match part:
            case Number(number):
                return field.number(exact(number))
            case Symbol():
                return value(part)
            case Sum(terms):
                total = of(terms[0])
                for term in islice(terms, 1, None):
                    total = total + of(term)
                return total
            case Product(factors):
                product = of(factors[0])
                for factor in islice(factors, 1, None):
                    product = product * of(factor)
                return product
            case Negative(body):
                return -of(body)
            case Quotient(numerator, denominator):
                return of(numerator) / of(denominator)
            case Power(base, exponent):
                power = rational(tidied(exponent))
                if power is None:
                    raise Unproved("an exponent that is no number")
                return raised(of(base), power)
            case Call():
                definition = definition_of(part)
                return PRIMITIVES[part.function](of(part.argument)) if definition is None else of(definition)
            case Choice(positive, then, otherwise):
                return chosen(of(positive), of(then), of(otherwise))
            case Braced(body, _) | Bold(body):
                return of(body)
            case _:
                raise Unproved(f"{type(part).__name__} has no value")

    return of(expression)


def raised(base: Formula, power: Fraction) -> Formula:
    """Return a formula to a power that is whole or half a whole number."""
    if abs(power) > thresholds.MOST_POWER_PROVED or power.denominator > 2:
        raise Unproved("such a power")
    return base**power.numerator if power.denominator == 1 else root(base) ** power.numerator
