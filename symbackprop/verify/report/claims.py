"""The claims of a report, from the drafts of the judges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from ..judging.claim import Draft
from ..judging.verdicts import Claim, ClaimKind, Place, Verdict
from ..limits.boundary import Breakdown, Doing, contained
from ..source import Source
from ..values.digits import shown
from .words import correction_words, reason_words


def claims_from(source: Source, drafts: Sequence[Draft]) -> tuple[Claim, ...]:
    """Return the claims of a report, numbered in the order of the document.

    Args:
        source: The document.
        drafts: What was judged, in its order.
    """
    numbers = {id(draft): at for at, draft in enumerate(drafts, start=1)}
    return tuple(
        contained(
            Doing.REPORT,
            draft.chain.span,
            partial(_claim, source, draft, number, numbers.get(id(draft.cause))),
            partial(_broken, source, draft, number),
        )
        for number, draft in enumerate(drafts, start=1)
    )


def _claim(source: Source, draft: Draft, number: int, cause: int | None) -> Claim:
    stated = draft.stated
    return Claim(
        number=number,
        kind=draft.kind,
        span=draft.chain.span,
        focus=draft.focus,
        place=_place(source, draft),
        equation=_equation(source, draft),
        quantity=_quantity(draft),
        stated=stated.text if stated else "",
        verdict=draft.verdict,
        truth=shown(draft.truth, stated) if draft.truth is not None else "",
        line=shown(draft.line, stated) if draft.line is not None else "",
        flags=tuple(draft.flags),
        reasons=tuple(draft.reasons),
        reason=reason_words(draft.reasons),
        correction=correction_words(draft.correction),
        cause=cause,
        proved=draft.proved if draft.verdict is Verdict.RIGHT else None,
        of=draft.of,
        from_nowhere=tuple(numeral.text for numeral, origin in draft.origins if not origin.known),
    )


def _quantity(draft: Draft) -> str:
    if draft.rounds:
        return f"{draft.quantity} after {draft.rounds:,} round{'s' * (draft.rounds != 1)}"
    return f"{draft.quantity} after the update" if draft.is_updated else draft.quantity


def _broken(source: Source, draft: Draft, number: int, broken: Breakdown) -> Claim:
    return Claim(
        number=number,
        kind=ClaimKind.EQUATION,
        span=draft.chain.span,
        focus=draft.focus,
        place=_place(source, draft),
        equation=_equation(source, draft),
        quantity="",
        stated="",
        verdict=Verdict.NOT_CHECKABLE,
        reasons=(broken.reason,),
        reason=reason_words((broken.reason,)),
    )


def _place(source: Source, draft: Draft) -> Place:
    return Place(source.line(draft.focus.start), source.column(draft.focus.start))


def _equation(source: Source, draft: Draft) -> str:
    return " ".join(source.text[draft.chain.span.start : draft.chain.span.end].split())
