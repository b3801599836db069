"""Each known slip, made on purpose in floating point, and what must be said of it."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify

H1, H2, O1, O2 = 0.593269992107187, 0.596884378259767, 0.751365069552316, 0.772928465321463
D1, D2 = (O1 - 0.01) * O1 * (1 - O1), (O2 - 0.99) * O2 * (1 - O2)
W5_NEW, W7_NEW = 0.4 - 0.5 * D1 * H1, 0.5 - 0.5 * D2 * H1

W5 = r"\frac{\partial E_{total}}{\partial w_5}"
W1 = r"\frac{\partial E_{total}}{\partial w_1}"
OUT_H1 = r"\frac{\partial E_{total}}{\partial out_{h1}}"
OUT_O1 = r"\frac{\partial E_{total}}{\partial out_{o1}}"

SLIPS = {
    "a factor 1/2 is missing": (f"${W5} = {2 * D1 * H1:.9f}$", "the factor 1/2 of the loss is missing"),
    "a sign is lost": (f"${OUT_O1} = -0.741365070$", "there is a minus too many"),
    "a sign of an identity": (f"${OUT_O1} = target_{{o1}} - out_{{o1}}$", "the sign is wrong"),
    "a slope is applied twice": (f"${W5} = {D1 * O1 * (1 - O1) * H1:.9f}$", "∂out_o1/∂net_o1 is applied twice"),
    "a slope is missing": (f"${W5} = {(O1 - 0.01) * H1:.9f}$", "the factor ∂out_o1/∂net_o1 is missing"),
    "a slope of an identity": (
        rf"${W5} = {OUT_O1} \frac{{\partial net_{{o1}}}}{{\partial w_5}}$",
        "the factor ∂out_o1/∂net_o1 is missing",
    ),
    "digits are swapped": ("$out_{h1} = 0.592369992$", "two digits are swapped"),
    "one path": (f"${OUT_H1} = {D1 * 0.4:.9f}$", "only the path through net_o1 is counted"),
    "the decimal point": ("$out_{h1} = 0.0593269992$", "the decimal point is 1 place off"),
    "the gradient is added": (f"$w_5^+ = {0.4 + 0.5 * D1 * H1:.9f}$", "the gradient is added, not subtracted"),
    "the learning rate": (f"$w_5^+ = {0.4 - D1 * H1:.9f}$", "the learning rate is forgotten"),
    "the operand of another line": (
        rf"$out_{{h2}} = 0.596884378$, $out_{{h1}} = 0.593269992$, "
        rf"${W5} = 0.741365070 \cdot 0.186815602 \cdot 0.593269992 = {D1 * H2:.9f}$",
        "the number comes from 0.596884378, where the line has 0.593269992",
    ),
    "the sign of a term": (
        f"${OUT_H1} = 0.055399425 + (-0.019049118) = 0.074448543$",
        "a minus on the line was taken for a plus",
    ),
    "transposed weights": (f"${OUT_H1} = {D1 * 0.4 + D2 * 0.45:.9f}$", "the weights are transposed"),
    "updated weights": (
        f"${W1} = {(D1 * W5_NEW + D2 * W7_NEW) * H1 * (1 - H1) * 0.05:.9f}$",
        "output weights updated before the hidden error signals are computed",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named(slip: str) -> None:
    text, reason = SLIPS[slip]
    claim = verify(text.encode("utf-8"), "x.md", example()).claims[-1]
    assert claim.verdict is Verdict.WRONG
    assert reason in claim.reason
    assert claim.correction


def test_a_number_that_no_slip_gives_is_only_called_wrong() -> None:
    (claim,) = verify(b"$out_{h1} = 0.123456789$", "x.md", example()).claims
    assert (claim.verdict, claim.reason, claim.correction) == (Verdict.WRONG, "", "write 0.593269992")


def test_a_missing_differential_is_a_slip_of_notation() -> None:
    (claim,) = verify(rb"$\frac{\partial E_{total}}{w_5} = 0.082167041$", "x.md", example()).claims
    assert claim.is_fault
    assert "∂ is missing" in claim.reason


@pytest.mark.parametrize(("line", "is_slip"), [("1 + 1", True), ("1 + 0", False), ("0.6 + 0.7", False)])
def test_a_whole_number_that_comes_of_whole_numbers_is_no_rounding_of_another(line: str, is_slip: bool) -> None:
    (claim,) = verify(
        rf"$\frac{{\partial net_{{o1}}}}{{\partial b_2}} = {line} = 1$".encode(), "x.md", example()
    ).claims
    assert claim.is_fault == is_slip
