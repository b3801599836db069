"""What stands in an exponent, as a sum of parts with coefficients, so that equal parts cancel.

`−(z − m)` and `m − z` are one thing here; a part that is no sum itself, `w·x` or `z/T`, is identified by its factors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ...expression.differentiate import as_number, rational
from ...expression.tree import (
    ONE,
    ZERO,
    Expression,
    Index,
    Negative,
    Number,
    Position,
    Power,
    Product,
    Quotient,
    Sum,
    plus,
    symbols_of,
    times,
    whole,
)
from ...graph.shifts import indices_of as indices_in
from ...graph.shifts import reindexed

Factors = tuple[tuple[Expression, Fraction], ...]
"""Bases with their exponents, none of which is 0."""

MOST_PLACES = 40
"""A coefficient with more decimals is written as a fraction."""


def factored(expression: Expression) -> tuple[Fraction, Factors]:
    """Return an expression as a number times powers.

    >>> from symbackprop.expression.tree import Symbol
    >>> x, y = Symbol("x"), Symbol("y")
    >>> factored(Negative(Quotient(Product((whole(3), x)), y))) == (-3, ((x, 1), (y, -1)))
    True
    """
    match expression:
        case Number(value):
            return value, ()
        case Negative(body):
            coefficient, factors = factored(body)
            return -coefficient, factors
        case Product(parts):
            found = list(map(factored, parts))
            total = Fraction(1)
            for coefficient, _ in found:
                total *= coefficient
            return total, joined(pair for _, factors in found for pair in factors)
        case Quotient(above, below):
            top, factors = factored(above)
            bottom, divisors = factored(below)
            if bottom:
                return top / bottom, joined((*factors, *((base, -power) for base, power in divisors)))
        case Power(base, exponent):
            power = rational(exponent)
            coefficient, factors = factored(base)
            if power is not None and power.denominator == 1 and (coefficient or power > 0):
                return coefficient ** int(power), joined((inner, times * power) for inner, times in factors)
            if power is not None:
                return Fraction(1), ((base, power),)
    return Fraction(1), ((expression, Fraction(1)),)


def joined(pairs: Iterable[tuple[Expression, Fraction]]) -> Factors:
    """Return factors with the powers of one base taken together."""
    found: dict[Expression, Fraction] = {}
    for base, power in pairs:
        found[base] = found.get(base, Fraction(0)) + power
    return tuple((base, power) for base, power in found.items() if power)


def multiplied(factors: Iterable[tuple[Expression, Fraction]]) -> Expression:
    """Return the product of some powers as an expression."""
    above = [_raised(base, power) for base, power in factors if power > 0]
    below = [_raised(base, -power) for base, power in factors if power < 0]
    top = times(*above) if above else ONE
    return Quotient(top, times(*below)) if below else top


def _raised(base: Expression, power: Fraction) -> Expression:
    return base if power == 1 else Power(base, as_number(power))


def number(value: Fraction) -> Expression:
    """Return a number as an expression, as a decimal where it is one.

    >>> number(Fraction(3, 10)).text, number(Fraction(1, 3)) == Quotient(ONE, whole(3))
    ('0.3', True)
    """
    if value < 0:
        return Negative(number(-value))
    places = next((n for n in range(1, MOST_PLACES) if (value * 10**n).denominator == 1), None)
    if value.denominator == 1 or places is None:
        return as_number(value)
    digits = f"{int(value * 10**places):0{places + 1}d}"
    return Number(value, f"{digits[:-places]}.{digits[-places:]}")


def with_number(coefficient: Fraction, body: Expression) -> Expression:
    """Return an expression times a number, without a factor 1."""
    size = abs(coefficient)
    if body == ONE:
        return number(coefficient)
    if size == 1:
        product = body
    elif size.numerator == 1 and number(size) == as_number(size):
        product = Quotient(body, whole(size.denominator))
    else:
        product = times(number(size), *(body.factors if isinstance(body, Product) else (body,)))
    return Negative(product) if coefficient < 0 else product


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sum, without its coefficient.

    Args:
        factors: What tells it from others; nothing for the constant 1.
        written: How it is written.
    """

    factors: frozenset[tuple[Expression, Fraction]]
    written: Expression


