"""What the name of a weight can stand for, by how its indices count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from ...expression.tree import Symbol
from ..lexicon.roles import HIDDEN, OUTPUT
from ..lexicon.words import is_digits
from ..source import Span
from ..tree import Name
from .atoms import Atom, Meaning, Role
from .layers import LayerTable, Stage
from .positions import ints, letters_of, level_of, neuron_of, pieces_of, spots


@dataclass(frozen=True, slots=True)
class Layout:
    """How vectors and weights stand in matrix form in a document.

    Args:
        rows: Whether vectors lie, as in `x W`.
        weights: Whether the rows of a weight matrix are by where the weights come from.
    """

    rows: bool = False
    weights: bool = False


@dataclass(frozen=True, slots=True)
class SchemeReading:
    """A meaning and the scheme that gives it."""

    scheme: str
    meaning: Meaning


def one(symbol: Symbol, role: Role = Role.VALUE, sign: int = 1) -> Meaning:
    """Return the meaning of a name that stands for one quantity."""
    return Meaning(((Atom(role, symbol, None, sign),),))


def lined(atoms: Sequence[Atom], layout: Layout) -> Meaning:
    """Return the meaning of a name that stands for a vector."""
    if len(atoms) == 1:
        return Meaning(((atoms[0],),))
    return Meaning((tuple(atoms),) if layout.rows else tuple((atom,) for atom in atoms), free=True)


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
    levels = _weight_levels(name, level, layers)
    if not numbers:
        for tag, at in levels:
            yield SchemeReading(f"{tag} matrix", matrix(layers.stages[at], layout))
        for tag, at in levels:
            if layers.stages[at].weights and len(layers.stages[at].bias) == len(layers.stages[at].weights):
                yield SchemeReading(f"{tag} matrix with biases", _with_biases(layers.stages[at], layout))
        return
    if len(numbers) == 1:
        yield from _numbered(name, numbers[0], level, levels, layers, layout)
        if len(texts[0]) == 2 and is_digits(texts[0]):
            yield from _paired(levels, [int(d) for d in texts[0]], layers, "")
            if level is None:
                yield from _between_counted([int(d) for d in texts[0]], layers)
        if len(texts[0]) == 3 and level is None:
            yield from _tripled([int(d) for d in texts[0]], layers)
        return
    if len(numbers) == 2:
        yield from _paired(levels, numbers, layers, ",")
        if level is None:
            yield from _between_counted(numbers, layers)
    if len(numbers) == 3:
        yield from _tripled(numbers, layers)


def _weight_levels(name: Name, level: int | None, layers: LayerTable) -> list[tuple[str, int]]:
    """Return the stages that a weight's letter can mean, from 0."""
    depth = layers.depth
    if level is not None:
        return [(f"l{offset:+d}", level - 1 + offset) for offset in (0, -1, 1) if 0 <= level - 1 + offset < depth]
    second = name.base in "vVuU" and depth > 1
    order = [depth - 1, *range(depth - 1)] if second else list(range(depth))
    return [(f"stage {at - order[0]:+d}", at) for at in order]


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


def _numbered(
    name: Name,
    number: int,
    level: int | None,
    levels: list[tuple[str, int]],
    layers: LayerTable,
    layout: Layout,
) -> Iterator[SchemeReading]:
    stages = layers.stages
    if (
        number == 0
        and level is None
        and not name.at
        and layers.depth == 1
        and stages[0].bias
        and len(stages[0].net) == 1
    ):
        # The bias of a single neuron, as the weight of a constant input.
        for order in ("by target", "by source"):
            yield SchemeReading(f"w counted {order}", one(stages[0].bias[0]))
    if name.base in "WV" or name.bold:
        at = number - 1
        if level is None and 0 <= at < layers.depth and not name.at:
            yield SchemeReading("matrix", matrix(stages[at], layout))
    if level is None and not name.at:
        if name.base not in "vVuU":
            for tag, every in layers.counted.items():
                if 1 <= number <= len(every):
                    yield SchemeReading(f"w counted {tag}", one(every[number - 1]))
        if name.base in "wvWVuU" and not name.bold and 1 <= number <= layers.depth:
            yield SchemeReading("matrix", matrix(stages[number - 1], layout))
    for tag, at in levels:
        rows = stages[at].weights
        size = len(rows) * len(rows[0]) if rows else 0
        for order in ("by target", "by source"):
            if 1 <= number <= size:
                yield SchemeReading(f"{tag} {order}", one(_counted(rows, number - 1, order)))
            elif number == 0 and len(rows) == 1 and stages[at].bias:
                yield SchemeReading(f"{tag} {order}", one(stages[at].bias[0]))
            if 0 <= number < size:
                yield SchemeReading(f"{tag} {order} from 0", one(_counted(rows, number, order)))


