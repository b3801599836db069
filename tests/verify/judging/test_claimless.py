"""Conditions, equations to be solved and maps claim nothing, and numbers are put in where there is no formula."""

from __future__ import annotations

import pytest

from symbackprop.verify.judging.claimless import claims_nothing, gives_numbers, is_to_be_solved
from symbackprop.verify.pipeline import read

from ..interpretation.names import chain


@pytest.mark.parametrize(
    ("formula", "expected"),
    [("i = j", True), ("l = N", True), ("z = w x", False), ("|1 - a_1| = |1 - a_2|", True), ("J = x", False)],
)
def test_what_compares_indices_or_is_solved_claims_nothing(formula: str, expected: bool) -> None:
    assert claims_nothing(chain(formula), formula) is expected


@pytest.mark.parametrize("formula", [r"J : \mathbb{R}^n \to \mathbb{R}", r"J: ℝ"])
def test_a_map_claims_nothing(formula: str) -> None:
    trials = read(f"Let ${formula}$.".encode(), "notes.md")
    found = trials.statements().chains[0]
    assert claims_nothing(found, trials.reading.source.text)


def test_two_members_of_one_family_are_made_equal() -> None:
    left, right = (side.node for side in chain("1 - a_1 = 1 - a_2").sides)
    assert is_to_be_solved(left, right)


@pytest.mark.parametrize(("formula", "expected"), [("z = 0.5", True), ("v_0 = 0", False), ("z = 2 x", False)])
def test_numbers_are_given_where_decimals_stand(formula: str, expected: bool) -> None:
    assert gives_numbers(chain(formula)) is expected
