from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import pytest

from symbackprop.verify.diagnosis.digit_slips import DECIMAL_POINT, SIGN_LOST
from symbackprop.verify.diagnosis.formula_slips import SIGN_IN_FORMULA
from symbackprop.verify.diagnosis.round_slips import ROUNDS_MISCOUNTED
from symbackprop.verify.judging.slips import OPERAND_WRONG
from symbackprop.verify.reading.passages import Passage, Skipped
from symbackprop.verify.reasons import Details, Reason, ReasonCode, RefusalCode
from symbackprop.verify.report.refusal_words import REFUSAL_WORDS
from symbackprop.verify.report.words import (
    PASSAGE_WORDS,
    REASON_WORDS,
    WHY_WORDS,
    correction_words,
    passage_words,
    reason_words,
)
from symbackprop.verify.unjudged import Why


@pytest.mark.parametrize(("codes", "words"), [(Why, WHY_WORDS), (Skipped, PASSAGE_WORDS), (ReasonCode, REASON_WORDS)])
def test_every_code_has_words_of_its_own(codes: type[Enum], words: Mapping[Enum, str | tuple[str, ...]]) -> None:
    assert set(words) == set(codes)
    every = [each for row in words.values() for each in ((row,) if isinstance(row, str) else row)]
    said = [each for each in every if each not in ("", "{text}")]
    assert len(set(said)) == len(said)
    assert [each for each in said if each != each.strip() or each.endswith(".")] == []


def test_the_first_sentence_is_taken_of_which_all_places_are_known() -> None:
    named = Details(quantity="w1", number="0.1", right="0.15")
    assert reason_words([Reason(OPERAND_WRONG, named)]) == "0.1 is put in for w1, which is 0.15"
    nameless = Details(number="0.1", right="0.15")
    assert reason_words([Reason(OPERAND_WRONG, nameless)]) == "0.1 is put in where 0.15 is meant"


def test_several_reasons_stand_in_their_order() -> None:
    reasons = [Reason(ReasonCode.REFUSED, Details(text="a {brace}")), Reason(ReasonCode.ARITHMETIC_RIGHT)]
    assert reason_words(reasons) == "a {brace}; the arithmetic of the line is right"


def test_a_reason_says_why_where_that_has_a_code_of_its_own() -> None:
    why = Reason(ReasonCode.TOOK_TOO_LONG, Details(text="2"))
    reason = Reason(ReasonCode.UNREADABLE, Details(because=why))
    assert reason_words([reason]) == "cannot be read: took longer than 2 s"
    assert reason.root == why


def test_places_and_rounds_are_counted() -> None:
    assert reason_words([Reason(DECIMAL_POINT, Details(count=1))]) == "the decimal point is 1 place off"
    assert reason_words([Reason(DECIMAL_POINT, Details(count=2))]) == "the decimal point is 2 places off"
    rounds = Reason(ROUNDS_MISCOUNTED, Details(count=9_999, off=-1))
    assert reason_words([rounds]) == "this is the value after 9,999 rounds: one round too few"


def test_what_to_do_is_to_write_the_right_digits_where_nothing_tells_more() -> None:
    assert correction_words(Reason(SIGN_LOST, Details(right="-0.5"))) == "write -0.5"
    assert correction_words(Reason(SIGN_IN_FORMULA)) == ""
    assert correction_words(None) == ""


def test_a_passage_is_told_with_its_language_and_lines() -> None:
    assert passage_words(Passage(Skipped.CODE, 3, 9, "python")) == "a code block (python), lines 3–9"
    assert passage_words(Passage(Skipped.COMMENT, 3, 3)) == "a comment, line 3"


def test_every_refusal_has_words_of_its_own() -> None:
    assert set(REFUSAL_WORDS) == set(RefusalCode)
    said = [sentence for sentences in REFUSAL_WORDS.values() for sentence in sentences]
    assert len(set(said)) == len(said)


def test_where_nothing_was_found_the_end_is_told() -> None:
    assert reason_words([Reason(RefusalCode.OTHER_EXPECTED, Details(other=")", text="+"))]) == "expected ')', found '+'"
    assert reason_words([Reason(RefusalCode.OTHER_EXPECTED, Details(other=")"))]) == "expected ')', found 'the end'"
