"""Predictions agree with balls, take only what they depend on, and are refused where they cannot be meant."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.export.compiled.table import compiled
from symbackprop.graph.equations import bare
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..networks import layered
from ..shifted import MODELS, shifted


def weights(network: Network, dtype: type = np.float64) -> np.ndarray:
    return np.array([float(network.values[name].value) for name in network.parameters], dtype=dtype)


@pytest.mark.parametrize("name", ["mazur-2-2-2", "softmax", "layers-softmax", "attention", "layer-norm", "batch-norm"])
def test_every_quantity_of_a_model_is_predicted_as_balls_have_it(name: str) -> None:
    network = example(name)
    functions = compiled(network, "numpy")
    for equation in network.graph.equations:
        found = functions.predict(weights(network), of=bare(equation.target).ascii)
        wanted = [float(network.certified.ball(one, 128)) for one in network.elements(equation.target)]
        assert np.ravel(found) == pytest.approx(wanted, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", MODELS)
def test_recurrences_and_windows_are_predicted_too(name: str) -> None:
    network = shifted(name)
    names = [bare(equation.target).ascii for equation in network.graph.equations]
    found = compiled(network, "numpy").predict(weights(network), of=names)
    for equation in network.graph.equations:
        wanted = [float(network.certified.ball(one, 128)) for one in network.elements(equation.target)]
        assert np.ravel(found[bare(equation.target).ascii]) == pytest.approx(wanted, rel=1e-12, abs=1e-15)


def test_outputs_of_a_batch_are_those_of_its_samples_and_need_no_targets() -> None:
    network = layered(4, 5, 3)
    predict = compiled(network, "numpy").predict
    batch = np.random.default_rng(1).normal(size=(7, 4))
    assert predict.inputs() == ("i",)
    together = predict(weights(network), batch)
    assert together.shape == (7, 3)
    assert together == pytest.approx(np.array([predict(weights(network), row) for row in batch]))
    single = compiled(network, "numpy", is_single=True).predict(weights(network, np.float32), batch.astype(np.float32))
    assert single.dtype == np.float32
    assert single == pytest.approx(together, rel=1e-5)


def test_what_cannot_be_meant_is_refused() -> None:
    predict = compiled(example("softmax"), "numpy").predict
    with pytest.raises(UsageError, match="say which quantity is predicted, as of='z'"):
        predict(weights(example("softmax")))
    with pytest.raises(UnknownNameError, match="no computed quantity is called 'pp'"):
        predict(weights(example("softmax")), of="pp")
    network = example()
    with pytest.raises(ValueError, match="i: expected shape"):
        compiled(network, "numpy").predict(weights(network), np.zeros(3))
    with pytest.raises(ValueError, match="parameters: expected shape"):
        compiled(network, "numpy").predict(np.zeros(3))
