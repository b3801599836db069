from __future__ import annotations

import pytest

from symbackprop.verify.grammar.numerals import numeral_at
from symbackprop.verify.grammar.style import WritingStyle
from symbackprop.verify.grammar.tokens import Unreadable

from ..formulas import read


@pytest.mark.parametrize(
    ("text", "commas", "digits"),
    [
        (".5", False, "0.5"),
        ("0.50", False, "0.50"),
        ("1e-3", False, "1e-3"),
        (r"1.17 \cdot 10^3", False, "1.17e3"),
        (r"1.17 \times 10^{-3}", False, "1.17e-3"),
        (r"50\%", False, "50e-2"),
        (r"1\,174", False, "1174"),
        (r"1\,379\,074.44", False, "1379074.44"),
        ("1{,}379{,}074.44", False, "1379074.44"),
        ("1{,}5", False, "1.5"),
        ("1,379,074.44", False, "1379074.44"),
        ("1 174", False, "1174"),
        ("0,15", True, "0.15"),
        ("0{,}15", True, "0.15"),
        ("1.379.074,44", True, "1379074.44"),
        (r"1\,174{,}5", True, "1174.5"),
        ("1 174,5", True, "1174.5"),
    ],
)
def test_a_number_is_read_to_its_end(text: str, commas: bool, digits: str) -> None:
    assert numeral_at(text, 0, commas, 0) == (digits, len(text))


def test_numbers_of_a_list_are_no_thousands() -> None:
    assert read("[100 200 300]") == ["[['100', '200', '300']]"]
    assert read("[1,200]") == ["[['1', '200']]"]
    assert read("f(1,100)") == ["activation(1, 100)"]
    assert read(r"0.5\,100") == ["(0.5 100)"]
    assert read("a = 1,5; b = 1,174", WritingStyle(commas=True)) == ["a = 1.5", "b = 1.174"]


def test_two_decimal_signs_are_refused() -> None:
    with pytest.raises(Unreadable):
        numeral_at("1,5{,}5", 0, False, 0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2 x .11 + 3 x .21 = .85", "((2 0.11) + (3 0.21)) = 0.85"),
        ("2 x (0.3 - 0.1)", "(2 (0.3 + -0.1))"),
        ("(1 - 0.5) x -0.3", "((1 + -0.5) -0.3)"),
        ("2 x w", "(2 x w)"),
        ("2 x (w - 1)", "(2 x (w + -1))"),
        ("w x + b", "((w x) + b)"),
        ("2 x", "(2 x)"),
    ],
)
def test_an_x_between_numbers_multiplies_and_any_other_is_a_quantity(text: str, tree: str) -> None:
    assert read(text) == [tree]


@pytest.mark.parametrize(("text", "tree"), [("a (1.-b)", "(a (1 + -b))"), ("b + 1. * a", "(b + (1 a))")])
def test_a_number_may_end_with_its_point_before_a_sign(text: str, tree: str) -> None:
    assert read(text) == [tree]
