"""Steps of descent that are written in letters: `w⁺ = w - η ∂L/∂w` is about one parameter, whatever the network is."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from ..lexicon.roles import BIAS, RATE, WEIGHT, parts_of
from ..lexicon.words import is_digits
from ..tree import Chain, Minus, Name, Node, Numeral, Plus, Rate, Times


class Step(Enum):
    """What a formula of a step is."""

    OF_ONE = "of one"
    OF_SEVERAL = "of several"


def step_of(chain: Chain) -> Step | None:
    """Return whether a step takes a parameter, its old value and the derivative by it, or mixes several of them up.

    Where one of the three only lacks an index that counts, or has one more, nothing is said.

    Args:
        chain: A formula.
    """
    first = chain.sides[0].node
    if not isinstance(first, Name) or not (first.new or ":=" in chain.relations):
        return None
    if not {WEIGHT, BIAS} & {*parts_of(first)}:
        return None
    found = [(old, by) for side in chain.sides[1:] for old, by in _steps(side.node)]
    if not found:
        return None
    for old, by in found:
        if any(_are_others(*pair) for pair in ((first, old), (old, by), (first, by))) or _lacks(old, first, by):
            return Step.OF_SEVERAL
    return Step.OF_ONE if all(_key(first) == _key(old) == _key(by) for old, by in found) else None


def _steps(node: Node) -> Iterator[tuple[Name, Name]]:
    """Yield the parameter from which a step is subtracted and that by which is differentiated."""
    match node:
        case Plus((Name() as old, Minus(Times(factors, _)))):
            rates = [part for part in factors if isinstance(part, Rate)]
            others = [part for part in factors if not isinstance(part, Rate)]
            sized = all(isinstance(at, Numeral) or (isinstance(at, Name) and RATE in parts_of(at)) for at in others)
            if sized and len(rates) == 1 and isinstance(rates[0].by, Name) and isinstance(rates[0].of, Name):
                yield old, rates[0].by
        case _:
            return


def _key(name: Name) -> tuple[str, tuple[str, ...]]:
    return name.base, _marks(name)


def _marks(name: Name) -> tuple[str, ...]:
    return *name.above, *name.below, *name.at


def _are_others(one: Name, other: Name) -> bool:
    """Say whether two names are those of different parameters: by their letter, or by a number at one place."""
    if one.base != other.base:
        return bool({WEIGHT, BIAS} & {*parts_of(other)} and {WEIGHT, BIAS} & {*parts_of(one)})
    pairs = list(zip(_marks(one), _marks(other), strict=False))
    counted = [(a, b) for a, b in pairs if is_digits(a.strip("()[]")) and is_digits(b.strip("()[]"))]
    return len(_marks(one)) == len(_marks(other)) and any(a != b for a, b in counted)


def _lacks(old: Name, new: Name, by: Name) -> bool:
    """Say whether an index is lost: `b⁺_1 = b - η ∂L/∂b_1`."""
    marks, whole = _marks(old), _marks(new)
    missing = [mark for mark in whole if mark not in marks]
    return (
        _key(new) == _key(by)
        and old.base == new.base
        and len(marks) < len(whole)
        and {*marks} < {*whole}
        and all(is_digits(mark.strip("()[]")) for mark in missing)
    )
