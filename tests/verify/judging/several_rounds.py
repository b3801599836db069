"""Rounds of training of the published example, worked out in floating point and written down as somebody would."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

INPUTS, TARGETS, RATE = (0.05, 0.1), (0.01, 0.99), 0.5
BIASES = (0.35, 0.6)
WEIGHTS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55)
GIVEN = (
    r"$i_1 = 0.05$, $i_2 = 0.10$, $target_{o1} = 0.01$, $target_{o2} = 0.99$, $\eta = 0.5$, $b_1 = 0.35$, "
    r"$b_2 = 0.6$, $w_1 = 0.15$, $w_2 = 0.2$, $w_3 = 0.25$, $w_4 = 0.3$, $w_5 = 0.4$, $w_6 = 0.45$, $w_7 = 0.5$, "
    r"$w_8 = 0.55$."
)


def sigmoid(net: float) -> float:
    return 1 / (1 + math.exp(-net))


def several_rounds(heading: Callable[[int], str], rounds: int = 2, places: int = 9, restated: bool = True) -> str:
    """Return a derivation of some rounds.

    Args:
        heading: What stands above each, from its number.
        rounds: How many.
        places: How many decimals are printed.
        restated: Whether each round begins with the weights that the one before has left.
    """
    lines = [GIVEN]
    weights: Sequence[float] = WEIGHTS
    for number in range(1, rounds + 1):
        lines.append(heading(number))
        if number > 1 and restated:
            lines.append(", ".join(f"$w_{at} = {weight:.{places}f}$" for at, weight in enumerate(weights, 1)) + ".")
        found = list(_round(weights, places))
        weights = found.pop()  # type: ignore[assignment]
        lines += [f"$${line}$$" for line in found]
    return "\n\n".join(lines) + "\n"


def _round(w: Sequence[float], places: int) -> Iterator[str | Sequence[float]]:
    def s(value: float) -> str:
        return f"{value:.{places}f}"

    net_h = [w[0] * INPUTS[0] + w[1] * INPUTS[1] + BIASES[0], w[2] * INPUTS[0] + w[3] * INPUTS[1] + BIASES[0]]
    h = [sigmoid(net) for net in net_h]
    net_o = [w[4] * h[0] + w[5] * h[1] + BIASES[1], w[6] * h[0] + w[7] * h[1] + BIASES[1]]
    o = [sigmoid(net) for net in net_o]
    errors = [(target - out) ** 2 / 2 for target, out in zip(TARGETS, o, strict=True)]
    last = [(out - target) * out * (1 - out) for target, out in zip(TARGETS, o, strict=True)]
    first = [(last[0] * w[4 + at] + last[1] * w[6 + at]) * h[at] * (1 - h[at]) for at in (0, 1)]
    slopes = [first[at] * i for at in (0, 1) for i in INPUTS] + [last[at] * out for at in (0, 1) for out in h]
    new = [weight - RATE * slope for weight, slope in zip(w, slopes, strict=True)]
    yield rf"net_{{h1}} = w_1 i_1 + w_2 i_2 + b_1 = {s(w[0])} \cdot 0.05 + {s(w[1])} \cdot 0.1 + 0.35 = {s(net_h[0])}"
    yield from (rf"out_{{h{at}}} = \sigma(net_{{h{at}}}) = {s(out)}" for at, out in enumerate(h, 1))
    yield rf"net_{{o1}} = {s(w[4])} \cdot {s(h[0])} + {s(w[5])} \cdot {s(h[1])} + 0.6 = {s(net_o[0])}"
    yield from (f"out_{{o{at}}} = {s(out)}" for at, out in enumerate(o, 1))
    yield f"E_{{total}} = {s(errors[0])} + {s(errors[1])} = {s(sum(errors))}"
    yield rf"\delta_{{o1}} = (out_{{o1}} - target_{{o1}}) out_{{o1}} (1 - out_{{o1}}) = {s(last[0])}"
    yield rf"\frac{{\partial E_{{total}}}}{{\partial w_5}} = {s(last[0])} \cdot {s(h[0])} = {s(slopes[4])}"
    yield rf"\frac{{\partial E_{{total}}}}{{\partial w_1}} = {s(slopes[0])}"
    for at in (0, 4, 7):
        yield rf"w_{at + 1}^+ = {s(w[at])} - 0.5 \cdot {s(slopes[at])} = {s(new[at])}"
    yield new
