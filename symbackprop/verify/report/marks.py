"""How a claim is marked and worded, the same in every format."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .. import thresholds
from ..judging.coverage import Coverage, Item, ItemKind
from ..judging.verdicts import Claim, Flag, Report, Verdict
from .words import passage_words


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign for a verdict, what it is called in a style sheet, and what it means."""

    sign: str
    style: str
    meaning: str


MARKS: Mapping[Verdict, Mark] = MappingProxyType(
    {
        Verdict.RIGHT: Mark("✓", "good", "exact"),
        Verdict.ROUNDED: Mark("✓", "good", "correct to the digits shown"),
        Verdict.TRUNCATED: Mark("✓", "fair", "cut off, not rounded"),
        Verdict.CARRIED: Mark("✓", "fair", "follows from the rounded numbers shown"),
        Verdict.LAST_PLACE: Mark("~", "fair", "one unit off in the last place"),
        Verdict.WRONG: Mark("✗", "bad", "wrong"),
        Verdict.NOTATION: Mark("!", "bad", "a slip of notation"),
        Verdict.NOT_CHECKABLE: Mark("?", "open", "could not be checked"),
    }
)

WORDS: Mapping[Flag, str] = MappingProxyType(
    {
        Flag.BY_LUCK: "right by luck",
        Flag.CONTRADICTION: "the document contradicts itself",
        Flag.EXCESS_DIGITS: "more digits than the operands support",
        Flag.GIVEN_VALUES: "only for the values given",
        Flag.INHERITED: "inherited",
        Flag.LINE_MISMATCH: "the line does not give its own value",
        Flag.MISWRITTEN: "probably miswritten",
        Flag.NAME: "a name is wrong",
        Flag.OPERAND: "an operand is wrong",
        Flag.OVER_ROUNDED: "rounded to too few digits",
        Flag.TRANSPOSED: "transposed",
    }
)


TOLD_BY_REASONS = frozenset({Flag.INHERITED, Flag.MISWRITTEN, Flag.NAME, Flag.OPERAND})
"""Flags that reasons, or the cause, put into words."""


def sentence(claim: Claim, report: Report) -> str:
    """Return why a claim has its verdict, in one line."""
    parts = [WORDS[flag] for flag in claim.flags if flag not in TOLD_BY_REASONS]
    if claim.reason:
        parts.append(_as_written(claim.reason, report))
    if claim.cause is not None:
        cause = report.claims[claim.cause - 1]
        parts.append(f"comes from {report.file}:{cause.place.line}")
    return "; ".join(parts)


def subject(claim: Claim, report: Report) -> str:
    """Return what a claim is about, with the number printed for it; may be empty."""
    return " = ".join(part for part in (claim.quantity, _as_written(claim.stated, report)) if part)


def correction(claim: Claim, report: Report) -> str:
    """Return what to write instead, or what to do; may be empty."""
    return _as_written(claim.correction, report)


def _as_written(words: str, report: Report) -> str:
    """Return words with their numbers as the document writes numbers.

    Only in a document with decimal commas is there a difference: `10,000` rounds are `10.000` there.
    """
    if not report.commas:
        return words
    return re.sub(r"(?<=\d)[.,](?=\d)", lambda found: "," if found[0] == "." else ".", words)


def values(claim: Claim, report: Report) -> str:
    """Return the right value, and what the line gives where that is another."""
    parts = []
    if claim.truth and claim.verdict is not Verdict.RIGHT:
        parts.append(f"right value {claim.truth}")
    if claim.line and (claim.verdict is Verdict.WRONG or Flag.LINE_MISMATCH in claim.flags):
        parts.append(f"the line gives {claim.line}")
    return ", ".join(_as_written(one, report) for one in parts)


def summary(report: Report) -> str:
    """Return one line: how much is judged, by verdict, and how much is not read."""
    counts = [f"{report.count(verdict)} {verdict.words}" for verdict in Verdict if report.count(verdict)]
    of_judged = counts[:-1] if report.count(Verdict.NOT_CHECKABLE) else counts
    parts = [f"{len(report.judged)} judged" + (f": {', '.join(of_judged)}" if of_judged else "")]
    parts += counts[len(of_judged) :]
    passages = len(report.coverage.passages)
    left = [
        unread_words(report.coverage),
        f"{passages} passage{'s' * (passages != 1)} passed over" if passages else "",
    ]
    return "; ".join([*parts, *(filter(None, left) if any(left) else ["everything read"])])


