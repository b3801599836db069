"""Recurrent layers: the gradient is that of differences, and states are those of PyTorch to the last digits."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.layers import Activation, Dense, Recurrent

from ..conftest import missing
from ..export.onnx.test_model import onnx_of, run
from .test_network import derivative

pytestmark = pytest.mark.slow
"""Each test runs ONNX's runtime or PyTorch."""

DRAW = np.random.default_rng(3)


@pytest.mark.parametrize(
    "layer",
    [
        Recurrent("rnn", 3),
        Recurrent("rnn", 3, returns_sequences=True, has_bias=False, activation=Activation("softsign")),
        Recurrent("lstm", 2),
        Recurrent("lstm", 2, returns_sequences=True, gate=Activation("hard_sigmoid")),
        Recurrent("gru", 2),
        Recurrent("gru", 2, has_bias=False),
        Recurrent("gru", 2, returns_sequences=True, resets_after=False),
    ],
    ids=lambda layer: f"{layer.cell}-{layer.returns_sequences}-{layer.has_bias}-{layer.resets_after}",
)
def test_the_gradient_is_that_of_differences_and_of_an_onnx_graph(layer: Recurrent) -> None:
    model = Model.from_layers([layer, Dense(2)], (4, 3), loss="squared")
    w = model.initial(2) + 0.1
    y = model.compile("numpy").predict(w, np.zeros((4, 3)))
    x, t = DRAW.normal(size=(2, 4, 3)), DRAW.normal(size=(2, *y.shape))
    gradient = np.empty_like(w)
    model.compile("numpy").loss_and_gradient(w, x, t, gradient)
    assert gradient == pytest.approx(derivative(model, w, (x, t)), rel=1e-5, abs=1e-7)
    found = run(onnx_of(model, gradient=True), {"x": x, "t": t, **model.unpack(w)})
    packed = model.pack({name: found[f"dE_d{name}"] for name in model.shapes})
    assert np.abs(packed - gradient).max() <= 1e-14 * np.abs(gradient).max()


def test_the_states_of_an_lstm_are_those_of_pytorch() -> None:
    if importlib.util.find_spec("torch") is None:
        missing("torch")
    import torch

    lstm = torch.nn.LSTM(3, 4, batch_first=True).double()
    weights, state_weights, inputs, states = (parameter.detach().numpy() for parameter in lstm.parameters())
    layer = Recurrent("lstm", 4, True, True, weights.T.copy(), state_weights.T.copy(), inputs + states)
    x = DRAW.normal(size=(2, 6, 3))
    expected = lstm(torch.tensor(x))[0].detach().numpy()
    model = Model.from_layers([layer], (6, 3))
    assert model.compile("numpy").predict(model.initial(), x) == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_steps_without_inputs_are_refused() -> None:
    with pytest.raises(
        SpecError, match=r"layer 1: Recurrent reads two dimensions, of steps and of inputs; found \(4,\)"
    ):
        Model.from_layers([Recurrent("rnn", 2)], (4,))
