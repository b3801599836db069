"""What is kept of a report."""

from __future__ import annotations

import json

from symbackprop.course.facts import as_json, facts_of, from_json
from symbackprop.models.spec import example
from symbackprop.verify.pipeline import verify

SOURCE = ["# Homework\n", "\n", "$net_{h1} = 0.3881$\n", "\n", "$out_{h1} = 0.5933$"]


def test_what_is_kept_comes_back_from_json_as_it_was() -> None:
    facts = facts_of(verify("".join(SOURCE).encode(), "homework.md", example("mazur-2-2-2")))
    assert [fact.of for fact in facts] == ["net_h1", "out_h1"]
    assert from_json(json.loads(json.dumps(as_json(facts)))) == facts


def test_lines_are_those_of_the_text_and_not_of_the_file_that_wraps_it() -> None:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": SOURCE}]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    facts = facts_of(verify(notebook.encode(), "homework.ipynb", example("mazur-2-2-2")))
    assert [fact.place for fact in facts] == [3, 5]
