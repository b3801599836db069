"""Files that are text: LaTeX, Markdown and what is neither."""

from __future__ import annotations

from ..source import Plain, Source, encodable
from .decoded import Decoded, decoded, line_starts, text_of_file
from .passages import IN_LATEX, IN_MARKDOWN, IN_PLAIN_TEXT
from .site_tags import without_tags


def latex(content: bytes, name: str) -> Decoded:
    """Return the text of a file in LaTeX."""
    return decoded(*text_of(content, name), IN_LATEX)


def markdown(content: bytes, name: str) -> Decoded:
    """Return the text of a file in Markdown, of whatever program that makes pages of it."""
    source, written = text_of(content, name)
    return decoded(source, without_tags(written), IN_MARKDOWN)


def plain(content: bytes, name: str) -> Decoded:
    """Return the text of a file in which everything is to be read."""
    return decoded(*text_of(content, name), IN_PLAIN_TEXT)


def text_of(content: bytes, name: str) -> tuple[Source, Plain]:
    """Return the text of a file that is text, with the line and the place of each character."""
    text = text_of_file(content, name).replace("\r\n", "\n")
    starts = line_starts(text)
    source = Source(encodable(name), text, starts, tuple(range(1, len(starts) + 1)))
    return source, Plain(text, range(len(text) + 1))
