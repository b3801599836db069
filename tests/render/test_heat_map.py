"""Heat maps: one geometry, printed alike by Typst, TikZ and SVG."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.document.blocks import Document, Figure, HeatMap, HeatMatrix, Math, Relate, Text
from symbackprop.expression.tree import Number, Partial, Symbol, whole
from symbackprop.render.documents.pictures import pictures
from symbackprop.render.documents.typst import typst
from symbackprop.render.drawings.geometry import drawing_of
from symbackprop.render.drawings.heat_map import NEGATIVE, POSITIVE, rank
from symbackprop.render.drawings.shapes import Drawing, Ink, Label, Line, Patches
from symbackprop.render.drawings.svg import svg
from symbackprop.render.drawings.tikz import tikz
from symbackprop.render.drawings.typst import placed
from symbackprop.render.engine import typst_pdf

LIMIT = Number(Fraction(2), "2")
TITLE = Partial(Symbol("E", "total"), Symbol("W", "1", bold=True))
BARS = {NEGATIVE[-1], Ink.PAPER.value}

values = st.floats(-2, 2)
shapes = st.tuples(st.integers(1, 12), st.integers(1, 12))
matrices = shapes.flatmap(
    lambda shape: st.lists(
        st.lists(values, min_size=shape[1], max_size=shape[1]).map(tuple), min_size=shape[0], max_size=shape[0]
    ).map(tuple)
)


def drawn(*given_values: tuple[tuple[float, ...], ...], stacked: bool = False) -> Drawing:
    names = ((Math(Symbol("net", "h1")),), (Relate(Symbol("j"), "=", whole(12)),))
    first, *others = given_values
    parts = (HeatMatrix(TITLE, first, names, names), *(HeatMatrix(TITLE, other) for other in others))
    return drawing_of(HeatMap(parts, LIMIT, stacked))


def frames(drawing: Drawing) -> list[tuple[float, float, float, float]]:
    """Return the frames of the matrices, and that of the scale last."""
    lines = [shape for shape in drawing.shapes if isinstance(shape, Line) and len(shape.points) == 5]
    return [(*line.points[0], *line.points[2]) for line in lines]


def cells(drawing: Drawing) -> list[tuple[tuple[float, float, float, float], str]]:
    """Return all coloured rectangles but the bars, which lie inside others."""
    found = [(box, shape.fill) for shape in drawing.shapes if isinstance(shape, Patches) for box in shape.boxes]
    left, top, right, bottom = np.array([box for box, _ in found]).T

    def is_inside(box: tuple[float, float, float, float]) -> bool:
        return bool(((left < box[0]) & (top < box[1]) & (right > box[2]) & (bottom > box[3])).any())

    return [(box, fill) for box, fill in found if not is_inside(box)]


def lightness(colour: str) -> float:
    """Return how light a colour prints in grey, by the weights of ITU-R BT.709."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def is_inside_the_frames(drawing: Drawing) -> bool:
    """Say whether every rectangle lies in a frame, and every frame on the paper."""
    near = 1e-9
    return all(
        any(
            x0 - near <= left < right <= x1 + near and y0 - near <= top < bottom <= y1 + near
            for x0, y0, x1, y1 in frames(drawing)
        )
        for shape in drawing.shapes
        if isinstance(shape, Patches)
        for left, top, right, bottom in shape.boxes
    ) and all(0 <= x0 < x1 <= drawing.width and 0 <= y0 < y1 <= drawing.height for x0, y0, x1, y1 in frames(drawing))


