"""Vectors and matrices of certified numbers, and what is done with them entry by entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from flint import arb, fmpq

from ...graph.tape import Ball
from ..quantities.refusals import Misfit, NotCheckable
from ..reasons import Details, RefusalCode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cells:
    """A vector or matrix of certified numbers.

    Args:
        rows: Its rows.
        free: Whether it is a vector that may stand or lie.
        repeats: Whether it is a vector that stands for as many like it side by side as are wanted, as `x 1ᵀ` does.
    """

    rows: tuple[tuple[Ball, ...], ...]
    free: bool = False
    repeats: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    @property
    def turned(self) -> Cells:
        """The transpose."""
        return Cells(tuple(zip(*self.rows, strict=True)), repeats=self.repeats)

    @property
    def flat(self) -> tuple[Ball, ...]:
        """All entries in reading order."""
        return tuple(entry for row in self.rows for entry in row)


Worth: TypeAlias = "Ball | Cells"


def cell(worth: Worth, row: int, column: int) -> Ball:
    """Return an entry, counted from 0; a single number is the same everywhere."""
    return worth.rows[row][column] if isinstance(worth, Cells) else worth


def cell_at(entries: tuple[T, ...], number: int) -> T:
    """Return an entry, counted from 1.

    Raises:
        NotCheckable: There is none of that number.
    """
    if not 1 <= number <= len(entries):
        raise NotCheckable(RefusalCode.INDEX_OUT_OF_RANGE)
    return entries[number - 1]


def shape_of(cells: Cells) -> str:
    """Return how many rows and columns there are, in words."""
    return "×".join(map(str, cells.shape))


def each(worth: Worth, change: Callable[[Ball], Ball]) -> Worth:
    """Return what a change makes of every entry."""
    if isinstance(worth, Cells):
        return Cells(tuple(tuple(map(change, row)) for row in worth.rows), worth.free, worth.repeats)
    return change(worth)


def paired(left: Worth, right: Worth, join: Callable[[Ball, Ball], Ball]) -> Worth:
    """Return what is made of two arrays of one shape entry by entry, or of every entry with a number.

    Raises:
        Misfit: The shapes differ, whichever way free vectors stand.
    """
    if not isinstance(left, Cells):
        first = left
        return each(right, lambda y: join(first, y)) if isinstance(right, Cells) else join(left, right)
    if not isinstance(right, Cells):
        single = right
        return each(left, lambda x: join(x, single))
    wanted = max(left.shape[0], right.shape[0]), max(left.shape[1], right.shape[1])
    if left.repeats and right.repeats and sorted((left.shape, right.shape)) == [(1, wanted[1]), (wanted[0], 1)]:
        # A row beside a column, each repeated along the other: 1 xᵀ − y 1ᵀ.
        left, right = _repeated(left, wanted), _repeated(right, wanted)
    left, right = _repeated(left, right.shape), _repeated(right, left.shape)
    if left.shape != right.shape and right.free and right.turned.shape == left.shape:
        right = Cells(right.turned.rows, free=True)
    if left.shape != right.shape and left.free and left.turned.shape == right.shape:
        left = Cells(left.turned.rows, free=True)
    if left.shape != right.shape:
        raise Misfit(RefusalCode.SHAPES_DIFFER, Details(shape_of(left), shape_of(right)))
    rows = tuple(tuple(map(join, a, b)) for a, b in zip(left.rows, right.rows, strict=True))
    return Cells(rows, left.free and right.free, left.repeats and right.repeats)


def _repeated(cells: Cells, shape: tuple[int, int]) -> Cells:
    """Return a vector as a matrix of a shape where it is repeated, and fits."""
    (rows, columns), (wanted_rows, wanted_columns) = cells.shape, shape
    if not cells.repeats or cells.shape == shape:
        return cells
    if columns == 1 and rows == wanted_rows:
        return Cells(tuple(row * wanted_columns for row in cells.rows))
    return Cells(cells.rows * wanted_rows) if rows == 1 and columns == wanted_columns else cells


def multiplied(left: Cells, right: Cells) -> Worth:
    """Return a product of matrices whose shapes fit, as a number where it has one entry."""
    columns = tuple(zip(*right.rows, strict=True))
    rows = tuple(
        tuple(added(tuple(x * y for x, y in zip(row, column, strict=True))) for column in columns) for row in left.rows
    )
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return Cells(rows, free=1 in (len(rows), len(rows[0])))


def times(left: Worth, right: Worth, entrywise: bool, across: bool = False) -> Worth:
    """Return the product of two numbers or arrays, free vectors standing as it needs them.

    Args:
        left: The first.
        right: The second.
        entrywise: Whether a product of two vectors of one shape is entry by entry, and else the sum of its entries.
        across: Whether it is entry by entry as well where one of two free vectors lies and the other stands.

    Raises:
        Misfit: The shapes fit in no way.
    """
    if not isinstance(left, Cells) or not isinstance(right, Cells):
        return paired(left, right, lambda x, y: x * y)
    (_, inner), (other, _) = left.shape, right.shape
    if left.free and right.free and left.shape == right.shape:
        if entrywise:
            return paired(left, right, lambda x, y: x * y)
        return added(tuple(x * y for x, y in zip(left.flat, right.flat, strict=True)))
    if across and left.free and right.free and left.shape == right.shape[::-1]:
        return paired(left, right, lambda x, y: x * y)
    if inner == other:
        return multiplied(left, right)
    for first, second in (
        (left, right.turned if right.free else None),
        (left.turned if left.free else None, right),
    ):
        if first is not None and second is not None and first.shape[1] == second.shape[0]:
            return multiplied(first, second)
    if left.shape == right.shape:
        return paired(left, right, lambda x, y: x * y)
    raise Misfit(RefusalCode.SHAPES_MULTIPLIED, Details(shape_of(left), shape_of(right)))


def added(entries: tuple[Ball, ...]) -> Ball:
    """Return a sum."""
    total: Ball = fmpq(0)
    for entry in entries:
        total = total + entry
    return total


def summed_down(cells: Cells) -> Worth:
    """Return the sums of the columns."""
    rows = cells.turned.rows if cells.free and len(cells.rows) == 1 else cells.rows
    sums = tuple(added(column) for column in zip(*rows, strict=True))
    return sums[0] if len(sums) == 1 else Cells((sums,), free=True)


def divided(top: Ball, below: Ball) -> Ball:
    """Return a quotient.

    Raises:
        NotCheckable: What it divides by may be zero.
    """
    if (isinstance(below, fmpq) and below == 0) or (isinstance(below, arb) and below.contains(0)):
        raise NotCheckable(RefusalCode.DIVISION_BY_ZERO)
    return top / below


def diagonal(array: Cells) -> Cells:
    """Return the matrix that has a vector on its diagonal, or the diagonal of a matrix."""
    if 1 not in array.shape:
        entries = tuple(array.rows[at][at] for at in range(min(array.shape)))
        return Cells((entries,), free=True)
    size = len(array.flat)
    return Cells(tuple(tuple(entry if i == j else fmpq(0) for j in range(size)) for i, entry in enumerate(array.flat)))
