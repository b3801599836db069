"""The one geometry of every drawing: diagrams and plots as lines, circles and labels in centimetres.

Typst, TikZ and SVG each print these shapes; none of them decides where anything stands. The origin is the
upper left corner and y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import ceil, floor, hypot, log10
from typing import TypeAlias

from ..document.blocks import Diagram, Edge, Inlines, Math, Node, NodeKind, Plot, Relate, Text
from ..expression.tree import Power, whole
from .lines import width

Point: TypeAlias = tuple[float, float]


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


Shape: TypeAlias = Line | Circle | Label


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


def drawing_of(figure: Diagram | Plot) -> Drawing:
    """Return the shapes of a figure."""
    return _diagram(figure) if isinstance(figure, Diagram) else _plot(figure)


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
