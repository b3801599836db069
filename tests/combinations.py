"""Few combinations of options among which every pair of options stands together at least once."""

from __future__ import annotations

import random
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations

Choices = Mapping[str, Sequence[Hashable]]
Combination = dict[str, Hashable]
_Pair = tuple[str, Hashable, str, Hashable]

CANDIDATES = 20
"""Combinations of which the one with the most pairs that are still to come is taken."""


def covering(choices: Choices, seed: int = 0) -> Iterator[Combination]:
    """Yield combinations until every pair of two options has stood in one of them, the fullest first.

    Args:
        choices: The values that each option may have.
        seed: The same seed gives the same combinations.

    References:
        Cohen, Dalal, Fredman and Patton, The AETG system (1997): the greedy choice among random candidates.

    >>> few = list(covering({"a": (0, 1, 2), "b": (0, 1, 2), "c": (0, 1, 2)}))
    >>> len({(one["a"], one["b"]) for one in few}), 9 <= len(few) < 27
    (9, True)
    """
    draw = random.Random(seed)
    names = list(choices)
    waiting: dict[_Pair, None] = {
        (one, first, other, second): None
        for one, other in combinations(names, 2)
        for first in choices[one]
        for second in choices[other]
    }
    while waiting:
        pair = next(iter(waiting))
        best = max((_candidate(choices, pair, waiting, draw) for _ in range(CANDIDATES)), key=lambda found: found[0])
        for done in pairs(best[1], names):
            waiting.pop(done, None)
        yield best[1]


def pairs(combination: Combination, names: Sequence[str]) -> Iterator[_Pair]:
    """Yield the pairs of options that stand together in a combination."""
    for one, other in combinations(names, 2):
        yield one, combination[one], other, combination[other]


def _candidate(
    choices: Choices, pair: _Pair, waiting: Mapping[_Pair, None], draw: random.Random
) -> tuple[int, Combination]:
    """Return a combination with a given pair whose other options are chosen one by one, and how many pairs it adds."""
    one, first, other, second = pair
    found: Combination = {one: first, other: second}
    added = 1
    rest = [name for name in choices if name not in found]
    draw.shuffle(rest)
    for name in rest:
        values = list(choices[name])
        draw.shuffle(values)
        new = {value: sum(_key(choices, found, known, name, value) in waiting for known in found) for value in values}
        best = max(values, key=lambda value: new[value])
        found[name] = best
        added += new[best]
    return added, found


def _key(choices: Choices, found: Combination, known: str, name: str, value: Hashable) -> _Pair:
    names = list(choices)
    if names.index(known) < names.index(name):
        return known, found[known], name, value
    return name, value, known, found[known]
