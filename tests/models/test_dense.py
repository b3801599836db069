"""Dense networks, against NumPy and the published example."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from symbackprop.errors import MissingValuesError, UnknownNameError
from symbackprop.expression.algebra import is_derivative
from symbackprop.expression.differentiate import derivative, tidied
from symbackprop.expression.tree import ONE, Negative, Number, Product, Sum, Symbol, decimal, symbols_of
from symbackprop.graph.rounding import Rounding
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.dense import Bias, Dense, Reduction, dense
from symbackprop.models.losses import LOSSES
from symbackprop.models.network import Layout, Network
from symbackprop.models.notations import DEFAULT_NOTATION, NOTATIONS

from ..reference import REALS, Array, in_numpy, value_of

NUMPY_LOSSES: Mapping[str, Callable[[Array, Array], Array]] = {
    "binary-cross-entropy": lambda t, o: -(t * np.log(o) + (1 - t) * np.log(1 - o)),
    "half-squared": lambda t, o: (t - o) ** 2 / 2,
    "hinge": lambda t, o: np.maximum(0, 1 - t * o),
    "huber": lambda t, o: np.where(np.abs(t - o) < 1, (t - o) ** 2 / 2, np.abs(t - o) - 0.5),
    "mean-squared": lambda t, o: (t - o) ** 2 / o.size,
    "squared": lambda t, o: (t - o) ** 2,
}


def own_activation(loss: str) -> str:
    """Return an activation for the last layer that a loss can take."""
    return "sigmoid" if LOSSES[loss].head is None else "identity"


def loss_in_numpy(loss: str, targets: Array, outputs: Array) -> float:
    """Return a loss; one that the table above does not have yet is computed from its row."""
    if loss == "softmax-cross-entropy":
        return float(targets @ (np.log(np.sum(np.exp(outputs))) - outputs))
    if loss in NUMPY_LOSSES:
        return float(np.sum(NUMPY_LOSSES[loss](targets, outputs)))
    t, o = Symbol("t"), Symbol("o")
    error = LOSSES[loss].of(t, o, outputs.size)
    return float(sum(value_of(error, {t: a, o: b}, REALS) for a, b in zip(targets, outputs, strict=True)))


SHAPES = [(1, 1), (2, 3), (2, 2, 2), (3, 1, 4, 2)]

# From an independent computation at 50 digits; the first digits are those that the example publishes.
GRADIENT = {"w1": "0.000438567734474347", "w5": "0.0821670405642308"}


class Numbers:
    """The numbers of a network, drawn with a seed: weights and biases of both signs."""

    def __init__(self, sizes: Sequence[int], bias: Bias) -> None:
        random = np.random.default_rng(sum(sizes))
        width = {Bias.NONE: lambda _: 0, Bias.PER_LAYER: lambda _: 1, Bias.PER_NEURON: lambda size: size}[bias]
        self.sizes, self.bias = sizes, bias
        self.weights = [random.uniform(-1, 1, (b, a)).round(3) for a, b in pairwise(sizes)]
        self.biases = [random.uniform(-1, 1, width(size)).round(3) for size in sizes[1:]]
        self.inputs = random.uniform(-1, 1, sizes[0]).round(3)
        self.targets = random.uniform(-1, 1, sizes[-1]).round(3)

    def network(self, activations: Sequence[str], loss: str = "half-squared", train_biases: bool = True) -> Network:
        return dense(
            Dense(
                sizes=self.sizes,
                activations=activations,
                loss=loss,
                bias=self.bias,
                train_biases=train_biases,
                weights=[[_written(row) for row in matrix] for matrix in self.weights],
                biases=[] if self.bias is Bias.NONE else [_written(row) for row in self.biases],
                inputs=_written(self.inputs),
                targets=_written(self.targets),
                learning_rate=decimal("0.5"),
            )
        )

    def loss(self, activations: Sequence[str], loss: str) -> float:
        out = self.inputs
        for weights, bias, activation in zip(self.weights, self.biases, activations, strict=True):
            out = in_numpy(activation)(weights @ out + (bias if bias.size else 0.0))
        return loss_in_numpy(loss, self.targets, out)

    def parameters(self) -> list[Array]:
        """Return the arrays of parameters in the order of the network's gradient."""
        return [*self.weights, *(bias for bias in self.biases if bias.size)]


def _written(row: Array) -> list[Number]:
    return [decimal(str(value)) for value in row]


def value(network: Network, symbol: Symbol) -> float:
    return float(network.certified.show(symbol, Rounding(17)).text)


def gradient(network: Network) -> list[float]:
    return [float(network.certified.show(adjoint, Rounding(17)).text) for adjoint in network.gradient.values()]


