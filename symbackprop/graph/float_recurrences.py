"""Floating-point values of recurrences, many positions at a time.

Some positions are computed at once, again and again, each time from what the time before gave, until nothing changes.
Then every position is what its equations make of those before it, to the last bit, as if it had been computed after
them: after n times the first n are. What forgets its past, as gates and activations do, needs few times, whatever the
number of positions; what adds up needs as many times as there are positions, and takes as long as one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..expression.tree import Index, Position, Symbol
from .effort import operations
from .equations import Equation, bare
from .points import whole_count
from .recurrences import fixed, terms_at
from .shifts import combined, moved

Array: TypeAlias = NDArray[np.float64]
Spend: TypeAlias = Callable[[int], None]
"""Is called with the number of operations that are about to be done, and may end the work by an error."""

Part: TypeAlias = tuple[Equation, Symbol, tuple[int | slice, ...]]
"""An equation for some positions, its bare target, and where they stand in it."""

AT_FIRST, THEN, AT_LEAST = 1, 256, 16
"""How many positions are computed at once: the first one, where starts are read; then; and where nothing settles."""

MOST_AT_ONCE = 1 << 17
"""Operations on the positions that are computed at once, from which on more of them gain nothing."""

BEGINNING = 5_000
"""Operations over arrays that take as long as to begin with one part of an expression."""


def repeated(
    block: Sequence[Equation],
    known: Mapping[Symbol, Array],
    value_of: Callable[[Equation, Mapping[Symbol, Array]], Array],
    spend: Spend,
) -> dict[Symbol, Array]:
    """Return the values of what a recurrence defines.

    Args:
        block: Its equations.
        known: What they read from outside.
        value_of: Computes the target of an equation from what it reads.
        spend: What counts the operations.
    """
    along = block[0].along
    assert along is not None
    size = along.index.size
    found = {bare(equation.target): np.zeros(_shape(equation.target)) for equation in block}
    read = {**known, **found}
    effort = sum(operations(fixed(equation, along.index, along.order[-1])) for equation in block)
    most = max(1, MOST_AT_ONCE // max(effort, 1))
    done, count = 0, AT_FIRST
    while done < size:
        count = min(count, size - done, most)
        low = done + 1 if along.step > 0 else size - done - count + 1
        times = _settle(list(_parts(block, along.index, low, count)), count, found, read, value_of, spend)
        done += count
        if times == count:
            # It has not settled; only the first one is computed alone for another reason.
            count = max(AT_LEAST, count // 2) if done > AT_FIRST else THEN
        else:
            count *= 2
    return found


def _parts(block: Sequence[Equation], index: Index, low: int, count: int) -> Iterator[Part]:
    """Yield the equations of a block for some positions, from the lowest on."""
    if count == 1:
        for equation in block:
            places = tuple(low - 1 if at == index else slice(None) for at in equation.target.indices)
            yield fixed(equation, index, low), bare(equation.target), places
        return
    some = Index(index.name, count)
    by: dict[Index, Position] = {index: combined((1, some), (1, low - 1))}
    for equation in block:
        places = tuple(
            slice(low - 1, low - 1 + count) if at == index else slice(None) for at in equation.target.indices
        )
        yield (
            Equation(moved(equation.target, {index: some}), terms_at(equation.terms, by)),
            bare(equation.target),
            places,
        )


def _settle(
    parts: Sequence[Part],
    count: int,
    found: Mapping[Symbol, Array],
    read: Mapping[Symbol, Array],
    value_of: Callable[[Equation, Mapping[Symbol, Array]], Array],
    spend: Spend,
) -> int:
    """Compute some positions until nothing changes, in place, and return how often that was."""
    effort = sum(operations(equation, BEGINNING, whole_count) for equation, _, _ in parts)
    for time in range(1, count + 1):
        spend(effort)
        is_settled = True
        for equation, name, places in parts:
            values = value_of(equation, read)
            before = found[name][places]
            is_settled = is_settled and np.array_equal(values, before, equal_nan=True)
            found[name][places] = values
        if is_settled:
            return time
    return count


def _shape(target: Symbol) -> tuple[int, ...]:
    return tuple(index.size for index in target.indices if isinstance(index, Index))
