"""The point of a network's own values where a spec gives only some of them, or none.

Formulas are tried at random points, which need no values. A printed number needs those that it depends on; where one of
them is missing, it cannot be checked, and the report says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from ...expression.tree import Expression, Symbol, symbols_of
from ...graph.equations import Graph, bare
from ...graph.tape import Ball
from ...models.network import Network
from .. import thresholds
from ..quantities.layers import LayerTable
from ..quantities.refusals import NotCheckable
from ..reasons import Details, RefusalCode
from .points import Point
from .random_points import random_points


class NoValues(NotCheckable):
    """What is asked for depends on quantities of which the spec gives no values."""

    def __init__(self, missing: Iterable[Symbol]) -> None:
        names = [symbol.ascii for symbol in missing]
        more = (
            f" and {len(names) - thresholds.MOST_MISSING_NAMED} more"
            if len(names) > thresholds.MOST_MISSING_NAMED
            else ""
        )
        super().__init__(
            RefusalCode.NO_VALUES, Details(text=f"{', '.join(names[: thresholds.MOST_MISSING_NAMED])}{more}")
        )


class PartialPoint(Point):
    """A point at which some of what is given has no value.

    Args:
        network: The network with any values in place of the missing ones, which nothing that is returned depends on.
        missing: The quantities without values, as declared.
        lacking: Of quantities that have some values, the single ones that have none.
    """

    def __init__(self, network: Network, missing: Iterable[Symbol], lacking: Iterable[Symbol] = ()) -> None:
        super().__init__(network)
        self.missing = tuple(map(bare, missing))
        self.lacking = frozenset(lacking)

    def value(self, symbol: Symbol) -> Ball:
        """Return the value of a quantity.

        Raises:
            NoValues: It depends on what is missing.
        """
        self._demand((symbol,))
        return super().value(symbol)

    def evaluate(self, expression: Expression) -> Ball:
        """Return the value of an expression over quantities.

        Raises:
            NoValues: It depends on what is missing.
        """
        self._demand(symbols_of(expression))
        return super().evaluate(expression)

    @cached_property
    def _graph(self) -> Graph:
        return self.network.single.graph

    @cached_property
    def _needed(self) -> dict[Symbol, frozenset[Symbol]]:
        return {}

    def _demand(self, symbols: Iterable[Symbol]) -> None:
        several = tuple(symbols)
        wanted: set[Symbol] = set()
        for symbol in several:
            place = self.network.single.place(symbol)
            quantity = place[0] if place is not None else bare(symbol)
            if quantity not in self._needed:
                self._needed[quantity] = self._graph.ancestors([quantity])
            wanted |= self._needed[quantity]
        missing = [symbol for symbol in self.missing if symbol in wanted]
        if not missing and self.lacking:
            missing = sorted(self.lacking & self._behind(several), key=lambda symbol: symbol.ascii)
        if missing:
            raise NoValues(missing)

    def _behind(self, symbols: Iterable[Symbol]) -> set[Symbol]:
        """Return all single quantities that some are computed from."""
        found: set[Symbol] = set()
        waiting = [*symbols]
        while waiting:
            symbol = waiting.pop()
            if symbol in found:
                continue
            found.add(symbol)
            equation = self.network.single.equation(symbol)
            if equation is not None:
                waiting += symbols_of(equation.body)
        return found


def truth_of(network: Network, layers: LayerTable) -> Point:
    """Return the point of a network's own values, as far as there are some."""
    if not network.missing:
        return Point(network)
    (drawn,) = random_points(network, layers, 1, network.values)
    there = {bare(leaf): [at in network.values for at in network.elements(leaf)] for leaf in network.graph.leaves}
    lacking = (
        name
        for leaf in network.graph.leaves
        if any(there[bare(leaf)])
        for name in network.elements(leaf)
        if name not in network.values
    )
    return PartialPoint(drawn.network, [leaf for leaf in network.missing if not any(there[leaf])], lacking)
