"""Recurrences in words: how they run, where they start, and which of their positions are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ...document.blocks import Block, Inlines, Paragraph, Relate
from ...expression.tree import Affine, Expression, Index, Symbol, symbols_of, whole
from ...graph.equations import Equation, Recurrence, bare
from ...models.network import Network
from ..reverse import ReverseRecurrence
from . import sentences
from .words import joined, listed, paragraph, sentence

MOST_STEPS = 5
"""Of a recurrence with more positions, the first two and the last are shown, in the order of computation."""


def boundaries(network: Network) -> Iterator[Paragraph]:
    """Yield how the recurrences of a model run and start, and which quantities are continued with zeros."""
    for block in network.graph.blocks:
        if block[0].along is not None:
            yield Paragraph(_runs(block, block[0].along))
    for symbol in _padded(network):
        yield paragraph(sentences.PADDED, quantity=symbol)


def _runs(block: Sequence[Equation], along: Recurrence) -> Inlines:
    names = [equation.target for equation in block]
    order = along.order
    if len(order) == 1:
        text = sentences.RECURRENCE_OF_ONE if len(names) == 1 else sentences.RECURRENCES_OF_ONE
        runs = sentence(text, quantities=listed(names), position=position_is(along.index, order[0]))
    else:
        text = sentences.RECURRENCE if len(names) == 1 else sentences.RECURRENCES
        if along.step < 0:
            text = sentences.RECURRENCE_BACK if len(names) == 1 else sentences.RECURRENCES_BACK
        runs = sentence(text, quantities=listed(names), positions=run(along.index, order))
    starts = [
        symbol if _is_shown_alike(symbol, value) else Relate(symbol, "=", value)
        for equation in block
        for symbol, value in equation.outside
    ]
    return joined(runs, sentence(sentences.STARTS_WITH, starts=listed(starts)) if starts else ())


def runs_back(network: Network, recurrence: ReverseRecurrence) -> Inlines:
    """Return how the adjoints of a recurrence run."""
    names = [network.graph.declared[quantity] for quantity in recurrence.quantities]
    one, many = sentences.DERIVATIVE_BACK, sentences.DERIVATIVES_BACK
    if recurrence.along.step > 0:
        one, many = sentences.DERIVATIVE_FORWARD, sentences.DERIVATIVES_FORWARD
    positions = run(recurrence.along.index, recurrence.along.order)
    return sentence(one if len(names) == 1 else many, quantities=listed(names), positions=positions)


def _is_shown_alike(symbol: Symbol, value: Expression) -> bool:
    """Say whether what stands outside has a name that looks like its place: `h0` for `h[0]`."""
    return isinstance(value, Symbol) and value.base == symbol.base and value.subscript in {"0", f"{symbol.subscript},0"}


def _padded(network: Network) -> list[Symbol]:
    """Return the quantities outside of which zeros stand, as declared."""
    found: dict[Symbol, None] = {}
    for equation in network.graph.equations:
        for term in equation.written:
            for read in symbols_of(term.body):
                if any(isinstance(at, Affine) and at.is_padded for at in read.indices):
                    found[network.graph.declared[bare(read)]] = None
    return list(found)


def position_is(index: Index, position: int) -> Relate:
    """Return "t = 3"."""
    return Relate(Symbol(index.name), "=", whole(position))


def run(index: Index, positions: Sequence[int]) -> Relate:
    """Return "t = 1, …, 20", or "t = 1, 2, 3" where there are few."""
    first, *others = positions
    shown = [("…", others[-1])] if len(positions) > MOST_STEPS - 2 else [(",", at) for at in others]
    return Relate(Symbol(index.name), "=", whole(first), tuple((between, whole(at)) for between, at in shown))


def shown_positions(along: Recurrence) -> Iterator[tuple[int, ...]]:
    """Yield the positions of a recurrence in order, those that are shown alone and those left out together."""
    order = along.order
    if len(order) <= MOST_STEPS:
        yield from ((position,) for position in order)
        return
    yield from ((order[0],), (order[1],), tuple(order[2:-1]), (order[-1],))


def steps(
    along: Recurrence, at: Callable[[int], Iterator[Block]], found: Callable[[int], Sequence[Relate]]
) -> Iterator[Block]:
    """Yield what is done at the positions of a recurrence, each under its number.

    Args:
        along: The recurrence, in the direction in which it is shown.
        at: Yields what is done at one position.
        found: Returns what is found at one position, which the next one needs.
    """
    for positions in shown_positions(along):
        if len(positions) > 1:
            last = listed([*found(positions[-1])])
            yield paragraph(sentences.STEPS_LEFT_OUT, positions=run(along.index, positions), last=last)
        else:
            yield paragraph(sentences.AT_POSITION, position=position_is(along.index, positions[0]))
            yield from at(positions[0])
