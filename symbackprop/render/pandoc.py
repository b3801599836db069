"""Documents for Word, which pandoc makes of Markdown; its pictures become PNG, which every Word shows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import RenderError
from .engine import by_pandoc, png_of_svg

SVG = re.compile(r"(!\[[^\n]*?\]\([^)\n]*)\.svg\)")
TAG = re.compile(r"\n\\tag\{(\d+)\}")
STRUT = re.compile(r"\\rule\[-0\.6em\]\{0em\}\{1\.8em\} ")
SPACE = re.compile(r"\\hspace\{([\d.]+)em\}")
DIGITS_PER_EM = 2


def docx(markdown: str, pictures: Mapping[str, str], files: Mapping[str, bytes]) -> bytes:
    """Return a Word document with its equations as Word's own.

    Args:
        markdown: The document.
        pictures: Its pictures in SVG, by their names.
        files: What else it names.

    Raises:
        RenderError: There is no pandoc, or it fails.
    """
    source = SVG.sub(r"\1.png)", markdown)
    # Word counts no equations of ours: the number stands behind the equation.
    source = TAG.sub(lambda found: rf" \qquad ({found[1]})", source)
    source = STRUT.sub("", source).replace("_ {", "_{")
    # A space of Word's equations has no width of its own; digits that are not shown have.
    source = SPACE.sub(lambda found: rf"\phantom{{{'0' * round(DIGITS_PER_EM * float(found[1]))}}}", source)
    drawn = {f"{name.removesuffix('.svg')}.png": png_of_svg(svg) for name, svg in pictures.items()}
    try:
        return by_pandoc(source, {**drawn, **files})
    except OSError as error:
        raise RenderError(f"pandoc: {error}") from error
