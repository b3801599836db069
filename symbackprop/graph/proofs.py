"""Whether a claim about expressions holds: by algebra where that takes a bounded time, elsewhere by balls at points.

SymPy needs a time that no one can foretell, so it is asked only about what is short. What it does not prove is held
against the function itself: both sides are computed in interval arithmetic at points of all sizes, and a derivative
is compared with the slope between two points next to each other.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from flint import arb, ctx, fmpq

from ..errors import DerivationError
from ..expression import algebra
from ..expression.algebra import depending_on
from ..expression.tree import Expression, Symbol, symbols_of
from .tape import Ball, Tape, exact

BITS = 768
STEP = fmpq(1, 1 << 160)
"""Half the distance of the two points between which a slope is taken."""

NEAR = fmpq(1, 1 << 200)
"""Sides that differ by less than this part of their size are equal."""

SIZES = ((0, 0.05), (1, 2), (-2, 2), (0, 1), (1, 20), (20, 3000), (-20, 0))
"""The ranges from which points are taken, so that each function has values at some of them."""

TRIES = 3
"""Points in each range."""

ENOUGH = 3
"""Points at which both sides agree; those at which both are zero count only where nothing else is found."""

Point = Mapping[Symbol, Fraction]


def is_identical(left: Expression, right: Expression) -> bool:
    """Say whether two expressions are equal for all values of their symbols.

    Raises:
        DerivationError: No point was found at which both have values.
    """
    if left == right:
        return True
    if algebra.is_within_reach(left, right) and algebra.is_identical(left, right):
        return True
    names = tuple(dict.fromkeys((*symbols_of(left), *symbols_of(right))))
    one, other = _Function(left), _Function(right)
    return _agree(names, one.at, other.at)


def is_derivative(claimed: Expression, of: Expression, by: Symbol) -> bool:
    """Return whether `claimed` is the derivative of an expression by a symbol.

    Raises:
        DerivationError: No point was found at which both have values.
    """
    depending = depending_on(by, of)
    if algebra.is_within_reach(claimed, depending) and algebra.is_derivative(claimed, depending, by):
        return True
    names = tuple(dict.fromkeys((*symbols_of(claimed), *symbols_of(depending), by)))
    slope, function = _Function(claimed), _Function(depending)

    def difference(point: Mapping[Symbol, fmpq]) -> Ball:
        above, below = (function.at({**point, by: point[by] + step}) for step in (STEP, -STEP))
        return (above - below) / (2 * STEP)

    return _agree(names, slope.at, difference)


class _Function:
    """An expression as a function of its symbols."""

    def __init__(self, expression: Expression) -> None:
        self._tape = Tape()
        self._register = self._tape.add(expression)

    def at(self, point: Mapping[Symbol, fmpq]) -> Ball:
        registers = self._tape.registers([point[symbol] for symbol in self._tape.inputs], balls=True)
        self._tape.run(registers)
        return registers[self._register]


def _agree(names: tuple[Symbol, ...], *sides: Callable[[Mapping[Symbol, fmpq]], Ball]) -> bool:
    """Say whether two functions have the same values wherever both have some.

    Raises:
        DerivationError: There is no such point among those tried.
    """
    zeros = others = 0
    with ctx.workprec(BITS):
        for point in _points(names):
            left, right = (arb(side(point)) for side in sides)
            apart, size = abs(left - right), NEAR * (abs(left) + abs(right))
            if apart > size:
                return False
            if apart <= size:
                zeros, others = (zeros + 1, others) if left == 0 else (zeros, others + 1)
            if others == ENOUGH:
                return True
    if zeros + others >= ENOUGH:
        return True
    raise DerivationError(
        f"what depends on {', '.join(name.ascii for name in names[:4])} could not be checked: no numbers were found at "
        "which it has a value; does it divide by zero, or is it nested too deeply?"
    )


def _points(names: tuple[Symbol, ...]) -> Iterator[dict[Symbol, fmpq]]:
    draw = random.Random(len(names))  # noqa: S311  (reproducible, not secret)
    for _ in range(TRIES):
        for low, high in SIZES:
            yield {name: exact(Fraction(round(draw.uniform(low, high) * 9973), 9973)) for name in names}
