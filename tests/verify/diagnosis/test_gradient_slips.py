from __future__ import annotations

import pytest

from symbackprop.verify.diagnosis.gradient_slips import (
    HALF_OF_LOSS_MISSING,
    HALF_TOO_MUCH,
    ONE_PATH,
    SLOPE_IN_PART,
    SLOPE_MISSING,
    SLOPE_TWICE,
    is_slope,
    mistaken_formulas,
    mistaken_slopes,
)

from .cases import number_case, values

RATE = r"\frac{\partial E_{total}}{\partial w_5} = 0.082167041"
SLOPE = 0.186815602
"""That of out_o1, as M. Mazur publishes it."""


def test_a_derivative_may_lack_a_slope_or_have_it_twice() -> None:
    found = values(mistaken_slopes, number_case(RATE))
    assert pytest.approx(0.082167041 / SLOPE, rel=1e-6) in found[SLOPE_MISSING]
    assert pytest.approx(0.082167041 * SLOPE, rel=1e-6) in found[SLOPE_TWICE]
    assert pytest.approx(0.082167041 / SLOPE * 0.75136507, rel=1e-6) in found[SLOPE_IN_PART]


def test_a_factor_of_two_may_be_too_much_or_missing() -> None:
    found = values(mistaken_formulas, number_case(RATE))
    assert found[HALF_OF_LOSS_MISSING] == [pytest.approx(2 * 0.082167041)]
    assert found[HALF_TOO_MUCH] == [pytest.approx(0.082167041 / 2)]


def test_one_of_several_paths_may_be_counted_alone() -> None:
    found = values(mistaken_formulas, number_case(r"\frac{\partial E_{total}}{\partial out_{h1}} = 0.0363503064"))
    assert pytest.approx(0.0553994, abs=1e-6) in found[ONE_PATH]


@pytest.mark.parametrize(
    ("line", "slope"), [(RATE, True), ("out_{h1} = 0.5933", False), (r"\delta_{o1} = 0.1385", True)]
)
def test_what_is_claimed_to_be_a_derivative_is_known(line: str, slope: bool) -> None:
    assert is_slope(number_case(line)) is slope


def test_of_what_is_no_derivative_nothing_is_supposed() -> None:
    assert values(mistaken_formulas, number_case("out_{h1} = 0.5933")) == {}
