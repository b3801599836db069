"""The scopes of a document: sections, exercises, examples, solutions, and rounds of training, as a tree.

A heading, or a line or environment that begins as one, says what it opens; what it opens ends before the next one of
its rank. Nothing here says what a scope is about: that comes out when it is judged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from types import MappingProxyType

from .. import thresholds
from ..lexicon.scope_words import ANOTHER, COUNTED_ROUND, COUNTED_STEP, EXAMPLE, EXERCISE, SOLUTION, UPDATED
from ..source import Plain, Span


class ScopeKind(Enum):
    """What a scope is; the values are stable."""

    ANOTHER = "other-givens"
    DOCUMENT = "document"
    EXAMPLE = "example"
    EXERCISE = "exercise"
    ROUND = "round"
    SECTION = "section"
    SOLUTION = "solution"

    @property
    def is_new(self) -> bool:
        """Whether it may be about something else than what stands before it."""
        return self in (ScopeKind.ANOTHER, ScopeKind.EXAMPLE, ScopeKind.EXERCISE, ScopeKind.SOLUTION)


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope.

    Args:
        kind: What it is.
        title: Its heading, or the words that open it.
        label: The number of an exercise, example or solution, or of a round; empty where it has none.
        span: From its heading to before the next scope of its rank.
        parent: The scope in which it lies; None for the document.
        is_certain: Whether the words can mean nothing else; a "step 2" may be a round, and may not.
    """

    kind: ScopeKind
    title: str
    label: str
    span: Span
    parent: Scope | None = None
    is_certain: bool = True

    @property
    def above(self) -> Iterator[Scope]:
        """The scopes in which it lies, the innermost first."""
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent


