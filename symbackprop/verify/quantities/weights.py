"""What the name of a weight can stand for, by how its indices count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product

from ...expression.tree import Symbol
from .. import thresholds
from ..lexicon.roles import HIDDEN, OUTPUT
from ..lexicon.words import is_digits
from ..source import Span
from ..tree import Name
from .atoms import Atom, Layout, Meaning, Role, one
from .counting import (
    Counting,
    Ends,
    Layer,
    LayerFrom,
    Matrix,
    Numbering,
    Numberless,
    WeightBetween,
    WeightJoining,
    WeightOfLayer,
    WeightOrder,
    WeightPair,
    WeightThrough,
)
from .layers import LayerTable, Stage
from .positions import ints, letters_of, level_of, neuron_of, pieces_of, spots
from .scheme import Quantity, Scheme, SchemeReading


def weights(name: Name, layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield what the name of a weight, or of a matrix of them, can stand for."""
    yield from _joining(name, layers)
    level = level_of(name)
    letters = letters_of(name)
    texts = [piece for piece in pieces_of(name) if is_digits(piece)]
    numbers = [int(text) for text in texts]
    if level is None and letters & OUTPUT and not (letters & HIDDEN):
        level = layers.depth
    elif level is None and letters & HIDDEN and not (letters & OUTPUT):
        level = 1
    if name.at:
        below = ints(name.below)
        if below and level is None:
            level, numbers = below[0], ints(name.at)
            texts = list(map(str, numbers))
    matrices = _matrices(name, level, layers)
    if not numbers:
        yield from _whole(matrices, layers, layout)
        if level is None and name.base.islower():
            yield from numberless(Quantity.WEIGHT, (w for stage in layers.stages for row in stage.weights for w in row))
        return
    if len(numbers) == 1:
        yield from _numbered(name, numbers[0], level, matrices, layers, layout)
        digits = [int(digit) for digit in texts[0]]
        if len(digits) == 2:
            yield from _paired(matrices, digits, layers, comma=False)
            if level is None:
                yield from _between_counted(digits, layers)
        if len(digits) == 3 and level is None:
            yield from _tripled(digits, layers)
        return
    if len(numbers) == 2:
        yield from _paired(matrices, numbers, layers, comma=True)
        if level is None:
            yield from _between_counted(numbers, layers)
        if level is None and not name.at:
            yield from _of_numbered_layer(numbers[0], texts[1], layers)
    if len(numbers) == 3:
        yield from _tripled(numbers, layers)


def numberless(quantity: Quantity, symbols: Iterable[Symbol]) -> Iterator[SchemeReading]:
    """Yield each of several that a name without a number may stand for; only numbers that fit say which."""
    every = tuple(dict.fromkeys(symbols))
    if 1 < len(every) <= thresholds.MOST_NUMBERLESS:
        for place, symbol in enumerate(every):
            yield SchemeReading(Scheme(quantity, Numberless(place), guessed=True), one(symbol))


def _weight(counting: Counting, weight: Symbol) -> SchemeReading:
    return SchemeReading(Scheme(Quantity.WEIGHT, counting), one(weight))


def _matrices(name: Name, level: int | None, layers: LayerTable) -> list[tuple[Layer, int]]:
    """Return the layers that a weight's letter can mean, with their places in the table."""
    depth = layers.depth
    if level is not None:
        return [
            (Layer(LayerFrom.ABOVE, offset), level - 1 + offset)
            for offset in (0, -1, 1)
            if 0 <= level - 1 + offset < depth
        ]
    second = name.base in "vVuU" and depth > 1
    order = [depth - 1, *range(depth - 1)] if second else list(range(depth))
    return [(Layer(LayerFrom.LETTER, at - order[0]), at) for at in order]


