from __future__ import annotations

import pytest

from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.verdicts import Report, Verdict
from symbackprop.verify.pipeline import verify


def judged(text: str) -> Report:
    return verify(text.encode("utf-8"), "x.md", example())


WITHOUT_HALF = r"""
$E_{o1} = (target_{o1} - out_{o1})^2 = 0.549622166$
$E_{total} = 0.596742218$
$\frac{\partial E_{total}}{\partial out_{o1}} = -2(target_{o1} - out_{o1}) = 1.48273014$
$\frac{\partial E_{total}}{\partial w_5} = 0.164334081$
"""


def test_a_missing_half_is_said_once_and_the_rest_judged_without_it() -> None:
    report = judged(WITHOUT_HALF)
    assert "The document's error has no factor before the square." in report.conventions
    assert not report.faults


def test_one_forgotten_half_is_a_mistake_and_no_convention() -> None:
    report = judged("$E_{o1} = 0.549622166$ and $out_{o1} = 0.75136507$, $E_{total} = 0.298371109$")
    assert report.count(Verdict.WRONG) == 1
    assert "factor 1/2" in report.faults[0].reason or report.faults[0].correction


def test_the_sign_of_delta_is_the_writers() -> None:
    report = judged(
        r"$\delta_{o1} = (target_{o1} - out_{o1}) out_{o1} (1 - out_{o1}) = -0.138498562$, $\delta_{o2} = 0.0380982366$"
    )
    assert "δ is the negative derivative of the error, so that updates add it." in report.conventions
    assert not report.faults


def test_a_momentum_beside_the_learning_rate_is_no_learning_rate() -> None:
    report = judged(r"$\alpha = 0.9$, $\eta = 0.5$, $w_5^+ = 0.40 - 0.5 \cdot 0.082167041 = 0.358916480$")
    assert not report.faults
    assert report.conventions == ()


def test_a_delta_of_which_no_number_is_printed_has_the_sign_of_the_others() -> None:
    text = r"""
        $\delta_o = (target - out)\, out (1 - out)$, $\delta_{o1} = -0.138498562$, $\delta_{o2} = 0.0380982366$
    """
    assert not judged(text).faults
    assert judged(text.replace("0.0380982366", "0.0380982399")).faults


def test_a_formula_that_counts_layers_is_judged_by_all_of_them() -> None:
    text = r"$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$ and $\delta^{[L]} = (a^{[L]} - y) \odot \sigma'(z^{[L]})$"
    assert [claim.verdict for claim in judged(text).claims] == [Verdict.RIGHT, Verdict.RIGHT]
    wrong = judged(text.replace("b^{[l]}", "b^{[l+1]}"))
    assert [claim.verdict for claim in wrong.claims] == [Verdict.NOT_CHECKABLE, Verdict.RIGHT]


def test_letters_that_count_are_no_quantities() -> None:
    report = judged("The sizes are $n_0 = 2$, $n_1 = 2$ and there is $m = 1$ sample.")
    assert not report.faults
    assert judged(r"$\frac{1}{m} \frac{\partial E_{total}}{\partial w_5} = 0.08217041$").faults


def test_a_matrix_after_its_update_may_keep_its_name() -> None:
    text = r"""
        $W^{[2]} = \begin{bmatrix} 0.40 & 0.45 \\ 0.50 & 0.55 \end{bmatrix}$; one step of descent later,
        $W^{[2]} = \begin{bmatrix} 0.3589 & 0.4087 \\ 0.5113 & 0.5614 \end{bmatrix}$
    """
    assert not judged(text).faults
    assert len(judged(text.replace("0.4087", "0.4187")).faults) == 1


def test_a_gradient_may_be_written_with_a_nabla_before_the_weights() -> None:
    text = r"$\nabla W^{(2)} = \delta^{(2)} (a^{(1)})^T$"
    assert [claim.verdict for claim in judged(text).claims] == [Verdict.RIGHT]


def test_a_rule_in_words_is_not_called_wrong() -> None:
    text = r"$w_{baru} = w_{lama} + \eta \cdot \delta_{penerima} \cdot a_{pengirim}$"
    assert [claim.verdict for claim in judged(text).claims] == [Verdict.NOT_CHECKABLE]


def test_weights_may_be_counted_from_the_outputs() -> None:
    text = r"""
        $\frac{\partial E}{\partial w_5} = 0.000438568$, $\frac{\partial E}{\partial w_6} = 0.000877135$,
        $\frac{\partial E}{\partial w_1} = 0.082167041$, $\frac{\partial E}{\partial w_2} = 0.0826676278$
    """
    assert not judged(text).faults


