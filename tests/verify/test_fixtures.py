"""The loader of the documents: what stands below a line is taken out, and held against what is said of the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.pipeline import verify

from .fixtures import Expectation, Fixture, differences, documents, fixture, marked, unmarked, with_proposals

PAGE = r"""
The outputs are $out_{h1} = 0.5933$ and $out_{h2} = 0.5986$,
#: 0.5933 → rounded
#: 0.5986 → wrong, miswritten; slip digits-swapped; "two digits are swapped"
and $net_{o1} = w_5 out_{h1} + w_6 out_{h2} + b_2 \cdot 1 = 1.105905967$.
#? net_{o1} = … → right
#: 1.105905967 → rounded
"""
PLAIN = "\n".join(line for line in PAGE.split("\n") if not line.startswith("#"))


def read(text: str, file: str = "page.md") -> Fixture:
    return fixture(Path(file), text)


def said(text: str) -> list[str]:
    """Return in what the example, as a page is judged against it, is not as the page expects."""
    page = read(text)
    return differences(page, verify(page.document, "page.md", example()))


def test_what_is_expected_is_no_part_of_the_document() -> None:
    page = read(PAGE)
    assert page.document.decode() == PLAIN
    assert page.rows == (1, 2, 5, 8)
    assert [(expectation.row, expectation.line) for expectation in page.expectations] == [
        (3, 2),
        (4, 2),
        (6, 3),
        (7, 3),
    ]


@pytest.mark.parametrize("text", ["a\n#: 1 → right", "a\n#: 1 → right\n", "a\n\n#? 1 → right\n\n", "#: 1 → right\na"])
def test_the_end_of_the_document_stays_as_it_is(text: str) -> None:
    assert read(text).document.decode() == text.replace("\n#: 1 → right", "").replace("#? 1 → right\n", "").replace(
        "#: 1 → right\n", ""
    )


def test_an_expectation_says_all_that_can_be_held() -> None:
    mark = '#: a = … → wrong, inherited, operand; slip sign-lost, digit-added; truth 2.5…; because of b, c; "no; yes"'
    (read_back,) = read(f"a = 2\n{mark}").expectations
    flags = frozenset({Flag.INHERITED, Flag.OPERAND})
    assert read_back == Expectation(
        2, 1, "a = …", Verdict.WRONG, flags, ("sign-lost", "digit-added"), "2.5…", "b, c", "no; yes"
    )


def test_several_numbers_of_one_verdict_stand_in_one_line() -> None:
    expectations = read("x\n#? 0.2, -0.5, 1e-5 → right").expectations
    assert [(expectation.what, expectation.proposed) for expectation in expectations] == [
        ("0.2", True),
        ("-0.5", True),
        ("1e-5", True),
    ]
    (pair,) = read("x\n#: f(a, b) = c → right").expectations
    assert pair.what == "f(a, b) = c"


@pytest.mark.parametrize(
    "mark", ["#: 0.2", "#: 0.2 → good", "#: 0.2 → wrong, odd", "#: 0.2 → wrong; truth", "#? → right"]
)
def test_what_cannot_be_expected_is_refused_with_its_place(mark: str) -> None:
    with pytest.raises(ValueError, match=r"page\.md:2: expected .*NUMBER"):
        read(f"a\n{mark}")


def test_a_page_that_is_judged_as_expected_is_passed() -> None:
    assert said(PAGE) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("0.5933 → rounded", "0.5933 → right", 3, "'0.5933' is judged otherwise: rounded"),
        (
            "0.5986 → wrong, miswritten",
            "0.5986 → wrong, operand",
            4,
            "'0.5986' is judged otherwise: wrong, miswritten; slip digits-swapped; truth 0.596884",
        ),
        ("are swapped", "are lost", 4, "two digits are swapped"),
        ("; slip digits-swapped;", "; slip digits-swapped; truth 0.6…;", 4, "truth 0.596884"),
        ("; slip digits-swapped;", "; slip digits-swapped; because of 0.5933;", 4, "judged otherwise"),
        ("; slip digits-swapped;", "; slip sign-lost;", 4, "judged otherwise"),
        ("; slip digits-swapped;", ";", 4, "judged otherwise"),
        ("#: 0.5986", "#? 0.5986", 4, "a mistake is only proposed"),
        ("#: 0.5933 → rounded\n", "", 2, "nothing is expected of '0.5933': rounded"),
        ("#: 0.5933 → rounded", "#: 0.5933, 0.5933 → rounded", 3, "no claim '0.5933' is found"),
        ("net_{o1} = … → right", "net_{o2} = … → right", 6, "no claim 'net_{o2} = …' is found"),
        ("#? net_{o1} = … → right\n", "", 5, "nothing is expected of 'net_{o1} = w_5 out"),
    ],
)
def test_whatever_is_not_as_expected_is_said_with_its_place(old: str, new: str, place: int, what: str) -> None:
    assert PAGE.count(old) == 1
    changed = said(PAGE.replace(old, new))
    assert [line for line in changed if line.startswith(f"page.md:{place}: ") and what in line]


def test_an_inherited_error_is_expected_with_what_it_comes_from() -> None:
    page = "$net_{o1} = 1.205905967$ and $out_{o1} = 1/(1+e^{-1.205905967}) = 0.769574$\n#: 1.205905967 → wrong\n"
    heir = "#: 0.769574 → wrong, inherited"
    assert said(f"{page}{heir}; because of 1.2…") == []
    (only,) = said(page + heir)
    assert only == "page.md:3: '0.769574' is judged otherwise: wrong, inherited; because of 1.205905967"


def test_what_the_program_says_is_proposed_and_what_was_worked_out_stays(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        PAGE.replace("#: 0.5933 → rounded\n", "").replace("1.105905967 → rounded", "1.105905967 → right"),
        encoding="utf-8",
    )
    page = fixture(path)
    anew = with_proposals(page, verify(page.document, "page.md", example()))
    assert anew == PAGE.replace("#: 0.5933", "#? 0.5933").replace("1.105905967 → rounded", "1.105905967 → right")


def test_numbers_that_are_printed_twice_keep_both_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    text = "$w_1 = 0.15, w_2 = 0.2, w_1 = 0.15$\n#: 0.15 → right\n#: 0.2 → right\n#: 0.15 → right\n"
    path.write_text(text, encoding="utf-8")
    page = fixture(path)
    assert with_proposals(page, verify(page.document, "page.md", example())) == text


CELL = ["$w_1 = 0.15$ and $w_2 = 0.25$\n", "\n", "$w_5 = 0.4$"]
MARKS = {1: ["#: 0.15 → right", '#: 0.25 → wrong; "no \\ \' yes"'], 3: ["#: 0.4 → right", "#? 0.4 → right"]}


def test_a_notebook_is_json_with_and_without_what_is_expected() -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": CELL}]}, indent=1, ensure_ascii=False)
    book = read(text, "book.ipynb")
    first = next(at for at, line in enumerate(text.split("\n"), 1) if "w_1" in line)
    both = "\n".join(marked(book, {first + at - 1: marks for at, marks in MARKS.items()}))
    source = json.loads(both)["cells"][0]["source"]
    assert [line for line in source if line.startswith("#")] == [
        f"{mark}\n" for marks in MARKS.values() for mark in marks
    ]
    again = read(both, "book.ipynb")
    assert again.document.decode() == text
    assert [expectation.line - first + 1 for expectation in again.expectations] == [1, 1, 3, 3]


@pytest.mark.parametrize(
    "path", documents("documents", "kinds", "slips"), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_a_user_has_the_documents_without_what_is_expected(path: Path) -> None:
    given = unmarked(path.parent.name) / path.name
    assert given.read_bytes() == fixture(path).document
    assert not any(mark in given.read_text(encoding="utf-8") for mark in ("#: ", "#? "))
    assert given.with_suffix(".toml").exists() is path.with_suffix(".toml").exists()
