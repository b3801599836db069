"""Grade a whole class and compare the points with those of the referee: `python -m tests.course.whole_class 300`.

What differs is printed, and the exit status is 1 then; so is how many submissions a core judges in a second.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from symbackprop.course.gradebook import NAME, Gradebook
from symbackprop.course.judging import judge_all
from symbackprop.course.marking import Course
from symbackprop.course.results import results
from symbackprop.course.rubric import Rubric
from symbackprop.course.submissions import submissions_in

from .simulated import Doing, simulated, variants


@dataclass(frozen=True, slots=True)
class GradedClass:
    """What came of a class.

    Args:
        count: How many students there are.
        differences: Where the points are not those of the referee.
        missing: The ids of the students who are listed as missing.
        handed_in_nothing: The ids of those who did hand in nothing.
        rate: How many submissions were judged in a second of processor time.
    """

    count: int
    differences: tuple[str, ...]
    missing: tuple[str, ...]
    handed_in_nothing: tuple[str, ...]
    rate: float


def graded_class(count: int, folder: Path, processes: int = 0) -> GradedClass:
    """Return what comes of a simulated class.

    Args:
        count: How many students there are.
        folder: Where their submissions are written.
        processes: In how many processes they are judged; without, one for each core.
    """
    made = variants()
    handed = simulated(count, made)
    submissions = folder / "submissions"
    for one in handed:
        if one.path:
            path = submissions / one.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.content)
    course = Course(made, tuple(one.student for one in handed), True, 60)
    began = _spent()
    with Gradebook(folder / NAME) as gradebook:
        judged = judge_all(course, submissions, submissions_in(submissions), gradebook, count=processes)
    spent = _spent() - began
    found = results(course, judged, Rubric())
    points = {student: one.grade.points for student, one in found.graded.items()}
    differences = tuple(
        f"{one.student.id}: {one.doing.value}: {points.get(one.student.id)} points, by the referee {one.points}"
        for one in handed
        if one.path and points.get(one.student.id) != one.points
    )
    missing = tuple(one.which.split()[0] for one in found.attention)
    nothing = tuple(one.student.id for one in handed if one.doing is Doing.NOTHING)
    return GradedClass(count, differences, missing, nothing, len(judged) / spent)


def _spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> int:
    """Grade a class of so many students as the first argument says."""
    with TemporaryDirectory() as folder:
        found = graded_class(int(sys.argv[1]), Path(folder))
    for line in found.differences:
        print(line)
    print(f"{found.count} students, {len(found.differences)} differences; {found.rate:.1f} a second and core")
    return bool(found.differences) or found.missing != found.handed_in_nothing


if __name__ == "__main__":
    sys.exit(main())
