"""Fully connected layers as a graph, one equation a layer operation whatever the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count

from ..expression.tree import Index, Number, Product, Symbol
from ..graph.equations import Equation, Graph, Term
from ..graph.expand import elements
from .activations import activated
from .losses import LOSSES
from .network import Layer, Network


class Bias(Enum):
    """Which neurons share a bias."""

    NONE = "none"
    PER_LAYER = "per-layer"
    PER_NEURON = "per-neuron"


@dataclass(frozen=True, slots=True)
class Dense:
    """The description of a fully connected network.

    Args:
        sizes: Neurons a layer, inputs first, two layers or more.
        activations: One a layer after the inputs.
        loss: A row of LOSSES.
        bias: Which neurons share a bias.
        train_biases: Whether descent updates the biases.
        weights: A matrix a layer, rows by the neuron that the weights lead to.
        biases: A row a layer, of one bias or of one a neuron; empty without biases.
        inputs: One a neuron of the first layer.
        targets: One a neuron of the last layer.
        learning_rate: η.
        title: What it is called.
        source: Where it was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
    """

    sizes: Sequence[int]
    activations: Sequence[str]
    loss: str
    bias: Bias
    train_biases: bool
    weights: Sequence[Sequence[Sequence[Number]]]
    biases: Sequence[Sequence[Number]]
    inputs: Sequence[Number]
    targets: Sequence[Number]
    learning_rate: Number
    title: str = ""
    source: str = ""
    rounds_remark: str = ""


def dense(description: Dense) -> Network:
    """Return the network of fully connected layers with Mazur's names: i1, w1, net_h1, out_h1, …, E_total."""
    sizes, depth = description.sizes, len(description.sizes) - 1
    indices = [Index(name, size) for name, size in zip(_index_names(depth + 1), sizes, strict=True)]
    source = Symbol("i", indices=(indices[0],))
    target = Symbol("target", "o", (indices[-1],))
    leaves = [source, target]
    values: dict[Symbol, Number] = dict(zip(elements(source, {}), description.inputs, strict=True))
    values |= dict(zip(elements(target, {}), description.targets, strict=True))
    labels: dict[Symbol, Symbol] = {}
    numbers = count(1)
    layers: list[Layer] = []
    equations: list[Equation] = []
    for at in range(1, depth + 1):
        before, own = indices[at - 1], indices[at]
        tag = _tag(at, depth)
        weights = Symbol("W", str(at), (own, before))
        bias = _bias(description.bias, at, tag, own)
        net, out = Symbol("net", tag, (own,)), Symbol("out", tag, (own,))
        terms = [Term(Product((weights, source)), (before,))] + ([Term(bias)] if bias else [])
        equations += [
            Equation(net, tuple(terms)),
            Equation(out, (Term(activated(description.activations[at - 1], net)),)),
        ]
        layers.append(Layer(_title(at, depth), weights, bias, source, net, out, description.activations[at - 1]))
        leaves += [weights] + ([bias] if bias else [])
        for to, row in enumerate(description.weights[at - 1], start=1):
            for origin, value in enumerate(row, start=1):
                name = Symbol("w", str(next(numbers)))
                labels[Symbol("W", str(at), (to, origin))] = name
                values[name] = value
        if bias:
            values |= dict(zip(elements(bias, labels), description.biases[at - 1], strict=True))
        source = out
    errors, loss = Symbol("E", "o", (indices[-1],)), Symbol("E", "total")
    equations.append(Equation(errors, (Term(LOSSES[description.loss].of(target, source, sizes[-1])),)))
    equations.append(Equation(loss, (Term(errors, (indices[-1],)),)))
    trained = [layer.weights for layer in layers]
    if description.train_biases:
        trained += [layer.bias for layer in layers if layer.bias]
    return Network(
        title=description.title,
        graph=Graph(tuple(leaves), tuple(equations)),
        loss=loss,
        errors=errors,
        trained=tuple(trained),
        values=values,
        learning_rate=description.learning_rate,
        labels=labels,
        layers=tuple(layers),
        loss_title=LOSSES[description.loss].title,
        source=description.source,
        rounds_remark=description.rounds_remark,
    )


def _bias(kind: Bias, at: int, tag: str, own: Index) -> Symbol | None:
    match kind:
        case Bias.NONE:
            return None
        case Bias.PER_LAYER:
            return Symbol("b", str(at))
        case Bias.PER_NEURON:
            return Symbol("b", tag, (own,))


def _index_names(layers: int) -> list[str]:
    letters = "ijklmnpqrstuv"
    return [letters[at] if layers <= len(letters) else f"i{at}" for at in range(layers)]


def _tag(at: int, depth: int) -> str:
    if at == depth:
        return "o"
    return "h" if depth == 2 else f"h{at}"


def _title(at: int, depth: int) -> str:
    if at == depth:
        return "Output layer"
    return "Hidden layer" if depth == 2 else f"Hidden layer {at}"
