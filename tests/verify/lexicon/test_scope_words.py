"""The words by which the parts of a document say what they are."""

from __future__ import annotations

import pytest

from symbackprop.verify.lexicon.prose import Spoken
from symbackprop.verify.lexicon.scope_words import (
    ANOTHER,
    COUNTED_ROUND,
    COUNTED_STEP,
    EXAMPLE,
    EXERCISE,
    SOLUTION,
    UPDATED,
)


@pytest.mark.parametrize(
    ("spoken", "text", "label"),
    [
        (EXERCISE, "Exercise 2.1b (one neuron)", "2.1b"),
        (EXERCISE, "Aufgabe 3", "3"),
        (EXERCISE, "Exercise", None),
        (EXAMPLE, "Example IV", "iv"),
        (SOLUTION, "Solution 1", "1"),
        (SOLUTION, "Lösung", None),
    ],
)
def test_a_part_is_named_by_its_word_with_the_number_behind_it(spoken: Spoken, text: str, label: str | None) -> None:
    found = spoken.match(text)
    assert found
    assert found["label"] == label


@pytest.mark.parametrize(
    ("text", "number"),
    [("Round 2", "2"), ("2nd iteration", "2"), ("second forward pass", ""), ("iteration 2.5", None), ("net 2", None)],
)
def test_a_round_is_known_by_its_number_or_as_the_second(text: str, number: str | None) -> None:
    found = COUNTED_ROUND.search(text)
    assert (found and (found["behind"] or found["before"] or "")) == number


def test_a_step_is_counted_as_a_round_may_be() -> None:
    found = COUNTED_STEP.search("Step 3: multiply")
    assert found
    assert found["behind"] == "3"
    assert not COUNTED_STEP.search("Step by 3")


def test_other_givens_and_updates_are_said_in_words() -> None:
    assert ANOTHER.search("Now let x = 2")
    assert UPDATED.search("After the update")
    assert not ANOTHER.search("x = 2")
    assert not UPDATED.search("the output")
