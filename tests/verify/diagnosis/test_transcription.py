"""Numbers that are rather miswritten, or misread, than worked out wrong."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.transcription import is_misreading
from symbackprop.verify.judging.verdicts import Flag
from symbackprop.verify.pipeline import verify


@pytest.mark.parametrize(
    ("text", "right", "is_it"),
    [
        ("0.6933", "0.5933", True),
        ("0.5988", "0.5938", True),
        ("0.1775", "0.7775", True),
        ("0.4", "0.9", True),
        ("5933", "0.5933", False),
        ("05933", "0.5933", True),
        ("0.22", "-0.22", True),
        ("0.2", "0.2", False),
        ("0.5933", "0.593", False),
        ("0.6938", "0.5933", False),
    ],
)
def test_one_digit_the_minus_or_the_point_is_misread(text: str, right: str, is_it: bool) -> None:
    assert is_misreading(text, right) == is_it


def flags(*lines: str) -> list[bool]:
    """Return of each wrong number whether it is probably miswritten."""
    report = verify("\n\n".join(f"${line}$" for line in lines).encode(), "x.md", example())
    return [Flag.MISWRITTEN in claim.flags for claim in report.claims if claim.is_fault]


def test_what_nothing_goes_on_with_is_just_wrong() -> None:
    assert flags("out_{h1} = 0.5983") == [False]
    assert flags("out_{h1} = 0.5983", "out_{h2} = 0.5969") == [False]


def test_a_quantity_without_a_line_that_comes_of_the_right_number_shows_it_too() -> None:
    assert flags("net_{h1} = 0.3715", "out_{h1} = 0.5933") == [True]
    assert flags("net_{h1} = 0.3715", "out_{h2} = 0.5969") == [False]


def test_the_value_of_a_neighbour_under_a_name_is_an_index_that_is_miswritten() -> None:
    names = "out_{h2} = 0.596884378", "out_{h1} = 0.596884378"
    assert flags(*names) == [False]
    assert flags(*names, r"0.4 \cdot 0.593269992 = 0.237307997") == [True]
    assert flags(*names, r"0.4 \cdot 0.596884378 = 0.238753751")[:1] == [False]


def test_an_operand_that_is_misread_while_the_result_is_right_is_miswritten() -> None:
    assert flags(r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 \cdot 0.06 + 0.2 \cdot 0.1 + 0.35 = 0.3775") == [True]
    assert flags(r"net_{h1} = w_1 i_1 + w_2 i_2 + b_1 = 0.15 \cdot 0.09 + 0.2 \cdot 0.1 + 0.35 = 0.3775") == [False]
