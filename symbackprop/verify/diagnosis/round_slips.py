"""Slips in numbers for some rounds of descent: other rounds, another order of the updates, biases that are trained."""

from __future__ import annotations

from collections.abc import Iterator

from ..reasons import Details, Reason, SlipCode
from .case import RoundsCase, Suspect

MISCOUNTED = ((False, -1), (False, 1), (True, 0), (True, -1), (True, 1))
"""Whether the output weights are updated first, and how many rounds there are too many."""


def mistaken_rounds(case: RoundsCase) -> Iterator[Suspect]:
    """Yield the value after one round less or more, and with the output weights updated first."""
    for mixed, off in MISCOUNTED:
        other = case.count + off
        value = case.rounds.value(case.quantity, other, mixed) if other >= 0 else None
        if value is not None:
            details = Details(right=case.right, count=None if mixed else other, off=off or None)
            yield Suspect(
                value, Reason(SlipCode.UPDATED_FIRST_EACH_ROUND if mixed else SlipCode.ROUNDS_MISCOUNTED, details)
            )


def trained_biases(case: RoundsCase) -> Iterator[Suspect]:
    """Yield the value where the biases are trained, which the network leaves as they are."""
    trained = case.rounds.with_biases()
    value = trained.value(case.quantity, case.count) if trained is not None and case.count else None
    if value is not None:
        yield Suspect(value, Reason(SlipCode.BIASES_TRAINED, Details(right=case.right)))
