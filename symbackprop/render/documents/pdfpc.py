"""What the speaker says, as the file that pdfpc reads beside a PDF: JSON with a note for every page.

The pages are those of both engines, one for each reveal; formulas are in words, as one says them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...document.deck import Deck
from ...document.escape import printable
from ..inline.speech import spoken_inlines

FORMAT = 2
"""The version of the format; pdfpc has read it since 4.5."""


def pdfpc(deck: Deck) -> str:
    """Return the notes of a deck."""
    pages = [{"idx": at, **page} for at, page in enumerate(_pages(deck))]
    # The notes are plain text, in which a user's asterisk is no emphasis.
    content = {"pdfpcFormat": FORMAT, "disableMarkdown": True, "pages": pages}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _pages(deck: Deck) -> Iterator[dict[str, object]]:
    yield {"label": "0", "overlay": 0, "forcedOverlay": False, "hidden": False, "note": printable(deck.title)}
    for number, frame in enumerate(deck.frames, start=1):
        note = "\n\n".join(printable(spoken_inlines(paragraph.content)) for paragraph in frame.notes)
        for overlay in range(frame.reveals):
            yield {
                "label": f"{number}",
                "overlay": overlay,
                "forcedOverlay": overlay > 0,
                "hidden": False,
                "note": note,
            }
