"""What was found in a submission, as it is kept: the claims of a report with all that points are computed from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..verify.judging.verdicts import Claim, ClaimKind, Flag, Report, Verdict
from ..verify.reasons import SlipCode
from ..verify.report.words import lesson_of, title_of


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim of a submission, in values that JSON has.

    Args:
        number: Of the claim in its file, from 1.
        of: The network's name of the quantity; may be empty.
        kind: What is claimed.
        stated: The printed number; empty for a formula.
        verdict: The verdict.
        truth: The certified value with some digits more.
        line: The value of the expression before the number; empty where there is none.
        flags: What else is to be said.
        slips: What is mistaken, as far as it is known by name: codes.
        cause: The number of the claim that this one's error comes from, or None.
        is_fault: Whether something needs a correction.
        place: The line of the text, as the report counts it line by line.
        equation: The equation as it stands there.
        reason: Why, in words.
        correction: What to do, in words.
        from_nowhere: The numbers of its line that are neither given nor stated before.
    """

    number: int
    of: str
    kind: str
    stated: str
    verdict: str
    truth: str
    line: str
    flags: tuple[str, ...]
    slips: tuple[str, ...]
    cause: int | None
    is_fault: bool
    place: int
    equation: str
    reason: str
    correction: str
    from_nowhere: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        """Whether it says what a quantity of the network comes to."""
        return bool(self.of and self.stated) and self.kind in NUMBERS

    @property
    def is_wrong(self) -> bool:
        """Whether its number, or its formula, is wrong."""
        return self.verdict in (Verdict.WRONG.value, Verdict.NOTATION.value)


NUMBERS = frozenset({ClaimKind.NUMBER.value, ClaimKind.PROSE.value})
INHERITED, LINE_MISMATCH = Flag.INHERITED.value, Flag.LINE_MISMATCH.value
LONGEST_EQUATION = 300


def facts_of(report: Report) -> tuple[Fact, ...]:
    """Return what was found in a submission."""
    starts = [0, *(found.end() for found in re.finditer("\n", report.text))]
    return tuple(_fact(claim, bisect_right(starts, claim.focus.start)) for claim in report.claims)


def _fact(claim: Claim, line: int) -> Fact:
    return Fact(
        claim.number,
        claim.of,
        claim.kind.value,
        claim.stated,
        claim.verdict.value,
        claim.truth,
        claim.line,
        tuple(flag.value for flag in claim.flags),
        tuple(slip.code.value for slip in claim.slips),
        claim.cause,
        claim.is_fault,
        line,
        claim.equation[:LONGEST_EQUATION],
        claim.reason,
        claim.correction,
        claim.from_nowhere,
    )


def lessons_of(report: Report) -> Mapping[str, tuple[str, str]]:
    """Return what each slip of a report is called and what to learn from it."""
    return {
        slip.code.value: (title_of(slip.code), lesson_of(slip.code))
        for claim in report.claims
        for slip in claim.slips
        if isinstance(slip.code, SlipCode)
    }


def as_json(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return facts as JSON has them."""
    return [asdict(fact) for fact in facts]


def from_json(found: Iterable[Mapping[str, Any]]) -> tuple[Fact, ...]:
    """Return the facts that were written as JSON."""
    return tuple(map(_restored, found))


def _restored(one: Mapping[str, Any]) -> Fact:
    values: dict[str, Any] = {}
    for name in (field.name for field in fields(Fact)):
        values[name] = tuple(one[name]) if isinstance(one[name], list) else one[name]
    return Fact(**values)
