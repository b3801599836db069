"""Numbers that are rather miswritten, or misread, than worked out wrong.

Where one usual misreading lies between a wrong number and the right one, and what comes after it goes on with the right
one, nobody computed the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .. import thresholds
from ..judging.claim import Draft
from ..judging.ledger import decimals
from ..judging.slips import OPERAND_MISPRINTED, OPERAND_WRONG
from ..judging.sources import Sources, quantity_of
from ..judging.verdicts import ClaimKind, Flag, Verdict
from ..quantities.atoms import Meaning
from ..reasons import Details, Reason, ReasonCode
from ..values.digits import figures_of, rounded_like
from .digit_slips import DIGITS_SWAPPED
from .gradient_slips import ANOTHER_QUANTITY

CONFUSED = frozenset(map(frozenset, ("06", "08", "17", "27", "38", "49", "56")))
"""Digits that are taken for one another in handwriting and by programs that read it."""

OF_NAMES_AND_ORDER = frozenset({ANOTHER_QUANTITY, DIGITS_SWAPPED})
"""Slips of an index or of the order of digits, which are slips of writing where what follows has none."""


def is_misreading(text: str, right: str) -> bool:
    """Say whether a number is another one as it is easily misread: one digit, the minus, or the point.

    >>> is_misreading("0.5983", "0.5933"), is_misreading("0.52", "-0.52"), is_misreading("05933", "0.5933")
    (True, True, True)
    >>> is_misreading("0.5923", "0.5933")
    False
    """
    if text == right:
        return False
    if text.lstrip("-") == right.lstrip("-") or ("." in right and text == right.replace(".", "", 1)):
        return True
    apart = [frozenset(pair) for pair in zip(text, right, strict=False) if pair[0] != pair[1]]
    return len(text) == len(right) and len(apart) == 1 and apart[0] in CONFUSED


def tell_miswritten(drafts: Sequence[Draft], sources: Sources) -> None:
    """Flag numbers that are probably miswritten or misread.

    Args:
        drafts: The claims, in their order, with what is mistaken in them.
        sources: What each quantity is worked out from.
    """
    inherited = {id(draft.cause) for draft in drafts if draft.cause is not None}
    for at, draft in enumerate(drafts):
        if draft.kind is not ClaimKind.NUMBER or draft.stated is None or id(draft) in inherited:
            continue
        if draft.verdict is Verdict.WRONG and draft.cause is None and draft.truth is not None:
            right = rounded_like(draft.truth, decimals(draft.stated))
            codes = {reason.code for reason in draft.reasons}
            slipped = is_misreading(draft.stated.text, right) or bool(codes & OF_NAMES_AND_ORDER)
            if slipped and _goes_on(draft, right, drafts[at + 1 :], sources):
                _flag(draft, right)
        elif draft.verdict.is_good and Flag.OPERAND in draft.flags:
            for details in _operands(draft.reasons):
                if is_misreading(details.number.lstrip("-"), details.right.lstrip("-")):
                    _flag(draft, details.right)
                    break


def _operands(reasons: Iterable[Reason]) -> list[Details]:
    return [reason.details for reason in reasons if reason.code in (OPERAND_MISPRINTED, OPERAND_WRONG)]


def _flag(draft: Draft, right: str) -> None:
    draft.flag(Flag.MISWRITTEN, Reason(ReasonCode.MISWRITTEN, Details(right=right)))


def _goes_on(draft: Draft, right: str, after: Sequence[Draft], sources: Sources) -> bool:
    """Say whether what comes after a number is right with the right one, and does not use the one that stands there."""
    assert draft.stated is not None
    wrong, right = draft.stated.text.lstrip("-"), right.lstrip("-")
    turned = wrong == right
    quantity, found = _quantity(draft, sources), False
    for other in after[: thresholds.MOST_ENTRIES_SWAPPED]:
        if other.kind is not ClaimKind.NUMBER or other.stated is None:
            continue
        texts = {numeral.text.lstrip("-") for numeral, _ in other.origins}
        if wrong in texts and not turned:
            return False
        steps = sources.steps(_quantity(other, sources), quantity)
        if texts:
            follows = steps is not None or _quantity(other, sources) is None
            found = found or (right in texts and follows and (other.verdict.is_good or not turned))
        else:
            found = found or (bool(steps) and other.verdict.is_good and figures_of(other.stated.text) > 1)
    return found


def _quantity(draft: Draft, sources: Sources) -> Meaning | None:
    return quantity_of(sources.naming, draft.subject, draft.subject_node)
