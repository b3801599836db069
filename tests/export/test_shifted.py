"""Recurrences and windows: what is compiled agrees with balls, on one sample and on batches, and does not grow."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb

from symbackprop.errors import SpecError
from symbackprop.export.c.project import project
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, data_of, lowered
from symbackprop.graph.tape import exact
from symbackprop.graph.values import Values
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from .shifted import MODELS, made, shifted

pytestmark = pytest.mark.slow


def certified(network: Network) -> tuple[float, list[float]]:
    loss = float(network.certified.ball(network.loss, 128))
    return loss, [float(network.certified.evaluate(slope, 128)) for slope in network.gradient.values()]


def arguments(network: Network) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the parameters and the data of one sample."""
    data = [
        np.reshape(
            [float(network.values[one].value) for one in network.elements(symbol)],
            [index.size for index in symbol.indices],  # type: ignore[union-attr]
        )
        for symbol in data_of(network)
    ]
    return np.array([float(network.values[symbol].value) for symbol in network.parameters]), data


@pytest.mark.parametrize("backend", ["c", "numpy"])
@pytest.mark.parametrize("name", MODELS)
def test_what_is_compiled_agrees_with_balls_on_one_sample_and_on_batches(name: str, backend: str) -> None:
    network = shifted(name)
    functions = compiled(network, backend)
    assert lowered(network).form is Form.LOOPS
    loss, gradient = certified(network)
    weights, data = arguments(network)
    for given in (data, [np.stack([value] * 19) for value in data]):
        found = np.zeros(len(weights))
        assert functions.loss_and_gradient(weights, *given, found) == pytest.approx(loss, rel=1e-12)
        assert found == pytest.approx(gradient, rel=1e-10, abs=1e-12)


def models(seeds: range) -> Iterator[tuple[int, Network]]:
    """Yield models at random, without those that are refused since they read no start that they have."""
    for seed in seeds:
        with suppress(SpecError):
            yield seed, parse(made(random.Random(seed)), f"{seed}.toml")


def test_the_gradients_of_models_at_random_are_certified_slopes_and_what_is_computed_agrees() -> None:
    """Recurrences, strides, zeros and ends in whatever combination, straight and in loops."""
    step, tried = Fraction(1, 1 << 60), 0
    for seed, network in models(range(40)):
        tried += 1
        loss, gradient = certified(network)
        for name, slope in network.gradient.items():
            ends = [
                Values(network.scalar, {**network.leaves, name: network.leaves[name] + by}).ball(network.loss, 256)
                for by in (step, -step)
            ]
            error = (ends[0] - ends[1]) / exact(2 * step) - network.certified.evaluate(slope, 256)
            assert abs(arb(error)) < arb(2) ** -40, (seed, name.ascii)
        weights, data = arguments(network)
        functions = compiled(network, "numpy")
        for given in (data, [np.stack([value] * 3) for value in data]):
            found = np.zeros(len(weights))
            assert functions.loss_and_gradient(weights, *given, found) == pytest.approx(loss, rel=1e-11), seed
            assert found == pytest.approx(gradient, rel=1e-9, abs=1e-11), seed
    assert tried > 30


def test_the_loops_of_models_at_random_compile_without_a_warning(tmp_path: Path) -> None:
    sources = [project(lowered(network, form=Form.LOOPS), None) for _, network in models(range(40, 70))]
    for number, files in enumerate(sources):
        (tmp_path / f"{number}.c").write_text(files["gradient.c"], encoding="utf-8")
        (tmp_path / "gradient.h").write_text(files["gradient.h"], encoding="utf-8")
        command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", f"{number}.c"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr


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
