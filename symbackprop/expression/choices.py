"""Maxima, minima, bounds and conditions, written as choices; and the same choices read back, to be shown.

Where both arguments of a maximum or a minimum are equal, the derivative is that of the first, and a constant is
always written first: so it is 0 beside a constant, as it is for a rectifier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

from .tree import ONE, ZERO, Choice, Expression, Negative, Sum, children, size_of, symbols_of

SHORT = 3
"""Numbers and symbols up to which a value may be written once for each part of a condition."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first > second`, or where `or_equal` is set `first >= second`."""

    first: Expression
    second: Expression
    or_equal: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """Holds where both conditions hold."""

    first: Condition
    second: Condition


@dataclass(frozen=True, slots=True)
class Not:
    """Holds where a condition does not."""

    body: Condition


Condition: TypeAlias = Comparison | Both | Not


def either(first: Condition, second: Condition) -> Condition:
    """Return a condition that holds where one of two does."""
    return Not(Both(Not(first), Not(second)))


def decided(condition: Condition, then: Expression, otherwise: Expression) -> Expression:
    """Return what is `then` where a condition holds, and `otherwise` elsewhere.

    >>> from .tree import Symbol
    >>> x, y = Symbol("x"), Symbol("y")
    >>> decided(Comparison(x, y), ONE, ZERO) == Choice(Sum((x, Negative(y))), ONE, ZERO)
    True
    """
    match condition:
        case Comparison(first, second, or_equal):
            if or_equal:
                return Choice(difference(second, first), otherwise, then)
            return Choice(difference(first, second), then, otherwise)
        case Not(body):
            return decided(body, otherwise, then)
        case Both(first, second):
            if max(size_of(then), size_of(otherwise)) > SHORT:
                return Choice(decided(condition, ONE, ZERO), then, otherwise)
            return decided(first, decided(second, then, otherwise), otherwise)


def difference(first: Expression, second: Expression) -> Expression:
    """Return one number less another, without a zero in it."""
    if second == ZERO:
        return first
    return Negative(second) if first == ZERO else Sum((first, Negative(second)))


def greatest(arguments: Sequence[Expression]) -> Expression:
    """Return the greatest of some numbers.

    >>> from .tree import Symbol
    >>> x = Symbol("x")
    >>> greatest((x, ZERO)) == greatest((ZERO, x)) == Choice(x, x, ZERO)
    True
    """
    return reduce(lambda first, second: Choice(difference(second, first), second, first), _constants_first(arguments))


def least(arguments: Sequence[Expression]) -> Expression:
    """Return the least of some numbers."""
    return reduce(lambda first, second: Choice(difference(first, second), second, first), _constants_first(arguments))


def clipped(argument: Expression, low: Expression, high: Expression) -> Expression:
    """Return a number, or the bound that it lies beyond; the bounds are in order."""
    return Choice(difference(argument, low), Choice(difference(high, argument), argument, high), low)


def _constants_first(arguments: Sequence[Expression]) -> list[Expression]:
    return sorted(arguments, key=lambda argument: bool(symbols_of(argument)))


@dataclass(frozen=True, slots=True)
class Extreme:
    """A maximum or a minimum as it is shown: its name and its arguments, of which the first counts at a tie."""

    name: str
    first: Expression
    second: Expression | Extreme


def extreme_of(choice: Choice) -> Extreme | None:
    """Return a choice as a maximum or a minimum, or None where it is neither.

    >>> from .tree import Symbol
    >>> x = Symbol("x")
    >>> extreme_of(Choice(x, x, ZERO)), extreme_of(Choice(x, x, ONE))
    (Extreme(name='max', first=Number(...0...), second=Symbol(...'x'...)), None)
    """
    positive, then, otherwise = choice.positive, choice.then, choice.otherwise
    if positive == difference(then, otherwise):
        return Extreme("max", otherwise, then)
    if positive == difference(otherwise, then):
        return Extreme("min", otherwise, then)
    match then:
        # Beyond the upper bound lies nothing that is beyond the lower one.
        case Choice(_, argument, _) if positive == difference(argument, otherwise):
            inner = extreme_of(then)
            if inner is not None and inner.name == "min":
                return Extreme("max", otherwise, inner)
    return None


def choices_in(expression: Expression) -> Iterator[Choice]:
    """Yield the choices of an expression as they are shown: a maximum of a minimum is one."""
    if isinstance(expression, Choice):
        yield expression
        if extreme_of(expression) is not None:
            return
    for part in children(expression):
        yield from choices_in(part)


def branch_of(choice: Choice) -> tuple[Condition, Expression, Expression]:
    """Return the condition of a choice, what holds there, and what holds elsewhere; branches that are equal are one.

    >>> from .tree import Symbol
    >>> x, y = Symbol("x"), Symbol("y")
    >>> branch_of(decided(Both(Comparison(x, ONE), Comparison(y, ONE)), x, y))[1:] == (x, y)
    True
    """
    condition, then, otherwise = _tested(choice.positive), choice.then, choice.otherwise
    while True:
        if isinstance(then, Choice):
            inner, above, below = branch_of(then)
            if otherwise in (above, below):
                condition = Both(condition, inner if below == otherwise else Not(inner))
                then = above if below == otherwise else below
                continue
        if isinstance(otherwise, Choice):
            inner, above, below = branch_of(otherwise)
            if then in (above, below):
                condition = either(condition, inner if above == then else Not(inner))
                otherwise = below if above == then else above
                continue
        return condition, then, otherwise


def _tested(positive: Expression) -> Condition:
    """Return the condition that an expression is positive; a choice between 1 and 0 is the condition it was made of."""
    match positive:
        case Negative(body):
            return Comparison(ZERO, body)
        case Sum((first, Negative(second))):
            return Comparison(first, second)
        case Choice():
            condition, then, otherwise = branch_of(positive)
            if {then, otherwise} == {ZERO, ONE}:
                return condition if then == ONE else Not(condition)
    return Comparison(positive, ZERO)
