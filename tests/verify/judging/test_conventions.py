"""A convention of the writer is said once, and the rest judged by it; slips are no convention."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.remarks import RemarkCode
from symbackprop.verify.pipeline import verify

from .test_turned_weights import layered

ROWS = r"""
$$z^{(1)} = x W^{(1)} + b^{(1)}, \quad a^{(1)} = \tanh(z^{(1)}), \quad z^{(2)} = a^{(1)} W^{(2)} + b^{(2)}$$
$$W^{(1)} = \begin{bmatrix} 0.1 & 0.3 & 0.5 \\ 0.2 & -0.4 & 0.6 \end{bmatrix}$$
$$w^{(1)}_{1,2} = 0.3, \quad w^{(1)}_{2,1} = 0.2, \quad w^{(1)}_{2,3} = 0.6$$
$$z^{(1)}_3 = w^{(1)}_{1,3} x_1 + w^{(1)}_{2,3} x_2 + b^{(1)}_3 = -0.35$$
$$\frac{\partial L}{\partial W^{(1)}} = x^T \delta^{(1)}$$
$$\delta^{(1)} = (\delta^{(2)} (W^{(2)})^T) \odot (1 - a^{(1)} \odot a^{(1)})$$
"""
BY_SOURCE = r"""
$w_2 = 0.25$, $w_3 = 0.20$, $w_6 = 0.50$, $w_7 = 0.45$
$$net_{h1} = w_1 i_1 + w_3 i_2 + b_1 = 0.3775$$
$$\frac{\partial E_{total}}{\partial w_6} = \delta_{o2} out_{h1} = -0.022602540$$
$$\delta_{h1} = (\delta_{o1} w_5 + \delta_{o2} w_6) out_{h1} (1 - out_{h1}) = 0.00877135$$
"""
OTHER_SIGN = r"""
$$\delta_{o1} = -\frac{\partial E_{total}}{\partial net_{o1}} = (target_{o1} - out_{o1}) out_{o1} (1 - out_{o1})$$
$$\delta_{o1} = -0.138498562, \quad \delta_{o2} = 0.038098237$$
$$\delta_{h1} = (\delta_{o1} w_5 + \delta_{o2} w_7) out_{h1} (1 - out_{h1}) = -0.00877135$$
$$\frac{\partial E_{total}}{\partial w_5} = -\delta_{o1} out_{h1} = 0.082167041$$
$$\Delta w_5 = \eta \delta_{o1} out_{h1} = -0.04108352, \quad w_5^+ = w_5 + \Delta w_5 = 0.35891648$$
"""
MEAN = r"""
$$E_{total} = 0.149185555$$
$$\frac{\partial E_{total}}{\partial out_{o1}} = \frac{1}{2}(out_{o1} - target_{o1}) = 0.370682535$$
$$\delta_{o1} = 0.069249281, \quad \frac{\partial E_{total}}{\partial w_5} = \delta_{o1} out_{h1} = 0.041083520$$
"""
CASES = {
    RemarkCode.WEIGHTS_BY_SOURCE: (ROWS, layered("z-a", "W x")),
    RemarkCode.NUMBERED_BY_SOURCE: (BY_SOURCE, example()),
    RemarkCode.SIGNAL_NEGATIVE: (OTHER_SIGN, example()),
    RemarkCode.MEAN_OF_ERRORS: (MEAN, example()),
}


@pytest.mark.parametrize("code", CASES, ids=lambda code: code.value)
def test_a_convention_is_said_once_and_nothing_is_wrong(code: RemarkCode) -> None:
    text, network = CASES[code]
    report = verify(text.encode(), "x.md", network)
    assert [remark.code for remark in report.remarks].count(code) == 1
    assert not report.faults


@pytest.mark.parametrize("code", CASES, ids=lambda code: code.value)
def test_one_slip_beside_a_convention_is_found(code: RemarkCode) -> None:
    text, network = CASES[code]
    changed = {
        RemarkCode.WEIGHTS_BY_SOURCE: ("-0.35", "-0.53"),
        RemarkCode.NUMBERED_BY_SOURCE: ("-0.022602540", "-0.022602450"),
        RemarkCode.SIGNAL_NEGATIVE: ("0.038098237", "-0.038098237"),
        RemarkCode.MEAN_OF_ERRORS: ("0.041083520", "0.041803520"),
    }
    before, after = changed[code]
    assert text.count(before) == 1
    report = verify(text.replace(before, after).encode(), "x.md", network)
    assert code in [remark.code for remark in report.remarks]
    assert len(report.faults) == 1


def test_who_keeps_to_the_conventions_of_the_network_has_none() -> None:
    report = verify(GOOD.encode(), "x.md", example())
    assert len(report.faults) == 2
    assert {remark.code for remark in report.remarks} <= {RemarkCode.ROUNDS, RemarkCode.ROUNDS_MOSTLY}


GOOD = r"""
$w_2 = 0.20$, $w_3 = 0.25$, $net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.3775$, $E_{total} = 0.298371109$,
$\delta_{o1} = 0.138498562$, $\delta_{o2} = -0.038098237$, $w_6 = 0.54$, $w_7 = 0.45$
"""


def test_two_conventions_are_found_one_after_the_other() -> None:
    by_source = BY_SOURCE.replace("= 0.00877135", "= -0.00877135").replace(r"= \delta_{o2} out", r"= -\delta_{o2} out")
    report = verify((by_source + OTHER_SIGN.replace("w_7", "w_6")).encode(), "x.md", example())
    codes = [remark.code for remark in report.remarks]
    assert RemarkCode.SIGNAL_NEGATIVE in codes
    assert RemarkCode.NUMBERED_BY_SOURCE in codes
    assert not report.faults


def test_the_factor_of_a_loss_that_is_an_equation_is_found() -> None:
    spec = """
equations = "z = w*x\\nE = 1/2*(z - y)^2"
loss = "E"
parameters = ["w"]
learning_rate = 0.1
[values]
x = 1.5
w = 0.7
y = 2
"""
    text = "$E = 0.9025$, $dE/dz = -1.9$, $dE/dw = -2.85$"
    report = verify(text.encode(), "x.md", parse(spec, "x.toml"))
    assert [remark.code for remark in report.remarks] == [RemarkCode.NO_FACTOR_OF_THE_SQUARE]
    assert not report.faults
