"""Slides that fit: long rows go on below, and what is too tall goes on upon another slide or is shown in part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from ...document.blocks import Display, Document, Figure, Inlines, Paragraph, Reference, Row, Table, Text
from ...document.deck import Content, Deck, Frame, Part
from ...document.frames import deck
from ...document.selection import within
from ..inline.labels import kind_of, numbered
from . import slide_room as room
from .lines import lines_of
from .slide_tables import narrow, rewritten, wrapped

TOO_WIDE = "Too wide for a slide: equation ({number}) of the notes."
TOO_WIDE_UNNUMBERED = "Too wide for a slide; the notes have this equation."
MORE_ROWS = "{count} more rows stand in the notes."

SPLIT_AT_MOST = 2
"""Slides over which the rows of a table go; of a longer one the first rows are shown."""


def slides_of(document: Document) -> Deck:
    """Return a document as slides on which everything fits, as many as its look wants."""
    numbers = numbered(document)
    found = deck(document)
    pages = [page for frame in found.frames for page in _Page(frame, numbers).pages()]
    return within(replace(found, frames=tuple(pages), numbers=numbers), document.look.frames)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What stands together on one slide.

    Args:
        content: What it is: of an equation one row, with the lines that it fills.
        reveal: When it appears.
        tall: Lines of text that it takes.
        lines: Lines that people count.
        of: The part of the frame that it belongs to.
        ahead: Whether it announces what follows.
    """

    content: Content
    reveal: int
    tall: float
    lines: int
    of: int
    ahead: bool = False


class _Page:
    """One frame of any height, laid out on slides."""

    def __init__(self, frame: Frame, numbers: Mapping[str, int]) -> None:
        notes = tuple(Paragraph(_referred(note.content, numbers)) for note in frame.notes)
        self.frame, self.numbers = replace(frame, notes=notes, title=_referred(frame.title, numbers)), numbers
        self.is_beside = bool(frame.pictures)

    def pages(self) -> tuple[Frame, ...]:
        """Return the slides that the frame fills, counted where there are several."""
        pieces = [piece for at, part in enumerate(self.frame.parts) for piece in self._pieces(part, at)]
        runs = list(_filled(pieces, room.LINES - room.FRAMED * self.frame.is_framed))
        # The speaker says what would stand as words alone beside slides with more.
        runs = [run for run in runs if any(not isinstance(at.content, Paragraph) for at in run)] or runs
        if not runs:
            return (self.frame,)
        frames = []
        for at, run in enumerate(runs, start=1):
            parts, last = _joined(run)
            frames.append(
                replace(
                    self.frame,
                    parts=parts,
                    pictures=self.frame.pictures[:last] if at == 1 else self.frame.pictures[-1:],
                    notes=self.frame.notes if at == 1 else (),
                    piece=(at, len(runs)),
                )
            )
        return tuple(frames)

    def _pieces(self, part: Part, at: int) -> Iterator[_Piece]:
        match part.content:
            case Paragraph(content):
                said = _referred(content, self.numbers)
                letters = room.LETTERS_BESIDE if self.is_beside else room.LETTERS
                lines = room.lines_of_text(said, letters)
                ahead = at + 1 < len(self.frame.parts) and part.reveals[0] == min(self.frame.parts[at + 1].reveals)
                yield _Piece(Paragraph(said), part.reveals[0], lines, lines, at, ahead)
            case Display():
                yield from self._rows(part.content, part.reveals, at)
            case Figure():
                caption = self._caption(part.content.label, part.content.caption)
                figure = replace(part.content, caption=caption)
                yield _Piece(figure, part.reveals[0], room.LINES, room.MOST_LINES, at)
            case Table():
                yield from self._tables(part.content, part.reveals[0], at)

    def _rows(self, display: Display, reveals: Sequence[int], at: int) -> Iterator[_Piece]:
        rows = [_changed(row) for row in display.rows]
        space = room.ROOM_BESIDE if self.is_beside else room.ROOM
        lines = lines_of(rows, space)
        if room.widest([line for each in lines for line in each]) > space + room.SLACK:
            rows = [replace(row, sides=tuple((sign, room.shortened(side)) for sign, side in row.sides)) for row in rows]
            lines = lines_of(rows, space)
        if room.widest([line for each in lines for line in each]) > space + room.SLACK:
            number = self.numbers.get(display.label or "")
            words = TOO_WIDE.format(number=number) if number else TOO_WIDE_UNNUMBERED
            yield _Piece(Paragraph((Text(words),)), reveals[0], 1, 1, at)
            return
        for own, reveal in zip(lines, reveals, strict=True):
            tall = sum(map(room.tall, own))
            yield _Piece(Display(own, display.label), reveal, tall, len(own), at)

    def _tables(self, table: Table, reveal: int, at: int) -> Iterator[_Piece]:
        table = narrow(rewritten(table, lambda content: _referred(content, self.numbers)))
        most = room.MOST_ROWS
        count = max(1, ceil(len(table.rows) / most))
        most = ceil(len(table.rows) / count) if count <= SPLIT_AT_MOST else most
        runs = [table.rows[start : start + most] for start in range(0, len(table.rows), most)]
        shown = runs if len(runs) <= SPLIT_AT_MOST else runs[:1]
        caption = self._caption(table.label, table.caption)
        for number, run in enumerate(shown):
            left = sum(map(len, runs[len(shown) :])) if number == len(shown) - 1 else 0
            said = (*caption, Text(" " + MORE_ROWS.format(count=f"{left:,}"))) if left else caption
            own = replace(table, rows=tuple(run), caption=said)
            wraps = sum(wrapped(own, row) for row in run)
            captions = room.lines_of_text(said)
            tall = captions + room.TABLE_ROW * (len(run) + wraps) + 1.6
            yield _Piece(own, reveal, tall, len(run) + wraps + 1 + captions, at)

    def _caption(self, label: str, caption: Inlines) -> Inlines:
        kind, number = kind_of(label).capitalize(), self.numbers.get(label)
        said = _referred(caption, self.numbers)
        return (Text(f"{kind} {number}. "), *said) if number else said


