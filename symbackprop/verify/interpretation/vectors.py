"""Names that count as single numbers, but stand for vectors where the document prints several numbers for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice, product

from .. import thresholds
from ..grammar.alignment import is_printed_grid
from ..grammar.forms import is_symbolic, symbolic_sides
from ..quantities.atoms import Role
from ..quantities.patterns import NamePattern, pattern_of
from ..quantities.refusals import NotCheckable, UnknownName
from ..quantities.scheme import Scheme
from ..tree import Chain, Grid, names_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.points import Point
from .equality import holds
from .evidence import PrintedByName
from .naming import Naming


def choose_vectors(
    naming: Naming,
    chains: Sequence[Chain],
    evidence: PrintedByName,
    points: Sequence[Point],
) -> Naming:
    """Return the names with those read as vectors for which vectors, and no single numbers, are printed."""
    single = {
        pattern_of(name)
        for every in evidence.values()
        for name, item in every
        if not isinstance(item.sides[-1].node if isinstance(item, Chain) else item, Grid)
    }
    concerned = (chain for chain in chains if _last_grid(chain) is not None)
    for chain in islice(concerned, thresholds.MOST_CHAINS_OF_VECTORS):
        best = _standing(naming, chain, points)
        if best is Standing.HOLDS:
            continue
        options = _vectors(naming, chain, single)
        holding = [other for other in _concerned(chains, options) if holds(naming, other, points[:1])]
        chosen = naming
        for way in islice(_ways(options), thresholds.MOST_WAYS_OF_VECTORS):
            tried = naming.with_schemes(way)
            standing = _standing(tried, chain, points)
            if standing.value > best.value and all(holds(tried, other, points[:1]) for other in holding):
                best, chosen = standing, tried
                if best is Standing.HOLDS:
                    break
        naming = chosen
    return naming


def _concerned(chains: Sequence[Chain], options: Mapping[NamePattern, Sequence[Scheme]]) -> Iterator[Chain]:
    """Yield equations between formulas that hold names of the patterns that may be read otherwise."""
    concerned = (
        chain
        for chain in chains
        if len(symbolic_sides(chain)) > 1
        and any(pattern_of(name) in options for side in chain.sides for name in names_in(side.node))
    )
    yield from islice(concerned, thresholds.MOST_CHAINS_OF_VECTORS)


def _last_grid(chain: Chain) -> Grid | None:
    last = chain.sides[-1].node
    several = isinstance(last, Grid) and is_printed_grid(last) and sum(map(len, last.rows)) > 1
    return last if several and isinstance(last, Grid) and is_symbolic(chain.sides[0].node) else None


class Standing(Enum):
    """How well a chain stands under the schemes that are chosen."""

    FAILS = 0
    """What it begins with is not what it ends with."""
    FITS = 1
    """It is, but the formulas between are not equal."""
    HOLDS = 2


def _standing(naming: Naming, chain: Chain, points: Sequence[Point]) -> Standing:
    """Say whether what a chain begins with is as many numbers as it ends with, most of them those, and it holds."""
    grid = _last_grid(chain)
    assert grid is not None
    numbers = [printed(entry) for row in grid.rows for entry in row]
    try:
        worth = naming.worth(chain.sides[0].node)
    except NotCheckable:
        return Standing.FAILS
    if not isinstance(worth, Cells) or len(worth.flat) != len(numbers):
        return Standing.FAILS
    pairs = zip(numbers, worth.flat, strict=True)
    fitting = sum(number is not None and fit(number, value).good for number, value in pairs)
    if 2 * fitting < len(numbers):
        return Standing.FAILS
    several = sum(is_symbolic(side.node) for side in chain.sides) > 1
    return Standing.HOLDS if not several or holds(naming, chain, points[:1]) else Standing.FITS


def _vectors(naming: Naming, chain: Chain, single: set[NamePattern]) -> dict[NamePattern, list[Scheme]]:
    """Return the schemes by which the names of a chain that stand for single numbers would stand for several."""
    found: dict[NamePattern, list[Scheme]] = defaultdict(list)
    for name in (name for side in chain.sides if is_symbolic(side.node) for name in names_in(side.node)):
        pattern = pattern_of(name)
        if pattern in single or pattern in found or name.new:
            continue
        try:
            atom = naming.meaning(name).atom
        except UnknownName:
            continue
        if atom is None or atom.role is Role.RATE or atom.symbol == naming.layers.loss:
            continue
        several = [scheme for scheme, meaning in naming.options(name).items() if meaning.atom is None]
        if several:
            found[pattern] = several[: thresholds.MOST_VECTOR_OPTIONS]
    return found


def _ways(options: Mapping[NamePattern, Sequence[Scheme]]) -> Iterator[dict[NamePattern, Scheme]]:
    """Yield what to try: one pattern after another, then all of them."""
    for pattern, schemes in options.items():
        yield from ({pattern: scheme} for scheme in schemes)
    if len(options) > 1:
        for several in product(*options.values()):
            yield dict(zip(options, several, strict=True))
