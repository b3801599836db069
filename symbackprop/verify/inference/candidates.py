"""The fully connected networks that what a document states may mean, the likeliest first.

Weights may be counted by the neuron that they lead to or that they come from, through all layers or anew in each; a
matrix may stand either way round; the activations and the loss are those that the text mentions, on any layer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from ...expression.tree import Number
from ...models.dense import Bias
from .. import thresholds
from ..lexicon.functions import IDENTITY
from ..lexicon.prose import ACTIVATIONS, HEADS, INNER, LAST, LOSSES, OF_SEVERAL_OUTPUTS, USUAL_ACTIVATION
from ..lexicon.roles import INPUT, RATE, TARGET, WEIGHT, parts_of
from .assignments import Assignment, Assignments
from .mentioned import UNKNOWN
from .weight_orders import Matrix, Vector, WeightMatrices, biases_of, digits_in, weights_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A fully connected network that a document may mean.

    Args:
        weights: One matrix per layer, rows by the neuron that the weights lead to.
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
    assignments: Assignments,
    text: str,
    rates: Sequence[Number],
    turns: Sequence[bool] = (False, True),
    in_part: bool = False,
    stated: Collection[str] = (),
) -> Iterator[Candidate]:
    """Yield what a document may mean, each network once, at most thresholds.MOST_CANDIDATES of them.

    Args:
        assignments: What it states.
        text: Its text, for the activations and losses that it mentions.
        rates: The learning rates to try.
        turns: Whether matrices stand as in `W x`, `False`, or the other way round, as far as that is known.
        in_part: Whether inputs or targets may lack their numbers, all of them.
        stated: The losses that formulas define, if any do.
    """
    open_ends = [(UNKNOWN,) * width for width in range(1, thresholds.MOST_OPEN_ENDS + 1)] if in_part else []
    inner, last = (_preferred(text, words) for words in (INNER, LAST))
    losses = _losses(text, stated)
    ways = (
        (inputs, targets, way, biases)
        for inputs, targets in product(
            vectors(assignments, INPUT) or open_ends, vectors(assignments, TARGET) or open_ends
        )
        if max(len(inputs), len(targets)) <= thresholds.MOST_NEURONS
        for way in _unlike(weights_of(assignments, len(inputs), len(targets), turns))
        for biases in biases_of(assignments, [len(matrix) for matrix in way[0]])
    )
    found = (
        Candidate(weights, by_source, bias, biases, inputs, targets, activations, loss, rate)
        for inputs, targets, (weights, by_source), (bias, biases) in islice(ways, thresholds.MOST_CANDIDATES)
        for activations, loss in _curves(inner, last, losses, len(weights), len(targets))
        for rate in rates
    )
    return islice(found, thresholds.MOST_CANDIDATES)


def _unlike(ways: Iterator[WeightMatrices]) -> list[WeightMatrices]:
    first: dict[tuple[Matrix, ...], bool] = {}
    for weights, by_source in islice(ways, thresholds.MOST_WAYS_OF_WEIGHTS):
        first.setdefault(weights, by_source)
    return list(first.items())


def vectors(assignments: Assignments, part: str) -> list[Vector]:
    """Return what may be the inputs, or the targets, the likeliest first."""
    found: list[Vector] = []
    groups: dict[tuple[object, ...], list[Assignment]] = {}
    for at in assignments.of(part):
        # x₁ and x₂ are the entries of one vector, x alone and x_h are others.
        counted = bool(digits_in(at.name))
        groups.setdefault((at.name.base, at.single, counted), []).append(at)
    for several in groups.values():
        if not several[0].single:
            found += [at.flat for at in several if 1 in (len(at.rows), len(at.rows[0]))]
        else:
            numbered = sorted(several, key=lambda at: digits_in(at.name))
            found.append(tuple(number for at in numbered for number in at.flat))
    in_words = [assignments.in_words[part]] if assignments.in_words.get(part) else []
    return list(dict.fromkeys(found or in_words))[: thresholds.MOST_WAYS_OF_WEIGHTS]


def left_out(assignments: Assignments) -> list[str]:
    """Return the numbered weights and inputs that are left out between others: w₂ where w₁ and w₃ are given."""
    groups: dict[tuple[str, tuple[str, ...]], set[int]] = {}
    for at in (*assignments.of(WEIGHT), *assignments.of(INPUT)):
        indices = digits_in(at.name)
        if at.single and len(indices) == 1 and not at.name.above:
            groups.setdefault((at.name.base, at.name.above), set()).add(indices[0])
    return [
        f"{base}{index}"
        for (base, _), indices in groups.items()
        if min(indices) <= 1 and max(indices) - len(indices) <= thresholds.MOST_WEIGHTS_LEFT_OUT
        for index in range(1, max(indices))
        if index not in indices
    ]


def rates_of(assignments: Assignments) -> list[Number]:
    """Return what may be the learning rate: η before every other letter."""
    named = [at for at in assignments.of(RATE) if at.single and at.rows[0][0].value > 0]
    named.sort(key=lambda at: (parts_of(at.name)[0] != RATE, at.name.base != "eta"))
    numbers = [at.rows[0][0] for at in named] + [
        number for number in assignments.in_words.get(RATE, ()) if number.value > 0
    ]
    return list({number.value: number for number in reversed(numbers)}.values())[::-1][:2]


def _mentioned(text: str, table: Mapping[str, str]) -> list[str]:
    return [name for name, words in table.items() if re.search(words, text, re.I)]


def function_of(text: str) -> str:
    """Return the activation that a text mentions first in the table of them, which σ stands for."""
    return next(iter(_mentioned(text, ACTIVATIONS)), USUAL_ACTIVATION)


def _losses(text: str, stated: Collection[str]) -> list[str]:
    # Words name a square and leave its factor to the reader.
    found = list(dict.fromkeys([*_mentioned(text, LOSSES), "half-squared", "squared"]))
    return [loss for loss in found if loss in stated] or found


def _preferred(text: str, layer: str) -> list[str]:
    """Return the activations that a layer may have, that which is named beside it first."""
    mentioned = _mentioned(text, ACTIVATIONS)
    # σ may be any of them, and an output without one is seldom said to have none.
    functions = [*mentioned, *(name for name in (USUAL_ACTIVATION, IDENTITY) if name not in mentioned)]
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
        if loss in OF_SEVERAL_OUTPUTS and outputs == 1:
            continue
        heads = [HEADS[loss]] if loss in OF_SEVERAL_OUTPUTS & HEADS.keys() else last
        for final, before in product(heads, inner if layers > 1 else [""]):
            if final == HEADS.get(loss, final):
                yield (*([before] * (layers - 1)), final), loss
