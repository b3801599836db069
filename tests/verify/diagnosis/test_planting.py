"""The law of the table: what a row makes of a right line is found, and named by its code."""

from __future__ import annotations

import random
from itertools import islice

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.diagnosis.case import NumberCase
from symbackprop.verify.diagnosis.digit_slips import SIGN_LOST
from symbackprop.verify.diagnosis.planting import Planted
from symbackprop.verify.diagnosis.slip import Unplantable
from symbackprop.verify.diagnosis.table import SLIPS
from symbackprop.verify.reasons import Reason
from symbackprop.verify.source import Span

from .pairs import Pair, pairs
from .planted import outcome, right_lines, rows, written_notes

PLANTABLE = {(row.of.value, row.code): row for row in SLIPS if not isinstance(row.plant, Unplantable)}
PAIRS = tuple(pair for pair in pairs() if (pair.of, pair.code) in PLANTABLE)
MOST_A_PAIR = 3
LINES_OF_NOTES = 24


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
    ]
    assert made, "the row makes nothing of its right line"
    for planted, chain in made[:MOST_A_PAIR]:
        found = outcome(planted, chain, text, "line.md", pair.spec)
        assert found.is_wrong, found
        assert found.found & {row.code, *row.same_as}, found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_slips_made_in_our_notes_of_the_example_are_found_and_named(seed: int) -> None:
    draw, network = random.Random(seed), example()
    text = written_notes(network)
    cases = list(right_lines(text, "notes.md", network))
    tried = 0
    for case in draw.sample(cases, LINES_OF_NOTES // 2):
        made = [(row, planted) for row, several in rows(case, text) for planted in islice(several, MOST_A_PAIR)]
        for row, planted in draw.sample(made, min(1, len(made))):
            found = outcome(planted, case.draft.chain.span, text, "notes.md", network)
            assert found.is_wrong, found
            assert found.found & {row.code, *row.same_as}, found
            tried += 1
    assert tried > LINES_OF_NOTES // 4


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
