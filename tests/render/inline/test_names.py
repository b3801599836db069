"""Names of quantities in pieces."""

from __future__ import annotations

import pytest

from symbackprop.expression.greek import GREEK
from symbackprop.expression.tree import Affine, Index, Symbol, updated
from symbackprop.render.inline.names import above, below, counting, joined, pieces

K = Index("k", 3)


@pytest.mark.parametrize(
    ("subscript", "parts"), [("h1", ("h", "1")), ("o12", ("o", "12")), ("2,3", ("2", ",", "3")), ("", ())]
)
def test_a_subscript_is_words_numbers_and_commas(subscript: str, parts: tuple[str, ...]) -> None:
    assert pieces(subscript) == parts


def test_layer_sample_and_update_stand_above() -> None:
    assert above(Symbol("a", "1", superscript="[2]", sample="3")) == ("[2]", "(3)")
    assert above(updated(Symbol("w", "5"))) == ("+",)


def test_two_digits_stand_together_below_a_layer() -> None:
    assert below(Symbol("w", "1,2", superscript="(1)")) == ("1", "2")
    assert below(Symbol("w", "1,2")) == ("1", ",", "2")


def test_an_index_is_written_in_the_letters_of_a_format_and_that_of_the_samples_above() -> None:
    assert counting(Symbol("x", indices=(K, 2)), str.upper) == ("K", "2")
    assert counting(Symbol("x", indices=(Index("n", 4), K), sample="n")) == ("k",)
    assert counting(Symbol("x", indices=(Affine(((1, K),), -1),))) == ("k-1",)


def test_shifted_positions_are_told_apart_by_commas() -> None:
    assert joined(("k", "j")) == "kj"
    assert joined(("k", "i-1")) == "k,i-1"


def test_every_greek_letter_has_one_name() -> None:
    assert len(set(GREEK.values())) == len(GREEK) == 35
    assert GREEK["η"] == "eta"
