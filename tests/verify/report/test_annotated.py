from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.pipeline import verify
from symbackprop.verify.report.annotated import html, lines, markdown, notes, shortened, typst
from symbackprop.verify.thresholds import LONGEST_TITLE

PAGE = """# A page <b>

$out_{h1} = 0.5933$ is right, and

$out_{h2} = 0.5986$ is not; the rest is 0.123.
"""


@cache
def report() -> Report:
    return verify(PAGE.encode(), "page <i>.md", example())


def test_every_line_that_says_something_is_there_with_its_claims() -> None:
    every = list(lines(report()))
    kept = [(number, text) for number, text in enumerate(PAGE.split("\n"), 1) if text]
    assert [(line.number, line.text) for line in every] == kept
    assert [[claim.stated for claim in line.claims] for line in every if line.claims] == [["0.5933"], ["0.5986"]]
    assert ["".join(text for text, _ in line.pieces) for line in every] == [line.text for line in every]


def test_what_is_to_be_corrected_is_noted_beside_its_line_and_what_is_right_is_not() -> None:
    right, wrong = (line for line in lines(report()) if line.claims)
    assert notes(right, report()) == []
    ((mark, why, todo),) = notes(wrong, report())
    assert (mark.sign, "two digits are swapped" in why, "0.59" in todo) == ("✗", True, True)


def test_the_part_that_is_wrong_is_marked_in_its_line() -> None:
    wrong = next(line for line in lines(report()) if line.claims and line.claims[0].stated == "0.5986")
    assert ("0.5986", "bad") in list(wrong.pieces)
    assert "0.123" in [text for text, style in wrong.pieces if style]


@pytest.mark.parametrize("write", [html, markdown, typst])
def test_each_format_shows_the_document_its_summary_and_the_notes(write: Callable[[Report], str]) -> None:
    page = write(report())
    for words in ("2 judged", "0.5933", "two digits are swapped"):
        assert words in page, words


def test_what_a_user_wrote_is_shown_and_not_obeyed() -> None:
    assert "<b>" not in html(report()).split("<body", 1)[1].replace("<b>✗</b>", "")
    assert "page &lt;i&gt;.md" in html(report())


def test_a_long_equation_is_cut() -> None:
    assert shortened("a = 1") == "a = 1"
    assert shortened("a" * 500) == "a" * (LONGEST_TITLE - 1) + "…"
