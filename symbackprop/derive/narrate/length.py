"""How long the notes will be, judged while they are being made, so that no one waits for pages nobody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from ...document.blocks import Beside, Block, Display, Figure, Heading, Paragraph, Space, Step, Substep, Table, Together
from ...errors import UsageError
from ...expression.tree import size_of
from .lecture import Lecture

MOST_PAGES = 100
"""Notes of more pages are made only with `--force`."""

LONGEST_EQUATION = 2_000
"""Numbers and symbols of an equation that is shown; more fill pages with one formula."""

ENOUGH_TO_JUDGE = 8
"""After so many derived weights, the number of all pages is predicted."""

CLEARLY = 1.5
"""A prediction this many times above the limit ends the work at once."""

PAGES: Mapping[type[Block], float] = MappingProxyType(
    {
        Beside: 0.3,
        Display: 0.02,
        Figure: 0.35,
        Heading: 0.03,
        Paragraph: 0.03,
        Space: 0.03,
        Step: 0.03,
        Substep: 0.03,
        Table: 0.15,
        Together: 0.03,
    }
)
"""What a block takes of a page, measured on the PDFs of the examples; a row comes on top."""

ROW, TABLE_ROW = 0.045, 0.025

LINK, SHARE = 0.15, 0.25
"""Pages that a link of a chain takes in the scalar form, and a quantity in the index form."""


def pages_of(block: Block) -> float:
    """Return about how many pages a block takes."""
    own = PAGES[type(block)]
    match block:
        case Display(rows):
            return own + ROW * len(rows)
        case Space(lines):
            return own * lines
        case Table():
            return own + TABLE_ROW * len(block.rows)
        case Step() | Substep() | Together():
            return own + sum(map(pages_of, block.blocks))
        case _:
            return own


def demand_short_equations(lecture: Lecture) -> None:
    """Check that every equation of the model can be shown.

    Raises:
        UsageError: One of them is too long.
    """
    for equation in lecture.network.graph.equations:
        size = size_of(equation.body)
        if size > LONGEST_EQUATION:
            raise UsageError(
                f"{equation.name} has {size:,} numbers and symbols; the notes show equations of {LONGEST_EQUATION:,} "
                "at most; give parts of it equations of their own"
            )


def within(blocks: Iterable[Block], lecture: Lecture) -> Iterator[Block]:
    """Yield the blocks of a lecture while they fit on the pages that it may have.

    Raises:
        UsageError: They do not, or clearly will not; the message says how many pages there would be.
    """
    before = 0.0
    for block in blocks:
        lecture.pages += pages_of(block)
        total = len(lecture.outline.weights)
        if not lecture.begun:
            before = lecture.pages
        elif lecture.begun >= ENOUGH_TO_JUDGE:
            demand_room(lecture, (lecture.pages - before) * (total / lecture.begun - 1))
        if lecture.most_pages is not None and lecture.pages > lecture.most_pages:
            beyond = (lecture.pages - before) * (total / lecture.begun - 1) if lecture.begun else 0.0
            raise _too_long(lecture, lecture.pages + beyond if beyond else None)
        yield block


def demand_room(lecture: Lecture, pages: float) -> None:
    """Check, before anything is derived, that so many more pages have room.

    Raises:
        UsageError: They clearly have not.
    """
    if lecture.most_pages is not None and lecture.pages + pages > CLEARLY * lecture.most_pages:
        raise _too_long(lecture, lecture.pages + pages)


def _too_long(lecture: Lecture, foretold: float | None) -> UsageError:
    many = f"more than {lecture.most_pages:,.0f}" if foretold is None else f"about {int(float(f'{foretold:.2g}')):,}"
    return UsageError(
        f"the notes would have {many} pages, of which {lecture.most_pages:,.0f} are written at most; "
        "ask for fewer --weights or another --form, or for all of them with --force"
    )
