from __future__ import annotations

from symbackprop.verify.unjudged import NOT_READ, Why


def test_a_code_is_its_name_so_that_programs_may_rely_on_it() -> None:
    assert [why for why in Why if why.value != why.name.lower()] == []


def test_what_may_hold_a_claim_that_nobody_looked_at_is_not_read() -> None:
    assert not Why.UNREADABLE.is_read
    assert not Why.INTERNAL_ERROR.is_read
    assert Why.GIVEN.is_read
    assert {why for why in Why if not why.is_read} == NOT_READ
