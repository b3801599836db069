"""The parts that quantities play in a network: inputs, weights, pre-activations, outputs, targets, errors.

A document names quantities by the part they play, whatever the spec calls them; this is where the parts are found, from
the layers where a network has them and from the shape of its equations elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from ...expression.tree import (
    Affine,
    Call,
    Choice,
    Expression,
    Index,
    Number,
    Position,
    Product,
    Quotient,
    Sum,
    Symbol,
    symbols_of,
)
from ...graph.equations import Equation, Term, bare
from ...graph.expand import element, elements, positions
from ...graph.shifts import indices_of
from ...models.network import Network
from ..lexicon.functions import IDENTITY, SOFTMAX, defined_as
from .counting import WeightOrder
from .vocabulary import Vocabulary

Symbols = tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One layer of neurons, as scalars.

    Args:
        weights: By the neuron that a weight leads to, then by where it comes from; empty where there are none.
        bias: One per neuron, the same symbol throughout where it is shared; empty without biases.
        net: The pre-activations.
        out: The activations.
        function: The name of the activation, `softmax` included; nothing where it is not known.
    """

    weights: tuple[Symbols, ...]
    bias: Symbols
    net: Symbols
    out: Symbols
    function: str

    @property
    def is_shared(self) -> bool:
        """Whether each output depends on all net inputs of the layer."""
        return self.function == SOFTMAX

    @property
    def bends(self) -> bool:
        """Whether each neuron has an activation with a slope."""
        return self.function not in (IDENTITY, SOFTMAX)


@dataclass(frozen=True, slots=True)
class LayerTable:
    """Who plays what.

    Args:
        inputs: What the first layer reads.
        stages: The layers, from the first after the inputs to the last.
        targets: What the outputs should be.
        errors: The error of each output, where the network has them.
        loss: What is minimised.
        rate: The learning rate.
        parameters: What an update changes.
        named: The scalars of the network by their names without the signs between the parts.
        vocabulary: The names of the program itself, in the notation that a document uses.
        counted: The weights of all layers as they may be counted through, by the order.
    """

    inputs: Symbols
    stages: tuple[Stage, ...]
    targets: Symbols
    errors: Symbols
    loss: Symbol
    rate: Number
    parameters: frozenset[Symbol]
    named: Mapping[str, Symbol]
    vocabulary: Vocabulary
    counted: Mapping[WeightOrder, Symbols]

    def outs(self, layer: int) -> Symbols:
        """Return the outputs of a layer; layer 0 is that of the inputs."""
        return self.inputs if layer == 0 else self.stages[layer - 1].out

    @property
    def depth(self) -> int:
        """How many layers there are after the inputs."""
        return len(self.stages)


def layers_of(network: Network) -> LayerTable:
    """Return the parts that the quantities of a network play."""
    stages = tuple(_layers(network)) or tuple(_found(network))
    loss = bare(network.loss)
    errors = elements(network.errors, network.labels) if network.errors else ()
    inputs = _inputs(network)
    scalar = network.scalar
    named = {symbol.ascii.replace("_", ""): symbol for symbol in scalar.leaves}
    named |= {equation.target.ascii.replace("_", ""): equation.target for equation in scalar.equations}
    targets = _targets(network, stages, inputs)
    return LayerTable(
        inputs,
        stages,
        targets,
        errors,
        loss,
        network.rate,
        frozenset(network.parameters),
        named,
        Vocabulary(network),
        _counted(stages),
    )


def _counted(stages: Sequence[Stage]) -> Mapping[WeightOrder, Symbols]:
    targets = [tuple(weight for row in stage.weights for weight in row) for stage in stages]
    sources = [tuple(weight for column in zip(*stage.weights, strict=True) for weight in column) for stage in stages]
    orders = {WeightOrder.BY_TARGET: targets, WeightOrder.BY_SOURCE: sources}
    if len(stages) > 1:
        orders[WeightOrder.BY_TARGET_THEN_SOURCE] = [*targets[:1], *sources[1:]]
        orders[WeightOrder.BY_SOURCE_THEN_TARGET] = [*sources[:1], *targets[1:]]
    orders[WeightOrder.FROM_THE_OUTPUTS] = targets[::-1]
    return {order: tuple(chain.from_iterable(every)) for order, every in orders.items()}


