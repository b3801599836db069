"""The judge: formulas, numbers and names of one equation together."""

from __future__ import annotations

from symbackprop.errors import SymbackpropError
from symbackprop.verify.judging.verdicts import ClaimKind, Flag, Verdict
from symbackprop.verify.reasons import Details, Reason, ReasonCode, refused
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Unread
from symbackprop.verify.unjudged import Why

from ..interpretation.names import chain
from .judged import draft_of, drafts_of, judge_of


def test_the_formulas_of_a_chain_are_judged_before_its_numbers() -> None:
    drafts = drafts_of("net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3775")
    assert [(draft.kind, draft.verdict) for draft in drafts] == [
        (ClaimKind.IDENTITY, Verdict.RIGHT),
        (ClaimKind.NUMBER, Verdict.RIGHT),
    ]


def test_a_number_that_a_wrong_formula_gives_inherits_its_slip() -> None:
    formula, number = drafts_of("net_{h1} = w_1 i_1 + w_2 i_2 = 0.0275")
    assert (formula.verdict, number.verdict) == (Verdict.WRONG, Verdict.WRONG)
    assert number.cause is formula
    assert Flag.INHERITED in number.flags


def test_a_number_beside_a_wrong_formula_that_it_does_not_come_from_is_its_own_slip() -> None:
    _, number = drafts_of("net_{h1} = w_1 i_1 + w_2 i_2 = 0.0999")
    assert number.cause is None


def test_a_formula_that_is_wrong_is_not_asked_for_what_is_put_into_later_lines() -> None:
    judge = judge_of("net_{h1} = w_1 i_1 + w_2 i_2")
    assert not judge.definitions
    assert judge_of("net_{h1} = w_1 i_1 + w_2 i_2 + b_1").definitions


def test_an_equation_that_nothing_tells_of_is_listed() -> None:
    draft = draft_of("0.3775 = R")
    assert (draft.kind, draft.verdict) == (ClaimKind.EQUATION, Verdict.NOT_CHECKABLE)


def test_a_step_that_fails_is_listed_where_it_stands() -> None:
    judge, found = judge_of(), chain("R = 1")

    def fail() -> None:
        raise SymbackpropError("there is no such thing")

    judge.contained(found, fail)
    (draft,) = judge.drafts
    assert (draft.focus, draft.why) == (found.span, Why.NOT_CHECKABLE)
    assert draft.reasons == [refused("there is no such thing")]


def test_what_could_not_be_read_is_listed_with_its_reason() -> None:
    judge = judge_of()
    reason = refused("a bracket is missing")
    judge.unread(Unread(Span(3, 7), reason))
    (draft,) = judge.drafts
    assert draft.focus == Span(3, 7)
    assert draft.reasons == [Reason(ReasonCode.UNREADABLE, Details(because=reason))]


def test_a_definition_that_is_written_again_is_remembered_once() -> None:
    written = judge_of(*["net_{h1} = w_1 i_1 + w_2 i_2 + b_1"] * 3, "net_{h1} = w_2 i_2 + w_1 i_1 + b_1")
    assert [len(formulas) for formulas in written.definitions.values()] == [2]
