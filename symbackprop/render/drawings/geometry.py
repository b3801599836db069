"""The one geometry of every drawing: diagrams, heat maps and plots, as lines, circles, patches and labels in cm.

Typst, TikZ and SVG each print these shapes; none of them decides where anything stands. The origin is the
upper left corner and y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, hypot, log10
from typing import TypeAlias

from ...document.blocks import Diagram, Edge, HeatMap, HeatMatrix, Inlines, Math, Node, NodeKind, Plot, Relate, Text
from ...expression.tree import Number, Power, whole
from ..inline.width import width

Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""The left, upper, right and lower edge of a rectangle."""


class Ink(Enum):
    """The colours of drawings, as hexadecimal RGB; each is also told apart by width, dash or frame."""

    TEXT = "1a1a1a"
    LINE = "8a94a0"
    FAINT = "c3c9d0"
    PATH = "b3261e"
    PAPER = "ffffff"
    PATH_PAPER = "fdecea"
    INPUT = "e6eef8"
    HIDDEN = "fdf2dc"
    OUTPUT = "e3f2e6"
    BIAS = "f1f1f1"
    GRID = "e4e7eb"
    CURVE = "1f4e79"


class Anchor(Enum):
    """Which point of a label stands at its position."""

    CENTRE = "centre"
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points.

    Args:
        points: In centimetres.
        width: In points.
        arrow: Whether it ends in an arrow head.
        dashed: Whether it is dashed.
    """

    points: tuple[Point, ...]
    ink: Ink
    width: float = 0.6
    arrow: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    """A filled circle; a double one has a second ring outside."""

    centre: Point
    radius: float
    fill: Ink
    ink: Ink
    width: float = 0.7
    double: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A short text.

    Args:
        at: Where its anchor stands.
        content: What it says.
        size: Of the letters, in points.
        paper: What it is written on, or None for nothing.
        framed: Whether it has a frame.
    """

    at: Point
    content: Inlines
    size: float = 9.0
    anchor: Anchor = Anchor.CENTRE
    ink: Ink = Ink.TEXT
    paper: Ink | None = None
    framed: bool = False


@dataclass(frozen=True, slots=True)
class Patches:
    """Filled rectangles of one colour, as hexadecimal RGB."""

    boxes: tuple[Box, ...]
    fill: str


Shape: TypeAlias = Line | Circle | Label | Patches


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a paper of a given size, in the order in which they are drawn."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


COLUMN, RADIUS = 4.3, 0.44
ROW, TALL_ROW = 1.7, 2.3
"""Between two neurons of a layer, and where layers have more than two and more arrows cross."""
LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN = 1.9, 2.9, 0.65
FILLS = {
    NodeKind.INPUT: Ink.INPUT,
    NodeKind.HIDDEN: Ink.HIDDEN,
    NodeKind.OUTPUT: Ink.OUTPUT,
    NodeKind.BIAS: Ink.BIAS,
}
LABEL_ALONG, LABEL_STEP, LABEL_LEAST = 0.36, 0.04, 0.15
"""Where along a level arrow a weight's name stands, nearer to the origin, where arrows have not yet crossed; how
much nearer for each row that the arrow climbs; and how near at most."""

SHORT_NAME = 3
"""Digits' widths that a circle holds in large letters."""

ROOM_FOR_VALUE, ROOM_FOR_NAME = 2.6, 1.2
"""Centimetres between two columns of circles for a weight's name and value, and for its name."""

WIDEST = 15.0


def drawing_of(figure: Diagram | HeatMap | Plot) -> Drawing:
    """Return the shapes of a figure."""
    match figure:
        case Diagram():
            return _diagram(figure)
        case HeatMap():
            return _heat_map(figure)
        case Plot():
            return _plot(figure)


