"""What is said once of a document has a code, and each code its words and its document."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.expression.tree import Number
from symbackprop.models.spec import example
from symbackprop.verify.judging.remarks import Remark, RemarkCode
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.conventions import REMARK_WORDS, remark_words

from ..test_pipeline import OTHER_LOSS
from .test_hypotheses import TWO_EXAMPLES

RATES = {"stated": Number(Fraction(1, 10), "0.1"), "given": Number(Fraction(1, 2), "0.5")}

DOCUMENTS = {
    RemarkCode.ANOTHER_EXAMPLE: TWO_EXAMPLES,
    RemarkCode.NO_FACTOR_OF_THE_SQUARE: OTHER_LOSS,
    RemarkCode.RATE_MENTIONED: r"$\eta = 0.1$ was tried first.",
    RemarkCode.RATE_USED: r"With $\eta = 0.1$, $w_5^+ = 0.391783296$.",
}


def test_every_code_has_its_words() -> None:
    assert set(REMARK_WORDS) == set(RemarkCode)
    assert all(remark_words(Remark(code, **RATES)).endswith(".") for code in RemarkCode)


def test_the_words_hold_the_numbers() -> None:
    assert remark_words(Remark(RemarkCode.RATE_USED, **RATES)) == "The document uses η = 0.1; the spec has 0.5."


@pytest.mark.parametrize(("code", "document"), DOCUMENTS.items(), ids=lambda value: getattr(value, "value", ""))
def test_a_document_is_remarked_on_by_its_code_and_by_no_other(code: RemarkCode, document: str) -> None:
    conventions = verify(document.encode(), "x.md", example()).conventions
    sentences = {each: remark_words(Remark(each, **RATES)) for each in RemarkCode}
    assert [each for each, sentence in sentences.items() if sentence in conventions] == [code]
