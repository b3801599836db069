from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from symbackprop.verify.diagnosis.case import FormulaCase, OtherSide
from symbackprop.verify.diagnosis.planted_formulas import (
    added_terms,
    cubes,
    lost_minuses,
    repeated_factors,
    turned_signs,
)
from symbackprop.verify.reasons import SlipCode

from ..formulas import shown
from .cases import codes, formula_case

Plant = Callable[[FormulaCase], Iterator[OtherSide]]
DIFFERENCE = r"\frac{\partial E_{total}}{\partial out_{o1}} = out_{o1} - target_{o1}"
PRODUCT = r"\frac{\partial E_{total}}{\partial w_5} = \frac{\partial E_{total}}{\partial net_{o1}} out_{h1}"


@pytest.mark.parametrize(
    ("plant", "line", "code", "side"),
    [
        (turned_signs, DIFFERENCE, SlipCode.SIGN_IN_FORMULA, "(out_{o1} + target_{o1})"),
        (lost_minuses, DIFFERENCE, SlipCode.MINUS_MISSING, "(out_{o1} target_{o1})"),
        (added_terms, DIFFERENCE, SlipCode.TERM_TOO_MUCH, "(out_{o1} + -target_{o1} + out_{o1})"),
        (cubes, DIFFERENCE, SlipCode.PART_WRONG, "(out_{o1} + -target_{o1})^3"),
        (repeated_factors, PRODUCT, SlipCode.FACTOR_TOO_MUCH, "(∂E_{total}/∂net_{o1} out_{h1} out_{h1})"),
        (repeated_factors, DIFFERENCE, SlipCode.FACTOR_TOO_MUCH, "(2 (out_{o1} + -target_{o1}))"),
    ],
)
def test_a_slip_makes_another_side_under_its_code(plant: Plant, line: str, code: SlipCode, side: str) -> None:
    found = codes(plant, formula_case(line))
    assert list(found) == [code]
    assert side in [shown(other.side) for other in found[code]]


def test_where_nothing_can_be_mistaken_nothing_is_made() -> None:
    assert codes(lost_minuses, formula_case("net_{h1} = w_1 i_1 + w_2 i_2 + b_1")) == {}
    assert codes(turned_signs, formula_case("a = out_{h1}")) == {}