def _diagram(diagram: Diagram) -> Drawing:
    columns = max(node.column for node in diagram.nodes)
    rows = max(node.row for node in diagram.nodes)
    column = min(COLUMN, (WIDEST - LEFT_MARGIN - RIGHT_MARGIN) / max(columns, 1))
    row = ROW if rows <= 2 else TALL_ROW
    at = {node.key: (LEFT_MARGIN + node.column * column, TOP_MARGIN + node.row * row) for node in diagram.nodes}
    radius = {node.key: _radius(node) for node in diagram.nodes}
    kinds = {node.key: node.kind for node in diagram.nodes}
    edges = sorted(diagram.edges, key=lambda edge: edge.on_path)
    shapes: list[Shape] = [_arrow(edge, at, radius, kinds) for edge in edges]
    for edge in edges:
        shapes += _edge_label(edge, at, column - 2 * RADIUS, row)
    for node in diagram.nodes:
        shapes += _node(node, at[node.key], radius[node.key])
    width = LEFT_MARGIN + columns * column + RIGHT_MARGIN
    return Drawing(width, TOP_MARGIN + rows * row + TOP_MARGIN, tuple(shapes))


def _radius(node: Node) -> float:
    return {NodeKind.BIAS: 0.36, NodeKind.DOTS: 0.3}.get(node.kind, RADIUS)


def _arrow(edge: Edge, at: dict[str, Point], radius: dict[str, float], kinds: dict[str, NodeKind]) -> Line:
    (x0, y0), (x1, y1) = at[edge.origin], at[edge.target]
    length = hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    gap = radius[edge.target] + (0.1 if edge.on_path else 0.04)
    start = (x0 + ux * radius[edge.origin], y0 + uy * radius[edge.origin])
    end = (x1 - ux * gap, y1 - uy * gap)
    bias = kinds[edge.origin] is NodeKind.BIAS
    if edge.on_path:
        return Line((start, end), Ink.PATH, 2.0, arrow=True)
    return Line((start, end), Ink.FAINT if bias else Ink.LINE, 0.6, arrow=True, dashed=bias)


def _edge_label(edge: Edge, at: dict[str, Point], room: float, row: float) -> Iterator[Label]:
    if edge.label is None or (room < ROOM_FOR_NAME and not edge.on_path):
        return
    (x0, y0), (x1, y1) = at[edge.origin], at[edge.target]
    along = max(LABEL_ALONG - LABEL_STEP * abs(y1 - y0) / row, LABEL_LEAST)
    place = (x0 + (x1 - x0) * along, y0 + (y1 - y0) * along)
    value = edge.value if room >= ROOM_FOR_VALUE else None
    content: Inlines = (Math(edge.label),) if value is None else (Relate(edge.label, "=", value),)
    if edge.on_path:
        yield Label(place, content, 8.5, ink=Ink.PATH, paper=Ink.PATH_PAPER, framed=True)
    else:
        yield Label(place, content, 8.5, paper=Ink.PAPER)


def _node(node: Node, at: Point, radius: float) -> Iterator[Shape]:
    x, y = at
    if node.kind is NodeKind.DOTS:
        yield Label(at, (Text("⋮"),), 16.0)
        return
    ink, thickness = (Ink.PATH, 1.6) if node.on_path else (Ink.TEXT, 0.7)
    yield Circle(at, radius, FILLS[node.kind], ink, thickness, double=node.on_path)
    if node.label is not None:
        size = 9.5 if node.kind is NodeKind.BIAS else 11.0 if width(node.label) <= SHORT_NAME else 8.0
        yield Label(at, (Math(node.label),), size)
    if node.value is not None:
        given: Inlines = (Math(node.value),)
        if node.kind is NodeKind.INPUT:
            yield Label((x - radius - 0.2, y), given, 9.0, Anchor.RIGHT)
        elif node.kind is NodeKind.OUTPUT:
            yield Label((x + radius + 0.25, y), (Text("target "), *given), 9.0, Anchor.LEFT)
        else:
            yield Label((x + radius + 0.15, y), given, 9.0, Anchor.LEFT)


HEAD, THICK_HEAD, HEAD_SPREAD = 0.17, 0.25, 0.38
"""Lengths of the heads of thin and thick arrows in centimetres, and half a head's width as a part of its length."""


def arrow_head(before: Point, tip: Point, width: float) -> tuple[Point, Point, Point]:
    """Return the corners of an arrow head, its tip first.

    Args:
        before: Where the arrow comes from.
        tip: Where it ends.
        width: Of its line, in points.
    """
    (x0, y0), (x1, y1) = before, tip
    length = hypot(x1 - x0, y1 - y0)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    size = THICK_HEAD if width > 1 else HEAD
    back, half = (x1 - ux * size, y1 - uy * size), size * HEAD_SPREAD
    return tip, (back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half)


