"""Running averages that optimisers keep, `m_t = β m_{t-1} + (1 - β) g_t`, and what corrects their beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from .. import thresholds
from ..quantities.indices import TIME
from ..tree import Chain, Minus, Name, Node, Numeral, Over, Plus, Raised, Times

NEW_VALUES = "input"

SECOND = 2
"""The step of the example: at the first one a lost power makes no difference."""


@dataclass(frozen=True, slots=True)
class Slipped:
    """A formula of a running average that is not one.

    Args:
        at: Which side.
        letters: What stands for what in an example.
        left: What should come out.
        right: What does.
    """

    at: int
    letters: tuple[tuple[str, str], ...]
    left: Fraction
    right: Fraction


@dataclass(frozen=True, slots=True)
class RunningAverage:
    """A running average: what is averaged has the weight `1 - rate`.

    Args:
        rate: How much of it stays.
        weight: What is taken from one, or added to it, before what is new.
        is_taken: Whether it is taken from one.
    """

    rate: Name
    weight: Name
    is_taken: bool


def is_assignment(chain: Chain) -> bool:
    """Say whether a chain says what becomes of a quantity, as `w = w - η g` does, and claims nothing."""
    left, *others = (side.node for side in chain.sides)
    if not isinstance(left, Name) or len(others) != 1 or not isinstance(others[0], Plus):
        return False
    before = replace(left, new=False)
    return any(isinstance(term, Name) and _called(term) == _called(before) for term in others[0].terms)


def _called(name: Name) -> tuple[object, ...]:
    """Return how a quantity is called, wherever it stands."""
    return name.base, name.below, name.above, name.at, name.accent, name.new


def averages_in(chains: Sequence[Chain]) -> Iterator[tuple[int, Name, RunningAverage]]:
    """Yield the running averages of a document, each with the number of its chain and its name."""
    for number, chain in enumerate(chains):
        left = chain.sides[0].node
        if len(chain.sides) > 1 and isinstance(left, Name):
            found = _average(left, chain.sides[1].node)
            if found is not None:
                yield number, left, found


def _average(left: Name, right: Node) -> RunningAverage | None:
    if not isinstance(right, Plus) or len(right.terms) != 2:
        return None
    kept = next((rate for term in right.terms if (rate := _kept(left, term)) is not None), None)
    added = next((pair for term in right.terms if (pair := _from_one(term)) is not None), None)
    if kept is None or added is None or kept.base != added[0].base:
        return None
    return RunningAverage(kept, *added)


def _kept(left: Name, term: Node) -> Name | None:
    """Return the rate in `β m_{t-1}`."""
    factors = _factors(term)
    if len(factors) != 2 or not all(isinstance(factor, Name) for factor in factors):
        return None
    names = [factor for factor in factors if isinstance(factor, Name)]
    other = [name for name in names if family(name) != family(left)]
    return other[0] if len(other) == 1 else None


def _from_one(node: Node) -> tuple[Name, bool] | None:
    """Return the rate in `(1 - β) g`, and whether it is taken from one."""
    for factor in _factors(node):
        rate = _beside_one(factor)
        if rate is not None and isinstance(rate[0], Name):
            return rate[0], rate[1]
    return None


def _beside_one(node: Node) -> tuple[Node, bool] | None:
    if not isinstance(node, Plus) or len(node.terms) != 2:
        return None
    one, rate = node.terms
    if not (isinstance(one, Numeral) and one.value == 1):
        return None
    return (rate.body, True) if isinstance(rate, Minus) else (rate, False)


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Times) else (node,)


def family(name: Name) -> tuple[str, str, tuple[str, ...]]:
    """Return what is the same of a quantity at all times."""
    return name.base, name.accent, tuple(part for part in name.below if not TIME.fullmatch(part.strip("()")))


def slips_in(chains: Sequence[Chain]) -> Mapping[int, Slipped]:
    """Return what is no running average, and what does not correct one, by the number of the chain.

    A correction divides by `1 - β^t`, the sum of the weights so far: the average of what stays the same is that.
    """
    found: dict[int, Slipped] = {}
    averages: dict[tuple[str, str, tuple[str, ...]], RunningAverage] = {}
    each = {number: (name, average) for number, name, average in averages_in(chains)}
    for number, chain in enumerate(chains):
        if number in each:
            name, average = each[number]
            averages[family(name)] = average
            if average.weight.text != average.rate.text or not average.is_taken:
                found[number] = _weights_slipped(average)
        elif len(chain.sides) > 1:
            slipped = _correction_slipped(chain, averages)
            if slipped is not None:
                found[number] = slipped
    return MappingProxyType(found)


def corrections_in(chains: Sequence[Chain]) -> frozenset[int]:
    """Return the numbers of the chains that divide a running average by how much of it is there."""
    averages: dict[tuple[str, str, tuple[str, ...]], RunningAverage] = {}
    found = set[int]()
    for _, name, average in averages_in(chains):
        averages[family(name)] = average
    for number, chain in enumerate(chains):
        if len(chain.sides) > 1 and _divisor(chain.sides[1].node, averages) is not None:
            found.add(number)
    return frozenset(found)


def _weights_slipped(average: RunningAverage) -> Slipped:
    rate, another = thresholds.RATES_OF_AVERAGES
    other = another if average.weight.text != average.rate.text else rate
    weight = 1 - other if average.is_taken else 1 + other
    letters: tuple[tuple[str, str], ...] = ((NEW_VALUES, "1"), (average.rate.text, shown(rate)))
    letters += ((average.weight.text, shown(other)),) if average.weight.text != average.rate.text else ()
    return Slipped(1, letters, Fraction(1), rate + weight)


def shown(number: Fraction) -> str:
    """Return a number of an example in decimals."""
    return str(float(number))


def _divisor(
    node: Node, averages: Mapping[tuple[str, str, tuple[str, ...]], RunningAverage]
) -> tuple[RunningAverage, Node, bool] | None:
    """Return the average that is corrected, what is taken from one below it, and whether it is taken."""
    if not isinstance(node, Over) or not isinstance(node.top, Name):
        return None
    average = averages.get(family(node.top))
    below = _beside_one(node.below)
    if average is None or below is None:
        return None
    base = below[0].base if isinstance(below[0], Raised) else below[0]
    if not isinstance(base, Name) or base.base != average.rate.base:
        return None
    return average, *below


def _correction_slipped(
    chain: Chain, averages: Mapping[tuple[str, str, tuple[str, ...]], RunningAverage]
) -> Slipped | None:
    found = _divisor(chain.sides[1].node, averages)
    if found is None:
        return None
    average, rate, is_taken = found
    base = rate.base if isinstance(rate, Raised) else rate
    assert isinstance(base, Name)
    is_power = isinstance(rate, Raised) and not isinstance(rate.exponent, Numeral)
    if is_power and is_taken and base.text == average.rate.text:
        return None
    own = base.text == average.rate.text
    usual, another = thresholds.RATES_OF_AVERAGES
    other = usual if own else another
    power = other**SECOND if isinstance(rate, Raised) else other
    divisor = 1 - power if is_taken else 1 + power
    steps = (NEW_VALUES, "1"), ("t", str(SECOND)), (average.rate.text, shown(usual))
    letters = steps + (() if own else ((base.text, shown(other)),))
    return Slipped(1, letters, Fraction(1), (1 - usual**SECOND) / divisor)
