"""How many operations an equation takes, from its size and its windows alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from ..expression.differentiate import rational, tidied
from ..expression.tree import Expression, Power, Symbol, children, size_of
from . import points
from .equations import Equation, Term

OVERHEAD = 10
"""Operations that take as long as to begin with one part of an expression, whatever its points."""


def operations(equation: Equation, overhead: int = 0, count: Callable[[Symbol, Term], int] = points.count_of) -> int:
    """Return about how many operations it takes to compute all elements of an equation's target.

    Args:
        equation: What is computed.
        overhead: How many operations it takes to begin with one part of an expression, whatever its points; a
            recurrence begins at each of its positions.
        count: At how many points a term of a target is computed: where it counts, unless all others are passed too.
    """
    begun = overhead * (1 if equation.along is None else equation.along.index.size)
    return sum((count(equation.target, at) + begun) * _effort(at.body) for at in equation.terms)


ROOT = 40
"""Operations that a root of a high order takes; a power takes as many as its exponent says."""


def _effort(expression: Expression) -> int:
    """Return how many operations an expression takes at one point."""
    found = size_of(expression)
    for part in _powers(expression):
        power = rational(tidied(part.exponent)) or Fraction(1)
        found += ROOT if power.denominator > 2 else max(abs(int(power)) - 4, 0)
    return found


def _powers(expression: Expression) -> Iterator[Power]:
    if isinstance(expression, Power):
        yield expression
    for part in children(expression):
        yield from _powers(part)
