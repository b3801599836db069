from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import NumberCase, WrongNumber
from symbackprop.verify.diagnosis.planted_numbers import (
    added_digits,
    changed_digits,
    dropped_digits,
    lost_exponent_minuses,
    moved_points,
    swapped_digits,
    wrong_old_values,
)

from .planted import right_lines


def case_of(text: str) -> NumberCase:
    case = list(right_lines(text, "line.md", example()))[-1]
    assert isinstance(case, NumberCase)
    return case


@pytest.mark.parametrize(
    ("make", "digits"),
    [
        (added_digits, "0.5993269992"),
        (changed_digits, "0.543269992"),
        (dropped_digits, "0.53269992"),
        (moved_points, "0.0593269992"),
        (swapped_digits, "0.539269992"),
    ],
)
def test_a_misprint_is_made_of_the_digits_that_stand_there(
    make: Callable[[NumberCase], Iterator[WrongNumber]], digits: str
) -> None:
    assert digits in [wrong.digits for wrong in make(case_of("$out_{h1} = 0.593269992$"))]


def test_a_number_of_few_figures_gets_no_misprint() -> None:
    assert list(swapped_digits(case_of("$w_1 = 0.15$"))) == []


def test_the_minus_of_an_exponent_is_lost_on_the_line_and_not_in_the_result() -> None:
    case = case_of(r"$out_{h1} = \frac{1}{1 + e^{-0.3775}} = 0.593269992$")
    (wrong,) = lost_exponent_minuses(case)
    assert wrong.digits == case.stated.text
    assert wrong.line != case.draft.line_node


def test_an_update_from_another_old_value_gives_the_value_of_its_line() -> None:
    case = case_of(r"$w_5^+ = 0.4 - 0.5 \cdot 0.082167041 = 0.358916480$")
    (wrong,) = wrong_old_values(case)
    # 0.5 and 0.6 are given for others.
    assert (wrong.digits, wrong.details.number) == ("0.658916480", "0.7")
