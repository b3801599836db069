from __future__ import annotations

from symbackprop.verify.unjudged import NOT_READ, WORDS, Why


def test_every_reason_has_words_of_its_own() -> None:
    assert WORDS.keys() == set(Why)
    assert len(set(WORDS.values())) == len(Why)
    assert [why.words for why in Why if why.words != why.words.strip() or why.words.endswith(".")] == []


def test_a_code_is_its_name_so_that_programs_may_rely_on_it() -> None:
    assert [why for why in Why if why.value != why.name.lower()] == []


def test_what_may_hold_a_claim_that_nobody_looked_at_is_not_read() -> None:
    assert not Why.UNREADABLE.is_read
    assert not Why.INTERNAL_ERROR.is_read
    assert Why.GIVEN.is_read
    assert {why for why in Why if not why.is_read} == NOT_READ
