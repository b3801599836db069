"""Recurrences in words: how they run, where they start, and which of their positions are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from ...document.blocks import Align, Block, Inlines, Paragraph, Relate, Table
from ...expression.tree import Affine, Expression, Index, Number, Symbol, symbols_of, whole
from ...graph.equations import Equation, Recurrence, bare
from ...models.network import Network
from ..reverse import ReverseRecurrence
from . import sentences
from .words import inlines, joined, listed, paragraph, sentence

Found: TypeAlias = tuple[Expression, Number]
"""What is found at any position of a recurrence, as a table names it, and its value at one."""

IN_FULL = 2
"""So many positions of a recurrence are shown in full: the one with which it starts, and one like all others."""

FEW_POSITIONS = 4
"""Of more positions, the first and the last are named."""

MOST_TABLED, MOST_COLUMNS = 12, 5
"""So many positions at most have a row in a table, and so many columns it has beside the first one."""


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


def at_any(declared: Symbol, place: Sequence[int], index: Index) -> Symbol:
    """Return an element of a quantity at any position along an index."""
    return declared.read_at(tuple(own if own == index else at for own, at in zip(declared.indices, place, strict=True)))


def run(index: Index, positions: Sequence[int]) -> Relate:
    """Return "t = 1, …, 20", or "t = 1, 2, 3" where there are few."""
    first, *others = positions
    shown = [("…", others[-1])] if len(positions) >= FEW_POSITIONS else [(",", at) for at in others]
    return Relate(Symbol(index.name), "=", whole(first), tuple((between, whole(at)) for between, at in shown))


def shown_positions(along: Recurrence) -> tuple[int, ...]:
    """Return the positions of a recurrence that are shown alone, in order: the first ones and the last."""
    order = along.order
    return tuple(order) if len(order) <= IN_FULL + 1 else (*order[:IN_FULL], order[-1])


def steps(
    along: Recurrence,
    at: Callable[[int], Iterator[Block]],
    found: Callable[[int], Sequence[Found]],
    label: str,
    most_in_full: int = IN_FULL,
) -> Iterator[Block]:
    """Yield what is done at the first positions of a recurrence, each under its number, and a table of the others.

    Args:
        along: The recurrence, in the direction in which it is shown.
        at: Yields what is done at one position.
        found: Returns what is found at one position, the same quantities at each.
        label: That of the table.
        most_in_full: How many positions are written out where there are many.
    """
    order = along.order
    count = len(found(order[0]))
    in_full = len(order) if len(order) <= IN_FULL + 1 and count <= MOST_COLUMNS else most_in_full
    for position in order[:in_full]:
        yield paragraph(sentences.AT_POSITION, position=position_is(along.index, position))
        yield from at(position)
    if in_full >= len(order):
        return
    yield paragraph(sentences.STEPS_ALIKE, positions=run(along.index, order[in_full:]))
    most = MOST_TABLED if count <= MOST_COLUMNS else MOST_COLUMNS
    shown = order if len(order) <= most else (*order[: most - 1], order[-1])
    caption = sentence(sentences.ALONG, index=Symbol(along.index.name))
    if len(shown) < len(order):
        left_out = f"{len(order) - len(shown):,}"
        caption = sentence(sentences.ALONG_IN_PART, index=Symbol(along.index.name), count=left_out)
    yield _table(along.index, [(position, found(position)) for position in shown], caption, label)


def _table(index: Index, found: Sequence[tuple[int, Sequence[Found]]], caption: Inlines, label: str) -> Table:
    """Return a table of what is found, with a row for each position, or for each quantity where there are many."""
    if len(found[0][1]) <= MOST_COLUMNS:
        heads = [inlines(title) for title, _ in found[0][1]]
        rows = [(inlines(whole(at)), *(inlines(value) for _, value in own)) for at, own in found]
        first = inlines(Symbol(index.name))
    else:
        heads = [inlines(position_is(index, at)) for at, _ in found]
        rows = [
            (inlines(title), *(inlines(own[place][1]) for _, own in found))
            for place, (title, _) in enumerate(found[0][1])
        ]
        first = ()
    columns = ((first, Align.LEFT), *((head, Align.RIGHT) for head in heads))
    return Table(columns=columns, rows=tuple(rows), caption=caption, label=label)
