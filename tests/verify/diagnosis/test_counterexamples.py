"""A wrong formula that no slip explains is refuted by numbers."""

from __future__ import annotations

import re

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reasons import ReasonCode

SHOWN = re.compile(r"at (?P<letters>.+) the left side is (?P<left>\S+), this one (?P<right>\S+)")


@pytest.mark.parametrize(
    ("formula", "left", "right"),
    [
        (
            r"\frac{\partial net_{h1}}{\partial w_1} = 3 w_2 i_2",
            lambda at: at["i1"],
            lambda at: 3 * at["w2"] * at["i2"],
        ),
        (r"\frac{\partial net_{h1}}{\partial i_1} = b_1 + 5", lambda at: at["w1"], lambda at: at["b1"] + 5),
    ],
)
def test_the_values_shown_give_the_sides_shown(formula: str, left: object, right: object) -> None:
    (claim,) = verify(f"${formula}$".encode(), "x.md", example()).claims
    assert [reason.code for reason in claim.reasons] == [ReasonCode.COUNTEREXAMPLE]
    found = SHOWN.fullmatch(claim.reason)
    assert found is not None
    known = {name: float(value) for name, _, value in (each.partition(" = ") for each in found["letters"].split(", "))}
    for side, shown in ((left, found["left"]), (right, found["right"])):
        assert callable(side)
        assert side(known) == pytest.approx(float(shown), abs=1e-6)


def test_a_formula_that_a_slip_explains_has_no_counterexample() -> None:
    (claim,) = verify(rb"$net_{h1} = w_1 i_1 + w_2 i_2 - b_1$", "x.md", example()).claims
    assert ReasonCode.COUNTEREXAMPLE not in [reason.code for reason in claim.reasons]
