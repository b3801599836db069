"""The lines of arrows."""

from __future__ import annotations

from math import dist

import pytest

from symbackprop.render.drawings.arrows import CLEAR, along, arrow_line
from symbackprop.render.drawings.extents import distance

START, END = ((0.0, 0.0), 0.4), ((6.0, 0.0), 0.4)


def test_an_arrow_is_straight_where_nothing_stands_in_its_way() -> None:
    assert arrow_line(START, END, 0.1, (), [((3.0, 2.0), 0.4)]) == ((0.4, 0.0), (5.5, 0.0))


@pytest.mark.parametrize("y", [-0.3, 0.0, 0.3])
def test_an_arrow_goes_around_a_circle(y: float) -> None:
    points = arrow_line(START, END, 0.1, (), [((3.0, y), 0.4)])
    assert distance((3.0, y), points) >= 0.4 + CLEAR
    assert dist(points[0], START[0]) == pytest.approx(0.4)
    assert dist(points[-1], END[0]) == pytest.approx(0.5)


def test_an_arrow_passes_the_points_that_it_is_given() -> None:
    points = arrow_line(START, END, 0.0, [(3.0, 1.5)], [((3.0, 0.0), 0.4)])
    assert distance((3.0, 1.5), points) < 0.01


def test_half_of_a_line_is_half_of_its_length() -> None:
    assert along([(0, 0), (3, 0), (3, 1)], 0.5) == (2, 0)
