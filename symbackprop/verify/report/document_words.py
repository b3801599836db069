"""What is said where a whole document is not judged, with places for the details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from ...errors import DocumentError
from ..document_refusals import DocumentCode, DocumentRefusal, RefusalDetail
from ..lexicon.roles import INPUT, TARGET, WEIGHT
from ..reasons import Reason
from .words import filled, reason_words

IN_FULL = "does not state its network in full"
GIVE_ONE = "give one with --spec"

DOCUMENT_WORDS: Mapping[DocumentCode, tuple[str, ...]] = MappingProxyType(
    {
        DocumentCode.ANOTHER_MEANT: (
            "{wrong} of {of} equations do not come true for {network}, so another may be meant; give it with --spec",
        ),
        DocumentCode.BIASES_UNFIT: (
            f"{IN_FULL} (its {{biases}} biases fit no layers of its {{weights}} weights); {GIVE_ONE}",
        ),
        DocumentCode.JUDGE_BROKEN: (
            "the document could not be judged: it took more memory than it may, or broke what judged it",
        ),
        DocumentCode.JUDGE_SILENT: ("the document could not be judged: it took longer than {seconds:g} s",),
        DocumentCode.NETWORK_NOT_FOUND: (f"the network that it states could not be found ({{because}}); {GIVE_ONE}",),
        DocumentCode.NO_NOTEBOOK: ("is no notebook; expected JSON with a list of cells",),
        DocumentCode.NOT_UTF8: (
            "is no text in any encoding that is known; documents end in {endings}",
            "is no text in any encoding that is known; save it as UTF-8",
        ),
        DocumentCode.NO_TIME_LEFT: (
            "the time limit was reached before it was found out which network it is about; "
            "give it with --spec, or more time with --time-limit",
        ),
        DocumentCode.NO_WORD: ("is no Word document; expected an archive with word/document.xml in it",),
        DocumentCode.NUMBERS_MISSING: (f"{IN_FULL} (no number found for {{names}}); {GIVE_ONE}",),
        DocumentCode.OLD_WORD: ("is a Word document of before 2007; save it as .docx",),
        DocumentCode.ORDER_OF_WEIGHTS_OPEN: (
            "{wrong} of {of} equations do not come true for {network}, "
            "whose weights can be counted in another order too; give it with --spec",
        ),
        DocumentCode.PARTS_MISSING: (f"{IN_FULL} (no {{parts}} found); {GIVE_ONE}",),
        DocumentCode.PDF: (
            "is a PDF, in which formulas have lost their shape; give the file that it was made from, or its equations "
            "typed into a .txt or .md file",
        ),
        DocumentCode.PICTURE: (
            "is a picture; type its equations into a .txt or .md file, or have them written in LaTeX by a program that "
            "recognizes text",
        ),
        DocumentCode.STOPPED_OFTEN: (
            "the document could not be judged: several of its equations took too much time or memory",
        ),
        DocumentCode.TOOK_TOO_LONG: (
            "the document could not be judged: it took longer than {seconds:g} s of processor time; "
            "give it more with --time-limit, or judge a part of it",
        ),
        DocumentCode.TOO_MANY_BYTES: ("the document has {count:,} bytes; at most {most:,} are read",),
        DocumentCode.TOO_MANY_CHARACTERS: ("the document has {count:,} characters; at most {most:,} are read",),
        DocumentCode.TOO_MANY_FORMULAS: ("the document has {count:,} formulas; at most {most:,} are judged",),
        DocumentCode.TOO_MANY_PARAMETERS: (
            "the network has {count:,} parameters; documents are judged by one of at most {most:,}",
        ),
        DocumentCode.TOO_MANY_WEIGHTS: (
            "states {count:,} weights; at most {most:,} are put together, give the network with --spec",
        ),
        DocumentCode.WEIGHTS_UNFIT: (
            f"{IN_FULL} (its {{weights}} weights join no {{inputs}} inputs to {{targets}} targets); {GIVE_ONE}",
        ),
    }
)
"""The first of several sentences is taken of which all places are known."""

PLURALS: Mapping[str, str] = MappingProxyType({INPUT: "inputs", TARGET: "targets", WEIGHT: "weights"})
"""What the parts of a network are called that a document may lack."""


def document_words(refusal: DocumentRefusal) -> str:
    """Return why a document is not judged, in one line, with the place."""
    return ": ".join(filter(None, (refusal.place, refusal_reason(refusal))))


def refusal_reason(refusal: DocumentRefusal) -> str:
    """Return why a document is not judged, without the place."""
    known = {name: _shown(name, detail) for name, detail in refusal.details.items() if detail != ""}
    return filled(DOCUMENT_WORDS[refusal.code], known)


def _shown(name: str, detail: RefusalDetail) -> object:
    match detail:
        case Reason():
            return reason_words((detail,))
        case tuple() if name == "parts":
            return " and no ".join(PLURALS[part] for part in detail)
        case tuple():
            return ", ".join(detail)
        case str() | int() | float():
            return detail


@contextmanager
def in_words() -> Iterator[None]:
    """Have a document that is refused within this block refused in words.

    Raises:
        DocumentError: The document is not judged.
    """
    try:
        yield
    except DocumentRefusal as refusal:
        raise DocumentError(document_words(refusal), refusal.code.value) from refusal
