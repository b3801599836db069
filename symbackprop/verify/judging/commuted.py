"""The factors and terms of a line in the order of the formula that its numbers are put into: both commute."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import thresholds
from ..tree import Node, Plus, Times, parts, printed, with_parts
from ..values.arrays import Cells, Worth
from ..values.digits import Fit, fit, magnitude


def in_order_of(symbolic: Node, line: Node, worths: Callable[[Node], Sequence[Worth]]) -> Node:
    """Return a line with its factors and terms in the order of those of a formula, as far as their values tell.

    Args:
        symbolic: The formula.
        line: The line.
        worths: The values that a node may have.
    """
    mine: Sequence[Node] = parts(symbolic)
    yours: Sequence[Node] = parts(line)
    if type(symbolic) is not type(line) or len(mine) != len(yours) or not yours:
        return line
    if isinstance(symbolic, (Plus, Times)):
        yours = _matched(mine, yours, worths)
    ordered = tuple(in_order_of(one, other, worths) for one, other in zip(mine, yours, strict=True))
    return line if ordered == parts(line) else with_parts(line, ordered)


def _matched(mine: Sequence[Node], yours: Sequence[Node], worths: Callable[[Node], Sequence[Worth]]) -> Sequence[Node]:
    """Return parts of a line, each at the place of the part of the formula whose value it has; its own one first."""
    count = range(len(mine))
    if count.stop > thresholds.FEW_EDITS:
        return yours
    values = [worths(part) for part in mine]
    if any(isinstance(worth, Cells) for several in values for worth in several):
        # Matrices do not commute.
        return yours
    fits = [[_fit(other, several, worths) for other in yours] for several in values]
    left, places = set(count), dict[int, int]()
    for allowed in ((Fit.EXACT,), (Fit.ROUNDED, Fit.TRUNCATED)):
        for elsewhere in (False, True):
            for at in count:
                for other in left if elsewhere else left & {at}:
                    if at not in places and fits[at][other] in allowed:
                        places[at] = other
                        left = left - {other}
                        break
    # What fits nowhere stays where it is, if that is free.
    for at in count:
        if at not in places and at in left:
            places[at] = at
            left = left - {at}
    rest = iter(sorted(left))
    return [yours[places[at] if at in places else next(rest)] for at in count]


def _fit(other: Node, values: Sequence[Worth], worths: Callable[[Node], Sequence[Worth]]) -> Fit:
    """Return how a part of a line stands to what a part of the formula may be."""
    balls = [value for value in values if not isinstance(value, Cells)]
    number = printed(other)
    if number is not None:
        return min((fit(number, ball) for ball in balls), key=lambda how: how.value, default=Fit.OFF)
    for worth in worths(other) if balls else ():
        if not isinstance(worth, Cells) and any(
            bool(magnitude(worth - ball) * thresholds.NEAR_THE_TRUTH < magnitude(ball)) for ball in balls
        ):
            return Fit.ROUNDED
    return Fit.OFF
