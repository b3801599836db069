"""The text of a file, as what reads its format hands it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..source import Plain, Source
from .passages import Passage, PassedOver, readable


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file.

    Args:
        source: All of its text, with the line of the file for each line.
        plain: What is to be read of it: formulas as LaTeX between dollars, or as people type them, and words.
        whole: The same with all that is passed over, which may state values and define commands.
        passages: What is passed over, in any order.
    """

    source: Source
    plain: Plain
    whole: Plain
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


def decoded(source: Source, plain: Plain, passed_over: PassedOver, passages: Sequence[Passage] = ()) -> Decoded:
    """Return what is to be read of a file.

    Args:
        source: All of its text.
        plain: That text in the notation of Markdown or LaTeX.
        passed_over: What is passed over in that notation.
        passages: What else is passed over.
    """
    found = readable(plain, passed_over)
    places = plain.places
    return Decoded(
        source,
        found.plain,
        plain,
        (
            *passages,
            *(
                Passage(
                    at.what,
                    source.line(places[at.start]),
                    source.line(places[max(at.end - 1, at.start)]),
                    at.detail,
                )
                for at in found.passages
            ),
        ),
    )
