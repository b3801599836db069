"""Windows: where a term counts. A read that is shifted past an end has one, and so have its adjoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from ..expression.tree import Affine, Index, Position
from .shifts import coefficient_of, indices_in, offset_of, reach_of, shifted, solved_for


@dataclass(frozen=True, slots=True)
class Window:
    """A condition of a term: its position must lie from 1 to `size`, or the term is 0 there."""

    position: Position
    size: int

    def moved(self, by: Mapping[Index, Position]) -> Window:
        """Return it with the indices of its position replaced, all at once."""
        return Window(shifted(self.position, by), self.size)

    @property
    def is_always(self) -> bool:
        """Whether it holds wherever its indices stand.

        >>> i = Index("i", 4)
        >>> Window(Affine(((1, i),), -1), 4).is_always, Window(i, 4).is_always
        (False, True)
        """
        low, high = reach_of(self.position)
        return low >= 1 and high <= self.size

    @property
    def place(self) -> tuple[Index, int] | None:
        """The only position of the only index at which it holds, or None where it is about more."""
        inside = indices_in(self.position)
        if self.size != 1 or len(inside) != 1 or abs(coefficient_of(self.position, inside[0])) != 1:
            return None
        at = solved_for(inside[0], self.position, 1)
        return (inside[0], at) if isinstance(at, int) else None

    @property
    def is_never(self) -> bool:
        """Whether it holds nowhere."""
        low, high = reach_of(self.position)
        return high < 1 or low > self.size


def is_possible(windows: Iterable[Window]) -> bool:
    """Say whether conditions can hold together, as far as the ends of each index tell.

    >>> t = Index("t", 5)
    >>> is_possible([Window(t, 1), Window(Affine(((1, t),), -1), 5)])
    False
    """
    ends: dict[Index, tuple[int, int]] = {}
    several: list[tuple[Affine, int]] = []
    for window in windows:
        if window.is_never:
            return False
        position = window.position
        if isinstance(position, int):
            continue
        parts = position.parts if isinstance(position, Affine) else ((1, position),)
        if isinstance(position, Affine) and len(parts) > 1:
            several.append((position, window.size))
            continue
        ((step, index),) = parts
        offset = position.offset if isinstance(position, Affine) else 0
        # From 1 − offset to size − offset, divided by the step and rounded inwards.
        first, last = sorted((Fraction(1 - offset, step), Fraction(window.size - offset, step)))
        low, high = ends.get(index, index.reach)
        ends[index] = max(low, ceil(first)), min(high, floor(last))
        if ends[index][0] > ends[index][1]:
            return False
    return all(_reaches(position, size, ends) for position, size in several)


def conditions(windows: Iterable[Window]) -> frozenset[tuple[tuple[tuple[int, Index], ...], int, int]]:
    """Return what windows demand together, alike for all that hold at the same places along each direction.

    Returns:
        A weighted sum of indices with its least and its greatest value, for each that may not take all its values.

    >>> t = Index("t", 4)
    >>> one, two = Window(Affine(((1, t),), 1), 4), Window(Affine(((1, t),), 2), 4)
    >>> conditions([one, two]) == conditions([two])
    True
    """
    whole: dict[tuple[tuple[int, Index], ...], tuple[int, int]] = {}
    ends: dict[tuple[tuple[int, Index], ...], tuple[int, int]] = {}
    for window in windows:
        inside = indices_in(window.position)
        weights = [coefficient_of(window.position, index) for index in inside]
        if not weights:
            whole[()], ends[()] = (0, 0), (0, -1 if window.is_never else ends.get((), (0, 0))[1])
            continue
        step = abs(weights[0]) if len(weights) == 1 else 1
        sign = 1 if weights[0] > 0 else -1
        offset = offset_of(window.position)
        parts = tuple((sign * weight // step, index) for weight, index in zip(weights, inside, strict=True))
        # From 1 − offset to size − offset, divided by the step and rounded inwards.
        first, last = sorted(Fraction(sign * (end - offset), step) for end in (1, window.size))
        whole[parts] = reach_of(Affine(parts, 0))
        low, high = ends.get(parts, whole[parts])
        ends[parts] = max(low, ceil(first)), min(high, floor(last))
    return frozenset((parts, *at) for parts, at in ends.items() if at != whole[parts])


def _reaches(position: Affine, size: int, ends: Mapping[Index, tuple[int, int]]) -> bool:
    """Say whether a position of several indices comes to lie from 1 to `size`, while each stays between its ends."""
    sides = [[step * at for at in ends.get(index, index.reach)] for step, index in position.parts]
    return position.offset + sum(map(max, sides)) >= 1 and position.offset + sum(map(min, sides)) <= size
