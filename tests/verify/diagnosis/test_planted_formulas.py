from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import FormulaCase, WrongSide
from symbackprop.verify.diagnosis.planted_formulas import (
    added_terms,
    dropped_biases,
    dropped_halves,
    dropped_slopes,
    halved_sides,
    lost_minuses,
    repeated_factors,
    turned_signs,
    wrong_indices,
)
from symbackprop.verify.diagnosis.writing import written

from .planted import right_lines

NET = "net_{h1} = w_1 i_1 + w_2 i_2 + b_1"
SLOPE = r"\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1} \cdot (1 - out_{o1})"


def case_of(line: str) -> FormulaCase:
    case = list(right_lines(f"${line}$", "line.md", example()))[-1]
    assert isinstance(case, FormulaCase)
    return case


@pytest.mark.parametrize(
    ("make", "line", "side"),
    [
        (added_terms, NET, "w_1 i_1 + w_2 i_2 + b_1 + i_1"),
        (dropped_biases, NET, "w_1 i_1 + w_2 i_2"),
        (turned_signs, NET, "w_1 i_1 + w_2 i_2 - b_1"),
        (wrong_indices, NET, "w_{2} i_1 + w_2 i_2 + b_1"),
        (halved_sides, SLOPE, r"\frac{out_{o1} \cdot \left(1 - out_{o1}\right)}{2}"),
        (repeated_factors, SLOPE, r"out_{o1} \cdot \left(1 - out_{o1}\right) \cdot out_{o1}"),
    ],
)
def test_a_formula_is_changed_in_one_place(
    make: Callable[[FormulaCase], Iterator[WrongSide]], line: str, side: str
) -> None:
    case = case_of(line)
    assert side in [written(other.side, case.right, f"${line}$") for other in make(case)]


def test_a_minus_is_lost_between_two_names_alone() -> None:
    case = case_of(r"\frac{\partial E_{total}}{\partial out_{o1}} = out_{o1} - target_{o1}")
    (other,) = lost_minuses(case)
    assert (other.details.quantity, other.details.other) == ("out_{o1}", "target_{o1}")
    assert list(lost_minuses(case_of(NET))) == []


def test_the_derivative_of_an_activation_is_left_out_and_no_other() -> None:
    line = (
        r"\frac{\partial E_{total}}{\partial w_5} = \frac{\partial E_{total}}{\partial out_{o1}} "
        r"\cdot \frac{\partial out_{o1}}{\partial net_{o1}} \cdot \frac{\partial net_{o1}}{\partial w_5}"
    )
    (other,) = dropped_slopes(case_of(line))
    assert other.details.quantity == "∂out_{o1}/∂net_{o1}"


def test_no_half_is_left_out_of_an_error_which_would_be_another_error() -> None:
    assert list(dropped_halves(case_of(r"E_{o1} = \frac{1}{2} (target_{o1} - out_{o1})^2"))) == []
