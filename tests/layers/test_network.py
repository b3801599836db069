"""Lists of layers as networks: names, first values, losses, and what does not fit."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError, SymbackpropError
from symbackprop.graph.equations import bare
from symbackprop.layers import (
    Activation,
    BatchNorm,
    Convolution,
    Dense,
    Flatten,
    LayerNorm,
    Pooling,
    Softmax,
)
from symbackprop.layers.activations import ACTIVATIONS
from symbackprop.layers.losses import LOSSES, SHORT

pytestmark = pytest.mark.slow
"""Each test makes whole models."""

CONSTANTS = {"alpha": 0.5, "beta": 2.0, "bound": 0.25, "height": 0.5, "high": 0.5, "low": -0.5, "slope": 0.25}


def derivative(model: Model, w: np.ndarray, data: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return the gradient by central differences."""
    function, step = model.compile("numpy"), 1e-6
    scratch = np.empty_like(w)
    return np.array(
        [
            (
                function.loss_and_gradient(w + step * one, *data, scratch)
                - function.loss_and_gradient(w - step * one, *data, scratch)
            )
            / (2 * step)
            for one in np.eye(len(w))
        ]
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_stands_between_layers(name: str) -> None:
    used = tuple((key, value) for key, value in CONSTANTS.items() if key in ACTIVATIONS[name])
    model = Model.from_layers([Dense(4), Activation(name, () if name == "prelu" else used), Dense(2)], (3,))
    w = model.initial(1)
    data = (np.array([[0.5, -1.0, 0.25]]), np.array([[1.0, 0.0]]))
    gradient = np.empty_like(w)
    model.compile("numpy").loss_and_gradient(w, *data, gradient)
    assert gradient == pytest.approx(derivative(model, w, data), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("name", [*LOSSES, *SHORT])
def test_a_loss_has_a_gradient(name: str) -> None:
    model = Model.from_layers([Dense(3)], (2,), loss=name)
    w = model.initial(4)
    data = (np.array([[0.5, -1.0], [0.25, 0.75]]), np.eye(3)[:2])
    gradient = np.empty_like(w)
    model.compile("numpy").loss_and_gradient(w, *data, gradient)
    assert gradient == pytest.approx(derivative(model, w, data), rel=1e-5, abs=1e-8)


def test_without_a_loss_the_last_layer_says_it() -> None:
    def loss_of(*layers: Any) -> str:
        return str(Model.from_layers([Dense(2), *layers], (2,)).network.graph.equations[-1].body)

    assert (
        loss_of()
        == loss_of("identity")
        == str(Model.from_layers([Dense(2)], (2,), "mse").network.graph.equations[-1].body)
    )
    assert "function='log'" in loss_of("sigmoid")
    assert "function='log'" in loss_of(Softmax())


def test_names_shapes_and_first_values_are_those_of_the_layers() -> None:
    layers = [Convolution(3, (2, 2)), BatchNorm(), "relu", Pooling("mean"), Flatten(), Dense(4), LayerNorm(), Dense(2)]
    model = Model.from_layers(layers, (1, 5, 5), loss="cross-entropy")
    assert list(model.shapes) == ["W1", "b1", "g1", "c1", "W2", "b2", "g2", "c2", "W3", "b3"]
    found = model.unpack(model.initial())
    assert found["W1"].shape == (3, 1, 2, 2)
    assert (found["b1"].any(), found["g1"].all(), found["c2"].any()) == (False, True, False)
    assert [bare(leaf).ascii for leaf in model.network.sampled] == ["x", "t"]
    assert model.compile("numpy").predict(model.initial(), np.zeros((1, 5, 5))) == pytest.approx([0.5, 0.5], abs=0.5)


def test_numbers_by_rows_and_with_channels_last_compute_the_same() -> None:
    draw = np.random.default_rng(0)
    filters, matrix = draw.normal(size=(3, 2, 2, 2)), draw.normal(size=(4, 3 * 2 * 3))
    first = [
        Convolution(3, (2, 2), (1, 2), weights=filters),
        Pooling("max", (2, 1)),
        Flatten(),
        Dense(4, weights=matrix),
    ]
    turned = matrix.reshape(4, 3, 2, 3).transpose(2, 3, 1, 0)
    last = [
        Convolution(3, (2, 2), (1, 2), weights=filters.transpose(2, 3, 1, 0), channels_last=True),
        Pooling("max", (2, 1), channels_last=True),
        Flatten(),
        Dense(4, weights=turned, rows=True),
    ]
    x = draw.normal(size=(2, 5, 6))
    one, other = Model.from_layers(first, (2, 5, 6)), Model.from_layers(last, (5, 6, 2))
    expected = one.compile("numpy").predict(one.initial(), x)
    assert other.compile("numpy").predict(other.initial(), np.ascontiguousarray(x.transpose(1, 2, 0))) == pytest.approx(
        expected, rel=1e-14
    )


REFUSED: MappingProxyType[str, tuple[list[Any], tuple[int, ...], str]] = MappingProxyType(
    {
        "an activation that is not there": (["rellu"], (2,), r"no activation is called 'rellu'.*nearest: relu"),
        "flattened places before a norm": (
            [Flatten(), LayerNorm()],
            (2, 2),
            "layer 2: LayerNorm after Flatten is not supported",
        ),
        "no layer": ([], (2,), "there are no layers"),
        "nothing that computes": ([Flatten()], (2,), "no layer that computes anything"),
        "numbers of another shape": (
            [Dense(2, weights=np.zeros((2, 4)))],
            (3,),
            r"layer 1: has W of shape \(2, 4\), expected \(2, 3\)",
        ),
        "shape without sizes": ([Dense(2)], (), "input_shape: expected the shape of one sample"),
        "too large a filter": (
            [Convolution(1, (9, 2))],
            (1, 8, 8),
            "layer 1: a window of 9 does not fit into 8 places",
        ),
        "too few dimensions": ([Convolution(1, (2, 2))], (8, 8), "layer 1: Convolution in 2 dimensions reads 3"),
    }
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case: str) -> None:
    layers, shape, message = REFUSED[case]
    with pytest.raises(SymbackpropError, match=message):
        Model.from_layers(layers, shape)


def test_a_learning_rate_is_taken_as_it_is_written() -> None:
    assert Model.from_layers([Dense(1)], (1,), learning_rate=0.05).network.rate.text == "0.05"
    with pytest.raises(SymbackpropError, match="learning_rate: expected a number above 0"):
        Model.from_layers([Dense(1)], (1,), learning_rate=-1)


def test_more_numbers_than_a_model_may_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symbackprop.layers.network.MOST_STORED", 10)
    with pytest.raises(SpecError, match="more than 10 numbers"):
        Model.from_layers([Dense(2, weights=np.zeros((2, 5)))], (5,))
