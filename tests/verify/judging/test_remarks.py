"""What is remarked on once in a document has a code, and each code its words and its document."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.spec import example
from symbackprop.verify.judging.remarks import Remark, RemarkCode
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.conventions import REMARK_WORDS, remark_words
from symbackprop.verify.report.record import record

from ..test_pipeline import OTHER_LOSS
from .test_hypotheses import TWO_EXAMPLES

DETAILS = {
    "used": Number(Fraction(1, 10), "0.1"),
    "in_spec": Number(Fraction(1, 2), "0.5"),
    "letter": "f",
    "function": "sigmoid",
    "decimals": 4,
}

DOCUMENTS = {
    RemarkCode.ANOTHER_EXAMPLE: TWO_EXAMPLES,
    RemarkCode.NO_FACTOR_OF_THE_SQUARE: OTHER_LOSS,
    RemarkCode.RATE_MENTIONED: r"$\eta = 0.1$ was tried first.",
    RemarkCode.RATE_USED: r"With $\eta = 0.1$, $w_5^+ = 0.391783296$.",
}


def test_every_code_has_its_words() -> None:
    assert set(REMARK_WORDS) == set(RemarkCode)
    assert all(remark_words(Remark(code, **DETAILS)).endswith(".") for code in RemarkCode)


def test_a_code_without_some_details_has_words_as_well() -> None:
    for code in (RemarkCode.ROUNDS, RemarkCode.ROUNDS_MOSTLY, RemarkCode.TRUNCATES):
        assert "decimals" in remark_words(Remark(code, decimals=4))
        assert "decimals" not in remark_words(Remark(code))
        assert remark_words(Remark(code)).endswith(".")


def test_the_words_hold_the_numbers() -> None:
    assert remark_words(Remark(RemarkCode.RATE_USED, **DETAILS)) == "The document uses η = 0.1; the spec has 0.5."


@pytest.mark.parametrize(("code", "document"), DOCUMENTS.items(), ids=lambda value: getattr(value, "value", ""))
def test_a_document_is_remarked_on_by_its_code_and_by_no_other(code: RemarkCode, document: str) -> None:
    report = verify(document.encode(), "x.md", example())
    assert [remark.code for remark in report.remarks] == [code]
    assert report.conventions == tuple(map(remark_words, report.remarks))
    listed = json.loads(record(report))["conventions"]
    assert listed == [{"code": code.value, "words": report.conventions[0]}]
