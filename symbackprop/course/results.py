"""From the gradebook to grades: the points of everybody, and what somebody is to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from .classroom import Attention
from .facts import from_json
from .feedback import Graded
from .gradebook import Judged
from .grading import Outcome, grade
from .marking import Course, asked_from
from .roster import Student
from .rubric import Rubric
from .suspicions import Handed, numbers_of_others

MISSING, UNREADABLE, UNKNOWN, SUSPICIOUS, REMARK = "missing", "unreadable", "of nobody", "suspicious", "with a remark"


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a class.

    Args:
        students: All of them, in the order of the roster, or of the names of the files.
        graded: By their ids, what was graded.
        attention: What somebody is to look at.
    """

    students: tuple[Student, ...]
    graded: Mapping[str, Graded]
    attention: tuple[Attention, ...]

    @property
    def in_order(self) -> tuple[Graded, ...]:
        """What was graded, in the order of the students."""
        return tuple(self.graded[student.id] for student in self.students if student.id in self.graded)


def results(course: Course, judged: Sequence[tuple[Judged, str]], rubric: Rubric) -> Results:
    """Return the points of a class.

    Args:
        course: The class.
        judged: What was found in each file, with the hash of the file.
        rubric: What is worth how much.
    """
    files: dict[str, list[Judged]] = defaultdict(list)
    for one, _ in judged:
        if one.student is not None and not one.problem:
            files[one.student].append(one)
    students = course.students or tuple(Student(name) for name in sorted(files))
    graded: dict[str, Graded] = {}
    handed: list[Handed] = []
    for student in students:
        if student.id in files:
            graded[student.id], found = _graded(student, files[student.id], rubric)
            handed.append(found)
    copies = _copies(judged) if course.has_variants else ()
    others = tuple(numbers_of_others(handed)) if course.has_variants else ()
    for who, _, _ in others:
        graded[who] = _without_others(graded[who], rubric)
    attention = (
        *_unread(judged),
        *(_of_another(*found) for found in others),
        *copies,
        *_remarks(judged),
        *_empty(graded),
        *_missing(students, graded),
    )
    return Results(students, graded, attention)


def _graded(student: Student, judged: Sequence[Judged], rubric: Rubric) -> tuple[Graded, Handed]:
    contents = [one.content for one in judged]
    facts = [from_json(content["facts"]) for content in contents]
    asked = asked_from(contents[0]["asked"])
    lessons = {slip: tuple(lesson) for content in contents for slip, lesson in content["lessons"].items()}
    found = Graded(
        student,
        grade(asked, facts, rubric),
        tuple(one.path for one in judged),
        tuple(one.record for one in judged),
        lessons,
        tuple(map(tuple, facts)),
        tuple(one.remark for one in judged if one.remark),
    )
    return found, Handed(student.id, asked, tuple(fact for of_file in facts for fact in of_file))


def _without_others(one: Graded, rubric: Rubric) -> Graded:
    """Return a grade without what follows from numbers that are somebody else's."""
    strict = replace(rubric, follows=Fraction(0), working=Fraction(0))
    kept = grade([mark.asked for mark in one.grade.marks], one.facts, strict)
    return replace(one, grade=kept, remarks=(*one.remarks, OF_ANOTHER_SHEET))


OF_ANOTHER_SHEET = "Many numbers are those of another sheet; what follows from them is not counted."


def _missing(students: Iterable[Student], graded: Mapping[str, Graded]) -> Iterator[Attention]:
    for student in students:
        if student.id not in graded:
            name = f" ({student.name})" if student.name else ""
            yield Attention(MISSING, f"{student.id}{name}", "nothing of this student could be graded")


def _unread(judged: Iterable[tuple[Judged, str]]) -> Iterator[Attention]:
    for one, _ in judged:
        if one.problem:
            yield Attention(UNKNOWN if one.remark else UNREADABLE, one.path, one.problem)


def _remarks(judged: Iterable[tuple[Judged, str]]) -> Iterator[Attention]:
    for one, _ in judged:
        if one.remark and not one.problem:
            yield Attention(REMARK, one.path, one.remark)


def _empty(graded: Mapping[str, Graded]) -> Iterator[Attention]:
    """Yield the submissions in which nothing is stated that was asked for: perhaps they are of another kind."""
    for student, one in graded.items():
        if all(mark.outcome is Outcome.MISSING for mark in one.grade.marks):
            yield Attention(REMARK, student, "nothing that was asked for could be read in it")


def _of_another(student: str, whose: str, count: int) -> Attention:
    return Attention(SUSPICIOUS, student, f"{count} numbers are those of {whose}'s variant")


def _copies(judged: Iterable[tuple[Judged, str]]) -> Iterator[Attention]:
    """Yield the files that several students have handed in alike."""
    alike: dict[str, dict[str, str]] = defaultdict(dict)
    for one, hashed in judged:
        if one.student is not None:
            alike[hashed].setdefault(one.student, one.path)
    for paths in alike.values():
        if len(paths) > 1:
            yield Attention(SUSPICIOUS, ", ".join(paths.values()), f"the same file from {', '.join(paths)}")
