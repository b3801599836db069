"""Where the terms of an adjoint count, in words: at which positions, and what is 0 beyond the ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ...document.blocks import Inlines, Relate
from ...expression.tree import ZERO, Affine, Index, Symbol, whole
from ...graph.equations import bare
from ...graph.shifts import as_expression, coefficient_of, combined, lookups_in, offset_of, reach_of, solved_for
from ...graph.windows import Window
from ...models.network import Network
from . import sentences
from .recurrences import position_is
from .words import joined, listed, sentence

Counted: TypeAlias = tuple[Symbol, tuple[Window, ...]]
"""A term of an adjoint: what the equation defines from which it comes, and where it counts."""

MOST_BEYOND = 2
"""So many positions beyond an end are named with their zeros; of more, it is said where a term counts."""


def windows(
    network: Network, terms: Sequence[Counted], named: Callable[[Symbol], Symbol] = lambda adjoint: adjoint
) -> Inlines:
    """Return where the terms of an adjoint count, or nothing where all of them do everywhere.

    Args:
        network: The network.
        terms: What the equation of each term defines, and where the term counts.
        named: Returns how the adjoint of a quantity at a position is written.
    """
    beyond: dict[tuple[Index, int], list[Symbol]] = {}
    counted: list[Inlines] = []
    for at, (reader, within) in enumerate(terms):
        conditions: list[Inlines] = []
        for window in within:
            found = _beyond(network, reader, window)
            if found is None:
                conditions.append((condition(window),))
            else:
                index, end, zeros = found
                beyond.setdefault((index, end), []).extend(map(named, zeros))
        if conditions and len(terms) == 1:
            counted.append(sentence(sentences.ONE_COUNTS_WHERE, condition=listed(conditions)))
        elif conditions:
            ordinal = sentences.ORDINALS[min(at, len(sentences.ORDINALS) - 1)]
            counted.append(sentence(sentences.COUNTS_WHERE, ordinal=ordinal, condition=listed(conditions)))
    for (index, end), zeros in beyond.items():
        text = sentences.NOTHING_BEFORE if end == 1 else sentences.NOTHING_AFTER
        shown = [Relate(zero, "=", ZERO) for zero in dict.fromkeys(zeros)]
        counted.append(sentence(text, position=position_is(index, end), zeros=listed(shown)))
    return joined(*counted)


def _beyond(network: Network, reader: Symbol, window: Window) -> tuple[Index, int, list[Symbol]] | None:
    """Return the end beyond which a window says adjoints to be 0, and these: ā[t + 1] after the last t."""
    position = window.position
    adjoint = network.backward.adjoint.get(bare(reader))
    if not isinstance(position, Affine) or not isinstance(adjoint, Symbol) or position not in reader.indices:
        return None
    dimension = reader.indices.index(position)
    own = network.graph.declared[bare(reader)].indices[dimension]
    low, high = reach_of(position)
    out = [*range(low, 1), *range(window.size + 1, high + 1)]
    is_neighbour = len(position.parts) == 1 and abs(offset_of(position)) == len(out)
    if not isinstance(own, Index) or own.size != window.size or not is_neighbour or len(out) > MOST_BEYOND:
        return None
    zeros = [reader.read_at((*reader.indices[:dimension], at, *reader.indices[dimension + 1 :])) for at in out]
    return own, 1 if out[0] < 1 else window.size, [zero.marked(network.loss.base) for zero in zeros]


def condition(window: Window) -> Relate:
    """Return a window as a formula, "t = 3", "word_t = m" or "1 ≤ m − k + 1 ≤ 4"."""
    position = window.position
    if window.size == 1 and lookups_in(position):
        number = combined(*((coefficient_of(position, lookup), lookup) for lookup in lookups_in(position)))
        return Relate(as_expression(number), "=", as_expression(combined((1, 1), (-1, position), (1, number))))
    if window.size == 1 and isinstance(position, Affine) and len(position.parts) == 1:
        ((coefficient, index),) = position.parts
        value = solved_for(index, position, 1) if abs(coefficient) == 1 else None
        if isinstance(value, int):
            return position_is(index, value)
    shown = as_expression(position)
    if window.size == 1:
        return Relate(shown, "=", whole(1))
    return Relate(whole(1), "≤", shown, (("≤", whole(window.size)),))