def _filled(pieces: Sequence[_Piece], space: float) -> Iterator[list[_Piece]]:
    """Yield what stands on one slide after the other; what announces something stands with it."""
    run: list[_Piece] = []
    for group in _bound(pieces, space):
        candidate = [*run, *group]
        if run and not _fits(candidate, space):
            yield run
            run = []
        run += group
    if run:
        yield run


def _bound(pieces: Sequence[_Piece], space: float) -> Iterator[list[_Piece]]:
    """Yield what should not be parted: one thing with what announces it; row by row where that is too tall."""
    group: list[_Piece] = []
    for _, same in groupby(pieces, key=lambda piece: piece.of):
        own = list(same)
        group += own
        if own[-1].ahead:
            continue
        while not _fits(group, space) and (cut := _cut(group, space)):
            yield group[:cut]
            group = group[cut:]
        yield group
        group = []
    if group:
        yield group


def _cut(pieces: Sequence[_Piece], space: float) -> int:
    """Return how many rows of an equation stand on the first slide, or 0 where it cannot be parted.

    It is parted where a side is named anew, or else so that the slides have about as many rows.
    """
    most = max((at for at in range(1, len(pieces)) if _fits(pieces[:at], space)), default=0)
    named = [at for at in range(max(2, most // 2), most + 1) if _begins(pieces[at])]
    if named:
        return named[-1]
    slides = ceil(len(pieces) / max(most, 1))
    return min(most, ceil(len(pieces) / slides))


def _begins(piece: _Piece) -> bool:
    return isinstance(piece.content, Display) and piece.content.rows[0].left is not None


def _fits(pieces: Sequence[_Piece], space: float) -> bool:
    gaps = sum(1 for _ in groupby(pieces, key=lambda piece: piece.of)) - 1
    return (
        sum(piece.tall for piece in pieces) + gaps * room.GAP <= space
        and sum(piece.lines for piece in pieces) <= room.MOST_LINES
    )


def _joined(pieces: Sequence[_Piece]) -> tuple[tuple[Part, ...], int]:
    """Return the parts on a slide, which appear one after the other from the first on, and when the last appears."""
    first = min(piece.reveal for piece in pieces)
    order = sorted({piece.reveal for piece in pieces})
    when = {reveal: at for at, reveal in enumerate(order, start=1)} if first > 1 else {at: at for at in order}
    parts = []
    for _, group in groupby(pieces, key=lambda piece: (piece.of, type(piece.content).__name__)):
        own = list(group)
        contents = [piece.content for piece in own]
        if all(isinstance(content, Display) for content in contents):
            lines = [
                (line, when[piece.reveal])
                for piece in own
                if isinstance(piece.content, Display)
                for line in piece.content.rows
            ]
            label = next(content.label for content in contents if isinstance(content, Display))
            display = Display(tuple(line for line, _ in lines), label)
            parts.append(Part(display, tuple(reveal for _, reveal in lines)))
        else:
            parts += [Part(piece.content, (when[piece.reveal],)) for piece in own]
    return tuple(parts), max(when.values())


def _changed(row: Row) -> Row:
    """Return a row whose matrices fit, with dots in the large ones."""
    return replace(row, sides=tuple((sign, room.with_small_matrices(side)) for sign, side in row.sides))


def _referred(content: Inlines, numbers: Mapping[str, int]) -> Inlines:
    """Return a text with the numbers that its references stand for."""
    return tuple(
        Text(_numbered(inline.label, numbers)) if isinstance(inline, Reference) else inline for inline in content
    )


def _numbered(label: str, numbers: Mapping[str, int]) -> str:
    kind, number = kind_of(label), numbers.get(label)
    return f"{kind} ({number})" if kind == "equation" else f"{kind} {number}"
