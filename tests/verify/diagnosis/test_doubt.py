"""A network that was read from the document itself is doubted by how much does not come true for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flint import fmpq

from symbackprop.errors import DocumentError
from symbackprop.verify.diagnosis.digit_slips import SIGN_LOST
from symbackprop.verify.diagnosis.doubt import Doubt, doubt_in, without_certainty
from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.verdicts import Claim, ClaimKind, Flag, Place, Report, Verdict
from symbackprop.verify.reasons import Reason, ReasonCode
from symbackprop.verify.report.document_words import in_words
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Chain

UNEXPLAINED = (Reason(ReasonCode.NO_SLIP),)
EXPLAINED = (Reason(SIGN_LOST),)


def claim(number: int, verdict: Verdict, reasons: tuple[Reason, ...] = (), cause: int | None = None) -> Claim:
    span = Span(10 * number, 10 * number + 5)
    return Claim(
        number, ClaimKind.NUMBER, span, span, Place(number, 1), "a = 1", "a", "1", verdict, reasons=reasons, cause=cause
    )


def report(right: int, wrong: int, reasons: tuple[Reason, ...]) -> Report:
    claims = [claim(at, Verdict.RIGHT) for at in range(right)]
    claims += [claim(at, Verdict.WRONG, reasons) for at in range(right, right + wrong)]
    return Report("x.md", "the network", tuple(claims), (), (), "")


def doubted(right: int, wrong: int, reasons: tuple[Reason, ...] = EXPLAINED, has_rival: bool = False) -> Doubt | None:
    return doubt_in(report(right, wrong, reasons), frozenset(), has_rival)


@pytest.mark.parametrize(("right", "wrong"), [(1, 0), (3, 1), (9, 3)])
def test_where_most_comes_true_nothing_is_said(right: int, wrong: int) -> None:
    assert not doubted(right, wrong)


@pytest.mark.parametrize(("right", "wrong"), [(2, 1), (8, 3), (4, 4)])
def test_where_much_does_not_come_true_that_is_said(right: int, wrong: int) -> None:
    assert doubted(right, wrong) == Doubt(wrong, of=right + wrong)


@pytest.mark.parametrize(("right", "wrong"), [(0, 2), (1, 2), (3, 4)])
def test_where_more_is_wrong_than_right_another_network_must_be_meant(right: int, wrong: int) -> None:
    with pytest.raises(DocumentError, match=r"x\.md:\d+: .*another may be meant"), in_words():
        doubted(right, wrong)


def test_a_mistake_alone_is_a_mistake() -> None:
    assert doubted(0, 1) == Doubt(1, of=1)


@pytest.mark.parametrize(("right", "refused"), [(6, True), (7, False)])
def test_mistakes_that_no_slip_explains_speak_against_the_network(right: int, refused: bool) -> None:
    if refused:
        with pytest.raises(DocumentError, match="another may be meant"), in_words():
            doubted(right, 3, UNEXPLAINED)
    else:
        assert doubted(right, 3, UNEXPLAINED)
    assert doubted(right, 3, EXPLAINED)


def test_a_rival_is_reason_to_ask_where_much_does_not_come_true() -> None:
    assert not doubted(9, 1, has_rival=True)
    with pytest.raises(DocumentError, match="counted in another order too"), in_words():
        doubted(2, 1, has_rival=True)


def test_what_the_document_states_and_what_follows_from_a_mistake_does_not_count() -> None:
    claims = (claim(0, Verdict.RIGHT), claim(1, Verdict.WRONG, EXPLAINED), claim(2, Verdict.WRONG, cause=1))
    found = Report("x.md", "the network", claims, (), (), "")
    assert doubt_in(found, frozenset({claims[0].span.start}), has_rival=False) == Doubt(1, of=1)


def test_of_a_network_in_doubt_nothing_is_said_that_needs_a_certain_one() -> None:
    root = Draft(ClaimKind.NUMBER, Chain((), (), Span(0, 5)), Span(0, 5), Verdict.WRONG, reasons=[*EXPLAINED])
    lucky = replace(root, verdict=Verdict.ROUNDED, cause=root, flags=[Flag.BY_LUCK, Flag.OVER_ROUNDED])
    lucky.reasons = [Reason(ReasonCode.AGREES_BY_LUCK)]
    kept_root, kept = without_certainty([root, lucky])
    assert (kept.flags, kept.reasons, kept.cause) == ([Flag.OVER_ROUNDED], [], kept_root)
    assert kept_root.reasons == root.reasons
    assert lucky.flags == [Flag.BY_LUCK, Flag.OVER_ROUNDED]


def test_of_a_network_in_doubt_a_line_that_is_right_by_itself_is_not_called_wrong() -> None:
    root = Draft(ClaimKind.NUMBER, Chain((), (), Span(0, 5)), Span(0, 5), Verdict.WRONG, reasons=[*UNEXPLAINED])
    root = replace(root, line=fmpq(1, 4), line_gives=True)
    after = replace(root, cause=root, flags=[Flag.INHERITED], reasons=[])
    slip = replace(root, reasons=[*EXPLAINED])
    off = replace(root, line_gives=False)
    kept = without_certainty([root, after, slip, off])
    assert [draft.verdict for draft in kept] == [Verdict.NOT_CHECKABLE] * 2 + [Verdict.WRONG] * 2
    assert [reason.code for reason in kept[0].reasons] == [ReasonCode.ARITHMETIC_RIGHT]
    assert kept[1].cause is None