def _whole(matrices: Sequence[tuple[Layer, int]], layers: LayerTable, layout: Layout) -> Iterator[SchemeReading]:
    """Yield the matrices of weights, then those that have the biases in them."""
    for layer, at in matrices:
        yield SchemeReading(Scheme(Quantity.WEIGHT, Matrix(layer)), matrix(layers.stages[at], layout))
    for layer, at in matrices:
        stage = layers.stages[at]
        if stage.weights and len(stage.bias) == len(stage.weights):
            scheme = Scheme(Quantity.WEIGHT, Matrix(layer, with_biases=True))
            yield SchemeReading(scheme, _with_biases(stage, layout))


def _with_biases(stage: Stage, layout: Layout) -> Meaning:
    """Return the weights of a layer whose biases are those of a constant input, counted as number 0."""
    return matrix(
        replace(stage, weights=tuple((b, *row) for b, row in zip(stage.bias, stage.weights, strict=True))), layout
    )


def matrix(stage: Stage, layout: Layout) -> Meaning:
    """Return the meaning of a name that stands for the weights of a layer."""
    rows = tuple(tuple(Atom(Role.VALUE, weight) for weight in row) for row in stage.weights)
    if layout.weights:
        rows = tuple(zip(*rows, strict=True))
    return Meaning(rows, free=len(rows) == 1 or len(rows[0]) == 1)


WITHIN_A_LAYER = (WeightOrder.BY_TARGET, WeightOrder.BY_SOURCE)
"""The orders in which the weights of one layer are counted."""


def _numbered(
    name: Name,
    number: int,
    level: int | None,
    matrices: Sequence[tuple[Layer, int]],
    layers: LayerTable,
    layout: Layout,
) -> Iterator[SchemeReading]:
    """Yield what a name with a single number can stand for: a weight, or all weights of a layer."""
    stages = layers.stages
    by_number = Scheme(Quantity.WEIGHT, Matrix(Layer(LayerFrom.NUMBER)))
    is_plain = level is None and not name.at
    if number == 0 and is_plain and layers.depth == 1 and stages[0].bias and len(stages[0].net) == 1:
        # The bias of a single neuron, as the weight of a constant input.
        for order in WITHIN_A_LAYER:
            yield _weight(WeightThrough(order), stages[0].bias[0])
    if is_plain and (name.base in "WV" or name.bold) and 1 <= number <= layers.depth:
        yield SchemeReading(by_number, matrix(stages[number - 1], layout))
    if is_plain:
        if name.base not in "vVuU":
            for order, every in layers.counted.items():
                if 1 <= number <= len(every):
                    yield _weight(WeightThrough(order), every[number - 1])
        if name.base in "wvWVuU" and not name.bold and 1 <= number <= layers.depth:
            yield SchemeReading(by_number, matrix(stages[number - 1], layout))
    yield from _within(matrices, number, layers)