def differences(numbers: Numbers, activations: Sequence[str], loss: str) -> list[float]:
    """Return the central finite differences of the loss that NumPy computes, by every parameter."""
    step, found = 1e-5, list[float]()
    for array in numbers.parameters():
        for position in np.ndindex(array.shape):
            at = array[position]
            array[position] = at + step
            above = numbers.loss(activations, loss)
            array[position] = at - step
            below = numbers.loss(activations, loss)
            array[position] = at
            found.append((above - below) / (2 * step))
    return found


@pytest.mark.parametrize("bias", Bias, ids=lambda bias: bias.value)
@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_loss_and_gradient_of_any_shape_are_those_of_numpy(sizes: Sequence[int], bias: Bias) -> None:
    activations = (["tanh", "sigmoid", "identity"] * 2)[-len(sizes) + 1 :]
    numbers = Numbers(sizes, bias)
    network = numbers.network(activations)

    assert value(network, network.loss) == pytest.approx(numbers.loss(activations, "half-squared"), rel=1e-13)
    assert gradient(network) == pytest.approx(differences(numbers, activations, "half-squared"), abs=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_loss_and_gradient_of_every_activation_are_those_of_numpy(activation: str) -> None:
    numbers = Numbers((2, 3, 2), Bias.PER_LAYER)
    network = numbers.network([activation] * 2)

    assert value(network, network.loss) == pytest.approx(numbers.loss([activation] * 2, "half-squared"), rel=1e-13)
    assert gradient(network) == pytest.approx(differences(numbers, [activation] * 2, "half-squared"), abs=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
def test_loss_and_gradient_of_every_loss_are_those_of_numpy(loss: str) -> None:
    numbers = Numbers((2, 3, 2), Bias.PER_LAYER)
    activations = ["tanh", own_activation(loss)]
    network = numbers.network(activations, loss)

    assert value(network, network.loss) == pytest.approx(numbers.loss(activations, loss), rel=1e-13)
    assert gradient(network) == pytest.approx(differences(numbers, activations, loss), abs=1e-9)


def test_a_loss_that_brings_its_activation_refuses_another() -> None:
    with pytest.raises(ValueError, match="must be identity"):
        Numbers((2, 3), Bias.NONE).network(["sigmoid"], "softmax-cross-entropy")


def test_another_activation_has_another_gradient() -> None:
    numbers = Numbers((2, 3, 2), Bias.PER_LAYER)

    found = gradient(numbers.network(["tanh", "sigmoid"]))

    assert found != pytest.approx(differences(numbers, ["sigmoid", "tanh"], "half-squared"), abs=1e-3)


@pytest.mark.parametrize("name", LOSSES)
def test_the_slope_of_a_loss_is_its_derivative_and_a_corrupted_one_is_not(name: str) -> None:
    target, out = Symbol("target", "o1"), Symbol("out", "o1")
    error = LOSSES[name].of(target, out, 3)

    slope = tidied(derivative(error, out))

    assert is_derivative(slope, error, out)
    for corrupted in (Negative(slope), Product((decimal("0.5"), slope)), Sum((slope, ONE))):
        assert not is_derivative(corrupted, error, out)


@pytest.mark.parametrize("name", GRADIENT)
def test_the_gradient_of_the_example_is_the_published_one(mazur: Network, name: str) -> None:
    adjoint = mazur.gradient[mazur.parameter(name)]

    assert mazur.certified.show(adjoint, Rounding(15)).text == GRADIENT[name]


NAMES = {
    "the published names": ((2, 2, 2), Bias.PER_LAYER, False, [f"w{n}" for n in range(1, 9)]),
    "shared biases": ((2, 2, 2), Bias.PER_LAYER, True, [*(f"w{n}" for n in range(1, 9)), "b1", "b2"]),
    "a bias each": ((1, 2, 1), Bias.PER_NEURON, True, ["w1", "w2", "w3", "w4", "b_h1", "b_h2", "b_o1"]),
    "no bias to train": ((1, 2), Bias.NONE, True, ["w1", "w2"]),
    "two hidden layers": ((1, 1, 1, 1), Bias.PER_NEURON, True, ["w1", "w2", "w3", "b_h1_1", "b_h2_1", "b_o1"]),
}


@pytest.mark.parametrize("case", NAMES)
def test_the_parameters_are_listed_by_name_and_in_order(case: str) -> None:
    sizes, bias, train_biases, names = NAMES[case]

    network = Numbers(sizes, bias).network(["sigmoid"] * (len(sizes) - 1), train_biases=train_biases)

    assert [symbol.ascii for symbol in network.parameters] == names
    assert list(network.gradient) == list(network.parameters)


def test_the_weights_are_numbered_by_the_neuron_they_lead_to(mazur: Network) -> None:
    body = {e.target.ascii: e.body for e in mazur.scalar.equations}["net_h2"]

    assert [factor.ascii for product in body.terms[:2] for factor in product.factors] == ["w3", "i1", "w4", "i2"]  # type: ignore[union-attr]


def test_the_quantities_of_the_example_have_their_published_names(mazur: Network) -> None:
    assert [equation.target.ascii for equation in mazur.scalar.equations] == [
        *("net_h1", "net_h2", "out_h1", "out_h2", "net_o1", "net_o2", "out_o1", "out_o2"),
        *("E_o1", "E_o2", "E_total"),
    ]


def test_a_network_without_hidden_layers_has_outputs_alone() -> None:
    network = Numbers((2, 3), Bias.NONE).network(["identity"])

    assert [layer.title for layer in network.layers] == ["Output layer"]
    assert [symbol.ascii for symbol in network.outputs] == ["out_o1", "out_o2", "out_o3"]


def test_hidden_layers_are_numbered_where_there_are_several() -> None:
    network = Numbers((1, 1, 1, 1), Bias.NONE).network(["tanh"] * 3)

    assert [layer.title for layer in network.layers] == ["Hidden layer 1", "Hidden layer 2", "Output layer"]


@pytest.mark.parametrize("depth", [12, 13, 30])
def test_a_network_of_many_layers_has_names_that_differ(depth: int) -> None:
    network = Numbers([2] * (depth + 1), Bias.PER_NEURON).network(["tanh"] * depth)

    names = [symbol.ascii for symbol in (*network.scalar.leaves, *(e.target for e in network.scalar.equations))]

    assert len(names) == len(set(names))
    assert len(network.parameters) == depth * (4 + 2)


def test_a_parameter_is_found_by_its_name(mazur: Network) -> None:
    assert mazur.parameter("w5") == Symbol("w", "5")


@pytest.mark.parametrize("name", ["w9", "b1", "W", ""])
def test_an_unknown_parameter_is_refused_with_the_known_ones(mazur: Network, name: str) -> None:
    with pytest.raises(UnknownNameError, match="allowed: w1, w2, w3") as refused:
        mazur.parameter(name)

    assert repr(name) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_adjoint_equations_of_a_wide_network_are_as_few_as_those_of_the_example(mazur: Network) -> None:
    wide = Numbers((20, 30, 10), Bias.PER_LAYER).network(["sigmoid"] * 2, train_biases=False)

    assert len(wide.backward.graph.equations) == len(mazur.backward.graph.equations)


@dataclass
class Batch:
    """A 2-3-2 network over several samples, with penalties, and the same in NumPy with its gradient by hand."""

    layout: Layout = Layout.COLUMNS
    reduction: Reduction = Reduction.SUM
    l2: float = 0.0
    l1: float = 0.0
    loss: str = "half-squared"
    notation: str = DEFAULT_NOTATION
    samples: int = 3

    def __post_init__(self) -> None:
        random = np.random.default_rng(7)
        self.inputs = random.uniform(-1, 1, (self.samples, 2)).round(2)
        self.targets = random.uniform(0, 1, (self.samples, 2)).round(2)
        # Rows by where a weight comes from.
        self.weights = [random.uniform(0.1, 1, shape).round(2) * sign for shape, sign in (((2, 3), 1), ((3, 2), -1))]
        self.biases = [random.uniform(-1, 1, size).round(2) for size in (3, 2)]

    def network(self) -> Network:
        turned = [matrix if self.layout.leads_away else matrix.T for matrix in self.weights]
        return dense(
            Dense(
                sizes=(2, 3, 2),
                activations=["tanh", "identity"],
                loss=self.loss,
                bias=Bias.PER_NEURON,
                train_biases=True,
                weights=[[_written(row) for row in matrix] for matrix in turned],
                biases=[_written(row) for row in self.biases],
                inputs=[_written(row) for row in self.inputs],
                targets=[_written(row) for row in self.targets],
                learning_rate=decimal("0.5"),
                layout=self.layout,
                samples=self.samples,
                reduction=self.reduction,
                l2=decimal(str(self.l2)) if self.l2 else None,
                l1=decimal(str(self.l1)) if self.l1 else None,
                notation=NOTATIONS[self.notation],
            )
        )

    def by_hand(self) -> tuple[float, list[float]]:
        """Return the loss and the gradient, weights in their layout and then biases."""
        (first, second), (b1, b2) = self.weights, self.biases
        share = 1 / self.samples if self.reduction is Reduction.MEAN else 1.0
        hidden = np.tanh(self.inputs @ first + b1)
        net = hidden @ second + b2
        if self.loss == "softmax-cross-entropy":
            p = np.exp(net) / np.exp(net).sum(axis=1, keepdims=True)
            loss = -np.sum(self.targets * np.log(p))
            signal = p * self.targets.sum(axis=1, keepdims=True) - self.targets
        else:
            loss, signal = np.sum((self.targets - net) ** 2) / 2, net - self.targets
        before = (signal @ second.T) * (1 - hidden**2)
        slopes = [self.inputs.T @ before * share, hidden.T @ signal * share]
        slopes = [s + self.l2 * w + self.l1 * np.sign(w) for s, w in zip(slopes, self.weights, strict=True)]
        penalty = sum(self.l2 * np.sum(w**2) / 2 + self.l1 * np.sum(np.abs(w)) for w in self.weights)
        turned = [slope if self.layout.leads_away else slope.T for slope in slopes]
        parts = [*turned, before.sum(axis=0) * share, signal.sum(axis=0) * share]
        return float(loss * share + penalty), [float(value) for part in parts for value in part.ravel()]


BATCHES: Mapping[str, Batch] = {
    "the sum over samples": Batch(),
    "the mean over samples": Batch(reduction=Reduction.MEAN),
    "a batch of one": Batch(samples=1),
    "weights in rows": Batch(layout=Layout.ROWS),
    "a penalty on squares": Batch(l2=0.1),
    "a penalty on sizes": Batch(l1=0.05, layout=Layout.ROWS),
    "both penalties and the mean": Batch(l2=0.1, l1=0.05, reduction=Reduction.MEAN),
    "softmax": Batch(loss="softmax-cross-entropy"),
    "softmax, the mean and a penalty": Batch(loss="softmax-cross-entropy", reduction=Reduction.MEAN, l2=0.2),
    "layers above": Batch(notation="z-a", l1=0.05),
    "hats": Batch(notation="h-y", reduction=Reduction.MEAN),
}


@pytest.mark.parametrize("case", BATCHES)
def test_loss_and_gradient_of_a_batch_are_those_of_numpy(case: str) -> None:
    loss, slopes = BATCHES[case].by_hand()
    network = BATCHES[case].network()

    assert value(network, network.loss) == pytest.approx(loss, rel=1e-13)
    assert gradient(network) == pytest.approx(slopes, abs=1e-12)


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        ("the sum over samples", Batch(reduction=Reduction.MEAN)),
        ("weights in rows", Batch()),
        ("a penalty on squares", Batch(l2=0.05)),
        ("a penalty on sizes", Batch(layout=Layout.ROWS)),
        ("softmax", Batch()),
    ],
)
def test_a_batch_of_another_kind_has_another_gradient(case: str, wrong: Batch) -> None:
    assert gradient(BATCHES[case].network()) != pytest.approx(wrong.by_hand()[1], abs=1e-3)


