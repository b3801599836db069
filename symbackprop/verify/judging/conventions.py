"""The conventions by which a document may differ from its network: each one change of the hypothesis, said once.

A row says where a convention is suspected, by what is wrong without it, and what a document that has it is about. What
is suspected is tried, and taken where clearly more comes true with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ...models.network import Network
from .. import thresholds
from ..tree import Name
from ..values.digits import figures_of, fit
from .claim import Draft
from .loss_variants import factors, other_losses
from .remarks import Remark
from .turned_weights import turned_weights
from .verdicts import ClaimKind, Verdict


@dataclass(frozen=True, slots=True)
class Variant:
    """What a document may be about that keeps to a convention of its own.

    Args:
        network: The network under the convention.
        negative_signals: Whether δ is minus the derivative of the error.
        remark: What the document does; None where its names say so themselves.
    """

    network: Network
    negative_signals: bool = False
    remark: Remark | None = None


def variants(network: Network, negative_signals: bool, drafts: Sequence[Draft]) -> Iterator[Iterator[Variant]]:
    """Yield what a document may be about that keeps to a convention, one after another, by what is wrong without it.

    Args:
        network: What it is taken to be about.
        negative_signals: Whether δ is already taken for minus the derivative.
        drafts: What is judged of it then.
    """
    for convention in CONVENTIONS:
        yield (
            replace(variant, negative_signals=variant.negative_signals != negative_signals)
            for variant in convention(network, drafts)
        )


def _wrong(drafts: Sequence[Draft]) -> list[Draft]:
    """Return what is wrong; numbers in sentences belong to other rounds as often as they are wrong."""
    return [draft for draft in drafts if draft.verdict is Verdict.WRONG and draft.kind is not ClaimKind.PROSE]


def _other_factors(network: Network, drafts: Sequence[Draft]) -> Iterator[Variant]:
    """Yield losses with another factor, where several numbers are off by it."""
    usual = factors(network)
    off = Counter(factor for draft in _wrong(drafts) for factor in usual if _is_off_by(draft, factor))
    likely = [factor for factor in usual if off[factor] >= thresholds.LEAST_DOUBLED]
    for other, remark in other_losses(network, likely):
        yield Variant(other, remark=remark)


def _is_off_by(draft: Draft, factor: Fraction) -> bool:
    if draft.stated is None or draft.truth is None or figures_of(draft.stated.text) <= 1:
        return False
    above, below = factor.numerator, factor.denominator
    return fit(draft.stated, draft.truth * above / below).good


def _other_sign(network: Network, drafts: Sequence[Draft]) -> Iterator[Variant]:
    """Yield error signals with the other sign, where several are wrong."""
    subjects = [draft.subject_node for draft in _wrong(drafts)]
    if sum(isinstance(of, Name) and of.base == SIGNAL for of in subjects) >= thresholds.LEAST_SIGNALS:
        yield Variant(network, negative_signals=True)


def _turned_weights(network: Network, drafts: Sequence[Draft]) -> Iterator[Variant]:
    """Yield weights the other way round, where much is wrong."""
    wrong = len(_wrong(drafts))
    if wrong >= thresholds.LEAST_TURNED and wrong >= thresholds.SHARE_TURNED * len(drafts):
        for other, remark in turned_weights(network):
            yield Variant(other, remark=remark)


SIGNAL = "delta"

CONVENTIONS: Sequence[Callable[[Network, Sequence[Draft]], Iterator[Variant]]] = (
    _other_factors,
    _other_sign,
    _turned_weights,
)
"""What yields the variants of each convention that is suspected by what is wrong."""
