"""The passages of a file that are passed over: programs, comments, pictures and what stands before a document.

They are blanked out, character by character, so that all else keeps its place; and they are listed, since somebody may
have written mathematics there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from ..lexicon import latex
from ..reasons import Reason
from ..source import Plain, Replacement, Span
from ..unjudged import Why
from .programs import Names, read_block

Stretch = tuple[int, int]


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

    def is_telling(self, text: str) -> bool:
        """Say whether a passage is to be listed: whether somebody may have written mathematics there."""
        return self.what not in TELLING or TELLING[self.what].search(text, self.start, self.end) is not None


BLOCK = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*"
    r"(?:(?P<formulas>math\b)|\{?[ \t]*\.?(?P<detail>\w[^\s`},]{0,40}))?[^\n`]*\n"
    r"(?P<body>.*?)(?:^[ \t]*(?P=fence)[^\n]*|\Z)",
    re.M | re.S,
)
"""A block of formulas, of code, or of preformatted text."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|(?P<markup><(script|style)\b.*?(?:</\2\s*>|\Z))", re.S | re.I)
PICTURE_LINK = re.compile(r"(?<![\w)])!\[(?:[^\[\]\\]|\\.|\n(?!\n)){0,4000}(?=\]\()")
"""What is said of a picture in Markdown for those who cannot see it; its address is kept."""

TEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n[ \t]*%[^\n]*)*")
PREAMBLE = re.compile(r"\A.*?\\begin\{document\}", re.S)
PICTURE = re.compile(rf"\\begin\{{({latex.PICTURES})\}}.*?(?:\\end\{{\1\}}|\Z)", re.S)
VERBATIM = re.compile(
    rf"\\begin\{{(?P<listing>{latex.LISTINGS})\}}(?:\[(?:[^\]\n]*?language=)?(?P<set>[^\],\n]*)[^\]\n]*\])?(?:\{{(?P<detail>\w+)\}})?"
    r"(?P<body>.*?)(?:\\end\{(?P=listing)\}|\Z)",
    re.S,
)
BIBLIOGRAPHY = re.compile(rf"\\begin\{{({latex.BIBLIOGRAPHIES})\}}.*?(?:\\end\{{\1\}}|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What is passed over in the text of one format.

    Args:
        passages: What it is and how it looks, one after another. Where a passage has a group `body`, that may be
            mathematics; with a group `formulas`, all of it is.
    """

    passages: tuple[tuple[Skipped, re.Pattern[str]], ...] = ()


CELL = re.compile(
    r"^(?P<fence>`{3,})\{code-cell\}[ \t]*(?P<detail>\w[^\s`]{0,40})?[^\n`]*\n(?P<body>.*?)^(?P=fence)[^\n]*",
    re.M | re.S,
)
"""A cell of code, as notebooks in Markdown have it: all of them are one program."""

IN_MARKDOWN = PassedOver(
    ((Skipped.COMMENT, COMMENT), (Skipped.CODE_CELL, CELL), (Skipped.CODE, BLOCK), (Skipped.PICTURE, PICTURE_LINK))
)
IN_LATEX = PassedOver(
    (
        (Skipped.COMMENT, TEX_COMMENT),
        (Skipped.PREAMBLE, PREAMBLE),
        (Skipped.PICTURE, PICTURE),
        (Skipped.VERBATIM, VERBATIM),
        (Skipped.BIBLIOGRAPHY, BIBLIOGRAPHY),
    )
)
IN_PAGES = PassedOver(((Skipped.CODE, BLOCK),))
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


@dataclass(frozen=True, slots=True)
class Readable:
    """What is to be read of a text.

    Args:
        plain: The text without what is passed over, and with programs as formulas, as far as they are read.
        passages: What is passed over, in order.
    """

    plain: Plain
    passages: tuple[Blanked, ...] = ()


def readable(plain: Plain, passed_over: PassedOver) -> Readable:
    """Return what is to be read of a text.

    Args:
        plain: The text.
        passed_over: What is passed over in its format.
    """
    inner = Plain(plain.text, range(len(plain.text) + 1))
    found: list[Blanked] = []
    names = Names()
    for what, pattern in passed_over.passages:
        edits: list[Replacement] = []
        for at in pattern.finditer(inner.text):
            groups = at.groupdict()
            if groups.get("formulas") is not None:
                continue
            if "body" in groups:
                read, passages = _of_block(what, at, names)
            else:
                read, passages = [_blank(inner.text, *at.span())], [_blanked(what, at)]
            edits += read
            found += (_placed(one, inner) for one in passages if one.is_telling(inner.text))
        inner = inner.edited(edits)
    return Readable(
        Plain(inner.text, [plain.places[at] for at in inner.places]),
        tuple(sorted(found, key=lambda one: one.start)),
    )


def _placed(passage: Blanked, inner: Plain) -> Blanked:
    return replace(passage, start=inner.places[passage.start], end=inner.places[passage.end])


def _of_block(what: Skipped, found: re.Match[str], names: Names) -> tuple[list[Replacement], list[Blanked]]:
    """Return what is read of a block that may be a program, and what of it is passed over."""
    start, end = found.span("body")
    read = read_block(found.string, start, end, found["detail"] or "", names, what is Skipped.CODE_CELL)
    if read.skipped and found.string[start:end].strip() == found.string[slice(*read.skipped[0])].strip():
        return [_blank(found.string, *found.span())], [_blanked(what, found)]
    signs = [_blank(found.string, found.start(), start), _blank(found.string, end, found.end())]
    return [signs[0], *read.edits, signs[1]], [Blanked(what, *at, found["detail"] or "") for at in read.skipped]


def _blanked(what: Skipped, found: re.Match[str]) -> Blanked:
    groups = found.groupdict()
    what = Skipped.MARKUP if groups.get("markup") else what
    return Blanked(what, found.start(), found.end(), groups.get("detail") or "")


NOT_A_BREAK = re.compile(r"[^\n]")


def _blank(text: str, start: int, end: int) -> Replacement:
    return Replacement(start, end, NOT_A_BREAK.sub(" ", text[start:end]))


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
