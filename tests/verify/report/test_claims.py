from __future__ import annotations

from symbackprop.graph.tape import exact
from symbackprop.verify.diagnosis.digit_slips import SIGN_LOST
from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.verdicts import ClaimKind, Flag, Place, Verdict
from symbackprop.verify.reading.document import read
from symbackprop.verify.reasons import Details, Reason
from symbackprop.verify.report.claims import claims_from
from symbackprop.verify.report.words import reason_words
from symbackprop.verify.tree import Chain

from ..formulas import chain, numeral

TEXT = "$a =\n 0.25$"
SOURCE = read(TEXT.encode(), "x.md").source


def draft(**more: object) -> Draft:
    found = chain("a = 0.25")
    span = found.span.to(found.span)
    whole = Chain(found.sides, found.relations, type(span)(1, len(TEXT) - 1))
    return Draft(ClaimKind.NUMBER, whole, type(span)(6, 10), Verdict.ROUNDED, **more)  # type: ignore[arg-type]


def test_a_claim_has_its_place_its_equation_and_what_was_found() -> None:
    given = draft(quantity="a", stated=numeral("0.25"), truth=exact(numeral("0.2512").value), flags=[Flag.NAME])
    (claim,) = claims_from(SOURCE, [given])
    assert (claim.number, claim.place, claim.equation) == (1, Place(2, 2), "a = 0.25")
    assert (claim.stated, claim.truth, claim.line, claim.flags) == ("0.25", "0.2512", "", (Flag.NAME,))


def test_a_cause_is_the_number_of_its_claim() -> None:
    root = draft()
    heir = draft(cause=root)
    assert [claim.cause for claim in claims_from(SOURCE, [root, heir])] == [None, 1]


def test_words_are_made_from_the_codes_and_the_codes_are_kept() -> None:
    reason = Reason(SIGN_LOST, Details(right="-0.25"))
    (claim,) = claims_from(SOURCE, [draft(reasons=[reason], correction=reason)])
    assert claim.reasons == (reason,)
    assert claim.reason == reason_words([reason]) != ""
    assert "-0.25" in claim.correction


def test_only_a_formula_in_order_is_proved() -> None:
    right, other = draft(proved=True), draft(proved=True)
    right.verdict = Verdict.RIGHT
    assert [claim.proved for claim in claims_from(SOURCE, [right, other])] == [True, None]
