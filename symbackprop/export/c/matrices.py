"""C99 as loops: sums that are products of two matrices, whatever the order of their indices, as calls of a function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from ...expression.tree import Expression, Index, Symbol, factors_of, symbols_of
from ...graph.equations import Term, bare
from ...graph.shifts import coefficient_of, indices_in, lookups_in, reach_of, running_of
from ..program.nests import strides_of
from .place import Place

if TYPE_CHECKING:
    from .frame import Frame

Places = Mapping[Symbol, Place]

LINE = 64
"""How many bytes the widest vectors have, by which costs are estimated."""

LEAST_WORK = 1024
"""How many multiplications are worth a call."""

CALL, ROW, PART, MULTIPLY, LOOP, TURN = 60.0, 2.0, 0.6, 0.6, 5.0, 0.6
"""What a call costs, in steps of a processor: itself, each vector that it adds to, each number of a vector that is not
full, each multiplication of a vector; the beginning of a loop instead of it, and a number copied from across memory."""


@dataclass(frozen=True, slots=True)
class Read:
    """A quantity as it is read or written, with how far apart in memory neighbours along each index are."""

    symbol: Symbol
    place: Place

    @property
    def is_matrix(self) -> bool:
        """Whether where it stands is known without looking anything up."""
        return self.place.is_array and not any(map(lookups_in, self.symbol.indices))

    def step(self, index: Index) -> int:
        """Return how far apart neighbours along an index are."""
        strides = strides_of(self.place.declared)
        return sum(coefficient_of(at, index) * stride for at, stride in zip(self.symbol.indices, strides, strict=True))


@dataclass(frozen=True, slots=True)
class Matrices:
    """A sum as a product of matrices, `target[row, column] += scale · Σ left[row, inner] · right[inner, column]`.

    Each of the three runs over one index, or over several that follow each other in memory, the fastest first.
    """

    target: Read
    left: Read
    right: Read
    rows: tuple[Index, ...]
    columns: tuple[Index, ...]
    inner: tuple[Index, ...]
    outer: tuple[Index, ...]
    scale: tuple[Expression, ...]

    @property
    def merged(self) -> tuple[Index, ...]:
        """The indices that the call runs over."""
        return (*self.rows, *self.columns, *self.inner)

    def cost(self, lanes: int) -> float:
        """Return about how many steps the calls take, with vectors of so many numbers."""
        rows, columns, inner, calls = map(_size, (self.rows, self.columns, self.inner, self.outer))
        vectors = -(-columns // lanes)
        is_turned = self.right.step(self.columns[0]) != 1
        copied = TURN * inner * vectors * lanes if is_turned or columns % lanes else inner * vectors
        part = PART * rows * columns if columns % lanes else 0.0
        return calls * (CALL + rows * vectors * (MULTIPLY * inner + ROW) + copied + part)


def _size(indices: Iterable[Index]) -> int:
    return prod(index.size for index in indices)


def matrices(target: Symbol, term: Term, places: Places, is_single: bool, is_unrolled: bool = False) -> Matrices | None:
    """Return a term as a product of matrices, or None where it is none or loops are about as fast.

    Args:
        target: What it is added to.
        term: The term.
        places: Where quantities are kept.
        is_single: Whether numbers are of single precision.
        is_unrolled: Whether loops would have the whole sum in their body.
    """
    best = _best(target, term, places, is_single)
    lanes = lanes_of(is_single)
    return best if best is not None and best.cost(lanes) < loops_cost(target, term, lanes, is_unrolled) else None


def calls(frame: Frame, target: Symbol, term: Term, is_unrolled: bool = False) -> list[str]:
    """Return calls of the function for products of matrices, or nothing where loops are about as fast.

    Args:
        frame: What writes the lines.
        target: What the term is added to.
        term: The term.
        is_unrolled: Whether loops would have the whole sum in their body.
    """
    if not frame.page.has_kernels:
        return []
    found = matrices(target, term, frame.places, frame.page.is_single, is_unrolled)
    if found is None:
        return []
    scale = " * ".join(f"({frame.write(factor)})" for factor in found.scale) or frame.one()
    starts = []
    for read in (found.left, found.right, found.target):
        rest = frame.rest(read.symbol, read.place, found.merged)
        starts.append(f"{read.place.name} + {rest}" if rest else read.place.name)
    left, right, to = starts
    rows, columns, inner = found.rows[0], found.columns[0], found.inner[0]
    call = (
        f"add_product({', '.join(map(frame.extent, (found.rows, found.columns, found.inner)))}, {scale}, "
        f"{left}, {found.left.step(rows)}, {found.left.step(inner)}, "
        f"{right}, {found.right.step(inner)}, {found.right.step(columns)}, {to}, {found.target.step(rows)});"
    )
    return frame.loops(found.outer, [call], within=term.within)


def least_cost(target: Symbol, term: Term, places: Places, is_single: bool, is_unrolled: bool) -> float:
    """Return about how many steps a term takes, by calls or by loops."""
    best, lanes = _best(target, term, places, is_single), lanes_of(is_single)
    loops = loops_cost(target, term, lanes, is_unrolled)
    return min(loops, best.cost(lanes)) if best is not None else loops


def lanes_of(is_single: bool) -> int:
    """Return how many numbers the widest vectors have."""
    return LINE // (4 if is_single else 8)


def _best(target: Symbol, term: Term, places: Places, is_single: bool) -> Matrices | None:
    if _size((*_free(target), *term.over)) < LEAST_WORK:
        return None
    return min(_candidates(target, term, places), key=lambda one: one.cost(lanes_of(is_single)), default=None)


def _free(target: Symbol) -> list[Index]:
    return [index for index in target.indices if isinstance(index, Index)]


def loops_cost(target: Symbol, term: Term, lanes: int, is_unrolled: bool) -> float:
    """Return about how many steps loops take."""
    free = _free(target)
    if is_unrolled:
        return _size(free[:-1]) * (LOOP + -(-free[-1].size // lanes) * _size(term.over))
    total, longest = steps_of(target, term), max(index.size for index in (*free[-1:], *term.over[-1:]))
    return total * (2.0 / min(lanes, longest) + LOOP / longest)


def steps_of(target: Symbol, term: Term) -> float:
    """Return about how many numbers loops add up; half of the positions of a window are taken to be near its middle."""
    total = float(_size((*_free(target), *term.over)))
    for window in term.within:
        low, high = reach_of(window.position)
        total *= min(1.0, 2 * window.size / (high - low + 1))
    return total


def _candidates(target: Symbol, term: Term, places: Places) -> Iterator[Matrices]:
    free = _free(target)
    factors = list(factors_of(term.body))
    whole = Read(target, places[bare(target)])
    if len(free) < 2 or not term.over or len(set(free)) < len(free) or not whole.is_matrix:
        return
    runs = {factor: {index for read in symbols_of(factor) for index in running_of(read)} for factor in factors}
    if len(runs) < len(factors):
        return
    for row, column, inner in product(free, free, term.over):
        if row == column or whole.step(column) != 1 or _decides(term, row, column, inner):
            continue
        sides = {
            factor: runs[factor] & {row, column, inner} for factor in factors if runs[factor] & {row, column, inner}
        }
        left = [factor for factor, side in sides.items() if side == {row, inner}]
        right = [factor for factor, side in sides.items() if side == {inner, column}]
        if len(sides) != 2 or len(left) != 1 or len(right) != 1:
            continue
        (one,), (other,) = left, right
        if not isinstance(one, Symbol) or not isinstance(other, Symbol):
            continue
        reads = [Read(symbol, places[bare(symbol)]) for symbol in (one, other)]
        steps = (reads[0].step(row), reads[0].step(inner), reads[1].step(inner), reads[1].step(column))
        if min(steps) > 0 and all(read.is_matrix for read in reads):
            scale = tuple(factor for factor in factors if factor not in sides)
            yield _grown(term, whole, reads, (row, column, inner), [*free, *term.over], scale)


def _grown(
    term: Term,
    target: Read,
    reads: Sequence[Read],
    begun: tuple[Index, Index, Index],
    indices: Sequence[Index],
    scale: tuple[Expression, ...],
) -> Matrices:
    """Return a product with as many indices in it as follow those with which it was begun in memory."""
    left, right = reads
    groups = {"rows": [begun[0]], "columns": [begun[1]], "inner": [begun[2]]}
    moving = {"rows": (target, left), "columns": (target, right), "inner": (left, right)}
    outer = [index for index in indices if index not in begun]
    held = {index for factor in scale for read in symbols_of(factor) for index in running_of(read)}
    again = True
    while again:
        again = False
        for index in outer:
            for name, group in groups.items():
                follows = all(
                    read.step(index) == (read.step(group[0]) * _size(group) if read in moving[name] else 0)
                    for read in (target, left, right)
                )
                if follows and index not in held and not _decides(term, index):
                    group.append(index)
                    outer.remove(index)
                    again = True
                    break
            if again:
                break
    rows, columns, inner = (tuple(group) for group in groups.values())
    return Matrices(target, left, right, rows, columns, inner, tuple(outer), scale)


def _decides(term: Term, *indices: Index) -> bool:
    """Say whether a term counts only at some positions of some indices."""
    return any(index in indices_in(window.position) for window in term.within for index in indices)
