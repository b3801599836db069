from __future__ import annotations

import pytest

from symbackprop.verify.diagnosis.digit_slips import (
    DECIMAL_POINT,
    DIGIT_ADDED,
    DIGIT_CHANGED,
    DIGIT_DROPPED,
    DIGITS_SWAPPED,
    SIGN_ADDED,
    SIGN_LOST,
    misplaced_points,
    mistaken_digits,
    mistaken_signs,
)
from symbackprop.verify.reasons import SlipCode

from .cases import number_case, precise, values


@pytest.mark.parametrize(
    ("line", "code", "right"),
    [
        ("out_{h1} = 0.5923", None, ""),
        ("out_{h1} = 0.59362699", None, ""),
        ("out_{h1} = 0.59326992", DIGIT_DROPPED, "0.593269992"),
        ("out_{h1} = 0.5932669992", DIGIT_ADDED, "0.593269992"),
        ("out_{h2} = 0.5986", DIGITS_SWAPPED, "0.5968"),
        ("out_{h2} = 0.596834378", DIGIT_CHANGED, "0.596884378"),
    ],
)
def test_a_slip_of_the_pen_is_named_with_the_digits_that_should_stand_there(
    line: str, code: SlipCode | None, right: str
) -> None:
    with precise():
        found = {suspect.slip.code: suspect.slip.details.right for suspect in mistaken_digits(number_case(line))}
    if code is None:
        assert DIGIT_DROPPED not in found
    else:
        assert found[code].startswith(right)


@pytest.mark.parametrize(("printed", "places"), [("5.933", 1), ("59.33", 2), ("0.05933", 1)])
def test_a_point_in_the_wrong_place_is_so_many_places_off(printed: str, places: int) -> None:
    with precise():
        found = [s.slip for s in misplaced_points(number_case(f"out_{{h1}} = {printed}"))]
    assert (DECIMAL_POINT, places) in [(slip.code, slip.details.count) for slip in found]


def test_what_was_worked_out_was_not_mistyped() -> None:
    case = number_case(r"net_{h1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.85 = 0.8775")
    assert case.draft.line_gives
    assert values(mistaken_digits, case) == {}


def test_a_sign_is_lost_from_a_negative_number_and_put_before_a_positive_one() -> None:
    assert values(mistaken_signs, number_case(r"\frac{\partial E_{total}}{\partial w_5} = -0.082167041")) == {
        SIGN_ADDED: [pytest.approx(-0.082167041)]
    }
    assert SIGN_LOST in values(mistaken_signs, number_case(r"\frac{\partial E_{total}}{\partial w_7} = 0.0226"))
