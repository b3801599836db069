"""Models of Keras: what they compute, with their gradients, comes out of the model; others are refused by name."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.layers.keras import ACTIVATIONS, LAYERS
from symbackprop.layers.keras_losses import LOSSES

from ..conftest import missing


def keras() -> Any:
    if importlib.util.find_spec("keras") is None:
        missing("keras")
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import jax
    import keras

    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")  # a layer made before has settled it
    keras.utils.set_random_seed(1)
    return keras


pytestmark = pytest.mark.slow
"""Each test runs Keras, whose import alone takes seconds."""

READS_WORDS = {"Embedding"}
"""What reads whole numbers in Keras has a test of its own."""

ROUGH = frozenset(
    {
        "Activation",
        "BatchNormalization",
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "GlobalMaxPooling2D",
        "GRU",
        "LSTM",
        "LayerNormalization",
        "tanh",
    }
)
"""Where Keras 3 computes means, norms and the tanh in single precision, whatever its numbers are."""


def check(network: Any, is_rough: bool = False) -> None:
    """Compare outputs and gradient of the mean squared error with those of Keras in double precision."""
    import jax

    model = Model.from_keras(network, "mse")
    draw = np.random.default_rng(2)
    x = draw.normal(size=(3, *network.input_shape[1:]))
    trained, fixed = network.trainable_variables, network.non_trainable_variables

    def total(values: Any) -> Any:
        y, _ = network.stateless_call(values, [one.value for one in fixed], x, training=False)
        return (y**2).mean()

    expected, slopes = jax.value_and_grad(total)([one.value for one in trained])
    function, w = model.compile("numpy"), model.initial()
    y = np.asarray(network(x, training=False))
    found = function.predict(w, x)
    within = 1e-5 if is_rough else 1e-13
    assert np.abs(found - y).max() <= within * np.abs(y).max()
    gradient = np.empty_like(w)
    assert function.loss_and_gradient(w, x, np.zeros_like(y), gradient) == pytest.approx(float(expected), rel=within)
    wanted = np.concatenate([np.asarray(one).ravel() for one in slopes]) if slopes else np.zeros(0)
    assert np.abs(gradient - wanted).max() <= within * np.abs(wanted).max()


Make = Callable[[Any], list[Any]]
ONE, TWO = (9, 2), (7, 8, 2)


def dense(middle: Callable[[Any], Any]) -> tuple[Make, tuple[int, ...]]:
    return lambda of: [of.Dense(6), middle(of), of.Dense(2)], (3,)


def one(then: Callable[[Any], Any]) -> tuple[Make, tuple[int, ...]]:
    return lambda of: [of.Conv1D(3, 3), then(of)], ONE


def two(then: Callable[[Any], Any]) -> tuple[Make, tuple[int, ...]]:
    return lambda of: [of.Conv2D(3, 2), then(of)], TWO


NETWORKS: MappingProxyType[str, tuple[Make, tuple[int, ...]]] = MappingProxyType(
    {
        "Activation": dense(lambda of: of.Activation("tanh")),
        "AlphaDropout": dense(lambda of: of.AlphaDropout(0.5)),
        "AveragePooling1D": one(lambda of: of.AveragePooling1D(3, 2)),
        "AveragePooling2D": two(lambda of: of.AveragePooling2D((2, 3))),
        "BatchNormalization": two(lambda of: of.BatchNormalization()),
        "Conv1D": (lambda of: [of.Conv1D(3, 3, padding="causal", dilation_rate=2, activation="relu")], ONE),
        "Conv2D": (
            lambda of: [of.Conv2D(2, 3, groups=2), of.Conv2D(3, (3, 2), strides=2, padding="same", use_bias=False)],
            TWO,
        ),
        "Dense": (lambda of: [of.Dense(4, activation="sigmoid"), of.Dense(2, use_bias=False)], (5, 3)),
        "DepthwiseConv1D": (lambda of: [of.DepthwiseConv1D(3, padding="same", activation="relu")], ONE),
        "DepthwiseConv2D": (lambda of: [of.DepthwiseConv2D(3, depth_multiplier=3), of.Dense(2)], TWO),
        "Dropout": dense(lambda of: of.Dropout(0.5)),
        "ELU": dense(lambda of: of.ELU(0.5)),
        "Flatten": (lambda of: [of.Conv2D(2, 3), of.Flatten(), of.Dense(2)], TWO),
        "GRU": (
            lambda of: [of.GRU(3, return_sequences=True), of.GRU(2, reset_after=False), of.Dense(2)],
            (5, 3),
        ),
        "GaussianDropout": dense(lambda of: of.GaussianDropout(0.5)),
        "GaussianNoise": dense(lambda of: of.GaussianNoise(0.5)),
        "GlobalAveragePooling1D": one(lambda of: of.GlobalAveragePooling1D()),
        "GlobalAveragePooling2D": two(lambda of: of.GlobalAveragePooling2D(keepdims=True)),
        "GlobalMaxPooling1D": one(lambda of: of.GlobalMaxPooling1D()),
        "GlobalMaxPooling2D": (lambda of: [of.Conv2D(3, 2), of.GlobalMaxPooling2D(), of.LayerNormalization()], TWO),
        "Identity": dense(lambda of: of.Identity()),
        "InputLayer": dense(lambda of: of.Dense(3)),
        "LSTM": (lambda of: [of.LSTM(3, return_sequences=True), of.LSTM(2, use_bias=False)], (5, 3)),
        "LayerNormalization": dense(lambda of: of.LayerNormalization()),
        "LeakyReLU": dense(lambda of: of.LeakyReLU()),
        "MaxPooling1D": one(lambda of: of.MaxPooling1D(2)),
        "MaxPooling2D": two(lambda of: of.MaxPooling2D(2, strides=1)),
        "ReLU": (lambda of: [of.Dense(4), of.ReLU(0.25), of.Dense(4), of.ReLU(negative_slope=0.1), of.ReLU()], (3,)),
        "SeparableConv1D": (lambda of: [of.SeparableConv1D(3, 3, dilation_rate=2)], ONE),
        "SeparableConv2D": (lambda of: [of.SeparableConv2D(3, 2, depth_multiplier=2, use_bias=False)], TWO),
        "SimpleRNN": (lambda of: [of.SimpleRNN(3, activation="relu"), of.Dense(2)], (5, 3)),
        "Softmax": dense(lambda of: of.Softmax()),
        "SpatialDropout1D": one(lambda of: of.SpatialDropout1D(0.5)),
        "SpatialDropout2D": two(lambda of: of.SpatialDropout2D(0.5)),
    }
)


@pytest.mark.some(10)
@pytest.mark.parametrize("name", [name for name in LAYERS if name not in READS_WORDS])
def test_a_layer_has_the_outputs_and_the_gradient_of_keras(name: str) -> None:
    module = keras()
    make, shape = NETWORKS[name]
    network = module.Sequential([module.Input(shape), *make(module.layers)])
    draw = np.random.default_rng(1)
    for variable in network.non_trainable_variables:
        if "moving" in variable.name:
            variable.assign(draw.uniform(0.5, 2.0, variable.shape))
    check(network, name in ROUGH)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_is_that_of_keras(name: str) -> None:
    module = keras()
    of = module.layers
    check(module.Sequential([module.Input((3,)), of.Dense(4, activation=name), of.Dense(2)]), name in ROUGH)


def test_an_embedding_reads_words_as_rows_with_a_one() -> None:
    module = keras()
    of = module.layers
    network = module.Sequential([module.Input((4,)), of.Embedding(5, 3), of.Flatten(), of.Dense(2)])
    words = np.array([[0, 4, 2, 2], [1, 1, 3, 0]])
    model = Model.from_keras(network, "mse")
    found = model.compile("numpy").predict(model.initial(), np.eye(5)[words])
    assert found == pytest.approx(np.asarray(network(words)), rel=1e-6)
    with pytest.raises(SpecError, match="layer 'e': Embedding behind another layer is not supported"):
        Model.from_keras(module.Sequential([module.Input((2,)), of.Dense(2), of.Embedding(3, 2, name="e")]))


def test_the_loss_of_a_compiled_model_is_taken() -> None:
    module = keras()
    of = module.layers
    for name in (
        "categorical_crossentropy",
        module.losses.CategoricalCrossentropy(),
        "sparse_categorical_crossentropy",
    ):
        network = module.Sequential([module.Input((3,)), of.Dense(2, activation="softmax")])
        network.compile(loss=name)
        assert "softmax" not in str(Model.from_keras(network).network.loss)
        assert [equation.target.ascii for equation in Model.from_keras(network).network.graph.equations][-1] == "E"
    logits = module.Sequential([module.Input((3,)), of.Dense(2)])
    logits.compile(loss=module.losses.CategoricalCrossentropy(from_logits=True))
    assert "y[j]" in [equation.target.ascii for equation in Model.from_keras(logits).network.graph.equations]
    logits.compile(loss="categorical_crossentropy")
    with pytest.raises(SpecError, match="categorical_crossentropy has from_logits=False; the last layer"):
        Model.from_keras(logits)
    logits.compile(loss="poisson")
    with pytest.raises(SpecError, match="loss: poisson is not supported; give another"):
        Model.from_keras(logits)
    assert set(LOSSES.values()) <= {
        "mean-absolute",
        "mean-binary-cross-entropy",
        "mean-huber",
        "mean-squared",
        "softmax-cross-entropy",
    }


def test_what_is_not_supported_is_refused_by_its_name() -> None:
    module = keras()
    of = module.layers

    def sequential(shape: tuple[Any, ...], *layers: Any) -> Any:
        return module.Sequential([module.Input(shape), *layers])

    refused = {
        "layer 'e': Embedding with mask_zero": sequential((4,), of.Embedding(3, 2, name="e", mask_zero=True)),
        "layer 't': Conv1DTranspose is not supported; expected": sequential((4, 2), of.Conv1DTranspose(2, 2, name="t")),
        "layer 'b': Bidirectional is not supported": sequential((4, 2), of.Bidirectional(of.LSTM(2), name="b")),
        "layer 'r': LSTM with go_backwards, stateful": sequential((4, 2), of.LSTM(3, go_backwards=True, name="r")),
        "layer 'd': Dense with the activation 'own' is not supported": sequential(
            (2,), of.Dense(2, activation=own, name="d")
        ),
        "layer 'p': MaxPooling1D with padding='same' where it adds places": sequential(
            (5, 2), of.MaxPooling1D(2, padding="same", name="p")
        ),
        "the shape of the input is not known": sequential((None, 2), of.Conv1D(2, 1)),
        "Functional is no keras.Sequential": module.Model(*[module.Input((2,))] * 2),
    }
    for message, network in refused.items():
        with pytest.raises(SpecError, match=message):
            Model.from_keras(network)


def own(x: Any) -> Any:
    return x
