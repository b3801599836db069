"""Slips in numbers for some rounds of descent: other rounds, another order of the updates, biases that are trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..reasons import Details, Reason, slip_code
from .case import RoundsCase, Suspect
from .slip import Of, RoundsSlip, Slip, Unplantable

BIASES_TRAINED = slip_code(
    "biases-trained",
    "biases are updated although they are to stay",
    "Update only what the exercise says is trained.",
    ("the biases are trained as well, which the spec says they are not",),
    ("leave the biases as they are: {right}",),
)
ROUNDS_MISCOUNTED = slip_code(
    "rounds-miscounted",
    "one round of training too many or too few",
    "After n rounds the weights have been updated n times; the first values belong to round 0.",
    ("this is the value after {count:,} rounds: one round too {many}",),
)
UPDATED_FIRST_EACH_ROUND = slip_code(
    "weight-updated-already-each-round",
    "updated weights are used in the backward pass of each round",
    "All gradients of a round are taken with the old weights; update them afterwards, all at once.",
    (
        "output weights updated before the hidden error signals are computed, and one round too {many}",
        "output weights updated before the hidden error signals are computed",
    ),
)


MISCOUNTED = ((False, -1), (False, 1), (True, 0), (True, -1), (True, 1))
"""Whether the output weights are updated first, and how many rounds there are too many."""


def mistaken_rounds(case: RoundsCase) -> Iterator[Suspect]:
    """Yield the value after one round less or more, and with the output weights updated first."""
    for mixed, off in MISCOUNTED:
        other = case.count + off
        value = case.rounds.value(case.quantity, other, mixed) if other >= 0 else None
        if value is not None:
            details = Details(right=case.right, count=None if mixed else other, off=off or None)
            yield Suspect(value, Reason(UPDATED_FIRST_EACH_ROUND if mixed else ROUNDS_MISCOUNTED, details))


def trained_biases(case: RoundsCase) -> Iterator[Suspect]:
    """Yield the value where the biases are trained, which the network leaves as they are."""
    trained = case.rounds.with_biases()
    value = trained.value(case.quantity, case.count) if trained is not None and case.count else None
    if value is not None:
        yield Suspect(value, Reason(BIASES_TRAINED, Details(right=case.right)))


ROUND_SLIPS: Sequence[RoundsSlip] = (
    Slip(ROUNDS_MISCOUNTED, Of.ROUNDS, mistaken_rounds, plant=Unplantable.PROSE),
    Slip(UPDATED_FIRST_EACH_ROUND, Of.ROUNDS, mistaken_rounds, plant=Unplantable.PROSE),
    Slip(BIASES_TRAINED, Of.ROUNDS, trained_biases, plant=Unplantable.PROSE),
)
"""Slips that give a wrong number after some rounds of descent."""
