"""Names in code: those of the notes, changed only where a language cannot have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.export.syntax.keywords import reserved
from symbackprop.export.syntax.naming import LONGEST, Names, plain, shortened
from symbackprop.expression.tree import Symbol

from ..drivers import PAGE_WORDS


def test_a_name_is_given_once_and_stays() -> None:
    names = Names({"for"})
    assert [names.of(Symbol("for")), names.of(Symbol("for")), names.fresh("for")] == ["for_", "for_", "for__"]


def test_fortran_does_not_tell_large_letters_from_small_ones() -> None:
    assert Names(is_case_blind=True).of(Symbol("W")) == "W"
    names = Names(is_case_blind=True)
    assert [names.of(Symbol("w")), names.of(Symbol("W"))] == ["w", "W_"]


def test_no_name_begins_as_those_of_the_page_do() -> None:
    assert Names(beginnings=("backprop_",)).of(Symbol("backprop_loss")) == "own_backprop_loss"


@pytest.mark.parametrize(("name", "letters"), [("η", "eta"), ("Δw", "capital_deltaw"), ("误", "u8bef"), ("w_1", "w_1")])
def test_letters_that_not_every_language_has_are_spelled(name: str, letters: str) -> None:
    assert plain(name) == letters


@given(st.lists(st.text("ab_", min_size=1, max_size=120), min_size=2, max_size=6, unique=True))
def test_two_quantities_never_share_a_name(found: list[str]) -> None:
    names = Names()
    given_names = [names.of(Symbol(name)) for name in found]
    assert len(set(given_names)) == len(found)
    assert max(map(len, map(shortened, found))) <= LONGEST


@pytest.mark.parametrize("page", PAGE_WORDS)
def test_the_words_of_a_language_are_reserved_on_its_page(page: str) -> None:
    assert PAGE_WORDS[page].keywords <= reserved(PAGE_WORDS[page])
    assert reserved(PAGE_WORDS[page])
