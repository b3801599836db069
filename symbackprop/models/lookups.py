"""Positions that are looked up: `E[word[t], d]` reads the row of E that `word[t]` says, a given whole number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..errors import GraphError
from ..expression.tree import (
    ONE,
    Affine,
    Expression,
    Index,
    Lookup,
    Number,
    Position,
    Symbol,
    Table,
    substitute,
    symbols_of,
)
from ..graph.equations import Equation, Term
from ..graph.given import Stored
from ..graph.shifts import LAST, combined, indices_in, looked_up, lookups_in, offset_of, padded, reach_of, shifted
from .value_files import Found

if TYPE_CHECKING:
    from .written import Array


def with_tables(
    equations: Sequence[Equation], values: Mapping[str, Array | Found]
) -> tuple[tuple[Equation, ...], dict[str, Table]]:
    """Return equations in which what is looked up has its numbers, and the tables of these, by name.

    Args:
        equations: As they are written.
        values: What is given, by name.

    Raises:
        GraphError: A number is not given, or is no position.
    """
    tables = _Tables(values, {}, {}, {})

    def of(equation: Equation) -> Equation:
        terms = tuple(tables.term(equation, term) for term in equation.terms)
        return equation if terms == equation.terms else replace(equation, terms=terms)

    found = tuple(map(of, equations))
    tables.check_read_to_the_end()
    return found, tables.known


@dataclass(frozen=True)
class _Tables:
    """The tables of one model.

    Args:
        values: What is given, by name.
        known: The tables so far, by name.
        reach: By name and dimension, how far the reads go that say where they go.
        short: By name and dimension, the length and what to say where no read goes as far.
    """

    values: Mapping[str, Array | Found]
    known: dict[str, Table]
    reach: dict[tuple[str, int], int]
    short: dict[tuple[str, int], tuple[int, str]]

    def check_read_to_the_end(self) -> None:
        """Refuse a table that is longer than an index and all that is read of it.

        Raises:
            GraphError: There is one.
        """
        for place, (size, message) in self.short.items():
            if self.reach[place] < size:
                raise GraphError(message)

    def term(self, equation: Equation, term: Term) -> Term:
        reads = [read for read in symbols_of(term.body) if any(map(lookups_in, read.indices))]
        by: dict[Symbol, Expression] = {
            read: read.read_at(tuple(self.position(equation, at) for at in read.indices)) for read in reads
        }
        return replace(term, body=substitute(term.body, by)) if by else term

    def position(self, equation: Equation, position: Position) -> Position:
        """Return a position with the numbers of what it looks up."""
        if not lookups_in(position):
            return position
        assert isinstance(position, Affine)
        parts = [
            (count, self.number(equation, part) if isinstance(part, Lookup) else part) for count, part in position.parts
        ]
        found = combined(*parts, (1, offset_of(position)))
        return padded(found) if position.is_padded and not isinstance(found, int) else found

    def number(self, equation: Equation, lookup: Lookup) -> Position:
        """Return what is looked up: a number that is known, or one that depends on indices."""
        name = lookup.of.ascii
        if name not in self.values:
            raise GraphError(
                f"{equation.name} looks up {lookup.name!r}, so its values are needed; give {name} under [values]"
            )
        if name not in self.known:
            self.known[name] = _table(equation, lookup, self.values[name])
        table = self.known[name]
        if len(table.sizes) != len(lookup.where):
            more = "fewer" if len(table.sizes) < len(lookup.where) else "more"
            raise GraphError(f"{equation.name} looks up {lookup.name!r}; it has {more} dimensions")
        where = tuple(
            shifted(self.position(equation, at), {LAST: size})
            for at, size in zip(lookup.where, table.sizes, strict=True)
        )
        for dimension, (at, typed, size) in enumerate(zip(where, lookup.where, table.sizes, strict=True)):
            ends = reach_of(at)
            if LAST not in indices_in(typed):
                # What `last` reaches is the end of any table, so it does not say how long one is.
                self.reach[name, dimension] = max(self.reach.get((name, dimension), 0), ends[1])
            if isinstance(at, Index) and at.size != size:
                expected = f"expected {at.size} values for {at.name!r}, found {size}"
                message = f"{equation.name} looks up {lookup.name!r}; {expected}"
                if at.size > size:
                    raise GraphError(message)
                self.short.setdefault((name, dimension), (size, message))
            for end in ends:
                if not 1 <= end <= size:
                    place = ",".join(str(end) if one is at else str(one) for one in where)
                    raise GraphError(f"{equation.name} looks up '{name}[{place}]'; its positions run to {size}")
        return looked_up(lookup.of, where, table)


def _table(equation: Equation, lookup: Lookup, value: Array | Found) -> Table:
    """Return the whole numbers of what is looked up."""
    where = f"{equation.name} looks up {lookup.name!r}"
    entries: Sequence[Any] | Number = value if not isinstance(value, Found) else ()
    if isinstance(value, Found):
        try:
            taken = value.taken(value.row_shape)
        except ValueError as error:
            raise GraphError(f"{where}: {error}") from error
        entries = _listed(taken) if isinstance(taken, Stored) else taken
    sizes: list[int] = []
    row: Any = entries
    while not isinstance(row, Number):
        sizes.append(len(row))
        row = row[0] if row else ONE
    numbers: list[int] = []
    for place, entry in _entries(entries, sizes):
        if entry is None:
            raise GraphError(f"{where}; expected rows of one length in {lookup.of.ascii!r}")
        if entry.value.denominator != 1 or entry.value < 1:
            at = f"{lookup.of.ascii}[{','.join(map(str, place))}]" if place else lookup.of.ascii
            raise GraphError(f"{equation.name}: {at} is {entry.text}; a position is a whole number from 1 on")
        numbers.append(int(entry.value))
    return Table(tuple(sizes), tuple(numbers))


def _listed(stored: Stored) -> Sequence[Any]:
    """Return the numbers of an array as rows."""
    rows: list[Any] = [stored.number(at) for at in range(stored.flat.size)]
    for size in reversed(stored.shape[1:]):
        rows = [rows[at : at + size] for at in range(0, len(rows), size)]
    return rows


def _entries(rows: Sequence[Any] | Number, sizes: Sequence[int]) -> Iterator[tuple[tuple[int, ...], Number | None]]:
    """Yield all numbers in rows, each with its place; None where the rows are not of one length."""
    if isinstance(rows, Number) or not sizes or len(rows) != sizes[0]:
        yield (), rows if isinstance(rows, Number) and not sizes else None
        return
    for at, inner in enumerate(rows, start=1):
        yield from (((at, *place), entry) for place, entry in _entries(inner, sizes[1:]))