@dataclass(frozen=True, eq=False)
class Linear:
    """Σ coefficient · part.

    Args:
        parts: No coefficient is 0.
        source: The expression that it was read from, where nothing has changed since.
    """

    parts: tuple[tuple[Part, Fraction], ...] = ()
    source: Expression | None = None

    @classmethod
    def of(cls, expression: Expression) -> Linear:
        """Return an expression as a sum of parts.

        >>> from symbackprop.expression.tree import Symbol
        >>> z, m = Symbol("z"), Symbol("m")
        >>> Linear.of(Negative(Sum((z, Negative(m))))) == Linear.of(m).minus(Linear.of(z))
        True
        """
        return cls(cls._collected(_parts(expression, Fraction(1))), expression)

    @staticmethod
    def _collected(parts: Iterable[tuple[Part, Fraction]]) -> tuple[tuple[Part, Fraction], ...]:
        found: dict[frozenset[tuple[Expression, Fraction]], tuple[Part, Fraction]] = {}
        for part, coefficient in parts:
            known = found.get(part.factors)
            found[part.factors] = (known[0], known[1] + coefficient) if known else (part, coefficient)
        return tuple(entry for entry in found.values() if entry[1])

    @cached_property
    def identity(self) -> frozenset[tuple[frozenset[tuple[Expression, Fraction]], Fraction]]:
        """What two equal sums have in common, in whatever order they are written."""
        return frozenset((part.factors, coefficient) for part, coefficient in self.parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Linear) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def plus(self, other: Linear, times: Fraction | int = 1) -> Linear:
        """Return this and a multiple of another one."""
        if not self:
            return other.scaled(Fraction(times))
        more = ((part, coefficient * times) for part, coefficient in other.parts)
        return Linear(self._collected((*self.parts, *more))) if other and times else self

    def minus(self, other: Linear) -> Linear:
        """Return this less another one."""
        return self.plus(other, -1)

    def scaled(self, by: Fraction) -> Linear:
        """Return a multiple."""
        if by == 1:
            return self
        parts = tuple((part, coefficient * by) for part, coefficient in self.parts) if by else ()
        return Linear(parts, self.source.body if by == -1 and isinstance(self.source, Negative) else None)

    @property
    def is_canonical(self) -> bool:
        """Whether it, and not its negative, stands for both of them."""
        first = min(self.parts, key=lambda entry: repr(entry[0].written))
        return first[1] > 0

    @property
    def indices(self) -> frozenset[Index]:
        """The indices that it depends on."""
        return frozenset(index for part, _ in self.parts for index in indices_of(part.written))

    @property
    def positions(self) -> tuple[Position, ...]:
        """The positions at which it reads quantities."""
        found = {position for part, _ in self.parts for read in symbols_of(part.written) for position in read.indices}
        return tuple(sorted(found, key=str))

    def reindexed(self, by: Mapping[Index, Position]) -> Linear:
        """Return it over other indices."""
        if not by or not self.indices & by.keys():
            return self
        moved = ((reindexed(part.written, by), coefficient) for part, coefficient in self.parts)
        source = None if self.source is None else reindexed(self.source, by)
        return Linear(self._collected(pair for written, c in moved for pair in _parts(written, c)), source)

    @property
    def terms(self) -> tuple[Expression, ...]:
        """The terms of which it is the sum."""
        if self.source is not None:
            return self.source.terms if isinstance(self.source, Sum) else (self.source,)
        return tuple(with_number(coefficient, part.written) for part, coefficient in self.parts)

    @property
    def written(self) -> Expression:
        """It as an expression."""
        return plus(*self.terms) if self.parts else ZERO


NOTHING = Linear()
"""The exponent of 1."""


def _parts(expression: Expression, times: Fraction) -> Iterator[tuple[Part, Fraction]]:
    match expression:
        case Sum(terms):
            for term in terms:
                yield from _parts(term, times)
            return
        case Negative(body):
            yield from _parts(body, -times)
            return
    coefficient, factors = factored(expression)
    if not coefficient:
        return
    match factors:
        case ((Sum() as inner, power),) if power == 1:
            yield from _parts(inner, times * coefficient)
        case _:
            yield Part(frozenset(factors), multiplied(factors)), times * coefficient


def indices_of(expression: Expression) -> frozenset[Index]:
    """Return the indices that an expression reads quantities at."""
    return frozenset(index for read in symbols_of(expression) for index in indices_in(read))
