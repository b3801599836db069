"""Tables that fit a slide in their width: fewer columns, and text that goes on below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import ceil

from ...document.blocks import Align, Inlines, Math, Table, Text
from ...expression.tree import Dots
from . import slide_room as room


def rewritten(table: Table, change: Callable[[Inlines], Inlines]) -> Table:
    """Return a table whose titles and cells are written otherwise."""
    return replace(
        table,
        columns=tuple((change(title), align) for title, align in table.columns),
        rows=tuple(tuple(map(change, row)) for row in table.rows),
    )


def narrow(table: Table) -> Table:
    """Return a table that is not too wide: the columns in the middle go where there are too many.

    Of columns that repeat side by side, so many stand beside one another as have room.
    """
    single = _unfolded(table)
    if single is not None:
        most = max(1, int(room.TABLE // sum(room.columns_of(single))))
        # As few side by side as need no more slides than as many as there is room for.
        beside = min(range(1, most + 1), key=lambda at: ceil(len(single.rows) / (at * room.MOST_ROWS)))
        return single if beside == 1 else _folded(single, beside)
    widths = room.columns_of(table)
    if sum(widths) <= room.TABLE or any(_is_wordy(table, at) for at in range(len(widths))):
        return table
    kept, used = [0], widths[0] + widths[-1] + room.CELL + 2
    for at in range(1, len(widths) - 1):
        if used + widths[at] > room.TABLE:
            break
        kept.append(at)
        used += widths[at]
    dots: Inlines = (Math(Dots()),)

    def cut(row: Sequence[Inlines]) -> tuple[Inlines, ...]:
        return (*(row[at] for at in kept), dots, row[-1])

    aligns = (*(table.columns[at][1] for at in kept), Align.CENTRE, table.columns[-1][1])
    titles = cut([title for title, _ in table.columns])
    return replace(table, columns=tuple(zip(titles, aligns, strict=True)), rows=tuple(map(cut, table.rows)))


def _is_wordy(table: Table, at: int) -> bool:
    """Say whether a column holds sentences, which may go on below."""
    return any(
        room.wide(row[at]) > room.WORDY and any(isinstance(inline, Text) and " " in inline.text for inline in row[at])
        for row in table.rows
    )


def wordy_columns(table: Table) -> tuple[bool, ...]:
    """Return which columns of a table take what room is left, with text that goes on below."""
    wide = sum(room.columns_of(table)) > room.TABLE
    return tuple(wide and _is_wordy(table, at) for at in range(len(table.columns)))


def wrapped(table: Table, row: Sequence[Inlines]) -> int:
    """Return how many lines the longest text of a row takes beyond its first one."""
    wordy = wordy_columns(table)
    left = room.TABLE - sum(
        width for width, is_wordy in zip(room.columns_of(table), wordy, strict=True) if not is_wordy
    )
    letters = max(int(left / max(sum(wordy), 1)), 8)
    return max(
        (room.lines_of_text(cell, letters) - 1 for cell, is_wordy in zip(row, wordy, strict=True) if is_wordy),
        default=0,
    )


def _unfolded(table: Table) -> Table | None:
    """Return a table whose columns repeat side by side with each of them once, or None where none do."""
    titles = [title for title, _ in table.columns]
    count = next((at for at in range(1, len(titles) // 2 + 1) if titles == titles[:at] * (len(titles) // at)), 0)
    if not count or len(titles) % count:
        return None
    rows = (row[at : at + count] for at in range(0, len(titles), count) for row in table.rows)
    return replace(table, columns=table.columns[:count], rows=tuple(row for row in rows if any(row)))


def _folded(table: Table, beside: int) -> Table:
    """Return a table with its columns so many times side by side, each set read from top to bottom."""
    beside = min(beside, len(table.rows) or 1)
    high = ceil(len(table.rows) / beside)
    empty: tuple[Inlines, ...] = ((),) * len(table.columns)
    sets = [[*table.rows[at * high : (at + 1) * high]] for at in range(beside)]
    filled = [[*own, *[empty] * (high - len(own))] for own in sets]
    rows = tuple(tuple(cell for row in rows for cell in row) for rows in zip(*filled, strict=True))
    return replace(table, columns=table.columns * beside, rows=rows)
