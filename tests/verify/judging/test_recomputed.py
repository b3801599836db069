"""Numbers that follow from wrong ones by the equations of the network, without a line that shows it."""

from __future__ import annotations

from math import exp

import pytest

from symbackprop.models.spec import example, parse
from symbackprop.verify.pipeline import verify


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def causes(*lines: str) -> list[str]:
    """Return of each wrong number the number that it comes from; nothing where it is a mistake of its own."""
    report = verify("\n\n".join(f"${line}$" for line in lines).encode(), "x.md", example())
    return ["" if claim.cause is None else report.claims[claim.cause - 1].stated for claim in report.faults]


NET = "net_{h1} = 0.4775"
OUT = round(sigmoid(0.4775), 6)
TOP = round(0.4 * OUT + 0.45 * sigmoid(0.3925) + 0.6, 6)


def test_what_comes_of_a_wrong_number_points_to_the_nearest_one_that_is_printed() -> None:
    assert causes(NET, f"out_{{h1}} = {OUT}", f"net_{{o1}} = {TOP}") == ["", "0.4775", f"{OUT}"]
    assert causes(NET, f"net_{{o1}} = {TOP}") == ["", "0.4775"]


def test_a_number_that_does_not_follow_is_a_mistake_of_its_own() -> None:
    assert causes(NET, f"out_{{h1}} = {OUT + 0.01:.6f}") == ["", ""]
    assert causes(NET, f"out_{{h2}} = {OUT}") == ["", ""]


@pytest.mark.parametrize("gradient", ["0.0922", "0.1822"])
def test_an_updated_weight_comes_of_its_own_gradient(gradient: str) -> None:
    slopes = [rf"\frac{{\partial E_{{total}}}}{{\partial w_{at}}} = {gradient}" for at in (5, 6)]
    new = 0.4 - 0.5 * float(gradient)
    assert causes(slopes[0], f"w_5^+ = {new:.4f}") == ["", gradient]
    assert causes(slopes[1], f"w_5^+ = {new:.4f}") == ["", ""]


def test_what_is_right_does_not_inherit() -> None:
    assert causes(NET, "out_{h1} = 0.593270") == [""]


SPEC = """
equations = '''
z = w*x + b
f = sigmoid(z)
h = f*tanh(c*f)
L = (h - t)^2
'''
loss = "L"
parameters = ["w", "b", "c"]
learning_rate = 0.1

[values]
w = 0.8
x = 1
c = 2
t = 0
"""
STEPS = r"$$f = \sigma(0.9) = 0.7109 \qquad h = 0.7109 \cdot 0.89 = 0.6327$$"


@pytest.mark.parametrize(
    ("line", "verdicts"),
    [
        # What is printed once more, in a sentence or in a table.
        ("So $f = 0.7109$ and $h = 0.6327$.", ["rounded", "rounded"]),
        ("| f | 0.7109 |\n|---|---|\n| h | 0.6327 |", ["rounded", "rounded"]),
        # What follows from what is printed, and what does not, of which nobody knows why.
        (r"Dann $\frac{\partial L}{\partial h} = 1.2654$.", ["right"]),
        ("Dann $h = 0.7$.", ["not_checkable"]),
    ],
)
def test_without_a_value_a_number_is_judged_by_those_printed_before(line: str, verdicts: list[str]) -> None:
    report = verify(f"{STEPS}\n\n{line}".encode(), "x.md", parse(SPEC, "x"))
    found = [claim for claim in report.claims if claim.place.line > 1]
    assert [claim.verdict.value for claim in found] == verdicts
    followed = "follows from what is printed before"
    assert [followed in claim.reason for claim in found] == [verdict != "not_checkable" for verdict in verdicts]
