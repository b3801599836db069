from __future__ import annotations

import pytest

from symbackprop.verify.diagnosis.update_slips import (
    GRADIENT_ADDED,
    GRADIENTS_TRANSPOSED,
    OLD_VALUE_LEFT_OUT,
    RATE_FORGOTTEN,
    mistaken_updates,
)

from .cases import number_case, values

GRADIENTS = {"w5": 0.082167041, "w6": 0.082667628, "w7": -0.022602540, "w8": -0.022740242}
"""As M. Mazur publishes them."""


def test_each_slip_of_an_update_leads_to_its_own_number() -> None:
    found = values(mistaken_updates, number_case("w_6^+ = 0.4087"))
    slope, value, rate = GRADIENTS["w6"], 0.45, 0.5
    expected = {
        GRADIENT_ADDED: value + rate * slope,
        RATE_FORGOTTEN: value - slope,
        OLD_VALUE_LEFT_OUT: rate * slope,
        GRADIENTS_TRANSPOSED: value - rate * GRADIENTS["w7"],
    }
    assert {code: pytest.approx(wrong, abs=1e-8) for code, wrong in expected.items()} == {
        code: number for code, (number,) in found.items() if code in expected
    }


def test_a_weight_on_the_diagonal_has_no_other_for_its_gradient() -> None:
    found = values(mistaken_updates, number_case("w_5^+ = 0.3589"))
    assert GRADIENTS_TRANSPOSED not in found
