from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.misspellings import correct_misspellings
from symbackprop.verify.quantities.refusals import UnknownName

from ..formulas import name
from .names import chains, interpreted, meaning_of, points, uninterpreted

LINES = (r"out_{h1} = 0.593269992", r"out_{h2} = 0.596884378", r"out_{o1} = \sigma(net_{o1})")


def corrections(*lines: str) -> dict[str, str]:
    naming = uninterpreted()
    found = correct_misspellings(naming, chains(*lines), points(naming.network))
    return {text: other.text for text, other in found.corrections.items()}


@pytest.mark.parametrize(
    ("line", "wrong", "right"),
    [
        (r"net_{o1} = w_5 out_{h1} + w_6 out_{b2} + b_2", "out_{b2}", "out_{h2}"),
        (r"net_{o1} = w_5 out_{h8} + w_6 out_{h2} + b_2", "out_{h8}", "out_{h1}"),
        (r"out_{h7} = 0.593269992", "out_{h7}", "out_{h1}"),
    ],
)
def test_a_name_one_character_off_is_the_one_with_which_more_comes_true(line: str, wrong: str, right: str) -> None:
    assert corrections(*LINES, line) == {wrong: right}


def test_a_name_of_a_quantity_is_none_of_another() -> None:
    assert corrections(*LINES) == {}


def test_a_name_of_another_letter_or_length_is_left() -> None:
    assert corrections(*LINES, "q_{h1} = 2", "out_{h11} = 3") == {}


def test_a_misspelt_name_means_what_was_meant() -> None:
    naming = interpreted(*LINES, r"net_{o1} = w_5 out_{h1} + w_6 out_{h9} + b_2")
    assert meaning_of(naming, "out_{h9}") == ["out_h2"]
    with pytest.raises(UnknownName):
        interpreted(*LINES).meaning(name("out_{h9}"))
