"""Where the axes and the curve of a plot stand."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Math, Plot
from symbackprop.expression.tree import Symbol
from symbackprop.render.drawings.plot import PLOT_LEFT, PLOT_TOP, plot_shapes
from symbackprop.render.drawings.shapes import Circle, Ink, Label, Line

PLOT_WIDTH, PLOT_HEIGHT = 12.0, 6.2


def plot(points: tuple[tuple[float, float], ...], log_x: bool = False) -> list[Line]:
    shapes = plot_shapes(Plot(points, "rounds", Symbol("E"), log_x=log_x)).shapes
    return [shape for shape in shapes if isinstance(shape, Line) and shape.ink is Ink.ACCENT]


@pytest.mark.parametrize("log_x", [False, True])
def test_the_curve_lies_inside_of_its_axes(log_x: bool) -> None:
    (curve,) = plot(((1.0, 0.3), (10.0, 0.02), (1000.0, 4e-5)), log_x)
    for x, y in curve.points:
        assert PLOT_LEFT <= x <= PLOT_LEFT + PLOT_WIDTH
        assert PLOT_TOP <= y <= PLOT_TOP + PLOT_HEIGHT
    assert [x for x, _ in curve.points] == sorted(x for x, _ in curve.points)


def test_equal_factors_are_equally_far_apart() -> None:
    (curve,) = plot(((1.0, 1.0), (10.0, 0.1), (100.0, 0.01)), log_x=True)
    (x0, y0), (x1, y1), (x2, y2) = curve.points
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y1 - y0 == pytest.approx(y2 - y1)


def test_even_ticks_are_round_and_marks_are_named() -> None:
    drawn = plot_shapes(Plot(((0.0, 1.0), (47.0, 0.1)), "t", Symbol("E"), marks=((47.0, 0.1, "end"),))).shapes
    ticks = [shape.content[0].text for shape in drawn if isinstance(shape, Label) and hasattr(shape.content[0], "text")]
    assert ticks[:6] == ["0", "10", "20", "30", "40", "50"]
    assert "end" in ticks
    assert sum(isinstance(shape, Circle) for shape in drawn) == 1
    assert any(isinstance(shape, Label) and isinstance(shape.content[0], Math) for shape in drawn)


def test_a_second_curve_is_dashed_and_both_are_named() -> None:
    points, other = ((1.0, 1.0), (2.0, 0.1)), ((1.0, 0.8), (2.0, 0.003))
    drawn = plot_shapes(
        Plot(points, "t", Symbol("E"), marks=((1.0, 1.0, "1"), (2.0, 0.1, "one")), other=other, other_name="two")
    ).shapes
    lines = [shape for shape in drawn if isinstance(shape, Line)]
    (dashed, key) = [line for line in lines if line.dashed]
    assert [line.ink for line in (dashed, key)] == [Ink.PATH, Ink.PATH]
    assert max(y for _, y in dashed.points) <= PLOT_TOP + PLOT_HEIGHT
    names = [shape.content[0].text for shape in drawn if isinstance(shape, Label) and hasattr(shape.content[0], "text")]
    assert {"1", "one", "two"} <= set(names)


def test_the_name_of_a_point_from_which_a_curve_falls_stands_above_it() -> None:
    for last, is_above in ((0.9, False), (0.01, True)):
        points = ((1.0, 1.0), (2.0, last), (10.0, 0.001))
        drawn = plot_shapes(Plot(points, "t", Symbol("E"), marks=((1.0, 1.0, "start"), (10.0, 0.001, "end")))).shapes
        label = next(
            shape for shape in drawn if isinstance(shape, Label) and getattr(shape.content[0], "text", "") == "start"
        )
        circle = next(shape for shape in drawn if isinstance(shape, Circle))
        assert (label.at[1] < circle.centre[1]) is is_above
