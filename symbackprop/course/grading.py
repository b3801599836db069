"""From what was found in a submission to points.

A quantity is right, or follows rightly from a mistake before it, or is wrong. Whoever makes a mistake loses the points
of the quantity in which it is made, once; what is worked out from it earns its own, within limits that leave nothing
to be won by a wrong start that makes the rest easy:

- the line must be shown, must give what is stated, and all its numbers must be given or stated before;
- nothing follows from a start of 0, 1 or -1, nor from one with fewer digits than are asked for or with zeros in their
  place, and a result of 0, 1 or -1 that should be another earns nothing: with such numbers there is nothing left to
  compute;
- a mistake in what is not asked for costs the first quantity that is worked out from it;
- what follows from mistakes earns a share of all points at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from ..verify.judging.verdicts import ClaimKind, Verdict
from .asked import Asked
from .facts import INHERITED, LINE_MISMATCH, Fact
from .rubric import Rubric


class Outcome(Enum):
    """What became of a quantity that is asked for."""

    RIGHT = "right"
    IMPLIED = "in the working of another"
    LAST_PLACE = "one off in the last place"
    SHORT = "right, with too few digits"
    FOLLOWS = "follows from a mistake before"
    WORKING = "the line is right, its number is not"
    ON_THE_WAY = "comes from a mistake on the way to it"
    WRONG = "wrong"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Mark:
    """The points of a quantity.

    Args:
        asked: The quantity.
        outcome: What became of it.
        points: What it earns.
        most: What it is worth.
        fact: The claim that decided, or None where there is none.
        cause: The claim from whose mistake it follows, where it does.
    """

    asked: Asked
    outcome: Outcome
    points: Fraction
    most: Fraction
    fact: Fact | None = None
    cause: Fact | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """The points of a submission.

    Args:
        marks: Those of each quantity, in the order of the sheet.
        points: What they come to, within the cap.
        most: What all of them are worth.
        over_cap: What was not counted because it follows from mistakes.
    """

    marks: tuple[Mark, ...]
    points: Fraction
    most: Fraction
    over_cap: Fraction

    @property
    def mistakes(self) -> tuple[Mark, ...]:
        """The quantities in which something is mistaken that comes from nothing before."""
        return tuple(mark for mark in self.marks if mark.outcome in MISTAKEN)


MISTAKEN = (Outcome.WRONG, Outcome.WORKING, Outcome.ON_THE_WAY)
FROM_MISTAKES = (Outcome.FOLLOWS, Outcome.IMPLIED)
GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED, Verdict.CARRIED})
IDENTITY = ClaimKind.IDENTITY.value
TRIVIAL = frozenset(map(Fraction, (-1, 0, 1)))


def grade(asked: Sequence[Asked], files: Sequence[Sequence[Fact]], rubric: Rubric) -> Grade:
    """Return the points of a submission.

    Args:
        asked: What is asked for.
        files: What was found in each of its files.
        rubric: What is worth how much.
    """
    marks = {one.name: _mark(one, files, rubric) for one in asked}
    _charge(marks, rubric)
    # Holders stand behind what they hold, most of them, and one may be held by another.
    for one in reversed(asked):
        if marks[one.name].outcome is Outcome.MISSING:
            marks[one.name] = _implied(marks, one, rubric)
    most = sum((mark.most for mark in marks.values()), Fraction(0))
    following = [mark for mark in marks.values() if mark.outcome in FROM_MISTAKES and mark.cause is not None]
    over = max(sum((mark.points for mark in following), Fraction(0)) - rubric.cap * most, Fraction(0))
    points = sum((mark.points for mark in marks.values()), Fraction(0)) - over
    return Grade(tuple(marks.values()), points, most, over)


def _charge(marks: dict[str, Mark], rubric: Rubric) -> None:
    """Have a mistake in what is not asked for cost the first quantity that is worked out from it."""
    charged: set[int] = set()
    following = [mark for mark in marks.values() if mark.outcome is Outcome.FOLLOWS]
    for mark in sorted(following, key=lambda mark: mark.fact.number if mark.fact is not None else 0):
        root = mark.cause
        if root is None or root.of in marks or id(root) in charged:
            continue
        charged.add(id(root))
        share = rubric.working if _is_line_right(root, ()) else Fraction(0)
        marks[mark.asked.name] = replace(mark, outcome=Outcome.ON_THE_WAY, points=share * mark.most)


def _implied(marks: Mapping[str, Mark], asked: Asked, rubric: Rubric) -> Mark:
    """Return the mark of what is not stated: by that of a quantity in whose working it stands."""
    mark = marks[asked.name]
    for name in asked.within:
        holder = marks.get(name)
        if holder is None or not (holder.outcome is Outcome.IMPLIED or (holder.fact is not None and holder.fact.line)):
            continue
        if holder.outcome not in (Outcome.WRONG, Outcome.MISSING):
            share = rubric.follows if holder.cause is not None else Fraction(1)
            return replace(mark, outcome=Outcome.IMPLIED, points=share * mark.most, cause=holder.cause)
    return mark


def _mark(asked: Asked, files: Sequence[Sequence[Fact]], rubric: Rubric) -> Mark:
    most = rubric.worth(asked.name, asked.kind)
    found = [
        _outcome(fact, facts, rubric) for facts in files for fact in facts if fact.of == asked.name and fact.is_number
    ]
    if not found:
        return Mark(asked, Outcome.MISSING, Fraction(0), most)
    # Whoever states several values does not choose the right one; of right ones, the most exact one counts.
    outcome, fact, cause = max(found, key=lambda one: SEVERITY.index(one[0]))
    if outcome is Outcome.SHORT:
        outcome, fact, cause = min(found, key=lambda one: SEVERITY.index(one[0]))
    return Mark(asked, outcome, _share(outcome, rubric) * most, most, fact, cause)


SEVERITY = (
    Outcome.RIGHT,
    Outcome.LAST_PLACE,
    Outcome.SHORT,
    Outcome.FOLLOWS,
    Outcome.WORKING,
    Outcome.WRONG,
    Outcome.MISSING,
)


def _share(outcome: Outcome, rubric: Rubric) -> Fraction:
    shares = {
        Outcome.RIGHT: Fraction(1),
        Outcome.LAST_PLACE: rubric.last_place,
        Outcome.SHORT: rubric.short,
        Outcome.FOLLOWS: rubric.follows,
        Outcome.WORKING: rubric.working,
    }
    return shares.get(outcome, Fraction(0))


def _outcome(fact: Fact, facts: Sequence[Fact], rubric: Rubric) -> tuple[Outcome, Fact, Fact | None]:
    verdict = Verdict(fact.verdict)
    if verdict is Verdict.CARRIED and not _is_close(fact, rubric):
        return Outcome.WRONG, fact, None
    if verdict in GOOD:
        if verdict is Verdict.RIGHT or has_digits(fact.stated, rubric):
            return Outcome.RIGHT, fact, None
        # A single figure, as 0 for 0.3, says next to nothing.
        if figures(fact.stated) > 1:
            return Outcome.SHORT, fact, None
        return (Outcome.WORKING if fact.line and _is_line_right(fact, facts) else Outcome.WRONG), fact, None
    if has_digits(fact.stated, rubric) and (verdict is Verdict.LAST_PLACE or _is_near(fact.stated, fact.truth)):
        return Outcome.LAST_PLACE, fact, None
    root = _root(fact, facts, rubric)
    if root is not None:
        return Outcome.FOLLOWS, fact, root
    return (Outcome.WORKING if _is_line_right(fact, facts) else Outcome.WRONG), fact, None


def _is_close(fact: Fact, rubric: Rubric) -> bool:
    """Say whether what rounded numbers have led to is near enough: they may have been rounded to nothing."""
    stated, truth = _value(fact.stated), _value(fact.truth)
    if stated is None or truth is None:
        return False
    few = Fraction(CARRIED_UNITS, 10**rubric.decimals) if rubric.decimals is not None else Fraction(0)
    return abs(stated - truth) <= max(CARRIED * abs(truth), few)


CARRIED, CARRIED_UNITS = Fraction(1, 20), 10
"""How far off rounded numbers may lead: in parts of the right value, and in units of the decimals asked for."""


def has_digits(stated: str, rubric: Rubric) -> bool:
    """Say whether a number has as many digits as a rubric asks for.

    >>> has_digits("0.0822", Rubric()), has_digits("0.3", Rubric()), has_digits("0.0004", Rubric(decimals=4))
    (True, False, True)
    """
    decimals = len(stated.partition("e")[0].partition(".")[2])
    return figures(stated) >= rubric.digits or (rubric.decimals is not None and decimals >= rubric.decimals)


def figures(stated: str) -> int:
    """Return how many significant digits a number has as it is written.

    >>> figures("0.0500"), figures("-12"), figures("0.00")
    (3, 2, 0)
    """
    digits = stated.partition("e")[0].lstrip("-+").replace(".", "")
    return len(digits.lstrip("0"))


def _root(fact: Fact, facts: Sequence[Fact], rubric: Rubric) -> Fact | None:
    """Return the mistake from which a wrong number follows rightly; None where it does not."""
    value = _value(fact.stated)
    is_line = (
        _is_near(fact.stated, fact.line) if fact.line else INHERITED in fact.flags and _is_formula_right(fact, facts)
    )
    if (
        not is_line
        or value is None
        or value in TRIVIAL
        or LINE_MISMATCH in fact.flags
        or fact.slips
        or fact.from_nowhere
    ):
        return None
    root, passed = fact, {fact.number}
    while root.cause is not None and root.cause not in passed:
        root = facts[root.cause - 1]
        passed.add(root.number)
    if root is fact or root.of == fact.of or not root.is_wrong or _is_trivial(root, rubric):
        return None
    return root


def _is_trivial(root: Fact, rubric: Rubric) -> bool:
    """Say whether a mistake makes what follows easier than it was."""
    value = _value(root.stated)
    if value is None:
        return False
    is_round = root.stated.endswith("0") and figures(root.stated.rstrip("0.")) < ROUND
    is_exact = bool(root.line) and value == _value(root.line)
    return value in TRIVIAL or is_round or not (is_exact or has_digits(root.stated, rubric))


ROUND = 2
"""A start with fewer figures before its last zeros makes what follows easier."""


def _is_line_right(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Say whether the line before a wrong number is what it should be."""
    if _value(fact.stated) in TRIVIAL:
        return False
    if fact.line:
        return not _is_near(fact.stated, fact.line) and _is_line_near(fact)
    return _is_formula_right(fact, facts)


def _is_formula_right(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Say whether the formula in whose equation a number stands is right."""
    return any(
        other.kind == IDENTITY and other.of == fact.of and other.verdict == Verdict.RIGHT.value
        for other in facts
        if other.equation == fact.equation and other.place == fact.place
    )


def _is_line_near(fact: Fact) -> bool:
    """Say whether a line gives the right value, but for what rounded numbers in it explain."""
    line, truth = _value(fact.line), _value(fact.truth)
    return line is not None and truth is not None and abs(line - truth) <= CARRIED * abs(truth)


def _is_near(stated: str, value: str) -> bool:
    """Say whether a number is a value to within a unit of its last place, which other rounding on the way explains."""
    first, second = _value(stated), _value(value)
    if first is None or second is None:
        return False
    mantissa, _, power = stated.partition("e")
    unit = Fraction(10) ** (int(power or 0) - len(mantissa.partition(".")[2]))
    return abs(first - second) <= unit


def _value(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def slips_in(marks: Iterable[Mark]) -> tuple[str, ...]:
    """Return the slips that are known by name in the mistakes of a submission."""
    return tuple(slip for mark in marks if mark.fact is not None for slip in mark.fact.slips)
