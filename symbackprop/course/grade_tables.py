"""The grades of a class as tables: our own, those that systems for courses take in, and what is to be looked at."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from ..document.escape import in_cell
from .classroom import Attention
from .feedback import Graded, steps, written
from .grading import Outcome
from .roster import Student

Rows = Iterable[Sequence[str]]
Students = Sequence[Student]
LONGEST_FEEDBACK = 1000


def grades_csv(students: Students, graded: Mapping[str, Graded]) -> str:
    """Return a row for each student, with the points of each quantity; empty cells where nothing could be graded.

    Args:
        students: All of them, in the order of the table.
        graded: By their ids, what was graded.
    """
    names = list(dict.fromkeys(mark.asked.name for one in graded.values() for mark in one.grade.marks))
    rows: list[Sequence[str]] = [("id", "name", "points", "of", "mistakes", "follow", "missing", "files", *names)]
    for student in students:
        one = graded.get(student.id)
        rows.append((student.id, student.name, *(_cells(one, names) if one is not None else [""] * (6 + len(names)))))
    return _written(rows)


def _cells(one: Graded, names: Sequence[str]) -> list[str]:
    grade = one.grade
    points = {mark.asked.name: written(mark.points) for mark in grade.marks}
    counts = [
        len(grade.mistakes),
        *(sum(mark.outcome is what for mark in grade.marks) for what in (Outcome.FOLLOWS, Outcome.MISSING)),
    ]
    return [
        written(grade.points),
        written(grade.most),
        *map(str, counts),
        " ".join(one.paths),
        *(points.get(name, "") for name in names),
    ]


def _moodle(students: Students, graded: Mapping[str, Graded], title: str) -> Rows:
    yield "ID number", "Full name", title, "Feedback comments"
    for student in students:
        if student.id in graded:
            one = graded[student.id]
            todo = " ".join(step.words for step in steps(one.grade, one.lessons))
            yield student.id, student.name, written(one.grade.points), todo[:LONGEST_FEEDBACK]


def _canvas(students: Students, graded: Mapping[str, Graded], title: str) -> Rows:
    most = max((one.grade.most for one in graded.values()), default=None)
    yield "Student", "ID", "SIS User ID", "SIS Login ID", "Section", title
    yield "    Points Possible", "", "", "", "", written(most) if most is not None else ""
    for student in students:
        if student.id in graded:
            yield student.name, "", student.id, "", "", written(graded[student.id].grade.points)


LMS: Mapping[str, Callable[[Students, Mapping[str, Graded], str], Rows]] = MappingProxyType(
    {"canvas": _canvas, "moodle": _moodle}
)
"""Systems for courses, and the tables of grades that they take in."""


def lms_csv(name: str, students: Students, graded: Mapping[str, Graded], title: str) -> str:
    """Return the grades as a system for courses takes them in; who has none is left out, and keeps what is there.

    Args:
        name: A row of `LMS`.
        students: All of them, in the order of the table.
        graded: By their ids, what was graded.
        title: What the assignment is called.
    """
    return _written(LMS[name](students, graded, title))


def attention_csv(attention: Sequence[Attention]) -> str:
    """Return what is to be looked at."""
    return _written([("what", "which", "why"), *((one.what, one.which, one.why) for one in attention)])


def _written(rows: Rows) -> str:
    """Return rows in CSV, with a mark by which spreadsheets know its encoding, and no formula in any cell."""
    text = io.StringIO()
    text.write("\ufeff")
    csv.writer(text, lineterminator="\r\n").writerows([in_cell(one) for one in row] for row in rows)
    return text.getvalue()
