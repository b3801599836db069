"""The text of a file, as what reads its format hands it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..source import Plain, Source
from .encodings import kind_of, text_in
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


def text_of_file(content: bytes, name: str) -> str:
    """Return the bytes of a file as text.

    Raises:
        DocumentRefusal: They are no text, or too many characters.
    """
    text = text_in(content)
    if text is None:
        from .formats import endings_in_words, is_document

        kind = kind_of(content)
        endings = "" if is_document(name) or kind else endings_in_words()
        raise DocumentRefusal(CODES.get(kind, DocumentCode.NOT_UTF8), name, endings=endings)
    if len(text) > thresholds.MOST_CHARACTERS:
        raise DocumentRefusal(DocumentCode.TOO_MANY_CHARACTERS, name, count=len(text), most=thresholds.MOST_CHARACTERS)
    return text


CODES: Mapping[str, DocumentCode] = MappingProxyType(
    {"old-word": DocumentCode.OLD_WORD, "pdf": DocumentCode.PDF, "picture": DocumentCode.PICTURE}
)
"""Why files are not read that hold no text, by what they are."""


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
