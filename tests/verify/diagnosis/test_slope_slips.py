"""Derivatives with the slope of another activation, or with the slope at another number."""

from __future__ import annotations

from math import exp, tanh

import pytest

from symbackprop.verify.diagnosis.slope_slips import SLOPE_ELSEWHERE, SLOPE_OF_ANOTHER, mistaken_derivatives

from .cases import number_case, values
from .pairs import network

OUT = 1 / (1 + exp(-0.3775))
AGAIN = 1 / (1 + exp(-OUT))


def test_the_slope_of_the_sigmoid_is_taken_for_that_of_tanh_or_at_another_number() -> None:
    found = values(mistaken_derivatives, number_case(r"\frac{\partial out_{h1}}{\partial net_{h1}} = 0.9"))
    assert pytest.approx(1 - tanh(0.3775) ** 2, abs=1e-12) in found[SLOPE_OF_ANOTHER]
    assert pytest.approx(1 - OUT**2, abs=1e-12) in found[SLOPE_OF_ANOTHER]
    assert pytest.approx(0.3775 * (1 - 0.3775), abs=1e-12) in found[SLOPE_ELSEWHERE]
    assert pytest.approx(AGAIN * (1 - AGAIN), abs=1e-12) in found[SLOPE_ELSEWHERE]


def test_the_slope_of_tanh_is_taken_for_that_of_the_sigmoid() -> None:
    case = number_case(r"\frac{\partial E}{\partial w} = 0.9", network=network("tanh"))
    output = tanh(0.5)
    found = values(mistaken_derivatives, case)
    assert pytest.approx((output - 1) * output * (1 - output) * 0.5, abs=1e-12) in found[SLOPE_OF_ANOTHER]


def test_what_is_no_derivative_has_no_slope() -> None:
    assert values(mistaken_derivatives, number_case("out_{h1} = 0.9")) == {}
