from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.graph.tape import exact
from symbackprop.verify.judging.claim import Draft, copied, judged_by_lines
from symbackprop.verify.judging.verdicts import ClaimKind, Flag, Verdict
from symbackprop.verify.reasons import Reason, ReasonCode
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Chain


def draft(verdict: Verdict = Verdict.RIGHT) -> Draft:
    return Draft(ClaimKind.NUMBER, Chain((), (), Span(0, 1)), Span(0, 1), verdict)


def test_a_flag_is_put_up_once_and_each_reason_for_it_is_kept() -> None:
    one, two = Reason(ReasonCode.LINE_GIVES), Reason(ReasonCode.COMES_NEAR)
    found = draft()
    found.flag(Flag.OPERAND, one)
    found.flag(Flag.OPERAND, two)
    found.flag(Flag.INHERITED)
    assert found.flags == [Flag.OPERAND, Flag.INHERITED]
    assert found.reasons == [one, two]


@pytest.mark.parametrize("verdict", Verdict)
def test_what_is_wrong_or_names_what_there_is_not_is_a_slip(verdict: Verdict) -> None:
    assert draft(verdict).is_slip is (verdict in (Verdict.WRONG, Verdict.NOTATION))


def test_two_drafts_share_nothing() -> None:
    one, other = draft(), draft()
    one.flag(Flag.NAME)
    assert other.flags == []


def test_a_copy_can_be_changed_while_the_draft_stays_and_has_the_copy_of_its_cause() -> None:
    root, follower, stranger = draft(), draft(), draft()
    follower.cause, root.cause = root, stranger
    first, second = copied([root, follower])
    assert (first, second) == (root, follower)
    assert second.cause is first
    assert first.cause is stranger
    first.flag(Flag.NAME, Reason(ReasonCode.COMES_NEAR))
    assert (root.flags, root.reasons) == ([], [])


def test_a_number_of_which_only_its_line_is_known_has_the_verdict_of_that_in_the_end() -> None:
    opened, other = draft(Verdict.NOT_CHECKABLE), draft(Verdict.WRONG)
    opened.by_line = Verdict.ROUNDED, exact(Fraction(1, 3))
    made = judged_by_lines([opened, other])
    assert [(each.verdict, each.truth) for each in made] == [
        (Verdict.ROUNDED, exact(Fraction(1, 3))),
        (Verdict.WRONG, None),
    ]
    # What chooses between networks looks at the first judgement.
    assert opened.verdict is Verdict.NOT_CHECKABLE
