from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import FormulaCase, OtherSide
from symbackprop.verify.diagnosis.formula_slips import (
    BIAS_MISSING,
    DERIVATIVE_OF_ANOTHER,
    HALF_MISSING,
    INDEX_WRONG,
    MINUS_MISSING,
    SIDE_TRANSPOSED,
    SIGN_IN_FORMULA,
    SIGN_OF_SIDE,
    TERM_TOO_MUCH,
    alike,
    derivatives_of_others,
    missing_biases,
    missing_minuses,
    missing_slopes,
    mistaken_halves,
    mistaken_indices,
    mistaken_parts,
    mistaken_squares,
    mistaken_transposes,
)
from symbackprop.verify.diagnosis.gradient_slips import HALF_TOO_MUCH, SLOPE_MISSING
from symbackprop.verify.grammar.edits import SQUARE_TOO_MUCH, TRANSPOSE_MISSING
from symbackprop.verify.interpretation.equality import same
from symbackprop.verify.pipeline import verify
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.reasons import SlipCode

from .cases import codes, formula_case

Find = Callable[[FormulaCase], Iterable[OtherSide]]
GRADIENT = r"\frac{\partial E_{total}}{\partial w_5} = "
ROWS: list[tuple[Find, str, SlipCode]] = [
    (missing_minuses, r"E_{o1} = \frac{1}{2} (target_{o1} out_{o1})^2", MINUS_MISSING),
    (mistaken_parts, r"\frac{\partial E_{total}}{\partial out_{o1}} = target_{o1} - out_{o1}", SIGN_OF_SIDE),
    (mistaken_parts, "net_{h1} = w_1 i_1 - w_2 i_2 + b_1", SIGN_IN_FORMULA),
    (mistaken_parts, "net_{h1} = w_1 i_1 + w_2 i_2 + b_1 + i_1", TERM_TOO_MUCH),
    (mistaken_halves, "E_{o1} = (target_{o1} - out_{o1})^2", HALF_MISSING),
    (
        mistaken_halves,
        r"E_{total} = (target_{o1} - out_{o1})^2 + \frac{1}{2} (target_{o2} - out_{o2})^2",
        HALF_MISSING,
    ),
    (mistaken_halves, r"net_{h1} = w_1 i_1 + \frac{w_2 i_2}{2} + b_1", HALF_TOO_MUCH),
    (
        mistaken_squares,
        r"\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1} (1 - out_{o1}^2)",
        SQUARE_TOO_MUCH,
    ),
    (missing_biases, "net_{h1} = w_1 i_1 + w_2 i_2", BIAS_MISSING),
    (mistaken_indices, "net_{h1} = w_1 i_1 + w_2 i_1 + b_1", INDEX_WRONG),
    (missing_slopes, GRADIENT + r"(out_{o1} - target_{o1}) out_{h1}", SLOPE_MISSING),
    (
        missing_slopes,
        r"\frac{\partial E_{total}}{\partial out_{h1}} = (out_{o1} - target_{o1}) w_5 + (out_{o2} - target_{o2}) "
        r"out_{o2} (1 - out_{o2}) w_7",
        SLOPE_MISSING,
    ),
]


def holds(case: FormulaCase, other: OtherSide) -> bool:
    """Whether both sides are equal at all points once a slip is corrected."""
    try:
        return same(case.naming, case.left, other.side, case.points)
    except NotCheckable:
        return False


@pytest.mark.parametrize(("find", "line", "code"), ROWS, ids=[row[2].value for row in ROWS])
def test_a_formula_with_a_slip_holds_once_that_is_corrected(find: Find, line: str, code: SlipCode) -> None:
    # What the names mean is told by lines that are right.
    case = formula_case("net_{o1} = 1.105905967", "out_{o1} = 0.751365070", line, subscripts=["1", "2", "h1", "o1"])
    corrected = [other for other in codes(find, case)[code] if holds(case, other)]
    assert corrected
    assert not holds(case, OtherSide(case.right, corrected[0].slip))


def test_a_transpose_is_missing_where_the_shapes_say_so() -> None:
    found = codes(mistaken_transposes, formula_case(r"\frac{\partial E_{total}}{\partial W_2} = out_h \delta_o"))
    assert SIDE_TRANSPOSED in found
    assert TRANSPOSE_MISSING in found


def test_the_derivative_by_another_quantity_is_found_by_its_value() -> None:
    case = formula_case(r"\frac{\partial E_{total}}{\partial net_{o1}} = out_{o1} - target_{o1}")
    (other,) = derivatives_of_others(case)
    assert other.slip.code == DERIVATIVE_OF_ANOTHER
    assert other.slip.details.quantity == "∂E/∂out_o1"


def test_subscripts_are_alike_that_differ_in_digits_alone() -> None:
    assert alike(["h1", "h2", "o1", "h12"], "h1") == ["h2"]


def test_an_index_that_stands_nowhere_else_in_the_document_is_one_of_the_network() -> None:
    text = "$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$ and $net_{h2} = w_2 i_1 + w_4 i_2 + b_1$"
    (slip,) = [slip for claim in verify(text.encode(), "x.md", example()).claims for slip in claim.slips]
    assert (slip.code, slip.details.quantity) == (INDEX_WRONG, "w_3")
