"""Matrix equations with their entries: each matrix in place of its name, then the product, then the sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from ..expression.tree import (
    Braced,
    Dots,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Number,
    Product,
    Sum,
    Symbol,
    Transposed,
    plus,
    times,
)
from ..graph.equations import bare
from ..graph.expand import element
from .entries import ONES
from .numbers import Numbers
from .steps import Chain, Link, Relation

MOST_ENTRIES = 4
"""A longer row or column is shown with dots."""

MOST_DIGITS = 66
"""A matrix whose entries are wider together shows fewer of its columns; if more are, they are not put side by side."""

_Entries: TypeAlias = tuple[tuple[Expression, ...], ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A matrix, or a vector or a single number as a matrix, by its entries.

    Args:
        height: Its rows.
        width: Its columns.
        entry: From the row and the column, from 1, to the entry as an expression over quantities.
    """

    height: int
    width: int
    entry: Callable[[int, int], Expression]

    @property
    def turned(self) -> _Grid:
        return _Grid(self.width, self.height, lambda row, column: self.entry(column, row))


def with_entries(
    target: Symbol, left: Expression, body: Expression, shown: Mapping[Symbol, Symbol], numbers: Numbers
) -> Chain:
    """Return a quantity with its numbers; what stands for one at any position of a recurrence has none.

    Args:
        target: The quantity.
        left: How it is written.
        body: What it is in matrix form. Of a product of two names, and of a sum of such products and names, each
            matrix is written with its entries; then the products, then the sum.
        shown: From each name in the body to the quantity that it stands for.
        numbers: How the numbers are shown.
    """
    if numbers.network.missing or bare(target).marked("") not in numbers.network.graph.declared:
        return Chain(left, ())
    whole = _grid_of(target, numbers)
    terms = [_factors(term, whole, shown, numbers) for term in (body.terms if isinstance(body, Sum) else (body,))]
    last = _written(whole, numbers)
    lines: list[Expression] = []
    put_in = [found for found in terms if found is not None]
    if len(put_in) == len(terms) and any(len(found) > 1 for found in put_in):
        lines.append(_added([_side_by_side([_written(factor, numbers) for factor in found]) for found in put_in]))
        if len(put_in) > 1:
            lines.append(_added([_written(_multiplied(found), numbers) for found in put_in]))
    lines = [line for line in lines if _digits(line) <= MOST_DIGITS]
    sides = [*lines, last]
    follows = [_relation(before, after, numbers) for before, after in pairwise(sides)]
    return Chain(left, tuple(map(Link, (Relation.EQUAL, *follows), sides)))


def _factors(
    term: Expression, whole: _Grid, shown: Mapping[Symbol, Symbol], numbers: Numbers
) -> tuple[_Grid, ...] | None:
    """Return the one or two matrices of a term, or None where it is no name and no product of two names."""
    term = _plain(term)
    match term:
        case Product((Symbol() as name, other)) if _plain(other) == ONES and name in shown:
            value = shown[name]
            return (_Grid(whole.height, whole.width, lambda _row, _column: value),)
        case MatrixProduct((first, second)):
            one, two = _named(first, shown, numbers), _named(second, shown, numbers)
            if one is not None and two is not None:
                return one, two
            if one is not None and _is_ones(second):
                return (_Grid(whole.height, whole.width, lambda row, _column: one.entry(row, 1)),)
            if two is not None and _is_ones(first):
                return (_Grid(whole.height, whole.width, lambda _row, column: two.entry(1, column)),)
            return None
        case _:
            named = _named(term, shown, numbers)
            return None if named is None else (named,)


def _named(factor: Expression, shown: Mapping[Symbol, Symbol], numbers: Numbers) -> _Grid | None:
    """Return the matrix that a name stands for, or a name with a T."""
    factor = _plain(factor)
    name = factor.body if isinstance(factor, Transposed) else factor
    if not isinstance(name, Symbol) or name == ONES or name.indices:
        return None
    grid = _grid_of(shown[name], numbers)
    return grid.turned if isinstance(factor, Transposed) else grid


def _is_ones(factor: Expression) -> bool:
    factor = _plain(factor)
    return (factor.body if isinstance(factor, Transposed) else factor) == ONES


def _plain(expression: Expression) -> Expression:
    return expression.body if isinstance(expression, Braced) else expression