STYLES = {
    "layers above": r"""
        $z^{(1)}_1 = w^{(1)}_{11} x_1 + w^{(1)}_{12} x_2 + b^{(1)} = 0.3775$, $a^{(1)}_1 = \sigma(z^{(1)}_1) = 0.5933$,
        $\delta^{(2)}_1 = (a^{(2)}_1 - y_1)\, \sigma'(z^{(2)}_1) = 0.1385$, $\delta^{(2)}_2 = -0.0381$,
        $\delta^{(1)} = (W^{(2)})^T \delta^{(2)} \odot \sigma'(z^{(1)})$, $z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}$
    """,
    "decimal commas": r"""
        Die Lernrate ist $\eta = 0,5$. $net_{h1} = 0,15 \cdot 0,05 + 0,20 \cdot 0,10 + 0,35 = 0,3775$,
        $out_{h1} = \frac{1}{1+e^{-0,3775}} = 0,5933$
    """,
    "plain text": """
        h1 = w1*x1 + w2*x2 + b1 = 0.15*0.05 + 0.2*0.1 + 0.35 = 0.3775
        out_h1 = sigmoid(h1) = 1/(1+exp(-0.3775)) = 0.593269992
        dE/dw5 = dE/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5 = 0.74136507 * 0.186815602 * 0.593269992 = 0.082167041
        w5_new = w5 - lr * dE/dw5 = 0.4 - 0.5*0.082167041 = 0.35891648
    """,
    "matrices": r"""
        $$\mathbf{z}_1 = \mathbf{W}_1 \mathbf{x} + \mathbf{b}_1 = \begin{bmatrix}0.3775\\0.3925\end{bmatrix}$$
        $$\mathbf{h} = \sigma(\mathbf{z}_1) = \begin{bmatrix}0.5933\\0.5969\end{bmatrix}$$
        $$\delta_2 = (\hat{\mathbf y}-\mathbf y)\odot\hat{\mathbf y}\odot(1-\hat{\mathbf y})
        = \begin{bmatrix}0.1385\\-0.0381\end{bmatrix}$$
        $$\frac{\partial L}{\partial \mathbf W_2} = \delta_2\mathbf h^T
        = \begin{bmatrix}0.0822&0.0827\\-0.0226&-0.0227\end{bmatrix}$$
    """,
    "weights by where they come from": r"""
        $in_{h_1} = x_1 w_{11} + x_2 w_{21} + b_1 = 0.3775$, $h_1 = f(in_{h_1}) = 0.5933$, $h_2 = 0.5969$,
        $in_{o_1} = h_1 v_{11} + h_2 v_{21} + b_2 = 1.1059$, $o_1 = f(in_{o_1}) = 0.7514$, $o_2 = 0.7729$,
        $\delta_{o_1} = (t_1 - o_1) o_1 (1 - o_1) = -0.1385$, $\Delta v_{11} = \eta \delta_{o_1} h_1 = -0.0411$,
        $v_{11}^{new} = v_{11} + \Delta v_{11} = 0.40 - 0.0411 = 0.3589$
    """,
}
"""Ways in which people write the same network."""


@pytest.mark.parametrize("style", STYLES)
def test_a_derivation_is_understood_in_the_notation_of_its_writer(style: str) -> None:
    report = judged(STYLES[style])
    assert not report.faults
    assert report.count(Verdict.NOT_CHECKABLE) == 0
    assert len(report.claims) >= 3


@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_digit_is_found_in_every_notation(style: str) -> None:
    text = STYLES[style].replace("0.593", "0.563").replace("0,5933", "0,5633").replace("0.1385", "0.1835")
    assert judged(text).faults


COUNTED_FROM_THE_INPUTS = r"""
$a^1_1 = 0.05$, $a^1_2 = 0.10$ and
$$z^2_1 = w^2_{11} a^1_1 + w^2_{12} a^1_2 + b^2_1 = 0.15 \times 0.05 + 0.20 \times 0.10 + 0.35 = 0.3775$$
$$a^2_1 = \sigma(z^2_1) = 0.5933, \quad a^3_1 = 0.7514$$
$$\delta^3_1 = (a^3_1 - 0.01)\, a^3_1 (1 - a^3_1) = 0.1385$$
"""


def test_layers_may_be_counted_from_the_inputs_without_brackets() -> None:
    text = COUNTED_FROM_THE_INPUTS + r"$$\delta^L_j = (a^L_j - y_j)\, a^L_j (1 - a^L_j)$$"
    text += r"$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$"
    report = judged(text)
    assert {claim.verdict for claim in report.claims} <= {Verdict.RIGHT, Verdict.ROUNDED}
    assert len(report.claims) == 11
    for wrong in ("a^{l-1}_k", "a^l_k"), ("0.1385", "0.1358"):
        other = judged(text.replace(*wrong))
        assert sum(claim.verdict not in (Verdict.RIGHT, Verdict.ROUNDED) for claim in other.claims) == 1


