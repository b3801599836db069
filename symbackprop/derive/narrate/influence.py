"""What does not affect the loss: parameters that no path leads from, whole ones and single entries."""

from __future__ import annotations

from collections.abc import Iterator

from ...document.blocks import Block, Heading
from . import sentences
from .lecture import Lecture
from .words import listed, paragraph, sentence

MOST_UNREAD = 24
"""So many parameters that nothing reads are named; of more, it is said how many they are."""


def without_influence(lecture: Lecture) -> Iterator[Block]:
    """Yield which parameters do not reach the loss, if they were not asked for."""
    wanted = set(lecture.outline.weights)
    network = lecture.network
    symbols = [symbol for symbol in network.unreached if not wanted.intersection(lecture.elements(symbol))]
    unread = [name for name in network.unread if name not in wanted]
    if not symbols and not unread:
        return
    loss = network.loss
    yield Heading(2, sentence(sentences.NO_INFLUENCE, loss=loss))
    if len(unread) > MOST_UNREAD:
        yield paragraph(sentences.NO_PATH_FROM_ENTRIES, count=f"{len(unread):,}", loss=loss)
    else:
        symbols += unread
    if len(symbols) == 1:
        yield paragraph(sentences.NO_PATH_FROM_ONE, symbol=symbols[0], loss=loss)
    elif symbols:
        yield paragraph(sentences.NO_PATH_FROM_MANY, symbols=listed(symbols), loss=loss)
