"""How many operations an equation takes, from its size alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from ..expression.differentiate import rational, tidied
from ..expression.tree import Expression, Index, Power, children, size_of
from .equations import Equation

OVERHEAD = 10
"""Operations that take as long as to begin with one part of an expression, whatever its points."""


def operations(equation: Equation, overhead: int = 0) -> int:
    """Return about how many operations it takes to compute all elements of an equation's target.

    Args:
        equation: What is computed.
        overhead: How many operations it takes to begin with one part of an expression, whatever its points; a
            recurrence begins at each of its positions.
    """
    free = prod(index.size for index in equation.target.indices if isinstance(index, Index))
    begun = overhead * (1 if equation.along is None else equation.along.index.size)
    return sum((free * prod(index.size for index in at.over) + begun) * _effort(at.body) for at in equation.terms)


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
