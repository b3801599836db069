"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from ...document.escape import in_terminal
from .. import thresholds
from ..judging.coverage import Item
from ..judging.verdicts import Claim, Flag, Report
from .marks import (
    MARKS,
    correction,
    findings,
    focused,
    remarks,
    roots_of,
    sentence,
    subject,
    summary,
    unlisted,
    values,
)
from .words import words_of

STYLES = {"bad": "bold red", "fair": "yellow", "good": "green", "open": "cyan"}

INDENT = "    "


def text(report: Report, every: bool = False) -> Iterator[RenderableType]:
    """Yield the lines of a report: the summary, the conventions, each finding with its place, and what is not read.

    Args:
        report: What was found.
        every: Whether claims in order are shown as well.
    """
    for line in report.read:
        yield Text(in_terminal(line), style="dim")
    yield Text(f"{in_terminal(report.file)}: {summary(report)}", style="bold")
    for line in remarks(report):
        yield Text(in_terminal(line), style="dim")
    if every:
        for claim in report.claims:
            yield from _finding(claim, report)
    else:
        yield from _findings(report)
    yield from _unread(report, every)


def _findings(report: Report) -> Iterator[RenderableType]:
    """Yield the mistakes that come from no other one, in their order, then what else is to be said; some of each."""
    roots, others = roots_of(report), [claim for claim in findings(report) if claim.cause is None]
    others = [claim for claim in others if claim.number not in roots]
    shown = [*roots][: thresholds.MOST_ROOTS_SHOWN], others[: thresholds.MOST_OTHERS_SHOWN]
    for number in shown[0]:
        yield from _finding(report.claims[number - 1], report)
        if roots[number]:
            yield Text(f"{INDENT}{len(roots[number])} more from this: {_lines(roots[number])}", style="dim")
    for claim in shown[1]:
        yield from _finding(claim, report)
    left = [(len(roots) - len(shown[0]), "mistake"), (len(others) - len(shown[1]), "remark")]
    parts = [f"{count} more {what}{'s' * (count != 1)}" for count, what in left if count]
    if parts:
        yield Text(f"{in_terminal(report.file)}: {' and '.join(parts)}; --all shows them", style="dim")


def _lines(claims: Sequence[Claim]) -> str:
    """Return the lines in which claims stand, in words."""
    lines = [f"{line}" for line in dict.fromkeys(claim.place.line for claim in claims)]
    named = lines[: thresholds.MOST_LISTED]
    more = f" and {len(lines) - len(named)} more" if len(lines) > len(named) else ""
    return f"line{'s' * (len(lines) != 1)} {', '.join(named)}{more}"


def _unread(report: Report, every: bool) -> Iterator[RenderableType]:
    """Yield where something is not read: one by one where it is little, or all are wanted, and else the lines."""
    found = unlisted(report)
    name = in_terminal(report.file)
    if len(found) > thresholds.MOST_LISTED and not every:
        lines = [f"{line}" + (f" ({count})" if count > 1 else "") for line, count in _by_line(found)]
        more = (
            f" and {len(lines) - thresholds.MOST_LINES_NAMED} more" if len(lines) > thresholds.MOST_LINES_NAMED else ""
        )
        yield Text(
            f"{name}: not read in the lines {', '.join(lines[: thresholds.MOST_LINES_NAMED])}{more}; --all lists it",
            style="dim",
        )
        return
    for item in found:
        line = Text(f"{name}:{item.line}:{item.column}: ", style="dim")
        line.append("not read", style="dim italic")
        line.append(f"  {in_terminal(item.text)[: thresholds.LONGEST_SHOWN]}")
        line.append(f": {in_terminal(words_of(item))}", style="dim")
        yield line


def _by_line(items: Iterable[Item]) -> Iterator[tuple[int, int]]:
    for line, of_line in groupby(items, key=lambda item: item.line):
        yield line, sum(1 for _ in of_line)


def _finding(claim: Claim, report: Report) -> Iterator[RenderableType]:
    mark = MARKS[claim.verdict]
    style = STYLES[mark.style]
    head = Text()
    head.append(f"{in_terminal(report.file)}:{claim.place.line}:{claim.place.column}: ", style="dim")
    if Flag.MISWRITTEN in claim.flags:
        style = STYLES["fair"]
        head.append(f"probably miswritten ({claim.verdict.words})", style=style)
    elif claim.is_fault and mark.style != "bad":
        style = STYLES["bad"]
        head.append(f"slip ({claim.verdict.words})", style=style)
    else:
        head.append(claim.verdict.words, style=style)
    if claim.quantity:
        head.append(f"  {in_terminal(subject(claim, report))}")
    yield head
    before, part, after = focused(claim, report)
    equation = Text(INDENT + in_terminal(before)[-thresholds.LONGEST_SHOWN :])
    equation.append(in_terminal(part)[: thresholds.LONGEST_SHOWN], style=f"{style} underline")
    equation.append(in_terminal(after)[: thresholds.LONGEST_SHOWN])
    yield equation
    for detail in (sentence(claim, report), values(claim, report), correction(claim, report)):
        if detail:
            yield Text(INDENT + in_terminal(detail))
