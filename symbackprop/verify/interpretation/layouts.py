"""Which way round a document has its matrices."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .. import thresholds
from ..lexicon.words import is_digits
from ..quantities.atoms import Layout, Meaning
from ..quantities.refusals import NotCheckable, UnknownName
from ..tree import Chain, Grid, Name, Picked, Rate, Turned, names_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.points import Point
from .equality import holds
from .evidence import Printed, PrintedByName, support
from .naming import Naming

WAYS = ((False, False), (True, True), (True, False), (False, True))
"""How vectors and weights can stand, the usual ways first."""


def choose_layout(
    naming: Naming,
    chains: Sequence[Chain],
    tests: Sequence[Chain],
    evidence: PrintedByName,
    points: Sequence[Point],
) -> Naming:
    """Return the names with how vectors and matrices stand, by the matrices printed and the equations that hold."""
    concerned = [chain for chain in tests if _has_arrays(naming, chain)][: thresholds.MOST_LAYOUT_TESTS]
    grids = [(name, item) for every in evidence.values() for name, item in every if _grid_of(item)][
        : thresholds.MOST_GRIDS
    ]
    known = _numbered_from(naming, chains)
    if concerned or grids:
        best, best_score = naming, -math.inf
        layout = naming.network.layout
        usual = (not layout.has_columns, layout.leads_away)
        for rows, weights in sorted(WAYS, key=lambda way: way != usual):
            tried = naming.with_layout(Layout(rows, weights))
            score = float(sum(holds(tried, chain, points[:1]) is True for chain in concerned))
            for name, evidence_for_it in grids:
                for meaning in _chosen(tried, name):
                    score += support(tried, meaning, evidence_for_it)
            score -= 2 * len(concerned) if known is not None and known != weights else 0
            if score > best_score + thresholds.EQUAL_SCORES:
                best, best_score = tried, score
        naming = best
    return replace(naming, turned=_turned_gradients(naming, chains))


def _numbered_from(naming: Naming, chains: Sequence[Chain]) -> bool | None:
    """Say whether weights with two indices are numbered by where they come from first; None where that is not known."""
    votes = 0
    names = {name.text: name for chain in chains for side in chain.sides for name in names_in(side.node)}
    for name in names.values():
        digits = [int(part) for part in (*name.below, *name.at) if is_digits(part)][-2:]
        scheme = naming.scheme(name)
        if len(digits) != 2 or digits[0] == digits[1] or scheme is None or scheme.is_numbered:
            continue
        for meaning in _chosen(naming, name):
            atom = meaning.atom
            for stage in naming.layers.stages:
                for to, row in enumerate(stage.weights, start=1):
                    for source, weight in enumerate(row, start=1):
                        if atom is not None and atom.symbol == weight and to != source:
                            order = (digits[0] - digits[1]) * (to - source)
                            votes += 1 if order < 0 else -1
    return None if votes == 0 else votes > 0


def _chosen(naming: Naming, name: Name) -> Iterator[Meaning]:
    try:
        yield naming.meaning(name)
    except UnknownName:
        return


def _grid_of(item: Printed) -> bool:
    return isinstance(item, Grid) or (isinstance(item, Chain) and isinstance(item.sides[-1].node, Grid))


def _turned_gradients(naming: Naming, chains: Sequence[Chain]) -> bool:
    """Say whether the entries of gradients are numbered the other way round than those of the weights."""
    straight = turned = 0
    for chain in chains:
        first, number = chain.sides[0].node, printed(chain.sides[-1].node)
        if isinstance(first, Picked) and isinstance(first.body, Rate) and len(first.at) == 2 and number is not None:
            for at in (first.at, first.at[::-1]):
                try:
                    worth = naming.worth(Picked(Turned(first.body), at[::-1], first.span))
                except NotCheckable:
                    continue
                if not isinstance(worth, Cells) and fit(number, worth).good:
                    straight += at is first.at
                    turned += at is not first.at
    return turned > straight


def _has_arrays(naming: Naming, chain: Chain) -> bool:
    for side in chain.sides:
        for name in names_in(side.node):
            try:
                if naming.meaning(name).atom is None:
                    return True
            except UnknownName:
                continue
    return False
