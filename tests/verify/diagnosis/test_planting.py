"""The law of the table: what a row makes of a right line is found, and named by its code."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import FormulaCase, NumberCase
from symbackprop.verify.diagnosis.digit_slips import DIGIT_DROPPED, SIGN_LOST
from symbackprop.verify.diagnosis.gradient_slips import SLOPE_MISSING
from symbackprop.verify.diagnosis.planting import (
    Declined,
    Planted,
    plant_in_formula,
    plant_in_number,
    tried_in_formula,
    tried_in_number,
)
from symbackprop.verify.diagnosis.slip import Unplantable
from symbackprop.verify.diagnosis.table import FORMULA_SLIPS, NUMBER_SLIPS, SLIPS
from symbackprop.verify.reasons import Reason
from symbackprop.verify.source import Span

from .pairs import Pair, network, pairs
from .planted import MOST_OF_A_ROW, Tries, outcome, right_lines, rows, written_notes

PLANTABLE = {(row.of.value, row.code): row for row in SLIPS if not isinstance(row.plant, Unplantable)}
PAIRS = tuple(pair for pair in pairs() if (pair.of, pair.code) in PLANTABLE)
MOST_A_PAIR = 3
LINES_OF_NOTES = 12
LEAST_ROWS = 20


@pytest.mark.slow
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_slip_made_in_a_right_line_is_found_and_named(pair: Pair) -> None:
    text, row = pair.context + pair.good, PLANTABLE[pair.of, pair.code]
    made = [
        (planted, case.draft.chain.span)
        for case in right_lines(text, "line.md", pair.spec)
        if case.draft.chain.span.start >= len(pair.context)
        for each, several in rows(case, text)
        if each is row
        for planted in several
        if planted.declined is None
    ]
    assert made, "the row makes nothing of its right line"
    for planted, chain in made[:MOST_A_PAIR]:
        found = outcome(planted, chain, text, "line.md", pair.spec)
        assert found.is_wrong, found
        assert found.found & {row.code, *row.same_as}, found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_slips_made_in_our_notes_of_the_example_are_found_and_named(seed: int) -> None:
    draw, spec = random.Random(seed), example()
    text = written_notes(spec)
    cases = list(right_lines(text, "notes.md", spec))
    tries, made = Tries(), 0
    for case in draw.sample(cases, LINES_OF_NOTES):
        drawn = tries.drawn(case, text, draw)
        if drawn is None:
            continue
        row, planted = drawn
        found = outcome(planted, case.draft.chain.span, text, "notes.md", spec)
        assert found.is_wrong, found
        assert found.found & {row.code, *row.same_as}, found
        made += 1
    assert made > LINES_OF_NOTES // 2


@pytest.mark.slow
def test_no_slip_is_declined_in_most_of_the_lines_in_which_it_can_be_made() -> None:
    tries, spec = Tries(), example()
    text = written_notes(spec)
    for case in random.Random(3).sample(list(right_lines(text, "notes.md", spec)), LINES_OF_NOTES):
        for row, made in rows(case, text):
            tries.count(row, list(islice(made, MOST_OF_A_ROW)))
    assert len(tries.tried) > LEAST_ROWS
    assert tries.below == []


def test_a_slip_is_not_made_where_another_one_gives_the_same_number() -> None:
    # Without its first 0 the number is ten times as large.
    text = r"$\frac{\partial E_{total}}{\partial w_5} = 0.082167041$"
    (case,) = right_lines(text, "line.md", example())
    assert isinstance(case, NumberCase)
    (row,) = (row for row in NUMBER_SLIPS if row.code is DIGIT_DROPPED)
    tried = {planted.number: planted.declined for planted in tried_in_number(row, case, text)}
    assert tried["0.82167041"] is Declined.ANOTHER_SLIP
    assert "0.82167041" not in [planted.number for planted in plant_in_number(row, case, text)]
    assert tried["0.08216741"] is None


def test_a_slip_is_not_made_where_the_formula_is_right_as_well() -> None:
    # On this side of its kink a ReLU has the slope 1, which writers of numbers leave out.
    text = (
        r"$\frac{\partial E_{total}}{\partial w_1} = \frac{\partial E_{total}}{\partial out_{h1}} "
        r"\cdot \frac{\partial out_{h1}}{\partial net_{h1}} \cdot i_1 = -0.455$"
    )
    formula, _ = right_lines(text, "line.md", network("relu"))
    assert isinstance(formula, FormulaCase)
    (row,) = (row for row in FORMULA_SLIPS if row.code is SLOPE_MISSING)
    assert [planted.declined for planted in tried_in_formula(row, formula, text)] == [Declined.NOT_WRONG]
    assert list(plant_in_formula(row, formula, text)) == []


def test_the_number_that_is_planted_stands_in_the_line() -> None:
    text = "$out_{h1} = 0.593269992$"
    (case,) = right_lines(text, "line.md", example())
    assert isinstance(case, NumberCase)
    for _, several in rows(case, text):
        for planted in several:
            assert planted.number != case.stated.text
            assert planted.number in planted.put_in(text)


def test_what_is_put_in_at_one_place_does_not_move_another() -> None:
    planted = Planted(Reason(SIGN_LOST), ((Span(4, 5), "22"), (Span(0, 1), "xyz")))
    assert planted.put_in("a = 1;") == "xyz = 22;"


def test_no_slip_is_made_in_a_learning_rate() -> None:
    # Another one than that of the spec is remarked on, and is no wrong number.
    text = r"Take $\eta = 0.5$ and $net_{h1} = 0.3775$."
    (case,) = right_lines(text, "notes.md", example())
    assert isinstance(case, NumberCase)
    assert case.stated.text == "0.3775"
