"""Drawings in TikZ."""

from __future__ import annotations

import pytest

from symbackprop.document.blocks import Text
from symbackprop.render.drawings.shapes import Anchor, Circle, Drawing, Ink, Label, Line, Patches, Shape
from symbackprop.render.drawings.tikz import ANCHORS, tikz

SHAPES: dict[str, tuple[Shape, str]] = {
    "line": (Line(((0, 0), (1, 2)), Ink.LINE, 0.6), "(0.000, 0.000) -- (1.000, 2.000)"),
    "arrow": (Line(((0, 0), (1, 2)), Ink.PATH, 2.0, arrow=True), "-{Stealth[length=6pt]}"),
    "dashes": (Line(((0, 0), (1, 2)), Ink.LINE, dashed=True), ", dashed"),
    "circle": (Circle((1, 1), 0.5, Ink.INPUT, Ink.TEXT), "circle[radius=0.500]"),
    "ring": (Circle((1, 1), 0.5, Ink.INPUT, Ink.PATH, double=True), "circle[radius=0.580]"),
    "label": (Label((1, 1), (Text("50%"),), framed=True), r"{50\%}"),
    "patches": (Patches(((0, 0, 1, 1),), "feece4"), r"\fill[patch] (0.000,0.000) rectangle (1.000,1.000);"),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_is_drawn(name: str) -> None:
    shape, expected = SHAPES[name]
    written = tikz(Drawing(2, 3, (shape,)))
    assert expected in written
    assert "rectangle (2.00, 3.00)" in written


def test_every_anchor_is_known() -> None:
    assert set(ANCHORS) == set(Anchor)
