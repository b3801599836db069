"""The fully connected networks that what a document states may mean, the likeliest first.

Weights may be counted by the neuron that they lead to or that they come from, through all layers or anew in each; a
matrix may stand either way round; the activations and the loss are those that the text mentions, on any layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, product
from types import MappingProxyType

from ..expression.tree import Number
from ..models.dense import Bias
from .parts import BIAS, INPUT, RATE, TARGET, WEIGHT, parts_of
from .stated import Given, Stated
from .syntax import Name

MOST_NEURONS = 64
MOST_CANDIDATES = 3_000
MOST_WAYS = 12
MOST_LEFT_OUT = 3
"""Where more are left out, the indices count something else."""

Matrix = tuple[tuple[Number, ...], ...]
Vector = tuple[Number, ...]
Biases = tuple[Bias, tuple[Vector, ...]]
Way = tuple[tuple[Matrix, ...], bool]
"""Matrices of weights, rows by the neuron that they lead to, and whether the document has them the other way round."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fully connected network that a document may mean.

    Args:
        weights: A matrix a layer, rows by the neuron that the weights lead to.
        by_source: Whether the document counts them by the neuron that they come from.
    """

    weights: tuple[Matrix, ...]
    by_source: bool
    bias: Bias
    biases: tuple[Vector, ...]
    inputs: Vector
    targets: Vector
    activations: tuple[str, ...]
    loss: str
    rate: Number


def candidates(
    given: Stated, text: str, rates: Sequence[Number], turns: Sequence[bool] = (False, True)
) -> Iterator[Candidate]:
    """Yield what a document may mean, each network once, at most MOST_CANDIDATES of them.

    Args:
        given: What it states.
        text: Its text, for the activations and losses that it mentions.
        rates: The learning rates to try.
        turns: Whether matrices stand as in `W x`, `False`, or the other way round, as far as that is known.
    """
    inner, last = (_preferred(text, words) for words in (INNER, LAST))
    losses = _losses(text)
    ways = (
        (inputs, targets, way, biases)
        for inputs, targets in product(vectors(given, INPUT), vectors(given, TARGET))
        if max(len(inputs), len(targets)) <= MOST_NEURONS
        for way in _unlike(weights_of(given, len(inputs), len(targets), turns))
        for biases in _biases(given, [len(matrix) for matrix in way[0]])
    )
    found = (
        Candidate(weights, by_source, bias, biases, inputs, targets, activations, loss, rate)
        for inputs, targets, (weights, by_source), (bias, biases) in islice(ways, MOST_CANDIDATES)
        for activations, loss in _curves(inner, last, losses, len(weights), len(targets))
        for rate in rates
    )
    return islice(found, MOST_CANDIDATES)


def _unlike(ways: Iterator[Way]) -> list[Way]:
    first: dict[tuple[Matrix, ...], bool] = {}
    for weights, by_source in islice(ways, MOST_WAYS):
        first.setdefault(weights, by_source)
    return list(first.items())


def vectors(given: Stated, part: str) -> list[Vector]:
    """Return what may be the inputs, or the targets, the likeliest first."""
    found: list[Vector] = []
    groups: dict[tuple[object, ...], list[Given]] = {}
    for at in given.of(part):
        # x₁ and x₂ are the entries of one vector, x alone and x_h are others.
        counted = bool(_digits(at.name))
        groups.setdefault((at.name.base, at.single, counted), []).append(at)
    for several in groups.values():
        if not several[0].single:
            found += [at.flat for at in several if 1 in (len(at.rows), len(at.rows[0]))]
        else:
            numbered = sorted(several, key=lambda at: _digits(at.name))
            found.append(tuple(number for at in numbered for number in at.flat))
    told = [given.told[part]] if given.told.get(part) else []
    return list(dict.fromkeys(found or told))[:MOST_WAYS]


def left_out(given: Stated) -> list[str]:
    """Return the numbered weights and inputs that are left out between others: w₂ where w₁ and w₃ are given."""
    groups: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for at in (*given.of(WEIGHT), *given.of(INPUT)):
        indices = _digits(at.name)
        if at.single and len(indices) == 1 and not at.name.above:
            groups.setdefault((at.name.base, at.name.above), set()).add(indices[0])
    return [
        f"{base}{index}"
        for (base, _), indices in groups.items()
        if min(indices) <= 1 and max(indices) - len(indices) <= MOST_LEFT_OUT
        for index in range(1, max(indices))
        if index not in indices
    ]


def rates_of(given: Stated) -> list[Number]:
    """Return what may be the learning rate: η before every other letter."""
    named = [at for at in given.of(RATE) if at.single and at.rows[0][0].value > 0]
    named.sort(key=lambda at: (parts_of(at.name)[0] != RATE, at.name.base != "eta"))
    numbers = [at.rows[0][0] for at in named] + [number for number in given.told.get(RATE, ()) if number.value > 0]
    return list({number.value: number for number in reversed(numbers)}.values())[::-1][:2]


def _digits(name: Name) -> list[int]:
    return [int(text) for part in (*name.above, *name.below, *name.at) for text in re.findall(r"\d+", part)]


def _single_digits(name: Name) -> list[int]:
    return [int(text) for part in (*name.below, *name.at) for text in re.findall(r"\d", part)]


def weights_of(given: Stated, inputs: int, outputs: int, turns: Sequence[bool] = (False, True)) -> Iterator[Way]:
    """Yield the matrices of weights, rows by the neuron that they lead to, in each order that fits."""
    stated = [at for at in given.of(WEIGHT) if parts_of(at.name)[0] == WEIGHT or at.name.base in "uU"]
    stated.sort(key=lambda at: at.start)
    grids = [at for at in stated if not at.single]
    if grids:
        levels = sorted(stated if len(stated) > len(grids) else grids, key=lambda at: _digits(at.name)[:1] or [0])
        for several in (levels, grids):
            for turned in turns:
                yield from _standing([at.rows for at in several], inputs, outputs, turned)
    named = [at for at in stated if at.single]
    grouped: dict[object, list[tuple[Name, Number]]] = {}
    for at in named:
        grouped.setdefault((at.name.base, at.name.above, bool(_digits(at.name))), []).append((at.name, at.rows[0][0]))
    groups = list(grouped.values())
    # What a document comes to speak of last may belong to another example.
    for count in range(len(groups), 1, -1):
        yield from _levels(groups[:count], inputs, outputs)
    pairs = [(at.name, at.rows[0][0]) for at in named]
    if pairs and all(len(_single_digits(name)) == 2 for name, _ in pairs):
        yield from _joined(pairs, inputs, outputs)
    for counted in (pairs, *(groups[:1] if len(groups) > 1 else []), pairs[:-1]):
        yield from _counted(counted, inputs, outputs)


def _standing(levels: Sequence[Matrix], inputs: int, outputs: int, turned: bool) -> Iterator[Way]:
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


def _levels(groups: Sequence[list[tuple[Name, Number]]], inputs: int, outputs: int) -> Iterator[Way]:
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
    own = len(group) // width
    pairs = {tuple(digits): number for name, number in group if len(digits := _single_digits(name)) == 2}
    if len(pairs) == len(group):
        entries = {(b, a) if turned else (a, b): number for (a, b), number in pairs.items()}
        tos, sources = sorted({to for to, _ in entries}), sorted({source for _, source in entries})
        if len(tos) == own and len(sources) == width:
            return tuple(tuple(entries[to, source] for source in sources) for to in tos)
    numbers = [number for _, number in sorted(group, key=lambda pair: _digits(pair[0]))]
    return _filled(numbers, width, own, by_source=turned)


def _filled(numbers: Sequence[Number], width: int, own: int, by_source: bool) -> Matrix:
    if by_source:
        return tuple(tuple(numbers[source * own + to] for source in range(width)) for to in range(own))
    return tuple(tuple(numbers[to * width : (to + 1) * width]) for to in range(own))


def _joined(named: Sequence[tuple[Name, Number]], inputs: int, outputs: int) -> Iterator[Way]:
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


def _counted(named: Sequence[tuple[Name, Number]], inputs: int, outputs: int) -> Iterator[Way]:
    """Yield layers whose weights are counted through."""
    total = len(named)
    layouts: list[tuple[int, ...]] = [(inputs, outputs)] if inputs * outputs == total else []
    layouts += [(inputs, total // (inputs + outputs), outputs)] if total and total % (inputs + outputs) == 0 else []
    layouts += [(1,) * (total + 1)] if inputs == outputs == 1 and 2 < total <= MOST_NEURONS else []
    counted = [number for _, number in sorted(named, key=lambda pair: (pair[0].base.lower(), _digits(pair[0])))]
    for sizes, numbers in product(layouts, (counted, [number for _, number in named])):
        for turns in _turns(len(sizes) - 1):
            at, found = 0, []
            for (before, own), by_source in zip(pairwise(sizes), turns, strict=True):
                found.append(_filled(numbers[at : at + before * own], before, own, by_source))
                at += before * own
            yield tuple(found), all(turns)


def _biases(given: Stated, widths: Sequence[int]) -> list[Biases]:
    """Return the biases that may be meant, one a neuron, a layer, or for all."""
    stated = [at for at in given.of(BIAS) if parts_of(at.name)[0] == BIAS]
    # w₀₄ is the bias of neuron 4, which reads a constant input 0.
    stated += [at for at in given.of(WEIGHT) if len(d := _single_digits(at.name)) == 2 and d[0] == 0 and at.single]
    stated.sort(key=lambda at: at.start)
    told = [] if stated else [(number,) for number in given.told.get(BIAS, ())]
    if not stated and not told:
        return [(Bias.NONE, ())]
    found: list[Biases] = []
    for ordered in (stated, sorted(stated, key=lambda at: (len(_digits(at.name)) < 1, _digits(at.name)))):
        rows = [at.flat for at in ordered] or told
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
    if told:
        found.append((Bias.NONE, ()))
    return list(dict.fromkeys(found))


ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "sigmoid": r"sigmoi|logistic|e\s*\^\s*\{?\s*\(?[-−]|シグモイド",
        "relu": r"\bre-?lu|max\s*\(\s*0",
        "tanh": r"tanh|hyperbol",
        "leaky_relu": r"leaky",
        "identity": r"\blinear(?!\s*(?:comb|part|pre|step|sum|trans))|identi|lineare|线性(?![变计组])|線形",
    }
)
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "softmax-cross-entropy": r"softmax",
        "half-squared": r"frac\s*\{?1\}?\s*\{?2\}?|1\s*/\s*2|½|0\.5\s*[(*×]|\\frac12",
        "squared": r"\)\s*(?:\^\s*\{?2|²|\*\*\s*2)|\bsquared|\bmse\b|均方",
        "mean-squared": r"\bmean.squared|\bmse\b|均方|\\frac\{?1\}?\{?[nN]\}?",
        "binary-cross-entropy": (
            r"cross[- ]?entropy|\\log|\\ln|\bbce\b|\bln\s*\(|交叉熵|entropia|entropía|kreuzentropie"
        ),
    }
)


def _mentioned(text: str, table: Mapping[str, str]) -> list[str]:
    return [name for name, words in table.items() if re.search(words, text, re.I)]


def function_of(text: str) -> str:
    """Return the activation that a text mentions first in the table of them, which σ stands for."""
    return next(iter(_mentioned(text, ACTIVATIONS)), "sigmoid")


def _losses(text: str) -> list[str]:
    found = _mentioned(text, LOSSES)
    # Words name a square and leave its factor to the reader.
    return list(dict.fromkeys([*found, "half-squared", "squared"]))


INNER = r"(?:hidden|ocult[oa]s?|escondida|versteckt\w*|cachée|隐藏|隠れ)"
LAST = r"(?:outputs?|last|final|saída|salida|ausgabe\w*|sortie|输出|出力)"


def _preferred(text: str, layer: str) -> list[str]:
    """Return the activations that a layer may have, that which is named beside it first."""
    mentioned = _mentioned(text, ACTIVATIONS)
    # σ may be any of them, and an output without one is seldom said to have none.
    functions = [*mentioned, *(name for name in ("sigmoid", "identity") if name not in mentioned)]
    beside = re.compile(
        rf"{layer}[^.,;|\n]{{0,40}}?(?:{'|'.join(f'(?P<{n}>{w})' for n, w in ACTIVATIONS.items())})", re.I
    )
    found = beside.search(text)
    named = found.lastgroup if found else None
    return sorted(functions, key=lambda name: name != named)


def _curves(
    inner: Sequence[str], last: Sequence[str], losses: Sequence[str], layers: int, outputs: int
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the activations of the layers with a loss that they can go with."""
    for loss in losses:
        softmax = loss == "softmax-cross-entropy"
        if (loss == "mean-squared" or softmax) and outputs == 1:
            continue
        for final, before in product(["identity"] if softmax else last, inner if layers > 1 else [""]):
            if loss != "binary-cross-entropy" or final == "sigmoid":
                yield (*([before] * (layers - 1)), final), loss
