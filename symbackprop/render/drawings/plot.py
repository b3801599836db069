"""Where the axes, the curve and the marks of a plot stand."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from ...document.blocks import Math, Plot, Text
from ...expression.tree import Power, whole
from .shapes import Anchor, Circle, Drawing, Ink, Label, Line, Shape

PLOT_WIDTH, PLOT_HEIGHT = 12.0, 6.2
PLOT_LEFT, PLOT_TOP, PLOT_RIGHT, PLOT_BOTTOM = 1.7, 0.4, 0.6, 1.25


def plot_shapes(plot: Plot) -> Drawing:
    """Return the shapes of a plot."""
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
