"""Where the circles and arrows of a network stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...document.blocks import Diagram, Edge, Inlines, Math, Node, NodeKind, Relate, Text, Tick
from ...expression.tree import Expression, Symbol
from ..inline.width import width
from .arrows import Disc, arrow_line
from .extents import DIGIT, POINT, disc, extent
from .placing import Named, placed
from .shapes import Anchor, Circle, Drawing, Ink, Label, Line, Point, Shape

NUMBERED_COLUMN, PLAIN_COLUMN, RADIUS = 2.8, 2.3, 0.44
"""Between two columns of circles with numbers on the arrows between them, and with nothing; how large circles are."""

PLAIN_ROW = 1.3
"""Between two neurons of a layer without names on arrows."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How large a network is drawn.

    Args:
        column: Between two columns of circles with names on the arrows between them, in centimetres.
        row: Between two neurons of a layer.
        tall_row: The same where layers have more than two, and more arrows cross.
        name: Letters of a name on an arrow, in points.
        long_name: Letters of a long name in a circle, at most.
        smallest: Letters of a name in a circle, at least.
        widest: The whole picture, at most.
    """

    column: float = 4.3
    row: float = 1.7
    tall_row: float = 2.0
    name: float = 8.5
    long_name: float = 8.0
    smallest: float = 6.5
    widest: float = 15.0


PAGE, SCREEN = Measures(), Measures(2.7, 1.5, 1.55, 11.0, 10.0, 8.5, 8.6)
"""In notes, and on slides, where names are few and large."""

MARGIN, LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN = 0.7, 1.9, 2.9, 0.65
"""Beside the outer circles: with nothing beside them, and with inputs and targets; above and below."""

AXIS_ROOM, EDGE = 0.75, 0.15
"""Below the lowest circle for an axis, and above and below curves."""

FILLS = {
    NodeKind.INPUT: Ink.INPUT,
    NodeKind.HIDDEN: Ink.HIDDEN,
    NodeKind.OUTPUT: Ink.OUTPUT,
    NodeKind.BIAS: Ink.BIAS,
}
LABEL_ALONG, LABEL_STEP, LABEL_LEAST = 0.36, 0.04, 0.15
"""Where along a level arrow a weight's name stands best, nearer to the origin, where arrows have not yet crossed; how
much nearer for each row that the arrow climbs; and how near at most."""

CLOSEST = 0.36
"""The radius of a circle as a part of the distance between two columns, at most."""

LARGE, SHORT_NAME, CHORD = 11.0, 3, 1.75
"""Letters of a name in a circle, in points, at most; the digits' widths up to which it has large ones; and how wide it
is at most, in radii."""

ROOM_FOR_VALUE, ROOM_FOR_NAME, ROOM_FOR_BIAS = 2.6, 1.2, 2.0
"""Centimetres between two columns of circles for a weight's name and value, for its name, and, between two columns, for
the value of a bias at its side."""

BESIDE = 0.18
"""How far above and below an arrow a value and a gradient stand."""


def diagram_shapes(diagram: Diagram, measures: Measures = PAGE) -> Drawing:
    """Return the shapes of a network."""
    columns = max(node.column for node in diagram.nodes)
    left = min(min(node.column for node in diagram.nodes), 0.0)
    rows = max(node.row for node in diagram.nodes)
    has_names = any(edge.label is not None or edge.gradient is not None for edge in diagram.edges)
    before, after = _margins(diagram)
    room = (measures.widest - before - after) / max(columns - left, 1)
    has_numbers = any(node.computed is not None for node in diagram.nodes)
    column = min(measures.column if has_names else NUMBERED_COLUMN if has_numbers else PLAIN_COLUMN, room)
    row = (
        (measures.row if rows <= 2 else measures.tall_row) if has_names else measures.row if has_numbers else PLAIN_ROW
    )
    top = TOP_MARGIN + (0.3 if has_numbers else 0)

    def place(x: float, y: float) -> Point:
        return before + (x - left) * column, top + y * row

    scale = min(1.0, column * CLOSEST / RADIUS)
    circles = {
        node.key: Circle(place(node.column, node.row), _radius(node) * scale, *_look(node)) for node in diagram.nodes
    }
    kinds = {node.key: node.kind for node in diagram.nodes}
    edges = sorted(diagram.edges, key=lambda edge: edge.on_path)
    discs: dict[str, Disc] = {key: (circle.centre, circle.radius) for key, circle in circles.items()}
    arrows = [_arrow(edge, discs, [place(*at) for at in edge.through], kinds) for edge in edges]
    beside = [label for node in diagram.nodes for label in _beside(node, circles[node.key], column)]
    on_arrows = [] if has_names else [*_numbers_on_arrows(diagram, edges, arrows)]
    names = [
        _named(edge, arrow, column - 2 * RADIUS, row, measures.name) for edge, arrow in zip(edges, arrows, strict=True)
    ]
    last = tuple(node for node in diagram.nodes if node.key not in {edge.origin for edge in edges})
    numbers, nodes = (_numbers, diagram.nodes) if has_names else (_numbers_of_last, last)
    at_nodes = [label for node in nodes for label in numbers(node, circles[node.key])]
    taken = [*map(disc, circles.values()), *map(extent, (*beside, *at_nodes))]
    found = placed([*filter(None, names), *on_arrows], taken, [arrow.points for arrow in arrows])
    shapes: list[Shape] = [*arrows, *(label for labels in found for label in labels)]
    for node in diagram.nodes:
        shapes += _node(node, circles[node.key], bool(diagram.ticks), measures)
    shapes += [*beside, *at_nodes]
    wide, high = before + (columns - left) * column + after, top + rows * row + top
    ys = [y for arrow in arrows for _, y in arrow.points]
    over, high = max(EDGE - min(ys, default=top), 0.0), max(max(ys, default=0.0) + EDGE, high)
    if diagram.ticks:
        shapes += _axis(diagram.ticks, [place(tick.column, 0)[0] for tick in diagram.ticks], wide, high)
        high += AXIS_ROOM
    return Drawing(wide, high + over, tuple(shape.moved(0.0, over) for shape in shapes))


def _margins(diagram: Diagram) -> tuple[float, float]:
    """Return the room left and right of the outer circles."""
    given = {node.kind for node in diagram.nodes if node.value is not None}
    has_loss = any(node.computed is not None and node.kind is NodeKind.OUTPUT for node in diagram.nodes)
    after = RIGHT_MARGIN if NodeKind.OUTPUT in given else LEFT_MARGIN if has_loss else MARGIN
    return LEFT_MARGIN if NodeKind.INPUT in given else MARGIN, after


def _radius(node: Node) -> float:
    return {NodeKind.BIAS: 0.36, NodeKind.DOTS: 0.3}.get(node.kind, RADIUS)


def _look(node: Node) -> tuple[Ink, Ink, float, bool]:
    ink, thickness = (Ink.PATH, 1.6) if node.on_path else (Ink.TEXT, 0.7)
    fill = Ink.PATH_PAPER if node.is_crossed else FILLS.get(node.kind, Ink.PAPER)
    return fill, ink, thickness, node.on_path


def _arrow(edge: Edge, discs: Mapping[str, Disc], through: Sequence[Point], kinds: Mapping[str, NodeKind]) -> Line:
    others = [disc for key, disc in discs.items() if key not in (edge.origin, edge.target)]
    gap = 0.1 if edge.on_path else 0.04
    points = arrow_line(discs[edge.origin], discs[edge.target], gap, through, others)
    if edge.on_path:
        return Line(points, Ink.PATH, 2.0, arrow=True)
    return Line(points, Ink.LINE, 0.6, arrow=True, dashed=kinds[edge.origin] is NodeKind.BIAS)


def _named(edge: Edge, arrow: Line, room: float, row: float, size: float) -> Named | None:
    """Return what stands along an arrow: a name, its value where there is room, and its gradient below it."""
    if edge.label is None or (room < ROOM_FOR_NAME and not edge.on_path):
        return None
    climbed = abs(arrow.points[-1][1] - arrow.points[0][1]) / row
    wish = max(LABEL_ALONG - LABEL_STEP * climbed, LABEL_LEAST)
    value = edge.value if room >= ROOM_FOR_VALUE else None
    content: Inlines = (Math(edge.label),) if value is None else (Relate(edge.label, "=", value),)
    if edge.gradient is not None:
        return Named(arrow.points, _pair(content, edge.gradient), wish)
    look = {"ink": Ink.PATH, "paper": Ink.PATH_PAPER, "framed": True} if edge.on_path else {"paper": Ink.PAPER}
    return Named(arrow.points, (Label((0.0, 0.0), content, size, **look),), wish, edge.on_path)


def _pair(value: Inlines, gradient: Expression | None) -> tuple[Label, ...]:
    """Return a value in green above, and a gradient in red below, an arrow that passes the origin."""
    above = Label((0.0, -BESIDE), value, PAGE.name, ink=Ink.VALUE, paper=Ink.PAPER)
    if gradient is None:
        return (above,)
    return above, Label((0.0, BESIDE), (Math(gradient),), PAGE.name, ink=Ink.PATH, paper=Ink.PAPER)


def _numbers_on_arrows(diagram: Diagram, edges: Sequence[Edge], arrows: Sequence[Line]) -> Iterator[Named]:
    """Yield value and gradient of each quantity along the first arrow that leaves it."""
    lines: dict[str, Line] = {}
    for edge, arrow in zip(edges, arrows, strict=True):
        lines.setdefault(edge.origin, arrow)
    for node in diagram.nodes:
        if node.computed is not None and node.key in lines:
            yield Named(lines[node.key].points, _pair((Math(node.computed),), node.gradient), 0.4)


def _numbers_of_last(node: Node, circle: Circle) -> Iterator[Label]:
    """Yield value and gradient of what no arrow leaves, at the right of its circle."""
    (x, y), away = circle.centre, circle.radius + BESIDE
    if node.computed is not None:
        for label in _pair((Math(node.computed),), node.gradient):
            yield replace(label.moved(x + away, y), anchor=Anchor.LEFT)


def _numbers(node: Node, circle: Circle) -> Iterator[Label]:
    """Yield the value of a neuron above its circle and the gradient below."""
    (x, y), away = circle.centre, circle.radius + 0.22
    if node.computed is not None:
        yield Label((x, y - away), (Math(node.computed),), PAGE.name, ink=Ink.VALUE, paper=Ink.PAPER)
    if node.gradient is not None:
        yield Label((x, y + away), (Math(node.gradient),), PAGE.name, ink=Ink.PATH, paper=Ink.PAPER)


def _node(node: Node, circle: Circle, is_level: bool, measures: Measures) -> Iterator[Shape]:
    if node.kind is NodeKind.DOTS:
        yield Label(circle.centre, (Text("…" if is_level else "⋮"),), 16.0)
        return
    yield circle
    if node.label is not None:
        size = 9.5 if node.kind is NodeKind.BIAS else LARGE if width(node.label) <= SHORT_NAME else measures.long_name
        fits = CHORD * circle.radius / ((width(node.label) + 1) * DIGIT * POINT)
        yield Label(circle.centre, (Math(node.label),), round(max(min(size, fits), measures.smallest), 1))


def _beside(node: Node, circle: Circle, column: float) -> Iterator[Label]:
    """Yield what is given beside a circle."""
    (x, y), radius = circle.centre, circle.radius
    if node.value is None:
        return
    given: Inlines = (Math(node.value),)
    if node.kind is NodeKind.INPUT:
        yield Label((x - radius - 0.2, y), given, 9.0, Anchor.RIGHT)
    elif node.kind is NodeKind.OUTPUT:
        yield Label((x + radius + 0.25, y), (Text("target "), *given), 9.0, Anchor.LEFT)
    elif column < ROOM_FOR_BIAS:
        yield Label((x, y + radius + 0.22), given, 9.0)
    else:
        yield Label((x + radius + 0.15, y), given, 9.0, Anchor.LEFT)


def _axis(ticks: Sequence[Tick], places: Sequence[float], width: float, top: float) -> Iterator[Shape]:
    """Yield an arrow from left to right with what stands at its places."""
    yield Line(((0.1, top), (width - 0.1, top)), Ink.LINE, 0.6, arrow=True)
    for tick, x in zip(ticks, places, strict=True):
        yield Line(((x, top - 0.08), (x, top + 0.08)), Ink.LINE, 0.6)
        name = Symbol(tick.name)
        content: Inlines = (Relate(name, "=", Symbol(tick.value)),) if tick.value else (Math(name),)
        yield Label((x, top + 0.38), content, 9.0)
