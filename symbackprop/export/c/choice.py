"""C99 as loops: whether the samples of a tile are lanes of vectors, or stand one after the other.

Lanes waste nothing, however small a sample is, and weights times lanes is a product of large matrices. But two
quantities of a sample that are multiplied by each other are read and written number by number, filters of few taps are
calls for few steps, and large samples do not fit into the cache as often as there are lanes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...expression.tree import Index, Symbol
from ...graph.equations import Equation, Term, bare
from ..program.lowering import Statement, size_of
from ..program.staging import Sampled, Stages
from .matrices import CALL, MULTIPLY, ROW, TURN, lanes_of, least_cost, steps_of
from .page import Page
from .place import Place
from .rows import SAMPLE, Rows, sampled, sampled_mean
from .sample import given
from .tile import Tile

TILE_BYTES = 1024 * 1024
"""What a tile may take: it stays in the second cache."""

MOST_TILE, LEAST_LINE = 64, 128
"""How many samples it has at most, and of how many bytes each row is at least: two of the widest vectors, which the
kernel needs to be busy."""

BATCH = 32
"""How many samples a batch has as far as costs are estimated."""

CLEARLY = 1.2
"""How many times the estimated cost lanes must have for samples to stand one after the other."""

LANE_SUM, FAR = 4.0, 4.0
"""What a vector of lanes costs that is read, added to and written, and a number that does not stay in the cache."""


def tile_for(rows: int, is_single: bool) -> int:
    """Return how many samples a tile has, for so many numbers of each sample.

    >>> tile_for(100, False), tile_for(5_000, False), tile_for(10**6, False), tile_for(10**6, True)
    (64, 16, 16, 32)
    """
    size = 4 if is_single else 8
    least = LEAST_LINE // size
    return max(least, min(MOST_TILE, TILE_BYTES // (size * max(1, rows)) // 16 * 16))


def rows_for(numbers: int, is_single: bool) -> int:
    """Return how many samples stand one after the other in a tile, with so many numbers of each sample.

    >>> rows_for(100, False), rows_for(5_000, False), rows_for(10**6, False), rows_for(10**6, True)
    (64, 26, 1, 1)
    """
    return max(1, min(MOST_TILE, TILE_BYTES // ((4 if is_single else 8) * max(1, numbers))))


def is_in_lanes(page: Page, staged: Stages) -> bool:
    """Say whether the samples of a tile are the lanes of vectors, and not one after the other.

    The steps of a recurrence are short, however many there are, and stay lanes.
    """
    numbers = sum(size_of(statement.target) for statement in staged.each)
    if any(at.along for at in staged.each):
        return True
    lanes, rows = (min(BATCH, sized(numbers, page.is_single)) for sized in (tile_for, rows_for))
    fits = (4 if page.is_single else 8) * numbers * lanes <= TILE_BYTES
    far = 0.0 if fits else FAR * numbers
    return far + _of_lanes(page, staged, lanes) <= CLEARLY * _of_rows(page, staged, rows)


def _of_lanes(page: Page, staged: Stages, samples: int) -> float:
    """Return about how many steps the sums of a sample take in so many lanes."""
    # A page of its own, whose names nobody sees.
    tile = Tile(Page(page.program, page.is_single))
    _place(tile, staged.each, staged.sums)
    total = sum(_of_weights(tile, at.target, term, samples) for at in staged.each for term in _sums(at))
    return total + sum(_of_outer(tile, at.target, term, samples) for at in staged.sums for term in at.mean)


def _of_weights(tile: Tile, target: Symbol, term: Term, samples: int) -> float:
    lanes, work = lanes_of(tile.page.is_single), steps_of(target, term)
    found = tile.weighted(target, term)
    if found is None:
        return LANE_SUM * work / lanes
    calls, vectors = prod(index.size for index in found.outer), -(-samples // lanes)
    each = found.row.size * vectors * (MULTIPLY * found.over.size + ROW) + TURN * found.over.size * samples
    return calls * (CALL + each) / samples


def _of_outer(tile: Tile, target: Symbol, term: Term, samples: int) -> float:
    lanes, work = lanes_of(tile.page.is_single), steps_of(target, term)
    found = tile.outer(target, term)
    if found is None:
        return LANE_SUM * work / lanes
    calls, vectors = work / (found.rows * found.columns), -(-found.columns // lanes)
    each = found.rows * vectors * (MULTIPLY * samples + ROW) + TURN * found.columns * samples
    return calls * (CALL + each) / samples


def _of_rows(page: Page, staged: Stages, samples: int) -> float:
    """Return about how many steps the sums of a sample take where so many samples stand one after the other."""
    sample = Index(SAMPLE, samples)
    rows = Rows(Page(page.program, page.is_single), sample=sample)
    own = frozenset(map(bare, page.program.data)).union(bare(at.target) for at in staged.each)
    each = [sampled(at, sample, own) for at in staged.each]
    sums = [sampled_mean(at, sample, own) for at in staged.sums]
    _place(rows, each, sums)
    total = 0.0
    terms = [(at.target, term) for at in each for term in _sums(at)]
    terms += [(at.target, Term(term.body, (sample, *term.over), term.within)) for at in sums for term in at.mean]
    for target, term in terms:
        is_unrolled = bool(rows.unrolled(target, term))
        total += least_cost(target, term, rows.places, page.is_single, is_unrolled)
    return total / samples


def _place(frame: Tile | Rows, each: Sequence[Statement], sums: Sequence[Sampled]) -> None:
    """Say where all quantities are."""
    names, program = frame.page.names, frame.page.program
    given(frame, set(), [])
    for symbol in program.data:
        frame.place_data(symbol)
    for statement in each:
        name = names.of(bare(statement.target))
        frame.places[bare(statement.target)] = Place(name, statement.target, True, isinstance(frame, Tile))
    for at in (*program.statements, *sums):
        frame.places.setdefault(bare(at.target), Place(names.of(bare(at.target)), at.target))


def _sums(statement: Statement) -> list[Term]:
    return [term for term in statement.terms if term.over] if isinstance(statement, Equation) else []
