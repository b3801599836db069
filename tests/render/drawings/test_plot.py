"""Where the axes and the curve of a plot stand."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from symbackprop.document.blocks import Document, Figure, Math, Plot
from symbackprop.document.numerals import with_decimal_comma
from symbackprop.expression.tree import Power, Symbol
from symbackprop.render.drawings.extents import extent, is_crossed, overlap
from symbackprop.render.drawings.plot import MOST_TICKS, PLOT_LEFT, PLOT_TOP, plot_shapes
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


def exponents(low: float, high: float) -> list[int]:
    drawn = plot_shapes(Plot(((1.0, high), (2.0, low)), "t", Symbol("E"))).shapes
    lines = [shape for shape in drawn if isinstance(shape, Line) and shape.ink is Ink.GRID]
    labels = [shape for shape in drawn if isinstance(shape, Label) and shape.at[0] < PLOT_LEFT and shape.size < 9]
    assert len(labels) <= len(lines)
    written = (shape.content[0].expression for shape in labels if isinstance(shape.content[0], Math))
    return [int(at.exponent.value) if isinstance(at, Power) else 0 for at in written]


@pytest.mark.parametrize(("low", "high"), [(9e-38, 0.13), (3e-187, 0.7), (5e-19, 0.007), (1e-3, 0.9), (2e-4, 3e5)])
def test_ticks_are_multiples_of_one_step(low: float, high: float) -> None:
    found = exponents(low, high)
    steps = {second - first for first, second in pairwise(found)}
    assert len(steps) == 1
    (step,) = steps
    assert all(exponent % step == 0 for exponent in found)
    assert 2 <= len(found) <= MOST_TICKS + 2
    assert 10.0 ** found[0] <= low <= 10.0 ** (found[0] + step)
    assert 10.0 ** (found[-1] - step) <= high <= 10.0 ** found[-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 0.9), min_size=8, max_size=8), st.sampled_from([(5.0, 3.8), (12.0, 6.2)]), st.booleans())
@example([0.0, 0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 0.6], (5.0, 3.8), True)
@example([0.9, 0.9, 0.9, 0.0, 0.0, 0.0, 0.0, 0.0], (5.0, 3.8), False)
def test_no_curve_passes_a_name(falls: list[float], size: tuple[float, float], log_y: bool) -> None:
    errors = [10.0 ** -sum(falls[: at + 1]) for at in range(8)]
    points = tuple((4.0**at, error) for at, error in enumerate(errors))
    marks = ((*points[0], "1 round"), (*points[-1], "10,000 rounds"))
    drawn = plot_shapes(Plot(points, "rounds", Symbol("E"), True, log_y, marks, size=size)).shapes
    (curve,) = [shape for shape in drawn if isinstance(shape, Line) and shape.ink is Ink.ACCENT]
    names = [at for at in drawn if isinstance(at, Label) and "round" in getattr(at.content[0], "text", "")]
    assert len(names) == 3
    for name in names:
        assert not is_crossed(extent(name), curve.points)
    others = [shape for shape in drawn if isinstance(shape, Label)]
    assert not any(overlap(extent(name), extent(other)) for name in names for other in others if other is not name)


def test_long_names_of_two_curves_stand_inside_of_the_axes() -> None:
    points, name = ((1.0, 1.0), (2.0, 0.1)), "gradient descent with momentum, η = 0.5"
    drawn = plot_shapes(
        Plot(points, "t", Symbol("E"), marks=((2.0, 0.1, name),), other=points, other_name="Adam")
    ).shapes
    (label,) = (shape for shape in drawn if isinstance(shape, Label) and getattr(shape.content[0], "text", "") == name)
    assert extent(label)[2] <= PLOT_LEFT + PLOT_WIDTH + 1e-9


def test_even_ticks_have_the_decimal_sign_of_the_document() -> None:
    shown = Plot(((1.0, 0.3), (9.0, 0.2)), "t", Symbol("E"), log_y=False)
    document = Document("Plot", (), (Figure(shown, (), "", "fig-plot"),))
    (figure,) = with_decimal_comma(document).blocks
    assert isinstance(figure, Figure)
    assert isinstance(figure.drawing, Plot)
    texts = [getattr(at.content[0], "text", "") for at in plot_shapes(figure.drawing).shapes if isinstance(at, Label)]
    assert "0,2" in texts
    assert not [text for text in texts if "." in text]
