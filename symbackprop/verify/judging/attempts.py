"""What each part of a document is judged against: one hypothesis for the whole of it, or one for each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..inference.arithmetic import ARITHMETIC
from ..inference.units import Unit
from ..lexicon.roles import INPUT, TARGET, WEIGHT
from ..limits.steps import out_of_time
from ..source import Span
from .choice import Chosen
from .claim import Draft
from .hypotheses import Hypothesis, Trials
from .passes import judge_passes
from .put_in import with_what_is_put_in
from .scores import (
    Score,
    comes_true,
    holds,
    is_about,
    is_better,
    is_given_again,
    is_number_of,
    margin_of_what_is_put_in,
    score,
)

if TYPE_CHECKING:
    from ..inference.network import Inferred

Infer: TypeAlias = Callable[[Trials], "tuple[Inferred, Chosen]"]
"""Returns the networks that a document or a part of it may state and the likeliest, or refuses."""

AloneWith: TypeAlias = "Callable[[Unit, tuple[Span, ...]], Attempt]"
"""Returns what a part is judged against by itself, with the stretches from which it inherits; each is found once."""

NEEDED = (INPUT, TARGET, WEIGHT)
"""What a part lacks whose numbers make no network for which enough of it comes true."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a part of a document is judged against.

    Args:
        trials: The part, or the document in which it lies.
        hypothesis: What it is judged against.
        unit: With what it begins; None for a document that is about one thing.
        found: What the part states, where its network was read from it.
        rival: Whether weights in another order come near to it.
        refusal: Why it is judged against no network.
    """

    trials: Trials
    hypothesis: Hypothesis
    unit: Unit | None = None
    found: Inferred | None = None
    rival: bool = False
    refusal: DocumentRefusal | None = None

    @property
    def is_arithmetic(self) -> bool:
        """Whether no network is known that it is about."""
        return self.hypothesis.network is ARITHMETIC

    def in_unit(self, unit: Unit) -> Attempt:
        """Return the same for a part of the document alone."""
        return replace(self, trials=self.trials.within(unit, unit.inherited), unit=unit)

    def without_network(self, refusal: DocumentRefusal) -> Attempt:
        """Return the same judged by its arithmetic alone."""
        hypothesis = replace(self.hypothesis, network=ARITHMETIC)
        return replace(self, hypothesis=hypothesis, found=None, rival=False, refusal=refusal)


def attempt(trials: Trials, infer: Infer, unit: Unit | None = None) -> Attempt:
    """Return what a document, or a part of it, is judged against by what it states itself."""
    try:
        found, chosen = infer(trials)
    except DocumentRefusal as refusal:
        if refusal.code is DocumentCode.NO_TIME_LEFT:
            raise
        return Attempt(trials, Hypothesis(ARITHMETIC), unit, refusal=refusal)
    hypothesis = trials.with_its_rate(chosen.network)
    # What the parts of a document compute with otherwise is found part by part.
    if unit is not None or len(trials.units) < 2:
        hypothesis = _as_computed(trials, hypothesis)
    return Attempt(trials, hypothesis, unit, found, chosen.rival)


def _as_computed(trials: Trials, hypothesis: Hypothesis) -> Hypothesis:
    """Return a hypothesis by what a document computes with, where that is clearly not what it gives."""
    judgement = trials.of(hypothesis)
    best, found = judgement.score, hypothesis
    for symbol, network in with_what_is_put_in(judgement.naming, judgement.drafts):
        other = replace(hypothesis, network=network, put_in=(symbol,))
        tried = trials.of(other).score
        if out_of_time():
            break
        if holds(tried, judgement.score, margin_of_what_is_put_in()) and tried.worth > best.worth:
            best, found = tried, other
    return found


def attempts(whole: Attempt, infer: Infer, is_given: bool = False) -> list[Attempt]:
    """Return what each part of a document is judged against; where it is about one thing, that is the whole of it.

    Args:
        whole: What the document is judged against as a whole.
        infer: Finds what a part states.
        is_given: Whether a spec says what it is about, so that only parts that are plainly about something else are
            judged against what they state.
    """
    units = whole.trials.units
    if len(units) < 2:
        return [whole]
    parts, _ = judge_passes(whole.hypothesis, whole.trials)
    drafts = [draft for part in parts for draft in part.drafts]
    made: dict[tuple[Span, tuple[Span, ...]], Attempt] = {}

    def alone_with(unit: Unit, inherits: tuple[Span, ...]) -> Attempt:
        key = unit.span, inherits
        if key not in made:
            made[key] = attempt(whole.trials.within(unit, inherits), infer, unit)
        return made[key]

    chosen = [_of_unit(unit, whole, _within(drafts, unit.span), alone_with, is_given) for unit in units]
    if whole.is_arithmetic:
        # Letters of one exercise say nothing of those of another.
        alone = [whole.in_unit(unit) for unit in units]
        return [each or other for each, other in zip(chosen, alone, strict=True)]
    if all(each is None for each in chosen):
        return [whole]
    if not is_given:
        # What all numbers of different parts make is about none of them.
        chosen = [each or _as_good(unit, whole, drafts, alone_with) for unit, each in zip(units, chosen, strict=True)]
        left = [_within(drafts, unit.span) for unit, each in zip(units, chosen, strict=True) if each is None]
        if not any(is_number_of(draft, whole.hypothesis.network) for own in left for draft in own):
            chosen = [each or _without(unit, drafts, alone_with) for unit, each in zip(units, chosen, strict=True)]
    return [*_joined(whole, units, chosen)]


def _within(drafts: Sequence[Draft], span: Span) -> list[Draft]:
    return [draft for draft in drafts if span.start <= draft.chain.span.start < span.end]


def _of_unit(
    unit: Unit, whole: Attempt, drafts: Sequence[Draft], alone_with: AloneWith, is_given: bool
) -> Attempt | None:
    """Return what a part is judged against by itself, or None where it is about what the whole document is about."""
    beside = score(drafts)
    holds = comes_true(drafts) and not whole.is_arithmetic
    if not drafts or holds or (is_given and beside.worth > 0) or out_of_time():
        return None
    best: Attempt | None = None
    # A section that goes on may as well begin anew, with a network of its own.
    for inherits in dict.fromkeys((unit.inherited, unit.above if unit.goes_on else unit.with_before)):
        alone = alone_with(unit, inherits)
        if _is_taken(alone, whole, beside, drafts):
            best, beside = alone, _score(alone)
        if not alone.is_arithmetic and ((best is alone and not beside.mistakes) or not unit.goes_on):
            break
        if whole.is_arithmetic and best is None:
            # What a part lacks itself says more than what all parts together lack.
            best = alone
    if best is None and not alone.is_arithmetic:
        alone = alone.without_network(_parts_missing(alone))
        best = alone if whole.is_arithmetic or _is_taken(alone, whole, beside, drafts) else None
    return best


def _as_good(unit: Unit, whole: Attempt, drafts: Sequence[Draft], alone_with: AloneWith) -> Attempt | None:
    """Return what a part is judged against by itself, where that is as good as what the whole is judged against."""
    own = _within(drafts, unit.span)
    if not own or out_of_time():
        return None
    alone = alone_with(unit, unit.inherited)
    if alone.is_arithmetic or alone.hypothesis.network == whole.hypothesis.network:
        return None
    found, beside = _score(alone), score(own)
    if found.worth >= beside.worth and found.mistakes <= beside.mistakes:
        return alone
    # A whole of numbers that other parts give comes out as well by chance, a network of the part's own does not.
    is_near = bool(alone.hypothesis.network.layers) and found.worth >= beside.worth * thresholds.NEAR_THE_BEST
    return alone if is_near and _is_likely(alone) else None


def _without(unit: Unit, drafts: Sequence[Draft], alone_with: AloneWith) -> Attempt | None:
    """Return a part of formulas alone, where more of them come true without a network that no other part is about."""
    alone = alone_with(unit, unit.inherited)
    if not alone.is_arithmetic and not _is_likely(alone):
        alone = alone.without_network(_parts_missing(alone))
    return alone if alone.is_arithmetic and is_better(_score(alone), score(_within(drafts, unit.span))) else None


def _parts_missing(attempt: Attempt) -> DocumentRefusal:
    return DocumentRefusal(DocumentCode.PARTS_MISSING, attempt.trials.reading.source.name, parts=NEEDED)


def _score(attempt: Attempt) -> Score:
    return attempt.trials.of(attempt.hypothesis).score


def _beyond_givens(attempt: Attempt) -> Score:
    """Return how well a network comes out without the numbers that it was made of, which come true in any case."""
    starts = attempt.found.starts if attempt.found is not None else frozenset()
    drafts = attempt.trials.of(attempt.hypothesis).drafts
    return score(draft for draft in drafts if draft.chain.span.start not in starts)


def _is_likely(alone: Attempt) -> bool:
    """Say whether enough comes true for a network of a few numbers: layers are soon made of them, and soon wrong."""
    # Equations are the document's own, and what they give is worked out.
    found = _beyond_givens(alone) if alone.hypothesis.network.layers else _score(alone)
    good = found.worth + found.mistakes
    return good > 0 and good >= thresholds.LEAST_TRUE * found.mistakes


def _is_taken(alone: Attempt, whole: Attempt, beside: Score, drafts: Sequence[Draft]) -> bool:
    """Say whether a part is judged by itself, where it comes out so under what was best till then."""
    found = _score(alone)
    since = alone.unit.span.start if alone.unit is not None else 0
    if not alone.is_arithmetic and not _is_likely(alone):
        return False
    if whole.is_arithmetic:
        # A network says more than the lines by themselves, so that more can be wrong.
        return not alone.is_arithmetic and found.worth > 0
    if alone.is_arithmetic:
        # That a number is given again, as η = 0.3 for each exercise, shows nothing of what is worked out with it.
        worth = beside.worth - sum(is_given_again(draft, whole.hypothesis.network) for draft in drafts)
        return not is_about(drafts, whole.hypothesis.network, since) and is_better(found, replace(beside, worth=worth))
    return is_better(found, beside)


def _joined(whole: Attempt, units: Sequence[Unit], chosen: Sequence[Attempt | None]) -> Iterator[Attempt]:
    """Yield the parts in their order, those side by side that are about what the whole is about as one."""
    since: int | None = None
    for at, (unit, alone) in enumerate(zip(units, chosen, strict=True)):
        if alone is not None:
            yield alone
            continue
        since = at if since is None else since
        if at + 1 == len(units) or chosen[at + 1] is not None:
            joined = replace(units[since], span=Span(units[since].span.start, unit.span.end))
            yield whole.in_unit(joined)
            since = None
