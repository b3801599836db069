from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.indices import counts_layers, is_general, is_general_formula, layer_at, letters_in
from symbackprop.verify.quantities.known_names import COUNTING
from symbackprop.verify.quantities.vocabulary import Vocabulary

from ..formulas import chain, name

VOCABULARY = Vocabulary(example())


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("out_{hj}", {"j"}),
        ("w_{ij}", {"i", "j"}),
        ("a^{(l)}_j", {"j", "l"}),
        ("x_{i+1}", {"i"}),
        ("out_{h1}", set()),
        ("net_{in}", set()),
        ("E", set()),
    ],
)
def test_letters_in_an_index_are_known(text: str, letters: set[str]) -> None:
    assert letters_in(name(text), VOCABULARY, COUNTING) == letters
    assert is_general(name(text), VOCABULARY) is bool(letters)


def test_an_equation_speaks_generally_where_any_of_its_names_does() -> None:
    assert is_general_formula(chain("z_j = w_{ij} x_i"), VOCABULARY)
    assert not is_general_formula(chain("z_1 = w_{11} x_1"), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "counts"),
    [("a^{(l)}", True), ("a^{[L]}", True), ("a^{(l-1)}", True), ("a^{(2)}", False), ("a", False)],
)
def test_a_letter_above_counts_layers(text: str, counts: bool) -> None:
    assert counts_layers(name(text)) is counts


@pytest.mark.parametrize(
    ("part", "number"),
    [("(l)", "(2)"), ("[l-1]", "[1]"), ("(l+1)", "(3)"), ("(L)", "(3)"), ("[L-1]", "[2]"), ("(2)", "(2)"), ("T", "T")],
)
def test_a_letter_above_is_replaced_by_its_layer(part: str, number: str) -> None:
    assert layer_at(part, {"l": 2}, 3) == number


def test_a_letter_that_is_not_chosen_stays_and_that_of_the_last_layer_does_not() -> None:
    assert layer_at("(l)", {}, 3) == "(l)"
    assert layer_at("(L)", {}, 3) == "(3)"
