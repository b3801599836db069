from __future__ import annotations

from dataclasses import fields
from string import Formatter

import pytest

from symbackprop.verify.reasons import Details, Reason, RefusalCode
from symbackprop.verify.report.refusal_words import REFUSAL_WORDS
from symbackprop.verify.report.words import reason_words

DETAILS = {field.name for field in fields(Details)}


def places(sentence: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(sentence) if place}


def test_every_refusal_has_words_and_no_two_have_the_same() -> None:
    assert REFUSAL_WORDS.keys() == set(RefusalCode)
    every = [sentence for sentences in REFUSAL_WORDS.values() for sentence in sentences]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("code", RefusalCode)
def test_its_places_are_filled_by_details_and_the_last_sentence_has_fewest(code: RefusalCode) -> None:
    sentences = REFUSAL_WORDS[code]
    assert all(places(sentence) <= DETAILS for sentence in sentences)
    counts = [len(places(sentence)) for sentence in sentences]
    assert counts == sorted(counts, reverse=True)


def test_the_first_sentence_is_taken_of_which_all_places_are_known() -> None:
    code = RefusalCode.OTHER_EXPECTED
    assert reason_words([Reason(code, Details(other=")", text="]"))]) == "expected ')', found ']'"
    assert reason_words([Reason(code, Details(other=")"))]) == "expected ')', found 'the end'"
