"""Simulated students work networks out by hand, with rounded numbers carried on: none is called wrong without a slip.

Their arithmetic is Python's decimals, so it shares nothing with the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from random import Random

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.pipeline import verify

D = Decimal
Row = Sequence[Decimal]
ACTIVATIONS = {
    "sigmoid": (r"\frac{{1}}{{1 + e^{{-{}}}}}", lambda z: 1 / (1 + (-z).exp()), "{0} (1 - {0})", lambda a: a * (1 - a)),
    "tanh": (
        r"\tanh({})",
        lambda z: ((2 * z).exp() - 1) / ((2 * z).exp() + 1),
        "(1 - {0}^2)",
        lambda a: 1 - a * a,
    ),
}
"""How a function and its slope over the output are written, and what they are."""


@dataclass
class Student:
    """Writes down line after line, and goes on with what is written.

    Args:
        places: To how many decimals.
        cuts: Whether digits are cut off instead of rounded.
        slip: The line with the slip, or -1.
    """

    random: Random
    places: int
    cuts: bool
    slip: int = -1
    lines: list[str] = field(default_factory=list)
    slipped: str = ""

    def line(self, name: str, formula: str, value: Decimal) -> Decimal:
        """Write a line and return its number as it was written."""
        unit = D(1).scaleb(-self.places)
        right = value.quantize(unit, rounding=ROUND_DOWN if self.cuts else ROUND_HALF_UP) + 0
        written = right
        if len(self.lines) == self.slip:
            slips = (-right, right + 7 * unit, right - 4 * unit, right * 10)
            written = self.random.choice([slip for slip in slips if abs(slip - right) > 3 * unit])
            self.slipped = f"{written:.{self.places}f}"
        self.lines.append(f"${name} = {formula} = {written:.{self.places}f}$")
        return written

    def put(self, value: Decimal) -> str:
        """Return a number as it is put into a formula."""
        return str(value) if value >= 0 else f"({value})"


def homework(seed: int, slip: bool) -> tuple[Student, str]:
    """Return what a student hands in, and the spec of the network."""
    random = Random(seed)
    inputs, hidden = random.randint(1, 3), random.randint(1, 3)
    student = Student(random, random.choice([3, 4, 4, 5]), random.random() < 0.2)
    name = random.choice(list(ACTIVATIONS))
    written, function, slope_written, slope = ACTIVATIONS[name]

    def draw() -> Decimal:
        return D(random.choice([n for n in range(-95, 96) if n])) / 100

    x, w, v = (
        [draw() for _ in range(inputs)],
        [[draw() for _ in range(inputs)] for _ in range(hidden)],
        [draw() for _ in range(hidden)],
    )
    b, c, target, rate = [draw() for _ in range(hidden)], draw(), D(random.choice(["0", "1", "0.5"])), D("0.5")
    if slip:
        student.slip = random.randrange(3 * hidden, 6 * hidden + 4)
    put, line = student.put, student.line
    net = [
        line(
            f"net_{{h{j + 1}}}",
            " + ".join(rf"{put(w[j][i])} \cdot {put(x[i])}" for i in range(inputs)) + f" + {put(b[j])}",
            sum((w[j][i] * x[i] for i in range(inputs)), b[j]),
        )
        for j in range(hidden)
    ]
    out = [line(f"out_{{h{j + 1}}}", written.format(put(net[j])), function(net[j])) for j in range(hidden)]
    sums = " + ".join(rf"{put(v[j])} \cdot {put(out[j])}" for j in range(hidden)) + f" + {put(c)}"
    top = line("net_{o1}", sums, sum((v[j] * out[j] for j in range(hidden)), c))
    y = line("out_{o1}", written.format(put(top)), function(top))
    line("E", rf"\frac{{1}}{{2}} ({put(target)} - {put(y)})^2", (target - y) ** 2 / 2)
    delta = line(
        r"\frac{\partial E}{\partial net_{o1}}",
        rf"({put(y)} - {put(target)}) \cdot {slope_written.format(put(y))}",
        (y - target) * slope(y),
    )
    for j in range(hidden):
        g = line(
            rf"\frac{{\partial E}}{{\partial v_{{1{j + 1}}}}}", rf"{put(delta)} \cdot {put(out[j])}", delta * out[j]
        )
        line(f"v_{{1{j + 1}}}^+", rf"{put(v[j])} - {rate} \cdot {put(g)}", v[j] - rate * g)
    for j in range(hidden):
        signal = line(
            rf"\frac{{\partial E}}{{\partial net_{{h{j + 1}}}}}",
            rf"{put(delta)} \cdot {put(v[j])} \cdot {slope_written.format(put(out[j]))}",
            delta * v[j] * slope(out[j]),
        )
        for i in range(inputs):
            g = line(
                rf"\frac{{\partial E}}{{\partial w_{{{j + 1}{i + 1}}}}}",
                rf"{put(signal)} \cdot {put(x[i])}",
                signal * x[i],
            )
            line(f"w_{{{j + 1}{i + 1}}}^+", rf"{put(w[j][i])} - {rate} \cdot {put(g)}", w[j][i] - rate * g)
    return student, spec_of(name, x, w, v, b, c, target)


def spec_of(
    name: str, x: list[Decimal], w: list[list[Decimal]], v: list[Decimal], b: list[Decimal], c: Decimal, target: Decimal
) -> str:
    """Return the network as a spec."""
    rows = ", ".join(f"[{', '.join(map(str, row))}]" for row in w)
    return f"""
[network]
sizes = [{len(x)}, {len(v)}, 1]
activation = "{name}"
loss = "half-squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.5
[values]
inputs = [{", ".join(map(str, x))}]
targets = [{target}]
weights = [[{rows}], [[{", ".join(map(str, v))}]]]
biases = [[{", ".join(map(str, b))}], [{c}]]
"""


def judged(seed: int, slip: bool) -> tuple[Student, Report]:
    with localcontext(prec=40):
        student, spec = homework(seed, slip)
    return student, verify("\n\n".join(student.lines).encode(), "homework.md", parse(spec, "x.toml"))


@pytest.mark.some(6)
@pytest.mark.parametrize("seed", range(25))
def test_whoever_makes_no_slip_is_not_told_of_one(seed: int) -> None:
    student, report = judged(seed, slip=False)
    assert [(claim.equation, claim.truth) for claim in report.faults] == []
    assert len(report.claims) >= len(student.lines)
    assert all(claim.verdict.value != "not_checkable" for claim in report.claims)


@pytest.mark.some(8)
@pytest.mark.parametrize("seed", range(100, 125))
def test_a_slip_is_found_and_named_and_what_follows_points_to_it(seed: int) -> None:
    student, report = judged(seed, slip=True)
    assert student.slipped
    first, *others = report.faults
    assert first.stated == student.slipped
    assert first.reason
    assert all(claim.cause is not None for claim in others)
