"""What pages that people published do with their formulas: each habit in a few lines, and what must be said of it."""

from __future__ import annotations

import textwrap

import pytest

from symbackprop.models.network import Network
from symbackprop.models.spec import example, load, parse
from symbackprop.verify.judging.verdicts import Claim, Flag, Report, Verdict
from symbackprop.verify.pipeline import verify

from .fixtures import unmarked

FOLDER = unmarked("documents")

NEURON = """
[network]
sizes = [2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1
[values]
inputs = [2, 3]
targets = [1]
weights = [[[0.5, -0.2]]]
biases = [[1]]
"""


def judged(text: str, network: Network | None = None) -> Report:
    return verify(textwrap.dedent(text).encode(), "page.md", network or parse(NEURON, "neuron"))


def document(name: str) -> Report:
    return verify((FOLDER / name).read_bytes(), name, load((FOLDER / name).with_suffix(".toml")))


def of(report: Report, stated: str) -> Claim:
    return next(claim for claim in report.claims if claim.stated == stated)


ACCEPTED = {
    "a block of formulas ends at its fence": "```math\nz = 1.4\n```\nso $a = 0.802$.\n\n```math\na = 0.802\n```",
    "a condition": "The slope is steepest at $z = 0$.",
    "a counter": "for i = 1",
    "a derivative by what a quantity is": "dL/d(w1*x1 + w2*x2 + b) = (a - y) * a * (1 - a)",
    "a derivative of an expression": "∂(w1*x1 + w2*x2 + b)/∂w1 = x1",
    "a frame": r"\[ z = \boxed{1.4} \]",
    "a learning rate in words": "w1_new = w1 - learning_rate * dL/dw1",
    "a letter for the learning rate": "lr is s\n\ns = 0.1\nw1_new = w1 - s*dL/dw1 = 0.5 - 0.1*(-0.0628) = 0.506",
    "a line worked out on the next": "L = 0.5 × (0.802 - 1)²\nL = 0.5 × (-0.198)²\nL ≈ 0.0196",
    "a new weight by a word": "new w1 = w1 - 0.1 * dL/dw1 = 0.5063",
    "a picture of the network": "x1 --w1--> sum --> yhat      y=1",
    "a prediction with an accent of its own": "dL/dy\u0302 = y\u0302 - y = 0.802 - 1 = -0.198",
    "a result that is carried and repeated": "dL/dw1 = (-0.198) × 0.158 × 2 ≈ -0.0626\n\nSo `dL/dw1 = -0.0626`.",
    "a rule for any weight": r"$w_{\text{new}} = w_{\text{old}} - \eta \nabla w$",
    "a second forward pass": "w1 = 0.506, and then ŷ = 0.8091",
    "a sum over two lines": "$\\frac{\\partial L}{\\partial w_1} = 2 (a - y) a (1 - a)$\n\n$+ 0 x_2$",
    "an accent as a word": "dL/dyhat = yhat - y = 0.802 - 1 = -0.198",
    "an activation with a letter of its own": "S(1.4) = 0.80218, where S is the activation",
    "an approximation of a derivative": r"$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h}$",
    "another error": r"For classes, $L = -[y \log(a) + (1-y) \log(1-a)]$.",
    "another learning rate": "η = 0.1 and later η = 0.5",
    "functions that stand for any": "y = f(g(h(x)))",
    "labels before values": "Inputs: x1 = 2, x2 = 3",
    "the number of an equation": "dL/dw1 = (a - y) * a * (1 - a) * x1        (ii)",
    "three sides by two words": "out = sig(net) = 0.802",
    "two equations with a gap between": "z = 1.4    a = 0.802",
}
"""By what it does, a stretch of a page that is right about the neuron: z = 1.4 and a = 0.80218."""


