from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from symbackprop.verify.diagnosis.case import NumberCase, WrongNumber
from symbackprop.verify.diagnosis.planted_numbers import (
    added_digits,
    changed_digits,
    dropped_digits,
    lost_exponent_minuses,
    misprinted_operands,
    moved_points,
    numbers_of_earlier_lines,
    swapped_digits,
    wrong_old_values,
    wrong_operands,
)
from symbackprop.verify.reasons import SlipCode

from ..formulas import shown
from .cases import number_case, precise

Plant = Callable[[NumberCase], Iterator[WrongNumber]]
NUMBER = "out_{h1} = 0.593269992"
LINE = r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775"


def made(plant: Plant, case: NumberCase) -> list[WrongNumber]:
    with precise():
        return list(plant(case))


@pytest.mark.parametrize(
    ("plant", "code", "digits"),
    [
        (dropped_digits, SlipCode.DIGIT_DROPPED, "0.59326992"),
        (added_digits, SlipCode.DIGIT_ADDED, "0.5593269992"),
        (changed_digits, SlipCode.DIGIT_CHANGED, "0.093269992"),
        (swapped_digits, SlipCode.DIGITS_SWAPPED, "0.953269992"),
        (moved_points, SlipCode.DECIMAL_POINT, "5.93269992"),
    ],
)
def test_a_slip_of_the_pen_leaves_other_digits(plant: Plant, code: SlipCode, digits: str) -> None:
    found = made(plant, number_case(NUMBER))
    assert {wrong.slip.code for wrong in found} == {code}
    assert digits in [wrong.digits for wrong in found]
    assert "0.593269992" not in [wrong.digits for wrong in found]


def test_of_few_figures_none_tells_and_nothing_is_made() -> None:
    for plant in (dropped_digits, added_digits, changed_digits, swapped_digits):
        assert made(plant, number_case("w_1 = 0.15")) == []


def test_a_wrong_operand_changes_the_result_to_what_the_line_gives_then() -> None:
    for wrong in made(wrong_operands, number_case(LINE)):
        assert wrong.slip.code is SlipCode.OPERAND_WRONG
        assert wrong.line is not None
    digits = {wrong.digits for wrong in made(wrong_operands, number_case(LINE))}
    assert "0.3725" in digits or "0.3850" in digits
    assert "0.3775" not in digits


def test_a_misprinted_operand_and_a_lost_minus_leave_the_result() -> None:
    case = number_case("net_{h1} = 0.3775", r"out_{h1} = \frac{1}{1 + e^{-0.377500}} = 0.593269992")
    for plant, code in (
        (misprinted_operands, SlipCode.OPERAND_MISPRINTED),
        (lost_exponent_minuses, SlipCode.EXPONENT_MINUS_MISSING),
    ):
        found = made(plant, case)
        assert found, code
        assert {(wrong.digits, wrong.slip.code) for wrong in found} == {("0.593269992", code)}
    assert "exp(0.3775" in shown(made(lost_exponent_minuses, case)[0].line)  # type: ignore[arg-type]


def test_a_number_of_an_earlier_line_is_put_in_and_the_result_is_that() -> None:
    case = number_case("out_{h2} = 0.596884378", LINE)
    found = made(numbers_of_earlier_lines, case)
    assert {wrong.slip.code for wrong in found} == {SlipCode.OPERAND_OF_ANOTHER_LINE}
    assert "0.6244" in [wrong.digits for wrong in found]


def test_an_update_starts_from_another_value() -> None:
    (wrong,) = made(wrong_old_values, number_case(r"w_5^+ = 0.40 - 0.5 \cdot 0.082167041 = 0.3589164795"))
    assert wrong.slip.code is SlipCode.OLD_VALUE_WRONG
    assert wrong.digits == "0.4589164795"
    assert made(wrong_old_values, number_case(LINE)) == []
