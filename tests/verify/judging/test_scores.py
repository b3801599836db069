"""One score and one comparison decide between hypotheses."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.judging.claim import Draft
from symbackprop.verify.judging.scores import (
    Margin,
    Score,
    holds,
    margin_of_a_rival,
    margin_of_another_convention,
    margin_of_another_example,
    margin_of_equations,
    score,
)
from symbackprop.verify.judging.verdicts import ClaimKind, Verdict
from symbackprop.verify.source import Span
from symbackprop.verify.tree import Chain

PLACE = Span(0, 1)


def draft(verdict: Verdict, kind: ClaimKind = ClaimKind.NUMBER) -> Draft:
    return Draft(kind, Chain((), (), PLACE), PLACE, verdict)


def test_what_comes_true_and_what_does_not_are_counted() -> None:
    drafts = [draft(Verdict.RIGHT), draft(Verdict.ROUNDED), draft(Verdict.WRONG), draft(Verdict.NOT_CHECKABLE)]
    assert score(drafts) == Score(1, 1)


def test_a_wrong_number_in_a_sentence_is_no_mistake_but_speaks_against_a_hypothesis() -> None:
    assert score([draft(Verdict.WRONG, ClaimKind.PROSE)]) == Score(-1, 0)


@given(st.lists(st.sampled_from(Verdict)), st.lists(st.sampled_from(Verdict)))
def test_the_scores_of_two_parts_add_up(first: list[Verdict], second: list[Verdict]) -> None:
    together, apart = score(map(draft, first + second)), score(map(draft, first)) + score(map(draft, second))
    assert together.mistakes == apart.mistakes
    assert together.worth == apart.worth


@pytest.mark.parametrize(
    ("margin", "found", "beside", "expected"),
    [
        (margin_of_equations(), Score(9, 1), Score(5, 4), True),
        (margin_of_equations(), Score(9, 2), Score(5, 4), False),
        (margin_of_equations(), Score(5, 1), Score(5, 4), False),
        (margin_of_another_example(), Score(0, 2), Score(0, 4), True),
        (margin_of_another_example(), Score(0, 3), Score(0, 4), False),
        (margin_of_another_convention(), Score(0, 2), Score(9, 4), True),
        (margin_of_another_convention(), Score(0, 2), Score(9, 3), False),
        (margin_of_a_rival(), Score(0, 3), Score(9, 2), True),
        (margin_of_a_rival(), Score(0, 4), Score(9, 2), False),
    ],
)
def test_a_hypothesis_holds_beside_another_by_its_margin(
    margin: Margin, found: Score, beside: Score, expected: bool
) -> None:
    assert holds(found, beside, margin) is expected


@given(st.integers(0, 99), st.integers(0, 99), st.fractions(0, 2), st.integers(0, 5))
def test_fewer_mistakes_never_make_a_hypothesis_worse(found: int, beside: int, part: Fraction, fewer: int) -> None:
    margin = Margin(part, fewer)
    if holds(Score(0, found + 1), Score(0, beside), margin):
        assert holds(Score(0, found), Score(0, beside), margin)
