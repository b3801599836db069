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
from ..graph.shifts import Lookup, combined, indices_in, reindexed, shifted
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
        terms = tuple(made for term in equation.terms for made in _terms(equation, term, values, names))
        return equation if terms == equation.terms else replace(equation, terms=terms)

    return tuple(map(of, equations)), frozenset(names)


def lookups_of(symbol: Symbol) -> tuple[Lookup, ...]:
    """Return what a read looks up."""
    return tuple(index for at in symbol.indices for index in indices_in(at) if isinstance(index, Lookup))


def _terms(equation: Equation, term: Term, values: Mapping[str, object], names: set[str]) -> Iterator[Term]:
    found = next(((read, lookup) for read in symbols_of(term.body) for lookup in lookups_of(read)), None)
    if found is None:
        yield term
        return
    _, lookup = found
    names.add(lookup.of.ascii)
    places = prod(index.size for index in lookup.at)
    if places > MOST_PLACES:
        raise GraphError(f"{equation.name} looks up {places:,} positions in {lookup.of.ascii!r}; at most {MOST_PLACES}")
    rows = _checked(equation, lookup, values)
    for at in product(*(range(1, index.size + 1) for index in lookup.at)):
        by: dict[Index, Position] = {lookup: _row(equation, lookup, rows, at)}
        reads = {
            read: read.read_at(tuple(shifted(position, by) for position in read.indices))
            for read in symbols_of(term.body)
            if lookup in lookups_of(read)
        }
        here = Term(substitute(term.body, dict(reads)), term.over, term.within)
        yield from _terms(equation, _at(here, dict(zip(lookup.at, at, strict=True))), values, names)


def _at(term: Term, places: Mapping[Index, int]) -> Term:
    """Return what a term is at some positions: an index that is summed over stands there, a free one has a window."""
    summed: dict[Index, Position] = {index: at for index, at in places.items() if index in term.over}
    within = [Window(shifted(window.position, summed), window.size) for window in term.within]
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


def _row(equation: Equation, lookup: Lookup, rows: Array, at: Sequence[int]) -> int:
    entry: object = rows
    for index, position in zip(lookup.at, at, strict=True):
        if not isinstance(entry, tuple) or len(entry) != index.size:
            raise GraphError(
                f"{equation.name} looks up {lookup.name!r}; expected {index.size} values for {index.name!r}"
            )
        entry = entry[position - 1]
    if not isinstance(entry, Number) or entry.value.denominator != 1 or entry.value < 1:
        shown = entry.text if isinstance(entry, Number) else "a list"
        place = ",".join(map(str, at))
        raise GraphError(
            f"{equation.name}: {lookup.of.ascii}[{place}] is {shown}; a position is a whole number from 1 on"
        )
    return int(entry.value)
