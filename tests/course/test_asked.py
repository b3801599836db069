"""What is asked of a student: the quantities of the sheet, by names that the judge knows."""

from __future__ import annotations

import pytest

from symbackprop.course.asked import asked_of
from symbackprop.course.facts import facts_of
from symbackprop.course.grading import grade
from symbackprop.course.rubric import Rubric
from symbackprop.course.worksheets import Task, worksheet
from symbackprop.derive.numbers import Numbers
from symbackprop.document.blanks import solved
from symbackprop.graph.rounding import Rounding
from symbackprop.models.spec import example
from symbackprop.render.documents.markdown import markdown
from symbackprop.verify.pipeline import verify

from ..models.test_examples import NAMES


@pytest.mark.slow
@pytest.mark.some(4)
@pytest.mark.parametrize("name", NAMES)
def test_the_solution_of_every_example_earns_all_points(name: str) -> None:
    network = example(name)
    sheet = worksheet(Numbers(network, Rounding(4)), Task())
    report = verify(markdown(solved(sheet.key)).encode(), "solution.md", network)
    found = grade(asked_of(network, sheet), [facts_of(report)], Rubric())
    assert [(mark.asked.name, mark.outcome) for mark in found.marks if mark.points < mark.most] == []
    assert found.most


def test_a_signal_with_a_letter_of_its_own_has_the_name_of_a_derivative() -> None:
    network = example("mazur-2-2-2", "delta")
    names = [asked.name for asked in asked_of(network, worksheet(Numbers(network, Rounding(4)), Task()))]
    assert "dE_total/dnet_o1" in names
    assert not [name for name in names if "δ" in name or name.startswith("delta")]
