"""Fully connected layers as a graph, one equation per layer operation, whatever the width."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from ..expression.tree import HALF, ONE, TWO, Call, Index, Number, Power, Product, Quotient, Symbol, whole
from ..graph.equations import Equation, Graph, Term
from ..graph.expand import elements
from ..graph.given import Given, Stored
from ..graph.update import DESCENT, Update
from .activations import activated
from .losses import LOSSES
from .network import Layer, Layout, Network
from .notations import DEFAULT_NOTATION, NOTATIONS, PENALTY_WEIGHT, Names, Notation
from .weight_names import WeightNames


class Bias(Enum):
    """Which neurons share a bias."""

    NONE = "none"
    PER_LAYER = "per-layer"
    PER_NEURON = "per-neuron"


class Reduction(Enum):
    """How the samples of a batch make one loss."""

    MEAN = "mean"
    SUM = "sum"


Vector: TypeAlias = Sequence[Number] | Stored
Values: TypeAlias = "Sequence[Vector] | Stored"


@dataclass(frozen=True, slots=True)
class Dense:
    """The description of a fully connected network.

    Args:
        sizes: Neurons per layer, inputs first, two layers or more.
        activations: One per layer after the inputs; the last must be `identity` where the loss brings its own.
        loss: A row of LOSSES.
        bias: Which neurons share a bias.
        train_biases: Whether descent updates the biases.
        weights: One matrix per layer, rows by the neuron that the weights lead to; in the row layout the other way
            round. None where no values are given. These and all other values may be arrays of files.
        biases: One row per layer, of one bias or of one per neuron; empty without biases, None without values.
        inputs: One per neuron of the first layer, or for a batch a list of those of each sample; None without values.
        targets: One per neuron of the last layer, or for a batch a list of those of each sample; None without values.
        learning_rate: η, or None.
        title: What it is called.
        source: Where it was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
        layout: How vectors stand, and so which way round the weights are given.
        samples: How many samples a batch has; None for a single sample without an index of its own.
        reduction: How the samples make one loss.
        l2: λ of ½·λ·Σw² over all weights, or None.
        l1: λ of λ·Σ|w| over all weights, or None.
        notation: What the quantities are called.
        decimal_comma: Whether numbers are shown with a comma.
        optimiser: What a round of training does to a parameter.
    """

    sizes: Sequence[int]
    activations: Sequence[str]
    loss: str
    bias: Bias
    train_biases: bool
    weights: Sequence[Values] | None
    biases: Sequence[Vector] | None
    inputs: Vector | Values | None
    targets: Vector | Values | None
    learning_rate: Number | None
    title: str = ""
    source: str = ""
    rounds_remark: str = ""
    layout: Layout = Layout.COLUMNS
    samples: int | None = None
    reduction: Reduction = Reduction.SUM
    l2: Number | None = None
    l1: Number | None = None
    notation: Notation = NOTATIONS[DEFAULT_NOTATION]
    decimal_comma: bool = False
    optimiser: Update = DESCENT


def dense(description: Dense) -> Network:
    """Return the network of fully connected layers, with the names of its notation.

    Where the notation numbers the weights through, it does so row by row as the matrices are written: w1, w2, …
    lead to the first neuron in the layout of columns, and away from the first input in that of rows.

    Raises:
        ValueError: The loss brings its own activation, and the last layer has another.
    """
    return _Builder(description).network()


class _Builder:
    """The parts of one network while it is made."""

    def __init__(self, description: Dense) -> None:
        self.given = description
        self.depth = len(description.sizes) - 1
        self.loss = LOSSES[description.loss]
        if self.loss.head is not None and description.activations[-1] != "identity":
            raise ValueError(f"{description.loss} brings its own activation; the last one must be identity")
        batch = description.samples is not None
        letters = _index_names(self.depth + 1, batch, description.notation.letters)
        self.indices = [Index(name, size) for name, size in zip(letters, description.sizes, strict=True)]
        self.over = (Index(SAMPLE, description.samples),) if description.samples is not None else ()
        self.names = Names(description.notation, self.depth, SAMPLE if batch else "")
        self.values: dict[Symbol, Number] = {}
        self.stored: dict[Symbol, Stored] = {}
        self.leaves: list[Symbol] = []
        self.equations: list[Equation] = []
        self.labels = self._labels()

    def network(self) -> Network:
        given = self.given
        source = self._leaf(
            replace(self.names.input, indices=(*self.over, self.indices[0])), _flat(given.inputs, self.over)
        )
        target = self._leaf(
            replace(self.names.target, indices=(*self.over, self.indices[-1])), _flat(given.targets, self.over)
        )
        layers: list[Layer] = []
        for at in range(1, self.depth + 1):
            layers.append(self._layer(at, source))
            source = layers[-1].out
        errors, penalty = self._errors(target, source), self._penalty(layers)
        trained = [layer.weights for layer in layers]
        if given.train_biases:
            trained += [layer.bias for layer in layers if layer.bias]
        return Network(
            title=given.title,
            graph=Graph(tuple(self.leaves), (*self.equations, self._total(errors, penalty))),
            loss=self.names.loss,
            errors=errors,
            trained=tuple(trained),
            values=Given(self.values, self.stored, self.labels) if self.stored else self.values,
            learning_rate=given.learning_rate,
            optimiser=given.optimiser,
            labels=self.labels,
            layers=tuple(layers),
            loss_title=self.loss.title,
            source=given.source,
            rounds_remark=given.rounds_remark,
            layout=given.layout,
            target=target,
            penalty=penalty,
            samples=given.samples,
            mean=given.reduction is Reduction.MEAN,
            signal=given.notation.signal,
            decimal_comma=given.decimal_comma,
        )

    def _labels(self) -> Mapping[Symbol, Symbol]:
        matrices: dict[Symbol, tuple[int, int, int]] = {}
        before = 0
        for at in range(1, self.depth + 1):
            rows, columns = (index.size for index in self._both(at))
            matrices[self.names.weights(at)] = (before, rows, columns)
            before += rows * columns
        # Where W is turned in the product, the weights of a neuron still follow one another.
        turned = self.given.layout is Layout.TURNED
        return WeightNames(self.given.notation.weight, matrices, not self.given.notation.layer_above, turned)

    def _both(self, at: int) -> tuple[Index, Index]:
        """Return the indices of a layer's weights."""
        to, origin = self.indices[at], self.indices[at - 1]
        return (origin, to) if self.given.layout.leads_away else (to, origin)

    def _leaf(self, leaf: Symbol, values: Iterable[Number] | Stored | None) -> Symbol:
        self.leaves.append(leaf)
        if isinstance(values, Stored):
            self.stored[leaf] = values
        elif values is not None:
            self.values.update(zip(elements(leaf, self.labels), values, strict=True))
        return leaf

    def _layer(self, at: int, source: Symbol) -> Layer:
        given, own = self.given, self.indices[at]
        matrix = None if given.weights is None else _flat(given.weights[at - 1], self._both(at)[:1])
        weights = self._leaf(replace(self.names.weights(at), indices=self._both(at)), matrix)
        bias = self._bias(at, own)
        head = self.loss.head if at == self.depth else None
        net = replace(self.names.net(at), indices=(*self.over, own))
        out = replace(self.names.out(at, head is not None), indices=(*self.over, own))
        factors = (source, weights) if given.layout is Layout.ROWS else (weights, source)
        terms = [Term(Product(factors), (self.indices[at - 1],))] + ([Term(bias)] if bias else [])
        function = given.activations[at - 1] if head is None else self.loss.activation
        between: tuple[Symbol, ...] = ()
        if head is None:
            outs: tuple[Equation, ...] = (Equation(out, (Term(activated(function, net)),)),)
        else:
            outs = head(net, self.names.exponential, self.names.normalizer, out)
            between = tuple(equation.target for equation in outs[:-1])
        self.equations += [Equation(net, tuple(terms)), *outs]
        return Layer(_title(at, self.depth), weights, bias, source, net, out, function, between)

    def _bias(self, at: int, own: Index) -> Symbol | None:
        kind, given = self.given.bias, self.given.biases
        if kind is Bias.NONE:
            return None
        shared = kind is Bias.PER_LAYER
        bias = replace(self.names.bias(at, shared), indices=() if shared else (own,))
        return self._leaf(bias, None if given is None else given[at - 1])

    def _errors(self, target: Symbol, out: Symbol) -> Symbol:
        errors = replace(self.names.error, indices=target.indices)
        self.equations.append(Equation(errors, (Term(self.loss.of(target, out, self.given.sizes[-1])),)))
        return errors

    def _penalty(self, layers: Sequence[Layer]) -> Symbol | None:
        terms = [*self._penalties(layers)]
        if not terms:
            return None
        self.equations.append(Equation(self.names.penalty, tuple(terms)))
        return self.names.penalty

    def _penalties(self, layers: Sequence[Layer]) -> Iterator[Term]:
        for number, size in (("2", self.given.l2), ("1", self.given.l1)):
            if size is not None:
                rate = self._leaf(Symbol(PENALTY_WEIGHT, number), (size,))
                for weights in (layer.weights for layer in layers):
                    over = tuple(index for index in weights.indices if isinstance(index, Index))
                    squared = Product((HALF, rate, Power(weights, TWO)))
                    yield Term(squared if number == "2" else Product((rate, Call("abs", weights))), over)

    def _total(self, errors: Symbol, penalty: Symbol | None) -> Equation:
        over = tuple(index for index in errors.indices if isinstance(index, Index))
        mean = self.given.reduction is Reduction.MEAN and self.given.samples is not None
        share = Product((Quotient(ONE, whole(self.given.samples or 1)), errors)) if mean else errors
        terms = (Term(share, over), *((Term(penalty),) if penalty else ()))
        return Equation(self.names.loss, terms)