def _counted(rows: tuple[tuple[Symbol, ...], ...], place: int, order: str) -> Symbol:
    if order == "by target":
        to, source = divmod(place, len(rows[0]))
    else:
        source, to = divmod(place, len(rows))
    return rows[to][source]


def _paired(
    levels: list[tuple[str, int]], pair: Sequence[int], layers: LayerTable, comma: str
) -> Iterator[SchemeReading]:
    first, second = pair[0], pair[1]
    for tag, at in levels:
        rows = layers.stages[at].weights
        for offset, start in ((0, ""), (1, " from 0")):
            for to, source, order in ((first, second, "to,from"), (second, first, "from,to")):
                i, j = to + offset - 1, source + offset - 1
                if 0 <= i < len(rows) and 0 <= j < len(rows[0]):
                    yield SchemeReading(f"{tag} {order}{start}{comma}", one(rows[i][j]))
                elif j == -1 and 0 <= i < len(layers.stages[at].bias):
                    yield SchemeReading(f"{tag} {order}{start}{comma}", one(layers.stages[at].bias[i]))


def _between_counted(pair: Sequence[int], layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight between two neurons that are counted through the layers; number 0 feeds the biases."""
    for (first, second), order in ((pair, "from,to"), (pair[::-1], "to,from")):
        entries = len(layers.inputs)
        target = neuron_of(second - entries, layers)
        source = (0, first) if 1 <= first <= entries else neuron_of(first - entries, layers)
        yield from _joined(source, target, first == 0, layers, f"counted on {order}")
        target = neuron_of(second, layers)
        if target is not None:
            yield from _joined((target[0] - 1, first), target, first == 0, layers, f"counted {order}")


def _joined(
    source: tuple[int, int] | None, target: tuple[int, int] | None, biased: bool, layers: LayerTable, tag: str
) -> Iterator[SchemeReading]:
    if target is None:
        return
    layer, to = target
    stage = layers.stages[layer - 1]
    if biased and to <= len(stage.bias):
        yield SchemeReading(tag, one(stage.bias[to - 1]))
    elif source is None or source[0] != layer - 1 or to > len(stage.weights):
        # Layers that share their weights have fewer rows than neurons.
        return
    elif 1 <= source[1] <= len(stage.weights[to - 1]):
        yield SchemeReading(tag, one(stage.weights[to - 1][source[1] - 1]))


def _tripled(numbers: Sequence[int], layers: LayerTable) -> Iterator[SchemeReading]:
    for level, first, second in ((numbers[0], numbers[1], numbers[2]), (numbers[2], numbers[0], numbers[1])):
        if 1 <= level <= layers.depth:
            yield from _paired([("layer", level - 1)], (first, second), layers, ";")


ENDS = re.compile(r"([A-Za-z]+)_?(\d+)")


def _joining(name: Name, layers: LayerTable) -> Iterator[SchemeReading]:
    """Yield the weight between two neurons that both are named, as in `w_{O1.H21}`."""
    ends = [found for part in (*name.below, *name.at) for found in ENDS.findall(part)]
    if len(ends) != 2:
        return
    for (first, second), tag in ((ends, "to-from"), (ends[::-1], "from-to")):
        for to, source in product(_ends(first, layers), _ends(second, layers)):
            if to[0] == source[0] + 1:
                rows = layers.stages[to[0] - 1].weights
                if to[1] < len(rows) and source[1] < len(rows[0]):
                    yield SchemeReading(f"joining {tag}", one(rows[to[1]][source[1]]))


def _ends(end: tuple[str, str], layers: LayerTable) -> Iterator[tuple[int, int]]:
    letters, digits = end
    name = Name("out", (letters + digits,), (), (), "", False, False, "", _NOWHERE)
    for place in spots(name, layers):
        if place.neuron is not None and place.neuron > 0 and 0 <= place.layer <= layers.depth:
            yield place.layer, place.neuron - 1


_NOWHERE = Span(0, 0)