def _layers(network: Network) -> Iterator[Stage]:
    labels = network.labels
    for layer in network.layers:
        flat = elements(layer.weights, labels)
        # A batch gives every neuron a row of elements; its weights are counted by the neuron.
        neurons = layer.net.indices[-1] if layer.net.indices else None
        width = neurons.size if isinstance(neurons, Index) else 1
        count = len(flat) // width
        if network.layout.leads_away and _rows_first(layer.weights, layer.source):
            weights = tuple(tuple(flat[source * width + to] for source in range(count)) for to in range(width))
        else:
            weights = tuple(flat[to * count : (to + 1) * count] for to in range(width))
        bias = elements(layer.bias, labels) if layer.bias else ()
        bias = bias * width if len(bias) == 1 else bias
        yield Stage(weights, bias, elements(layer.net, labels), elements(layer.out, labels), layer.function)


def _rows_first(weights: Symbol, source: Symbol) -> bool:
    # A batch counts its samples first.
    return len(weights.indices) == 2 and weights.indices[0] == source.indices[-1]


def _inputs(network: Network) -> Symbols:
    if network.layers:
        return elements(network.layers[0].source, network.labels)
    trained = {bare(symbol) for symbol in network.trained}
    for equation in network.graph.equations:
        linear = _linear(equation, trained)
        if linear is not None:
            return _elements_of(linear.source, network)
    return ()


@dataclass(frozen=True, slots=True)
class _Linear:
    weights: tuple[Symbol, ...]
    source: tuple[Symbol, ...]
    bias: Symbol | None
    summed: bool


def _linear(equation: Equation, trained: set[Symbol]) -> _Linear | None:
    """Return the weights, the source and the bias of an equation that is a weighted sum, or None."""
    bodies: list[tuple[Expression, Term]] = []
    for term in equation.terms:
        several = term.body.terms if isinstance(term.body, Sum) and not term.over else (term.body,)
        bodies += [(body, term) for body in several]
    weights: list[Symbol] = []
    sources: list[Symbol] = []
    bias: Symbol | None = None
    summed = False
    for body, term in bodies:
        if (
            isinstance(body, Symbol)
            and bare(body) in trained | {bare(body)}
            and not term.over
            and bias is None
            and weights
        ):
            bias = body
            continue
        pair = body.factors if isinstance(body, Product) else ()
        if len(pair) != 2 or not all(isinstance(factor, Symbol) for factor in pair):
            return None
        first, second = pair
        assert isinstance(first, Symbol)
        assert isinstance(second, Symbol)
        if bare(first) not in trained:
            first, second = second, first
        if bare(first) not in trained or bare(second) in trained:
            return None
        weights.append(first)
        sources.append(second)
        summed |= bool(term.over)
    return _Linear(tuple(weights), tuple(sources), bias, summed) if weights else None


def _elements_of(symbols: tuple[Symbol, ...], network: Network) -> Symbols:
    found: list[Symbol] = []
    for symbol in symbols:
        declared = network.graph.declared[bare(symbol)]
        if any(isinstance(position, Affine) for position in symbol.indices):
            running = tuple(dict.fromkeys(indices_of(symbol)))
            read = {_at(symbol, dict(zip(running, at, strict=True)), network) for at in positions(running)}
            found += [s for s in elements(declared, network.labels) if s in read and s not in found]
            continue
        fixed = tuple(position for position in symbol.indices if isinstance(position, int))
        if not fixed or len(fixed) < len(symbol.indices):
            found += [s for s in elements(declared, network.labels) if s not in found]
        else:
            found.append(element(bare(symbol), fixed, network.labels))
    return tuple(found)


