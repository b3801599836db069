"""Slips of the update of a weight, and of errors after many rounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from ...expression.tree import Symbol
from ...graph.tape import exact
from .. import thresholds
from ..judging.claim import Draft
from ..judging.ledger import decimals
from ..judging.prose_claims import ProseClaim
from ..judging.rounds import Rounds
from ..judging.verdicts import Verdict
from ..limits.boundary import contained
from ..limits.steps import out_of_time
from ..values.digits import figures_of, fit, rounded_like
from .case import Case, Suggestion


def mistaken_updates(case: Case, weight: Symbol) -> Iterator[Suggestion]:
    """Yield values of an updated weight, each with the slip that leads to it."""
    point, rate = case.naming.truth, exact(case.naming.layers.rate.value)
    value, slope = point.value(weight), point.adjoint(weight)
    yield value + rate * slope, "the gradient is added, not subtracted", f"subtract: {case.right}"
    yield value - slope, "the learning rate is forgotten", f"multiply the gradient by the learning rate: {case.right}"
    yield rate * slope, "the old value is left out", f"subtract this from the old value: {case.right}"
    for stage in case.naming.layers.stages:
        rows = stage.weights
        for i, row in enumerate(rows):
            for j, one in enumerate(row):
                if one == weight and j < len(rows) and i < len(row):
                    other = rows[j][i]
                    if other != weight:
                        yield (
                            value - rate * point.adjoint(other),
                            f"the gradient of {other.ascii} is subtracted: the matrix of gradients is transposed",
                            f"subtract the gradient of {weight.ascii}: {case.right}",
                        )


UPDATED_FIRST = "output weights updated before the hidden error signals are computed"


def explain_rounds(prose: Iterable[tuple[ProseClaim, Draft]], rounds: Rounds) -> None:
    """Say of each wrong number for some rounds of descent why it is wrong, as long as there is time."""
    for claim, draft in prose:
        if draft.verdict is Verdict.WRONG and not out_of_time():
            act = partial(diagnose_rounds, draft, rounds, claim.quantity, claim.rounds)
            contained("explaining", draft.chain.span, act, lambda _: None)


def diagnose_rounds(draft: Draft, rounds: Rounds, quantity: Symbol, count: int) -> None:
    """Say why a number for some rounds of descent is wrong: other rounds, or another order of the updates."""
    if draft.stated is None or draft.truth is None:
        return
    right = rounded_like(draft.truth, decimals(draft.stated))
    draft.correction = f"write {right}"
    for mixed, other, reason in (
        (False, count - 1, "one round too few"),
        (False, count + 1, "one round too many"),
        (True, count, UPDATED_FIRST),
        (True, count - 1, f"{UPDATED_FIRST}, and one round too few"),
        (True, count + 1, f"{UPDATED_FIRST}, and one round too many"),
    ):
        value = rounds.value(quantity, other, mixed) if other >= 0 else None
        if (
            value is not None
            and figures_of(draft.stated.text) >= thresholds.LEAST_FIGURES_OF_A_SLIP
            and fit(draft.stated, value).good
        ):
            draft.reason = f"this is the value after {other:,} rounds: {reason}" if not mixed else reason
            return
    trained = rounds.with_biases()
    value = trained.value(quantity, count) if trained is not None and count else None
    if (
        value is not None
        and figures_of(draft.stated.text) >= thresholds.LEAST_FIGURES_OF_A_SLIP
        and fit(draft.stated, value).good
    ):
        draft.reason = "the biases are trained as well, which the spec says they are not"
        draft.correction = f"leave the biases as they are: {right}"
