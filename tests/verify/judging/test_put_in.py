"""Numbers that a document gives and computes with in another way."""

from __future__ import annotations

from symbackprop.verify.judging.put_in import tell_given_otherwise, with_what_is_put_in
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.reasons import Details, Reason, ReasonCode

from .judged import judge_of

ONE = r"net_{h1} = 0.15 \cdot 0.07 + 0.20 \cdot 0.10 + 0.35 = 0.3805"
OTHER = r"net_{h2} = 0.25 \cdot 0.07 + 0.30 \cdot 0.10 + 0.35 = 0.3975"


def put_in(*lines: str) -> list[tuple[str, str]]:
    """Return what some lines compute with otherwise, each with its number there."""
    judge = judge_of(*lines)
    every = with_what_is_put_in(judge.naming, judge.drafts)
    return [(symbol.ascii, network.values[symbol].text) for symbol, network in every]


def test_what_several_lines_compute_with_is_put_in_for_what_is_given() -> None:
    assert put_in(ONE, OTHER) == [("i1", "0.07")]


def test_one_line_is_a_mistake_and_lines_that_are_right_are_none() -> None:
    assert put_in(ONE) == []
    assert put_in(ONE.replace("0.07", "0.05").replace("0.3805", "0.3775"), "net_{h2} = 0.3925") == []


def test_the_number_that_is_given_is_wrong_beside_what_is_put_in() -> None:
    lines = judge_of(ONE, OTHER)
    ((symbol, network),) = with_what_is_put_in(lines.naming, lines.drafts)
    drafts = judge_of("i_1 = 0.05", "i_2 = 0.10", ONE, network=network).drafts
    given_otherwise = [Reason(ReasonCode.GIVEN_OTHERWISE, Details(right="0.07"))]
    tell_given_otherwise(drafts, ())
    assert given_otherwise not in [draft.reasons for draft in drafts]
    tell_given_otherwise(drafts, (symbol,))
    assert [draft.verdict for draft in drafts] == [Verdict.WRONG, Verdict.RIGHT, Verdict.RIGHT]
    assert [draft.reasons == given_otherwise for draft in drafts] == [True, False, False]


def test_a_result_that_was_printed_before_is_put_in_for_no_given() -> None:
    other = r"net_{o1} = 0.40 \cdot 0.07 + 0.45 \cdot 0.596884378 + 0.60 = 0.8966"
    printed = ("i_1 = 0.05", "out_{h1} = 0.07")
    assert ("i1", "0.07") in put_in(ONE, OTHER)
    assert ("i1", "0.07") not in put_in(*printed, other, other)
