"""Where the circles and arrows of a network stand."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from ...document.blocks import Diagram, Edge, Inlines, Math, Node, NodeKind, Relate, Text
from ..inline.width import width
from .shapes import Anchor, Circle, Drawing, Ink, Label, Line, Point, Shape

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


def diagram_shapes(diagram: Diagram) -> Drawing:
    """Return the shapes of a network."""
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
