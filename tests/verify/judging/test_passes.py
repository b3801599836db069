"""A second pass is held against the network that the update leaves: its values, signals, gradients and updates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flint import arb

from symbackprop.models.optimisers import optimiser
from symbackprop.models.spec import example
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.judging.rounds import after_rounds, in_later_round
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.pipeline import verify, verify_alone

from .several_rounds import several_rounds

HEADINGS: dict[str, Callable[[int], str]] = {
    "rounds": lambda n: f"## Round {n}",
    "iterations": lambda n: f"**Iteration {n}**",
    "passes": lambda n: ("## First pass", "## Second pass", "## Third pass")[n - 1],
    "steps": lambda n: f"## Step {n}",
    "after the update": lambda n: "## Start" if n == 1 else "## After the update",
    "German": lambda n: f"## {n}. Durchlauf",
    "Chinese": lambda n: f"## 第{n}轮",
    "counted from 0": lambda n: f"## Epoch {n - 1}",
}
MOMENTUM = optimiser("momentum", {})
NEURON = r"""One sigmoid neuron without bias: $x = 1$, $w = 0.4$, $t = 1$, loss $L = (t - y)^2$, rate $\eta = 1$.

$y = \sigma(w x) = 0.599$, $\frac{\partial L}{\partial w} = -0.193$, $w' = 0.4 + 0.193 = 0.593$

"""


def found(report: Report) -> list[tuple[str, str, str]]:
    return [(claim.stated, claim.verdict.value, claim.truth) for claim in report.claims if not claim.verdict.is_good]


def alone(text: str) -> Report:
    return verify_alone(text.encode(), "x.md")


@pytest.mark.some(8)
@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize("restated", [True, False], ids=["weights restated", "weights left out"])
def test_a_second_round_is_held_against_its_own_values(heading: Callable[[int], str], restated: bool) -> None:
    report = verify(several_rounds(heading, restated=restated).encode(), "x.md", example())
    assert not found(report)
    assert not report.faults
    assert RemarkCode.LATER_ROUNDS in [remark.code for remark in report.remarks]


def test_three_rounds_are_three_passes() -> None:
    report = alone(several_rounds(HEADINGS["rounds"], rounds=3, places=6))
    assert not found(report)
    assert not report.faults


def test_a_convention_of_the_first_round_is_one_of_all_rounds() -> None:
    text = several_rounds(HEADINGS["rounds"], rounds=3, restated=False)
    signal = re.compile(r"\\delta_\{o1\} = \(out.*? = ([\d.]+)")
    meant = r"\\delta_{o1} = -\\frac{\\partial E_{total}}{\\partial net_{o1}}"
    text = signal.sub(meant + r" = -\1", text)
    assert text.count("delta") == 3
    assert not verify(text.encode(), "x.md", example()).faults


@pytest.mark.parametrize(
    ("right", "wrong", "truth"),
    [
        ("0.742088111", "0.742808111", "0.7420881"),
        ("0.291027774", "0.291072774", "0.2910277"),
        ("0.317353862", "0.317533862", "0.3173538"),
    ],
)
def test_a_wrong_number_of_a_second_round_is_found_with_the_value_of_that_round(
    right: str, wrong: str, truth: str
) -> None:
    text = several_rounds(HEADINGS["rounds"])
    start = text.rindex(right)
    report = verify((text[:start] + wrong + text[start + len(right) :]).encode(), "x.md", example())
    faults = [claim for claim in report.faults if claim.cause is None]
    assert [(claim.stated, claim.truth[: len(truth)]) for claim in faults] == [(wrong, truth)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Computed again with the updated weight, the prediction is $y = {}$.",
        "After updating the weight, the forward pass is repeated, which gives $y = {}$.",
        "Mit dem neuen Gewicht ist $y = {}$.",
        "## Second iteration\n\n$y = {}$",
    ],
)
@pytest.mark.parametrize(("number", "verdict"), [("0.644", ""), ("0.645", "last_place"), ("0.654", "wrong")])
def test_a_sentence_about_a_second_pass_is_held_against_it(sentence: str, number: str, verdict: str) -> None:
    said = found(alone(NEURON + sentence.format(number)))
    assert [(stated, how, truth[:6]) for stated, how, truth in said] == [(number, verdict, "0.6440")] * bool(verdict)


def test_all_numbers_of_a_sentence_about_a_second_pass_are_of_it() -> None:
    text = r"""Two inputs, two hidden neurons, one output, all sigmoid: $x_1 = 1$, $x_2 = 0.5$, $w_{13} = 0.1$,
$w_{23} = 0.3$, $w_{14} = -0.2$, $w_{24} = 0.4$, $w_{35} = 0.6$, $w_{45} = -0.1$, target $t = 1$, $\eta = 5$,
$E = \frac12 (t - y_5)^2$. $y_3 = \sigma(0.25) = 0.562$, $y_4 = \sigma(0) = 0.500$, $y_5 = 0.571$.

After updating the weights the forward pass is repeated, yielding $y_3=0.586$, $y_4 = 0.496$ and $y_5=0.647$.
"""
    assert [(stated, truth[:5]) for stated, _, truth in found(alone(text))] == []


def test_a_new_error_is_worked_out_from_new_parts() -> None:
    text = r"""$out_{o1} = 0.75136507$, $E_{total} = 0.298371109$, $w_5^+ = 0.35891648$.

After the update: $E_{total} = 0.267976501 + 0.0230512724 = 0.291027774$
"""
    report = verify(text.encode(), "x.md", example())
    assert not report.faults
    assert not found(report)


def test_what_an_update_leaves_may_be_printed_below_the_words_for_a_new_round() -> None:
    text = "After the update: $w_5^+ = 0.35891648$ and $w_1^+ = 0.149780716$. $out_{o1} = 0.742088111$."
    assert not found(verify(text.encode(), "x.md", example()))


def test_a_step_of_one_derivation_is_no_round() -> None:
    text = "## Step 1\n\n$out_{o1} = 0.75136507$\n\n## Step 2\n\n$out_{o1} = 0.75163507$, $E_{total} = 0.298371109$"
    assert [stated for stated, *_ in found(verify(text.encode(), "x.md", example()))] == ["0.75163507"]


def test_the_parameters_after_some_rounds_are_those_of_training() -> None:
    network = example()
    moved = after_rounds(network, 2)
    assert moved is not None
    once = after_rounds(network, 1)
    assert once is not None
    twice = after_rounds(once, 1)
    assert twice is not None
    for parameter in network.parameters:
        assert abs(arb(str(float(moved.values[parameter].value - twice.values[parameter].value)))) < 1e-40


def test_what_an_optimiser_with_a_memory_does_next_is_not_known_and_no_mistake() -> None:
    network = replace(example(), optimiser=MOMENTUM)
    text = several_rounds(HEADINGS["rounds"])
    later = [
        claim for claim in verify(text.encode(), "x.md", network).claims if claim.span.start > text.index("## Round 2")
    ]
    assert not [claim.stated for claim in later if claim.is_fault]
    assert {claim.quantity for claim in later if not claim.is_judged and claim.quantity} <= {"w_1^+", "w_5^+", "w_8^+"}
    assert [claim.quantity for claim in later if claim.stated == "0.742088111"] == ["out_{o1}"]


def test_parameters_that_cannot_be_known_after_an_update_have_no_values() -> None:
    network = example()
    first = next(iter(network.values))
    left = network.at({symbol: number for symbol, number in network.values.items() if symbol != first})
    assert set(in_later_round(left, 1).values) == set(left.values) - set(network.parameters)
