"""Recurrences one position at a time: what an equation says at one position of the index along which it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from ..expression.tree import ZERO, Index, Position, Symbol
from .equations import Equation, Ordered, Term
from .shifts import moved, reindexed


@lru_cache(maxsize=4096)
def fixed(equation: Equation, index: Index, position: int) -> Equation:
    """Return an equation at one position of an index, of which terms without effect there are left out.

    >>> t = Index("t", 3)
    >>> s, x = Symbol("s", indices=(t,)), Symbol("x", indices=(t,))
    >>> fixed(Equation(s, (Term(x),)), t, 2).target.ascii
    's[2]'
    """
    by: dict[Index, Position] = {index: position}
    return Equation(moved(equation.target, by), terms_at(equation.terms, by) or (Term(ZERO),), equation.place)


def terms_at(terms: Iterable[Term], by: Mapping[Index, Position]) -> tuple[Term, ...]:
    """Return the terms that count where indices are at some positions, with no window that always holds."""
    found = []
    for term in terms:
        windows = [window.moved(by) for window in term.within]
        if not any(window.is_never for window in windows):
            left = tuple(window for window in windows if not window.is_always)
            found.append(Term(reindexed(term.body, by), term.over, left))
    return tuple(found)


def steps_of(block: Sequence[Equation]) -> Iterator[Equation]:
    """Yield the equations of a block in the order in which they are computed, those of a recurrence by position."""
    along = block[0].along
    if along is None:
        yield from block
        return
    for position in along.order:
        for equation in block:
            yield fixed(equation, along.index, position)


class Targeted(Ordered, Protocol):
    """What is computed for each position of the indices of its target."""

    @property
    def target(self) -> Symbol: ...


S = TypeVar("S", bound=Targeted)


def places_of(block: Sequence[S]) -> Iterator[tuple[S, tuple[Position, ...]]]:
    """Yield each equation of a block with the part of its indices that is computed next, in order."""
    along = block[0].along
    if along is None:
        yield from ((equation, equation.target.indices) for equation in block)
        return
    for position in along.order:
        for equation in block:
            yield equation, moved(equation.target, {along.index: position}).indices


def part_of(declared: Symbol, part: Symbol) -> tuple[int, int, int, int]:
    """Return where the elements of a part, one position of one index, stand among all elements of a quantity.

    Returns:
        How many runs there are, how far apart they begin, where the first begins, and how long each is.
    """
    sizes = [index.size for index in declared.indices if isinstance(index, Index)]
    at = next(at for at, position in enumerate(part.indices) if isinstance(position, int))
    position = part.indices[at]
    assert isinstance(position, int)
    outer = inner = 1
    for size in sizes[:at]:
        outer *= size
    for size in sizes[at + 1 :]:
        inner *= size
    return outer, sizes[at] * inner, (position - 1) * inner, inner
