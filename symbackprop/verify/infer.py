"""The network that a document states itself: its inputs, weights, biases, targets and learning rate.

What is not said outright, the order in which weights are counted, the activation where two are mentioned, is tried both
ways, and the way in which more of the document comes true is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from types import MappingProxyType

from ..errors import DocumentError, SymbackpropError
from ..expression.tree import Number
from ..models.dense import Bias, Dense, dense
from ..models.network import Network
from .parts import BIAS, INPUT, RATE, TARGET, WEIGHT, parts_of
from .reader import Reading
from .statements import statements
from .syntax import Chain, Grid, Name, Numeral, printed

MOST_NEURONS = 64
MOST_TRIED = 16
DEFAULT_RATE = Number(Fraction(1, 2), "0.5")

Rows = tuple[tuple[Number, ...], ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a document gives: numbers by their names, by the part they play, in its order."""

    numbers: Mapping[str, tuple[tuple[Name, Number], ...]]
    grids: Mapping[str, tuple[tuple[Name, Rows], ...]]


def inferred(reading: Reading, score: Callable[[Network], float]) -> tuple[Network, tuple[str, ...]]:
    """Return the network that a document states, and what was read of it, line by line.

    Args:
        reading: The document.
        score: How much of the document comes true for a network.

    Raises:
        DocumentError: What it states does not suffice.
    """
    said = statements(reading, ())
    given = _stated(said.chains)
    text = reading.plain.text
    candidates = list(_candidates(given, text))
    if not candidates:
        found = ", ".join(
            f"{len(given.numbers.get(part, ())) + len(given.grids.get(part, ()))} {words}"
            for part, words in WORDS.items()
        )
        raise DocumentError(
            f"{reading.source.name}: does not state its network in full (found {found}); give one with --spec"
        )
    network = max(candidates[:MOST_TRIED], key=score)
    return network, tuple(_read(network))


WORDS: Mapping[str, str] = MappingProxyType(
    {INPUT: "inputs", WEIGHT: "weights", BIAS: "biases", TARGET: "targets", RATE: "learning rates"}
)


def _stated(chains: Sequence[Chain]) -> Stated:
    numbers: dict[str, dict[str, tuple[Name, Number]]] = {part: {} for part in WORDS}
    grids: dict[str, dict[str, tuple[Name, Rows]]] = {part: {} for part in WORDS}
    for chain in chains:
        name = chain.sides[0].node
        if not isinstance(name, Name) or len(chain.sides) != 2 or name.new or name.accent:
            continue
        part = next(iter(parts_of(name)), "")
        if part not in WORDS:
            continue
        last = chain.sides[1].node
        number = printed(last)
        if number is not None:
            numbers[part].setdefault(name.text, (name, _number(number)))
        elif isinstance(last, Grid):
            entries = [[printed(entry) for entry in row] for row in last.rows]
            if all(entry is not None for row in entries for entry in row):
                rows = tuple(tuple(_number(entry) for entry in row if entry is not None) for row in entries)
                grids[part].setdefault(name.text, (name, rows))
    return Stated(
        {part: tuple(found.values()) for part, found in numbers.items()},
        {part: tuple(found.values()) for part, found in grids.items()},
    )


def _number(numeral: Numeral) -> Number:
    return Number(numeral.value, numeral.text)


def _vector(given: Stated, part: str) -> tuple[Number, ...]:
    for _, rows in given.grids[part]:
        flat = tuple(entry for row in rows for entry in row)
        if 1 in (len(rows), len(rows[0])):
            return flat
    return tuple(number for _, number in sorted(given.numbers[part], key=lambda pair: _indices(pair[0])))


def _indices(name: Name) -> list[int]:
    digits = [int(text) for part in (*name.above, *name.below, *name.at) for text in re.findall(r"\d+", part)]
    return digits or [0]


def _candidates(given: Stated, text: str) -> Iterator[Network]:
    inputs, targets = _vector(given, INPUT), _vector(given, TARGET)
    if not inputs or not targets or max(len(inputs), len(targets)) > MOST_NEURONS:
        return
    rate = given.numbers[RATE][0][1] if given.numbers[RATE] else DEFAULT_RATE
    for weights in _weights(given, len(inputs), len(targets)):
        sizes = [len(inputs), *(len(matrix) for matrix in weights)]
        if sizes[-1] != len(targets):
            continue
        for (kind, biases), activations, loss in product(
            _biases(given, sizes[1:]), _activations(text, len(weights)), _losses(text)
        ):
            description = Dense(
                sizes=sizes,
                activations=activations,
                loss=loss,
                bias=kind,
                train_biases=kind is not Bias.NONE,
                weights=weights,
                biases=biases,
                inputs=inputs,
                targets=targets,
                learning_rate=rate,
                title=f"the {'-'.join(map(str, sizes))} network that the document states",
            )
            try:
                yield dense(description)
            except SymbackpropError:
                continue


