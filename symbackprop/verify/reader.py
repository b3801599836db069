"""From a file to its pieces of mathematics, each character with its place in the file.

A file is first made plain: what is not to be read (comments, programs, pictures) is blanked out, and what is written in
another alphabet of signs (entities, tags for indices, addresses of rendered formulas) is rewritten. Both keep the
place of every character. Then the formulas between delimiters are found, and in what is left, runs of prose around an
equals sign.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import PurePath
from types import MappingProxyType
from unicodedata import decimal
from urllib.parse import unquote

from ..errors import DocumentError
from .passages import Blanked, Passage, Skipped, blanked
from .words import is_mathematical

MOST_CHARACTERS = 2_000_000
MOST_BYTES = 4 * MOST_CHARACTERS
MOST_PIECES = 20_000
LONGEST_PIECE = 8_000
LEAD = 80


@dataclass(frozen=True)
class Source:
    """A document as it was read.

    Args:
        name: The file, for messages.
        text: Its text.
        places: For a notebook, from where each cell's text starts to the cell's number and its line in the file.
    """

    name: str
    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, position: int) -> int:
        """Return the line of a character, from 1, in the file."""
        return self.lines[bisect_right(self.starts, position) - 1]

    def column(self, position: int) -> int:
        """Return the column of a character in its line, from 1."""
        return position - self.starts[bisect_right(self.starts, position) - 1] + 1


@dataclass(frozen=True, slots=True)
class Plain:
    """Text with the place of each of its characters, and of its end, in the source."""

    text: str
    places: Sequence[int]

    def part(self, start: int, end: int) -> Plain:
        """Return a stretch of the text."""
        return Plain(self.text[start:end], self.places[start : end + 1])

    def between(self, start: int, end: int) -> str:
        """Return what stands between two places of the file."""
        return self.text[bisect_left(self.places, start) : bisect_left(self.places, end)]


class Kind(Enum):
    """Where a piece was found."""

    FORMULA = "formula"
    DISPLAY = "display"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of mathematics.

    Args:
        kind: Whether it stood between delimiters, on lines of its own, or in prose.
        plain: Its text.
        joined: The words between it and the piece before, on one line, or None where there is none.
        lead: Some words before the piece before it.
    """

    kind: Kind
    plain: Plain
    joined: str | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source taken apart.

    Args:
        source: The document.
        pieces: Its formulas, in order.
        plain: Its text, without what is passed over.
        passages: What is passed over.
    """

    source: Source
    pieces: tuple[Piece, ...]
    plain: Plain
    passages: tuple[Passage, ...] = ()


def read(content: bytes, name: str) -> Reading:
    """Return the pieces of mathematics of a file.

    Args:
        content: The file.
        name: Its name, whose ending says how to read it.

    Raises:
        DocumentError: The file is too large, is no text, or is no notebook where it should be one.
    """
    if len(content) > MOST_BYTES:
        raise DocumentError(f"{name}: the document has {len(content):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: is not UTF-8 text (byte {error.start})") from error
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(f"{name}: the document has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    ending = PurePath(name).suffix.lower()
    name = _encodable(name)
    if ending == ".ipynb":
        source, cells = _notebook(text, name)
    else:
        cells = []
        text = text.replace("\r\n", "\n")
        starts = (0, *(at + 1 for at, character in enumerate(text) if character == "\n"))
        source = Source(name, text, starts, tuple(range(1, len(starts) + 1)))
    text, skipped = blanked(source.text, ending)
    plain = _rewritten(Plain(text, range(len(source.text) + 1)))
    pieces = tuple(_pieces(plain))
    if len(pieces) > MOST_PIECES:
        raise DocumentError(f"{name}: the document has {len(pieces):,} formulas; at most {MOST_PIECES:,} are judged")
    passages = [*cells, *(_passage(source, at) for at in skipped)]
    return Reading(source, pieces, plain, tuple(sorted(passages, key=lambda at: at.line)))


def _passage(source: Source, at: Blanked) -> Passage:
    return Passage(at.what, source.line(at.start), source.line(max(at.end - 1, at.start)), at.detail)


def _notebook(text: str, name: str) -> tuple[Source, list[Passage]]:
    """Return the texts of a notebook, one after another, and its other cells, which are passed over."""
    try:
        cells = [(cell["cell_type"], _encodable("".join(cell["source"]))) for cell in json.loads(text)["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DocumentError(f"{name}: is no notebook; expected JSON with a list of cells") from error
    shown: list[str] = []
    lines: list[int] = []
    others: list[Passage] = []
    file_lines = text.split("\n")
    at = 0
    for kind, body in cells:
        of_cell: list[int] = []
        for line in body.replace("\r\n", "\n").split("\n"):
            # A line of a cell is a string of its own in every notebook that a program wrote.
            wanted = json.dumps(line)[1:-1], json.dumps(line, ensure_ascii=False)[1:-1]
            found = next(
                (n for n in range(at, min(at + 400, len(file_lines))) if any(w in file_lines[n] for w in wanted)), at
            )
            at = found if line.strip() else at
            of_cell.append(at + 1)
        if kind == "markdown":
            shown += [*body.replace("\r\n", "\n").split("\n"), ""]
            lines += [*of_cell, at + 1]
        elif body.strip():
            others.append(Passage(Skipped.CODE_CELL, of_cell[0], of_cell[-1]))
    joined = "\n".join(shown)
    starts = (0, *(at + 1 for at, character in enumerate(joined) if character == "\n"))
    return Source(name, joined, starts, tuple([*lines, 1][: len(starts)])), others


SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character, as JSON can write it; no file can hold it."""