def scopes(plain: Plain) -> tuple[Scope, ...]:
    """Return the scopes of a document in their order, each after the one in which it lies; the first is the document.

    Args:
        plain: Its text.
    """
    text, places = plain.text, plain.places
    marks = list(islice(_marks(text), thresholds.MOST_SCOPES))
    ends = _ends(marks, len(text))
    found = [Scope(ScopeKind.DOCUMENT, "", "", Span(0, max(places[len(text)], 0)))]
    open_ones: list[tuple[int, Scope]] = [(0, found[0])]
    for mark, end in zip(marks, ends, strict=True):
        while open_ones[-1][0] >= mark.rank:
            open_ones.pop()
        span = Span(places[mark.start], places[end])
        scope = Scope(mark.kind, mark.title, mark.label, span, open_ones[-1][1], mark.is_certain)
        found.append(scope)
        open_ones.append((mark.rank, scope))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a scope opens, and what rank it has: a section before its exercises, an exercise before its rounds."""

    start: int
    rank: int
    kind: ScopeKind
    title: str
    label: str = ""
    is_certain: bool = True


def _ends(marks: Sequence[_Opening], length: int) -> list[int]:
    """Return where each scope ends: where the next of its rank, or of a rank above, begins."""
    ends = [length] * len(marks)
    waiting: list[int] = []
    for at, mark in enumerate(marks):
        while waiting and marks[waiting[-1]].rank >= mark.rank:
            ends[waiting.pop()] = mark.start
        waiting.append(at)
    return ends


COMMANDS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
"""The commands of LaTeX for headings, from the highest."""

RANKS: Mapping[str, int] = MappingProxyType(
    {what: rank for rank, what in enumerate((*COMMANDS, "bold", "line", "solution", "sentence"), start=1)}
)
"""What opens a scope, from the highest rank: commands, lines in bold type or that begin like headings, sentences."""

UNDERLINES = "=-~^"

HEADING = re.compile(
    r"^[ \t]{0,3}(?P<signs>#{1,6})[ \t]+(?P<atx>[^\n]{1,200})"
    r"|^(?P<underlined>[^\s|>#`$\\][^\n|]{0,200})\n[ \t]*(?P<line>={3,}|-{3,}|~{3,}|\^{3,})[ \t]*$"
    r"|^[ \t]*(?:\*\*|__)(?P<bold>[^*_\n]{1,100})(?:\*\*|__)[.:]?[ \t]*$"
    rf"|\\(?P<command>{'|'.join(COMMANDS)})\*?\{{(?P<latex>[^\n]{{1,200}})"
    r"|<h(?P<level>[1-6])\b[^<>\n]{0,100}>(?P<html>[^<\n]{1,200})",
    re.M | re.I,
)
ENVIRONMENT = re.compile(r"\\begin\{(?P<environment>[a-zA-Z]{3,20})\*?\}(?:\[(?P<title>[^\]\n]{0,100})\])?")

LINE = re.compile(
    r"^[ \t>]*+(?:(?:[-*+]|\d{1,2}[.)])[ \t]++)?(?:\*{1,3}|_{1,3}|\\(?:textbf|textit|textsc|emph|underline)\{|"
    r"\\item\b(?:\[)?|\\noindent\b|\\(?=[a-z]))?[ \t]*+"
    r"(?:\*{1,2}|\\(?:textbf|textit|textsc|emph|underline)\{)?[ \t]*+(?=[^\W_])",
    re.M,
)
"""What may stand before the word of a line that begins like a heading."""

CLOSED = re.compile(r"[ \t]*+(?:[(（][^()（）\n]{0,80}[)）][ \t]*+)?(?:[.:)\]}*_—–：。]|-[ \t]|\\\\|$)", re.M)
"""What stands behind such a word, with its number, so that it is no part of a sentence."""

SENTENCE_START = re.compile(r"(?:[.!?。！？][ \t]+|\n[ \t]*)(?=\S)")


def _marks(text: str) -> Iterator[_Opening]:
    """Yield where scopes open, in the order of the text; of several at one place the first is meant."""
    found = [*_headings(text)]
    taken = {mark.start for mark in found}
    found += [mark for mark in (*_environments(text), *_lines(text)) if mark.start not in taken]
    found += _sentences(text, {mark.start for mark in found})
    found.sort(key=lambda mark: mark.start)
    last = -1
    for mark in found:
        if mark.start > last:
            yield mark
        last = mark.start


def _headings(text: str) -> Iterator[_Opening]:
    for found in HEADING.finditer(text):
        groups = found.groupdict()
        if groups["atx"]:
            rank, title = len(groups["signs"]), groups["atx"].strip(" \t#")
        elif groups["underlined"]:
            rank, title = UNDERLINES.index(groups["line"][0]) + 1, groups["underlined"].strip()
        elif groups["bold"]:
            rank, title = RANKS["bold"], groups["bold"].strip()
        elif groups["command"]:
            rank, title = RANKS[groups["command"].lower()], groups["latex"].split("}")[0].strip()
        else:
            rank, title = int(groups["level"]), groups["html"].strip()
        yield _titled(found.start(), rank, title)


def _titled(start: int, rank: int, title: str) -> _Opening:
    """Return the scope that a heading opens."""
    beginning = re.match(r"[\W\d_]{0,12}", title)
    lead = beginning.end() if beginning else 0
    for kind, words in KINDS.items():
        found = words.search(title)
        if found is not None and (_label(found) or found.start() <= lead):
            return _Opening(start, rank, kind, title, _label(found))
    round_mark = _round(title)
    if round_mark is not None:
        return _Opening(start, rank, ScopeKind.ROUND, title, *round_mark)
    kind = ScopeKind.ANOTHER if ANOTHER.search(title) else ScopeKind.SECTION
    return _Opening(start, rank, kind, title)


KINDS = MappingProxyType(
    {ScopeKind.SOLUTION: SOLUTION, ScopeKind.EXERCISE: EXERCISE, ScopeKind.EXAMPLE: EXAMPLE},
)
"""The words that open a scope of each kind; the solution of an exercise is named with both."""


def _label(found: re.Match[str]) -> str:
    return (found["label"] or found["before"] or "").rstrip(".-")


def _round(words: str) -> tuple[str, bool] | None:
    """Return the number of the round that some words open, empty for the next one, and whether that is certain."""
    counted = COUNTED_ROUND.search(words)
    if counted is not None:
        return counted["behind"] or counted["before"] or "2", True
    if UPDATED.search(words):
        return "", True
    step = COUNTED_STEP.search(words)
    return (step["behind"], False) if step is not None else None


def _environments(text: str) -> Iterator[_Opening]:
    for found in ENVIRONMENT.finditer(text):
        name = found["environment"]
        for kind, words in KINDS.items():
            if words.fullmatch(name):
                rank = RANKS["solution"] if kind is ScopeKind.SOLUTION else RANKS["line"]
                yield _Opening(found.start(), rank, kind, found["title"] or name)


def _lines(text: str) -> Iterator[_Opening]:
    """Yield the lines that begin like headings: `Exercise 2.`, `**Solution**`, `Iteration 2:`."""
    for found in LINE.finditer(text):
        for kind, words in (*KINDS.items(), (ScopeKind.ROUND, COUNTED_ROUND)):
            opening = words.match(text, found.end())
            if opening is None or not CLOSED.match(text, opening.end()):
                continue
            title = text[found.end() : found.end() + thresholds.LONGEST_OPENING].split("\n")[0].strip(" \t*_}")
            if kind is ScopeKind.ROUND:
                label = opening["behind"] or opening["before"] or "2"
                yield _Opening(found.start(), RANKS["sentence"], kind, title, label)
            else:
                rank = RANKS["solution"] if kind is ScopeKind.SOLUTION else RANKS["line"]
                yield _Opening(found.start(), rank, kind, title, _label(opening))
            break


def _sentences(text: str, opened: Collection[int]) -> Iterator[_Opening]:
    """Yield the sentences that go on with other givens, or with what an update has left."""
    taken = set(opened)
    starts = [0, *(at.end() for at in SENTENCE_START.finditer(text))]
    for kind, words in ((ScopeKind.ROUND, UPDATED), (ScopeKind.ANOTHER, ANOTHER)):
        for found in words.finditer(text):
            start = starts[bisect_right(starts, found.start()) - 1]
            if start not in taken and text.rfind("\n", 0, start) + 1 not in opened:
                taken.add(start)
                yield _Opening(
                    start, RANKS["sentence"], kind, text[start : found.end()][: thresholds.LONGEST_OPENING].strip()
                )
