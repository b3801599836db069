"""Notebooks are valid, run from the top, and leave to students what is theirs."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import replace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from symbackprop.course.notebook import assignment, notebook
from symbackprop.derive.narrate import Form, Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blocks import Document
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example

NUMBERS = Numbers(example(), Rounding(9))
HOSTILE = "# $x$ `y` <script>alert(1)</script> ![](http://a.example/b.png) '''"


@pytest.fixture(scope="module")
def document() -> Document:
    return notes(NUMBERS, Outline(default_weights(NUMBERS.network), 10, (Form.SCALAR,)))


def cells(text: str, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def ran(text: str) -> Any:
    book = nbformat.reads(text, as_version=4)
    NotebookClient(book, kernel_name="python3", timeout=60).execute()
    return book


def test_a_notebook_is_valid_and_has_each_picture_beside_its_text(document: Document) -> None:
    text = notebook(document, NUMBERS)
    nbformat.validate(nbformat.reads(text, as_version=4), relax_add_props=False)
    attached = [cell["attachments"] for cell in json.loads(text)["cells"] if "attachments" in cell]
    assert len(attached) >= 3
    for pictures in attached:
        for picture in pictures.values():
            assert b64decode(picture["image/png"]).startswith(b"\x89PNG")
    assert "](notes-figures/" not in text


@pytest.mark.slow
def test_a_notebook_runs_from_the_top(document: Document) -> None:
    book = ran(notebook(document, NUMBERS))
    assert all(cell.execution_count for cell in book.cells if cell.cell_type == "code")


def test_the_solutions_of_an_assignment_pass_its_tests_and_nothing_else_does(document: Document) -> None:
    code = "\n".join(cells(assignment(document, NUMBERS), "code"))
    exec(code, {})  # what our own printer has written
    with pytest.raises(AssertionError, match=r"0\.3775, and the text shows 0\.593"):
        exec(code.replace("out_h1 = sigmoid(net_h1)", "out_h1 = net_h1"), {})


def test_an_assignment_shows_no_answer_outside_its_solutions(document: Document) -> None:
    found = json.loads(assignment(document, NUMBERS))["cells"]
    nbformat.validate(nbformat.from_dict({**json.loads(assignment(document, NUMBERS))}), relax_add_props=False)
    forward = next(at for at, cell in enumerate(found) if "### Hidden layer" in "".join(cell["source"]))
    text, given, turn, tests = ("".join(found[at]["source"]) for at in range(forward, forward + 4))
    assert "0.593269992" not in text + given
    assert turn.startswith("# your turn: net_h1, out_h1\n### BEGIN SOLUTION")
    assert tests.splitlines()[1:-1] == [
        "### BEGIN HIDDEN TESTS",
        "check(net_h1, 0.3775)",
        "check(out_h1, 0.593269992)",
    ]
    tags = [cell["metadata"]["nbgrader"] for cell in found if "nbgrader" in cell["metadata"]]
    assert len({tag["grade_id"] for tag in tags}) == len(tags)
    assert sum(tag.get("points", 0) for tag in tags) > 30


def test_a_title_stays_text(document: Document) -> None:
    text = notebook(replace(document, title=HOSTILE), NUMBERS)
    first = cells(text, "markdown")[0]
    assert "<script>" not in first
    assert not any("alert" in code for code in cells(text, "code"))