def test_the_names_of_a_batch_say_the_sample() -> None:
    network = Batch(samples=2).network()

    assert [symbol.ascii for symbol in network.outputs] == [f"out_o{k}_s{n}" for n in (1, 2) for k in (1, 2)]
    assert [symbol.ascii for symbol in network.parameters[:2]] == ["w1", "w2"]


def test_weights_in_rows_are_numbered_as_their_matrix_is_read() -> None:
    network = Batch(layout=Layout.ROWS).network()
    body = network.scalar.equation(Symbol("net", "h1", sample="1"))

    assert body is not None
    assert [symbol.ascii for symbol in symbols_of(body.body)] == ["i1_s1", "w1", "i2_s1", "w4", "b_h1"]


def test_a_penalty_leaves_biases_alone() -> None:
    network = Batch(l2=0.1).network()
    equation = network.scalar.equation(Symbol("R"))

    assert equation is not None
    assert {symbol.base for symbol in symbols_of(equation.body)} == {"w", "λ"}


def test_a_network_without_values_names_what_is_missing_and_needs_no_time_for_its_size() -> None:
    began = time.perf_counter()
    network = dense(
        Dense((1024, 1024, 1024, 10), ["relu", "relu", "identity"], "half-squared", Bias.PER_NEURON, True, None, None,
              None, None, decimal("0.5"))
    )  # fmt: skip

    assert [symbol.ascii for symbol in network.missing] == ["i", "target_o", "W1", "b_h1", "W2", "b_h2", "W3", "b_o"]
    assert network.parameter_count == 2 * 1024 * 1025 + 10 * 1025
    assert time.perf_counter() - began < 0.2


def test_what_needs_numbers_refuses_a_network_without_values(mazur: Network) -> None:
    network = replace(mazur, values={at: n for at, n in mazur.values.items() if at.base != "target"})

    for use in (lambda: network.certified, network.descent, network.demand_values):
        with pytest.raises(MissingValuesError, match=r"no values are given of target_o; .*--random SEED"):
            use()
    mazur.demand_values()
