"""Worksheets of three kinds, and keys that are the same pages with what belongs there."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise

import pytest

from symbackprop.cli.notes import mistakes_of
from symbackprop.course.worksheets import Sheet, Task, worksheet
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blanks import Blanks, answers, filled, solved
from symbackprop.document.blocks import Display, Row, Space
from symbackprop.errors import UsageError
from symbackprop.expression.tree import Blank, Negative, Number, Partial, Product, Sum
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.documents.typst import typst


@cache
def made(task: Task, name: str = "mazur-2-2-2") -> Sheet:
    network = example(name)
    return worksheet(Numbers(network, Rounding(4)), task, mistakes_of(network, ("slips",)) if task.slips else None)


TASKS = (Task(), Task(Blanks.ALL), Task(fade=3), Task(slips=3))


@pytest.mark.parametrize("task", TASKS, ids=["results", "all", "fade", "slips"])
def test_a_key_is_its_sheet_filled_in_and_the_blanks_have_the_same_sizes(task: Task) -> None:
    sheet = made(task)
    assert filled(sheet.document).blocks[1:] == sheet.key.blocks[1:]
    places = r"blank\(#\d+, #\d+, #[\d.]+|#space\(\d+\)"
    assert re.findall(places, typst(sheet.document)) == re.findall(places, typst(sheet.key)) != []


def test_a_series_gives_fewer_and_fewer_steps() -> None:
    blocks = made(Task(fade=3)).document.blocks
    series = [
        (before, after)
        for before, after in pairwise(blocks)
        if isinstance(after, Display) and (after.label or "").startswith("eq-turn")
    ]
    given = [len(before.rows) if isinstance(before, Display) else 0 for before, _ in series]
    assert given == [3, 2, 1, 0]
    assert all(isinstance(side, Blank) for _, after in series for row in after.rows for _, side in row.sides)


def test_what_follows_from_a_planted_mistake_follows_from_the_number_stated() -> None:
    document = made(Task(slips=3)).document
    rows = [
        row
        for block in document.blocks
        if isinstance(block, Display) and (block.label or "").startswith("eq-mistaken")
        for row in block.rows
    ]
    found = 0
    for gradient, update in pairwise(rows):
        stated, after = gradient.sides[-1][1], update.sides[-1][1]
        if isinstance(gradient.left, Partial) and isinstance(stated, Number) and isinstance(after, Number):
            put_in = update.sides[0][1]
            assert math.isclose(value(put_in), float(after.value), rel_tol=1e-3)
            found += 1
    assert found >= 3


def value(expression: object) -> float:
    match expression:
        case Number(exact):
            return float(exact)
        case Negative(body):
            return -value(body)
        case Sum(terms):
            return math.fsum(map(value, terms))
        case Product(factors):
            return math.prod(map(value, factors))
    raise AssertionError(expression)


def test_the_key_names_each_mistake_with_its_lesson() -> None:
    spaces = [block for block in made(Task(slips=3)).key.blocks if isinstance(block, Space)]
    assert len(spaces) == 3
    shown = markdown(made(Task(slips=3)).key)
    assert shown.count("and not") == 3
    assert "Gradient descent lowers the error" in shown
    assert "and not" not in markdown(made(Task(slips=3)).document)


def test_nothing_that_explains_why_stands_on_the_sheet() -> None:
    sheet = made(Task())
    reasons = [block for block in sheet.key.blocks if isinstance(block, Space)]
    assert reasons
    assert all(block.filled for block in reasons)
    assert "below its target" not in markdown(sheet.document)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (Task(slips=6), "--slips must be from 1 to 5, not 6"),
        (Task(slips=2, fade=1), "--slips stands alone"),
        (Task(fade=7), "--fade must be from 1 to 6"),
        (Task(slips=5), "only"),
    ],
)
def test_what_cannot_be_asked_is_refused(task: Task, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        made(task, "single-neuron" if task.slips == 5 else "mazur-2-2-2")


def test_answers_are_those_of_the_network() -> None:
    found = {answer.number: answer.body for answer in answers(made(Task()).document)}
    assert isinstance(found[1], Number)
    assert found[1].text == "0.3775"
    assert Row(None, ()) not in solved(made(Task()).document).blocks
