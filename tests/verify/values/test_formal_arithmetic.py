"""Functions of formulas."""

from __future__ import annotations

from symbackprop.verify.values.formal_arithmetic import FormalArithmetic
from symbackprop.verify.values.quotients import Field


def test_the_slope_of_a_sigmoid_is_its_output_times_what_that_lacks_to_one() -> None:
    arithmetic = FormalArithmetic()
    arithmetic.field = Field()
    x = arithmetic.field.kernel("x")[1]
    y = arithmetic.applied("sigmoid", 0, x)
    assert (arithmetic.applied("sigmoid", 1, x) - y * (1 - y)).is_zero
    assert not (arithmetic.applied("sigmoid", 1, x) - y * (1 + y)).is_zero