def unread_words(coverage: Coverage) -> str:
    """Return how many numbers and formulas are not read; nothing where all are."""
    counts = [(coverage.counts(part).not_read, part.value) for part in ItemKind]
    parts = [f"{count:,} {word}{'s' * (count != 1)}" for count, word in counts if count]
    return f"{' and '.join(parts)} not read" if parts else ""


def passed_over(coverage: Coverage) -> str:
    """Return which passages are passed over; nothing where none is."""
    parts = [passage_words(passage) for passage in coverage.passages[: thresholds.MOST_PASSAGES]]
    more = len(coverage.passages) - len(parts)
    return "; ".join([*parts, f"and {more} more, which --format json lists"] if more else parts)


def unlisted(report: Report) -> list[Item]:
    """Return what was not read, but for what is listed among the claims, with the reason."""
    open_at = sorted((claim.span.start, claim.span.end) for claim in report.claims if not claim.is_judged)
    starts = [start for start, _ in open_at]
    found = []
    for item in report.coverage.unread:
        at = bisect_right(starts, item.span.start) - 1
        if at < 0 or open_at[at][1] < item.span.end:
            found.append(item)
    return found


def remarks(report: Report) -> list[str]:
    """Return what is to be said of the document as a whole: how it writes, and how its formulas were checked."""
    proved, tried = (sum(claim.proved is how for claim in report.claims) for how in (True, False))
    parts = [f"{proved} proved by exact algebra"] * bool(proved) + [f"{tried} tried at random points"] * bool(tried)
    skipped, errors = passed_over(report.coverage), len(report.broken)
    return [
        *report.conventions,
        *[f"Formulas in order: {', '.join(parts)}."] * bool(parts),
        *[f"Passed over: {skipped}."] * bool(skipped),
        *[f"{errors} internal error{'s' * (errors != 1)}; what they were about is listed."] * bool(errors),
    ]


def findings(report: Report) -> Sequence[Claim]:
    """Return the claims to show one by one: what needs a correction, could not be checked, or is right only in part."""
    return [claim for claim in report.claims if is_finding(claim)]


def roots_of(report: Report) -> Mapping[int, Sequence[Claim]]:
    """Return the mistakes that come from no other one, by their numbers, each with those that come from it."""
    found: dict[int, list[Claim]] = {}
    for claim in report.claims:
        if claim.is_fault:
            root = _root(claim, report)
            found.setdefault(root.number, [])
            if root is not claim:
                found[root.number].append(claim)
    return dict(sorted(found.items()))


def _root(claim: Claim, report: Report) -> Claim:
    """Return the mistake that one comes from in the end; itself where that is none."""
    root, passed = claim, {claim.number}
    while root.cause is not None and root.cause not in passed and report.claims[root.cause - 1].is_fault:
        root = report.claims[root.cause - 1]
        passed.add(root.number)
    return root


def is_finding(claim: Claim) -> bool:
    """Say whether there is more to a claim than its mark says."""
    return claim.is_fault or bool(claim.flags) or claim.verdict in (Verdict.NOT_CHECKABLE, Verdict.LAST_PLACE)


def focused(claim: Claim, report: Report) -> tuple[str, str, str]:
    """Return an equation as it stands in the document: before, in and after the part that the verdict is about."""
    text = report.text
    start, end = claim.span.start, claim.span.end
    # A number in a box ends before the brace that closes the box.
    while text[end : end + 1] == "}" and text.count("}", start, end) < text.count("{", start, end):
        end += 1
    first = min(max(claim.focus.start, start), end)
    last = min(max(claim.focus.end, first), end)
    before, part, after = (" ".join(piece.split()) for piece in (text[start:first], text[first:last], text[last:end]))
    space = " " if before and text[first - 1 : first].isspace() else ""
    return before + space, part, (" " if after and text[last : last + 1].isspace() else "") + after
