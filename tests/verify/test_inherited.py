"""One slip and all that comes of it: the slip is reported, formulas stand, and what only inherits points to it."""

from __future__ import annotations

from math import exp

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import ClaimKind, Flag, Report, Verdict
from symbackprop.verify.pipeline import verify

SPEC = """
title = "1-1-1-1"
[network]
sizes = [1, 1, 1, 1]
activation = "sigmoid"
loss = "binary-cross-entropy"
bias = "none"
train_biases = false
learning_rate = 0.5
[values]
inputs = [0.8]
targets = [1]
weights = [[[0.5]], [[0.7]], [[0.9]]]
"""
A1 = 1 / (1 + exp(-0.4))
A2 = 1 / (1 + exp(-0.7 * A1))
A3 = 1 / (1 + exp(-0.9 * A2))


def page(delta3: float) -> str:
    """Return a derivation whose last error signal is what somebody believes it to be."""
    delta2 = 0.9 * delta3 * A2 * (1 - A2)
    delta1 = 0.7 * delta2 * A1 * (1 - A1)
    return rf"""
$a^{{(1)}} = \sigma(0.5 \cdot 0.8) = {A1:.6f}$, $a^{{(2)}} = {A2:.6f}$ and $\hat{{y}} = {A3:.6f}$.

$\delta^{{(3)}} = \hat{{y}} - y = {A3:.6f} - 1 = {delta3:.6f}$

$\delta^{{(2)}} = w^{{(3)}} \delta^{{(3)}} a^{{(2)}} (1 - a^{{(2)}}) = {delta2:.6f}$

$\delta^{{(1)}} = w^{{(2)}} \delta^{{(2)}} a^{{(1)}} (1 - a^{{(1)}}) = {delta1:.6f}$

$\frac{{\partial J}}{{\partial w^{{(3)}}}} = \delta^{{(3)}} a^{{(2)}} = {delta3 * A2:.6f}$

$\frac{{\partial J}}{{\partial w^{{(2)}}}} = \delta^{{(2)}} a^{{(1)}} = {delta2 * A1:.6f}$

$\frac{{\partial J}}{{\partial w^{{(1)}}}} = \delta^{{(1)}} x = {delta1 * 0.8:.6f}$
"""


def judged(text: str, spec: str = SPEC) -> Report:
    return verify(text.encode(), "x.md", parse(spec, "x.toml"))


def test_the_page_without_a_slip_is_right() -> None:
    assert not judged(page(A3 - 1)).faults


@pytest.mark.parametrize(
    ("slipped", "reason"),
    [(1 - A3, "the sign is lost"), ((A3 - 1) * A3 * (1 - A3), "the factor ∂out_o1/∂net_o1 is applied twice")],
    ids=["sign", "slope"],
)
def test_numbers_that_inherit_a_slip_do_not_change_what_formulas_mean(slipped: float, reason: str) -> None:
    claims = judged(page(slipped)).claims
    assert {claim.verdict for claim in claims if claim.kind is ClaimKind.IDENTITY} == {Verdict.RIGHT}
    root, *heirs = (claim for claim in claims if claim.verdict is Verdict.WRONG)
    assert root.quantity == "delta^{(3)}"
    assert reason in root.reason
    assert len(heirs) == 5
    assert all(Flag.INHERITED in claim.flags and claim.cause for claim in heirs)


def test_an_output_without_a_line_inherits_from_its_pre_activation() -> None:
    wrong = 1 / (1 + exp(-0.52))
    claims = judged(f"$z^{{(1)}} = 0.5 \\cdot 0.8 = 0.520000$ and $a^{{(1)}} = {wrong:.6f}$").claims
    assert [claim.cause for claim in claims] == [None, claims[0].number]
    other = judged(f"$z^{{(1)}} = 0.5 \\cdot 0.8 = 0.520000$ and $a^{{(1)}} = {wrong + 0.02:.6f}$").claims
    assert [claim.cause for claim in other] == [None, None]


ARRAYS = """
title = "2-2-1"
[network]
sizes = [2, 2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "none"
train_biases = false
learning_rate = 0.5
[values]
inputs = [0.8, 0.3]
targets = [1]
weights = [[[0.5, 0.1], [-0.2, 0.4]], [[0.7, -0.6]]]
"""


def arrays(first: float, z: tuple[float, float]) -> str:
    a = [1 / (1 + exp(-value)) for value in z]
    return rf"""
$$z = W x = \begin{{bmatrix}} {first:.4f} \\ {z[1]:.4f} \end{{bmatrix}}$$
$$a = \sigma(z) = \begin{{bmatrix}} {a[0]:.4f} \\ {a[1]:.4f} \end{{bmatrix}}$$
"""