PLOT_WIDTH, PLOT_HEIGHT = 12.0, 6.2
PLOT_LEFT, PLOT_TOP, PLOT_RIGHT, PLOT_BOTTOM = 1.7, 0.4, 0.6, 1.25


def _plot(plot: Plot) -> Drawing:
    xs, ys = [x for x, _ in plot.points], [y for _, y in plot.points]
    x_ticks = _powers(xs) if plot.log_x else _even(xs)
    y_ticks = _powers(ys)
    across = _Scale(x_ticks[0], x_ticks[-1], PLOT_LEFT, PLOT_LEFT + PLOT_WIDTH, plot.log_x)
    down = _Scale(y_ticks[0], y_ticks[-1], PLOT_TOP + PLOT_HEIGHT, PLOT_TOP, True)
    left, right, top, bottom = PLOT_LEFT, PLOT_LEFT + PLOT_WIDTH, PLOT_TOP, PLOT_TOP + PLOT_HEIGHT
    shapes: list[Shape] = []
    for tick in x_ticks:
        shapes.append(Line(((across(tick), top), (across(tick), bottom)), Ink.GRID))
        shapes.append(Label((across(tick), bottom + 0.12), (_tick(tick, plot.log_x),), 8.5, Anchor.TOP))
    for tick in y_ticks:
        shapes.append(Line(((left, down(tick)), (right, down(tick))), Ink.GRID))
        shapes.append(Label((left - 0.12, down(tick)), (_tick(tick, True),), 8.5, Anchor.RIGHT))
    shapes.append(Line(((left, top), (left, bottom), (right, bottom)), Ink.TEXT, 0.7))
    shapes.append(Line(tuple((across(x), down(y)) for x, y in plot.points), Ink.CURVE, 1.6))
    for at, (x, y, name) in enumerate(plot.marks):
        shapes.append(Circle((across(x), down(y)), 0.08, Ink.CURVE, Ink.CURVE))
        last = at == len(plot.marks) - 1
        below = 0.3 if down(y) < bottom - 0.6 else -0.3
        anchor, shift = (Anchor.RIGHT, (-0.2, below)) if last else (Anchor.LEFT, (0.18, below))
        shapes.append(Label((across(x) + shift[0], down(y) + shift[1]), (Text(name),), 8.5, anchor))
    shapes.append(Label(((left + right) / 2, bottom + 0.68), (Text(plot.x_label),), 9.5, Anchor.TOP))
    shapes.append(Label((0.0, top + PLOT_HEIGHT / 2), (Math(plot.y_label),), 9.5, Anchor.LEFT))
    return Drawing(right + PLOT_RIGHT, bottom + PLOT_BOTTOM, tuple(shapes))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps values to centimetres, linearly or by logarithm."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def __call__(self, value: float) -> float:
        low, high, at = (log10(v) if self.log else v for v in (self.low, self.high, value))
        return self.start + (self.end - self.start) * ((at - low) / (high - low or 1.0))


def _powers(values: list[float]) -> list[float]:
    low, high = floor(log10(min(values)) + 1e-9), ceil(log10(max(values)) - 1e-9)
    high = max(high, low + 1)
    step = max(1, ceil((high - low) / 8))
    exponents = list(range(low, high + 1, step))
    if exponents[-1] < high:
        exponents.append(exponents[-1] + step)
    return [10.0**exponent for exponent in exponents]


def _even(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    size = 10.0 ** floor(log10(max(high - low, 1e-300) / 5))
    step = next(size * factor for factor in (1, 2, 5, 10) if (high - low) / (size * factor) <= 6)
    return [step * at for at in range(floor(low / step), ceil(high / step) + 1)]


def _tick(value: float, log: bool) -> Math | Text:
    if not log:
        return Text(f"{value:g}")
    exponent = round(log10(value))
    return Math(whole(1)) if exponent == 0 else Math(Power(whole(10), whole(exponent)))


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


def _heat_map(heat: HeatMap) -> Drawing:
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
