"""Rows for the nodes of a graph whose columns are known: few arrows cross, and long ones pass between the nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean
from typing import TypeAlias

Spot: TypeAlias = tuple[str, int]
"""A node with its column, or where the arrows from a node pass a later column."""

SWEEPS, SETTLINGS = 12, 8
"""How often the order of all columns is improved, and how often their rows."""

GAPS = {2: 1.0, 1: 0.6, 0: 0.35}
"""Rows between two neighbours of a column, by how many of the two are nodes."""


@dataclass(frozen=True, slots=True)
class Layering:
    """Where the nodes of a graph stand.

    Args:
        rows: The row of each node, 0 for the highest.
        through: Columns and rows that an arrow passes, for those that pass a column.
    """

    rows: Mapping[str, float]
    through: Mapping[tuple[str, str], tuple[tuple[float, float], ...]]


def layering(columns: Mapping[str, int], arrows: Sequence[tuple[str, str]]) -> Layering:
    """Return where nodes stand, each arrow leading to a later column.

    References:
        Sugiyama, Tagawa and Toda, Methods for visual understanding of hierarchical system structures (1981).

    >>> layering({"a": 0, "b": 1, "c": 2}, [("a", "b"), ("b", "c"), ("a", "c")]).through
    {('a', 'c'): ((1, 0.6),)}
    """
    paths = {
        (origin, target): [*((origin, at) for at in range(columns[origin], columns[target])), (target, columns[target])]
        for origin, target in arrows
    }
    links = list(dict.fromkeys(link for path in paths.values() for link in pairwise(path)))
    spots = dict.fromkeys([*columns.items(), *(spot for path in paths.values() for spot in path)])
    layers: dict[int, list[Spot]] = {at: [] for at in sorted({at for _, at in spots})}
    for spot in spots:
        layers[spot[1]].append(spot)
    order = _with_few_crossings([*layers.values()], links)
    rows = _settled(order, links, columns)
    highest = min(rows.values())
    return Layering(
        {name: round(rows[name, at] - highest, 3) for name, at in columns.items()},
        {
            arrow: tuple((at, round(rows[name, at] - highest, 3)) for name, at in path[1:-1])
            for arrow, path in paths.items()
            if len(path) > 2
        },
    )


def _with_few_crossings(layers: list[list[Spot]], links: Sequence[tuple[Spot, Spot]]) -> list[list[Spot]]:
    """Return the order of each column after sorting it by its neighbours again and again, the best that was seen."""
    best, fewest = layers, _crossings(layers, links)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        others = _neighbours(links, forward)
        layers = [list(layer) for layer in layers]
        done: dict[Spot, int] = {}
        for layer in layers if forward else reversed(layers):
            places = {spot: at for at, spot in enumerate(layer)}
            wanted = {
                spot: fmean([done[other] for other in others.get(spot, ())] or [float(places[spot])]) for spot in layer
            }
            layer.sort(key=lambda spot: wanted[spot])
            done |= {spot: at for at, spot in enumerate(layer)}
        if (count := _crossings(layers, links)) < fewest:
            best, fewest = layers, count
    return best


def _neighbours(links: Sequence[tuple[Spot, Spot]], before: bool) -> dict[Spot, list[Spot]]:
    found: dict[Spot, list[Spot]] = {}
    for start, end in links:
        spot, other = (end, start) if before else (start, end)
        found.setdefault(spot, []).append(other)
    return found


def _crossings(layers: Sequence[Sequence[Spot]], links: Sequence[tuple[Spot, Spot]]) -> int:
    place = {spot: at for layer in layers for at, spot in enumerate(layer)}
    by_column: dict[int, list[tuple[int, int]]] = {}
    for start, end in links:
        by_column.setdefault(start[1], []).append((place[start], place[end]))
    return sum(
        (one[0] - two[0]) * (one[1] - two[1]) < 0
        for found in by_column.values()
        for at, one in enumerate(found)
        for two in found[:at]
    )


def _settled(
    layers: Sequence[Sequence[Spot]], links: Sequence[tuple[Spot, Spot]], columns: Mapping[str, int]
) -> dict[Spot, float]:
    """Return a row for each spot, near those of its neighbours and in the order of its column."""
    rows = {spot: at - (len(layer) - 1) / 2 for layer in layers for at, spot in enumerate(layer)}
    before, after = _neighbours(links, before=True), _neighbours(links, before=False)
    for _ in range(SETTLINGS):
        for layer in layers:
            wanted = [
                fmean([rows[at] for at in (*before.get(spot, ()), *after.get(spot, ()))] or [rows[spot]])
                for spot in layer
            ]
            gaps = [GAPS[sum(columns[name] == at for name, at in pair)] for pair in pairwise(layer)]
            rows |= dict(zip(layer, spaced(wanted, gaps), strict=True))
    return rows


def spaced(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return the numbers nearest to those wanted, by squares, of which neighbours keep their gaps.

    >>> spaced([0, 0, 5], [1, 1])
    [-0.5, 0.5, 5.0]
    """
    offsets = [sum(gaps[:at]) for at in range(len(wanted))]
    pools: list[list[float]] = []
    for value, offset in zip(wanted, offsets, strict=True):
        pools.append([value - offset])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    levels = [fmean(pool) for pool in pools for _ in pool]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