def test_the_entries_of_arrays_inherit_by_the_formula_before_them() -> None:
    assert not judged(arrays(0.43, (0.43, -0.04)), ARRAYS).faults
    root, heir = judged(arrays(0.57, (0.57, -0.04)), ARRAYS).faults
    assert (root.quantity, heir.quantity) == ("z[1]", "a[1]")
    assert (root.cause, heir.cause) == (None, root.number)
    alone, other = judged(arrays(0.57, (0.75, -0.04)), ARRAYS).faults
    assert (alone.cause, other.cause) == (None, None)


def test_a_slope_that_is_a_power_of_ten_is_no_decimal_point() -> None:
    leaky = ARRAYS.replace('activation = "sigmoid"', 'activation = ["leaky_relu", "identity"]')
    text = r"$\frac{\partial E}{\partial net_{h2}} = \frac{\partial E}{\partial out_{h2}} \cdot 0.01 = 0.4193$"
    (fault,) = judged(text, leaky).faults
    assert fault.reason == "the factor ∂out_h2/∂net_h2 is missing"


def test_a_result_that_is_told_before_it_is_worked_out_is_judged_by_its_line() -> None:
    worked = r"$\frac{\partial J}{\partial w^{(3)}} = -0.22$ and $w^{(3)}_{new} = 0.9 - 0.5 \cdot (-0.22) = 1.0100$"
    told, *_, result = judged(f"Result: $w^{{(3)}}_{{new}} = 1.0100$. Steps: {worked}").claims
    assert (told.verdict, result.verdict) == (Verdict.CARRIED, Verdict.CARRIED)
    assert judged("Result: $w^{(3)}_{new} = 1.0100$.").claims[0].verdict is Verdict.WRONG
    other = judged(f"Result: $w^{{(3)}}_{{new}} = 1.0200$. Steps: {worked}").claims
    assert other[0].verdict is Verdict.WRONG


def test_a_table_of_samples_calls_the_target_the_output() -> None:
    assert not judged("inputs=[0.8, 0.3] and output=[1]", ARRAYS).faults
    assert judged("inputs=[0.8, 0.3] and output=[7]", ARRAYS).faults


def test_a_value_that_the_reader_is_told_to_try_is_no_claim_and_what_it_gives_is_left_open() -> None:
    line = "w3_new = 0.9 - 0.25 * 0.4 = 0.8"
    text = f"Change `η = 0.5` to `η = 0.25` and expect `{line}`."
    assert not judged(text).faults
    assert judged(text.replace("Change", "Note").replace(" to ", " or ")).faults
    assert judged(text.replace("= 0.8`", "= 0.7`")).faults


def test_an_error_by_another_letter_is_no_slope_of_the_loss_by_itself() -> None:
    assert not judged(r"$L = 0.458082$ and $\frac{\partial L}{\partial e} = -0.7550$").faults


REPEATED = """
[network]
sizes = [1, 1, 1]
activation = ["sigmoid", "identity"]
loss = "half-squared"
bias = "none"
train_biases = false
learning_rate = 1
[values]
inputs = [0.58]
targets = [0.5]
weights = [[[1]], [[-1.624]]]
"""


def test_a_result_that_is_said_again_may_be_as_far_off_as_where_it_was_worked_out() -> None:
    """What is cut off may be a whole unit, and that of the operand comes to it."""
    page = r"""
$out_{h1} = 1/(1+e^{-0.58}) = 0.6410$

$net_{o1} = -1.624 \cdot 0.6410 = -1.0409$

$out_{o1} = net_{o1} = -1.0409$

$E = 0.5 (0.5 - (-1.0409))^2 = 1.1871$
"""
    report = verify(page.encode(), "x.md", parse(REPEATED, "x.toml"))
    assert [claim.verdict.value for claim in report.claims if claim.stated] == ["truncated", *["carried"] * 3]


def test_an_operand_printed_like_a_result_is_that_and_not_what_is_given() -> None:
    """The target is 0.01, and a slope of 0.00975 is printed as 0.010."""
    spec = REPEATED.replace("[[[1]], [[-1.624]]]", "[[[0.9]], [[0.2655]]]").replace("[0.5]", "[0.01]")
    spec = spec.replace("[0.58]", "[1]")
    page = r"""
$\frac{\partial E}{\partial w_1} = 0.010$

$w_1^+ = 0.9 - 1 \cdot 0.010 = 0.890$
"""
    report = verify(page.encode(), "x.md", parse(spec, "x.toml"))
    assert [claim.verdict.value for claim in report.claims] == ["rounded"] * 2
    assert not report.faults
