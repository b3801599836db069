"""A document as slides: one step or one quantity a frame, and what the document says at length as the speaker's notes.

A view: it knows blocks and nothing of networks. How much fits on a frame is the business of whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from ..expression.tree import Partial, Symbol
from .blocks import (
    Beside,
    Block,
    Diagram,
    Display,
    Document,
    Figure,
    Heading,
    Inline,
    Inlines,
    Math,
    Paragraph,
    Row,
    Space,
    Step,
    Strong,
    Substep,
    Table,
    Text,
    Together,
    announces,
)
from .deck import Deck, Frame, Part
from .lighting import growing, unlit, without_numbers
from .phrases import is_question, lead_of, length_of, sentences_of
from .rank import Rank

LONGEST_LEAD = 150
"""Letters of a sentence that stands on a frame beside a formula, a table or a picture."""

LONGEST_TEXT, MOST_SENTENCES = 420, 4
"""Letters and sentences on a frame of words alone."""

LONGEST_TITLE = 70
"""Letters of a question that is the title of a frame."""

LIKEWISE = "Likewise: "

MOST_NAMED = 4
"""Derivatives that a title names one by one."""


def deck(document: Document) -> Deck:
    """Return a document as slides, each frame as tall as what stands on it."""
    frames = tuple(_Cutter().frames(document.blocks))
    return Deck(document.title, document.subtitle, frames, (), document.language, document.look)


@dataclass
class _Draft:
    """A frame that is being filled."""

    parts: list[Part] = field(default_factory=list)
    pictures: list[Figure] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)
    waiting: list[Paragraph] = field(default_factory=list)
    answered: Partial | None = None

    @property
    def next(self) -> int:
        """When what is added next appears."""
        return max((0, *(reveal for part in self.parts for reveal in part.reveals))) + 1

    @property
    def is_empty(self) -> bool:
        return not self.parts and not self.pictures


class _Cutter:
    """Cuts the blocks of a document into frames."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.title: Inlines = ()
        self.path: Figure | None = None
        self.step = ""
        self.is_framed = False
        self.draft = _Draft()
        self.unsaid: list[Paragraph] = []
        self.alike: dict[Symbol, Partial] = {}

    def frames(self, blocks: Sequence[Block]) -> Iterator[Frame]:
        """Yield the frames of a whole document."""
        yield from self._blocks(blocks)
        yield from self._flushed()

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[Frame]:
        for block, after in zip(blocks, (*blocks[1:], None), strict=False):
            match block:
                case Heading():
                    yield from self._flushed()
                    self._headed(block)
                case Paragraph(content):
                    yield from self._paragraph(content, announces(block, after))
                case Display():
                    yield from self._displayed(block)
                case Step(number, title, inner):
                    yield from self._flushed()
                    yield from self._titled(title, inner, step=f"{number}")
                case Substep(label, title, ()):
                    known = Paragraph((Strong(label), Text(" "), *title))
                    self.draft.waiting.append(known)
                    self.draft.notes.append(known)
                case Substep(label, title, inner):
                    yield from self._flushed()
                    yield from self._titled(title, inner, step=label)
                case Together(title, inner):
                    yield from self._flushed(keeps_words=True)
                    yield from self._titled((Text(title),), inner, is_framed=True)
                case Beside((table, figure)):
                    yield from self._blocks((table, figure))
                case Figure(Diagram() as drawing) if any(edge.on_path for edge in drawing.edges):
                    yield from self._flushed()
                    self.path = replace(block, drawing=without_numbers(drawing))
                    self.draft.pictures = [self.path]
                case Figure():
                    yield from self._pictured(block)
                case Table():
                    self._tabled(block)
                case Space():
                    # Room to write by hand, which a slide has none of.
                    pass
                case unknown:
                    assert_never(unknown)

    def _headed(self, heading: Heading) -> None:
        self.headings = [at for at in self.headings if at.level < heading.level] + [heading]
        self.title, self.path = heading.content, None

    def _titled(
        self, title: Inlines, blocks: Sequence[Block], step: str = "", is_framed: bool = False
    ) -> Iterator[Frame]:
        """Yield the frames of blocks that stand under a title of their own."""
        before = self.title, self.step, self.is_framed
        self.title, self.step, self.is_framed = title, step, is_framed
        yield from self._blocks(blocks)
        yield from self._flushed()
        self.title, self.step, self.is_framed = before

    def _paragraph(self, content: Inlines, is_ahead: bool) -> Iterator[Frame]:
        lead, rest = lead_of(content)
        if is_question(rest) and length_of(rest) <= LONGEST_TITLE:
            yield from self._flushed(keeps_ahead=True)
            self.title = rest
        elif lead is not None and (is_ahead or self._rank is not Rank.MAIN):
            yield from self._flushed()
            self.title = (Text(lead.text.removesuffix(".")),)
            self.draft.waiting.append(Paragraph(rest))
        elif lead is None:
            self.draft.waiting.append(Paragraph(content))
        self.draft.notes.append(Paragraph(content))

    def _displayed(self, display: Display) -> Iterator[Frame]:
        drawing = self.path.drawing if self.path is not None else None
        if isinstance(drawing, Diagram) and len(display.rows) == 1:
            found = growing(display.rows[0], drawing)
            if found is not None:
                if self.draft.parts:
                    yield from self._flushed(keeps_words=True)
                self._grown(replace(display, rows=found[0]), found[1], self._said())
                yield from self._flushed()
                return
        if self.draft.pictures:
            yield from self._flushed()
        first, last = _partial(display.rows[0]), _partial(display.rows[-1])
        before = self.draft.answered
        is_main = self._rank is Rank.MAIN and not self.step and not self.is_framed
        if is_main and first and before and first.of == before.of and first.by != before.by:
            # Another quantity, which is derived like the one before.
            if before.by in self.alike:
                self.alike[first.by] = first
            else:
                yield from self._flushed(keeps_words=True)
                self.alike = {first.by: first}
            self.title = _several(tuple(self.alike.values()))
        self.draft.answered = last or next(filter(None, map(_partial, reversed(display.rows))), None)
        appears = self._said()
        self.draft.parts.append(Part(display, tuple(range(appears, appears + len(display.rows)))))

    def _grown(self, display: Display, drawings: Sequence[Diagram], first: int) -> None:
        """Add a chain rule that grows while the picture at its side lights up."""
        assert self.path is not None
        self.draft.parts.append(Part(display, tuple(range(first + 1, first + 1 + len(drawings)))))
        if isinstance(self.path.drawing, Diagram):
            dark = replace(self.path, drawing=unlit(self.path.drawing))
            self.draft.pictures = [dark] * first + [replace(self.path, drawing=at) for at in drawings]

    def _said(self) -> int:
        """Add what has been said before something is shown, in one short sentence; return when that appears."""
        appears = self.draft.next
        waiting, self.draft.waiting = self.draft.waiting, []
        short = [found for found in map(_short, waiting) if found]
        if short:
            self.draft.parts.append(Part(Paragraph(short[-1]), (appears,)))
        return appears

    def _pictured(self, figure: Figure) -> Iterator[Frame]:
        yield from self._flushed(keeps_words=True)
        drawing = figure.drawing
        shown = replace(figure, drawing=without_numbers(drawing) if isinstance(drawing, Diagram) else drawing)
        self.draft.waiting = []
        self.draft.parts = [Part(shown, (1,))]
        self.draft.notes.append(Paragraph(figure.caption))
        yield from self._flushed()

    def _tabled(self, table: Table) -> None:
        appears = self._said()
        self.draft.parts.append(Part(table, (appears,)))
        self.draft.notes.append(Paragraph(table.caption))

    def _flushed(self, keeps_words: bool = False, keeps_ahead: bool = False) -> Iterator[Frame]:
        """Yield the frame that has been filled, if there is anything on it.

        Args:
            keeps_words: Whether words alone wait for what is shown next.
            keeps_ahead: Whether words that announce something do.
        """
        draft, ahead = self.draft, list[Paragraph]()
        if draft.waiting and not (draft.is_empty and keeps_words):
            ahead = [at for at in draft.waiting if keeps_ahead and _announces(at.content)]
            draft.waiting = [at for at in draft.waiting if at not in ahead]
            self._worded(draft)
        if draft.is_empty:
            if not keeps_words:
                self.unsaid += draft.notes
                self.draft = _Draft(waiting=ahead)
            return
        notes = (*self.unsaid, *draft.notes)
        self.unsaid = []
        self.draft = _Draft(waiting=ahead)
        self.alike = {}
        section = self.headings[0].content if self.headings else self.title
        parts, pictures = tuple(draft.parts), tuple(draft.pictures)
        yield Frame(section, self.title, parts, pictures, notes, self.step, self.is_framed, self._rank)

    @property
    def _rank(self) -> Rank:
        return max((heading.rank for heading in self.headings), default=Rank.MAIN)

    def _worded(self, draft: _Draft) -> None:
        """Put words on a frame: some of them where there is nothing else, else the last short sentence."""
        waiting, draft.waiting = draft.waiting, []
        if not draft.is_empty:
            short = [found for found in map(_short, waiting) if found]
            if short and not draft.pictures:
                draft.parts.append(Part(Paragraph(short[0]), (draft.next,)))
            elif short:
                draft.parts.append(Part(Paragraph(short[-1]), (1,)))
            return
        room = LONGEST_TEXT
        sentences = [sentence for paragraph in waiting for sentence in sentences_of(paragraph.content)]
        for sentence in sentences[:MOST_SENTENCES]:
            room -= length_of(sentence)
            if room < 0:
                break
            draft.parts.append(Part(Paragraph(sentence), (draft.next,)))


def _short(paragraph: Paragraph) -> Inlines:
    """Return the sentence of a paragraph that stands on a frame: the one that announces, else the first; if short."""
    sentences = sentences_of(paragraph.content)
    if not sentences:
        return ()
    last = sentences[-1]
    announcing = _announces(last)
    chosen = last if announcing else sentences[0]
    if isinstance(sentences[0][0], Strong) and not announcing:
        chosen = paragraph.content
    return chosen if length_of(chosen) <= LONGEST_LEAD else ()


def _announces(content: Inlines) -> bool:
    return bool(content) and isinstance(content[-1], Text) and content[-1].text.endswith(":")


def _partial(row: Row) -> Partial | None:
    return row.left if isinstance(row.left, Partial) else None


def _several(partials: Sequence[Partial]) -> Inlines:
    """Return the title of a frame with derivatives that are found like those before."""
    if len(partials) > MOST_NAMED:
        return (Text(LIKEWISE), Math(partials[0]), Text(", …, "), Math(partials[-1]))
    named: list[Inline] = [Text(LIKEWISE), Math(partials[0])]
    for partial in partials[1:]:
        named += [Text(", "), Math(partial)]
    return tuple(named)
