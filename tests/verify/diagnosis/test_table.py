"""Each row of the table of slips finds the line that has its slip, and nothing in the line that has not."""

from __future__ import annotations

import pytest

from symbackprop.verify.diagnosis.formula_slips import DERIVATIVE_OF_ANOTHER
from symbackprop.verify.diagnosis.slip import Of, Unplantable
from symbackprop.verify.diagnosis.table import FORMULA_SLIPS, NUMBER_SLIPS, SLIP_CODES, SLIPS

from .pairs import Pair, pairs

PAIRS = tuple(pairs())


def test_every_row_of_the_table_has_a_line_that_it_must_find_and_one_that_it_must_not() -> None:
    assert {(pair.of, pair.code) for pair in PAIRS} == {(row.of.value, row.code) for row in SLIPS}


def test_no_two_rows_of_a_kind_have_one_code() -> None:
    assert len({(row.of, row.code) for row in SLIPS}) == len(SLIPS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_line_with_a_slip_is_found_by_its_code_and_no_other(pair: Pair) -> None:
    report = pair.judged(pair.bad)
    assert {slip.code for claim in report.claims for slip in claim.slips} == {pair.code}
    assert any(claim.is_fault for claim in report.claims)
    assert all(claim.reason for claim in report.claims if claim.slips)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_line_without_a_slip_is_right(pair: Pair) -> None:
    report = pair.judged(pair.good)
    assert [claim.equation for claim in report.claims if claim.slips or claim.is_fault] == []
    assert report.judged


def test_codes_are_words_with_hyphens() -> None:
    assert [
        code for code in SLIP_CODES if not all(part.isalpha() and part.islower() for part in code.value.split("-"))
    ] == []


def test_what_can_be_made_in_no_line_is_not_of_a_line() -> None:
    rows = [row for row in (*NUMBER_SLIPS, *FORMULA_SLIPS) if isinstance(row.plant, Unplantable)]
    assert [row.code for row in rows] == [DERIVATIVE_OF_ANOTHER]
    assert {row.of for row in SLIPS if row.plant is None} == {Of.NUMBER, Of.FORMULA}
