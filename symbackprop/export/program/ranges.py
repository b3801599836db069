"""Where a loop begins and ends whose term counts at some positions only, and what else must be asked inside it.

Everything here is counted from 0, as the variables of loops are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ...expression.tree import Affine, Index, Position
from ...graph.shifts import coefficient_of, indices_in, lookups_in
from ...graph.windows import Window


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number that depends on the variables of loops and on what is looked up, `Σ coefficient · part + offset`.

    What is looked up is counted from 0 in code, too.
    """

    parts: tuple[tuple[int, Index], ...]
    offset: int

    @property
    def reach(self) -> tuple[int, int]:
        """The least and the greatest value."""
        ends = [sorted(coefficient * (end - 1) for end in index.reach) for coefficient, index in self.parts]
        return self.offset + sum(low for low, _ in ends), self.offset + sum(high for _, high in ends)

    @property
    def indices(self) -> tuple[Index, ...]:
        """The indices whose variables it depends on."""
        return indices_in(Affine(self.parts, self.offset))

    def plus(self, number: int) -> Whole:
        """Return the sum with a number."""
        return Whole(self.parts, self.offset + number)

    @property
    def negative(self) -> Whole:
        """The number with its sign turned."""
        return Whole(tuple((-coefficient, index) for coefficient, index in self.parts), -self.offset)

    def without(self, index: Index) -> Whole:
        """Return the part that does not depend on an index."""
        return Whole(tuple(part for part in self.parts if part[1] != index), self.offset)


@dataclass(frozen=True, slots=True)
class Bound:
    """The quotient of a number, rounded down; nothing is lost by rounding towards 0, which only ends of 0 see."""

    number: Whole
    by: int


@dataclass(frozen=True, slots=True)
class Range:
    """From where to where a loop runs.

    Args:
        index: What it runs along.
        first: The number at which it begins, or more.
        end: The number before which it ends, or less.
        lows: It begins at the greatest of these and `first`.
        highs: It ends before the least of these and `end`.
    """

    index: Index
    first: int
    end: int
    lows: tuple[Bound, ...] = ()
    highs: tuple[Bound, ...] = ()

    @classmethod
    def of(cls, index: Index, lows: Iterable[Bound] = (), highs: Iterable[Bound] = ()) -> Range:
        """Return the range between some bounds, those that are numbers taken together."""
        below, above = tuple(lows), tuple(highs)
        first = max([0, *(bound.number.offset // bound.by for bound in below if not bound.number.parts)])
        end = min([index.size, *(bound.number.offset // bound.by for bound in above if not bound.number.parts)])
        return cls(
            index,
            first,
            max(first, end),
            tuple(bound for bound in below if bound.number.parts),
            tuple(bound for bound in above if bound.number.parts),
        )


@dataclass(frozen=True)
class Ranges:
    """The loops of a term.

    Args:
        of: The ranges of indices that do not run along all positions.
        asked: The numbers that must not be negative for the term to count, which no loop of it decides.
        inside: Those that what is looked up in its loops decides.
    """

    of: Mapping[Index, Range] = field(default_factory=dict)
    asked: tuple[Whole, ...] = ()
    inside: tuple[Whole, ...] = ()


def counted(position: Position) -> Whole:
    """Return a position, counted from 0.

    >>> i, k = Index("i", 4), Index("k", 2)
    >>> counted(Affine(((1, i), (1, k)), -1)).offset, counted(3).offset
    (0, 2)
    """
    if isinstance(position, int):
        return Whole((), position - 1)
    parts = position.parts if isinstance(position, Affine) else ((1, position),)
    offset = position.offset if isinstance(position, Affine) else 0
    return Whole(parts, offset + sum(coefficient for coefficient, _ in parts) - 1)


def ranges_of(windows: Sequence[Window], order: Sequence[Index]) -> Ranges:
    """Return where the loops over some indices run for all windows to hold.

    Args:
        windows: The conditions of a term.
        order: Its loops, the innermost last; the one that is innermost among those of a window decides it.
    """
    lows: dict[Index, list[Bound]] = {}
    highs: dict[Index, list[Bound]] = {}
    asked: list[Whole] = []
    looked_up: list[Whole] = []
    for window in windows:
        place = counted(window.position)
        inside = [index for index in order if coefficient_of(window.position, index)]
        is_looked_up = lookups_in(window.position) and not set(order).isdisjoint(indices_in(window.position))
        if is_looked_up or not inside:
            both = (place, place.negative.plus(window.size - 1))
            (looked_up if is_looked_up else asked).extend(number for number in both if number.reach[0] < 0)
            continue
        index = inside[-1]
        step = coefficient_of(window.position, index)
        rest, by = place.without(index), abs(step)
        if step > 0:
            low, high = rest.negative.plus(by - 1), rest.negative.plus(window.size - 1 + by)
        else:
            low, high = rest.plus(by - window.size), rest.plus(by)
        if low.reach[1] >= by:
            lows.setdefault(index, []).append(Bound(low, by))
        if high.reach[0] < index.size * by:
            highs.setdefault(index, []).append(Bound(high, by))
    limited = [index for index in order if index in lows or index in highs]
    return Ranges(
        {index: Range.of(index, lows.get(index, ()), highs.get(index, ())) for index in limited},
        tuple(dict.fromkeys(asked)),
        tuple(dict.fromkeys(looked_up)),
    )
