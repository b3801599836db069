"""Pictures of questions as PNG files, which every system for quizzes shows."""

from __future__ import annotations

from ..document.blocks import Figure
from ..document.escape import in_label
from ..render.drawings.geometry import drawing_of
from ..render.drawings.svg import svg
from ..render.engine import png


def name_of(figure: Figure) -> str:
    """Return the name of the file of a picture."""
    return f"{in_label(figure.label)}.png"


def picture(figure: Figure) -> bytes:
    """Return a picture as PNG.

    Raises:
        RenderError: It cannot be set.
    """
    return png(svg(drawing_of(figure.drawing), figure.alternative))
