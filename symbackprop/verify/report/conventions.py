"""The habits of a document: conventions that hold throughout, said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ...expression.functions import FUNCTIONS
from .. import thresholds
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import decimals
from ..judging.remarks import Remark, RemarkCode
from ..judging.verdicts import ClaimKind, Verdict
from ..lexicon.words import ACTIVATION
from ..quantities.scheme import Quantity
from ..values.digits import Fit, fit

REMARK_WORDS: Mapping[RemarkCode, str] = MappingProxyType(
    {
        RemarkCode.ANOTHER_EXAMPLE: "The document goes on to another example, which is judged by its own values.",
        RemarkCode.HALF_OF_THE_SQUARE: "The document's error has a factor 1/2.",
        RemarkCode.NO_FACTOR_OF_THE_SQUARE: "The document's error has no factor before the square.",
        RemarkCode.RATE_MENTIONED: "The document mentions η = {stated} as well; the spec has {given}.",
        RemarkCode.RATE_USED: "The document uses η = {stated}; the spec has {given}.",
        RemarkCode.TIME_OVER: "The time limit was reached; what was not judged by then is listed.",
    }
)
"""The sentence of each remark."""


def remark_words(remark: Remark) -> str:
    """Return the sentence of a remark."""
    stated, given = (number.text if number else "" for number in (remark.stated, remark.given))
    return REMARK_WORDS[remark.code].format(stated=stated, given=given)


def notation(naming: Naming) -> list[str]:
    """Return how a document writes where several ways are usual, and this is not the one of the network."""
    found = []
    signals = [scheme.signal for scheme in naming.chosen.values() if scheme.signal is not None]
    if any(signal.negative for signal in signals):
        found.append("δ is the negative derivative of the error, so that updates add it.")
    if any(signal.by is Quantity.OUT for signal in signals):
        found.append("δ is the derivative of the error with respect to the output of a neuron, not to its net input.")
    if naming.layout.rows:
        found.append("Vectors lie, as in x W.")
    letters = naming.letters
    found += [f"{letter} stands for {_title(letters[letter], naming)}." for letter in sorted(naming.decided)]
    if naming.turned:
        found.append("Matrices of gradients are printed transposed to the weights.")
    return found


def _title(function: str, naming: Naming) -> str:
    """Return what a sentence calls a function, or the activation of the network."""
    bending = {stage.function for stage in naming.layers.stages} - {"identity"}
    if function == ACTIVATION and len(bending) == 1:
        (function,) = bending
    return FUNCTIONS[function].title if function in FUNCTIONS else "the activation of each layer"


def house_style(drafts: Sequence[Draft]) -> list[str]:
    """Return how a document shortens numbers, where it does so in one way."""
    places: Counter[int] = Counter()
    rounded = truncated = 0
    for draft in drafts:
        if (
            draft.kind is not ClaimKind.NUMBER
            or draft.stated is None
            or draft.truth is None
            or not draft.verdict.is_good
        ):
            continue
        how = fit(draft.stated, draft.truth)
        if how is Fit.EXACT:
            continue
        places[decimals(draft.stated)] += 1
        value = draft.line if draft.verdict is Verdict.CARRIED and draft.line is not None else draft.truth
        how = fit(draft.stated, value)
        rounded += how is Fit.ROUNDED
        truncated += how is Fit.TRUNCATED
    total = sum(places.values())
    if total < thresholds.LEAST_SHORTENED:
        return []
    (usual, count) = places.most_common(1)[0]
    to = f" to {usual} decimals" if count >= thresholds.USUAL_PLACES * total else ""
    if truncated >= thresholds.MOSTLY_CUT * total:
        return [f"The document truncates{to} more often than it rounds."]
    if truncated == 0 and rounded:
        return [f"The document rounds{to}."]
    return [f"The document mostly rounds{to}, and truncates now and then."] if truncated else []
