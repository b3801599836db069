"""The network after some rounds of descent."""

from __future__ import annotations

import pytest
from flint import arb

from symbackprop.graph.tape import Ball
from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging.prose_claims import ProseClaim
from symbackprop.verify.judging.rounds import Rounds

from .judged import number

NETWORK = example()
LOSS = NETWORK.loss
PUBLISHED = {(0, False): "0.298371109", (1, True): "0.291027924"}
"""The error of the example before and after the first round, as its author printed it, who updates the output first."""


def value(rounds: int, mixed: bool = False) -> Ball:
    found = Rounds(NETWORK, frozenset({rounds}), figures=9, places=9).value(LOSS, rounds, mixed)
    assert found is not None
    return found


@pytest.mark.parametrize(("rounds", "mixed"), PUBLISHED)
def test_the_error_after_some_rounds_is_the_published_one(rounds: int, mixed: bool) -> None:
    assert abs(arb(value(rounds, mixed)) - arb(PUBLISHED[rounds, mixed])) < arb("1e-9")


def test_output_weights_updated_first_give_another_error() -> None:
    assert abs(arb(value(1, mixed=True)) - arb(value(1))) > arb("1e-7")


def test_trained_biases_give_another_error() -> None:
    other = Rounds(NETWORK, frozenset({1}), figures=9, places=9).with_biases()
    assert other is not None
    found = other.value(LOSS, 1)
    assert found is not None
    assert abs(arb(found) - arb(value(1))) > arb("1e-3")


def test_too_many_rounds_are_not_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_WORK", 10)
    assert Rounds(NETWORK, frozenset({1}), figures=9, places=9).value(LOSS, 1) is None


def test_the_rounds_beside_those_that_are_spoken_of_are_found_too() -> None:
    rounds = Rounds.of(NETWORK, [ProseClaim(LOSS, 2, number("0.28"))])
    assert rounds.wanted == {1, 2, 3}
    assert (rounds.figures, rounds.places) == (2, 2)
