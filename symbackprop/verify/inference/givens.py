"""The numbers that a document gives, by quantity and member: `x_1 = 1`, `x_2 = -1` and `x = [1, -1]` say the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ...expression.tree import Number
from ..lexicon.roles import BIAS
from .assignments import Assignment, Assignments
from .families import Families, MemberPlace
from .formula_parts import Shape

At = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Givens:
    """What a document gives.

    Args:
        numbers: By word, the number of each member that has one; a single number has no position.
        shapes: By word, how long what is given as a whole array is along each dimension.
        behind: By word, how long the members of a family are that are arrays themselves.
        starts: Where a word is given a number first.
        alike: By part, the one number that words give all that plays it: "all biases are 0".
    """

    numbers: Mapping[str, Mapping[At, Number]] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    behind: Mapping[str, Shape] = field(default_factory=dict)
    starts: Mapping[str, int] = field(default_factory=dict)
    alike: Mapping[str, Number] = field(default_factory=dict)

    def single(self, place: MemberPlace) -> Number | None:
        """Return the number of a single quantity or of a member."""
        at = place.numbers
        return None if at is None else self.numbers.get(place.word, {}).get(at)

    def at_points(self, words: Iterable[str]) -> Givens:
        """Return the same with the point as the number of what has none: that of `x_0` for x.

        Args:
            words: What formulas read and none defines.
        """
        points = {word: self.numbers.get(f"{word}0", {}).get(()) for word in words if word not in self.numbers}
        known: dict[str, dict[At, Number]] = {word: {(): at} for word, at in points.items() if at is not None}
        return replace(self, numbers={**self.numbers, **known}) if known else self


def givens_of(assignments: Assignments, families: Families) -> Givens:
    """Return what a document gives, what it states outright before what it only puts in.

    Args:
        assignments: What it gives numbers.
        families: What indices count.
    """
    numbers: dict[str, dict[At, Number]] = {}
    shapes: dict[str, Shape] = {}
    behind: dict[str, Shape] = {}
    starts: dict[str, int] = {}
    placed = [(assignment, families.place(assignment.name)) for assignment in _latest_last(assignments)]
    by_member = {place.word for _, place in placed if place.at and place.numbers is not None}
    for assignment, place in placed:
        at = place.numbers
        if at is None or not place.word:
            continue
        # `t = 2` beside the targets t_1, t_2 is a time, and the row of x_2 is no list of all x.
        if assignment.single and not at and place.word in by_member and place.word in families.ranks:
            continue
        rank = sum(families.ranks.get(place.word, (0, 0)))
        shape, entries = _entries(assignment, rank if not at else 0)
        if rank and not at and len(shape) < rank:
            continue
        known = numbers.setdefault(place.word, {})
        known.update({(*at, *inner): number for inner, number in entries})
        starts[place.word] = min(assignment.start, starts.get(place.word, assignment.start))
        if shape and not at:
            shapes[place.word] = shape
        if shape[0 if at else rank :] and rank:
            behind[place.word] = shape[0 if at else rank :]
    in_words = assignments.in_words.get(BIAS, ())
    return Givens(numbers, shapes, behind, starts, {BIAS: in_words[0]} if len(in_words) == 1 else {})


def _latest_last(assignments: Assignments) -> Iterable[Assignment]:
    """Return what is given, so that what counts comes last."""
    return (*assignments.substituted, *reversed(assignments.every))


def _entries(assignment: Assignment, rank: int) -> tuple[Shape, Iterator[tuple[At, Number]]]:
    """Return the dimensions of what is given, and its entries; a list of one number is a number."""
    rows = assignment.rows
    if len(assignment.flat) == 1 and rank == 0:
        return (), iter([((), rows[0][0])])
    if 1 in (len(rows), len(rows[0])) and rank != 2:
        flat = assignment.flat
        return (len(flat),), iter([((at,), number) for at, number in enumerate(flat, start=1)])
    every = [((row, at), n) for row, entries in enumerate(rows, start=1) for at, n in enumerate(entries, start=1)]
    return (len(rows), len(rows[0])), iter(every)
