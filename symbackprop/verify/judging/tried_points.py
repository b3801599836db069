"""The points at which equations between formulas are tried: few at first, and more of them where there is a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ...expression.tree import Number, Symbol
from .. import thresholds
from ..interpretation.equality import same
from ..interpretation.naming import Naming
from ..quantities.refusals import NotCheckable
from ..tree import Cases, Node, numerals_in, walk
from ..values.points import Point
from ..values.random_points import random_points
from .case_bounds import beside_bounds
from .case_branches import refuting
from .claim import Draft


def has_cases(nodes: Iterable[Node]) -> bool:
    """Say whether formulas tell cases apart."""
    return any(isinstance(part, Cases) for node in nodes for part in walk(node))


@dataclass
class TriedPoints:
    """The points at which equations are tried.

    Args:
        naming: What the names mean.
        points: A few random points, to which others are added that tell formulas from the truth.
    """

    naming: Naming
    points: list[Point]
    _more: Sequence[Point] = ()
    _held: dict[frozenset[Symbol], tuple[Point, ...]] = field(default_factory=dict)

    def points_for(self, *nodes: Node) -> Sequence[Point]:
        """Return the points for formulas, more of them where there are cases to tell apart."""
        return self.many() if has_cases(nodes) else self.points

    def telling(self, sides: Sequence[Node], draft: Draft) -> Sequence[Point]:
        """Return the points of which one tells two sides of a claim apart that differ."""
        more = self.many() if has_cases(sides) else ()
        return (*self.points, *more, *([] if draft.refuted_at is None else [draft.refuted_at]))

    def many(self) -> Sequence[Point]:
        """Return more points than usual, near and far."""
        if not self._more:
            network, layers = self.naming.network, self.naming.layers
            self._more = tuple(
                point
                for points in zip(
                    *(random_points(network, layers, thresholds.POINTS_OF_CASES, far=far) for far in thresholds.SPREAD),
                    strict=False,
                )
                for point in points
            )
        return self._more

    def with_held(self, held: frozenset[Symbol], count: int) -> tuple[Point, ...]:
        """Return random points at which some leaves keep their values."""
        if held not in self._held:
            network = self.naming.network
            self._held[held] = tuple(random_points(network, self.naming.layers, count, held))
        return self._held[held]

    def hold_with_put_in(self, left: Node, right: Node) -> bool:
        """Say whether a number on the right stands for what has no value, as 10 for t in `L = (y - 10)^2`.

        A number of one sign belongs to the formula as likely.
        """
        network = self.naming.network
        single = [leaf for leaf in network.missing if not leaf.indices][: thresholds.MOST_MISSING_NAMED]
        for leaf in single:
            for numeral in numerals_in(right):
                if len(numeral.text) > len("2") and numeral.value not in thresholds.CONSTANTS_OF_FORMULAS:
                    number = Number(numeral.value, numeral.text)
                    put_in = (point.network.at({**point.network.values, leaf: number}) for point in self.points)
                    if same(self.naming, left, right, tuple(map(Point, put_in))):
                        return True
        return False

    def hold_further(self, equal_at: Callable[[Point], bool], nodes: Sequence[Node], draft: Draft) -> bool:
        """Say whether an equation holds beyond kinks, on both sides of the bounds of its cases, and in each of them."""
        further = self.with_held(frozenset(), thresholds.POINTS_OF_KINKS)
        tried = self.points_for(*nodes)
        for point in (*further, *beside_bounds(self.naming, nodes, tried)):
            with suppress(NotCheckable):
                if not equal_at(point):
                    # What tells this formula from the truth tells others, and the slip in it.
                    if all(point is not known for known in self.points):
                        self.points.append(point)
                    return False
        # Where quantities are cut off from their equations, a point tells nothing of other formulas.
        draft.refuted_at = refuting(self.naming, nodes, (*tried, *further), equal_at) if has_cases(nodes) else None
        return draft.refuted_at is None
