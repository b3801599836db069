"""What drawings are made of."""

from __future__ import annotations

from math import hypot

import pytest

from symbackprop.render.drawings.shapes import HEAD, THICK_HEAD, Ink, arrow_head


@pytest.mark.parametrize(("width", "length"), [(0.6, HEAD), (2.0, THICK_HEAD)])
@pytest.mark.parametrize("tip", [(3.0, 0.0), (0.0, -2.0), (1.0, 1.0)])
def test_an_arrow_head_is_a_triangle_that_points_on(width: float, length: float, tip: tuple[float, float]) -> None:
    (x, y), left, right = arrow_head((0.0, 0.0), tip, width)
    assert (x, y) == tip
    assert hypot(left[0] - x, left[1] - y) == pytest.approx(hypot(right[0] - x, right[1] - y))
    middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    assert hypot(middle[0] - x, middle[1] - y) == pytest.approx(length)


def test_no_two_colours_are_alike() -> None:
    assert len({ink.value for ink in Ink}) == len(Ink)
