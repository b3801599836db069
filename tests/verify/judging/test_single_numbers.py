"""One printed number, with its truth, its line and what was printed before."""

from __future__ import annotations

from fractions import Fraction

from symbackprop.graph.tape import exact
from symbackprop.verify.judging.slips import NAME_OF_ANOTHER
from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.reasons import Details, Reason, ReasonCode
from symbackprop.verify.tree import Chain

from .judged import draft_of, drafts_of, judge_of, number

LINE = r"0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35"


def test_a_number_with_its_line_is_right() -> None:
    draft = draft_of(f"net_{{h1}} = {LINE} = 0.3775")
    assert (draft.verdict, draft.line, draft.quantity) == (Verdict.RIGHT, exact(Fraction("0.3775")), "net_{h1}")


def test_a_line_that_names_nothing_has_a_truth_all_the_same() -> None:
    draft = draft_of(f"{LINE} = 0.3776")
    assert (draft.verdict, draft.truth, draft.quantity) == (Verdict.WRONG, exact(Fraction("0.3775")), "")


def test_a_number_that_nothing_tells_the_value_of_is_no_claim() -> None:
    draft = draft_of("R = 0.3775")
    assert (draft.verdict, draft.truth) == (Verdict.NOT_CHECKABLE, None)


def test_another_learning_rate_is_no_claim_about_the_one_judged_by() -> None:
    assert not drafts_of(r"\eta = 0.3")
    assert drafts_of(r"\eta = 0.5")


def test_a_line_that_computes_a_neighbour_is_misnamed() -> None:
    draft = draft_of(f"net_{{h2}} = {LINE} = 0.3775")
    assert draft.flags == [Flag.NAME]
    another = Reason(NAME_OF_ANOTHER, Details(quantity="net_h1", other="net_h2"))
    assert (draft.reasons, draft.correction) == ([another], another)
    assert draft.quantity == "net_h1"


def test_two_numbers_for_one_value_contradict_each_other() -> None:
    judge = judge_of("out_{h1} = 0.593269992")
    first, second = drafts_of("out_{h1} = 0.593269992", "out_{h1} = 0.593269991")
    assert Flag.CONTRADICTION not in first.flags
    assert Flag.CONTRADICTION in second.flags
    assert len(judge.drafts) == 1


def test_an_earlier_line_that_does_not_give_the_number_is_flagged_where_it_stands() -> None:
    text = rf"net_{{h1}} = 0.15 \cdot 0.5 + 0.02 + 0.35 = {LINE} = 0.3775"
    draft = draft_of(text)
    assert draft.flags == [Flag.LINE_MISMATCH]
    assert draft.line == exact(Fraction("0.445"))


def test_a_number_in_words_is_entered_among_the_results() -> None:
    judge = judge_of()
    claim = number("0.2984")
    draft = judge.numbers.single.judge_in_words(Chain((), (), claim.span), "E_total", claim, exact(Fraction("0.29837")))
    assert draft.verdict is Verdict.ROUNDED
    entry = judge.ledger.origin(claim).entry
    assert entry is not None
    assert judge.drafts[entry.claim] is draft


def test_a_number_in_words_without_a_truth_says_why() -> None:
    claim = number("0.2984")
    draft = judge_of().numbers.single.judge_in_words(Chain((), (), claim.span), "E_total", claim, None)
    assert (draft.verdict, draft.reasons) == (Verdict.NOT_CHECKABLE, [Reason(ReasonCode.TOO_MANY_ROUNDS)])
