"""Where names along arrows stand."""

from __future__ import annotations

from symbackprop.document.blocks import Math
from symbackprop.expression.tree import Symbol
from symbackprop.render.drawings.extents import extent, overlap
from symbackprop.render.drawings.placing import Named, placed
from symbackprop.render.drawings.shapes import Label

LABEL = Label((0.0, 0.0), (Math(Symbol("w", "5")),))


def named(*points: tuple[float, float], must: bool = False) -> Named:
    return Named(points, (LABEL,), 0.5, must)


def test_a_name_stands_where_it_wishes_unless_something_stands_there() -> None:
    (free,) = placed([named((0, 0), (4, 0))], [], [])
    assert free[0].at == (2.0, 0.0)
    (moved,) = placed([named((0, 0), (4, 0))], [(1.5, -1, 2.5, 1)], [])
    assert not overlap(extent(moved[0]), (1.5, -1, 2.5, 1))


def test_two_names_on_arrows_that_cross_do_not_cover_each_other() -> None:
    one, two = placed([named((0, 0), (4, 4)), named((0, 4), (4, 0))], [], [])
    assert not overlap(extent(one[0]), extent(two[0]))


def test_what_must_stand_chooses_first_and_what_has_no_place_is_left_out() -> None:
    first, second = named((0, 0), (0.4, 0)), named((0, 0), (0.4, 0), must=True)
    assert [bool(found) for found in placed([first, second], [], [])] == [False, True]


def test_a_name_covers_no_other_arrow_where_it_can() -> None:
    name = named((0, 0), (8, 0))
    (found,) = placed([name], [], [name.points, ((4, -1), (4, 1))])
    left, _, right, _ = extent(found[0])
    assert not left < 4 < right
