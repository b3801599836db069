"""Nothing passes in silence: every number and formula of a document is judged, or it is said why not and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.judging.coverage import ItemKind, numbers_in
from symbackprop.verify.judging.verdicts import Report
from symbackprop.verify.pipeline import verify
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.passages import Skipped
from symbackprop.verify.report.record import record
from symbackprop.verify.report.words import WHY_WORDS, passage_words, words_of
from symbackprop.verify.unjudged import Why

from ..fixtures import documents, fixture
from ..fixtures import report as of_file

DOCUMENTS = documents("documents", "kinds", "slips")


def judged(text: str, ending: str = "md") -> Report:
    return verify(text.encode(), f"x.{ending}", example())


def reasons(text: str, ending: str = "md") -> dict[str, str]:
    """Return why each number of a text is not judged, by how it is printed."""
    return {item.text: item.why.value for item in judged(text, ending).coverage.items if item.part is ItemKind.NUMBER}


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_number_and_formula_is_accounted_for(path: Path) -> None:
    report = of_file(path)
    reading = read(fixture(path).document, path.name)
    covered = report.coverage
    numbers = list(numbers_in(reading.plain.text, report.commas))
    assert covered.numbers.total == len(numbers)
    assert covered.formulas.total >= sum(piece.kind.value != "bare" for piece in reading.pieces)
    assert len(covered.items) == sum(
        counts.no_claim + counts.not_read for counts in (covered.numbers, covered.formulas)
    )
    for item in covered.items:
        assert words_of(item)
        assert 1 <= item.line <= len(fixture(path).rows)
        assert " ".join(report.text[item.span.start : item.span.end].split()).startswith(item.text.rstrip("…"))


@pytest.mark.slow
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_is_judged_is_not_called_unread(path: Path) -> None:
    report = of_file(path)
    unread = [(item.span.start, item.span.end) for item in report.coverage.unread]
    for claim in report.judged:
        if claim.stated and not claim.flags:
            assert not any(start <= claim.focus.start and claim.focus.end <= end for start, end in unread)


@pytest.mark.slow
def test_nearly_all_of_the_sample_documents_is_read() -> None:
    reports = [of_file(path) for path in DOCUMENTS]
    numbers = sum(report.coverage.numbers.total for report in reports)
    assert sum(report.coverage.numbers.not_read for report in reports) <= 0.01 * numbers


@pytest.mark.slow
@pytest.mark.some(8)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_number_of_the_text_has_a_place_in_the_record(path: Path) -> None:
    report = of_file(path)
    content = json.loads(record(report))
    listed = {(place["line"], place["column"]) for place in content["coverage"]["places"]}
    reading = read(fixture(path).document, path.name)
    for start, end in numbers_in(reading.plain.text, report.commas):
        at, number = reading.plain.places[start], reading.plain.text[start:end]
        place = reading.source.line(at), reading.source.column(at)
        assert place in listed or any(
            claim.stated
            and claim.span.start <= at < claim.span.end
            and digits(claim.stated.partition("e")[0]) in digits(number)
            for claim in report.claims
        )


def digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def test_a_number_that_is_put_in_is_listed_beside_the_claim_it_belongs_to() -> None:
    report = judged(r"$net_{h1} = 0.15 \cdot 0.05 + 0.20 \cdot 0.10 + 0.35 = 0.3775$")
    assert [item.text for item in report.coverage.operands] == ["0.15", "0.05", "0.20", "0.10", "0.35"]
    assert {item.why for item in report.coverage.operands} == {Why.IN_CLAIM}
    assert report.coverage.numbers.judged == 6
    assert not report.coverage.items


PIECES = st.sampled_from(
    [
        ("$w_1 = 0.15$", 1, 1),
        ("$out_{h1} = 0.593269992$", 1, 1),
        (r"$E_{toatl} = 0.298371109$", 1, 1),
        (r"$w_{new} = 0.3 + 0.000793 = 0.999$", 3, 1),
        (r"$\foo{0.7} = 3$", 2, 1),
        ("$$net_{h1} = 0.15 \\cdot 0.05 + 0.2 \\cdot 0.1 + 0.35 = 0.3775$$", 6, 1),
        ("$x_3$", 0, 1),
        (r"$\boxed{{N$", 0, 1),
        (r"\[ a_{11} \le 0.5 \]", 1, 1),
        ("the rest is 0.123 and", 1, 0),
        ("w5 = 0.40", 1, 1),
        ("h1 and o1 have w_{12} or x₁²", 0, 0),
        ("after 10,000 rounds", 1, 0),
        ("`code 7`", 1, 0),
        ("see Figure 3 (page 4)", 2, 0),
        ("| a | 0.25 | $w_2$ |", 1, 1),
        ("約0.5932です", 1, 0),
        ("E = 1e-5", 1, 1),
        ("² ³ ½ ①", 0, 0),
        ("0.²=", 1, 0),
        ("٣ and ٠.١٥", 2, 0),
        ("<!-- 0.9 -->", 0, 0),
        ("nothing at all", 0, 0),
    ]
)
"""Stretches of a document, how many numbers each holds, and how many formulas between delimiters or equals signs."""


@pytest.mark.slow
@given(st.lists(PIECES, max_size=12), st.sampled_from(["\n\n", "\n\n- ", "\n\n> "]))
@settings(max_examples=100, deadline=None)
def test_the_numbers_of_any_document_are_judged_or_claim_nothing_or_are_not_read(
    pieces: list[tuple[str, int, int]], between: str
) -> None:
    report = judged(between.join(text for text, _, _ in pieces))
    covered = report.coverage
    assert not report.broken
    assert covered.numbers.total == sum(numbers for _, numbers, _ in pieces)
    assert covered.formulas.total >= sum(formulas for _, _, formulas in pieces)
    assert all(words_of(item) and item.line and item.column for item in covered.items)
    content = json.loads(record(report))["coverage"]
    places = [place for place in content["places"] if place["why"] != Why.IN_CLAIM.value]
    counts = [content[f"{part.value}s"] for part in ItemKind]
    assert len(places) == sum(count["no_claim"] + count["not_read"] for count in counts)


@pytest.mark.slow
@given(st.text(alphabet=st.sampled_from("0123456789.,eE+-*/=_^{}()[]$\\|&#<>`~ \n:awxE²½٣٠"), max_size=150))
@settings(max_examples=150, deadline=None)
def test_any_signs_are_accounted_for(text: str) -> None:
    report = judged(text)
    reading = read(text.encode(), "x.md")
    assert not report.broken
    assert report.coverage.numbers.total == len(list(numbers_in(reading.plain.text, report.commas)))


NUMBERS = {
    "10,000 rounds": ["10,000"],
    "1 2 3": ["1", "2", "3"],
    "3.5 \\times 10^{-5} and 2×10⁻³": ["3.5 \\times 10^{-5}", "2×10⁻³"],
    "a \\frac12 and .5": ["12", ".5"],
    "e^{-0.3775} and x^2": ["0.3775", "2"],
    "h1, out2 and w_{11}, w_12, W^{(1)}, x₁": [],
    "net_h1 = 0.3": ["0.3"],
    "w5为0.5": ["0.5"],
    "0{,}25 and 1{,}000": ["0{,}25", "1{,}000"],
    "(0.5, 0.25) and (0.5,0.25)": ["0.5", "0.25", "0.5", "0.25"],
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_digits_that_belong_to_no_name_and_no_index(text: str) -> None:
    assert [text[start:end] for start, end in numbers_in(text, commas=False)] == NUMBERS[text]


def test_in_a_document_with_decimal_commas_a_comma_belongs_to_the_number() -> None:
    text = "0,25 und 10.000"
    assert [text[start:end] for start, end in numbers_in(text, commas=True)] == ["0,25", "10.000"]


ASIDE = {
    "# 3.2 The error\n": {"3.2": "label"},
    "## Exercise 4\n": {"4": "heading"},
    "## 2 neurons and 0.7\n": {"2": "heading", "0.7": "sentence"},
    "1. first\n2. second": {"1": "label", "2": "label"},
    "(3) Compute it.": {"3": "label"},
    "$w_1 = 0.15$   (12)": {"12": "label"},
    "$w_1 = 0.15 \\tag{7}$": {"7": "label"},
    "see [4] and Table 5": {"4": "reference", "5": "reference"},
    "as in \\eqref{eq:6}": {"6": "reference"},
    "in 2019, on 2024-03-12": {"2019": "date", "2024": "date", "03": "date", "12": "date"},
    "a 2-2-1 network": {"2": "count", "1": "count"},
    "with 3 neurons": {"3": "count"},
    "第3层有4个": {"3": "count", "4": "count"},
    "at https://example.org/a?x=0.599": {"0.599": "address"},
    "![net](net-0.5.png)": {"0.5": "address"},
    "\\vspace{3mm}": {"3": "layout"},
    "$w_1 = 0.15$ \\\\[0.8em]": {"0.8": "layout"},
    "the learning rate is 0.5": {"0.5": "given"},
    "the slope is steepest at $z = 0$": {"0": "condition"},
    "it is $\\eta = 0.3$ there": {"0.3": "another_rate"},
    "so $w_1 < 0.5$": {"0.5": "comparison"},
    "try it: change $w_1$ to $w_1 = 0.7$": {"0.7": "supposed"},
    "the other is 0.2": {"0.2": "sentence"},
    "$u = 0.7$": {"0.7": "unknown"},
    "$\\foo{x} = 0.7$": {"0.7": "unreadable"},
    "$w_5^+ = 0.4 - 0.5 \\cdot 0.08$": {"0.4": "not_worked_out", "0.5": "not_worked_out", "0.08": "not_worked_out"},
    "$2 \\cdot 3$": {"2": "expression", "3": "expression"},
    "$9^{9^{99}} = 5$": {"9": "not_checkable", "99": "not_checkable", "5": "not_checkable"},
}
"""Stretches of a document, and why its numbers are not judged."""


@pytest.mark.parametrize("text", ASIDE)
def test_of_each_number_it_is_said_why_it_is_not_judged(text: str) -> None:
    assert reasons(text) == ASIDE[text]


DROPPED = [
    "2 x .11 + 3 x u = .85",
    "| t | $a_t$ | $h_t$ |\n|---|---|---|\n| 1 | 0.5 | 0.4621 |\n| 2 | 0.7 | 0.6044 |",
    '{% equation(id="x") %} a = 0.7 {% end %}',
    "[ \\delta_7 = 0.25 ]",
    "dL/dw2 = 1.178 * sigmoid'(0.359) * a1",
]
"""What was dropped without a word before."""


@pytest.mark.parametrize("text", DROPPED)
def test_what_cannot_be_judged_is_listed(text: str) -> None:
    report = judged(text)
    assert report.coverage.unread or any(not claim.is_judged for claim in report.claims)
    assert report.coverage.numbers.judged < report.coverage.numbers.total


def test_every_reason_has_its_words() -> None:
    assert set(WHY_WORDS) == set(Why)


PASSAGES = {
    "a comment": ("<!-- w = 0.5 -->", "md", Skipped.COMMENT, "a comment, line 1"),
    "a comment in TeX": ("a % w = 0.5\n  % 3\nb", "tex", Skipped.COMMENT, "a comment, lines 1–2"),
    "a fence": ("x\n```python\nprint(w * 0.5)\n```\ny", "md", Skipped.CODE, "a code block (python), lines 2–4"),
    "a fence of waves": ("~~~bash\nmake W=1\n~~~", "md", Skipped.CODE, "a code block (bash), lines 1–3"),
    "a fence without an end": ("\n```r\nplot(0.5)\n", "md", Skipped.CODE, "a code block (r), lines 2–3"),
    "a listing": (
        "\\begin{lstlisting}\nprint(w * 0.5)\n\\end{lstlisting}",
        "tex",
        Skipped.VERBATIM,
        "a listing, lines 1–3",
    ),
    "a picture": ("\\begin{tikzpicture}\n\\end{tikzpicture}", "tex", Skipped.PICTURE, "a picture, lines 1–2"),
    "a preamble": ("\\title{$w = 0.5$}\n\\begin{document}", "tex", Skipped.PREAMBLE, "the preamble, lines 1–2"),
}


@pytest.mark.parametrize("name", PASSAGES)
def test_what_is_passed_over_is_said_with_its_lines(name: str) -> None:
    text, ending, what, words = PASSAGES[name]
    (passage,) = judged(text, ending).coverage.passages
    assert (passage.what, passage_words(passage)) == (what, words)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("<!-- nothing to see -->", "md"),
        ("a % note\nb", "tex"),
        ("\\documentclass[12pt]{article}\n\\begin{document}", "tex"),
        ("<style>p { margin: 3px }</style>", "md"),
        ("```\nw5 = 0.40\n```", "md"),
        ("```math\nw_5 = 0.40\n```", "md"),
    ],
)
def test_a_passage_without_mathematics_and_one_that_is_read_are_not_listed(text: str, ending: str) -> None:
    assert not judged(text, ending).coverage.passages


def test_the_other_cells_of_a_notebook_are_said_to_be_passed_over() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["$w_1 = 0.15$"]},
        {"cell_type": "code", "source": ["print(w * 0.5)\n", "print(w)"]},
        {"cell_type": "code", "source": []},
    ]
    report = verify(json.dumps({"cells": cells}, indent=1).encode(), "x.ipynb", example())
    (passage,) = report.coverage.passages
    assert passage_words(passage) == "a code cell (python), lines 12–13"


def test_numbers_in_what_is_passed_over_are_not_counted() -> None:
    assert judged("```python\nprint(w * 0.5)\n```\n").coverage.numbers.total == 0


def test_a_statement_that_broke_off_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from symbackprop.verify.judging.numbers import Numbers

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Numbers, "judge", broken)
    assert reasons("$w_1 = 0.15$") == {"0.15": "internal_error"}


def test_places_that_are_too_many_are_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_PLACES_LISTED", 3)
    report = judged("of 0.1 of 0.2 of 0.3 of 0.4 of 0.5")
    assert (report.coverage.numbers.not_read, len(report.coverage.items), report.coverage.left_out) == (5, 3, 2)
    assert json.loads(record(report))["coverage"]["places_left_out"] == 2


def test_a_formula_is_listed_by_its_sides_and_its_numbers_not_beside_it() -> None:
    report = judged("$u = 0.7 + 0.2$ and 0.3")
    assert [item.text for item in report.coverage.unread] == ["u =", "0.7 + 0.2", "0.3"]
    assert report.coverage.numbers.not_read == 3
