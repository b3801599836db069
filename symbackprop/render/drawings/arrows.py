"""The lines of arrows between circles: straight where that passes no other circle, else curved around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import TypeAlias

from .extents import distance
from .shapes import Point

Disc: TypeAlias = tuple[Point, float]
"""The centre and the radius of a circle."""

CLEAR = 0.12
"""Centimetres between a line and a circle that it does not belong to."""

BENDS = (0.25, -0.25, 0.5, -0.5, 0.8, -0.8, 1.2, -1.2, 1.7, -1.7, 2.4, -2.4, 3.2, -3.2)
"""How far the middle of a curve stands from that of the straight line, in twice the radius of a circle."""

PIECES = 14
"""Straight pieces that a curve is drawn in, between two of its points."""


def arrow_line(
    start: Disc, end: Disc, gap: float, through: Sequence[Point], others: Sequence[Disc]
) -> tuple[Point, ...]:
    """Return the points of a line from the edge of a circle to that of another.

    Args:
        start: Where it begins.
        end: Where it ends.
        gap: How far before the edge it ends.
        through: Points that it passes.
        others: Circles that it keeps away from.
    """
    best, room = None, -1.0
    for points in _lines(start[0], end[0], through):
        found = min((distance(centre, points) - radius for centre, radius in others), default=CLEAR)
        if found >= CLEAR:
            return _trimmed(points, start[1], end[1] + gap)
        if found > room:
            best, room = points, found
    assert best is not None
    return _trimmed(best, start[1], end[1] + gap)


def _lines(start: Point, end: Point, through: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield lines that might do, the simplest first."""
    yield [start, end]
    if through:
        yield _spline([start, *through, end])
        yield [start, *through, end]
    (x0, y0), (x1, y1) = start, end
    length = hypot(x1 - x0, y1 - y0)
    across = (y0 - y1) / length, (x1 - x0) / length
    for bend in BENDS:
        middle = (x0 + x1) / 2 + bend * across[0], (y0 + y1) / 2 + bend * across[1]
        yield _spline([start, middle, end])


def _spline(points: Sequence[Point]) -> list[Point]:
    """Return a smooth line through points (Catmull and Rom, 1974)."""
    ends = [points[0], *points, points[-1]]
    found = [points[0]]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        found += [_between(before, start, end, after, piece / PIECES) for piece in range(1, PIECES + 1)]
    return found


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    weights = (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (t**3 - t**2) / 2,
    )
    x, y = (
        sum(weight * at[axis] for weight, at in zip(weights, (before, start, end, after), strict=True))
        for axis in (0, 1)
    )
    return x, y


def _trimmed(points: Sequence[Point], before: float, after: float) -> tuple[Point, ...]:
    """Return a line without what lies within a distance of its two ends."""
    inner = [at for at in points[1:-1] if hypot(at[0] - points[0][0], at[1] - points[0][1]) > before]
    inner = [at for at in inner if hypot(at[0] - points[-1][0], at[1] - points[-1][1]) > after + 0.05]
    second, last_but_one = (inner or [points[-1]])[0], (inner or [points[0]])[-1]
    return (_towards(points[0], second, before), *inner, _towards(points[-1], last_but_one, after))


def _towards(start: Point, end: Point, far: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    return start[0] + (end[0] - start[0]) / length * far, start[1] + (end[1] - start[1]) / length * far


def along(points: Sequence[Point], part: float) -> Point:
    """Return the point of a line after a part of its length.

    >>> along([(0, 0), (2, 0), (2, 2)], 0.75)
    (2.0, 1.0)
    """
    pieces = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = part * sum(pieces)
    for ((x0, y0), (x1, y1)), piece in zip(pairwise(points), pieces, strict=True):
        if left <= piece:
            return x0 + (x1 - x0) * left / piece, y0 + (y1 - y0) * left / piece
        left -= piece
    return points[-1]
