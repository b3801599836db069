"""A trial of a guess in floating point: how many of the figures that a document prints does the network give?

It only ranks guesses, so that few of them are put before the judge; nothing that it computes is ever shown.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ...models.dense import Bias
from .. import thresholds

Vector = list[float]

FIGURE = re.compile(r"(?<![\w.,])[-−]?\d{0,9}(?:\.|,|\{,\})(\d{2,15})(?![\d,]*\d)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its size, the worth of its last place, and how many digits it has."""

    value: float
    unit: float
    digits: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What a fully connected network may be, in exact numbers as they are printed.

    Args:
        weights: A matrix a layer, rows by the neuron that the weights lead to.
        biases: One a neuron and layer; zeros where there are none.
        rate: The learning rate, or None where it is not known and no updates are to be tried.
    """

    weights: tuple[tuple[tuple[float, ...], ...], ...]
    biases: tuple[tuple[float, ...], ...]
    inputs: tuple[float, ...]
    targets: tuple[float, ...]
    activations: tuple[str, ...]
    loss: str
    rate: float | None
    bias: Bias


def _sigmoid(net: float) -> float:
    return 1 / (1 + math.exp(-net)) if net > -700 else 0.0


CURVES: Mapping[str, tuple[Callable[[float], float], Callable[[float], float]]] = MappingProxyType(
    {
        "identity": (lambda net: net, lambda _: 1.0),
        "leaky_relu": (lambda net: net if net > 0 else net / 100, lambda out: 1.0 if out > 0 else 0.01),
        "relu": (lambda net: max(net, 0.0), lambda out: 1.0 if out > 0 else 0.0),
        "sigmoid": (_sigmoid, lambda out: out * (1 - out)),
        "tanh": (math.tanh, lambda out: 1 - out * out),
    }
)
"""By activation, its curve, and its slope over the output."""


def _entropy(target: float, out: float) -> float:
    return -(target * math.log(out) + (1 - target) * math.log(1 - out))


ERRORS: Mapping[str, tuple[Callable[[float, float, int], float], Callable[[float, float, int], float]]] = (
    MappingProxyType(
        {
            "binary-cross-entropy": (
                lambda target, out, _: _entropy(target, out),
                lambda target, out, _: (out - target) / (out * (1 - out)),
            ),
            "half-squared": (lambda target, out, _: (target - out) ** 2 / 2, lambda target, out, _: out - target),
            "mean-squared": (
                lambda target, out, count: (target - out) ** 2 / count,
                lambda target, out, count: 2 * (out - target) / count,
            ),
            "softmax-cross-entropy": (
                lambda target, out, _: -target * math.log(out),
                lambda target, out, _: out - target,
            ),
            "squared": (lambda target, out, _: (target - out) ** 2, lambda target, out, _: 2 * (out - target)),
        }
    )
)
"""By loss, the error of an output and its slope; of the softmax, the slope by the pre-activation."""


def figures(text: str, without: Iterable[float]) -> list[Figure]:
    """Return the figures that a document prints, each with its last place, without those that it states."""
    known = {abs(number) for number in without}
    found: dict[float, Figure] = {}
    for figure in FIGURE.finditer(text):
        digits = figure[0].replace("−", "-").replace("{,}", ".").replace(",", ".")
        number = abs(float(digits))
        if number not in known and number > 0:
            significant = len(digits.lstrip("-0.").replace(".", ""))
            found.setdefault(
                number, Figure(number, 10.0 ** -len(figure[1]), min(significant, thresholds.MOST_SIGNIFICANT))
            )
        if len(found) == thresholds.MOST_FIGURES:
            break
    return list(found.values())


def score(guess: Guess, printed: Sequence[Figure]) -> int:
    """Return how many digits of the printed figures a guess gives, signs aside."""
    try:
        given = sorted(abs(value) for value in _values(guess) if abs(value) < thresholds.OVERFLOW)
    except (ArithmeticError, ValueError):
        return -1
    found = 0
    for figure in printed:
        if _has(given, figure.value, thresholds.ROUNDED_WITHIN * figure.unit):
            found += 2 * figure.digits - 1
        elif _has(given, figure.value, thresholds.CUT_WITHIN * figure.unit):
            found += figure.digits
        elif _has(given, figure.value, thresholds.DRIFT * figure.value):
            found += 1
    return found


def _has(given: Sequence[float], number: float, within: float) -> bool:
    at = bisect_left(given, number - within)
    return at < len(given) and given[at] <= number + within


def _values(guess: Guess) -> list[float]:
    """Return all that a network computes in one round, and its parameters after it."""
    outs, values = [list(guess.inputs)], []
    for matrix, biases, activation in zip(guess.weights, guess.biases, guess.activations, strict=True):
        curve = CURVES[activation][0]
        nets = [sum(map(float.__mul__, row, outs[-1])) + bias for row, bias in zip(matrix, biases, strict=True)]
        outs.append([curve(net) for net in nets])
        values += nets + outs[-1]
    softmax = guess.loss == "softmax-cross-entropy"
    if softmax:
        powers = [math.exp(net) for net in outs[-1]]
        outs[-1] = [power / sum(powers) for power in powers]
        values += powers + [sum(powers)] + outs[-1]
    error, slope = ERRORS[guess.loss]
    pairs = list(zip(guess.targets, outs[-1], strict=True))
    errors = [error(target, out, len(pairs)) for target, out in pairs]
    values += [*errors, sum(errors)]
    by_out = [slope(target, out, len(pairs)) for target, out in pairs]
    values += by_out
    for at in range(len(guess.weights), 0, -1):
        steep = CURVES[guess.activations[at - 1]][1]
        slopes = [1.0 if softmax and at == len(guess.weights) else steep(out) for out in outs[at]]
        deltas = [back * own for back, own in zip(by_out, slopes, strict=True)]
        values += slopes + deltas
        for row, bias, delta in zip(guess.weights[at - 1], guess.biases[at - 1], deltas, strict=True):
            steps = [delta * out for out in outs[at - 1]]
            values += steps
            if guess.rate is not None:
                values += [weight - guess.rate * step for weight, step in zip(row, steps, strict=True)]
                values.append(bias - guess.rate * delta)
        by_out = [sum(map(float.__mul__, column, deltas)) for column in zip(*guess.weights[at - 1], strict=True)]
        values += by_out
    return values
