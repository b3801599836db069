"""The points at which a term is computed: only those where its windows hold, found without a look at all others.

The adjoint of `x[2*i+k-1]` counts, at each m, for the few i where m − 2i + 1 is a place of the filter, and that of
`E[word[t],d]` for the t at which word[t] is m. What work is counted as, and what it takes, is the same number here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from ..expression.tree import Affine, Index, Lookup, Position, Symbol
from .equations import Term
from .scatter import placed
from .shifts import coefficient_of, indices_in, lookups_in, offset_of, reach_of
from .windows import Window

FAR_MORE = 4
"""Places are read off those of a whole space where it has fewer than so many times the points that are wanted."""


def space_of(target: Symbol, term: Term) -> tuple[Index, ...]:
    """Return the indices along which a term of a target is computed, those of the target first."""
    return (*(index for index in target.indices if isinstance(index, Index)), *term.over)


def whole_count(target: Symbol, term: Term) -> int:
    """Return how many points a term is computed at where only what is looked up says where it counts."""
    where, there = placed(target, term)
    return prod(index.size for index in (space_of(target, term) if where == target else there.over))


def count_of(target: Symbol, term: Term) -> int:
    """Return at how many points a term counts, at most.

    >>> m, i, k = Index("m", 1000), Index("i", 499), Index("k", 3)
    >>> term = Term(Symbol("y", indices=(i,)), (i,), (Window(Affine(((1, m), (-2, i)), 1), 3),))
    >>> count_of(Symbol("x", indices=(m,)), term)
    1497
    """
    if not term.within:
        return prod(index.size for index in space_of(target, term))
    where, there = placed(target, term)
    sizes = {index: index.size for index in (space_of(target, term) if where == target else there.over)}
    used: set[Index] = set()
    for window in there.within:
        # Once all other indices are known, a window leaves one of them as many positions as it has, by its step.
        inside = set(indices_in(window.position))
        looked_up = {index for lookup in lookups_in(window.position) for at in lookup.where for index in indices_in(at)}
        left = {
            index: -(-window.size // abs(coefficient_of(window.position, index)))
            for index in inside - looked_up - used
            if index in sizes
        }
        if left:
            index = min(left, key=lambda index: (left[index] / sizes[index], index.name))
            sizes[index] = min(sizes[index], left[index])
        used |= inside
    return prod(sizes.values())


def inside(space: Sequence[Index], windows: Sequence[Window]) -> list[int]:
    """Return the points of a space at which windows hold, numbered with the last index fastest.

    >>> m, i = Index("m", 6), Index("i", 2)
    >>> inside((m, i), [Window(Affine(((1, m), (-2, i)), 1), 3)])
    [2, 4, 6, 7, 9, 11]
    """
    windows = tuple(dict.fromkeys(windows))
    points: list[tuple[int, ...]] = [(0, *(offset_of(window.position) for window in windows))]
    steps = [[coefficient_of(window.position, index) for window in windows] for index in space]
    rests = [[_reach_behind(window.position, space[at:]) for window in windows] for at in range(1, len(space) + 1)]
    for index, own, behind in zip(space, steps, rests, strict=True):
        moving = [
            (at + 1, step, 1 - high, window.size - low)
            for at, (window, step, (low, high)) in enumerate(zip(windows, own, behind, strict=True))
            if step
        ]
        reached: list[tuple[int, ...]] = []
        for point in points:
            first, last = 1, index.size
            for at, step, low, high in moving:
                # low ≤ point + step·position ≤ high, divided by the step and rounded inwards.
                near, far = (low, high) if step > 0 else (-high, -low)
                known = point[at] if step > 0 else -point[at]
                first, last = max(first, -((known - near) // abs(step))), min(last, (far - known) // abs(step))
            base = point[0] * index.size - 1
            reached += [
                (base + position, *(known + step * position for known, step in zip(point[1:], own, strict=True)))
                for position in range(first, last + 1)
            ]
        points = reached
    found = [point[0] for point in points]
    for window in windows:
        if lookups_in(window.position) or not indices_in(window.position):
            held = places(space, ((1, window.position),), 0, found)
            found = [at for at, place in zip(found, held, strict=True) if 1 <= place <= window.size]
    return found


def _reach_behind(position: Position, left: Sequence[Index]) -> tuple[int, int]:
    """Return the least and the greatest that what is not known yet of a position adds to the rest."""
    low = high = 0
    for index in (*left, *lookups_in(position)):
        step = coefficient_of(position, index)
        ends = [step * at for at in reach_of(Affine(((1, index),)))]
        low, high = low + min(ends), high + max(ends)
    return low, high


def places(
    space: Sequence[Index], weighted: Iterable[tuple[int, Position]], offset: int, kept: Sequence[int] | None = None
) -> list[int]:
    """Return a function of the indices at points of a space, affine but for what is looked up.

    Args:
        space: The indices.
        weighted: Positions, each with its factor.
        offset: What is added.
        kept: The points, by their numbers; all of the space without.
    """
    slopes: dict[Index, int] = {}
    for weight, position in weighted:
        match position:
            case Index():
                slopes[position] = slopes.get(position, 0) + weight
            case Affine(parts, shift):
                offset += weight * shift
                for coefficient, index in parts:
                    slopes[index] = slopes.get(index, 0) + weight * coefficient
            case int():
                offset += weight * position
    if kept is None:
        found = _all_places(space, slopes, offset)
    elif prod(index.size for index in space) <= FAR_MORE * len(kept):
        every = _all_places(space, slopes, offset)
        found = [every[at] for at in kept]
    else:
        found = [offset] * len(kept)
        apart = 1
        for index in reversed(space):
            slope, size = slopes.get(index, 0), index.size
            if slope:
                found = [place + slope * (at // apart % size + 1) for place, at in zip(found, kept, strict=True)]
            apart *= size
    for lookup in (index for index in slopes if isinstance(index, Lookup)):
        table = lookup.table
        assert table is not None
        where = zip(*(places(space, ((1, at),), 0, kept) for at in lookup.where), strict=True)
        found = [place + slopes[lookup] * number for place, number in zip(found, map(table.at, where), strict=True)]
    return found


def _all_places(space: Sequence[Index], slopes: dict[Index, int], offset: int) -> list[int]:
    found = [offset]
    for index in space:
        slope = slopes.get(index, 0)
        if slope:
            steps = [slope * at for at in range(1, index.size + 1)]
            found = [place + step for place in found for step in steps]
        else:
            found = [place for place in found for _ in range(index.size)]
    return found
