"""Tables of names and values, and of derivatives that are computed like one that is derived in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...document.blocks import Align, Block, Inlines, Table
from ...expression.tree import Number, Partial, Symbol
from . import sentences
from .lecture import Lecture
from .words import inlines, paragraph, sentence

MOST_TABLED = 60
"""Of more derivatives that are computed alike, the table holds the first ones and the last."""

ONE_COLUMN, PAIRS = 6, 3
"""Up to so many rows stand one below the other; of more, so many are side by side."""


def element_table(
    lecture: Lecture, names: Sequence[Symbol], values: Sequence[Number], left_out: int = 0
) -> Iterator[Block]:
    """Yield a table of the derivatives of the loss with respect to the elements of a quantity.

    Args:
        lecture: The lecture.
        names: The elements that are shown, two or more and MOST_TABLED at most.
        values: Their derivatives.
        left_out: How many more elements there are.
    """
    loss = lecture.network.loss
    yield paragraph(sentences.COMPUTED_ALIKE)
    caption = sentence(sentences.DERIVATIVES_OF_ELEMENTS, loss=loss)
    if left_out > 0:
        caption = sentence(sentences.SOME_DERIVATIVES_OF_ELEMENTS, loss=loss, count=f"{left_out:,}")
    cells = [(inlines(Partial(loss, name)), inlines(value)) for name, value in zip(names, values, strict=True)]
    yield pairs((sentences.DERIVATIVE, sentences.VALUE), cells, caption, f"tab-d-{names[0].ascii}")


def pairs(titles: tuple[str, str], cells: Sequence[tuple[Inlines, Inlines]], caption: Inlines, label: str) -> Table:
    """Return a table of names and values, of many several side by side, so that it is no longer than it must be."""
    beside = 1 if len(cells) <= ONE_COLUMN else PAIRS
    height = -(-len(cells) // beside)
    filled = [*cells, *([((), ())] * (height * beside - len(cells)))]
    return Table(
        columns=((inlines(titles[0]), Align.LEFT), (inlines(titles[1]), Align.RIGHT)) * beside,
        rows=tuple(
            tuple(part for column in range(beside) for part in filled[column * height + at]) for at in range(height)
        ),
        caption=caption,
        label=label,
    )