def _within(matrices: Sequence[tuple[Layer, int]], number: int, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight that a number counts in its layer, from 1 or from 0."""
    stages = layers.stages
    for layer, at in matrices:
        rows = stages[at].weights
        size = len(rows) * len(rows[0]) if rows else 0
        for order in WITHIN_A_LAYER:
            if 1 <= number <= size:
                yield _weight(WeightOfLayer(layer, order), _counted(rows, number - 1, order))
            elif number == 0 and len(rows) == 1 and stages[at].bias:
                yield _weight(WeightOfLayer(layer, order), stages[at].bias[0])
            if 0 <= number < size:
                yield _weight(WeightOfLayer(layer, order, from_zero=True), _counted(rows, number, order))


def _of_numbered_layer(level: int, text: str, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield what `W2_1` and `W2_11` stand for, whose first number is the layer, as programs write it."""
    if not 1 <= level <= layers.depth:
        return
    matrices = [(Layer(LayerFrom.NUMBER), level - 1)]
    yield from _within(matrices, int(text), layers)
    if len(text) == 2:
        yield from _paired(matrices, [int(digit) for digit in text], layers, comma=False)


def _counted(rows: tuple[tuple[Symbol, ...], ...], place: int, order: WeightOrder) -> Symbol:
    if order is WeightOrder.BY_TARGET:
        to, source = divmod(place, len(rows[0]))
    else:
        source, to = divmod(place, len(rows))
    return rows[to][source]


def _paired(
    matrices: Sequence[tuple[Layer, int]], pair: Sequence[int], layers: LayerTable, comma: bool
) -> Iterator[SchemeReading]:
    """Yield the weight between two neurons that are counted in their layers; number 0 feeds the biases."""
    first, second = pair[0], pair[1]
    for layer, at in matrices:
        rows = layers.stages[at].weights
        for from_zero in (False, True):
            for to, source, ends in ((first, second, Ends.TARGET_FIRST), (second, first, Ends.SOURCE_FIRST)):
                i, j = to + from_zero - 1, source + from_zero - 1
                counting = WeightPair(layer, ends, from_zero, comma)
                if 0 <= i < len(rows) and 0 <= j < len(rows[0]):
                    yield _weight(counting, rows[i][j])
                elif j == -1 and 0 <= i < len(layers.stages[at].bias):
                    yield _weight(counting, layers.stages[at].bias[i])


def _between_counted(pair: Sequence[int], layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight between two neurons that are counted through the layers; number 0 feeds the biases."""
    for (first, second), ends in ((pair, Ends.SOURCE_FIRST), (pair[::-1], Ends.TARGET_FIRST)):
        inputs = len(layers.inputs)
        target = neuron_of(second - inputs, layers)
        source = (0, first) if 1 <= first <= inputs else neuron_of(first - inputs, layers)
        yield from _joined(source, target, first == 0, layers, WeightBetween(ends, Numbering.THROUGH_INPUTS))
        target = neuron_of(second, layers)
        if target is not None:
            between = WeightBetween(ends, Numbering.THROUGH_LAYERS)
            yield from _joined((target[0] - 1, first), target, first == 0, layers, between)


def _joined(
    source: tuple[int, int] | None,
    target: tuple[int, int] | None,
    is_bias: bool,
    layers: LayerTable,
    between: WeightBetween,
) -> Iterator[SchemeReading]:
    if target is None:
        return
    layer, to = target
    stage = layers.stages[layer - 1]
    if is_bias and to <= len(stage.bias):
        yield _weight(between, stage.bias[to - 1])
    elif source is None or source[0] != layer - 1 or to > len(stage.weights):
        # Layers that share their weights have fewer rows than neurons.
        return
    elif 1 <= source[1] <= len(stage.weights[to - 1]):
        yield _weight(between, stage.weights[to - 1][source[1] - 1])


def _tripled(numbers: Sequence[int], layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight that three numbers point to, the first or the last of them the layer."""
    for level, first, second in ((numbers[0], numbers[1], numbers[2]), (numbers[2], numbers[0], numbers[1])):
        if 1 <= level <= layers.depth:
            yield from _paired([(Layer(LayerFrom.NUMBER), level - 1)], (first, second), layers, comma=False)


NAMED_NEURON = re.compile(r"(?<![A-Za-z])([A-Za-z]++)_?(\d+)")


def _joining(name: Name, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight between two neurons that both are named, as in `w_{O1.H21}`."""
    found = [neuron for part in (*name.below, *name.at) for neuron in NAMED_NEURON.findall(part)]
    if len(found) != 2:
        return
    for (first, second), ends in ((found, Ends.TARGET_FIRST), (found[::-1], Ends.SOURCE_FIRST)):
        for to, source in product(_neurons(first, layers), _neurons(second, layers)):
            if to[0] == source[0] + 1:
                rows = layers.stages[to[0] - 1].weights
                if to[1] < len(rows) and source[1] < len(rows[0]):
                    yield _weight(WeightJoining(ends), rows[to[1]][source[1]])


def _neurons(named: tuple[str, str], layers: LayerTable) -> Iterator[tuple[int, int]]:
    """Yield the layers and places of the neurons that a letter with digits can name."""
    letters, digits = named
    name = Name("out", (letters + digits,), (), (), "", False, False, "", _NOWHERE)
    for spot in spots(name, layers):
        if spot.neuron is not None and spot.neuron > 0 and 0 <= spot.layer <= layers.depth:
            yield spot.layer, spot.neuron - 1


_NOWHERE = Span(0, 0)
