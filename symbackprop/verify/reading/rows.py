"""Rows of tables in which an equation goes on: `| $z = wx + b$ | $0.7$ |` says that z is 0.7."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from ..source import Span
from ..tree import Chain, Name, Rate, Side, Unread, names_in, printed
from .tables import Table, TableCell


def joined_rows(every: Sequence[Chain | Unread], tables: Iterable[Table]) -> Iterator[Chain | Unread]:
    """Yield the statements of a document, those in cells with what the cells behind them go on with.

    Args:
        every: What is stated, in the order of the document.
        tables: The tables.
    """
    starts = [statement.span.start for statement in every]
    longer: dict[int, Chain] = {}
    taken: set[int] = set()
    for row in (row for table in tables for row in table.rows):
        for at, cell in enumerate(row):
            inside = _inside(cell.span, starts)
            chain = every[inside[0]] if len(inside) == 1 else None
            if not isinstance(chain, Chain) or not _is_open(chain) or inside[0] in taken:
                continue
            more = list(_values(row[at + 1 :]))
            if more:
                sides = (*chain.sides, *(Side(other.node, other.span) for other in more if other.node is not None))
                relations = (*chain.relations, *("=" for _ in more))
                longer[inside[0]] = Chain(sides, relations, chain.span.to(sides[-1].span), chain.damages)
                taken.update(place for other in more for place in _inside(other.span, starts))
    for place, statement in enumerate(every):
        if place not in taken:
            yield longer.get(place, statement)


def _inside(span: Span, starts: Sequence[int]) -> range:
    """Return which statements start in a cell."""
    return range(bisect_left(starts, span.start), bisect_left(starts, max(span.end, span.start + 1)))


def _is_open(chain: Chain) -> bool:
    """Say whether an equation does not end in a number."""
    return len(chain.sides) == len(chain.relations) + 1 > 1 and printed(chain.sides[-1].node) is None


def _values(cells: Sequence[TableCell]) -> Iterator[TableCell]:
    """Yield the cells behind an equation that work it out, up to the first number."""
    for cell in cells:
        node = cell.node
        if node is None or isinstance(node, (Name, Rate)) or (cell.words and any(names_in(node))):
            return
        yield cell
        if printed(node) is not None:
            return