SAMPLE = "n"
"""The index that counts the samples of a batch."""


def _flat(values: Vector | Values | None, over: tuple[Index, ...]) -> Iterable[Number] | Stored | None:
    """Return the numbers of one sample, or those of all samples in a row."""
    if values is None or isinstance(values, Stored) or not over:
        return values  # type: ignore[return-value]
    return [number for sample in values for number in sample]  # type: ignore[union-attr]


def _index_names(layers: int, batch: bool, taken: frozenset[str]) -> list[str]:
    """Return a letter for the neurons of each layer; what is the name of a quantity is no index of one.

    >>> _index_names(3, True, frozenset("i")), _index_names(3, True, frozenset("x"))
    (['m', 'j', 'k'], ['i', 'j', 'k'])
    """
    letters = "ijklmpqrstuv" if batch else "ijklmnpqrstuv"
    if layers + len(taken & set(letters)) > len(letters):
        return [f"i{at}" for at in range(layers)]
    others = (letter for letter in letters[max(layers, letters.index("m")) :] if letter not in taken)
    return [letter if letter not in taken else next(others) for letter in letters[:layers]]


def _title(at: int, depth: int) -> str:
    if at == depth:
        return "Output layer"
    return "Hidden layer" if depth == 2 else f"Hidden layer {at}"
