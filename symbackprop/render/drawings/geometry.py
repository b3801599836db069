"""The one geometry of every figure: which module says where the shapes of each kind stand."""

from __future__ import annotations

from functools import lru_cache

from ...document.blocks import Diagram, HeatMap, Plot
from .diagram import diagram_shapes
from .heat_map import heat_map_shapes
from .plot import plot_shapes
from .shapes import Drawing


@lru_cache(maxsize=64)
def drawing_of(figure: Diagram | HeatMap | Plot) -> Drawing:
    """Return the shapes of a figure."""
    match figure:
        case Diagram():
            return diagram_shapes(figure)
        case HeatMap():
            return heat_map_shapes(figure)
        case Plot():
            return plot_shapes(figure)
