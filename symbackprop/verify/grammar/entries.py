"""One entry of what a line of vectors and matrices works out, as an expression of the numbers that it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from .. import thresholds
from ..tree import (
    Applied,
    Entrywise,
    Grid,
    Minus,
    Node,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
    walk,
)

EntryTable: TypeAlias = tuple[tuple[Node, ...], ...]


def entry_of(line: Node, row: int, column: int, shape: tuple[int, int]) -> Node | None:
    """Return an entry of the array that a line is, or None where the line is no such array.

    Args:
        line: The line.
        row: Its row, from 0.
        column: Its column, from 0.
        shape: The rows and columns of the array that is printed for it.
    """
    table = _table(line)
    if not isinstance(table, tuple):
        return None
    if _shape(table) != shape:
        # A vector may stand in one place and lie in another.
        table = tuple(zip(*table, strict=True)) if 1 in shape else table
    return table[row][column] if _shape(table) == shape else None


def _shape(table: EntryTable) -> tuple[int, int]:
    return len(table), len(table[0])


def _table(node: Node) -> EntryTable | Node | None:
    """Return the entries of an array, a scalar as it is, or None where it cannot be said which of them a node is."""
    match node:
        case Grid(rows, _):
            return rows if sum(map(len, rows)) <= thresholds.MOST_ENTRIES_APART else None
        case Minus(body):
            return _each(_table(body), Minus)
        case Turned(body):
            table = _table(body)
            return tuple(zip(*table, strict=True)) if isinstance(table, tuple) else table
        case Plus(terms):
            return _joined([_table(term) for term in terms], lambda *entries: Plus(entries))
        case Entrywise(factors):
            return _joined([_table(factor) for factor in factors], lambda *entries: Times(entries))
        case Times(factors):
            return _product([_table(factor) for factor in factors])
        case Over(top, below):
            return _each(_table(top), lambda entry: Over(entry, below)) if not _is_array(below) else None
        case Raised(base, exponent):
            return _each(_table(base), lambda entry: Raised(entry, exponent)) if not _is_array(exponent) else None
        case Applied(_, _, _, (argument,), _):
            return _each(_table(argument), lambda entry: replace(node, arguments=(entry,)))
        case Applied() | Summed() | Size() | Picked() | Rate():
            return None if _is_array(node) else node
        case _:
            return node


def _is_array(node: Node) -> bool:
    return any(isinstance(part, Grid) for part in walk(node))


def _each(found: EntryTable | Node | None, change: Callable[[Node], Node]) -> EntryTable | Node | None:
    if found is None:
        return None
    return tuple(tuple(map(change, row)) for row in found) if isinstance(found, tuple) else change(found)


def _joined(found: list[EntryTable | Node | None], join: Callable[..., Node]) -> EntryTable | Node | None:
    """Join arrays of one shape entry by entry; a scalar goes with every entry."""
    shapes = {_shape(one) for one in found if isinstance(one, tuple)}
    if None in found or len(shapes) > 1:
        return None
    if not shapes:
        return join(*found)
    ((rows, columns),) = shapes
    return tuple(
        tuple(join(*(one[i][j] if isinstance(one, tuple) else one for one in found)) for j in range(columns))
        for i in range(rows)
    )


def _product(found: list[EntryTable | Node | None]) -> EntryTable | Node | None:
    product, *rest = found
    for factor in rest:
        if product is None or factor is None:
            return None
        if isinstance(product, tuple) and isinstance(factor, tuple):
            product = _times(product, factor)
        else:
            product = _joined([product, factor], lambda left, right: Times((left, right)))
    return product


def _times(left: EntryTable, right: EntryTable) -> EntryTable | Node | None:
    if _shape(left) == _shape(right) and 1 in _shape(left):
        return _joined([left, right], lambda a, b: Times((a, b)))
    for first, second in ((left, right), (left, _turned(right)), (_turned(left), right)):
        if first is not None and second is not None and len(first[0]) == len(second):
            table = tuple(
                tuple(
                    Plus(tuple(Times((a, row[j])) for a, row in zip(line, second, strict=True)))
                    for j in _columns(second)
                )
                for line in first
            )
            return table[0][0] if _shape(table) == (1, 1) else table
    return None


def _turned(table: EntryTable) -> EntryTable | None:
    """Return a vector the other way; a matrix stands as it does."""
    return tuple(zip(*table, strict=True)) if 1 in _shape(table) else None


def _columns(table: EntryTable) -> range:
    return range(len(table[0]))
