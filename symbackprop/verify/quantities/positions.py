"""Where in a network an index points: which layer, which neuron."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ..lexicon.roles import ENTRY, HIDDEN, OUTPUT
from ..lexicon.words import is_digits
from ..tree import Name
from .counting import Layer, LayerFrom, NeuronPlace, Numbering
from .layers import LayerTable, Symbols
from .scheme import Quantity


def pieces_of(name: Name) -> list[str]:
    """Return the indices of a name in pieces, letters and digits apart."""
    return [piece for part in (*name.below, *name.at) for piece in re.findall(r"[A-Za-z]+|\d+", part)]


def ints(parts: Iterable[str]) -> list[int]:
    """Return the numbers among the parts of an index."""
    return [int(part) for part in parts if is_digits(part)]


def level_of(name: Name) -> int | None:
    """Return the layer that stands above a name, or None where none does."""
    for part in name.above:
        digits = re.fullmatch(r"[(\[<]?(\d{1,2})[)\]>]?", part)
        if digits:
            return int(digits[1])
    return None


def letters_of(name: Name) -> set[str]:
    """Return the letters in the indices of a name."""
    found: set[str] = set()
    for part in (*name.below, *name.above):
        found |= set(re.findall(r"[A-Za-z]+", part))
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """A layer, 0 for the inputs, and a neuron of it, from 1, None for all of them; with the way to find them."""

    place: NeuronPlace
    layer: int
    neuron: int | None


def spots(name: Name, layers: LayerTable) -> Iterator[Spot]:
    """Yield where a name of a neuron can point, the likeliest first."""
    letters, level = letters_of(name), level_of(name)
    texts = [piece for piece in pieces_of(name) if is_digits(piece)]
    numbers = [int(text) for text in texts]
    depth = layers.depth
    if letters & HIDDEN:
        yield from _hidden(texts, level, layers)
    elif letters & OUTPUT:
        yield from _output(numbers, layers)
    elif letters & ENTRY:
        yield _last_of(numbers, 0, LayerFrom.INPUT)
    elif level is not None:
        yield from _with_level(level, numbers, layers)
    elif len(numbers) >= 2 or (len(texts) == 1 and len(texts[0]) == 2):
        first, second = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0]]
        for offset in (0, -1, 1):
            yield _spot(LayerFrom.FIRST_INDEX, Numbering.FROM_ONE, first + offset, second, offset)
            yield _spot(LayerFrom.FIRST_INDEX, Numbering.FROM_ZERO, first + offset, second + 1, offset)
            yield _spot(LayerFrom.SECOND_INDEX, Numbering.FROM_ONE, second + offset, first, offset)
    elif len(numbers) == 1:
        yield from _with_number(name, numbers[0], layers)
    else:
        last = _spot(LayerFrom.LAST, Numbering.WHOLE, depth, None)
        first_of_all = _spot(LayerFrom.FIRST, Numbering.WHOLE, 1, None)
        yield from (first_of_all, last) if name.base in "hH" and depth > 1 else (last, first_of_all)


def _spot(read_from: LayerFrom, neurons: Numbering, layer: int, neuron: int | None, offset: int = 0) -> Spot:
    return Spot(_place(read_from, neurons, offset), layer, neuron)


@cache
def _place(read_from: LayerFrom, neurons: Numbering, offset: int) -> NeuronPlace:
    return NeuronPlace(Layer(read_from, offset), neurons)


def _last_of(numbers: Sequence[int], layer: int, read_from: LayerFrom, offset: int = 0) -> Spot:
    """Return the neuron of the last number, or the whole layer where there is none."""
    neurons = Numbering.FROM_ONE if numbers else Numbering.WHOLE
    return _spot(read_from, neurons, layer, numbers[-1] if numbers else None, offset)


def _output(numbers: Sequence[int], layers: LayerTable) -> Iterator[Spot]:
    depth = layers.depth
    yield _last_of(numbers, depth, LayerFrom.OUTPUT)
    if numbers:
        number = numbers[-1]
        before = sum(len(stage.net) for stage in layers.stages[:-1])
        yield _spot(LayerFrom.OUTPUT, Numbering.FROM_ZERO, depth, number + 1)
        yield _spot(LayerFrom.OUTPUT, Numbering.THROUGH_LAYERS, depth, number - before)
        yield _spot(LayerFrom.OUTPUT, Numbering.THROUGH_INPUTS, depth, number - before - len(layers.inputs))


def _with_level(level: int, numbers: Sequence[int], layers: LayerTable) -> Iterator[Spot]:
    """Yield where a name with a number above it can point."""
    for offset in (0, -1, 1):
        yield _last_of(numbers, level + offset, LayerFrom.ABOVE, offset)
        if numbers:
            yield _spot(LayerFrom.ABOVE, Numbering.FROM_ZERO, level + offset, numbers[-1] + 1, offset)
    if not numbers:
        yield from _counted(level, layers)
    if len(numbers) == 1:
        for offset in (0, -1):
            yield _spot(LayerFrom.BELOW, Numbering.FROM_ONE, numbers[0] + offset, level, offset)


def _with_number(name: Name, number: int, layers: LayerTable) -> Iterator[Spot]:
    """Yield where a name with a single number can point."""
    depth = layers.depth
    whole = _spot(LayerFrom.NUMBER, Numbering.WHOLE, number, None)
    whole_before = _spot(LayerFrom.NUMBER, Numbering.WHOLE, number - 1, None, -1)
    if name.bold or name.base[0].isupper():
        yield from (whole, whole_before)
    elif 1 <= number <= depth and len(layers.stages[number - 1].net) == 1 and depth > 1:
        yield whole
    yield _spot(LayerFrom.FIRST, Numbering.FROM_ONE, 1, number)
    yield _spot(LayerFrom.LAST, Numbering.FROM_ONE, depth, number)
    yield from (whole, whole_before)
    yield from _counted(number, layers)
    yield _spot(LayerFrom.FIRST, Numbering.FROM_ZERO, 1, number + 1)
    yield _spot(LayerFrom.LAST, Numbering.FROM_ZERO, depth, number + 1)


def _counted(number: int, layers: LayerTable) -> Iterator[Spot]:
    """Yield the neuron of a number where all are counted through, without the inputs and with them."""
    for before, neurons in ((0, Numbering.THROUGH_LAYERS), (len(layers.inputs), Numbering.THROUGH_INPUTS)):
        found = neuron_of(number - before, layers)
        if found is not None:
            yield _spot(LayerFrom.COUNT, neurons, *found)


def neuron_of(number: int, layers: LayerTable) -> tuple[int, int] | None:
    """Return the layer and the place of a neuron, counted from the first of the first layer after the inputs."""
    for layer, stage in enumerate(layers.stages, start=1):
        if 1 <= number <= len(stage.net):
            return layer, number
        number -= len(stage.net)
    return None


def _hidden(texts: Sequence[str], level: int | None, layers: LayerTable) -> Iterator[Spot]:
    """Yield where a name of a hidden neuron can point, by the numbers below it and the one above."""
    numbers = [int(text) for text in texts]
    hidden = range(1, max(layers.depth, 2))
    if level is not None:
        yield _last_of(numbers, level, LayerFrom.ABOVE)
    if not numbers:
        yield _spot(LayerFrom.HIDDEN, Numbering.WHOLE, 1, None)
        return
    if len(numbers) == 1 and len(texts[0]) == 1:
        if len(hidden) == 1:
            yield _spot(LayerFrom.HIDDEN, Numbering.FROM_ONE, 1, numbers[0])
            yield _spot(LayerFrom.HIDDEN, Numbering.FROM_ZERO, 1, numbers[0] + 1)
        yield _spot(LayerFrom.NUMBER, Numbering.WHOLE, numbers[0], None)
        if len(hidden) > 1:
            counted = numbers[0]
            for layer in hidden:
                width = len(layers.stages[layer - 1].net)
                if 1 <= counted <= width:
                    yield _spot(LayerFrom.HIDDEN, Numbering.THROUGH_LAYERS, layer, counted)
                counted -= width
        return
    first, second = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0][:2]]
    yield _spot(LayerFrom.FIRST_INDEX, Numbering.FROM_ONE, first, second)
    yield _spot(LayerFrom.SECOND_INDEX, Numbering.FROM_ONE, second, first)
    if len(hidden) == 1:
        yield _spot(LayerFrom.HIDDEN, Numbering.FROM_ONE, 1, numbers[-1])


def symbols_at(spot: Spot, layers: LayerTable, of: Quantity) -> Symbols | None:
    """Return the quantities of a kind at a spot, or None where there are none."""
    if not (0 if of is Quantity.OUT else 1) <= spot.layer <= layers.depth:
        return None
    if spot.layer == 0:
        row: Symbols = layers.inputs
    else:
        stage = layers.stages[spot.layer - 1]
        row = {Quantity.NET: stage.net, Quantity.OUT: stage.out, Quantity.BIAS: stage.bias}[of]
    if spot.neuron is None:
        if of is Quantity.BIAS and len(set(row)) == 1:
            return row[:1]
        return row or None
    return (row[spot.neuron - 1],) if 1 <= spot.neuron <= len(row) else None
