"""How much room labels take, and what overlaps what."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot

from ...document.blocks import Inlines, Math, Relate, Text
from ..inline.width import width
from .shapes import Anchor, Box, Circle, Label, Point

POINT = 2.54 / 72
"""Centimetres in a point."""

DIGIT, HEIGHT, PAPER = 0.55, 1.35, 0.1
"""The width of a digit and the height of a label, in sizes of its letters, and paper at its sides in centimetres."""


def extent(label: Label) -> Box:
    """Return about where a label stands."""
    across = _digits(label.content) * DIGIT * label.size * POINT + (2 * PAPER if label.paper is not None else 0)
    down = label.size * HEIGHT * POINT
    x, y = label.at
    left = {Anchor.LEFT: x, Anchor.RIGHT: x - across}.get(label.anchor, x - across / 2)
    top = y if label.anchor is Anchor.TOP else y - down / 2
    return left, top, left + across, top + down


def _digits(content: Inlines) -> float:
    return sum(
        len(at.text)
        if isinstance(at, Text)
        else width(at.expression)
        if isinstance(at, Math)
        else width(at.left) + sum(3 + width(side) for _, side in at.sides)
        if isinstance(at, Relate)
        else 0
        for at in content
    )


def disc(circle: Circle) -> Box:
    """Return the square around a circle and its rings."""
    (x, y), radius = circle.centre, circle.radius + (0.08 if circle.double else 0)
    return x - radius, y - radius, x + radius, y + radius


def overlap(one: Box, two: Box) -> bool:
    """Say whether two rectangles have more than an edge in common."""
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def is_crossed(box: Box, points: Sequence[Point]) -> bool:
    """Say whether a line through points passes a rectangle."""
    return any(_crosses(box, start, end) for start, end in pairwise(points))


def _crosses(box: Box, start: Point, end: Point) -> bool:
    """Clip a piece of a line at the four edges; something is left where it passes the rectangle."""
    (x0, y0), (x1, y1) = start, end
    least, most = 0.0, 1.0
    for begin, change, low, high in ((x0, x1 - x0, box[0], box[2]), (y0, y1 - y0, box[1], box[3])):
        if change == 0:
            if not low < begin < high:
                return False
            continue
        near, far = sorted(((low - begin) / change, (high - begin) / change))
        least, most = max(least, near), min(most, far)
    return least < most


def distance(point: Point, points: Sequence[Point]) -> float:
    """Return how near a line through points comes to a point.

    >>> distance((1, 1), [(0, 0), (2, 0)])
    1.0
    """
    return min(_from_piece(point, start, end) for start, end in pairwise(points))


def _from_piece(point: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, start, end
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    part = 0.0 if length == 0 else min(max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0.0), 1.0)
    return hypot(x - x0 - part * (x1 - x0), y - y0 - part * (y1 - y0))
