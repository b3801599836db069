"""The text of a file, as what reads its format hands it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..source import Source
from .passages import Blanked, Passage


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Args:
        source: All of its text, with the line of the file for each line; formulas stand in it as LaTeX between
            dollars, or as people type them.
        text: The same without what is not to be read, which is blanked out character by character.
        passages: What is passed over, in any order.
    """

    source: Source
    text: str
    passages: tuple[Passage, ...] = ()


def utf8(content: bytes, name: str) -> str:
    """Return the bytes of a file as text.

    Raises:
        DocumentRefusal: They are no UTF-8, or too many characters.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from .formats import endings_in_words, is_document

        endings = "" if is_document(name) else endings_in_words()
        raise DocumentRefusal(DocumentCode.NOT_UTF8, name, byte=error.start, endings=endings) from error
    if len(text) > thresholds.MOST_CHARACTERS:
        raise DocumentRefusal(DocumentCode.TOO_MANY_CHARACTERS, name, count=len(text), most=thresholds.MOST_CHARACTERS)
    return text


def line_starts(text: str) -> tuple[int, ...]:
    """Return where the lines of a text start."""
    return (0, *(at + 1 for at, character in enumerate(text) if character == "\n"))


def passages_of(source: Source, blanked: Sequence[Blanked]) -> tuple[Passage, ...]:
    """Return passages of a text by their lines in the file."""
    return tuple(
        Passage(at.what, source.line(at.start), source.line(max(at.end - 1, at.start)), at.detail) for at in blanked
    )