def test_a_square_before_an_index_is_a_square_where_nothing_counts_layers_so() -> None:
    report = judged("$out_{h1} = 0.593269992$ and $E_{o1} = 0.5 (target_{o1} - out_{o1})^2$ and $i^2_1 = 0.0025$")
    assert not report.faults


@pytest.mark.parametrize(
    "formula",
    [
        r"$\frac{d\sigma(z)}{dz} = \sigma(z)(1 - \sigma(z))$",
        r"$\frac{d}{dz} \sigma(z) = \sigma(z)(1 - \sigma(z))$",
        "dσ(z)/dz = σ(z)(1 − σ(z))",
    ],
)
def test_the_slope_of_a_function_is_read_however_it_is_set(formula: str) -> None:
    (claim,) = judged(formula).claims
    assert claim.verdict is Verdict.RIGHT
    (other,) = judged(formula.replace("(1 ", "(2 ")).claims
    assert other.verdict is Verdict.WRONG


def test_what_a_letter_stands_for_and_the_size_of_a_layer_are_no_claims() -> None:
    assert not judged("t1 = output1 (what is expected)\nhere $d_{in} = 2$ and $d_{out} = 2$").claims
    assert judged("t1 = o1 (what is expected)").faults


ROLLED_OUT = """
title = "two steps"
equations = '''
z1 = W*x1 + V*h0
h1 = tanh(z1)
z2 = W*x2 + V*h1
h2 = tanh(z2)
L = 1/2*(h2 - t2)^2
'''
loss = "L"
parameters = ["W", "V"]
learning_rate = 0.1
[values]
W = 0.5
V = 0.8
x1 = 1
x2 = 0.5
h0 = 0
t2 = 0.3
"""


def test_an_error_signal_has_the_index_of_its_pre_activation() -> None:
    text = r"$\delta_2 = (h_2 - t_2)(1 - h_2^2) = 0.1748$, $\delta_1 = V \delta_2 (1 - h_1^2) = 0.1100$"
    network = parse(ROLLED_OUT, "x.toml")
    assert not verify(text.encode(), "x.md", network).faults
    assert verify(text.replace(r"V \delta_2", r"W \delta_2").encode(), "x.md", network).faults


def test_the_number_of_a_round_may_stand_above_a_weight() -> None:
    text = r"""
        $w_5^{(0)} = 0.4$, $w_5^{(1)} = w_5^{(0)} - 0.5 \cdot 0.082167041 = 0.35891648$, $w_6^{(1)} = 0.408666186$
    """
    assert {claim.verdict for claim in judged(text).claims} == {Verdict.RIGHT, Verdict.ROUNDED}
    (fault,) = judged(text.replace("0.408666186", "0.408666681")).faults
    assert fault.truth.startswith("0.408666186")


def test_two_letters_of_a_word_may_be_swapped() -> None:
    text = (
        r"$E_{toatl} = 0.298371109$, $tagret_{o1} = 0.01$ and $\frac{\partial E_{totla}}{\partial w_5} = 0.082167041$"
    )
    report = judged(text)
    assert [claim.verdict for claim in report.claims] == [Verdict.ROUNDED, Verdict.RIGHT, Verdict.ROUNDED]
    assert all("is no quantity" in claim.reason for claim in report.claims)


def test_a_constant_of_an_optimiser_is_no_bias_and_no_learning_rate() -> None:
    text = r"$\eta = 0.5$, $\mu = 0.9$, $\beta = 0.9$, $\lambda = 0.01$, $\gamma = 0.9$, $\rho = 0.95$"
    report = judged(text + r", $w_5^+ = w_5 - \eta \cdot 0.082167041 = 0.35891648$")
    assert not report.faults
    assert not report.conventions


def test_one_weight_of_several_needs_no_number() -> None:
    text = r"""
        $w_{nuevo} = w_{anterior} - \eta \frac{\partial E}{\partial w}$,
        $w_{nuevo} = 0.4 - 0.5 \cdot 0.082167041 = 0.35891648$
    """
    report = judged(text)
    assert report.count(Verdict.NOT_CHECKABLE) == 0
    assert not report.faults
    (fault,) = judged(text.replace("0.35891648", "0.35981648")).faults
    assert fault.stated == "0.35981648"


def test_what_is_worked_out_for_one_of_several_weights_is_judged_by_its_line() -> None:
    (claim,) = judged("$$ w_{new} = 0.3 + 0.000793 = 0.999 $$").claims
    assert claim.verdict is Verdict.WRONG
    assert "the line gives 0.30079" in claim.reason
