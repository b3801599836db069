"""A class as a whole: who is missing, whose numbers are whose, and what the tables and pages say."""

from __future__ import annotations

import csv
import io
import re
from decimal import localcontext
from pathlib import Path
from random import Random

import pytest

from symbackprop.course.classroom import class_page
from symbackprop.course.feedback import as_html, as_markdown
from symbackprop.course.grade_tables import LMS, attention_csv, grades_csv, lms_csv
from symbackprop.course.gradebook import Gradebook
from symbackprop.course.judging import judge_all
from symbackprop.course.marking import Course
from symbackprop.course.results import Results, results
from symbackprop.course.roster import Student
from symbackprop.course.rubric import Kind, Rubric
from symbackprop.course.submissions import submissions_in

from .simulated import FORMATS, Writer, solution, variants

HOSTILE = Student("=cmd()", "<script>alert(1)</script> *x* |")
STUDENTS = (Student("a"), Student("b"), HOSTILE, Student("d", "Nobody"))


def _homework(student: Student) -> str:
    with localcontext(prec=40):
        lines = solution(variants().variant(student).network, Writer(5, False, Random(1)))
    return FORMATS["md"](list(lines.values()), "")


def _class(folder: Path) -> tuple[Course, list]:
    submissions = folder / "submissions"
    submissions.mkdir()
    for name, text in {"a": _homework(STUDENTS[0]), "b": _homework(STUDENTS[0]), "cmd": "net_h1 = 3"}.items():
        (submissions / f"{name}.md").write_text(text)
    (submissions / "other.md").write_text("x")
    course = Course(variants(), STUDENTS, True, 30.0)
    with Gradebook(folder / "gradebook.sqlite") as gradebook:
        return course, judge_all(course, submissions, submissions_in(submissions), gradebook, count=1)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, list]:
    return _class(tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def found(judged: tuple[Course, list]) -> Results:
    return results(*judged, Rubric())


def test_whoever_hands_in_the_numbers_of_another_is_listed_and_wins_nothing_by_them(found: Results) -> None:
    said = {(one.what, one.which): one.why for one in found.attention}
    assert "are those of a's variant" in said["suspicious", "b"]
    assert said["suspicious", "a.md, b.md"] == "the same file from a, b"
    assert found.graded["a"].grade.points == found.graded["a"].grade.most
    assert found.graded["b"].grade.points <= 2
    assert any("another sheet" in remark for remark in found.graded["b"].remarks)


def test_nobody_is_dropped(found: Results) -> None:
    assert {(one.what, one.which) for one in found.attention} >= {
        ("missing", "d (Nobody)"),
        ("of nobody", "other.md"),
    }
    rows = list(csv.DictReader(io.StringIO(grades_csv(found.students, found.graded).lstrip("\ufeff"))))
    assert [row["id"] for row in rows] == ["a", "b", "'=cmd()", "d"]
    assert [row["points"] for row in rows][3] == ""


def test_a_cell_makes_no_formula_and_a_name_no_markup(found: Results) -> None:
    tables = [grades_csv(found.students, found.graded), attention_csv(found.attention)]
    tables += [lms_csv(name, found.students, found.graded, "=1+1") for name in LMS]
    for table in tables:
        cells = [cell for row in csv.reader(io.StringIO(table.lstrip("\ufeff"))) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    one = found.graded[HOSTILE.id]
    page = class_page("<b>", found.in_order, found.attention)
    assert "<script" not in as_html(one) + page
    assert "<b>" not in page
    assert not re.search(r"(?<!\\)<script", as_markdown(one))


def test_a_page_says_what_to_do_next_and_loads_nothing(found: Results) -> None:
    for one in found.in_order:
        page = as_html(one)
        assert "What to do next" in page
        assert page.count("<main>") == page.count("</main>") == 1
        assert "default-src 'none'" in page
    assert "Nothing: all is right." in as_markdown(found.graded["a"])
    assert "Add what is missing" in as_markdown(found.graded[HOSTILE.id])


def test_a_changed_rubric_changes_only_the_points_that_it_touches(judged: tuple[Course, list], tmp_path: Path) -> None:
    points = {
        weight: {one.student.id: f"{one.grade.points}/{one.grade.most}" for one in results(*judged, rubric).in_order}
        for weight, rubric in ((1, Rubric()), (5, Rubric({**Rubric().points, Kind.UPDATE: 5})))
    }
    with Gradebook(tmp_path / "gradebook.sqlite") as gradebook:
        assert gradebook.changed(points[1]) == frozenset()
        assert gradebook.changed(points[1]) == frozenset()
        assert gradebook.changed(points[5]) == frozenset(points[5])
