"""What a clear diagram is, by its geometry: no label over another or over a circle, no arrow through a circle."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import dist

from symbackprop.render.drawings.extents import disc, distance, extent, overlap
from symbackprop.render.drawings.shapes import Circle, Drawing, Label, Line

TOUCHES = 0.2
"""Centimetres from a circle's edge at which an arrow begins or ends there."""


def faults(drawing: Drawing) -> Iterator[str]:
    """Yield what is not clear in a diagram."""
    circles = [shape for shape in drawing.shapes if isinstance(shape, Circle)]
    labels = [shape for shape in drawing.shapes if isinstance(shape, Label)]
    arrows = [shape for shape in drawing.shapes if isinstance(shape, Line) and shape.arrow]
    outside = [label for label in labels if not any(label.at == circle.centre for circle in circles)]
    for one, two in combinations(outside, 2):
        if overlap(extent(one), extent(two)):
            yield f"{one.content} over {two.content}"
    for label in outside:
        yield from (f"{label.content} over a circle" for circle in circles if overlap(extent(label), disc(circle)))
    for one, two in combinations(circles, 2):
        if dist(one.centre, two.centre) < one.radius + two.radius:
            yield f"circles at {one.centre} and {two.centre}"
    for arrow in arrows:
        own = [
            circle
            for circle in circles
            if min(dist(circle.centre, end) for end in (arrow.points[0], arrow.points[-1])) < circle.radius + TOUCHES
        ]
        for circle in circles:
            if circle not in own and distance(circle.centre, arrow.points) < circle.radius + 0.02:
                yield f"an arrow {arrow.points[0]} to {arrow.points[-1]} through the circle at {circle.centre}"
    for x, y in ((x, y) for arrow in arrows for x, y in arrow.points):
        if not (0 <= x <= drawing.width and 0 <= y <= drawing.height):
            yield f"an arrow leaves the paper at {x}, {y}"
