"""Every built-in example, and every activation with every loss, against jax.grad of the model written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flint import arb

from symbackprop.expression.tree import Index, decimal
from symbackprop.graph.equations import bare
from symbackprop.graph.expand import elements
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.dense import Bias, Dense, dense
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Network
from symbackprop.models.spec import example

jax.config.update("jax_enable_x64", True)

BITS = 400
RELATIVE = 1e-12

Values = Mapping[str, Any]
"""The arrays of all that is given, by the name of the quantity."""

Reference = Callable[[Values], Any]


def half_squared(target: Any, out: Any) -> Any:
    return jnp.sum((target - out) ** 2) / 2


JAX_ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "elu": jax.nn.elu,
    "gelu": lambda net: jax.nn.gelu(net, approximate=False),
    "hard_sigmoid": jax.nn.hard_sigmoid,
    "identity": lambda net: net,
    "leaky_relu": jax.nn.leaky_relu,
    "relu": jax.nn.relu,
    "sigmoid": jax.nn.sigmoid,
    "silu": jax.nn.silu,
    "softplus": jax.nn.softplus,
    "tanh": jnp.tanh,
}

JAX_LOSSES: dict[str, Callable[[Any, Any], Any]] = {
    "binary-cross-entropy": lambda t, o: -jnp.sum(t * jnp.log(o) + (1 - t) * jnp.log(1 - o)),
    "half-squared": half_squared,
    "hinge": lambda t, o: jnp.sum(jnp.maximum(0, 1 - t * o)),
    "huber": lambda t, o: jnp.sum(jnp.where(jnp.abs(t - o) < 1, (t - o) ** 2 / 2, jnp.abs(t - o) - 0.5)),
    "mean-squared": lambda t, o: jnp.mean((t - o) ** 2),
    "softmax-cross-entropy": lambda t, o: -jnp.sum(t * jax.nn.log_softmax(o)),
    "squared": lambda t, o: jnp.sum((t - o) ** 2),
}


def layered(loss: str, *layers: tuple[str, str, str]) -> Reference:
    """Return the model of fully connected layers, each given by its weights, its bias and its activation."""

    def of(v: Values) -> Any:
        out = v["i"]
        for weights, bias, activation in layers:
            out = JAX_ACTIVATIONS[activation](v[weights] @ out + v[bias])
        return JAX_LOSSES[loss](v["target_o"], out)

    return of


def attention(v: Values) -> Any:
    weights = jax.nn.softmax(0.7071 * v["K"] @ v["q"])
    return half_squared(v["t"], weights @ v["V"])


def attention_head(v: Values) -> Any:
    queries, keys, values = (v["X"] @ v[name] for name in ("W_q", "W_k", "W_v"))
    weights = jax.nn.softmax(queries @ keys.T / jnp.sqrt(keys.shape[1]), axis=1)
    return half_squared(v["T"], weights @ values)


def batch(v: Values) -> Any:
    out = jnp.tanh(v["X"] @ v["W"].T + v["b"])
    return jnp.sum((v["t"] - out @ v["v"]) ** 2) / 4


def batch_norm(v: Values) -> Any:
    z = v["X"] @ v["w"]
    y = v["g"] * (z - z.mean()) / jnp.sqrt(z.var() + v["eps"]) + v["c"]
    return jnp.mean((v["t"] - y) ** 2) / 2


def layer_norm(v: Values) -> Any:
    x = v["x"]
    y = v["g"] * (x - x.mean()) / jnp.sqrt(x.var() + v["eps"]) + v["c"]
    return half_squared(v["t"], y)


def linear_layer(v: Values) -> Any:
    return half_squared(v["t"], jax.nn.relu(v["W"] @ v["x"] + v["b"]))


def gru(v: Values) -> Any:
    hidden, loss = jnp.zeros(2), 0.0
    for x, y in zip(v["x"], v["y"], strict=True):
        keep, reset = (jax.nn.sigmoid(v[f"w_{at}"] * x + v[f"U_{at}"] @ hidden + v[f"b_{at}"]) for at in ("z", "r"))
        candidate = jnp.tanh(v["w_n"] * x + v["U_n"] @ (reset * hidden) + v["b_n"])
        hidden = keep * hidden + (1 - keep) * candidate
        loss += half_squared(y, hidden)
    return loss


def lstm(v: Values) -> Any:
    hidden, cell, loss = 0.0, 0.0, 0.0
    for x, y in zip(v["x"], v["y"], strict=True):
        net = {at: v[f"w_{at}"] @ x + v[f"u_{at}"] * hidden + v[f"b_{at}"] for at in "fiog"}
        cell = jax.nn.sigmoid(net["f"]) * cell + jax.nn.sigmoid(net["i"]) * jnp.tanh(net["g"])
        hidden = jax.nn.sigmoid(net["o"]) * jnp.tanh(cell)
        loss += half_squared(y, hidden)
    return loss


def recurrent(v: Values) -> Any:
    hidden, loss = 0.0, 0.0
    for x, y in zip(v["x"], v["y"], strict=True):
        hidden = jnp.tanh(v["w"] * x + v["u"] * hidden + v["b"])
        loss += half_squared(y, hidden)
    return loss


def regularised(v: Values) -> Any:
    return half_squared(v["t"], v["w"] @ v["x"] + v["b"]) + v["λ"] * jnp.sum(v["w"] ** 2) / 2


def residual_block(v: Values) -> Any:
    x = v["W0"] @ v["p"] + v["b0"]
    y = x + v["W2"] @ jax.nn.relu(v["W1"] @ x + v["b1"]) + v["b2"]
    return half_squared(v["t"], jax.nn.relu(y))


def shared_weights(v: Values) -> Any:
    first, second = (jnp.tanh(v["w"] * v[x] + v["b"]) for x in ("x1", "x2"))
    return half_squared(v["t"], first - second)


def skip_gram(v: Values) -> Any:
    rows = v["E"][jnp.asarray([2, 3, 1]) - 1]
    return -jnp.sum(v["t"] * jax.nn.log_softmax(rows @ v["C"].T, axis=1))


def skip_connection(v: Values) -> Any:
    net = v["w"] * v["x"] + v["b"]
    return half_squared(v["t"], v["u"] * (jnp.tanh(net) + v["v"] * net))


def softmax(v: Values) -> Any:
    return -jnp.sum(v["t"] * jax.nn.log_softmax(v["W"] @ v["x"] + v["b"]))


def convolution(v: Values) -> Any:
    hidden = jax.nn.relu(jnp.convolve(v["x"], v["w"][::-1], mode="valid") + v["b"])
    return half_squared(v["t"], v["v"] @ hidden)


def pooling(v: Values) -> Any:
    found = jax.nn.relu(jax.scipy.signal.correlate2d(v["x"], v["w"], mode="valid") + v["b"])
    return half_squared(v["t"], jnp.sum(v["v"] * found.reshape(2, 2, 2, 2).max(axis=(1, 3))))


def layers_batch(v: Values) -> Any:
    hidden = jnp.tanh(v["i"] @ v["W1"] + v["b_h"])
    out = jax.nn.sigmoid(hidden @ v["W2"] + v["b_o"])
    weights = jnp.concatenate([v["W1"].ravel(), v["W2"].ravel()])
    penalty = v["λ2"] * jnp.sum(weights**2) / 2 + v["λ1"] * jnp.sum(jnp.abs(weights))
    return jnp.mean(jnp.sum((v["target_o"] - out) ** 2, axis=1) / 2) + penalty


def tied_autoencoder(v: Values) -> Any:
    code = jnp.tanh(v["W"] @ v["x"] + v["b"])
    return half_squared(v["x"], v["W"].T @ code + v["d"])


def normalised(x: Any, gain: Any, shift: Any, eps: Any) -> Any:
    centred = x - x.mean(axis=1, keepdims=True)
    return gain * centred / jnp.sqrt(x.var(axis=1, keepdims=True) + eps) + shift


def transformer_block(v: Values) -> Any:
    normal = normalised(v["X"], v["g1"], v["c1"], v["eps"])
    queries, keys, values = (normal @ v[name] for name in ("W_Q", "W_K", "W_V"))
    weights = jax.nn.softmax(queries @ keys.T / jnp.sqrt(2), axis=1)
    residual = v["X"] + weights @ values @ v["W_O"]
    hidden = normalised(residual, v["g2"], v["c2"], v["eps"]) @ v["W1"] + v["b1"]
    return half_squared(v["T"], residual + jax.nn.gelu(hidden, approximate=False) @ v["W2"] + v["b2"])


REFERENCES: dict[str, Reference] = {
    "adam": layered("half-squared", ("W1", "b1", "sigmoid"), ("W2", "b2", "sigmoid")),
    "attention": attention,
    "attention-head": attention_head,
    "batch": batch,
    "batch-norm": batch_norm,
    "binary-cross-entropy": layered("binary-cross-entropy", ("W1", "b_h", "tanh"), ("W2", "b_o", "sigmoid")),
    "convolution": convolution,
    "deep-4-2-2-1": layered(
        "half-squared", ("W1", "b_h1", "tanh"), ("W2", "b_h2", "sigmoid"), ("W3", "b_o", "identity")
    ),
    "expression": lambda v: (v["a"] * v["b"] + v["c"]) * v["f"],
    "gru": gru,
    "hinge": layered("hinge", ("W1", "b_h", "tanh"), ("W2", "b_o", "identity")),
    "huber": layered("huber", ("W1", "b_h", "tanh"), ("W2", "b_o", "identity")),
    "layer-norm": layer_norm,
    "layers-batch": layers_batch,
    "layers-softmax": layered("softmax-cross-entropy", ("W1", "b_h", "tanh"), ("W2", "b_o", "identity")),
    "linear-layer": linear_layer,
    "lstm": lstm,
    "mazur-2-2-2": layered("half-squared", ("W1", "b1", "sigmoid"), ("W2", "b2", "sigmoid")),
    "mean-squared": layered("mean-squared", ("W1", "b1", "sigmoid"), ("W2", "b2", "identity")),
    "momentum": layered("half-squared", ("W1", "b_o", "sigmoid")),
    "pooling": pooling,
    "recurrent": recurrent,
    "regularised": regularised,
    "residual-block": residual_block,
    "shared-weights": shared_weights,
    "single-neuron": layered("half-squared", ("W1", "b_o", "sigmoid")),
    "skip-connection": skip_connection,
    "skip-gram": skip_gram,
    "softmax": softmax,
    "squared": layered("squared", ("W1", "b_o", "identity")),
    "tied-autoencoder": tied_autoencoder,
    "transformer-block": transformer_block,
}

EXAMPLES = sorted(at.name.removesuffix(".toml") for at in (files("symbackprop.models") / "examples").iterdir())


def given(network: Network) -> dict[str, Any]:
    """Return the values of all leaves as arrays of the declared shape."""
    arrays = {}
    for leaf in network.graph.leaves:
        shape = [index.size for index in leaf.indices if isinstance(index, Index)]
        values = [float(network.leaves[name]) for name in elements(leaf, network.labels)]
        arrays[bare(leaf).ascii] = jnp.asarray(np.reshape(values, shape))
    return arrays


def check(network: Network, reference: Reference) -> None:
    """Compare the loss and all of its derivatives with those of a reference."""
    arrays = given(network)
    trained = {bare(symbol).ascii: arrays[bare(symbol).ascii] for symbol in network.trained}
    loss, slopes = jax.value_and_grad(lambda moved: reference({**arrays, **moved}))(trained)
    certified = network.certified
    assert float(arb(certified.ball(network.loss, BITS)).mid()) == pytest.approx(float(loss), rel=RELATIVE)
    found = [float(arb(certified.evaluate(slope, BITS)).mid()) for slope in network.gradient.values()]
    expected = np.concatenate([np.ravel(slopes[bare(symbol).ascii]) for symbol in network.trained])
    # An entry that is a difference of large numbers is only as exact in doubles as they are.
    allowed = RELATIVE * np.maximum(np.abs(expected), 1e-2 * np.abs(expected).max())
    for symbol, ours, theirs, bound in zip(network.parameters, found, expected, allowed, strict=True):
        assert abs(ours - theirs) <= bound, f"{symbol.ascii}: {ours!r}, and JAX finds {float(theirs)!r}"


@pytest.fixture(scope="module", params=EXAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    """The name of an example; its tests follow each other, and JAX compiles for it once."""
    return str(request.param)


def test_an_example_has_the_gradient_that_jax_finds(name: str) -> None:
    assert name in REFERENCES, f"the example {name!r} has no reference yet: write its loss in JAX above"
    check(example(name), REFERENCES[name])


def test_a_reference_that_is_wrong_in_one_hundredth_is_noticed(name: str) -> None:
    network = example(name)
    symbol = bare(network.trained[0]).ascii

    def wrong(v: Values) -> Any:
        return REFERENCES[name]({**v, symbol: v[symbol] * 1.01})

    with pytest.raises(AssertionError):
        check(network, wrong)


def test_every_reference_is_of_an_example() -> None:
    assert sorted(REFERENCES) == EXAMPLES


def test_a_slope_that_is_wrong_where_the_loss_is_right_is_noticed() -> None:
    def wrong(v: Values) -> Any:
        right = shared_weights(v)
        # One of the two places in which w is read is held fixed: the loss is the same, the derivative is not.
        held = {**v, "w": jax.lax.stop_gradient(v["w"])}
        return (right + shared_weights(held)) / 2

    with pytest.raises(AssertionError, match=r"^w: "):
        check(example("shared-weights"), wrong)


@pytest.mark.some(40)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_goes_with_every_loss(activation: str, loss: str) -> None:
    last = "identity" if LOSSES[loss].head else activation
    check(two_two_two(activation, loss), layered(loss, ("W1", "b_h", activation), ("W2", "b_o", last)))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_another_activation_is_noticed(activation: str) -> None:
    other = "tanh" if activation == "sigmoid" else "sigmoid"
    with pytest.raises(AssertionError):
        check(two_two_two(activation, "squared"), layered("squared", ("W1", "b_h", other), ("W2", "b_o", other)))


TARGETS = {"hinge": ("1", "-1"), "huber": ("0.3", "5")}
"""Where the usual ones would not do: hinge wants a class, and Huber an outlier."""


def two_two_two(activation: str, loss: str) -> Network:
    """Return a 2-2-2 network whose outputs lie between 0 and 1 whatever the activation, as cross-entropy wants."""
    numbers = {
        "inputs": ("0.5", "-0.8"),
        "targets": TARGETS.get(loss, ("0.3", "0.9")),
        "hidden": ("0.4", "-0.2"),
        "out": ("0.2", "0.25"),
    }
    read = {name: [decimal(text) for text in texts] for name, texts in numbers.items()}
    weights = [[["0.6", "-0.3"], ["0.2", "0.5"]], [["0.1", "0.2"], ["-0.15", "0.05"]]]
    return dense(
        Dense(
            sizes=(2, 2, 2),
            activations=(activation, "identity" if LOSSES[loss].head else activation),
            loss=loss,
            bias=Bias.PER_NEURON,
            train_biases=True,
            weights=[[[decimal(text) for text in row] for row in matrix] for matrix in weights],
            biases=(read["hidden"], read["out"]),
            inputs=read["inputs"],
            targets=read["targets"],
            learning_rate=decimal("0.1"),
        )
    )
