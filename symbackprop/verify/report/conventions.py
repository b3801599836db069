"""The habits of a document: conventions that hold throughout, each remarked on once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from ...expression.functions import FUNCTIONS
from .. import thresholds
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import decimals
from ..judging.remarks import Remark, RemarkCode
from ..judging.verdicts import ClaimKind, Verdict
from ..lexicon.functions import IDENTITY
from ..lexicon.words import ACTIVATION
from ..quantities.scheme import Quantity
from ..tree import Chain, Rate, walk
from ..values.digits import Fit, fit, printed_float
from .words import filled

REMARK_WORDS: Mapping[RemarkCode, tuple[str, ...]] = MappingProxyType(
    {
        RemarkCode.ACTIVATION_LETTER: ("{letter} stands for the activation of each layer.",),
        RemarkCode.ANOTHER_EXAMPLE: ("The document goes on to another example, which is judged by its own values.",),
        RemarkCode.DELTA_FOR_PARTIAL: ("The document writes {letter} for ∂.",),
        RemarkCode.FUNCTION_LETTER: ("{letter} stands for {function}.",),
        RemarkCode.GRADIENTS_TRANSPOSED: ("Matrices of gradients are printed transposed to the weights.",),
        RemarkCode.HALF_OF_THE_SQUARE: ("The document's error has a factor 1/2.",),
        RemarkCode.LATER_ROUNDS: ("What follows an update is judged with the parameters that the update leaves.",),
        RemarkCode.LOSS_TIMES: ("The document's error is {used} times that of the network.",),
        RemarkCode.MEAN_OF_ERRORS: ("The document's error is the mean of the single errors, not their sum.",),
        RemarkCode.NO_FACTOR_OF_THE_SQUARE: ("The document's error has no factor before the square.",),
        RemarkCode.NUMBERED_BY_SOURCE: ("The document numbers the weights of a layer by the neuron they come from.",),
        RemarkCode.NUMBERED_BY_TARGET: ("The document numbers the weights of a layer by the neuron they lead to.",),
        RemarkCode.PRINTED_AS_DOUBLES: (
            "Numbers are printed as a program has them; they are right within the rounding of its arithmetic.",
        ),
        RemarkCode.RATE_MENTIONED: ("The document mentions η = {used} as well; the spec has {in_spec}.",),
        RemarkCode.RATE_USED: ("The document uses η = {used}; the spec has {in_spec}.",),
        RemarkCode.ROUNDS: ("The document rounds to {decimals} decimals.", "The document rounds."),
        RemarkCode.ROUNDS_MOSTLY: (
            "The document mostly rounds to {decimals} decimals, and truncates now and then.",
            "The document mostly rounds, and truncates now and then.",
        ),
        RemarkCode.SIGNAL_BY_OUTPUT: (
            "δ is the derivative of the error with respect to the output of a neuron, not to its net input.",
        ),
        RemarkCode.SIGNAL_NEGATIVE: ("δ is the negative derivative of the error, so that updates add it.",),
        RemarkCode.SUM_OF_ERRORS: ("The document's error is the sum of the single errors, not their mean.",),
        RemarkCode.TIME_OVER: ("The time limit was reached; what was not judged by then is listed.",),
        RemarkCode.TRUNCATES: (
            "The document truncates to {decimals} decimals more often than it rounds.",
            "The document truncates more often than it rounds.",
        ),
        RemarkCode.VECTORS_AS_ROWS: ("Vectors lie, as in x W.",),
        RemarkCode.WEIGHTS_BY_SOURCE: (
            "The document writes x W, with the weights from one neuron in a row; the network W x.",
        ),
        RemarkCode.WEIGHTS_BY_TARGET: (
            "The document writes W x, with the weights to one neuron in a row; the network x W.",
        ),
    }
)
"""The first of several sentences is taken of which all places are known."""


def remark_words(remark: Remark) -> str:
    """Return the sentence of a remark."""
    details = {
        "used": remark.used.text if remark.used is not None else None,
        "in_spec": remark.in_spec.text if remark.in_spec is not None else None,
        "letter": remark.letter,
        "function": FUNCTIONS[remark.function].title if remark.function else "",
        "decimals": remark.decimals,
    }
    return filled(REMARK_WORDS[remark.code], {name: each for name, each in details.items() if each not in ("", None)})


def notation(naming: Naming) -> Iterator[Remark]:
    """Yield how a document writes where several ways are usual, and this is not the one of the network."""
    signals = [scheme.signal for scheme in naming.chosen.values() if scheme.signal is not None]
    if any(signal.negative for signal in signals):
        yield Remark(RemarkCode.SIGNAL_NEGATIVE)
    if any(signal.by is Quantity.OUT for signal in signals):
        yield Remark(RemarkCode.SIGNAL_BY_OUTPUT)
    if naming.layout.rows:
        yield Remark(RemarkCode.VECTORS_AS_ROWS)
    for letter in sorted(naming.decided):
        function = _function(naming.letters[letter], naming)
        yield Remark(
            RemarkCode.FUNCTION_LETTER if function else RemarkCode.ACTIVATION_LETTER, letter=letter, function=function
        )
    if naming.turned:
        yield Remark(RemarkCode.GRADIENTS_TRANSPOSED)


DELTA_AHEAD = re.compile(r"(?:\\[a-z]?frac\s*\{?\s*)?(?:\\(?P<command>delta|Delta)(?![a-z])|(?P<sign>[δΔ]))")
"""What a derivative begins with that is written with δ."""

DELTAS = MappingProxyType({"delta": "δ", "Delta": "Δ"})


def partial_signs(text: str, chains: Iterable[Chain]) -> Iterator[Remark]:
    """Yield which letters a document writes for ∂.

    Args:
        text: The document.
        chains: Its equations.
    """
    slopes = (part for chain in chains for side in chain.sides for part in walk(side.node) if isinstance(part, Rate))
    found = (DELTA_AHEAD.match(text, slope.span.start) for slope in slopes)
    letters = {match["sign"] or DELTAS[match["command"]] for match in found if match is not None}
    for letter in sorted(letters):
        yield Remark(RemarkCode.DELTA_FOR_PARTIAL, letter=letter)


def _function(meaning: str, naming: Naming) -> str:
    """Return the function of the table that a letter stands for; empty for the activations where they differ."""
    bending = {stage.function for stage in naming.layers.stages} - {IDENTITY}
    if meaning == ACTIVATION and len(bending) == 1:
        (meaning,) = bending
    return meaning if meaning in FUNCTIONS else ""


def house_style(drafts: Sequence[Draft]) -> Iterator[Remark]:
    """Yield how a document prints numbers: as a program has them, or shortened in one way."""
    if any(draft.stated is not None and draft.verdict.is_good and printed_float(draft.stated) for draft in drafts):
        yield Remark(RemarkCode.PRINTED_AS_DOUBLES)
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
        if how is Fit.EXACT or printed_float(draft.stated) is not None:
            continue
        places[decimals(draft.stated)] += 1
        value = draft.line if draft.verdict is Verdict.CARRIED and draft.line is not None else draft.truth
        how = fit(draft.stated, value)
        rounded += how is Fit.ROUNDED
        truncated += how is Fit.TRUNCATED
    total = sum(places.values())
    if total < thresholds.LEAST_SHORTENED:
        return
    (usual, count) = places.most_common(1)[0]
    code = RemarkCode.ROUNDS_MOSTLY
    if truncated >= thresholds.MOSTLY_CUT * total:
        code = RemarkCode.TRUNCATES
    elif truncated == 0:
        code = RemarkCode.ROUNDS
    if truncated or rounded:
        yield Remark(code, decimals=usual if count >= thresholds.USUAL_PLACES * total else None)
