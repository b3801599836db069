"""Which wrong claim comes from which, and what each is explained by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial

from .. import thresholds
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.judge import Judge
from ..judging.verdicts import ClaimKind, Flag, Verdict
from ..limits.boundary import Doing, contained
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.refusals import NotCheckable
from ..reading.statements import Statements
from ..reasons import Code, Reason, ReasonCode
from ..tree import names_in, numerals_in, printed
from ..values.arrays import Cells
from ..values.digits import fit
from .counterexamples import refute
from .explanations import explain_formula, explain_mismatch, explain_number
from .transcription import tell_miswritten


def explain_claims(drafts: Sequence[Draft], judge: Judge, statements: Statements) -> None:
    """Give every wrong claim its diagnosis, and point those with one cause to the first of them.

    Args:
        drafts: The claims, copied from those of the judge.
        judge: The judge after all of them.
        statements: What the document says.
    """
    subscripts = list(
        dict.fromkeys(
            part
            for chain in statements.chains
            for side in chain.sides
            for name in names_in(side.node)
            for part in name.below
        )
    )
    for spread in (_adopt, partial(_suppose, statements=statements)):
        contained(Doing.REPEATED_CLAIMS, None, partial(spread, drafts), lambda _: None)
    first: dict[tuple[Reason, ...], Draft] = {}
    formulas: dict[tuple[str, bool, int], Draft] = {}
    slips: dict[int, frozenset[Code]] = {}
    for draft in drafts:
        if draft.kind is ClaimKind.IDENTITY and draft.verdict is Verdict.WRONG:
            formulas.setdefault(draft.about, draft)
        formula = formulas.get(draft.about)
        # A slip that is not found in time, or by an error of this program, is left unnamed; the verdict stands.
        contained(
            Doing.EXPLAINING,
            draft.chain.span,
            partial(explain_claim, draft, judge, formula, subscripts, slips.get(draft.chain.span.start, frozenset())),
            lambda _: None,
        )
        found = {reason.code for reason in draft.reasons if reason.is_slip}
        slips[draft.chain.span.start] = slips.get(draft.chain.span.start, frozenset()) | found
        if draft.verdict is Verdict.WRONG and draft.cause is None and draft.reasons:
            earlier = first.setdefault(tuple(reason.cause for reason in draft.reasons), draft)
            if earlier is not draft and draft.kind is ClaimKind.IDENTITY:
                draft.cause = earlier
                draft.flag(Flag.INHERITED)
    for draft in drafts:
        is_unexplained = draft.verdict is Verdict.WRONG and draft.cause is None and not draft.reasons
        if draft.kind is ClaimKind.IDENTITY and is_unexplained:
            against = contained(
                Doing.EXPLAINING, draft.chain.span, partial(refute, draft, judge.naming), lambda _: None
            )
            draft.reasons = [against] if against is not None else []

    tell = partial(tell_miswritten, drafts, judge.ledger.sources)
    contained(Doing.EXPLAINING, None, tell, lambda _: None)


def explain_claim(
    draft: Draft, judge: Judge, formula: Draft | None, subscripts: list[str], beside: frozenset[Code] = frozenset()
) -> None:
    """Point a wrong claim to the formula that it comes from, or name the slip.

    Args:
        draft: The claim.
        judge: The judge after all claims.
        formula: The first wrong formula of the same quantity, or None.
        subscripts: All that the document uses.
        beside: What is mistaken in other numbers of the same equation.
    """
    if formula is not None and formula is not draft and draft.verdict is Verdict.WRONG and draft.cause is None:
        _follow(draft, formula, judge.naming)
    with suppress(TookTooLong):
        within(
            thresholds.SECONDS, Phase.EXPLAINING, draft.chain.span, partial(_diagnose, draft, judge, subscripts, beside)
        )


def _adopt(drafts: Iterable[Draft]) -> None:
    """Give a result that is printed before it is worked out the cause that was found where its line is shown."""
    results: dict[tuple[tuple[str, bool, int], str], list[Draft]] = {}
    for draft in drafts:
        if draft.stated is None or draft.kind is not ClaimKind.NUMBER:
            continue
        key = draft.about, draft.stated.text
        if draft.verdict is Verdict.WRONG and draft.line_node is None and draft.cause is None:
            results.setdefault(key, []).append(draft)
        elif draft.verdict is Verdict.CARRIED and draft.line_node is not None:
            for earlier in results.pop(key, ()):
                earlier.verdict = draft.verdict


def _suppose(drafts: Iterable[Draft], statements: Statements) -> None:
    """Leave open what a line gives rightly that puts in a value which the document only supposes."""
    tried = [(chain.span.start, printed(chain.sides[-1].node)) for chain in statements.supposed]
    for draft in drafts if tried else ():
        if draft.verdict is not Verdict.WRONG or draft.line_node is None or not draft.line_gives:
            continue
        values = {abs(number.value) for start, number in tried if number is not None and start < draft.focus.start}
        if values.intersection(abs(numeral.value) for numeral in numerals_in(draft.line_node)):
            draft.verdict, draft.flags, draft.cause = Verdict.NOT_CHECKABLE, [], None
            draft.reasons, draft.correction = [Reason(ReasonCode.SUPPOSED)], None


def _diagnose(draft: Draft, judge: Judge, subscripts: list[str], beside: frozenset[Code]) -> None:
    if draft.kind is ClaimKind.IDENTITY and draft.verdict is Verdict.WRONG:
        explain_formula(draft, judge.naming, judge.identities.tried.telling(draft.sides, draft), subscripts)
    elif draft.kind is ClaimKind.NUMBER and draft.verdict is Verdict.WRONG and Flag.INHERITED not in draft.flags:
        explain_number(draft, judge.naming, judge.ledger, beside, judge.numbers.single.recomputed.good)
    elif draft.kind is ClaimKind.NUMBER and Flag.LINE_MISMATCH in draft.flags:
        explain_mismatch(draft, judge.naming)


def _follow(draft: Draft, formula: Draft, naming: Naming) -> None:
    """Point a wrong number to the wrong formula that gives it."""
    if not formula.sides:
        return
    try:
        worth = naming.worth(formula.sides[-1])
    except NotCheckable:
        return
    if draft.stated is not None and not isinstance(worth, Cells) and fit(draft.stated, worth).good:
        draft.cause = formula
        draft.flag(Flag.INHERITED)
