"""Points beside the bounds of definitions by cases, where a bound that is off shows and nowhere else it may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from flint import arb

from ...expression.tree import Number
from .. import thresholds
from ..interpretation.naming import Naming
from ..quantities.refusals import NotCheckable
from ..tree import Cases, Condition, Node, walk
from ..values.arrays import Cells
from ..values.points import Point


def beside_bounds(naming: Naming, nodes: Sequence[Node], points: Sequence[Point]) -> Iterator[Point]:
    """Yield points on both sides of the bound of each case, near it.

    Args:
        naming: What names mean.
        nodes: The formulas that tell cases apart.
        points: Points to start from, of which some should lie on either side.
    """
    cases = (part for node in nodes for part in walk(node) if isinstance(part, Cases))
    conditions = (
        one for case in cases for condition in case.conditions if condition is not None for one in condition.all
    )
    for condition in islice(dict.fromkeys(conditions), thresholds.MOST_BOUNDS):
        sides: dict[bool, Point] = {}
        for point in points:
            side = _is_above(naming, condition, point)
            if side is not None:
                sides.setdefault(side, point)
        if len(sides) < 2:
            continue
        for _ in range(thresholds.HALVINGS):
            middle = _between(sides[True], sides[False])
            side = _is_above(naming, condition, middle)
            if side is None:
                break
            sides[side] = middle
        yield from sides.values()


def _is_above(naming: Naming, condition: Condition, point: Point) -> bool | None:
    """Say whether the left side of a condition is the larger one at a point; None where that is not certain."""
    with suppress(NotCheckable):
        left, right = (naming.at(point).of(side) for side in (condition.left, condition.right))
        if not isinstance(left, Cells) and not isinstance(right, Cells):
            margin = arb(left) - arb(right)
            return None if margin.contains(0) else bool(margin > 0)
    return None


def _between(one: Point, other: Point) -> Point:
    ends = one.network.values, other.network.values
    means = {symbol: (number.value + ends[1][symbol].value) / 2 for symbol, number in ends[0].items()}
    return Point(one.network.at({symbol: Number(value, str(value)) for symbol, value in means.items()}))
