"""What the loss becomes when something is moved."""

from __future__ import annotations

from math import exp

import pytest

from symbackprop.derive.nudges import Nudge, telling_step
from symbackprop.expression.tree import Negative, Symbol, decimal
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def error(w5: float = 0.40, for_o1: float = 0.0, for_o2: float = 0.0) -> float:
    """Return the error of the published network, w5 and what the outputs see of h1 changed."""
    h1, h2 = sigmoid(0.3775), sigmoid(0.3925)
    o1 = sigmoid(w5 * (h1 + for_o1) + 0.45 * h2 + 0.60)
    o2 = sigmoid(0.50 * (h1 + for_o2) + 0.55 * h2 + 0.60)
    return (0.01 - o1) ** 2 / 2 + (0.99 - o2) ** 2 / 2


def test_a_raised_weight_gives_the_error_of_a_new_forward_pass(mazur: Network) -> None:
    nudge = Nudge(mazur, {mazur.parameter("w5"): decimal("0.01")})
    assert float(nudge.shown_loss(Rounding(12)).value) == pytest.approx(error(0.41), abs=1e-12)
    assert nudge.shown_change(Rounding(3)).text == "0.000821"


def test_a_lowered_weight_too(mazur: Network) -> None:
    nudge = Nudge(mazur, {mazur.parameter("w5"): Negative(decimal("0.01"))})
    assert float(nudge.shown_loss(Rounding(12)).value) == pytest.approx(error(0.39), abs=1e-12)


def test_one_reader_alone_sees_the_new_value(mazur: Network) -> None:
    out, step = Symbol("out", "h1"), {Symbol("out", "h1"): decimal("0.01")}
    first, second = (Nudge(mazur, step, reader) for reader in mazur.readers(out))
    for nudge, changed in ((first, {"for_o1": 0.01}), (second, {"for_o2": 0.01})):
        assert float(nudge.shown_change(Rounding(6)).value) == pytest.approx(error(**changed) - error(), rel=1e-5)


def test_the_step_is_short_enough_for_the_derivative_to_tell() -> None:
    network = parse(
        'title = "steep"\nequations = """\nE = exp(100*w)\n"""\nparameters = ["w"]\nloss = "E"\nlearning_rate = 0.1\n'
        "[values]\nw = 0\n",
        "steep.toml",
    )
    step = telling_step(network, Symbol("w"))
    assert step is not None
    assert step.text == "0.001"


def test_nothing_is_moved_that_has_no_effect() -> None:
    network = parse(
        'title = "off"\nequations = """\nE = relu(w) + v\n"""\nparameters = ["w", "v"]\nloss = "E"\n'
        "learning_rate = 0.1\n[values]\nw = -1\nv = 1\n",
        "off.toml",
    )
    assert telling_step(network, Symbol("w")) is None
    assert telling_step(network, Symbol("v")) is not None


def test_a_recurrence_is_followed_to_its_end() -> None:
    network = example("recurrent")
    weight = network.parameters[0]
    step = telling_step(network, weight)
    assert step is not None
    moved = network.at({**network.values, weight: decimal(str(float(network.values[weight].value + step.value)))})
    change = Nudge(network, {weight: step}).shown_change(Rounding(9))
    bits = 256
    assert float(change.value) == pytest.approx(
        float(moved.certified.ball(network.loss, bits) - network.certified.ball(network.loss, bits)), rel=1e-6
    )


def test_what_does_not_change_changes_by_nothing() -> None:
    network = parse(
        'equations = """\ny = tanh(v + w*x)\nL = y^2\n"""\nloss = "L"\nparameters = ["w", "v"]\n'
        "[values]\nv = 0.3\nw = 0.2\nx = 0\n",
        "zero.toml",
    )
    assert Nudge(network, {Symbol("w"): decimal("0.01")}).shown_change(Rounding(3)).text == "0"
