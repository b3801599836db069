"""The warnings about letters that an output cannot show as they are."""

from __future__ import annotations

from collections.abc import Sequence

from .streams import complain

TYPE_CHECKING = False

if TYPE_CHECKING:
    from ..render.engine import Typeset

MOST = 20
"""Letters that a line names."""


def warn_of_latex(source: bytes) -> None:
    """Say which characters a LaTeX file does not show as they are."""
    from ..render.inline.latex import missing

    found = missing(source.decode("utf-8"))
    if found:
        complain(
            f"warning: the fonts of LaTeX lack {_listed(found)}; it shows the letters they look like or their code "
            "points, and notes.tex says how to set them; Markdown, Typst and its PDF show them"
        )


def refuse_title_of_latex(title: str) -> None:
    """Refuse a title that a PDF by LaTeX would show as code points.

    Raises:
        UsageError: A letter of the title is neither in its fonts nor like one that is.
    """
    from ..errors import UsageError
    from ..render.inline.latex import escaped, missing

    found = [letter for letter in missing(escaped(title)) if escaped(letter).endswith("{}")]
    if found:
        raise UsageError(
            f"--pdf-engine latex: its fonts lack {_listed(found)}, which the title has; choose --pdf-engine typst, or "
            "give another --title"
        )


def warn_of_squares(typeset: Typeset) -> None:
    """Say for which characters squares stand in a PDF."""
    if typeset.squares:
        complain(
            f"warning: no font of this machine has {_listed(sorted(typeset.squares))}; the PDF shows empty squares; "
            "install a font that has them, such as one of the Noto fonts"
        )


def _listed(letters: Sequence[str]) -> str:
    more = f" and {len(letters) - MOST} more" if len(letters) > MOST else ""
    return " ".join(letters[:MOST]) + more
