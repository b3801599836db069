"""What a student gets back: the points and why, what to do next, and the submission line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ..document.escape import in_markdown, printable
from ..document.page import filled
from .asked import title_of
from .facts import Fact
from .gradebook import unpacked
from .grading import Grade, Mark, Outcome
from .roster import Student

MOST_STEPS = 4
"""So many things to do are listed; after them the rest looks different."""

STYLES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.RIGHT: "good",
        Outcome.IMPLIED: "good",
        Outcome.LAST_PLACE: "fair",
        Outcome.SHORT: "fair",
        Outcome.FOLLOWS: "fair",
        Outcome.WORKING: "bad",
        Outcome.ON_THE_WAY: "bad",
        Outcome.WRONG: "bad",
        Outcome.MISSING: "bad",
    }
)


@dataclass(frozen=True, slots=True)
class Graded:
    """A student's grade with what it comes from.

    Args:
        student: Whose it is.
        grade: The points.
        paths: The files.
        records: What is kept of each file; a large class is not unpacked at once.
        lessons: By the codes of slips, what they are called and what to learn from them.
        facts: What was found in each file.
        remarks: What is to be said of the submission as a whole.
    """

    student: Student
    grade: Grade
    paths: tuple[str, ...]
    records: tuple[bytes, ...]
    lessons: Mapping[str, tuple[str, str]]
    facts: tuple[tuple[Fact, ...], ...] = ()
    remarks: tuple[str, ...] = ()

    def reports(self, form: str) -> tuple[str, ...]:
        """Return the report on each file, as `html` or as `markdown`."""
        return tuple(str(unpacked(record)[form]) for record in self.records)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do.

    Args:
        words: What.
        lesson: What to learn from it; may be empty.
    """

    words: str
    lesson: str = ""


def written(points: Fraction) -> str:
    """Return points as they are printed.

    >>> written(Fraction(7, 2)), written(Fraction(20)), written(Fraction(2, 3))
    ('3.5', '20', '0.67')
    """
    return f"{float(points):.2f}".rstrip("0").rstrip(".")


def as_html(graded: Graded) -> str:
    """Return what a student gets back as a page that loads nothing: the first report with the points above it."""
    above = filled("course/points.html", **_content(graded, printable))
    first, *others = graded.reports("html")
    # Words of the document are escaped, so that this is the tag of the page itself.
    page = first.replace("<header>", above + "<header>", 1)
    rest = "".join(other.partition("<main>")[2].partition("</main>")[0] for other in others)
    return page.replace("</main>", rest + "</main>", 1)


def as_markdown(graded: Graded) -> str:
    """Return what a student gets back in Markdown."""
    above = filled("course/points.md", **_content(graded, in_markdown))
    return above + "\n".join(graded.reports("markdown"))


def _content(graded: Graded, escape: Callable[[str], str]) -> dict[str, object]:
    grade, student = graded.grade, graded.student
    return {
        "student": escape(" ".join(filter(None, (student.name, f"({student.id})" if student.name else student.id)))),
        "points": written(grade.points),
        "most": written(grade.most),
        "remarks": [escape(remark) for remark in (*graded.remarks, *_capped(grade))],
        "steps": [
            Step(escape(step.words), escape(step.lesson)) for step in list(steps(grade, graded.lessons))[:MOST_STEPS]
        ],
        "rows": [
            {
                "style": STYLES[mark.outcome],
                "title": escape(title_of(mark.asked.name)),
                "points": written(mark.points),
                "most": written(mark.most),
                "why": escape(why(mark)),
            }
            for mark in grade.marks
        ],
    }


def _capped(grade: Grade) -> Iterator[str]:
    if grade.over_cap:
        yield f"{written(grade.over_cap)} points for what follows from mistakes are beyond the limit and do not count."


def why(mark: Mark) -> str:
    """Return why a quantity earns what it earns, in words."""
    fact = mark.fact
    parts = [mark.outcome.value]
    if fact is not None and mark.outcome is not Outcome.RIGHT:
        parts.append(f"line {fact.place} has {fact.stated}, right is {mark.asked.value}")
    if mark.cause is not None and mark.cause is not fact:
        parts.append(f"comes from line {mark.cause.place}")
    if fact is not None and mark.outcome in (Outcome.WRONG, Outcome.WORKING) and fact.reason:
        parts.append(fact.reason)
    return "; ".join(parts)


def steps(grade: Grade, lessons: Mapping[str, tuple[str, str]]) -> Iterator[Step]:
    """Yield what to do next: mistakes in their order, from which others come, first; then what is missing.

    Args:
        grade: The points.
        lessons: By the codes of slips, what they are called and what to learn from them.
    """
    told: set[int] = set()
    mistakes = [mark for mark in grade.mistakes if mark.fact is not None]
    for mark in sorted(mistakes, key=lambda mark: mark.fact.place if mark.fact is not None else 0):
        fact = mark.cause or mark.fact
        if fact is not None and id(fact) not in told:
            told.add(id(fact))
            after = sum(other.cause is fact for other in grade.marks if other.outcome is Outcome.FOLLOWS)
            yield _correction(fact, mark, after, lessons)
    missing = [title_of(mark.asked.name) for mark in grade.marks if mark.outcome is Outcome.MISSING and mark.most]
    if missing:
        yield Step(f"Add what is missing: {_listed(missing)}.")
    short = [title_of(mark.asked.name) for mark in grade.marks if mark.outcome is Outcome.SHORT]
    if short:
        yield Step(f"Give more digits: {_listed(short)}.")
    if not (told or missing or short):
        yield Step("Nothing: all is right.")


def _correction(fact: Fact, mark: Mark, after: int, lessons: Mapping[str, tuple[str, str]]) -> Step:
    """Return what to do about a mistake, from which some numbers follow."""
    about = f"{title_of(fact.of)}: " if fact.of else ""
    right = f", which should be {mark.asked.value}" if fact is mark.fact else ""
    reason = fact.reason if fact.is_fault else ""
    todo = f"; {fact.correction}" if fact.correction and fact.is_fault else ""
    more = f" ({after} more number{'s' * (after != 1)} come{'s' * (after == 1)} from it)" if after else ""
    lesson = next((lessons[slip][1] for slip in fact.slips if slip in lessons), "")
    return Step(f"Line {fact.place}, {about}{reason or f'{fact.stated} is stated{right}'}{todo}{more}.", lesson)


MOST_NAMED = 6


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