def _found(network: Network) -> Iterator[Stage]:
    """Yield the stages that the equations of a model without layers amount to."""
    trained = {bare(symbol) for symbol in network.trained}
    stages: list[Stage] = []
    for equation in network.graph.equations:
        linear = _linear(equation, trained)
        if linear is None or len(equation.target.indices) > 1:
            continue
        rows: list[Symbols] = []
        bias: list[Symbol] = []
        for at in positions(equation.target.indices):
            free = dict(zip(equation.target.indices, at, strict=True))
            row: list[Symbol] = []
            for weight in linear.weights:
                over = [i for i in dict.fromkeys(indices_of(weight)) if i not in free]
                for place in positions(tuple(over)):
                    fixed = free | dict(zip(over, place, strict=True))
                    row.append(_at(weight, fixed, network))
            rows.append(tuple(row))
            if linear.bias is not None:
                bias.append(_at(linear.bias, free, network))
        out, function = _activation(equation.target, network)
        stages.append(
            Stage(
                tuple(rows),
                tuple(bias),
                elements(equation.target, network.labels),
                elements(out, network.labels),
                function,
            )
        )
    yield from _merged(stages)


def _merged(stages: list[Stage]) -> Iterator[Stage]:
    """Join neurons that are written as single equations and read the same: they are one layer."""
    pending: list[Stage] = []

    def joined() -> Stage:
        return Stage(
            tuple(row for stage in pending for row in stage.weights),
            tuple(b for stage in pending for b in stage.bias),
            tuple(n for stage in pending for n in stage.net),
            tuple(o for stage in pending for o in stage.out),
            pending[0].function,
        )

    for stage in stages:
        alike = pending and len(stage.net) == 1 and len(pending[-1].net) == 1
        if pending and not (
            alike
            and stage.function == pending[-1].function
            and len(stage.weights[0]) == len(pending[-1].weights[0])
            and stage.net[0].base == pending[-1].net[0].base
            and stage.net[0].subscript[:1].isalpha()
            and stage.net[0].subscript[:1] == pending[-1].net[0].subscript[:1]
        ):
            yield joined()
            pending = []
        pending.append(stage)
    if pending:
        yield joined()


def _at(symbol: Symbol, at: Mapping[Position, int], network: Network) -> Symbol:
    plain = {index: place for index, place in at.items() if isinstance(index, Index)}
    fixed = tuple(
        i if isinstance(i, int) else i.at(plain) if isinstance(i, Affine) else plain[i] for i in symbol.indices
    )
    return element(bare(symbol), fixed, network.labels)


def _activation(net: Symbol, network: Network) -> tuple[Symbol, str]:
    """Return what a pre-activation is turned into, and by which function."""
    equations = network.graph.equations
    for equation in equations:
        reads = {bare(symbol) for term in equation.terms for symbol in symbols_of(term.body)}
        if bare(net) not in reads or len(equation.terms) != 1 or equation.terms[0].over:
            continue
        body = equation.terms[0].body
        if isinstance(body, Call) and isinstance(body.argument, Symbol) and reads == {bare(net)}:
            share = _share(equation.target, network)
            return (equation.target, body.function) if share is None else (share, SOFTMAX)
        arguments = {symbol for term in equation.terms for symbol in symbols_of(term.body)}
        # What chooses between several entries, as pooling does, is no activation.
        if isinstance(body, Choice) and reads == {bare(net)} and len(arguments) == 1:
            return equation.target, defined_as(body, arguments.pop()) or ""
        if isinstance(body, Symbol):
            return equation.target, IDENTITY
    return net, IDENTITY


def _share(power: Symbol, network: Network) -> Symbol | None:
    """Return `e[k]/s` where s is the sum of all e."""
    for equation in network.graph.equations:
        if len(equation.terms) == 1 and isinstance(equation.terms[0].body, Quotient):
            top = equation.terms[0].body.numerator
            if isinstance(top, Symbol) and bare(top) == bare(power):
                return equation.target
    return None


def _targets(network: Network, stages: tuple[Stage, ...], inputs: Symbols) -> Symbols:
    if network.target is not None:
        return elements(network.target, network.labels)
    trained = {bare(symbol) for symbol in network.trained}
    weights = {s for stage in stages for row in (*stage.weights, stage.bias) for s in row}
    taken = {*inputs, *weights}
    for equation in reversed(network.graph.equations):
        for term in equation.terms:
            for symbol in symbols_of(term.body):
                if network.graph.equation(symbol) is None and bare(symbol) not in trained:
                    found = _elements_of((symbol,), network)
                    if not taken.intersection(found):
                        return found
    return ()
