"""The algebra of shifted positions, `i + k − 1`: whole-number combinations of indices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ..expression.tree import (
    Affine,
    Expression,
    Index,
    Lookup,
    Negative,
    Position,
    Product,
    Symbol,
    Table,
    plus,
    rebuilt,
    symbols_of,
    whole,
)

if TYPE_CHECKING:
    from .equations import Graph


LAST = Index("last", 0)
"""The last position of whatever is read, until it is known where that is."""


@lru_cache(maxsize=4096)
def looked_up(of: Symbol, where: tuple[Position, ...], table: Table | None = None) -> Lookup | int:
    """Return what a quantity of whole numbers says at some positions: a number where they are and its own are known."""
    if table is not None and all(isinstance(at, int) for at in where):
        return table.at([at for at in where if isinstance(at, int)])
    least, most = (1, 0) if table is None else table.between([reach_of(at) for at in where])
    return Lookup(of.read_at(where).ascii, most, of, where, table, least)


def combined(*weighted: tuple[int, Position]) -> Position:
    """Return a sum of positions, each with its coefficient, in its shortest form.

    >>> i, k = Index("i", 4), Index("k", 2)
    >>> print(combined((1, i), (1, k), (-1, 1)), combined((1, i), (0, k)))
    i+k−1 i
    """
    parts: dict[Index, int] = {}
    offset = 0
    for coefficient, position in weighted:
        for inner, index in _parts(position):
            parts[index] = parts.get(index, 0) + coefficient * inner
        offset += coefficient * offset_of(position)
    kept = tuple((coefficient, index) for index, coefficient in parts.items() if coefficient)
    if not kept:
        return offset
    (coefficient, index), *more = kept
    is_plain = coefficient == 1 and not more and not offset and not isinstance(index, Lookup)
    return index if is_plain else Affine(kept, offset)


def shifted(position: Position, by: Mapping[Index, Position]) -> Position:
    """Return a position with its indices replaced, all at once; one outside of which zeros stand stays such a one.

    So does one that reaches a part of an axis only.
    """
    if isinstance(position, Index):
        return _replaced(position, by)
    terms = [(coefficient, _replaced(index, by)) for coefficient, index in _parts(position)]
    found = combined(*terms, (1, offset_of(position)))
    if isinstance(found, int) or not isinstance(position, Affine):
        return found
    if position.is_padded:
        return padded(found)
    return in_part(found) if isinstance(found, Index) and _is_in_part(position) else found


def _replaced(index: Index, by: Mapping[Index, Position]) -> Position:
    if index in by or not isinstance(index, Lookup):
        return by.get(index, index)
    return looked_up(index.of, tuple(shifted(at, by) for at in index.where), index.table)


def padded(position: Affine | Index) -> Affine:
    """Return a position outside of which zeros stand."""
    if isinstance(position, Index):
        return Affine(((1, position),), 0, True)
    return replace(position, is_padded=True)


def in_part(index: Index) -> Affine:
    """Return the positions of an index along an axis that has others too.

    >>> print(in_part(Index("k", 3)))
    k
    """
    return Affine(((1, index),))


def _is_in_part(position: Affine) -> bool:
    (coefficient, index), *more = position.parts
    is_plain = coefficient == 1 and not more and not isinstance(index, Lookup)
    return is_plain and not position.offset and not position.is_padded


def fitted(expression: Expression, sizes: Mapping[Symbol, Sequence[int]]) -> Expression:
    """Return an expression whose plain indices run along whole axes; one that is shorter or longer reads in part.

    Args:
        expression: Over quantities and their adjoints.
        sizes: Of each bare quantity, how long it is along each dimension.

    >>> i, k = Index("i", 4), Index("k", 3)
    >>> print(fitted(Symbol("x", indices=(k, i)), {Symbol("x"): (5, 4)}).indices[0] == in_part(k))
    True
    """
    if not isinstance(expression, Symbol):
        return rebuilt(expression, lambda part: fitted(part, sizes))
    return fitted_symbol(expression, sizes)


def fitted_symbol(symbol: Symbol, sizes: Mapping[Symbol, Sequence[int]]) -> Symbol:
    """Return a read as `fitted` does."""
    if not symbol.indices:
        return symbol
    known = sizes.get(symbol.read_at((), ""), ())
    if len(known) != len(symbol.indices):
        return symbol
    found = tuple(_fitted_position(at, size) for at, size in zip(symbol.indices, known, strict=True))
    return symbol if found == symbol.indices else symbol.read_at(found)


def _fitted_position(position: Position, size: int) -> Position:
    if isinstance(position, Index):
        return position if position.size == size or position == LAST else in_part(position)
    if isinstance(position, Affine) and _is_in_part(position) and position.parts[0][1].size == size:
        return position.parts[0][1]
    return position


def reindexed(expression: Expression, by: Mapping[Index, Position]) -> Expression:
    """Return the expression with its indices replaced, all at once."""
    if isinstance(expression, Symbol):
        return moved(expression, by)
    return rebuilt(expression, lambda part: reindexed(part, by))


def moved(symbol: Symbol, by: Mapping[Index, Position]) -> Symbol:
    """Return a symbol with its indices replaced, all at once."""
    return symbol.read_at(tuple(shifted(at, by) for at in symbol.indices)) if symbol.indices else symbol


def coefficient_of(position: Position, index: Index) -> int:
    """Return how often an index counts in a position.

    >>> i = Index("i", 4)
    >>> coefficient_of(Affine(((2, i),), 1), i), coefficient_of(3, i)
    (2, 0)
    """
    return next((coefficient for coefficient, at in _parts(position) if at == index), 0)


def offset_of(position: Position) -> int:
    """Return what is added to the indices of a position."""
    return position.offset if isinstance(position, Affine) else 0 if isinstance(position, Index) else position


def solved_for(index: Index, position: Position, value: Position) -> Position:
    """Return what an index is where a position has a value; its coefficient there must be 1 or −1.

    >>> i, k, m = Index("i", 4), Index("k", 2), Index("m", 5)
    >>> print(solved_for(i, Affine(((1, i), (1, k)), -1), m))
    m−k+1
    """
    sign = coefficient_of(position, index)
    return combined((sign, value), (-sign, combined((1, position), (-sign, index))))


def reach_of(position: Position) -> tuple[int, int]:
    """Return the least and the greatest position that a position takes."""
    if isinstance(position, Affine):
        return position.range
    return (1, position.size) if isinstance(position, Index) else (position, position)


def as_expression(position: Position) -> Expression:
    """Return a position as an expression over the names of its indices."""
    terms: list[Expression] = []
    for coefficient, index in _parts(position):
        size = abs(coefficient)
        name = index.of.read_at(index.where) if isinstance(index, Lookup) else Symbol(index.name)
        term: Expression = name if size == 1 else Product((whole(size), name))
        terms.append(Negative(term) if coefficient < 0 else term)
    offset = offset_of(position)
    if offset > 0 and terms and isinstance(terms[0], Negative):
        terms.insert(0, whole(offset))
    elif offset or not terms:
        terms.append(Negative(whole(-offset)) if offset < 0 else whole(offset))
    return plus(*terms)


def is_shifted(graph: Graph) -> bool:
    """Say whether an equation reads a quantity at a position that is no plain index."""
    reads = (read for at in graph.equations for term in at.terms for read in symbols_of(term.body))
    return any(not isinstance(position, Index) for read in reads for position in read.indices)


def indices_of(symbol: Symbol) -> tuple[Index, ...]:
    """Return the indices that a symbol is read with, plain and shifted ones."""
    return tuple(index for position in symbol.indices for index in indices_in(position))


def running_of(symbol: Symbol) -> tuple[Index, ...]:
    """Return the indices that a symbol depends on, without one that only says where it ends."""
    return tuple(index for index in indices_of(symbol) if index != LAST)


def indices_in(position: Position) -> tuple[Index, ...]:
    """Return the indices that a position depends on; of one that is looked up, those where it is."""
    parts = _parts(position)
    if not any(isinstance(index, Lookup) for _, index in parts):
        return tuple(index for _, index in parts)
    found: dict[Index, None] = {}
    for _, index in parts:
        inner = [one for at in index.where for one in indices_in(at)] if isinstance(index, Lookup) else [index]
        found.update(dict.fromkeys(inner))
    return tuple(found)


def lookups_in(position: Position) -> tuple[Lookup, ...]:
    """Return what a position looks up."""
    return tuple(index for _, index in _parts(position) if isinstance(index, Lookup))


def solvable(position: Position, among: Iterable[Index]) -> Index | None:
    """Return the first of some indices for which a position can be solved, or None; see `solved_for`.

    >>> i, k = Index("i", 4), Index("k", 2)
    >>> print(solvable(Affine(((2, i), (-1, k)), 1), (i, k)))
    k
    """
    if lookups_in(position):
        return None
    return next((index for index in among if abs(coefficient_of(position, index)) == 1), None)


def _parts(position: Position) -> tuple[tuple[int, Index], ...]:
    if isinstance(position, Affine):
        return position.parts
    return ((1, position),) if isinstance(position, Index) else ()
