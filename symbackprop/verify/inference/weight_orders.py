"""The orders in which a document can have listed the weights of its layers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise, product

from ...expression.tree import Number
from ...models.dense import Bias
from .. import thresholds
from ..lexicon.roles import BIAS, WEIGHT, parts_of
from ..tree import Name
from .assignments import Assignments

Matrix = tuple[tuple[Number, ...], ...]
Vector = tuple[Number, ...]
Biases = tuple[Bias, tuple[Vector, ...]]
WeightMatrices = tuple[tuple[Matrix, ...], bool]
"""Matrices of weights, rows by the neuron that they lead to, and whether the document has them the other way round."""


def digits_in(name: Name) -> list[int]:
    """Return the numbers in a name, above and below it and in brackets."""
    return [int(text) for part in (*name.above, *name.below, *name.at) for text in re.findall(r"\d+", part)]


def _single_digits(name: Name) -> list[int]:
    return [int(text) for part in (*name.below, *name.at) for text in re.findall(r"\d", part)]


def weights_of(
    assignments: Assignments, inputs: int, outputs: int, turns: Sequence[bool] = (False, True)
) -> Iterator[WeightMatrices]:
    """Yield the matrices of weights, rows by the neuron that they lead to, in each order that fits."""
    weights = [at for at in assignments.of(WEIGHT) if parts_of(at.name)[0] == WEIGHT or at.name.base in "uU"]
    weights.sort(key=lambda at: at.start)
    grids = [at for at in weights if not at.single]
    if grids:
        levels = sorted(weights if len(weights) > len(grids) else grids, key=lambda at: digits_in(at.name)[:1] or [0])
        for several in (levels, grids):
            for turned in turns:
                yield from _standing([at.rows for at in several], inputs, outputs, turned)
    named = [at for at in weights if at.single]
    grouped: dict[object, list[tuple[Name, Number]]] = {}
    for at in named:
        grouped.setdefault((at.name.base, at.name.above, bool(digits_in(at.name))), []).append((at.name, at.rows[0][0]))
    groups = list(grouped.values())
    # What a document comes to speak of last may belong to another example.
    for count in range(len(groups), 1, -1):
        yield from _levels(groups[:count], inputs, outputs)
    pairs = [(at.name, at.rows[0][0]) for at in named]
    if pairs and all(len(_single_digits(name)) == 2 for name, _ in pairs):
        yield from _joined(pairs, inputs, outputs)
    for counted in (pairs, *(groups[:1] if len(groups) > 1 else []), pairs[:-1]):
        yield from _counted(counted, inputs, outputs)


def _standing(levels: Sequence[Matrix], inputs: int, outputs: int, turned: bool) -> Iterator[WeightMatrices]:
    """Yield matrices as they stand, or all of them turned; one that fits only one way is taken that way."""
    width, found = inputs, []
    for rows in levels:
        other = tuple(zip(*rows, strict=True))
        ways = [matrix for matrix in ((other, rows) if turned else (rows, other)) if len(matrix[0]) == width]
        if not ways:
            return
        found.append(ways[0])
        width = len(ways[0])
    if found and width == outputs:
        yield tuple(found), turned


def _levels(groups: Sequence[list[tuple[Name, Number]]], inputs: int, outputs: int) -> Iterator[WeightMatrices]:
    """Yield layers whose weights are counted anew in each."""
    for in_order, turns in product((True, False), _turns(len(groups))):
        ordered = sorted(groups, key=lambda group: _digits_above(group[0][0])) if in_order else list(groups)
        width, found = inputs, []
        for group, turned in zip(ordered, turns, strict=True):
            if len(group) % width:
                break
            matrix = _level(group, width, turned)
            found.append(matrix)
            width = len(matrix)
        if len(found) == len(ordered) and width == outputs:
            yield tuple(found), all(turns)


def _turns(layers: int) -> list[tuple[bool, ...]]:
    """Return by which end the weights of each layer may be counted, all layers alike first."""
    alike = [(False,) * layers, (True,) * layers]
    return [*alike, (False, True), (True, False)] if layers == 2 else alike


def _digits_above(name: Name) -> list[int]:
    return [int(text) for part in name.above for text in re.findall(r"\d+", part)]


def _level(group: Sequence[tuple[Name, Number]], width: int, turned: bool) -> Matrix:
    """Return the matrix of one layer, by pairs of indices where they fit, in the order of the numbers elsewhere."""
    neurons = len(group) // width
    pairs = {tuple(digits): number for name, number in group if len(digits := _single_digits(name)) == 2}
    if len(pairs) == len(group):
        entries = {(b, a) if turned else (a, b): number for (a, b), number in pairs.items()}
        tos, sources = sorted({to for to, _ in entries}), sorted({source for _, source in entries})
        if len(tos) == neurons and len(sources) == width:
            return tuple(tuple(entries[to, source] for source in sources) for to in tos)
    numbers = [number for _, number in sorted(group, key=lambda pair: digits_in(pair[0]))]
    return _filled(numbers, width, neurons, by_source=turned)


def _filled(numbers: Sequence[Number], width: int, neurons: int, by_source: bool) -> Matrix:
    if by_source:
        return tuple(tuple(numbers[source * neurons + to] for source in range(width)) for to in range(neurons))
    return tuple(tuple(numbers[to * width : (to + 1) * width]) for to in range(neurons))


def _joined(named: Sequence[tuple[Name, Number]], inputs: int, outputs: int) -> Iterator[WeightMatrices]:
    """Yield layers whose neurons are counted through, as in w₁₄: from neuron 1 to neuron 4."""
    for turned in (False, True):
        edges = {}
        for name, number in named:
            first, second = _single_digits(name)
            edges[(second, first) if turned else (first, second)] = number
        edges = {(source, to): number for (source, to), number in edges.items() if source != 0}
        layer = sorted({source for source, _ in edges} - {to for _, to in edges})
        found: list[Matrix] = []
        left = dict(edges)
        while left and len(layer) == (len(found[-1]) if found else inputs):
            tos = sorted({to for source, to in left if source in layer})
            if not tos or any((source, to) not in left for source in layer for to in tos):
                break
            found.append(tuple(tuple(left.pop((source, to)) for source in layer) for to in tos))
            layer = tos
        if found and not left and len(layer) == outputs:
            yield tuple(found), not turned


def _counted(named: Sequence[tuple[Name, Number]], inputs: int, outputs: int) -> Iterator[WeightMatrices]:
    """Yield layers whose weights are counted through."""
    total = len(named)
    layouts: list[tuple[int, ...]] = [(inputs, outputs)] if inputs * outputs == total else []
    layouts += [(inputs, total // (inputs + outputs), outputs)] if total and total % (inputs + outputs) == 0 else []
    layouts += [(1,) * (total + 1)] if inputs == outputs == 1 and 2 < total <= thresholds.MOST_NEURONS else []
    letters = list(dict.fromkeys(name.base.lower() for name, _ in named))
    by_number = sorted(named, key=lambda pair: (letters.index(pair[0].base.lower()), digits_in(pair[0])))
    counted = [number for _, number in by_number]
    for sizes, numbers in product(layouts, (counted, [number for _, number in named])):
        for turns in _turns(len(sizes) - 1):
            at, found = 0, []
            for (before, neurons), by_source in zip(pairwise(sizes), turns, strict=True):
                found.append(_filled(numbers[at : at + before * neurons], before, neurons, by_source))
                at += before * neurons
            yield tuple(found), all(turns)


def biases_of(assignments: Assignments, widths: Sequence[int]) -> list[Biases]:
    """Return the biases that may be meant, one per neuron, per layer, or for all."""
    biases = [at for at in assignments.of(BIAS) if parts_of(at.name)[0] == BIAS]
    # w₀₄ is the bias of neuron 4, which reads a constant input 0.
    biases += [
        at for at in assignments.of(WEIGHT) if len(d := _single_digits(at.name)) == 2 and d[0] == 0 and at.single
    ]
    biases.sort(key=lambda at: at.start)
    in_words = [] if biases else [(number,) for number in assignments.in_words.get(BIAS, ())]
    if not biases and not in_words:
        return [(Bias.NONE, ())]
    found: list[Biases] = []
    for ordered in (biases, sorted(biases, key=lambda at: (len(digits_in(at.name)) < 1, digits_in(at.name)))):
        rows = [at.flat for at in ordered] or in_words
        flat = tuple(number for row in rows for number in row)
        alike = all(len(row) == 1 for row in rows)
        if len(flat) == sum(widths) and (alike or [*map(len, rows)] == [*widths]):
            ends = [sum(widths[: at + 1]) for at in range(len(widths))]
            split = tuple(flat[end - width : end] for end, width in zip(ends, widths, strict=True))
            found.append((Bias.PER_NEURON, split))
        if len(widths) > 1 and len(flat) == sum(widths[:-1]) and alike:
            # An output without a bias has one of zero; a vector of biases that is missing is missed.
            zeros = (Number(Fraction(0), "0"),) * widths[-1]
            ends = [sum(widths[: at + 1]) for at in range(len(widths) - 1)]
            split = (*(flat[end - width : end] for end, width in zip(ends, widths[:-1], strict=True)), zeros)
            found.append((Bias.PER_NEURON, split))
        if len(flat) == len(widths) and alike:
            found.append((Bias.PER_LAYER, tuple((number,) for number in flat)))
        if len(flat) == 1:
            found.append((Bias.PER_LAYER, (flat,) * len(widths)))
    if in_words:
        found.append((Bias.NONE, ()))
    return list(dict.fromkeys(found))
