"""How much fits on a slide: lines, digits, and centimetres for pictures, in letters that the last row can read.

A slide is 16 cm wide and 9 cm high, as in LaTeX's beamer with `aspectratio=169`, and its letters have 11 pt; the pages
of Typst are larger by `ENLARGED`, so that theirs have 19 pt. What is measured here holds for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from ...document.blocks import Footnote, Inlines, Link, Math, Reference, Relate, Row, Strong, Table, Text
from ...expression.tree import Dots, Expression, Matrix, Partial, Sum, rebuilt
from ..inline.height import height
from ..inline.width import width

WIDE, HIGH = 16.0, 9.0
ENLARGED = 1.75
"""The pages of Typst are 28 cm wide."""

LINES = 14.3
"""Lines of text below the title and above the foot."""

FRAMED = 1.2
"""Lines that a frame around all of this takes."""

MOST_LINES = 9
"""Rows of letters and formulas that people take in at a time."""

ROOM, ROOM_BESIDE = 58.0, 21.0
"""Digits on a line beside the number of its equation: on the whole slide, and beside a picture."""

LETTERS, LETTERS_BESIDE = 72, 29
"""Letters on a line of text."""

PICTURE, PICTURE_BESIDE = (14.4, 5.7), (8.3, 6.4)
"""How wide and high a picture may be, in centimetres: on the whole slide, and beside what is written."""

LARGEST = 1.35
"""How much larger than in the notes a picture becomes at most."""

GAP, ROW_GAP = 0.55, 0.3
"""Lines between two things that stand one below the other, and between two rows of one equation."""

MOST_ROWS = 6
"""Rows of a table on a slide below its head."""

TABLE_ROW, CELL = 1.25, 2.5
"""Lines that a row of a table takes, and digits between two columns."""

TABLE, WORDY = 71.0, 18
"""Digits on a row of a table, and letters of a cell with words from which on it may go on below."""

SLACK = 3.0
"""Digits by which a row may be wider than the room that it was broken for: the estimate is a careful one."""

MOST_ENTRIES = 6
"""Rows and columns of a matrix; of a larger one the first and the last are shown."""

MOST_TERMS = 3
"""Terms of a sum within a formula that is too wide; of a longer one the first and the last are shown."""


def lines_of_text(content: Inlines, letters: int = LETTERS) -> int:
    """Return about how many lines a text fills.

    >>> lines_of_text((Text("word " * 30),))
    3
    """
    return max(1, ceil(wide(content) / letters))


def wide(content: Inlines) -> float:
    """Return about how wide a text is, in letters."""
    return sum(map(_wide, content))


def _wide(inline: object) -> float:
    match inline:
        case Text(text) | Link(text):
            return len(text)
        case Strong(text):
            return 1.15 * len(text)
        case Math(expression):
            return _inline(expression)
        case Relate(left, _, right, more):
            sides = (right, *(side for _, side in more))
            return _inline(left) + sum(_inline(side) + 3 for side in sides)
        case Reference():
            return 13
        case Footnote():
            return 0
    return 0


def _inline(expression: Expression) -> float:
    if isinstance(expression, Partial):
        return width(expression.of) + width(expression.by) + 4
    return 1.05 * width(expression)


def tall(row: Row) -> float:
    """Return about how many lines of text a row of an equation takes."""
    sides = [side for _, side in row.sides]
    return ROW_GAP + max(map(height, sides if row.left is None else [row.left, *sides]), default=1.0)


def widest(rows: Iterable[Row]) -> float:
    """Return about how many digits the widest of some rows takes, beside the widest of their left sides."""
    rows = list(rows)
    left = max((width(row.left) for row in rows if row.left is not None), default=0)
    return left + max((sum(width(side) + 2 for _, side in row.sides) for row in rows), default=0)


def columns_of(table: Table) -> tuple[float, ...]:
    """Return about how wide the columns of a table are, in digits."""
    rows = ([title for title, _ in table.columns], *table.rows)
    return tuple(max(wide(row[at]) for row in rows) + CELL for at in range(len(table.columns)))


def with_small_matrices(expression: Expression) -> Expression:
    """Return an expression in whose large matrices dots stand for what is between the first and the last."""
    if isinstance(expression, Matrix):
        rows = expression.rows
        kept = rows if len(rows) <= MOST_ENTRIES else (*rows[:2], (Dots(),) * len(rows[0]), rows[-1])
        return Matrix(tuple(row if len(row) <= MOST_ENTRIES else (*row[:2], Dots(), row[-1]) for row in kept))
    return rebuilt(expression, with_small_matrices)


def shortened(expression: Expression) -> Expression:
    """Return an expression with dots in the long sums within it; one that is a sum itself goes on below instead."""
    return rebuilt(expression, _with_short_sums if not isinstance(expression, Sum) else shortened)


def _with_short_sums(expression: Expression) -> Expression:
    if isinstance(expression, Sum) and len(expression.terms) > MOST_TERMS:
        return Sum((_with_short_sums(expression.terms[0]), Dots(), _with_short_sums(expression.terms[-1])))
    return rebuilt(expression, _with_short_sums)
