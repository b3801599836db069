"""A spec need not give values: formulas are judged all the same, and of numbers it is said what they lack."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import DocumentError
from symbackprop.models.activations import ACTIVATIONS
from symbackprop.models.losses import LOSSES
from symbackprop.models.spec import example, parse
from symbackprop.verify.judging.verdicts import ClaimKind, Report, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.record import record

SPEC = """
[network]
sizes = [2, 2, 1]
activation = "sigmoid"
loss = "half-squared"
bias = "per-neuron"
learning_rate = 0.1
"""
INPUTS = "[values]\ninputs = [0.05, 0.1]\n"
ALL_BUT_TARGETS = f"{INPUTS}weights = [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45]]]\nbiases = [[0.35, 0.35], [0.6]]\n"


def judged(text: str, values: str = "") -> Report:
    report = verify(text.encode(), "x.md", parse(SPEC + values, "x"))
    assert not report.broken
    return report


HOMEWORK = r"""
$\delta_{o1} = (out_{o1} - target_{o1})\, out_{o1} (1 - out_{o1})$ and
$\frac{\partial E}{\partial w_5} = \delta_{o1}\, out_{h1}$
"""


def test_formulas_are_proved_without_a_number() -> None:
    report = judged(HOMEWORK)
    assert [(claim.verdict, claim.proved) for claim in report.claims] == [(Verdict.RIGHT, True)] * 2


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("(1 - out_{o1})$", "(1 + out_{o1})$"), ("target_{o1})", "target_{o1})^2"), ("out_{h1}$", "out_{h2}$")],
)
def test_a_wrong_formula_is_wrong_without_a_number(right: str, wrong: str) -> None:
    assert judged(HOMEWORK.replace(right, wrong)).count(Verdict.WRONG) == 1


def test_a_number_that_needs_values_is_not_checkable_and_says_which() -> None:
    (claim,) = judged("$out_{o1} = 0.75$").claims
    assert claim.verdict is Verdict.NOT_CHECKABLE
    assert claim.reason == "the spec gives no values for i, W1, b_h, W2, b_o"


def test_what_is_given_is_checked_and_what_is_not_is_not() -> None:
    report = judged(r"$net_{h1} = 0.3775$, $out_{o1} = 0.99$, $E_{total} = 0.2$", ALL_BUT_TARGETS)
    assert [claim.verdict for claim in report.claims] == [Verdict.RIGHT, Verdict.WRONG, Verdict.NOT_CHECKABLE]
    assert report.claims[2].reason == "the spec gives no values for target_o"


def test_a_number_that_needs_no_values_is_judged() -> None:
    right, wrong = judged(
        r"$\frac{\partial net_{h1}}{\partial b_1} = 1$, $\frac{\partial net_{h2}}{\partial b_1} = 1$"
    ).claims
    assert right.verdict is Verdict.RIGHT
    assert wrong.verdict is Verdict.WRONG


def test_a_line_whose_result_nobody_knows_is_judged_by_its_arithmetic() -> None:
    line = r"$net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = {}$"
    right, wrong = judged("\n\n".join(line.replace("{}", result) for result in ("0.3775", "0.4775"))).claims
    assert right.verdict is Verdict.RIGHT
    assert right.reason == "the spec gives no values for i, W1, b_h; the arithmetic of the line is right"
    assert wrong.verdict is Verdict.WRONG


def test_rounds_and_tables_need_values_too() -> None:
    report = judged("After 100 rounds the error is 0.001234.\n\n| w5 | 0.4 |\n|---|---|\n| w6 | 0.45 |")
    assert {claim.verdict for claim in report.claims} == {Verdict.NOT_CHECKABLE}
    assert all(claim.reason.startswith("the spec gives no values for") for claim in report.claims)


def test_equations_without_values_are_judged_as_well() -> None:
    spec = 'equations = """\nu = p*q\nL = u*r\n"""\nloss = "L"\nparameters = ["p", "q", "r"]\nlearning_rate = 0.1\n'
    text = r"$\frac{\partial L}{\partial p} = r q$, $\frac{\partial L}{\partial q} = r q$, $u = 3$"
    report = verify(text.encode(), "x.md", parse(spec, "x"))
    assert [claim.verdict for claim in report.claims] == [Verdict.RIGHT, Verdict.WRONG, Verdict.NOT_CHECKABLE]
    assert report.claims[2].reason == "the spec gives no values for p, q"


def test_a_network_too_large_to_write_out_is_refused_at_once() -> None:
    network = parse(SPEC.replace("[2, 2, 1]", "[1000000, 1000000]"), "x")
    with pytest.raises(DocumentError, match=r"x\.md: the network has 1,000,000,000,000 parameters; .*200,000"):
        verify(b"$w_1 = 0.1$", "x.md", network)


FORMULAS = r"""
$\frac{\partial E}{\partial w_5} = \frac{\partial E}{\partial out_{o1}}
\frac{\partial out_{o1}}{\partial net_{o1}} out_{h1}$

