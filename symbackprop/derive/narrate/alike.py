"""The parameters that are derived like one before, in short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...document.blocks import Block, Display, Heading
from ...document.rank import Rank
from ...expression.tree import Symbol
from ..steps import Similar
from . import sentences
from .lecture import Lecture
from .words import in_words, listed, paragraph, row, sentence, sides, two_rows

MOST_SIMILAR = 8
"""Of more weights that are derived like one, the first three are shown."""


def similarly(lecture: Lecture, rest: Sequence[Symbol], similar: Callable[[Symbol], Similar]) -> Iterator[Block]:
    """Yield the parameters that are derived like those before, in short.

    Args:
        lecture: Where it is noted which equation has which factor.
        rest: The parameters.
        similar: Returns the gradient and the update of one of them.
    """
    shown = rest if len(rest) <= MOST_SIMILAR else rest[:3]
    yield Heading(3, sentence(sentences.SIMILARLY), Rank.ALIKE)
    if len(rest) == 1:
        yield paragraph(sentences.FOLLOWS, weight=rest[0])
    elif len(rest) <= MOST_SIMILAR:
        yield paragraph(sentences.FOLLOW, weights=listed(rest))
    else:
        weights, count = listed(rest, MOST_SIMILAR), in_words(len(shown))
        yield paragraph(sentences.FOLLOW_BUT_SHOW_FIRST, weights=weights, count=count)
    for weight in shown:
        line = similar(weight)
        lecture.derived_at |= {partial: f"eq-{weight.ascii}" for partial, _ in line.factors}
        factors = (row(chain.left, *sides(chain)) for _, chain in line.factors)
        rows = (*factors, *two_rows(line.rule), *(row(chain.left, *sides(chain)[1:]) for chain in line.update))
        yield Display(rows, f"eq-{weight.ascii}")
