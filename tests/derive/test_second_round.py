"""The rounds after the first, against formulas in another arithmetic."""

from __future__ import annotations

from math import sqrt

import pytest

from symbackprop.derive.numbers import Numbers
from symbackprop.derive.second_round import Rounds, second_round
from symbackprop.expression.tree import Number, Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import parse

SPEC = """
title = "one"
equations = '''
E = w^2 + w*x
'''
parameters = ["w"]
loss = "E"
learning_rate = 0.1
[values]
w = 2
x = 1
[optimiser]
name = "{name}"
"""


def rounds_of(name: str) -> tuple[Rounds, Symbol]:
    network = parse(SPEC.format(name=name), "one.toml")
    weight = network.parameters[0]
    adjoint = network.gradient[weight]
    assert isinstance(adjoint, Symbol)
    return Rounds(Numbers(network, Rounding(12)), (weight, network.loss, adjoint), 3), weight


def value(number: object) -> float:
    assert isinstance(number, Number)
    return float(number.value)


def slope(w: float) -> float:
    return 2 * w + 1


def test_plain_descent_starts_again_from_what_the_first_round_has_left() -> None:
    rounds, weight = rounds_of("sgd")
    first = 2 - 0.1 * slope(2)
    (chain,) = second_round(rounds, weight)
    assert value(chain.links[-1].side) == pytest.approx(first - 0.1 * slope(first))
    assert value(rounds.after(2)[weight]) == value(chain.links[-1].side)


def test_momentum_keeps_its_state() -> None:
    rounds, weight = rounds_of("momentum")
    first = 2 - 0.1 * slope(2)
    velocity, moved = second_round(rounds, weight)
    state = 0.9 * slope(2) + slope(first)
    assert value(velocity.links[-1].side) == pytest.approx(state)
    assert value(moved.links[-1].side) == pytest.approx(first - 0.1 * state)


def test_adam_corrects_its_bias_with_the_number_of_the_round() -> None:
    rounds, weight = rounds_of("adam")
    m = v = 0.0
    w, results = 2.0, []
    for n in (1, 2):
        g = slope(w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        m_hat, v_hat = m / (1 - 0.9**n), v / (1 - 0.999**n)
        w -= 0.1 * m_hat / (sqrt(v_hat) + 1e-8)
        results = [m, v, m_hat, v_hat, w]
    found = [value(chain.links[-1].side) for chain in second_round(rounds, weight)]
    assert found == pytest.approx(results, rel=1e-10)
