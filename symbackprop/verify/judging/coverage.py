"""What a report says of everything in a document: every number and formula is judged, or the report says why not.

What is accounted for is found in the text itself, before anything is made of it: the numbers, by their signs alone, and
the formulas, as they stand between delimiters or around an equals sign. Then each stretch of the file gets the best
that was made of it, painted over what holds by default. So nothing that is dropped on the way is missing here.

Numbers within programs, comments and pictures, which are passed over, are not counted; those blocks are listed.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from heapq import merge
from itertools import groupby

from .. import thresholds
from ..lexicon.prose import Spoken
from ..reading.asides import aside, headings, is_whole, outside
from ..reading.document import Reading
from ..reading.passages import Passage, Passed
from ..reading.pieces import Piece
from ..reasons import Reason
from ..source import Source, Span
from ..unjudged import Why


class ItemKind(Enum):
    """What is accounted for."""

    NUMBER = "number"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Item:
    """A number or formula of the document and what was made of it.

    Args:
        part: Which of the two.
        span: Where it stands.
        line: Its line in the file, from 1.
        column: Its column, from 1.
        text: As it stands there, or its beginning.
        why: Why it is not judged.
        detail: What else is to be said of that.
    """

    part: ItemKind
    span: Span
    line: int
    column: int
    text: str
    why: Why
    detail: tuple[Reason, ...] = ()

    @property
    def is_unread(self) -> bool:
        """Whether nothing was made of it."""
        return not self.why.is_read


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of something are judged, are read and claim nothing that is judged, and are not read."""

    judged: int = 0
    no_claim: int = 0
    not_read: int = 0

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.judged + self.no_claim + self.not_read


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was made of all numbers and formulas of a document, and the passages that are passed over.

    Args:
        numbers: How many numbers there are.
        formulas: How many formulas there are.
        items: Those that are not judged, in the order of the document.
        operands: The numbers that are judged as part of a claim about another number, or about a formula.
        left_out: How many are not among these, since they are too many.
        passages: What is passed over, in the order of the document.
    """

    numbers: Counts = Counts()
    formulas: Counts = Counts()
    items: tuple[Item, ...] = ()
    operands: tuple[Item, ...] = ()
    left_out: int = 0
    passages: tuple[Passage, ...] = ()

    def counts(self, part: ItemKind) -> Counts:
        """Return what was made of the numbers, or of the formulas."""
        return self.numbers if part is ItemKind.NUMBER else self.formulas

    @property
    def unread(self) -> tuple[Item, ...]:
        """What was not read, without the numbers in a formula that is listed itself."""
        found: list[Item] = []
        end = 0
        for item in self.items:
            if not item.is_unread or (item.part is ItemKind.NUMBER and item.span.start < end):
                continue
            found.append(item)
            end = max(end, item.span.end) if item.part is ItemKind.FORMULA else end
        return tuple(found)


LETTERS = r"[^\W\d_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""A letter of a script that parts words by spaces, so that digits behind it belong to it."""

POWER = (
    r"(?:[eE][+-]?\d{1,4}(?!\w))?(?:\s?(?:\\times|\\cdot|×|·|\*)\s?10\s?"
    r"(?:\^\s?(?:\{\s?[-−+]?\s?\d{1,4}\s?\}|[-−]?\d{1,4})|[⁻⁰¹²³⁴-⁹]{1,4}))?"
)
DIGITS = {
    False: r"\d{1,3}(?:(?:,|\{,\})\d{3})+(?!\d|,\d|[)\]}])(?:\.\d+)?|\d+\{,\}\d+|\d*\.?\d+",
    True: r"\d+(?:\{,\}|,)\d+|\d*\.\d+|\d+",
}
"""By whether a document writes decimal commas, the digits of a number."""

SKIPPED = (
    r"_\s?\{[^{}\n]{0,40}(?:\{[^{}\n]{0,20}\}[^{}\n]{0,20})?\}|_\w+|\^\s?\{?\s?[(\[<]\s?\w{1,4}\s?[)\]>]\s?\}?"
    rf"|\\[A-Za-z]+|\\.|{LETTERS}+(?:\d+(?!\d*\.\d))?|[₀-₉⁰¹²³⁴-⁹]+"
)
"""What has digits and is no number: indices, layers above a name, and names with digits behind their letters."""

NUMBERS = {
    commas: Spoken(rf"(?:{SKIPPED})|(?P<number>(?:{digits}){POWER})", re.S, folds=False)
    for commas, digits in DIGITS.items()
}


def numbers_in(text: str, commas: bool) -> Iterator[tuple[int, int]]:
    """Yield where the numbers of a text stand: digits that belong to no name and to no index.

    Args:
        text: The text.
        commas: Whether it writes decimal commas.

    >>> text = "w_{11} = 0.15, h1 is 2"
    >>> [text[start:end] for start, end in numbers_in(text, commas=False)]
    ['0.15', '2']
    """
    return (found.span() for found in NUMBERS[commas].finditer(text) if found["number"])


