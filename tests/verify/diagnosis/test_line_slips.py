from __future__ import annotations

import pytest

from symbackprop.verify.diagnosis.line_slips import OPERAND_OF_ANOTHER_LINE, mistaken_lines, numbers_of_other_lines
from symbackprop.verify.grammar.edits import FACTOR_LEFT_OUT, SIGN_IN_LINE, TERM_NOT_ADDED, TERM_POINT
from symbackprop.verify.reasons import SlipCode

from .cases import number_case, values

LINE = r"net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = "


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        (SIGN_IN_LINE, 0.15 * 0.05 + 0.2 * 0.1 - 0.35),
        (TERM_NOT_ADDED, 0.15 * 0.05 + 0.2 * 0.1),
        (FACTOR_LEFT_OUT, 0.15 + 0.2 * 0.1 + 0.35),
        (TERM_POINT, 0.15 * 0.05 + 2 * 0.1 + 0.35),
    ],
)
def test_each_slip_in_computing_leads_to_its_own_number(code: SlipCode, wrong: float) -> None:
    found = values(mistaken_lines, number_case(f"{LINE}0.9"))
    assert pytest.approx(wrong) in found[code]


def test_a_result_of_an_earlier_line_may_be_put_in() -> None:
    found = values(numbers_of_other_lines, number_case("out_{h1} = 0.593269992", f"{LINE}0.9"))
    assert pytest.approx(0.15 * 0.05 + 0.2 * 0.1 + 0.593269992) in found[OPERAND_OF_ANOTHER_LINE]


def test_a_wrong_result_does_not_hide_the_result_of_another_line_that_has_its_digits() -> None:
    before = r"\frac{\partial E}{\partial out_{o2}} = -0.217071535"
    case = number_case(before, r"\frac{\partial E}{\partial net_{o2}} = -1 \cdot 0.0381 = 0.217071535")
    assert pytest.approx(0.217071535) in values(numbers_of_other_lines, case)[OPERAND_OF_ANOTHER_LINE]


def test_numbers_with_decimals_are_exchanged_before_whole_ones() -> None:
    ones = r"2 \cdot " + r"1 \cdot " * 30
    case = number_case("out_{h1} = 0.593269992", rf"net_{{h1}} = {ones} 0.15 \cdot 0.05 = 0.9")
    found = values(numbers_of_other_lines, case)[OPERAND_OF_ANOTHER_LINE]
    assert pytest.approx(2 * 0.593269992 * 0.05) in found
    assert pytest.approx(2 * 0.593269992 * 0.15) in found


def test_of_a_line_that_gives_its_number_and_of_none_nothing_is_supposed() -> None:
    assert values(mistaken_lines, number_case(f"{LINE}0.3775")) == {}
    assert values(mistaken_lines, number_case("net_{h1} = 0.9")) == {}
