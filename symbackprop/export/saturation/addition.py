"""Sums of exponentials: brought to a common denominator, with what is equal taken together and the shared taken out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from .exponentials import Exponentials, Identity, Monomial, Summand, fresh, indices_of_atom
from .linear import NOTHING

MOST_SUMMANDS = 64
"""A longer sum is not multiplied out; read under its name it may be of any length."""

MOST_DENOMINATORS = 3
MOST_POWER = 4


def added(summands: Sequence[Summand]) -> Monomial | None:
    """Return a sum over its common denominator, with what is equal taken together.

    Returns:
        A product, of which the sum is one factor unless it could be carried out; None where nothing can be said:
        there is no exponential, or it would have to be multiplied out at length.
    """
    if not any(summand.value.is_exponential for summand in summands):
        return None
    below = _common_denominator(summands)
    if below is None:
        return None
    above: list[Summand] = []
    for summand in summands:
        found = _over_denominator(summand, below)
        if found is None or len(above) + len(found) > max(MOST_SUMMANDS, len(summands)):
            return None
        above += found
    top = _collected(above)
    return top.times(Monomial(powers=tuple((base, -power) for base, power in below.items())))


def _common_denominator(summands: Sequence[Summand]) -> dict[Exponentials, Fraction] | None:
    below: dict[Exponentials, Fraction] = {}
    for summand in summands:
        for base, power in summand.value.sums:
            if power.denominator != 1 or power > MOST_POWER:
                return None
            if power < 0:
                below[base] = max(below.get(base, Fraction(0)), -power)
    if len(below) > MOST_DENOMINATORS or any(power > MOST_POWER for power in below.values()):
        return None
    bound = frozenset(index for summand in summands for index in summand.over)
    return None if any(base.indices & bound for base in below) else below


def _over_denominator(summand: Summand, below: Mapping[Exponentials, Fraction]) -> list[Summand] | None:
    """Return the summands that a product is when it is brought to a denominator, or None where they are too many."""
    own = dict(summand.value.sums)
    expanded = [(base, int(own.get(base, 0) + power)) for base, power in below.items()]
    expanded += [(base, int(power)) for base, power in own.items() if base not in below]
    expanded = [(base, power) for base, power in expanded if power]
    if not expanded:
        value = replace(summand.value, powers=summand.value.plain)
        return [Summand(value, summand.over, None if below else summand.name)]
    if any(base in below for base, _ in expanded) and summand.value.plain:
        # Network weights times different neurons: multiplied out they would tell nothing.
        return None
    found = [Summand(replace(summand.value, powers=summand.value.plain), summand.over)]
    for base, power in expanded:
        for _ in range(power):
            if len(found) * len(base.summands) > MOST_SUMMANDS and not (len(found) == power == 1):
                return None
            found = [_product(one, other) for one in found for other in base.summands]
    return found


def _product(one: Summand, other: Summand) -> Summand:
    clash = frozenset(one.over) | one.value.indices
    by = {index: fresh(index, clash | other.value.indices) for index in other.over if index in clash}
    moved = other
    if by:
        moved = Summand(other.value.reindexed(by), tuple(by.get(index, index) for index in other.over))
    is_one = one.value == Monomial() and not one.over
    return Summand(one.value.times(moved.value), (*one.over, *moved.over), moved.name if is_one else None)


def _collected(summands: Iterable[Summand]) -> Monomial:
    """Return a sum of products, none of which divides by an exponential, as a product."""
    found: dict[tuple[int, Identity], Summand] = {}
    for summand in summands:
        length, value = summand.identity
        key = length, value.identity
        if key in found:
            known = found[key]
            total = known.value.coefficient + summand.value.coefficient
            found[key] = Summand(replace(known.value, coefficient=total), known.over)
        else:
            found[key] = summand
    kept = [summand for summand in found.values() if summand.value.coefficient]
    if not kept:
        return Monomial(Fraction(0))
    if len(kept) == 1 and not kept[0].over:
        return kept[0].value
    return _without_common_factors(kept)


def _without_common_factors(summands: list[Summand]) -> Monomial:
    """Return a sum as a product of what all its terms share and the rest, the same however it is written."""
    bound = frozenset(index for summand in summands for index in summand.over)
    first = summands[0].value
    shared = [
        (base, power)
        for base, power in first.powers
        if not indices_of_atom(base) & bound and all((base, power) in summand.value.powers for summand in summands)
    ]
    coefficient = abs(first.coefficient)
    if any(abs(summand.value.coefficient) != coefficient for summand in summands):
        coefficient = Fraction(1)
    exponent = NOTHING
    if len(summands) == 2 and not bound and not any(summand.value.plain for summand in summands):
        if not summands[0].value.exponent.minus(summands[1].value.exponent).is_canonical:
            summands = summands[::-1]
        exponent = summands[1].value.exponent
        coefficient = summands[0].value.coefficient
    elif all(summand.value.coefficient < 0 for summand in summands):
        coefficient = -coefficient
    outside = Monomial(coefficient, exponent, tuple(shared))
    if outside == Monomial():
        return Monomial(powers=((Exponentials(tuple(summands)), Fraction(1)),))
    inverse = outside.raised(Fraction(-1))
    assert inverse is not None, "a common factor of terms is not 0"
    rest = tuple(Summand(summand.value.times(inverse), summand.over) for summand in summands)
    return outside.times(Monomial(powers=((Exponentials(rest), Fraction(1)),)))
