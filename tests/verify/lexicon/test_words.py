"""What letters and words can mean in formulas."""

from __future__ import annotations

import pytest

from symbackprop.expression.functions import FUNCTIONS as TABLE
from symbackprop.verify.lexicon.words import (
    BEFORE_NEW,
    BEFORE_OLD,
    BELOW,
    FUNCTIONS,
    NEW,
    OLD,
    QUANTITIES,
    function_of,
    is_digits,
)


@pytest.mark.parametrize("name", TABLE)
def test_every_function_of_the_table_is_called_by_its_spellings(name: str) -> None:
    for spelling in TABLE[name].spellings:
        assert function_of(spelling) == name


@pytest.mark.parametrize(
    ("word", "function"),
    [("f", "activation"), ("sigma", "σ"), ("Softmax", "softmax"), ("sgn", "sign"), ("cosh", "cosh"), ("w", None)],
)
def test_a_word_calls_a_function_or_none(word: str, function: str | None) -> None:
    assert function_of(word) == function


def test_a_word_does_not_mark_a_quantity_as_updated_and_as_not() -> None:
    assert not NEW & OLD
    assert not BEFORE_NEW & BEFORE_OLD
    assert BEFORE_NEW <= NEW
    assert BEFORE_OLD <= OLD
    assert {"neu", "nuevo", "новый", "mới", "新", "+", "t+1"} <= NEW
    assert {"alt", "viejo", "старый", "cũ", "旧", "(t)", "k"} <= OLD


def test_words_that_mark_before_a_name_are_no_pairs_of_letters() -> None:
    assert {"ny", "新"} <= NEW - BEFORE_NEW


def test_what_stands_below_as_one_word_holds_all_that_names_or_marks() -> None:
    assert QUANTITIES <= BELOW
    assert {"ih", "total", "pred", "soll", "neu", "alt"} <= BELOW
    assert not any(len(word) == 1 for word in BELOW - {"新", "旧", "舊"})


def test_no_function_is_a_quantity_of_the_same_name() -> None:
    assert not FUNCTIONS.keys() & QUANTITIES


@pytest.mark.parametrize(("text", "is_one"), [("0", True), ("²", False), ("", False), ("1" * 81, False), ("a", False)])
def test_a_row_of_digits_is_one_of_the_ten_and_not_endless(text: str, is_one: bool) -> None:
    assert is_digits(text) is is_one
