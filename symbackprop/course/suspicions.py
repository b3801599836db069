"""Submissions that look as if they were somebody else's: with the numbers of another variant, or the same file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .asked import Asked
from .facts import Fact
from .grading import figures

LEAST = 3
"""So many numbers of another variant are no chance."""

FIGURES = 3
"""A number with fewer figures may be anybody's."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What a student has handed in, for comparison.

    Args:
        student: The id.
        asked: What was asked.
        facts: What was found.
    """

    student: str
    asked: tuple[Asked, ...]
    facts: tuple[Fact, ...]


def numbers_of_others(handed: Sequence[Handed]) -> Iterator[tuple[str, str, int]]:
    """Yield the students whose numbers are those of another variant: who, whose, and how many of them.

    Args:
        handed: What each student has handed in.
    """
    owners = _owners(handed)
    for one in handed:
        own = {asked.name: asked.value for asked in one.asked}
        counts: Counter[str] = Counter()
        told = 0
        for name, stated in {(fact.of, fact.stated) for fact in one.facts if fact.is_number and fact.of in own}:
            if figures(stated) < FIGURES:
                continue
            told += 1
            if not _is_same(stated, own[name]):
                near = {owner for key in _keys(stated) for owner in owners.get((name, key), ())}
                counts.update(owner for owner, value in near if owner != one.student and _is_same(stated, value))
        if counts:
            whose, count = counts.most_common(1)[0]
            if count >= LEAST and 2 * count >= told:
                yield one.student, whose, count


def _owners(handed: Sequence[Handed]) -> Mapping[tuple[str, str], set[tuple[str, str]]]:
    """Return whose right numbers there are, by quantity and by the first figures."""
    found: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for one in handed:
        for asked in one.asked:
            if figures(asked.value) >= FIGURES:
                for key in _keys(asked.value):
                    found[asked.name, key].add((one.student, asked.value))
    return found


def _keys(number: str) -> tuple[str, ...]:
    value = float(number)
    return tuple({f"{value * (1 + off):.1e}" for off in (-0.005, 0.0, 0.005)})


def _is_same(stated: str, value: str) -> bool:
    """Say whether two numbers agree, to a unit of the last place of the shorter one."""
    decimals = min(len(stated.partition(".")[2]), len(value.partition(".")[2]))
    return abs(Fraction(stated) - Fraction(value)) <= Fraction(1, 10**decimals)