$net_{h1} = w_1 i_1 + w_2 i_2 + b_{h1}$ and $w_5^+ = w_5 - \eta \frac{\partial E}{\partial w_5}$ and $out_{h1} = 0.5$

$net_{h1} = w_1 i_1 - w_2 i_2 + b_{h1}$
"""


@pytest.mark.slow
@given(
    st.sampled_from(sorted(set(ACTIVATIONS) - {"softmax"})),
    st.sampled_from(sorted(name for name, loss in LOSSES.items() if loss.head is None)),
    st.sampled_from(["", INPUTS]),
)
@settings(max_examples=25, deadline=None)
def test_every_kind_of_network_is_judged_without_values(activation: str, loss: str, values: str) -> None:
    spec = SPEC.replace("sigmoid", activation).replace("half-squared", loss)
    report = verify(FORMULAS.encode(), "x.md", parse(spec + values, "x"))
    assert not report.broken
    formulas = [claim.verdict for claim in report.claims if claim.kind is ClaimKind.IDENTITY]
    numbers = [claim.verdict for claim in report.claims if claim.kind is ClaimKind.NUMBER]
    expected = [Verdict.RIGHT, Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG]
    # An activation that leaves (0, 1) has no cross-entropy, and so no derivatives.
    entropy = loss == "binary-cross-entropy"
    assert all(
        found is wanted or (entropy and found is Verdict.NOT_CHECKABLE)
        for found, wanted in zip(formulas, expected, strict=True)
    )
    assert numbers == [Verdict.NOT_CHECKABLE]


ENDLESS = {
    "a division by zero": (r"$x_1 = \frac{1}{0} = 3$", None),
    "a logarithm of what is negative": (r"$x_1 = \ln(-1) = 3$", None),
    "a signal to the power of a letter": (r"$$ \delta_3^a = 0.300000 \times 0.978814 = 0.293644 $$", "recurrent"),
    "a signal to the power of another": (r"$$ \delta_2^a = -0.0532 \times 0.5004 = -0.0266 $$", "recurrent"),
    "an exponential that overflows": (r"$out_{h1} = e^{e^{50}} = 3$ and $w_1 = e^{999} - e^{999} = 0$", None),
    "nothing over nothing": (r"$w_1 = 0/0 = 0.15$, $w_2 = \frac{w_1 - w_1}{w_1 - w_1} = 1$", None),
    "the root of what is negative": (r"$out_{h1} = \sqrt{-2} = 1.41$", None),
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS)
def test_no_right_value_is_infinite_or_none(text: tuple[str, str | None]) -> None:
    document, name = text
    report = verify(document.encode(), "x.md", example(name) if name else example())
    assert not report.broken
    for claim in report.claims:
        for said in (claim.truth, claim.line, claim.correction, claim.reason):
            assert "nan" not in said
            assert "inf" not in said.replace("infinite", "").replace("finite", "")
    assert '"nan' not in record(report)
