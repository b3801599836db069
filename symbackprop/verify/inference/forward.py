"""One round of many candidates at once, in floating point: what each of them computes, and its parameters after it.

Candidates of one shape share one graph: a candidate is one more index, and which activations and which loss are its own
is said by numbers, by which cases are distinguished. So their forward pass, their adjoints and the values of both are
those of every other model, whichever rows the tables of functions and losses have.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import TypeAlias

import numpy as np

from ...expression.differentiate import slope
from ...expression.tree import Choice, Expression, Index, Number, Product, Symbol
from ...graph.adjoint import Backward, reverse_accumulation
from ...graph.equations import Equation, Graph, Term, bare
from ...graph.floats import Array, evaluate, pointwise, reader
from ...models.activations import activated
from ...models.dense import Bias
from ...models.losses import LOSSES
from ..values.digits import approximate
from .candidates import Candidate
from .mentioned import is_known

Choices: TypeAlias = Mapping[tuple[int | None, str], Symbol]
Known: TypeAlias = Mapping[Symbol, Array]

CANDIDATE = "c"


def values_after_one_round(candidates: Sequence[Candidate], with_updates: bool) -> list[Array]:
    """Return, for each candidate, all that it computes in one round, or nothing where it has no error.

    Args:
        candidates: The candidates, of any shapes.
        with_updates: Whether their parameters after the round are among it.
    """
    shapes: dict[tuple[int, ...], list[int]] = {}
    for at, candidate in enumerate(candidates):
        shapes.setdefault(_sizes(candidate), []).append(at)
    found: list[Array] = [np.empty(0)] * len(candidates)
    for sizes, places in shapes.items():
        several = [candidates[at] for at in places]
        for at, row in zip(places, _computed(sizes, several, with_updates), strict=True):
            found[at] = row
    return found


def _sizes(candidate: Candidate) -> tuple[int, ...]:
    return len(candidate.inputs), *(len(matrix) for matrix in candidate.weights)


@dataclass(frozen=True, slots=True)
class _LayerSymbols:
    weights: Symbol
    bias: Symbol
    net: Symbol
    out: Symbol


@dataclass(frozen=True, slots=True)
class _Shape:
    """The graph of all candidates of one shape.

    Args:
        graph: Their forward equations.
        backward: Their adjoints.
        inputs: Their inputs.
        targets: Their targets.
        layers: Their layers.
        between: What only a loss with an activation of its own has between the last pre-activation and the output.
        loss: The error of each of them.
        chosen: By layer and activation, and by loss, the number that is 1 for the candidates that have it.
    """

    graph: Graph
    backward: Backward
    inputs: Symbol
    targets: Symbol
    layers: tuple[_LayerSymbols, ...]
    between: tuple[Symbol, ...]
    loss: Symbol
    chosen: Choices


def _shape(sizes: tuple[int, ...], activations: tuple[str, ...], losses: tuple[str, ...], count: int) -> _Shape:
    """Return the graph of some candidates.

    Args:
        sizes: The neurons of each layer, inputs first.
        activations: Those that any of them has, on whichever layer.
        losses: Those that any of them has.
        count: How many candidates there are.
    """
    by = Index(CANDIDATE, count)
    places = [Index(f"i{at}", size) for at, size in enumerate(sizes)]
    inputs, targets = Symbol("x", indices=(by, places[0])), Symbol("t", indices=(by, places[-1]))
    chosen = _choices(by, len(sizes) - 1, activations, losses)
    layers, equations, source = list[_LayerSymbols](), list[Equation](), inputs
    between: tuple[Symbol, ...] = ()
    for at in range(1, len(sizes)):
        layer = _layer(at, by, places)
        summed = Term(Product((layer.weights, source)), (places[at - 1],))
        outs = [(chosen[at, name], activated(name, layer.net)) for name in activations]
        before, heads = _heads(layer, losses, chosen) if at == len(sizes) - 1 else ([], [])
        between = tuple(equation.target for equation in before)
        equations += [Equation(layer.net, (summed, Term(layer.bias))), *before]
        equations.append(Equation(layer.out, (Term(_cases([*heads, *outs])),)))
        layers.append(layer)
        source = layer.out
    errors, loss, total = Symbol("E", indices=targets.indices), Symbol("L", indices=(by,)), Symbol("all")
    error = _cases([(chosen[None, name], LOSSES[name].of(targets, source, sizes[-1])) for name in losses])
    equations += [
        Equation(errors, (Term(error),)),
        Equation(loss, (Term(errors, (places[-1],)),)),
        # Reverse accumulation wants one number; no candidate reads what another one has.
        Equation(total, (Term(loss, (by,)),)),
    ]
    parameters = [inputs, *(symbol for layer in layers for symbol in (layer.weights, layer.bias))]
    graph = Graph((targets, *parameters, *chosen.values()), tuple(equations))
    backward = reverse_accumulation(graph, total, parameters)
    return _Shape(graph, backward, inputs, targets, tuple(layers), between, loss, chosen)


def _choices(by: Index, layers: int, activations: tuple[str, ...], losses: tuple[str, ...]) -> Choices:
    """Return, by layer and activation and by loss, what is 1 for the candidates that have it."""
    chosen: dict[tuple[int | None, str], Symbol] = {}
    for at, number in product(range(1, layers + 1), range(len(activations))):
        chosen[at, activations[number]] = Symbol(f"a{number}", str(at), indices=(by,))
    for number, name in enumerate(losses):
        chosen[None, name] = Symbol(f"l{number}", indices=(by,))
    return chosen


def _layer(at: int, by: Index, places: Sequence[Index]) -> _LayerSymbols:
    neurons = (by, places[at])
    names = (Symbol(name, str(at), indices=neurons) for name in ("b", "net", "out"))
    return _LayerSymbols(Symbol("W", str(at), indices=(*neurons, places[at - 1])), *names)


def _heads(
    layer: _LayerSymbols, losses: Sequence[str], chosen: Choices
) -> tuple[list[Equation], list[tuple[Symbol, Expression]]]:
    """Return what losses with an activation of their own have before the outputs, and what the outputs then are."""
    equations, outs = list[Equation](), list[tuple[Symbol, Expression]]()
    for number, name in enumerate(losses):
        head = LOSSES[name].head
        if head is not None:
            *before, last = head(layer.net, Symbol("e", str(number)), Symbol("s", str(number)), layer.out)
            equations += before
            outs.append((chosen[None, name], last.body))
    return equations, outs


def _cases(options: Sequence[tuple[Symbol, Expression]]) -> Expression:
    """Return the expression whose number is positive; the last one needs none."""
    *rest, (_, found) = options
    for chosen, expression in reversed(rest):
        found = Choice(chosen, expression, found)
    return found


def _computed(sizes: tuple[int, ...], candidates: Sequence[Candidate], with_updates: bool) -> Iterator[Array]:
    activations = tuple(sorted({name for candidate in candidates for name in candidate.activations}))
    losses = tuple(sorted({candidate.loss for candidate in candidates}))
    shape = _shape(sizes, activations, losses, len(candidates))
    with np.errstate(all="ignore"):
        forward = evaluate(shape.graph, dict(_leaves(shape, candidates)))
        backward = evaluate(shape.backward.graph, forward)
        found = [*_forward_values(shape, forward, candidates)]
        found += [backward[bare(equation.target)] for equation in shape.backward.graph.equations]
        found += [_slopes(shape, layer, forward) for layer in shape.layers]
        if with_updates:
            found += _updated(shape, forward, backward, candidates)
    rows = np.concatenate([values.reshape(len(candidates), -1) for values in found], axis=1)
    for row, error, candidate in zip(rows, forward[bare(shape.loss)], candidates, strict=True):
        yield row[np.isfinite(row)] if np.isfinite(error) or _lacks_numbers(candidate) else np.empty(0)


def _lacks_numbers(candidate: Candidate) -> bool:
    """Say whether something that a candidate is given has no number, so that its error has none either."""
    rows = (candidate.inputs, candidate.targets, *candidate.biases, *chain.from_iterable(candidate.weights))
    return not all(map(is_known, chain.from_iterable(rows)))


def _forward_values(shape: _Shape, known: Known, candidates: Sequence[Candidate]) -> Iterator[Array]:
    heads = np.array([LOSSES[candidate.loss].head is not None for candidate in candidates])
    for equation in shape.graph.equations[:-1]:
        values = known[bare(equation.target)]
        # What stands before the outputs of a softmax is no value of the candidates that have none.
        yield np.where(_beside(heads, values), values, np.nan) if equation.target in shape.between else values


def _updated(shape: _Shape, known: Known, adjoints: Known, candidates: Sequence[Candidate]) -> Iterator[Array]:
    rates = np.array([approximate(candidate.rate.value) for candidate in candidates])
    for parameter in (symbol for layer in shape.layers for symbol in (layer.weights, layer.bias)):
        adjoint = shape.backward.adjoint[bare(parameter)]
        assert isinstance(adjoint, Symbol)
        gradient = adjoints[bare(adjoint)]
        yield known[bare(parameter)] - _beside(rates, gradient) * gradient


def _beside(values: Array, others: Array) -> Array:
    """Return one number a candidate, with the axes of other values."""
    return values.reshape(-1, *[1] * (others.ndim - 1))


def _slopes(shape: _Shape, layer: _LayerSymbols, known: Known) -> Array:
    """Return the slopes of the activations of a layer; where the loss brings its own, what it has before."""
    equation = shape.graph.equation(layer.out)
    assert equation is not None
    axes = tuple(index for index in layer.out.indices if isinstance(index, Index))
    slopes = pointwise(slope(equation.body, layer.net, layer.out), reader(known, axes))
    return np.broadcast_to(slopes, known[bare(layer.out)].shape)


def _leaves(shape: _Shape, candidates: Sequence[Candidate]) -> Iterator[tuple[Symbol, Array]]:
    """Yield the numbers of all candidates, by what they are in the graph."""
    yield bare(shape.inputs), np.array([_floats(one.inputs) for one in candidates])
    yield bare(shape.targets), np.array([_floats(one.targets) for one in candidates])
    for at, layer in enumerate(shape.layers):
        matrices = np.array([[_floats(row) for row in one.weights[at]] for one in candidates])
        yield bare(layer.weights), matrices
        biases = [_floats(one.biases[at]) if one.bias is not Bias.NONE else [0.0] for one in candidates]
        yield bare(layer.bias), np.array([np.broadcast_to(row, matrices.shape[1]) for row in biases])
    for (at_layer, name), number in shape.chosen.items():
        names = [one.loss if at_layer is None else one.activations[at_layer - 1] for one in candidates]
        yield bare(number), np.array([float(other == name) for other in names])


def _floats(numbers: Sequence[Number]) -> list[float]:
    return [approximate(number.value) if is_known(number) else math.nan for number in numbers]
