"""Few combinations of options among which every pair of options stands together at least once."""

from __future__ import annotations

import random
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations

Choices = Mapping[str, Sequence[Hashable]]
Combination = dict[str, Hashable]
_Pair = tuple[str, Hashable, str, Hashable]

CANDIDATES = 20
"""Combinations of which the one with the most pairs that are still to come is taken."""


def covering(choices: Choices, seed: int = 0, but: Collection[frozenset[str]] = frozenset()) -> Iterator[Combination]:
    """Yield combinations until every pair of values of two options has stood in one of them, the fullest first.

    Args:
        choices: The values that each option may have, first those to be taken where all serve alike.
        seed: The same seed gives the same combinations.
        but: Pairs of options of which not every pair of values need stand in one.

    References:
        Cohen, Dalal, Fredman and Patton, The AETG system (1997): the greedy choice among random candidates.

    >>> few = list(covering({"a": (0, 1, 2), "b": (0, 1, 2), "c": (0, 1, 2)}))
    >>> len({(one["a"], one["b"]) for one in few}), 9 <= len(few) < 27
    (9, True)
    """
    draw = random.Random(seed)
    pairs = [pair for pair in combinations(choices, 2) if frozenset(pair) not in but]
    waiting: dict[_Pair, None] = {
        (one, first, other, second): None for one, other in pairs for first in choices[one] for second in choices[other]
    }
    while waiting:
        pair = next(iter(waiting))
        several = [_candidate(choices, pair, waiting, draw) for _ in range(CANDIDATES)]
        best = max(several, key=lambda found: sum(key in waiting for key in _pairs(found, pairs)))
        for key in _pairs(best, pairs):
            waiting.pop(key, None)
        yield best


def _pairs(combination: Combination, pairs: Sequence[tuple[str, str]]) -> Iterator[_Pair]:
    for one, other in pairs:
        yield one, combination[one], other, combination[other]


def _candidate(choices: Choices, pair: _Pair, waiting: Mapping[_Pair, None], draw: random.Random) -> Combination:
    """Return a combination with a given pair, whose other values are chosen one by one for the most new pairs."""
    one, first, other, second = pair
    found: Combination = {one: first, other: second}
    order = {name: at for at, name in enumerate(choices)}
    rest = [name for name in choices if name not in found]
    draw.shuffle(rest)
    for name in rest:

        def new(value: Hashable, name: str = name) -> int:
            before = ((known, at, name, value) for known, at in found.items() if order[known] < order[name])
            after = ((name, value, known, at) for known, at in found.items() if order[known] > order[name])
            return sum(key in waiting for key in (*before, *after))

        found[name] = max(choices[name], key=new)
    return {name: found[name] for name in choices}
