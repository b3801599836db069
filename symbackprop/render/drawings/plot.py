"""Where the axes, the curve and the marks of a plot stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10

from ...document.blocks import Math, Plot, Text
from ...expression.tree import Power, whole
from .extents import extent, is_crossed
from .shapes import Anchor, Box, Circle, Drawing, Ink, Label, Line, Point, Shape

MOST_TICKS = 8
"""Steps between the ends of an axis of powers of ten, at most."""

TICK = 0.6
"""Centimetres between two ticks of such an axis, at least."""

MOST_EVEN = 6
"""Steps of an axis without powers, at most."""

STEPS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500)
"""Decades between two ticks."""

NAME_SIZE, GAP = 8.5, 0.03
"""Of the name of a point, in points, and the paper around it, in centimetres."""

PLOT_LEFT, PLOT_TOP, PLOT_RIGHT, PLOT_BOTTOM = 1.35, 0.85, 0.4, 1.25


def plot_shapes(plot: Plot) -> Drawing:
    """Return the shapes of a plot."""
    xs, ys = ([point[at] for point in (*plot.points, *plot.other)] for at in range(2))
    width, height = plot.size
    x_ticks = _powers(xs, width) if plot.log_x else _even(xs, width)
    y_ticks = _powers(ys, height) if plot.log_y else _even(ys, height)
    across = _Scale(x_ticks[0], x_ticks[-1], PLOT_LEFT, PLOT_LEFT + width, plot.log_x)
    down = _Scale(y_ticks[0], y_ticks[-1], PLOT_TOP + height, PLOT_TOP, plot.log_y)
    left, right, top, bottom = PLOT_LEFT, PLOT_LEFT + width, PLOT_TOP, PLOT_TOP + height
    shapes: list[Shape] = []
    for tick in x_ticks:
        shapes.append(Line(((across(tick), top), (across(tick), bottom)), Ink.GRID))
        shapes.append(Label((across(tick), bottom + 0.12), (_tick(tick, plot.log_x, plot.point),), 8.5, Anchor.TOP))
    for tick in y_ticks:
        shapes.append(Line(((left, down(tick)), (right, down(tick))), Ink.GRID))
        shapes.append(Label((left - 0.12, down(tick)), (_tick(tick, plot.log_y, plot.point),), 8.5, Anchor.RIGHT))
    shapes.append(Line(((left, top), (left, bottom), (right, bottom)), Ink.TEXT, 0.7))
    curve, other = (tuple((across(x), down(y)) for x, y in points) for points in (plot.points, plot.other))
    if other:
        shapes.append(Line(other, Ink.PATH, 1.2, dashed=True))
    shapes.append(Line(curve, Ink.ACCENT, 1.6))
    for at, (x, y, name) in enumerate(plot.marks):
        place = across(x), down(y)
        shapes.append(Circle(place, 0.08, Ink.ACCENT, Ink.ACCENT))
        if not (other and at == len(plot.marks) - 1):
            is_last = at == len(plot.marks) - 1
            shapes.append(_name(place, name, (curve, other), (left, top, right, bottom), is_last))
    if other:
        # Losses fall, so that the corner at the top right is free.
        shapes += _legend(plot, right, top)
    shapes.append(Label(((left + right) / 2, bottom + 0.68), (Text(plot.x_label),), 9.5, Anchor.TOP))
    shapes.append(Label((0.0, top - 0.5), (Math(plot.y_label),), 9.5, Anchor.LEFT))
    return Drawing(right + PLOT_RIGHT, bottom + PLOT_BOTTOM, tuple(shapes))


def _legend(plot: Plot, right: float, top: float) -> Iterator[Shape]:
    """Yield the names of two curves, each beside a piece of its line, below one another in a corner."""
    names = ((Ink.ACCENT, plot.marks[-1][2]), (Ink.PATH, plot.other_name))
    labels = [
        Label((0.0, top + 0.35 + 0.45 * at), (Text(name),), NAME_SIZE, Anchor.LEFT)
        for at, (_, name) in enumerate(names)
    ]
    left = right - max(extent(label)[2] for label in labels)
    for (ink, _), label in zip(names, labels, strict=True):
        y, is_other = label.at[1], ink is Ink.PATH
        yield Line(((left - 0.95, y), (left - 0.15, y)), ink, 1.2 if is_other else 1.6, dashed=is_other)
        yield replace(label, at=(left, y))


def _name(place: Point, name: str, curves: Sequence[Sequence[Point]], axes: Box, is_last: bool) -> Label:
    """Return the name of a point, at its side and where no curve passes it: on its left where it is the last one."""
    (x, y), (_, top, right, bottom) = place, axes
    sides, anchor = ((-0.2, -0.4, -0.6), Anchor.RIGHT) if is_last else ((0.18,), Anchor.LEFT)
    near = [(x + side, y + down) for side in sides for down in (0.34, -0.3)]
    # Where a curve passes both, the name stands above it, with an end at the edge of the axes.
    high = [(right if is_last else x + sides[0], top + 0.3 + 0.2 * at) for at in range(int((bottom - top) / 0.2))]
    labels = [
        Label(at, (Text(name),), NAME_SIZE, anchor) for at in (*near, *sorted(high, key=lambda at: abs(at[1] - y)))
    ]
    return next((label for label in labels if _is_clear(label, curves, axes)), labels[0])


def _is_clear(label: Label, curves: Sequence[Sequence[Point]], axes: Box) -> bool:
    """Say whether a label stands above the lower axis, and no curve passes it."""
    left, top, right, bottom = extent(label)
    around = left - GAP, top - GAP, right + GAP, bottom + GAP
    return bottom < axes[3] and not any(is_crossed(around, curve) for curve in curves)


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


def _powers(values: list[float], length: float) -> list[float]:
    """Return powers of ten around some values, with equal steps from 1, on an axis of so many centimetres."""
    most = min(MOST_TICKS, max(int(length / TICK), 1))
    low, high = log10(min(values)) + 1e-9, log10(max(values)) - 1e-9
    step = next((step for step in STEPS if (high - low) / step <= most), STEPS[-1])
    first = floor(low / step)
    return [10.0 ** (step * at) for at in range(first, max(ceil(high / step), first + 1) + 1)]


def _even(values: list[float], length: float) -> list[float]:
    low, high = min(values), max(values)
    size = 10.0 ** floor(log10(max(high - low, 1e-300) / 5))
    most = min(MOST_EVEN, max(int(length / TICK), 2))
    step = next(size * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (size * factor) <= most)
    return [step * at for at in range(floor(low / step), ceil(high / step) + 1)]


def _tick(value: float, log: bool, point: str) -> Math | Text:
    if not log:
        return Text(f"{value:g}".replace("-", "−").replace(".", point))
    exponent = round(log10(value))
    return Math(whole(1)) if exponent == 0 else Math(Power(whole(10), whole(exponent)))
