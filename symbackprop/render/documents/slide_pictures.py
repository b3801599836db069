"""Pictures for slides: few names in large letters, drawn anew for the room that they have."""

from __future__ import annotations

from dataclasses import replace

from ...document.blocks import Diagram, HeatMap, Plot
from ..drawings.diagram import SCREEN, diagram_shapes
from ..drawings.geometry import drawing_of
from ..drawings.shapes import Drawing
from .slide_room import LARGEST

LARGER = 1.6
"""How much smaller than in the notes the axes of a curve are drawn, so that what is written on them is larger."""


def on_slide(figure: Diagram | HeatMap | Plot, size: tuple[float, float]) -> Drawing:
    """Return the shapes of a figure for a place of a given size in centimetres."""
    match figure:
        case Diagram():
            return diagram_shapes(figure, replace(SCREEN, widest=size[0]))
        case Plot():
            return drawing_of(replace(figure, size=(size[0] / LARGER, (size[1] - 1.6) / LARGER)))
        case HeatMap():
            return drawing_of(figure)


def part_of(drawing: Drawing, size: tuple[float, float]) -> float:
    """Return by how much a drawing is made larger or smaller for a place of a given size in centimetres."""
    return min(size[0] / drawing.width, size[1] / drawing.height, LARGEST)
