"""How long the notes will be, judged while they are being made, so that no one waits for pages nobody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ...document.blocks import Block, Display, Figure, Heading, Paragraph, Step, Table, Together
from ...errors import UsageError
from .lecture import Lecture

MOST_PAGES = 100
"""Notes of more pages are made only where somebody insists."""

ENOUGH_TO_JUDGE = 8
"""Weights derived from which on the pages of all can be foretold."""

CLEARLY = 1.5
"""A forecast this many times too long ends the work before the pages are there."""

PAGES: Mapping[type[Block], float] = MappingProxyType(
    {Display: 0.02, Figure: 0.35, Heading: 0.03, Paragraph: 0.03, Step: 0.03, Table: 0.15, Together: 0.03}
)
"""What a block takes of a page, measured on the PDFs of the examples; a row comes on top."""

ROW, TABLE_ROW = 0.045, 0.025


def pages_of(block: Block) -> float:
    """Return about how many pages a block takes."""
    own = PAGES[type(block)]
    match block:
        case Display(rows):
            return own + ROW * len(rows)
        case Table():
            return own + TABLE_ROW * len(block.rows)
        case Step() | Together():
            return own + sum(map(pages_of, block.blocks))
        case _:
            return own


def within(blocks: Iterable[Block], lecture: Lecture, most: float) -> Iterator[Block]:
    """Yield the blocks of a lecture while they fit on so many pages.

    Raises:
        UsageError: They do not, or clearly will not; the message says how many pages there would be.
    """
    pages = before = 0.0
    for block in blocks:
        pages += pages_of(block)
        if not lecture.begun:
            before = pages
        total = len(lecture.outline.weights)
        foretold = before + (pages - before) * total / lecture.begun if lecture.begun else pages
        if pages > most or (lecture.begun >= ENOUGH_TO_JUDGE and foretold > CLEARLY * most):
            many = f"about {_rounded(foretold):,}" if lecture.begun and total > 1 else f"more than {most:,.0f}"
            raise UsageError(
                f"the notes would have {many} pages, of which {most:,.0f} are written at most; "
                "ask for fewer --weights or another --form, or for all of them with --force"
            )
        yield block


def _rounded(pages: float) -> int:
    """Return a number of pages as it is said: to two digits."""
    return int(float(f"{pages:.2g}"))
