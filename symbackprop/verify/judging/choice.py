"""The choice between the networks that a document may state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...models.network import Network
from .. import thresholds
from .hypotheses import Trials
from .scores import holds, margin_of_a_rival, margin_of_equations
from .verdicts import Verdict

if TYPE_CHECKING:
    from ..inference.network import Inferred


@dataclass(frozen=True, slots=True)
class Chosen:
    """The network that a document is taken to state.

    Args:
        network: The network.
        rival: Whether weights in another order come near to it.
    """

    network: Network
    rival: bool = False


def likeliest(inferred: Inferred, trials: Trials) -> Chosen:
    """Return which of the networks that a document may state comes out best."""
    if not inferred.layered:
        assert inferred.model is not None
        return Chosen(inferred.model)
    scores = [trials.first_round(trials.with_its_rate(network)) for network in inferred.layered]
    best = max(range(len(scores)), key=lambda at: scores[at].worth)
    network = inferred.layered[best]
    near = (
        other
        for other, found in zip(inferred.layered, scores, strict=True)
        if holds(found, scores[best], margin_of_a_rival())
    )
    rival = any(other.values != network.values for other in near)
    if inferred.model is not None and scores[best].mistakes:
        by_equations = trials.first_round(trials.with_its_rate(inferred.model))
        # Layers of which more is wrong than right are none that anybody meant.
        is_hopeless = scores[best].worth <= 0 < by_equations.worth
        # Equations of which much more comes true with fewer mistakes are what the document itself says.
        is_far_behind = by_equations.mistakes < scores[best].mistakes and (
            by_equations.worth > thresholds.LEAST_TRUE * scores[best].worth
        )
        # Nobody means layers for which the numbers that the document gives are others.
        is_contradicted = by_equations.worth > scores[best].worth and _contradicts_givens(network, inferred, trials)
        if is_hopeless or is_far_behind or is_contradicted or holds(by_equations, scores[best], margin_of_equations()):
            network = inferred.model
    return Chosen(network, rival)


def _contradicts_givens(network: Network, inferred: Inferred, trials: Trials) -> bool:
    """Say whether numbers that a document gives outright are wrong for a network that it may state."""
    drafts = trials.of(trials.with_its_rate(network)).drafts
    wrong = (draft for draft in drafts if draft.verdict is Verdict.WRONG and draft.line_node is None)
    return any(draft.chain.span.start in inferred.starts for draft in wrong)
