"""Where the cells, names and the scale of a heat map stand, and which colour a value has."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from ...document.blocks import HeatMap, HeatMatrix, Inlines, Math, Relate, Text
from ...expression.tree import Number, whole
from ..inline.width import width
from .shapes import Anchor, Box, Drawing, Ink, Label, Line, Patches, Point, Shape

POSITIVE = (
    *("feece4", "fed3c0", "feb899", "fb9e74", "f18653", "e76c2b"),
    *("d35a10", "bb4d03", "a24102", "893601", "722c01", "5b2100"),
)
NEGATIVE = (
    *("e7f1fe", "c8e0ff", "a9cefe", "88bcfe", "6caaf7", "5097ef"),
    *("3e85dc", "2c74c9", "1762b6", "0052a1", "024385", "01346b"),
)
"""The colours of values from zero to the limit of a scale: orange above zero, blue below it, which everybody can tell
apart. Two of one rank are equally light, so that a grey print still shows the magnitudes; bars show the signs."""

FAINTEST = 1e-3
"""A value below this part of the limit is left as white as zero."""

CELL, MATRIX, PAGE = 0.5, 9.0, 16.0
"""The largest cell, the widest and highest matrix, and the widest heat map."""

TITLE_ROOM, COLUMN_ROOM, COLUMN_OUT, GAP = 0.8, 0.62, 0.45, 0.75
"""Above a matrix, below it for the names of its columns, left of it where no names stand, and between two."""

DIGIT = 0.2
"""About the width of a digit in a title or a name."""

SCALE_WIDTH, SCALE_LEAST, SCALE_MOST = 0.4, 2.4, 3.6
"""The bar of colours, as high as the matrices between two heights."""

BAR_WIDTH, BAR_HEIGHT, THINNEST_BAR = 0.5, 0.08, 0.018
"""The bar in a negative cell, as parts of the cell, and in centimetres."""


def rank(value: float, limit: float) -> int:
    """Return which colour a value has: 0 for white, else from 1 to 12, negative for a negative value.

    >>> rank(1.0, 1.0), rank(-0.01, 1.0), rank(0.0001, 1.0)
    (12, -1, 0)
    """
    part = abs(value) / limit
    if part < FAINTEST:
        return 0
    found = min(ceil(part * len(POSITIVE)), len(POSITIVE))
    return found if value > 0 else -found


def heat_map_shapes(heat: HeatMap) -> Drawing:
    """Return the shapes of a heat map."""
    left = max(DIGIT * max(map(_row_names_width, heat.matrices)) + 0.2, COLUMN_OUT)
    scale_room = DIGIT * width(_negative(heat.limit)) + 0.25
    cell = _cell(heat, PAGE - left - GAP - SCALE_WIDTH - scale_room)
    rooms = [max(len(matrix.values[0]) * cell[0], _room(matrix)) for matrix in heat.matrices]
    top, right, bottom = 0.0, left, 0.0
    shapes: list[Shape] = []
    for matrix, own in zip(heat.matrices, rooms, strict=True):
        room = max(rooms) if heat.stacked else own
        across, down = len(matrix.values[0]) * cell[0], len(matrix.values) * cell[1]
        start = left + (room - across) / 2
        box = (start, top + TITLE_ROOM, start + across, top + TITLE_ROOM + down)
        shapes += _matrix(matrix, float(heat.limit.value), box, cell)
        right, bottom = max(right, left + room), max(bottom, box[3] + (COLUMN_ROOM if matrix.columns else 0.1))
        if heat.stacked:
            top = bottom
        else:
            left = right + GAP
    lowest = max(y for shape in shapes if isinstance(shape, Line) for _, y in shape.points)
    long = min(max(lowest - TITLE_ROOM, SCALE_LEAST), SCALE_MOST)
    start = max((TITLE_ROOM + lowest - long) / 2, TITLE_ROOM - 0.5)
    scale = (right + GAP, start, right + GAP + SCALE_WIDTH, start + long)
    shapes += _colour_scale(heat.limit, scale)
    return Drawing(scale[2] + scale_room, max(bottom, scale[3] + 0.2), tuple(shapes))


def _cell(heat: HeatMap, room: float) -> Point:
    """Return the width and the height of a cell, where all matrices together are to fit a width."""
    rows = [len(matrix.values) for matrix in heat.matrices]
    columns = [len(matrix.values[0]) for matrix in heat.matrices]
    if heat.stacked:
        return min(CELL, MATRIX / max(columns), room / max(columns)), min(CELL, MATRIX / sum(rows))
    # A narrow matrix takes the width of its title, however wide its cells are.
    widest = columns.index(max(columns))
    others = [max(_room(matrix), across * CELL) for matrix, across in zip(heat.matrices, columns, strict=True)]
    left_over = room - GAP * (len(columns) - 1) - sum(others) + others[widest]
    own = min(CELL, MATRIX / columns[widest], max(left_over, room / len(columns) / 2) / columns[widest])
    return own, min(CELL, MATRIX / max(rows))


def _row_names_width(matrix: HeatMatrix) -> float:
    return max(map(_name_width, matrix.rows)) if matrix.rows else 0.0


def _room(matrix: HeatMatrix) -> float:
    """Return the width that the title of a matrix takes, and the names of its columns where they stand as one."""
    names = sum(map(_name_width, matrix.columns or ()))
    across = [width(matrix.title), names if len(matrix.values[0]) * CELL < names * DIGIT else 0.0]
    return DIGIT * max(across)


def _name_width(name: Inlines) -> float:
    expressions = [part.expression for part in name if isinstance(part, Math)]
    relations = [part for part in name if isinstance(part, Relate)]
    return sum(map(width, expressions)) + sum(width(at.left) + 2 + width(at.right) for at in relations)


def _matrix(matrix: HeatMatrix, limit: float, box: Box, cell: Point) -> Iterator[Shape]:
    left, top, right, bottom = box
    ranks = [[rank(value, limit) for value in row] for row in matrix.values]
    yield from _cells(ranks, left, top, cell)
    yield _frame(box)
    yield Label(((left + right) / 2, top - 0.4), (Math(matrix.title),), 9.5)
    if matrix.rows:
        first, last = matrix.rows
        yield Label((left - 0.12, top + max(cell[1] / 2, 0.13)), first, 8.5, Anchor.RIGHT)
        if len(ranks) * cell[1] >= 0.7:
            yield Label((left - 0.12, bottom - max(cell[1] / 2, 0.13)), last, 8.5, Anchor.RIGHT)
    if matrix.columns:
        first, last = matrix.columns
        below = bottom + 0.3
        if right - left < DIGIT * (_name_width(first) + _name_width(last) + 2):
            several: Inlines = first if first == last else (*first, Text(" … "), *last)
            yield Label(((left + right) / 2, below), several, 8.5)
        else:
            yield Label((left + cell[0] / 2, below), first, 8.5)
            yield Label((right - cell[0] / 2, below), last, 8.5)


def _frame(box: Box) -> Line:
    left, top, right, bottom = box
    return Line(((left, top), (right, top), (right, bottom), (left, bottom), (left, top)), Ink.LINE, 0.5)


def _cells(ranks: list[list[int]], left: float, top: float, cell: Point) -> Iterator[Patches]:
    """Yield the cells, runs of one colour in a row as one rectangle, and the bars of the negative ones."""
    across, down = cell
    boxes: dict[int, list[Box]] = {}
    for at, row in enumerate(ranks):
        start = 0
        for end in range(1, len(row) + 1):
            if end == len(row) or row[end] != row[start]:
                box = (left + start * across, top + at * down, left + end * across, top + (at + 1) * down)
                boxes.setdefault(row[start], []).append(box)
                start = end
    yield from (Patches(tuple(boxes[step]), _colour(step)) for step in sorted(boxes) if step)
    bars: dict[str, list[Box]] = {}
    half_width, half_height = BAR_WIDTH * across / 2, max(BAR_HEIGHT * down, THINNEST_BAR) / 2
    for at, row in enumerate(ranks):
        for along, step in enumerate(row):
            if step < 0:
                x, y = left + (along + 0.5) * across, top + (at + 0.5) * down
                fill = NEGATIVE[-1] if step > -len(NEGATIVE) // 2 else Ink.PAPER.value
                bars.setdefault(fill, []).append((x - half_width, y - half_height, x + half_width, y + half_height))
    yield from (Patches(tuple(found), fill) for fill, found in bars.items())


def _colour(step: int) -> str:
    return Ink.PAPER.value if step == 0 else POSITIVE[step - 1] if step > 0 else NEGATIVE[-step - 1]


def _colour_scale(limit: Number, box: Box) -> Iterator[Shape]:
    """Yield the bar that says which colour stands for which value, from the limit down to its negative."""
    most, (left, top, right, bottom) = len(POSITIVE), box
    ranks = [[step] for step in range(most, -most - 1, -1) if step]
    yield from _cells(ranks, left, top, (right - left, (bottom - top) / len(ranks)))
    yield _frame(box)
    for value, y in ((limit, top), (whole(0), (top + bottom) / 2), (_negative(limit), bottom)):
        yield Line(((right, y), (right + 0.1, y)), Ink.LINE, 0.5)
        yield Label((right + 0.18, y), (Math(value),), 8.5, Anchor.LEFT)


def _negative(limit: Number) -> Number:
    return Number(-limit.value, "-" + limit.text)