def _grid_of(symbol: Symbol, numbers: Numbers) -> _Grid:
    labels = numbers.network.labels
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    if not sizes:
        return _Grid(1, 1, lambda _row, _column: bare(symbol))
    if len(sizes) == 1 and numbers.network.layout.has_columns:
        return _Grid(sizes[0], 1, lambda row, _column: element(bare(symbol), (row,), labels))
    if len(sizes) == 1:
        return _Grid(1, sizes[0], lambda _row, column: element(bare(symbol), (column,), labels))
    return _Grid(sizes[0], sizes[1], lambda row, column: element(bare(symbol), (row, column), labels))


def _multiplied(factors: Sequence[_Grid]) -> _Grid:
    if len(factors) == 1:
        return factors[0]
    first, second = factors

    def entry(row: int, column: int) -> Expression:
        return plus(*(times(first.entry(row, at), second.entry(at, column)) for at in range(1, first.width + 1)))

    return _Grid(first.height, second.width, entry)


def _written(grid: _Grid, numbers: Numbers) -> Expression:
    """Return a matrix with its numbers, with dots where there are many; what has one entry is a number."""
    if grid.height == grid.width == 1:
        return numbers.of(grid.entry(1, 1))

    def entry(row: int | None, column: int | None) -> Expression:
        return Dots() if row is None or column is None else numbers.of(grid.entry(row, column))

    def matrix(columns: Sequence[int | None]) -> Matrix:
        return Matrix(tuple(tuple(entry(row, column) for column in columns) for row in _kept(grid.height)))

    full = matrix(_kept(grid.width))
    return full if _digits(full) <= MOST_DIGITS or grid.width < MOST_ENTRIES else matrix((1, None, grid.width))


def _kept(size: int) -> Sequence[int | None]:
    return range(1, size + 1) if size <= MOST_ENTRIES else (1, 2, None, size)


def _side_by_side(factors: Sequence[Expression]) -> Expression:
    """Return matrices beside one another, and a number with its sign."""
    if len(factors) == 1:
        return factors[0]
    return MatrixProduct(tuple(factors)) if all(isinstance(at, Matrix) for at in factors) else Product(tuple(factors))


def _added(terms: Sequence[Expression]) -> Expression:
    return terms[0] if len(terms) == 1 else Sum(tuple(terms))


def _digits(expression: Expression) -> int:
    """Return how wide the entries of matrices that stand side by side are together."""
    match expression:
        case Matrix(rows):
            widths = [[len(entry.text) if isinstance(entry, Number) else 1 for entry in row] for row in rows]
            return sum(max(column) + 2 for column in zip(*widths, strict=True))
        case Number(_, text):
            return len(text) + 2
        case Sum(parts) | Product(parts) | MatrixProduct(parts):
            return sum(map(_digits, parts))
        case _:
            return 1


def _relation(put_in: Expression, after: Expression, numbers: Numbers) -> Relation:
    """Return `=` where the numbers shown give those after them, entry by entry, or where some are left out."""
    if isinstance(put_in, Sum) and isinstance(after, Sum):
        found = [_relation(*pair, numbers) for pair in zip(put_in.terms, after.terms, strict=True)]
        return Relation.ABOUT if Relation.ABOUT in found else Relation.EQUAL
    computed, shown = _entries(put_in), _entries(after)
    if computed is None or shown is None:
        return Relation.EQUAL
    pairs = [pair for rows in zip(computed, shown, strict=True) for pair in zip(*rows, strict=True)]
    follows = all(
        isinstance(number, Number) and numbers.relation(before, number) is Relation.EQUAL for before, number in pairs
    )
    return Relation.EQUAL if follows else Relation.ABOUT


def _entries(expression: Expression) -> _Entries | None:
    """Return what numbers alone give, entry by entry, or None where dots stand for some."""
    match expression:
        case Number():
            return ((expression,),)
        case Matrix(rows):
            return None if any(isinstance(entry, Dots) for row in rows for entry in row) else rows
        case Sum(terms):
            found = [_entries(term) for term in terms]
            known = [rows for rows in found if rows is not None]
            if len(known) < len(found):
                return None
            return tuple(tuple(map(plus, *rows)) for rows in zip(*known, strict=True))
        case Product((first, second)) | MatrixProduct((first, second)):
            left, right = _entries(first), _entries(second)
            if left is None or right is None:
                return None
            columns = list(zip(*right, strict=True))
            return tuple(tuple(plus(*map(times, row, column)) for column in columns) for row in left)
        case _:
            return None
