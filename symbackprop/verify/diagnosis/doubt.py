"""Doubts in a network that was read from the document itself, by how much of the document comes true for it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from .. import thresholds
from ..document_refusals import DocumentCode, DocumentRefusal
from ..judging.claim import Draft, copied
from ..judging.verdicts import Claim, Flag, Report, Verdict
from ..reasons import Reason, ReasonCode


@dataclass(frozen=True, slots=True)
class Doubt:
    """Reason to doubt that a network is the one meant.

    Args:
        wrong: How many equations do not come true for it.
        of: Of how many.
    """

    wrong: int
    of: int


def doubt_in(report: Report, starts: Set[int], has_rival: bool) -> Doubt | None:
    """Return how much of a document does not come true for the network that it states, where that is much.

    Args:
        report: What was judged.
        starts: Where in the file the numbers of the network are stated, which come true for it in any case.
        has_rival: Whether the document may state another network as well.

    Raises:
        DocumentRefusal: So much does not that it can hardly be the network meant.
    """
    claims = [claim for claim in report.claims if claim.span.start not in starts]
    wrong = [claim for claim in claims if claim.verdict is Verdict.WRONG and claim.cause is None]
    good = sum(claim.verdict.is_good for claim in claims)
    # What is right as it is worked out was worked out for something else.
    elsewhere = sum(all(reason.code is ReasonCode.NO_SLIP for reason in claim.reasons) for claim in wrong)
    if len(wrong) > max(good, 1) or (elsewhere >= thresholds.LEAST_ELSEWHERE and 2 * elsewhere >= good):
        raise _refusal(DocumentCode.ANOTHER_MEANT, report, wrong, good)
    if thresholds.LEAST_TRUE * len(wrong) <= good:
        return None
    if has_rival:
        raise _refusal(DocumentCode.ORDER_OF_WEIGHTS_OPEN, report, wrong, good)
    return Doubt(len(wrong), len(wrong) + good)


def without_certainty(drafts: Sequence[Draft]) -> list[Draft]:
    """Return claims without what can be said of them only where the network is certain.

    A line that is right as it is worked out and that no slip explains was worked out for something else: nothing is
    said of it, nor of what follows from it in the same way.

    Args:
        drafts: The claims, of a network in doubt.
    """
    kept = copied(drafts)
    for draft in kept:
        if _is_of_another(draft):
            _leave_open(draft)
        draft.flags = [flag for flag in draft.flags if flag not in OF_A_CERTAIN_NETWORK]
        draft.reasons = [reason for reason in draft.reasons if reason.code not in REASONS_OF_A_CERTAIN_NETWORK]
    return kept


def _is_of_another(draft: Draft) -> bool:
    """Say whether a result is wrong for a network alone, and not for its line or by a slip."""
    if draft.verdict is not Verdict.WRONG or not draft.line_gives or draft.line is None:
        return False
    if draft.cause is not None:
        return draft.cause.verdict is Verdict.NOT_CHECKABLE
    return bool(draft.reasons) and all(reason.code is ReasonCode.NO_SLIP for reason in draft.reasons)


def _leave_open(draft: Draft) -> None:
    assert draft.line is not None
    draft.by_line = Verdict.ROUNDED, draft.line
    draft.verdict, draft.truth, draft.cause, draft.correction = Verdict.NOT_CHECKABLE, None, None, None
    draft.flags, draft.reasons = [], [Reason(ReasonCode.ARITHMETIC_RIGHT)]


OF_A_CERTAIN_NETWORK = frozenset({Flag.BY_LUCK, Flag.CONTRADICTION})
"""Flags that compare a number with a value which another network would not have."""

REASONS_OF_A_CERTAIN_NETWORK = frozenset({ReasonCode.AGREES_BY_LUCK, ReasonCode.PRINTED_BEFORE})
"""What is said where these are flagged."""


def _refusal(code: DocumentCode, report: Report, wrong: Sequence[Claim], good: int) -> DocumentRefusal:
    return DocumentRefusal(
        code,
        report.file,
        wrong[0].place.line,
        wrong=len(wrong),
        of=len(wrong) + good,
        network=report.network,
    )
