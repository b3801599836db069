"""A learning rate that a spec gives holds, whatever the document says; what follows another one is explained by it."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.judging.verdicts import Flag, Report, Verdict
from symbackprop.verify.pipeline import verify, verify_alone
from symbackprop.verify.unjudged import Why

UPDATES = r"$w_5^+ = w_5 - \eta \frac{\partial E_{total}}{\partial w_5} = 0.391783296$ and $w_6^+ = 0.441733236$"
"""Right with η = 0.1; the spec has 0.5."""


def judged(text: str) -> Report:
    return verify(text.encode(), "x.md", example())


@pytest.mark.parametrize("mention", [r"$\eta = 0.1$", "η = 0.1", "lr = 0.1", r"$\alpha = 0.1$", "learning_rate = 0.1"])
def test_what_is_worked_out_with_another_rate_points_to_where_that_is_said(mention: str) -> None:
    report = judged(f"With {mention}, {UPDATES}.")
    root, *followers = report.faults
    assert (root.stated, root.truth, root.cause) == ("0.1", "0.5", None)
    assert root.reason == "the spec has the learning rate 0.5"
    assert [claim.cause for claim in followers] == [root.number] * 2
    assert all(Flag.INHERITED in claim.flags for claim in followers)
    assert {claim.reason for claim in followers} == {"this is with the learning rate 0.1"}
    assert "The document uses η = 0.1; the spec has 0.5." in report.conventions


def test_a_rate_that_is_only_mentioned_overrules_nothing_and_is_remarked_on() -> None:
    report = judged(
        r"$\eta = 0.3$ was tried first. With $\eta = 0.5$: $w_5^+ = 0.4 - 0.5 \cdot 0.082167041 = 0.35891648$"
    )
    assert not report.faults
    assert report.conventions[0] == "The document mentions η = 0.3 as well; the spec has 0.5."


def test_a_mention_alone_changes_no_verdict() -> None:
    report = judged(r"$\eta = 0.3$ was tried first. Later $w_5^+ = 0.35891648$.")
    assert [claim.verdict for claim in report.claims] == [Verdict.ROUNDED]
    assert not report.faults


def test_what_is_wrong_by_both_rates_is_not_explained_by_one() -> None:
    report = judged(r"$\eta = 0.3$ was tried first. $w_5^+ = 0.36891648$.")
    (fault,) = report.faults
    assert fault.cause is None
    assert "learning rate" not in fault.reason


def test_a_rate_near_that_of_the_spec_is_another_one() -> None:
    report = judged(r"$\eta = 1$: $w_5^+ = 0.4 - 1 \cdot 0.082167041 = 0.317832959$")
    assert [claim.stated for claim in report.faults] == ["1", "0.317832959"]


def test_a_momentum_is_no_other_rate() -> None:
    assert judged(r"$\alpha = 0.9$ and $\eta = 0.5$, $w_5 = 0.40$.").conventions == ()


def test_without_a_spec_the_rate_is_that_of_the_document() -> None:
    lines = (
        r"$w_1 = 0.5$, $x_1 = 1$, $b_1 = 0$, target $t = 0$, sigmoid, $E = \frac12 (t - y)^2$, $\eta = 0.3$.",
        r"$z = w_1 x_1 + b_1 = 0.5$, $y = \sigma(z) = 0.622459331$",
        r"$\frac{\partial E}{\partial w_1} = 0.146280254$ and $w_1^+ = 0.456115924$",
    )
    report = verify_alone("\n\n".join(lines).encode(), "x.md")
    assert not report.faults
    assert report.conventions == ()


SPEC = """
[network]
sizes = [2, 2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "per-neuron"
learning_rate = 0.1
"""


def test_the_rate_of_a_spec_without_other_values_is_given_as_well() -> None:
    report = verify(rb"$\eta = 0.1$ and later $\eta = 0.3$", "x.md", parse(SPEC, "x"))
    assert [(claim.stated, claim.verdict) for claim in report.claims] == [("0.1", Verdict.RIGHT)]
    assert report.conventions == ("The document mentions η = 0.3 as well; the spec has 0.1.",)


def test_the_code_of_a_mention_is_stable() -> None:
    assert Why.ANOTHER_RATE.value == "another_rate"


ONE_BIAS = """
[network]
sizes = [1, 1, 1]
activation = ["sigmoid", "identity"]
loss = "half-squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1
[values]
inputs = [0]
targets = [0.9975]
weights = [[[1]], [[0.5]]]
biases = [[0], [0.2]]
"""
"""A network in which the derivative by the last bias is -0.5475."""


@pytest.mark.parametrize(
    "text",
    [
        "$\\eta = 0.3$ was tried first. With η = 0.1:\n$$b^{(2)}_{new} = 0.2 - 0.1(-0.5475) = 0.2548$$",
        "With $\\eta = 0.3$ it diverges, with $\\eta = 0.1$: $b^{(2)}_{new} = 0.2 + 0.05475 = 0.25475$.",
        "Zuerst $\\alpha = 0.3$; mit $\\alpha = 0.1$ ist $b^{(2)}_{neu} = 0.25475$.",
        "$b^{(2)}_{new} = 0.2 - 0.1 \\cdot (-0.5475) = 0.25475$. A rate of $\\eta = 0.3$ would be too large.",
    ],
)
def test_a_stray_mention_of_another_rate_does_not_overrule_that_of_a_spec(text: str) -> None:
    report = verify(text.encode(), "x.md", parse(ONE_BIAS, "x.toml"))
    assert not report.faults
    assert [remark.code for remark in report.remarks] == [RemarkCode.RATE_MENTIONED]
