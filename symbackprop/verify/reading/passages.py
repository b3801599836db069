"""The passages of a file that are passed over: programs, comments, pictures and what stands before a document.

They are blanked out, character by character, so that all else keeps its place; and they are listed, since somebody may
have written mathematics there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ..lexicon import latex
from ..reasons import Reason
from ..source import Span
from ..unjudged import Why


class Skipped(Enum):
    """What a passage is that is passed over; the values are stable."""

    BIBLIOGRAPHY = "bibliography"
    CODE = "code"
    CODE_CELL = "code_cell"
    COMMENT = "comment"
    MARKUP = "markup"
    PICTURE = "picture"
    PREAMBLE = "preamble"
    VERBATIM = "verbatim"


WORK = frozenset({Skipped.CODE, Skipped.CODE_CELL, Skipped.VERBATIM})
"""What may hold somebody's work."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is passed over.

    Args:
        what: The kind of passage.
        line: Its first line in the file, from 1.
        last: Its last line.
        detail: Its language, where it names one.
    """

    what: Skipped
    line: int
    last: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Blanked:
    """A passage of a text, from one character to before another."""

    what: Skipped
    start: int
    end: int
    detail: str = ""


PROGRAM = re.compile(
    r"^[ \t]*(```|~~~)[ \t]*(?!math\b|latex\b|tex\b|text\b|txt\b)(?P<detail>\w[^\s`]{0,40})[^\n]*\n.*?(?:^[ \t]*\1|\Z)",
    re.M | re.S,
)
FENCE = re.compile(
    r"^(?P<formulas>[ \t]*(```|~~~)[ \t]*math\b[^\n]*\n.*?^[ \t]*\2[ \t]*$)|^[ \t]*(?:```|~~~)[^\n]*", re.M | re.S
)
"""A block of formulas, whole, or the first or last line of another block."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|(?P<markup><(script|style)\b.*?(?:</\2\s*>|\Z))", re.S | re.I)
PICTURE_LINK = re.compile(r"(?<![\w)])!\[(?:[^\[\]\\]|\\.|\n(?!\n)){0,4000}(?=\]\()")
"""What is said of a picture in Markdown for those who cannot see it; its address is kept."""

TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n[ \t]*%[^\n]*)*")
PREAMBLE = re.compile(r"\A.*?\\begin\{document\}", re.S)
PICTURE = re.compile(rf"\\begin\{{({latex.PICTURES})\}}.*?(?:\\end\{{\1\}}|\Z)", re.S)
VERBATIM = re.compile(rf"\\begin\{{({latex.LISTINGS})\}}.*?(?:\\end\{{\1\}}|\Z)", re.S)
BIBLIOGRAPHY = re.compile(rf"\\begin\{{({latex.BIBLIOGRAPHIES})\}}.*?(?:\\end\{{\1\}}|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What is passed over in the text of one format.

    Args:
        passages: What it is and how it looks, one after another.
        signs: What only sets something off, such as the first and last lines of a block; a match with a group
            `formulas` is kept.
    """

    passages: tuple[tuple[Skipped, re.Pattern[str]], ...] = ()
    signs: re.Pattern[str] | None = None


IN_MARKDOWN = PassedOver(((Skipped.COMMENT, COMMENT), (Skipped.CODE, PROGRAM), (Skipped.PICTURE, PICTURE_LINK)), FENCE)
IN_LATEX = PassedOver(
    (
        (Skipped.COMMENT, TEX_COMMENT),
        (Skipped.PREAMBLE, PREAMBLE),
        (Skipped.PICTURE, PICTURE),
        (Skipped.VERBATIM, VERBATIM),
        (Skipped.BIBLIOGRAPHY, BIBLIOGRAPHY),
    )
)
IN_PLAIN_TEXT = PassedOver()

MATHEMATICS = re.compile(r"\d|[=$]|\\[(\[]")
FORMULA = re.compile(r"\$|\\[(\[]")
TELLING: Mapping[Skipped, re.Pattern[str]] = MappingProxyType(
    {
        Skipped.BIBLIOGRAPHY: re.compile(r"(?!)"),
        Skipped.COMMENT: MATHEMATICS,
        Skipped.MARKUP: re.compile(r"(?!)"),
        Skipped.PICTURE: re.compile(r"\d|\\begin"),
        Skipped.PREAMBLE: FORMULA,
    }
)
"""What a passage must hold to be listed, where not every one is."""


def blanked(text: str, passed_over: PassedOver) -> tuple[str, list[Blanked]]:
    """Return a text without what is passed over, character by character, and those passages in their order.

    Args:
        text: The text.
        passed_over: What is passed over in its format.
    """
    found: list[Blanked] = []
    for what, pattern in passed_over.passages:
        passages = [_blanked(what, at) for at in pattern.finditer(text)]
        found += [at for at in passages if at.what not in TELLING or TELLING[at.what].search(text, at.start, at.end)]
        text = _without(text, ((at.start, at.end) for at in passages))
    if passed_over.signs is not None:
        text = _without(text, (at.span() for at in passed_over.signs.finditer(text) if not at["formulas"]))
    return text, sorted(found, key=lambda at: at.start)


def _blanked(what: Skipped, found: re.Match[str]) -> Blanked:
    groups = found.groupdict()
    what = Skipped.MARKUP if groups.get("markup") else what
    return Blanked(what, found.start(), found.end(), groups.get("detail") or "")


NOT_A_BREAK = re.compile(r"[^\n]")


def _without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    last = 0
    for start, end in stretches:
        parts += text[last:start], NOT_A_BREAK.sub(" ", text[start:end])
        last = end
    return "".join((*parts, text[last:])) if parts else text


@dataclass(frozen=True, slots=True)
class Passed:
    """A stretch of the file of which nothing is judged, and why.

    Args:
        span: Where it stands.
        why: The kind of reason.
        detail: What else is to be said of it.
    """

    span: Span
    why: Why
    detail: tuple[Reason, ...] = ()
