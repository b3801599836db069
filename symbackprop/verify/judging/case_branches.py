"""Cases that occur at none of the points at which a formula was tried: what they say is compared for all that.

A case may never occur: the output of a sigmoid is at no place more than 1 above a target that is not negative. What a
formula says of it is a formula as well, and that of the network or another one. So the quantities that the formula
names are given any values there, whatever their equations say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from flint import fmpq

from ...errors import DomainError
from ...expression.tree import Symbol
from ...graph.tape import exact
from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.atoms import Role
from ..quantities.refusals import NotCheckable
from ..source import Span
from ..tree import Cases, Name, Node, Numeral, names_in, walk
from ..values.arrays import Cells
from ..values.cut_points import CutPoint
from ..values.points import Point
from ..values.random_points import signed

NOWHERE = Span(0, 0)


def refuting(
    naming: Naming, nodes: Sequence[Node], tried: Sequence[Point], equal_at: Callable[[Point], bool]
) -> Point | None:
    """Return a point at which a case that occurs at no point tried makes two formulas differ; None where none does.

    What is known of a quantity may be put to use in a formula, as that a size is not negative. So nothing is said of
    these cases unless the formulas are equal in the others as well, once quantities take any value.

    Args:
        naming: What names mean.
        nodes: The formulas.
        tried: The points at which they are equal.
        equal_at: Says whether they are at another one.
    """
    every = tuple(dict.fromkeys(part for node in nodes for part in walk(node) if isinstance(part, Cases)))
    open_cases = {(at, number) for at, cases in enumerate(every) for number in range(len(cases.values))}
    for point in tried:
        open_cases -= _occurring(naming, every, point)
        if not open_cases:
            return None
    differs: list[Point] = []
    is_equal_otherwise = False
    for point in _cut(naming, nodes, tried):
        with suppress(NotCheckable, DomainError):
            is_open, is_equal = bool(open_cases & _occurring(naming, every, point)), equal_at(point)
            if not is_open and not is_equal:
                return None
            is_equal_otherwise |= not is_open
            differs += [] if is_equal else [point]
    return differs[0] if differs and is_equal_otherwise else None


def _occurring(naming: Naming, every: Sequence[Cases], point: Point) -> set[tuple[int, int]]:
    """Return which cases of which distinctions hold at a point."""
    found: set[tuple[int, int]] = set()
    for at, cases in enumerate(every):
        numbers = tuple(Numeral(str(number), Fraction(number), NOWHERE) for number in range(len(cases.values)))
        with suppress(NotCheckable):
            worth = naming.at(point).of(replace(cases, values=numbers))
            values = worth.flat if isinstance(worth, Cells) else (worth,)
            found |= {(at, int(value.p)) for value in values if isinstance(value, fmpq)}
    return found


def _cut(naming: Naming, nodes: Sequence[Node], tried: Sequence[Point]) -> Iterator[Point]:
    """Yield points at which the quantities that formulas name take any value, near and far."""
    names = [name for node in nodes for part in walk(node) if isinstance(part, Cases) for name in names_in(part)]
    named = dict.fromkeys(symbol for name in names for symbol in _quantities(naming, name))
    draw = random.Random(1)  # noqa: S311  (points, not secrets)
    for number in range(thresholds.POINTS_OF_CUT_CASES):
        far = thresholds.SPREAD[number % len(thresholds.SPREAD)]
        values = {at: far * signed(draw) for at in named}
        point = tried[number % len(tried)]
        yield CutPoint(point.network, {at: exact(value) for at, value in values.items()})


def _quantities(naming: Naming, name: Name) -> Iterator[Symbol]:
    """Yield the quantities that a name stands for and that have an equation."""
    with suppress(NotCheckable):
        for atom in naming.meaning(name).flat:
            symbol = atom.symbol
            if atom.role is Role.VALUE and symbol is not None and naming.network.scalar.equation(symbol) is not None:
                yield symbol
