"""Where in a network an index points: which layer, which neuron."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..lexicon.roles import BIAS, ENTRY, HIDDEN, INPUT, NET, OUT, OUTPUT
from ..lexicon.words import is_digits
from ..tree import Name
from .layers import LayerTable, Symbols


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
    """A layer, 0 for the inputs, and a neuron of it, from 1; None for all of them."""

    scheme: str
    layer: int
    neuron: int | None


def spots(name: Name, layers: LayerTable) -> Iterator[Spot]:
    """Yield where a name of a neuron can point, the likeliest first."""
    letters, level = letters_of(name), level_of(name)
    texts = [piece for piece in pieces_of(name) if is_digits(piece)]
    numbers = [int(text) for text in texts]
    depth = layers.depth
    if letters & HIDDEN:
        yield from _hidden(texts, numbers, level, depth, layers)
        return
    if letters & OUTPUT:
        yield Spot("o", depth, numbers[-1] if numbers else None)
        if numbers:
            yield Spot("o0", depth, numbers[-1] + 1)
            before = sum(len(stage.net) for stage in layers.stages[:-1])
            yield Spot("o counted", depth, numbers[-1] - before)
            yield Spot("o counted on", depth, numbers[-1] - before - len(layers.inputs))
        return
    if letters & ENTRY:
        yield Spot("i", 0, numbers[-1] if numbers else None)
        return
    if level is not None:
        for offset, tag in ((0, "l"), (-1, "l-1"), (1, "l+1")):
            if not numbers:
                yield Spot(f"{tag}.", level + offset, None)
            else:
                yield Spot(f"{tag}j", level + offset, numbers[-1])
                yield Spot(f"{tag}j0", level + offset, numbers[-1] + 1)
        if not numbers:
            yield from _counted(level, layers, "^")
        if len(numbers) == 1:
            for offset in (0, -1):
                yield Spot(f"jl{offset}", numbers[0] + offset, level)
        return
    if len(numbers) >= 2 or (len(texts) == 1 and len(texts[0]) == 2):
        pair = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0]]
        for offset, tag in ((0, ""), (-1, "-1"), (1, "+1")):
            yield Spot(f"lj{tag}", pair[0] + offset, pair[1])
            yield Spot(f"lj0{tag}", pair[0] + offset, pair[1] + 1)
            yield Spot(f"jl{tag}", pair[1] + offset, pair[0])
        return
    if len(numbers) == 1:
        (number,) = numbers
        if name.bold or name.base[0].isupper():
            yield Spot("layer", number, None)
            yield Spot("layer-1", number - 1, None)
        elif 1 <= number <= depth and len(layers.stages[number - 1].net) == 1 and depth > 1:
            yield Spot("layer", number, None)
        yield Spot("first", 1, number)
        yield Spot("last", depth, number)
        yield Spot("layer", number, None)
        yield Spot("layer-1", number - 1, None)
        yield from _counted(number, layers, "")
        yield Spot("first0", 1, number + 1)
        yield Spot("last0", depth, number + 1)
        return
    ends = [Spot("all last", depth, None), Spot("all first", 1, None)]
    yield from ends[::-1] if name.base in "hH" and depth > 1 else ends


def _counted(number: int, layers: LayerTable, tag: str) -> Iterator[Spot]:
    """Yield the neuron of a number where all are counted through, without the inputs and with them."""
    for before, scheme in ((0, "counted"), (len(layers.inputs), "counted on")):
        spot = neuron_of(number - before, layers)
        if spot is not None:
            yield Spot(f"{tag}{scheme}", *spot)


def neuron_of(number: int, layers: LayerTable) -> tuple[int, int] | None:
    """Return the layer and the place of a neuron, counted from the first of the first layer after the inputs."""
    for layer, stage in enumerate(layers.stages, start=1):
        if 1 <= number <= len(stage.net):
            return layer, number
        number -= len(stage.net)
    return None


def _hidden(texts: list[str], numbers: list[int], level: int | None, depth: int, layers: LayerTable) -> Iterator[Spot]:
    depths = range(1, max(depth, 2))
    if level is not None and numbers:
        yield Spot("h^l", level, numbers[-1])
    if not numbers:
        if level is not None:
            yield Spot("h^", level, None)
        yield Spot("h", 1, None)
        return
    if len(numbers) == 1 and len(texts[0]) == 1:
        if len(depths) == 1:
            yield Spot("hj", 1, numbers[0])
            yield Spot("hj0", 1, numbers[0] + 1)
        else:
            yield Spot("hl", numbers[0], None)
            counted = numbers[0]
            for layer in depths:
                width = len(layers.stages[layer - 1].net)
                if 1 <= counted <= width:
                    yield Spot("h counted", layer, counted)
                counted -= width
        yield Spot("hl", numbers[0], None)
        return
    pair = numbers[:2] if len(numbers) >= 2 else [int(digit) for digit in texts[0][:2]]
    yield Spot("hlj", pair[0], pair[1])
    yield Spot("hjl", pair[1], pair[0])
    if len(depths) == 1:
        yield Spot("hj", 1, numbers[-1])


def symbols_at(place: Spot, layers: LayerTable, of: str) -> Symbols | None:
    """Return the quantities of a kind at a spot, or None where there are none."""
    if not (0 if of in (OUT, INPUT) else 1) <= place.layer <= layers.depth:
        return None
    if place.layer == 0:
        row: Symbols = layers.inputs
    else:
        stage = layers.stages[place.layer - 1]
        row = {NET: stage.net, OUT: stage.out, BIAS: stage.bias, INPUT: stage.out}[of]
    if place.neuron is None:
        if of == BIAS and len(set(row)) == 1:
            return row[:1]
        return row or None
    return (row[place.neuron - 1],) if 1 <= place.neuron <= len(row) else None
