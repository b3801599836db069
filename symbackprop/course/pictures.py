"""Pictures as PNG, which notebooks and every system for quizzes show."""

from __future__ import annotations

from collections.abc import Mapping

from ..document.blocks import Figure
from ..document.escape import in_label
from ..render.drawings.geometry import drawing_of
from ..render.drawings.shapes import INKS, Ink
from ..render.drawings.svg import svg
from ..render.engine import png


def name_of(figure: Figure) -> str:
    """Return the name of the file of a picture."""
    return f"{in_label(figure.label)}.png"


def picture(figure: Figure, inks: Mapping[Ink, str] = INKS) -> bytes:
    """Return a picture as PNG, in the colours of a theme.

    Raises:
        RenderError: It cannot be set.
    """
    return png(svg(drawing_of(figure.drawing), figure.alternative, inks))
