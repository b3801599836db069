"""Drawings in Typst."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Text
from symbackprop.render.drawings.shapes import Anchor, Circle, Drawing, Ink, Label, Line, Patches, Shape
from symbackprop.render.drawings.typst import placed

SHAPES: dict[str, tuple[Shape, str]] = {
    "line": (Line(((0, 0), (1, 2)), Ink.LINE, 0.6), "curve.line((1.000cm, 2.000cm))"),
    "arrow": (Line(((0, 0), (1, 2)), Ink.PATH, 2.0, arrow=True), f'polygon(fill: rgb("{Ink.PATH.value}"), (1.000cm'),
    "dashes": (Line(((0, 0), (1, 2)), Ink.LINE, dashed=True), 'dash: "dashed"'),
    "circle": (Circle((1, 1), 0.5, Ink.INPUT, Ink.TEXT), "dx: 0.500cm, dy: 0.500cm, circle(radius: 0.500cm"),
    "ring": (Circle((1, 1), 0.5, Ink.INPUT, Ink.PATH, double=True), "circle(radius: 0.580cm"),
    "label": (Label((1, 1), (Text("#so"),), anchor=Anchor.RIGHT), "right + horizon"),
    "patches": (Patches(((0, 0, 1, 1),), "feece4"), '#patches(rgb("feece4"), (0.000, 0.000, 1.000, 1.000))'),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_drawn(name: str) -> None:
    shape, expected = SHAPES[name]
    written = placed(Drawing(2, 3, (shape,)))
    assert written.startswith("box(width: 2.00cm, height: 3.00cm)[")
    assert expected in written
