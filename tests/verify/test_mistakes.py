"""The usual mistakes in a right line, for whoever teaches them."""

from __future__ import annotations

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.mistakes import TAUGHT, usual_mistakes

GRADIENT = "$$\n\\frac{\\partial E_{\\mathrm{total}}}{\\partial w_{1}} = 0.000438567734\n$$\n"
UPDATE = "$$\nw_{5}^{+} = 0.358916480\n$$\n"


def found(text: str, network: Network) -> dict[str, float]:
    mistakes = usual_mistakes(text, "line.md", network)
    return {mistake.code: float(mistake.wrong.value) for mistake in reversed(mistakes)}


def test_the_mistakes_in_a_gradient_give_the_numbers_that_they_give_by_hand(mazur: Network) -> None:
    numbers = found(GRADIENT, mazur)
    # Through o1 alone: 0.0553994247 · 0.241300709 · 0.05.
    assert numbers["one-path"] == pytest.approx(0.0553994247 * 0.241300709 * 0.05, rel=1e-8)
    assert numbers["half-of-loss-missing"] == pytest.approx(2 * 0.000438567734, rel=1e-8)
    # With w5 and w7 of the next round, as the published page has it.
    late = 0.138498562 * 0.358916480 - 0.0380982365 * 0.511301270
    assert numbers["weight-updated-already"] == pytest.approx(late * 0.241300709 * 0.05, rel=1e-6)


def test_the_mistakes_in_an_update_too(mazur: Network) -> None:
    numbers = found(UPDATE, mazur)
    assert numbers["gradient-added"] == pytest.approx(0.40 + 0.5 * 0.0821670406)
    assert numbers["learning-rate-forgotten"] == pytest.approx(0.40 - 0.0821670406)


def test_a_wrong_line_has_no_mistakes_to_teach(mazur: Network) -> None:
    assert usual_mistakes(UPDATE.replace("0.358916480", "0.1"), "line.md", mazur) == ()


def test_every_mistake_has_words(mazur: Network) -> None:
    mistakes = usual_mistakes(GRADIENT + UPDATE, "line.md", mazur)
    assert all(mistake.title and mistake.sentence and mistake.lesson.endswith(".") for mistake in mistakes)
    assert {mistake.code for mistake in mistakes} <= {code.value for code in TAUGHT}


def test_a_slope_of_zero_is_a_mistake_where_a_unit_is_off() -> None:
    assert usual_mistakes("$$\nL = 1\n$$\n", "line.md", example("softmax")) == ()


def test_no_half_is_forgotten_where_the_loss_has_none() -> None:
    line = "$$\n\\frac{\\partial L}{\\partial E_{1,1}} = -0.335554829\n$$\n"
    assert "half-of-loss-missing" not in found(line, example("skip-gram"))
