"""Files that are text: LaTeX, Markdown and what is neither."""

from __future__ import annotations

from ..source import Source, encodable
from .decoded import Decoded, line_starts, passages_of, utf8
from .passages import IN_LATEX, IN_MARKDOWN, IN_PLAIN_TEXT, PassedOver, blanked


def latex(content: bytes, name: str) -> Decoded:
    """Return the text of a file in LaTeX."""
    return decoded(content, name, IN_LATEX)


def markdown(content: bytes, name: str) -> Decoded:
    """Return the text of a file in Markdown."""
    return decoded(content, name, IN_MARKDOWN)


def plain(content: bytes, name: str) -> Decoded:
    """Return the text of a file in which everything is to be read."""
    return decoded(content, name, IN_PLAIN_TEXT)


def decoded(content: bytes, name: str, passed_over: PassedOver) -> Decoded:
    """Return the text of a file that is text.

    Args:
        content: The file.
        name: What it is called.
        passed_over: What is not to be read of its format.
    """
    text = utf8(content, name).replace("\r\n", "\n")
    starts = line_starts(text)
    source = Source(encodable(name), text, starts, tuple(range(1, len(starts) + 1)))
    readable, found = blanked(text, passed_over)
    return Decoded(source, readable, passages_of(source, found))
