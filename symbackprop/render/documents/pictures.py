"""The figures of a document as SVG files, for formats that have pictures beside the file."""

from __future__ import annotations

from ...document.blocks import Document, Figure
from ...document.escape import in_label
from ..drawings.geometry import drawing_of
from ..drawings.shapes import themed
from ..drawings.svg import svg
from ..inline.labels import walk


def pictures(document: Document) -> dict[str, str]:
    """Return the SVG pictures of a document by file name, relative to the document's file."""
    return {
        picture_of(block, document): svg(drawing_of(block.drawing), block.alternative, themed(document.look.colours))
        for block in walk(document.blocks)
        if isinstance(block, Figure)
    }


def picture_of(figure: Figure, document: Document) -> str:
    """Return the file name of a figure's picture."""
    return f"{document.name}-figures/{in_label(figure.label)}.svg"
