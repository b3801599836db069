"""What the section on training says of the rounds."""

from __future__ import annotations

from math import inf

import pytest

from symbackprop.derive.narrate import Outline
from symbackprop.derive.narrate.lecture import Lecture
from symbackprop.derive.narrate.outcomes import outcomes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.update import Milestone, Training, training
from symbackprop.expression.tree import ZERO
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse
from symbackprop.render.inline.speech import spoken_inlines

FALLING = tuple((done, 1 / (done + 1)) for done in (0, 1, 10, 100, 1000))


def told(network: Network, *curve: tuple[int, float], **more: bool) -> str:
    lecture = Lecture(Numbers(network, Rounding(9)), Outline(()))
    found = Training((Milestone(0, ZERO, ()), Milestone(curve[-1][0], ZERO, ())), curve, **more)
    return " ".join(spoken_inlines(text) for text in outcomes(lecture, found))


def spec(activation: str, weight: str, rate: str = "0.1") -> Network:
    return parse(
        f'title = "one"\n[network]\nsizes = [1, 1]\nactivation = "{activation}"\nloss = "half-squared"\n'
        f'bias = "none"\nlearning_rate = {rate}\n[values]\ninputs = [1]\ntargets = [0.5]\nweights = [[[{weight}]]]\n',
        "one.toml",
    )


def test_of_a_falling_error_nothing_is_said(mazur: Network) -> None:
    assert told(mazur, *FALLING) == ""


def test_an_error_that_rises_again_is_told_with_its_best_round(mazur: Network) -> None:
    assert "smallest after about 1,000 rounds" in told(mazur, *FALLING, (2000, 0.5))


def test_an_error_that_has_only_risen_is_told(mazur: Network) -> None:
    assert told(mazur, (0, 1.0), (1, 2.0), (10, 3.0)).startswith("Training has made the error larger.")


def test_an_error_that_hardly_changes_has_stalled(mazur: Network) -> None:
    assert told(mazur, *FALLING, (10_000, FALLING[-1][1]), (100_000, FALLING[-1][1])) == (
        "From about round 1,000 on the error hardly changes: training has stalled."
    )


def test_what_no_double_holds_is_passed_over(mazur: Network) -> None:
    assert told(mazur, *FALLING, (2000, inf), (3000, 1e-5)) == ""


@pytest.mark.parametrize("name", ["linear-layer", "convolution"])
def test_training_ends_where_the_error_is_nothing_beside_its_start(name: str) -> None:
    network = example(name)
    found = training(Numbers(network, Rounding(9)), 10_000)
    first, last = found.milestones[0].loss.value, found.milestones[-1].loss.value
    assert found.has_vanished
    assert 0 <= last < first * 2**-53
    assert found.milestones[-1].rounds < 100
    assert "the rounds end here" in told(network, *found.curve, has_vanished=True)


def test_an_output_that_is_off_is_named() -> None:
    network = spec("relu", "-1")
    found = training(Numbers(network, Rounding(9)), 1000)
    lecture = Lecture(Numbers(network, Rounding(9)), Outline(()))
    (stalled, dead) = (spoken_inlines(text) for text in outcomes(lecture, found))
    assert "has stalled" in stalled
    assert "is 0 then" in dead


def test_too_long_steps_are_told() -> None:
    network = spec("identity", "0.6", "2.5")
    found = training(Numbers(network, Rounding(9)), 10)
    assert told(network, *found.curve).startswith("Training has made the error larger.")
