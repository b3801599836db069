"""Where the axes, the curve and the marks of a plot stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from ...document.blocks import Math, Plot, Text
from ...expression.tree import Power, whole
from .shapes import Anchor, Circle, Drawing, Ink, Label, Line, Point, Shape

NAME_WIDTH = 1.2
"""Of a number that stands at a point, in centimetres."""

NAME_GAP = 0.15
"""Between a point and the number below it."""

PLOT_LEFT, PLOT_TOP, PLOT_RIGHT, PLOT_BOTTOM = 1.7, 0.4, 0.6, 1.25


def plot_shapes(plot: Plot) -> Drawing:
    """Return the shapes of a plot."""
    xs, ys = ([point[at] for point in (*plot.points, *plot.other)] for at in range(2))
    width, height = plot.size
    x_ticks = _powers(xs) if plot.log_x else _even(xs)
    y_ticks = _powers(ys)
    across = _Scale(x_ticks[0], x_ticks[-1], PLOT_LEFT, PLOT_LEFT + width, plot.log_x)
    down = _Scale(y_ticks[0], y_ticks[-1], PLOT_TOP + height, PLOT_TOP, True)
    left, right, top, bottom = PLOT_LEFT, PLOT_LEFT + width, PLOT_TOP, PLOT_TOP + height
    shapes: list[Shape] = []
    for tick in x_ticks:
        shapes.append(Line(((across(tick), top), (across(tick), bottom)), Ink.GRID))
        shapes.append(Label((across(tick), bottom + 0.12), (_tick(tick, plot.log_x),), 8.5, Anchor.TOP))
    for tick in y_ticks:
        shapes.append(Line(((left, down(tick)), (right, down(tick))), Ink.GRID))
        shapes.append(Label((left - 0.12, down(tick)), (_tick(tick, True),), 8.5, Anchor.RIGHT))
    shapes.append(Line(((left, top), (left, bottom), (right, bottom)), Ink.TEXT, 0.7))
    curve, other = (tuple((across(x), down(y)) for x, y in points) for points in (plot.points, plot.other))
    if other:
        shapes.append(Line(other, Ink.PATH, 1.2, dashed=True))
    shapes.append(Line(curve, Ink.ACCENT, 1.6))
    for at, (x, y, name) in enumerate(plot.marks):
        place = across(x), down(y)
        shapes.append(Circle(place, 0.08, Ink.ACCENT, Ink.ACCENT))
        if not (other and at == len(plot.marks) - 1):
            goes_up = bool(other) or _falls_at(curve, place)
            shapes.append(_name(place, name, bottom, goes_up, at == len(plot.marks) - 1))
    if other:
        # Losses fall, so that the corner at the top right is free.
        for at, (ink, name) in enumerate(((Ink.ACCENT, plot.marks[-1][2]), (Ink.PATH, plot.other_name))):
            y, is_other = top + 0.35 + 0.45 * at, ink is Ink.PATH
            shapes.append(Line(((right - 4.2, y), (right - 3.4, y)), ink, 1.2 if is_other else 1.6, dashed=is_other))
            shapes.append(Label((right - 3.25, y), (Text(name),), 8.5, Anchor.LEFT))
    shapes.append(Label(((left + right) / 2, bottom + 0.68), (Text(plot.x_label),), 9.5, Anchor.TOP))
    shapes.append(Label((0.0, top + height / 2), (Math(plot.y_label),), 9.5, Anchor.LEFT))
    return Drawing(right + PLOT_RIGHT, bottom + PLOT_BOTTOM, tuple(shapes))


def _name(place: Point, name: str, bottom: float, goes_up: bool, is_last: bool) -> Label:
    """Return the name of a point, below or above it, and on its left where it is the last one."""
    x, y = place
    beside = 0.3 if y < bottom - 0.6 and not goes_up else -0.3
    return (
        Label((x - 0.2, y + beside), (Text(name),), 8.5, Anchor.RIGHT)
        if is_last
        else Label((x + 0.18, y + beside), (Text(name),), 8.5, Anchor.LEFT)
    )


def _falls_at(curve: Sequence[Point], place: Point) -> bool:
    """Say whether a curve falls so fast after a point that it would cross a name below."""
    x, y = place
    after = [(at_x - x, at_y - y) for at_x, at_y in curve if at_x > x]
    return any(fall * min(1.0, NAME_WIDTH / width) > NAME_GAP for width, fall in after[:1]) or any(
        fall > NAME_GAP for width, fall in after if width <= NAME_WIDTH
    )


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