def _encodable(text: str) -> str:
    """Return a text with a sign for an unknown character in place of every half of one, character by character."""
    return SURROGATE.sub("\ufffd", text)


REWRITTEN = re.compile(
    r"(?P<address>https?://[^\s\"'<>)]{0,60}?(?:codecogs\.com/[a-z.]{1,20}\?|render/math\?(?:[^\s\"'<>]{0,80}&)?math=)"
    r"(?P<formula>[^\s\"'<>]{0,8000}))"
    r"|(?P<below><sub>(?P<index>[^<\n]{1,40})</sub>)|(?P<above><sup>(?P<power>[^<\n]{1,40})</sup>)"
    r"|(?P<entity>&(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,5});)"
    r"|(?P<unseen>[\u200b-\u200f\u2060-\u2064\ufeff\u00ad])"
    r"|(?P<accented>[^\W\d_](?P<accent>[\u0302-\u0304]))"
    r"|(?P<wide>[\uff01-\uff5e])|(?P<digit>(?![0-9])\d)",
    re.I,
)


def _rewritten(plain: Plain) -> Plain:
    """Return the text with foreign ways of writing formulas turned into the usual one."""
    text = plain.text
    written: list[str] = []
    places: list[int] = []
    last = 0
    for found in REWRITTEN.finditer(text):
        new = _usual(found)
        written.append(text[last : found.start()])
        places.extend(range(last, found.start()))
        written.append(new)
        length = found.end() - found.start()
        places.extend(found.start() + min(at * length // max(len(new), 1), length - 1) for at in range(len(new)))
        last = found.end()
    if last == 0:
        return plain
    written.append(text[last:])
    places.extend(range(last, len(text) + 1))
    return Plain("".join(written), places)


MARKS: Mapping[str, str] = MappingProxyType({"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"})
"""Accents that stand as characters of their own after a letter, by their commands."""


def _usual(found: re.Match[str]) -> str:
    if found["address"]:
        formula = unquote(html.unescape(found["formula"])).replace("&space;", " ").replace("+", "+")
        formula = re.sub(r"\\(?:dpi\{\d+\}|bg_\w+|large|small|inline|fn_\w+)", " ", formula)
        return f" ${formula}$ ".replace("\n", " ")
    if found["below"]:
        return f"_{{{found['index']}}}"
    if found["above"]:
        return f"^{{{found['power']}}}"
    if found["entity"]:
        character = html.unescape(found["entity"])
        return character if len(character) == 1 and character not in "$\n" else " "
    if found["unseen"]:
        return ""
    if found["accented"]:
        return f"\\{MARKS[found['accent']]}{{{found['accented'][0]}}}"
    if found["digit"]:
        return str(decimal(found["digit"]))
    return chr(ord(found["wide"]) - 0xFEE0)


OPENER = re.compile(
    r"\\\$|\$\$|\$(?=[ \t]?\S)|\\\(|\\\[|"
    r"\\begin\{(?P<environment>(?:equation|align|alignat|eqnarray|gather|multline|displaymath|math|"
    r"split|flalign)\*?)\}|^[ \t]*```[ \t]*math[^\n]*\n",
    re.M,
)
CLOSERS = {"$$": "$$", "$": "$", r"\(": r"\)", r"\[": r"\]"}
EQUALS = re.compile(r"(?<![=<>!:+\-*/])(?:=|:=|≈|≔|←|~=)(?![=>])")
FENCE_END = re.compile(r"^[ \t]*```", re.M)


def _pieces(plain: Plain) -> Iterator[Piece]:
    text, at, last_end = plain.text, 0, 0
    missing: set[str] = set()
    before: int | None = None
    lead = ""
    while True:
        found = OPENER.search(text, at)
        if found is None:
            yield from _bare(plain, last_end, len(text))
            return
        body = _body(text, found, missing) if found[0] != r"\$" else None
        if body is None:
            at = found.end()
            continue
        start = found.start()
        bare = list(_bare(plain, last_end, start))
        yield from bare
        first, end, after = body
        between = text[before:start] if before is not None and not bare else None
        joined = between if between is not None and "\n" not in between.strip(" \t") and len(between) < LEAD else None
        display = found[0] not in ("$", r"\(")
        yield Piece(Kind.DISPLAY if display else Kind.FORMULA, plain.part(first, end), joined, lead)
        at = last_end = before = after
        lead = text[max(start - LEAD, 0) : start]


def _body(text: str, found: re.Match[str], missing: set[str]) -> tuple[int, int, int] | None:
    """Return where a formula starts, where it ends, and where the text goes on; None where it never ends."""
    if found["environment"]:
        closer = f"\\end{{{found['environment']}}}"
    elif "```" in found[0]:
        end = FENCE_END.search(text, found.end())
        return (found.end(), end.start(), end.end()) if end else (found.end(), len(text), len(text))
    else:
        closer = CLOSERS[found[0]]
    if closer in missing:
        return None
    end_at = text.find(closer, found.end())
    while closer == "$" and end_at > 0 and text[end_at - 1] == "\\":
        end_at = text.find(closer, end_at + 1)
    if end_at < 0:
        missing.add(closer)
        return None
    if closer in ("$", r"\)"):
        gap = text.find("\n\n", found.end(), end_at)
        if gap >= 0:
            return None
    return found.end(), end_at, end_at + len(closer)


WORD = re.compile(r"\\[A-Za-z]+|[^\W\d_]+[0-9]*(?:_\{?[\w.,]+\}?)*'*|\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?|\s+|.", re.S)


def _bare(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    """Yield the runs of prose around an equals sign that read like mathematics."""
    text = plain.text
    at = start
    while (equals := EQUALS.search(text, at, end)) is not None:
        line_start = max(text.rfind("\n", start, equals.start()) + 1, start)
        line_end = text.find("\n", equals.start(), end)
        line_end = end if line_end < 0 else line_end
        if line_end - line_start <= LONGEST_PIECE:
            yield from _runs(plain, line_start, line_end)
        at = line_end


RATE = re.compile(r"(?<![\w\\])[d∂][^\W\d_]\w{0,11}\s*/\s*[d∂](?:\w{1,12}|\()")
"""A derivative in a line of prose, of whatever and by whatever."""

MARKED = r"\b(?:new|old|updated)\s+(?=[bvwθ]\w{0,4}\s*[=≈←])"
"""A word before a weight that says whether it is meant before or after the update."""

ABOVE = r"(?<=[\w}])\^(?:\{[^{}\n]{1,12}\}|\(?(?:new|old|neu|alt|updated|nuevo|novo|nouveau|nuovo)\b\)?)"
"""What stands above a name: a layer, or a word that says whether it is meant before or after the update."""

UNUSUAL = re.compile(rf"{RATE.pattern}|(?<=\w)\((?:old|new|updated|alt|neu)\)|{MARKED}|{ABOVE}", re.I)

BRACKETED = frozenset(";<>≤≥")
"""Signs that belong to an equation between brackets: what parts the entries of a vector, and a comparison."""

WANTING = frozenset("+-−–*/^·×÷∙⋅⊙⊗")
"""Signs after which an expression goes on."""

WIDE_GAP = re.compile(r"(?:\t|[ \u00a0]{2,})(?=(?:[d∂]\w{1,12}\s*/\s*)?[^\W\d]\w{0,12}\s*[=≈←])")
"""A gap in a line after which another equation starts."""


def _runs(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    text = plain.text
    gaps = [
        gap.end()
        for gap in WIDE_GAP.finditer(text, start, end)
        if EQUALS.search(text, start, gap.start()) or (len(gap[0]) > 2 and text[gap.start() - 1].isalnum())
    ]
    label = LABEL.search(text, start, end)
    end = label.start() if label is not None else end
    for first, last in pairwise((start, *gaps, end)):
        yield from _runs_of(plain, first, last)


LABEL = re.compile(r"(?:\t|[ \u00a0]{2,})\((?:[ivx]{1,5}|\d{1,3}[a-z]?)\)\s*$")
"""The number of an equation at the end of its line."""


def _runs_of(plain: Plain, start: int, end: int) -> Iterator[Piece]:
    words = list(WORD.finditer(plain.text, start, end))
    rates = [found.span() for found in UNUSUAL.finditer(plain.text, start, end)]
    run: list[re.Match[str]] = []
    opened = 0
    for at, word in enumerate([*words, None]):
        following = words[at + 1][0] if word is not None and at + 1 < len(words) else ""
        if word is not None and (
            is_mathematical(word[0], following)
            or (opened > 0 and word[0] in BRACKETED)
            or any(a <= word.start() < b for a, b in rates)
        ):
            run.append(word)
            opened += (word[0] in "([") - (word[0] in ")]")
            continue
        if word is not None:
            run = _whole(run)
        if any(_is_equals(found) for found in run):
            yield from _trimmed(plain, run)
        run, opened = [], 0


def _is_equals(word: re.Match[str]) -> bool:
    return bool(EQUALS.match(word[0])) or word[0] in "=≈"


def _whole(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Return a run that words cut off without the remark that was cut, or without a side that wants more."""
    opened: list[int] = []
    for at, word in enumerate(run):
        if word[0] == "(":
            opened.append(at)
        elif word[0] == ")" and opened:
            opened.pop()
    if opened and opened[0] > 0 and not run[opened[0] - 1][0].strip():
        return _whole(run[: opened[0]])
    said = [word[0] for word in run if word[0].strip()]
    if not opened and (not said or said[-1] not in WANTING):
        return run
    equals = [at for at, word in enumerate(run) if _is_equals(word)]
    return run[: equals[-1]] if equals else run


def _trimmed(plain: Plain, run: list[re.Match[str]]) -> Iterator[Piece]:
    first, last = 0, len(run)
    while first < last and (not run[first][0].strip() or run[first][0] in "-*+•>.,;:)|`–—#"):
        # A bullet is followed by a space; a minus sign is not.
        if run[first][0] in "-+" and first + 1 < last and run[first + 1][0].strip():
            break
        first += 1
    while last > first and (not run[last - 1][0].strip() or run[last - 1][0] in ".,;:(|`"):
        last -= 1
    if last - first >= 2:
        yield Piece(Kind.BARE, plain.part(run[first].start(), run[last - 1].end()))
