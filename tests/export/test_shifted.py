"""Recurrences and windows: what is compiled agrees with balls, on one sample and on batches, and does not grow."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.export.c.project import project
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, data_of, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from .shifted import MODELS, shifted

pytestmark = pytest.mark.slow


def certified(network: Network) -> tuple[float, list[float]]:
    loss = float(network.certified.ball(network.loss, 128))
    return loss, [float(network.certified.evaluate(slope, 128)) for slope in network.gradient.values()]


@pytest.mark.parametrize("backend", ["c", "numpy"])
@pytest.mark.parametrize("name", MODELS)
def test_what_is_compiled_agrees_with_balls_on_one_sample_and_on_batches(name: str, backend: str) -> None:
    network = shifted(name)
    functions = compiled(network, backend)
    assert lowered(network).form is Form.LOOPS
    loss, gradient = certified(network)
    weights = [float(network.values[symbol].value) for symbol in network.parameters]
    data = [
        np.reshape(
            [float(network.values[one].value) for one in network.elements(symbol)],
            [index.size for index in symbol.indices],  # type: ignore[union-attr]
        )
        for symbol in data_of(network)
    ]
    for given in (data, [np.stack([value] * 19) for value in data]):
        found = np.zeros(len(weights))
        assert functions.loss_and_gradient(np.array(weights), found, *given) == pytest.approx(loss, rel=1e-12)
        assert found == pytest.approx(gradient, rel=1e-10, abs=1e-12)


def recurrence(length: int) -> Network:
    text = """
equations = '''
a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]
h[t,j] = tanh(a[t,j])
h[0,j] = 0
E = sum(j, h[last,j]^2)
'''
loss = "E"
parameters = ["W", "U", "b"]
learning_rate = 0.1
[sizes]
t = LENGTH
i = 4
j = 16
k = 16
"""
    return parse(text.replace("LENGTH", str(length)), "rnn.toml")


def test_the_source_of_a_recurrence_is_of_one_size_whatever_its_length() -> None:
    few, many = (project(lowered(recurrence(length)), None)["gradient.c"] for length in (20, 500))
    assert abs(len(few) - len(many)) < 100
