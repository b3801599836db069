from __future__ import annotations

from functools import cache

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Flag, Report, Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.marks import (
    MARKS,
    WORDS,
    correction,
    findings,
    focused,
    remarks,
    sentence,
    subject,
    summary,
    unlisted,
    values,
)

TEXT = r"""
$out_{h1} = 0.5933$ and $out_{h2} = \boxed{0.5986}$, so $net_{o1} = 1.1069$.

The rest is 0.123. ```x```
<!-- w = 1 -->
"""


@cache
def report(text: str = TEXT) -> Report:
    return verify(text.encode(), "page.md", example())


def test_every_verdict_and_every_flag_has_its_words() -> None:
    assert MARKS.keys() == set(Verdict)
    assert WORDS.keys() == set(Flag)
    assert {mark.style for mark in MARKS.values()} == {"good", "fair", "bad", "open"}


def test_a_claim_is_told_with_its_subject_its_reason_the_right_value_and_what_to_write() -> None:
    claim = next(claim for claim in report().claims if claim.stated == "0.5986")
    assert subject(claim, report()) == "out_h2 = 0.5986" or subject(claim, report()).endswith(" = 0.5986")
    assert "two digits are swapped" in sentence(claim, report())
    assert values(claim, report()).startswith("right value 0.596884")
    assert "0.5969" in correction(claim, report()) or "0.5968" in correction(claim, report())


def test_what_is_in_order_is_no_finding() -> None:
    assert [claim.stated for claim in findings(report())] == ["0.5986", "1.1069"]


def test_the_part_that_a_verdict_is_about_stands_in_its_equation() -> None:
    claim = next(claim for claim in report().claims if claim.stated == "0.5986")
    before, part, after = focused(claim, report())
    assert part == "0.5986"
    assert before.startswith("out_{h2} =")
    assert after == "}"


def test_the_summary_counts_verdicts_and_what_is_not_read() -> None:
    said = summary(report())
    assert said.startswith("3 judged: 1 rounded, ")
    assert "1 number not read" in said
    assert "1 passage passed over" in said
    assert summary(report("$w_1 = 0.15$")) == "1 judged: 1 right; everything read"


def test_what_is_not_read_is_listed_once() -> None:
    assert [item.text for item in unlisted(report())] == ["0.123"]


def test_remarks_say_how_the_document_writes_and_what_was_passed_over() -> None:
    assert any(remark.startswith("Passed over: ") for remark in remarks(report()))
    assert remarks(report("$net_{h1} = w_1 i_1 + w_2 i_2 + b_1$")) == ["Formulas in order: 1 proved by exact algebra."]


@pytest.mark.parametrize(("printed", "shown"), [("0{,}5986", "0,5986"), ("0.5986", "0.5986")])
def test_numbers_are_written_as_the_document_writes_them(printed: str, shown: str) -> None:
    found = report(f"$out_{{h2}} = {printed}$ und $out_{{h1}} = {printed.replace('5986', '5933')}$")
    wrong = next(claim for claim in found.claims if claim.verdict is Verdict.WRONG)
    assert shown in subject(wrong, found)
