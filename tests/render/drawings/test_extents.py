"""The room of labels, and what crosses what."""

from __future__ import annotations

from symbackprop.document.blocks import Math, Relate, Text
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.render.drawings.extents import distance, extent, is_crossed, overlap
from symbackprop.render.drawings.shapes import Anchor, Ink, Label


def test_a_label_is_as_wide_as_what_it_says_and_stands_at_its_anchor() -> None:
    short, long = Label((0, 0), (Math(Symbol("w")),)), Label((0, 0), (Relate(Symbol("w"), "=", decimal("0.25")),))
    assert extent(short)[2] - extent(short)[0] < extent(long)[2] - extent(long)[0]
    assert extent(Label((1, 0), (Text("target"),), anchor=Anchor.LEFT))[0] == 1
    assert extent(Label((1, 0), (Text("target"),), anchor=Anchor.RIGHT))[2] == 1
    assert extent(Label((1, 2), (Text("target"),), anchor=Anchor.TOP))[1] == 2
    assert extent(Label((0, 0), (Text("w"),), paper=Ink.PAPER))[0] < extent(Label((0, 0), (Text("w"),)))[0]


def test_rectangles_that_touch_do_not_overlap() -> None:
    assert not overlap((0, 0, 1, 1), (1, 0, 2, 1))
    assert overlap((0, 0, 1, 1), (0.9, 0.9, 2, 2))


def test_a_line_crosses_a_rectangle_with_no_end_inside_it() -> None:
    box = (1.0, 1.0, 2.0, 2.0)
    assert is_crossed(box, [(0, 0), (3, 3)])
    assert not is_crossed(box, [(0, 2.5), (3, 2.5)])
    assert not is_crossed(box, [(0, 0), (0.9, 0.9)])
    assert is_crossed(box, [(1.5, 0), (1.5, 3)])


def test_the_distance_is_to_the_piece_and_not_to_its_line() -> None:
    assert distance((0, 3), [(1, 3), (5, 3), (5, 0)]) == 1