def _weights(given: Stated, inputs: int, outputs: int) -> Iterator[tuple[Rows, ...]]:
    """Yield the matrices of weights, rows by the neuron that they lead to, in each order that fits."""
    grids = sorted(given.grids[WEIGHT], key=lambda pair: _indices(pair[0]))
    if grids:
        for turned in (False, True):
            matrices = []
            width = inputs
            for _, rows in grids:
                matrix = tuple(zip(*rows, strict=True)) if turned else rows
                if len(matrix[0]) != width:
                    break
                matrices.append(matrix)
                width = len(matrix)
            if len(matrices) == len(grids) and width == outputs:
                yield tuple(matrices)
        return
    named = given.numbers[WEIGHT]
    doubles = [(name, number) for name, number in named if len(_pair(name)) == 2]
    if doubles and len(doubles) == len(named):
        yield from _numbered(doubles, inputs)
        return
    counted = [number for _, number in sorted(named, key=lambda pair: (pair[0].base, _indices(pair[0])))]
    total = len(counted)
    layouts: list[tuple[int, ...]] = [(inputs, outputs)] if inputs * outputs == total else []
    layouts += [(inputs, total // (inputs + outputs), outputs)] if total and total % (inputs + outputs) == 0 else []
    for sizes in layouts:
        for by_source in (False, True):
            yield tuple(_filled(sizes, counted, by_source))


def _pair(name: Name) -> list[int]:
    digits = [text for part in (*name.below, *name.at) for text in re.findall(r"\d", part)]
    return [int(text) for text in digits]


def _numbered(named: Sequence[tuple[Name, Number]], inputs: int) -> Iterator[tuple[Rows, ...]]:
    levels: dict[object, dict[tuple[int, int], Number]] = {}
    for name, number in named:
        first, second = _pair(name)
        levels.setdefault((name.above, name.base), {})[first, second] = number
    for turned in (False, True):
        matrices: list[Rows] = []
        width = inputs
        for level in sorted(levels, key=str):
            entries = {(b, a) if turned else (a, b): number for (a, b), number in levels[level].items()}
            start = min(min(key) for key in entries)
            rows = max(key[0] for key in entries) - start + 1
            full = {(i + start, j + start) for i in range(rows) for j in range(width)}
            if full != set(entries):
                break
            matrices.append(tuple(tuple(entries[i + start, j + start] for j in range(width)) for i in range(rows)))
            width = rows
        if len(matrices) == len(levels):
            yield tuple(matrices)


def _filled(sizes: Sequence[int], counted: Sequence[Number], by_source: bool) -> Iterator[Rows]:
    at = 0
    for before, own in pairwise(sizes):
        part = counted[at : at + before * own]
        at += before * own
        if by_source:
            yield tuple(tuple(part[source * own + to] for source in range(before)) for to in range(own))
        else:
            yield tuple(tuple(part[to * before : (to + 1) * before]) for to in range(own))


def _biases(given: Stated, widths: Sequence[int]) -> Iterator[tuple[Bias, tuple[tuple[Number, ...], ...]]]:
    grids = sorted(given.grids[BIAS], key=lambda pair: _indices(pair[0]))
    if grids:
        rows = tuple(tuple(entry for row in grid for entry in row) for _, grid in grids)
        if [len(row) for row in rows] == list(widths):
            yield Bias.PER_NEURON, rows
        return
    named = [number for _, number in sorted(given.numbers[BIAS], key=lambda pair: _indices(pair[0]))]
    if not named:
        yield Bias.NONE, ()
    if len(named) == sum(widths):
        ends = [sum(widths[: at + 1]) for at in range(len(widths))]
        yield Bias.PER_NEURON, tuple(tuple(named[end - width : end]) for end, width in zip(ends, widths, strict=True))
    elif len(named) == len(widths):
        yield Bias.PER_LAYER, tuple((number,) for number in named)


ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "identity": r"\blinear|identi|lineare",
        "relu": r"\bre-?lu\b|max\s*\(\s*0",
        "sigmoid": r"sigmoid|logistic|\\sigma|σ|e\s*\^\s*\{?\s*-",
        "tanh": r"tanh|hyperbol",
    }
)
LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "binary-cross-entropy": r"cross[- ]?entropy|\\log|\\ln|交叉熵|entropia|kreuzentropie",
        "half-squared": r"\\frac\s*\{?1\}?\s*\{?2\}?|1/2|½|0\.5\s*[(*]",
        "mean-squared": r"\bmean squared|\bmse\b|均方",
        "squared": r"\)\s*\^\s*\{?2",
    }
)


def _activations(text: str, layers: int) -> list[list[str]]:
    mentioned = [name for name, words in ACTIVATIONS.items() if re.search(words, text, re.I)] or ["sigmoid"]
    found = [[name] * layers for name in mentioned]
    if layers > 1 and len(mentioned) > 1:
        found += [[*([a] * (layers - 1)), b] for a in mentioned for b in mentioned if a != b]
    return found


def _losses(text: str) -> list[str]:
    return [name for name, words in LOSSES.items() if re.search(words, text, re.I)] or ["half-squared"]


def _read(network: Network) -> Iterator[str]:
    sizes = "-".join(str(size) for size in _sizes(network))
    functions = ", ".join(layer.function for layer in network.layers)
    rate = network.learning_rate.text
    yield f"Read from the document: a {sizes} network, {functions}, {network.loss_title}, η = {rate}"
    yield ", ".join(f"{symbol.ascii} = {number.text}" for symbol, number in network.values.items())


def _sizes(network: Network) -> Iterator[int]:
    first = network.layers[0].source.indices[0]
    yield getattr(first, "size", 1)
    for layer in network.layers:
        yield getattr(layer.net.indices[0], "size", 1)