@pytest.mark.parametrize("text", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_right_is_not_called_wrong(text: str) -> None:
    assert not judged(text).faults


REFUSED = {
    "dL/d(w1*x1 + w2*x2 + b) = (a - y) * a": "",
    "∂(w1*x1 + w2*x2 + b)/∂w1 = x2": "",
    "dŷ/dz = 0.802 × 0.198 ≈ 0.148": "the line gives",
    "z = 1.4    a = 0.820": "",
    "a = sig(z) = 0.702": "",
    "S(1.4) = 0.70218": "",
    "new w1 = w1 - 0.1 * dL/dw1 = 0.4937": "",
    "dL/dyhat = y - yhat = 0.198": "sign",
    "$\\frac{\\partial L}{\\partial w_1} = 2 (a - y) a (1 - a)$\n\n$+ x_1$": "",
    "L = 0.5 × (0.802 - 1)²\nL = 0.5 × (-0.198)²\nL ≈ 0.0396": "",
}
"""The same with a slip in it, and a telling part of what must be said."""


@pytest.mark.parametrize("text", sorted(REFUSED))
def test_what_is_wrong_is_still_called_so(text: str) -> None:
    (fault, *_) = judged(text).faults
    assert fault.verdict is Verdict.WRONG
    assert REFUSED[text] in fault.reason


def test_a_line_that_starts_with_an_equals_sign_does_not_belong_to_another_paragraph() -> None:
    report = judged("η = 0.1\n\nThe weighted sum of the inputs follows.\n\n= (2)(0.5) + (3)(-0.2) + 1 = 1.4\n")
    assert not report.faults
    assert of(report, "1.4").verdict is Verdict.RIGHT


def test_weights_between_neurons_that_are_counted_through_are_found() -> None:
    report = judged("w13 = 0.5, w23 = -0.2 and w_{03} = 1, so $net_3 = 1.4$ and $o_3 = 0.802$")
    assert {claim.verdict for claim in report.claims} == {Verdict.RIGHT, Verdict.ROUNDED}


def test_a_sign_lost_in_a_line_without_a_name_is_told_and_its_result_stands() -> None:
    first = of(document("numbered.md"), "0.525")
    assert first.verdict is Verdict.ROUNDED
    assert Flag.LINE_MISMATCH in first.flags
    assert first.reason == "the exponent lacks its minus"


def test_what_is_worked_out_of_a_mistake_through_a_formula_points_to_it() -> None:
    report = document("typed.md")
    roots = {claim.equation.partition(" ")[0] for claim in report.faults if claim.cause is None}
    assert roots == {"h1", "dE/dw5", "dE/dout", "new_w5"}


def test_one_wrong_value_of_a_function_is_the_cause_of_all_that_follows() -> None:
    report = document("fenced.md")
    roots = [claim.stated for claim in report.faults if claim.cause is None]
    assert roots == ["0.7999", "-0.1048"]


def test_gradients_that_are_swapped_are_named() -> None:
    reasons = [claim.reason for claim in document("layers.md").faults if not claim.stated]
    assert reasons == ["the right side is ∂E/∂w8", "the right side is ∂E/∂w9"]


def test_two_signs_of_multiplication_are_a_slip_of_notation() -> None:
    (fault,) = judged(r"$\frac{\partial L}{\partial w_1} = (a - y) \times \times a (1 - a) x_1$").faults
    assert fault.verdict is Verdict.NOTATION


def test_the_same_letters_mean_the_parts_under_which_the_equations_hold() -> None:
    text = "h1 = w1*i1 + w2*i2 + b1\nouth1 = sigma(h1)\no1 = w5*outh1 + w6*outh2 + b2\nouto1 = sigma(o1)"
    report = verify(text.encode(), "page.md", example())
    assert [claim.verdict for claim in report.claims] == [Verdict.RIGHT] * 4


def test_which_side_of_its_kink_a_relu_is_on_may_be_left_out_before_a_number() -> None:
    network = parse(NEURON.replace('"sigmoid"', '"relu"'), "neuron")
    (identity, _) = judged("da/dw1 = x1 = 2", network).claims
    assert identity.verdict is Verdict.RIGHT
    assert Flag.GIVEN_VALUES in identity.flags
    assert judged("da/dw1 = x1", network).faults
    assert judged("da/dw1 = x2 = 3", network).faults