def account(
    reading: Reading, commas: bool, passed: Iterable[Passed], judged: Iterable[Span], stated: Iterable[Span]
) -> Coverage:
    """Return what was made of every number and formula of a document.

    Args:
        reading: The document.
        commas: Whether it writes decimal commas.
        passed: What is not judged, and why; what comes later holds before what comes earlier.
        judged: What is judged.
        stated: The numbers that claims state.
    """
    canvas = _Canvas(reading, passed, judged)
    numbers = (canvas.number(start, end) for start, end in numbers_in(reading.plain.text, commas))
    formulas = (found for piece in reading.pieces for found in canvas.formulas(piece))
    counted = {part: Counter[bool | None]() for part in ItemKind}
    items: list[Item] = []
    operands: list[Item] = []
    counted_operands = 0
    claimed = {at for span in stated for at in range(span.start, span.end)}
    # A formula comes before the numbers in it.
    for found in merge(formulas, numbers, key=lambda found: found.span.start):
        counted[found.part][found.why.is_read if found.why is not None else None] += 1
        if found.why is not None and len(items) < thresholds.MOST_PLACES_LISTED:
            items.append(_item(reading.source, found, found.why))
        is_operand = found.why is None and found.part is ItemKind.NUMBER and found.span.start not in claimed
        if is_operand and len(operands) < thresholds.MOST_PLACES_LISTED:
            operands.append(_item(reading.source, found, Why.IN_CLAIM))
        counted_operands += is_operand
    totals = {part: Counts(count[None], count[True], count[False]) for part, count in counted.items()}
    places = sum(counts.no_claim + counts.not_read for counts in totals.values()) + counted_operands
    return Coverage(
        totals[ItemKind.NUMBER],
        totals[ItemKind.FORMULA],
        tuple(items),
        tuple(operands),
        places - len(items) - len(operands),
        tuple(reading.passages),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A number or formula with what was made of it; judged where there is no reason why not."""

    part: ItemKind
    span: Span
    why: Why | None = None
    detail: tuple[Reason, ...] = ()


JUDGED, NOTHING = -1, 0
LAID_OUT = re.compile(
    r"\\(?:begin|end)(?:\{[^{}]*\}?)?|\\(?:left|right|q?quad|[bB]igg?[lr]?|tag|label|nonumber|\\|[,;:! ])"
)
SAYING = re.compile(r"[^\W_]")


class _Canvas:
    """What was made of each character of a file.

    Args:
        reading: The document.
        passed: What is not judged.
        judged: What is.
    """

    def __init__(self, reading: Reading, passed: Iterable[Passed], judged: Iterable[Span]) -> None:
        self.source = reading.source
        self.plain = reading.plain
        self.passed: list[Passed] = [Passed(Span(0, 0), Why.SENTENCE)]
        self.paint = array("i", [NOTHING]) * (len(self.source.text) + 1)
        for piece in reading.pieces:
            places = piece.plain.places
            self._cover(Passed(Span(places[0], places[len(piece.plain.text)]), Why.IN_FORMULA))
        for span in reading.defined:
            self._cover(Passed(span, Why.LEGEND))
        for stretch in passed:
            self._cover(stretch)
        for span in judged:
            self._fill(span, JUDGED)
        places = self.plain.places
        for (start, end), why in outside(self.plain.text):
            self._cover(Passed(Span(places[start], places[end]), why))
        self.headings = array("b", [0]) * (len(self.plain.text) + 1)
        for start, end in headings(self.plain.text):
            self.headings[start:end] = array("b", [1]) * (end - start)

    def _cover(self, stretch: Passed) -> None:
        self.passed.append(stretch)
        self._fill(stretch.span, len(self.passed) - 1)

    def _fill(self, span: Span, mark: int) -> None:
        start, end = max(span.start, 0), min(span.end, len(self.source.text))
        if start < end:
            self.paint[start:end] = array("i", [mark]) * (end - start)

    def number(self, start: int, end: int) -> _Found:
        """Return what was made of a number, by its place in the plain text."""
        span = Span(self.plain.places[start], self.plain.places[end])
        mark = self.paint[span.start]
        if mark == JUDGED:
            return _Found(ItemKind.NUMBER, span)
        why = self._why_aside(start, end) if mark == NOTHING else None
        return _Found(ItemKind.NUMBER, span, why or self.passed[mark].why, self.passed[mark].detail)

    def _why_aside(self, start: int, end: int) -> Why | None:
        text = self.plain.text
        if self.headings[start] and is_whole(text[start:end].rstrip(".")):
            return Why.HEADING
        return aside(text, start, end)

    def formulas(self, piece: Piece) -> Iterator[_Found]:
        """Yield a formula, and besides each stretch of it that nothing was made of."""
        places, text = piece.plain.places, piece.plain.text
        whole = Span(places[0], places[len(text)])
        visible = [at for at in range(whole.start, whole.end) if not self.source.text[at].isspace()]
        unread: list[_Found] = []
        read: set[int] = set()
        for mark, run in groupby(visible, key=lambda at: self.paint[at]):
            at = list(run)
            span = Span(at[0], at[-1] + 1)
            if mark in (JUDGED, NOTHING) or self.passed[mark].why.is_read:
                read.add(mark)
            elif self.passed[mark].why is not Why.IN_FORMULA and self._holds_a_claim(span):
                unread.append(_Found(ItemKind.FORMULA, span, self.passed[mark].why, self.passed[mark].detail))
        if JUDGED in read:
            yield _Found(ItemKind.FORMULA, whole)
        elif read - {NOTHING} and not unread:
            found = self.passed[min(read - {NOTHING})]
            yield _Found(ItemKind.FORMULA, whole, found.why, found.detail)
        elif not unread and piece.kind.is_set_off and visible:
            yield _Found(ItemKind.FORMULA, whole, Why.UNREADABLE)
        yield from unread

    def _holds_a_claim(self, span: Span) -> bool:
        """Say whether a stretch of a formula holds more than what lays it out."""
        return bool(SAYING.search(LAID_OUT.sub("", self.source.text[span.start : span.end])))


def _item(source: Source, found: _Found, why: Why) -> Item:
    span = found.span
    text = " ".join(source.text[span.start : span.end].split())
    text = text if len(text) <= thresholds.LONGEST_ITEM else f"{text[: thresholds.LONGEST_ITEM - 1]}…"
    return Item(found.part, span, source.line(span.start), source.column(span.start), text, why, found.detail)