def overlap(boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    """Say whether any two rectangles share more than an edge."""
    return any(
        min(right, x1) - max(left, x0) > 1e-9 and min(bottom, y1) - max(top, y0) > 1e-9
        for at, (left, top, right, bottom) in enumerate(boxes)
        for x0, y0, x1, y1 in boxes[at + 1 :]
    )


@settings(deadline=None)
@given(matrices)
def test_all_cells_lie_inside_a_frame_on_the_paper(given_values: tuple[tuple[float, ...], ...]) -> None:
    assert is_inside_the_frames(drawn(given_values))


def test_the_check_sees_a_cell_outside() -> None:
    drawing = drawn(((1.0, 2.0),))
    moved = tuple(
        Patches(tuple((left + 0.1, top, right + 0.1, bottom) for left, top, right, bottom in shape.boxes), shape.fill)
        if isinstance(shape, Patches)
        else shape
        for shape in drawing.shapes
    )
    assert not is_inside_the_frames(replace(drawing, shapes=moved))


@settings(deadline=None)
@given(matrices)
def test_no_two_cells_overlap_and_none_is_left_out(given_values: tuple[tuple[float, ...], ...]) -> None:
    drawing = drawn(given_values)
    matrix, scale = frames(drawing)
    found = [box for box, _ in cells(drawing) if box[0] < matrix[2] + 1e-9]
    assert not overlap(found)
    coloured = sum(rank(value, 2.0) != 0 for row in given_values for value in row)
    area = (matrix[2] - matrix[0]) * (matrix[3] - matrix[1])
    painted = sum((right - left) * (bottom - top) for left, top, right, bottom in found)
    assert painted == pytest.approx(area * coloured / (len(given_values) * len(given_values[0])))
    assert scale[0] > matrix[2]


def test_the_check_sees_an_overlap() -> None:
    assert overlap([(0, 0, 1, 1), (0.9, 0.9, 2, 2)])
    assert not overlap([(0, 0, 1, 1), (1, 0, 2, 1)])


@given(values, values)
def test_a_larger_value_never_has_a_lower_rank(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert rank(low, 2.0) <= rank(high, 2.0)
    assert rank(-first, 2.0) == -rank(first, 2.0)
    assert abs(rank(first, 2.0)) <= len(POSITIVE)


@pytest.mark.parametrize("ramp", [POSITIVE, NEGATIVE], ids=["positive", "negative"])
def test_each_rank_is_darker_than_the_one_before(ramp: tuple[str, ...]) -> None:
    assert all(lightness(before) > lightness(after) for before, after in pairwise([Ink.PAPER.value, *ramp]))


def test_a_grey_print_shows_the_magnitude_alike_for_both_signs() -> None:
    for above, below in zip(POSITIVE, NEGATIVE, strict=True):
        assert lightness(above) == pytest.approx(lightness(below), abs=0.06)


def test_a_grey_print_shows_the_sign_by_a_bar() -> None:
    drawing = drawn(((1.9, -1.9, 0.1, -0.1, 0.0, -0.001),))
    matrix = frames(drawing)[0]
    all_boxes = [(box, shape.fill) for shape in drawing.shapes if isinstance(shape, Patches) for box in shape.boxes]
    bars = [(box, fill) for box, fill in all_boxes if (box, fill) not in cells(drawing) and box[2] < matrix[2]]
    column = (matrix[2] - matrix[0]) / 6
    assert sorted((int((box[0] - matrix[0]) / column), fill) for box, fill in bars) == [
        (1, Ink.PAPER.value),
        (3, NEGATIVE[-1]),
    ]


def test_zero_and_less_than_a_thousandth_of_the_limit_are_white() -> None:
    assert [rank(value, 2.0) for value in (0.0, -0.0, 0.0019, -0.0019)] == [0, 0, 0, 0]
    assert [rank(value, 2.0) for value in (0.0021, -0.0021)] == [1, -1]


def test_cells_of_one_colour_in_a_row_are_one_rectangle() -> None:
    drawing = drawn(((1.0,) * 40 + (2.0,) * 8,) * 48)
    matrix = frames(drawing)[0]
    assert len([box for box, _ in cells(drawing) if box[0] < matrix[2]]) == 2 * 48


def test_the_legend_says_the_limits() -> None:
    labels = [shape.content for shape in drawn(((1.0,),)).shapes if isinstance(shape, Label)]
    negative = Number(Fraction(-2), "-2")
    assert [content for content in labels if content in ((Math(LIMIT),), (Math(whole(0)),), (Math(negative),))] == [
        (Math(LIMIT),),
        (Math(whole(0)),),
        (Math(negative),),
    ]


@pytest.mark.parametrize("stacked", [False, True])
@pytest.mark.parametrize(("height", "across"), [(1, 1), (2, 48), (48, 2), (48, 48)])
def test_two_matrices_share_their_cells_and_fit_the_page(height: int, across: int, stacked: bool) -> None:
    values_of = ((0.5,) * across,) * height
    second = ((0.5,) * across,) if stacked else ((0.5,),) * height
    drawing = drawn(values_of, second, stacked=stacked)
    one, two, _ = frames(drawing)
    assert drawing.width <= 16
    assert drawing.height <= 16
    assert (two[1] > one[3]) if stacked else (two[0] > one[2])
    shared = [(box[0], box[2]) if stacked else (box[1], box[3]) for box in (one, two)]
    assert shared[0] == pytest.approx(shared[1])


def test_a_small_limit_fits_beside_its_scale() -> None:
    tiny = Number(Fraction(13, 10**14), "1.3e-13")
    drawing = drawing_of(HeatMap((HeatMatrix(TITLE, ((1e-13,) * 48,) * 48),), tiny))
    assert drawing.width <= 16
    assert drawing.width - frames(drawing)[-1][2] > 1.8


def test_the_three_formats_draw_the_same_rectangles() -> None:
    drawing = drawn(((1.0, -0.3), (0.0, 2.0)))
    expected = sorted(box for shape in drawing.shapes if isinstance(shape, Patches) for box in shape.boxes)
    number = r"(-?\d+\.\d+)"
    in_tikz = re.findall(rf"\({number},{number}\) rectangle \({number},{number}\)", tikz(drawing))
    in_typst = re.findall(rf"\({number}, {number}, {number}, {number}\)", placed(drawing))
    in_svg = [
        (left, top, right, bottom)
        for left, top, right, bottom, back in re.findall(
            rf"M{number} {number}H{number}V{number}H{number}z", svg(drawing, "x")
        )
        if left == back
    ]
    for found, unit, error in ((in_tikz, 1.0, 6e-4), (in_typst, 1.0, 6e-4), (in_svg, 48.0, 2e-3)):
        boxes = [tuple(float(edge) / unit for edge in box) for box in found]
        assert len(boxes) == len(expected)
        assert all(any(box == pytest.approx(other, abs=error) for other in boxes) for box in expected)


def test_the_three_formats_paint_the_same_colours() -> None:
    drawing = drawn(((1.0, -0.3), (0.0, 2.0)))
    expected = {shape.fill for shape in drawing.shapes if isinstance(shape, Patches)}
    assert {colour.lower() for colour in re.findall(r"\{HTML\}\{(\w+)\}", tikz(drawing))} == expected
    assert set(re.findall(r'#patches\(rgb\("(\w+)"\)', placed(drawing))) == expected
    assert set(re.findall(r'z" fill="#(\w+)"', svg(drawing, "x"))) == expected


def test_the_worst_heat_map_stays_small() -> None:
    worst = tuple(tuple(-(2 - (5 * at + 7 * down) % 12 / 6) for at in range(48)) for down in range(48))
    drawing = drawn(worst)
    assert len([box for box, _ in cells(drawing)]) > 48 * 48
    assert max(len(text) for text in (svg(drawing, "x"), tikz(drawing), placed(drawing))) < 200_000


def test_a_picture_has_a_readable_title() -> None:
    picture = svg(drawn(((1.0,),)), "x")
    texts = ["".join(text.itertext()) for text in fromstring(picture).findall("{http://www.w3.org/2000/svg}text")]
    assert "∂Etotal/∂W1" in texts
    assert 'font-weight="bold"' in picture


def test_nothing_in_a_heat_map_can_break_out() -> None:
    nasty = '50% <b> & "q" #1 $x$ \\foo {a} [e] // @eq'
    names = ((Text(nasty),), (Text(nasty),))
    heat = HeatMap((HeatMatrix(TITLE, ((1.0, 2.0),), names, names),), LIMIT)
    document = Document("t", (), (Figure(heat, (Text(nasty),), nasty, "fig-1"),))
    assert typst_pdf(typst(document)).startswith(b"%PDF")
    root = fromstring(pictures(document)["notes-figures/fig-1.svg"])
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    assert not root.findall(".//{http://www.w3.org/2000/svg}b")
    assert re.search(r"(?<!\\)[%#&]", tikz(drawing_of(heat)).replace("{HTML}", "")) is None
