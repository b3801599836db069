"""Positions that are looked up: `E[word[t], d]` reads the row of E that `word[t]` says, a whole number that is given.

Which row that is stands fixed for each t, so a term becomes one for each t, each with a window of that single position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from ..errors import GraphError
from ..expression.tree import Index, Number, Position, Symbol, substitute, symbols_of
from ..graph.equations import Equation, Term
from ..graph.shifts import LAST, Lookup, combined, indices_in, offset_of, reindexed, shifted
from ..graph.windows import Window

if TYPE_CHECKING:
    from .written import Array

MOST_PLACES = 512
"""So many positions may be looked up in one term."""


def with_rows(
    equations: Sequence[Equation], values: Mapping[str, object]
) -> tuple[tuple[Equation, ...], frozenset[str]]:
    """Return equations in which what is looked up is a number, and the names of what says the numbers.

    Args:
        equations: As they are written.
        values: What is given, by name.

    Raises:
        GraphError: A number is not given, or is no position.
    """
    names: set[str] = set()

    def of(equation: Equation) -> Equation:
        for lookup in dict.fromkeys(
            at for term in equation.terms for s in symbols_of(term.body) for at in lookups_of(s)
        ):
            _check_lengths(equation, lookup, _checked(equation, lookup, values), lookup.at)
        terms = tuple(made for term in equation.terms for made in _terms(equation, term, values, names))
        return equation if terms == equation.terms else replace(equation, terms=terms)

    return tuple(map(of, equations)), frozenset(names)


def lookups_of(symbol: Symbol) -> tuple[Lookup, ...]:
    """Return what a read looks up; what says the position of another one stands before it."""
    return tuple(found for at in symbol.indices for found in _lookups_in(at))


def _lookups_in(position: Position) -> Iterator[Lookup]:
    for index in indices_in(position):
        if isinstance(index, Lookup):
            for at in index.at:
                yield from _lookups_in(at)
            yield index


def _terms(equation: Equation, term: Term, values: Mapping[str, object], names: set[str]) -> Iterator[Term]:
    lookup = next((lookup for read in symbols_of(term.body) for lookup in lookups_of(read)), None)
    if lookup is None:
        yield term
        return
    names.add(lookup.of.ascii)
    running = tuple(dict.fromkeys(index for at in lookup.at for index in indices_in(at) if index != LAST))
    for index in running:
        if index not in (*term.over, *equation.target.indices):
            raise GraphError(
                f"{equation.name} looks up {lookup.name!r}, but index {index.name!r} is neither free nor summed"
            )
    places = prod(index.size for index in running)
    if places > MOST_PLACES:
        raise GraphError(f"{equation.name} looks up {places:,} positions in {lookup.of.ascii!r}; at most {MOST_PLACES}")
    rows = _checked(equation, lookup, values)
    for numbers in product(*(range(1, index.size + 1) for index in running)):
        here = dict(zip(running, numbers, strict=True))
        row = _row(equation, lookup, rows, here)
        reads = {read: _put(read, lookup, row, here) for read in symbols_of(term.body) if lookups_of(read)}
        moved = Term(substitute(term.body, dict(reads)), term.over, term.within)
        yield from _terms(equation, _at(moved, here), values, names)


def _put(read: Symbol, lookup: Lookup, row: int, here: Mapping[Index, int]) -> Symbol:
    """Return a read with the number of its row, whose other positions that are looked up are read at the same place."""
    inside: dict[Index, Position] = {lookup: row, **here}
    by: dict[Index, Position] = {
        index: row if index == lookup else replace(index, at=tuple(shifted(at, inside) for at in index.at))
        for position in read.indices
        for index in indices_in(position)
        if isinstance(index, Lookup)
    }
    return read.read_at(tuple(shifted(position, by) for position in read.indices))


def _at(term: Term, places: Mapping[Index, int]) -> Term:
    """Return what a term is at some positions: an index that is summed over stands there, a free one has a window."""
    summed: dict[Index, Position] = {index: at for index, at in places.items() if index in term.over}
    within = [window.moved(summed) for window in term.within]
    within += [Window(combined((1, index), (1 - at, 1)), 1) for index, at in places.items() if index not in summed]
    return Term(
        reindexed(term.body, summed),
        tuple(index for index in term.over if index not in summed),
        tuple(window for window in dict.fromkeys(within) if not window.is_always),
    )


def _checked(equation: Equation, lookup: Lookup, values: Mapping[str, object]) -> Array:
    name = lookup.of.ascii
    if name not in values:
        raise GraphError(
            f"{equation.name} looks up {lookup.name!r}, so its values are needed; give {name} under [values]"
        )
    found = values[name]
    if not isinstance(found, tuple | Number):
        raise GraphError(f"{equation.name} looks up {lookup.name!r}; its values must stand in the spec, not in a file")
    return found


def _check_lengths(equation: Equation, lookup: Lookup, rows: Array, along: Sequence[Position]) -> None:
    """Refuse rows that are not as many as the index says that runs along them."""
    if not along:
        return
    position, *others = along
    if not isinstance(rows, tuple):
        raise GraphError(f"{equation.name} looks up {lookup.name!r}; it has fewer dimensions")
    plain = position if isinstance(position, Index) and not isinstance(position, Lookup) and position != LAST else None
    if plain is not None and len(rows) != plain.size:
        raise GraphError(f"{equation.name} looks up {lookup.name!r}; expected {plain.size} values for {plain.name!r}")
    for row in rows:
        _check_lengths(equation, lookup, row, others)


def _row(equation: Equation, lookup: Lookup, rows: Array, here: Mapping[Index, int]) -> int:
    entry: object = rows
    place: list[int] = []
    for position in lookup.at:
        assert isinstance(entry, tuple)
        place.append(offset_of(shifted(position, {**here, LAST: len(entry)})))
        if not 0 < place[-1] <= len(entry):
            raise GraphError(f"{equation.name} looks up {_shown(lookup, place)!r}; its positions run to {len(entry)}")
        entry = entry[place[-1] - 1]
    if not isinstance(entry, Number) or entry.value.denominator != 1 or entry.value < 1:
        text = entry.text if isinstance(entry, Number) else "a list"
        raise GraphError(f"{equation.name}: {_shown(lookup, place)} is {text}; a position is a whole number from 1 on")
    return int(entry.value)


def _shown(lookup: Lookup, place: Sequence[int]) -> str:
    return f"{lookup.of.ascii}[{','.join(map(str, place))}]"
