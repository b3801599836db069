"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from ...document.escape import in_terminal
from ..verdicts import Claim, Report
from .marks import MARKS, correction, findings, focused, remarks, sentence, subject, summary, values

STYLES = {"bad": "bold red", "fair": "yellow", "good": "green", "open": "cyan"}
LONGEST = 300
INDENT = "    "


def text(report: Report, every: bool = False) -> Iterator[RenderableType]:
    """Yield the lines of a report: the summary, the conventions, and each finding with its place.

    Args:
        report: What was found.
        every: Whether claims in order are shown as well.
    """
    for line in report.read:
        yield Text(in_terminal(line), style="dim")
    yield Text(f"{in_terminal(report.file)}: {summary(report)}", style="bold")
    for line in remarks(report):
        yield Text(in_terminal(line), style="dim")
    for claim in report.claims if every else findings(report):
        yield from _finding(claim, report)


def _finding(claim: Claim, report: Report) -> Iterator[RenderableType]:
    mark = MARKS[claim.verdict]
    style = STYLES[mark.style]
    head = Text()
    head.append(f"{in_terminal(report.file)}:{claim.place.line}:{claim.place.column}: ", style="dim")
    if claim.is_fault and mark.style != "bad":
        style = STYLES["bad"]
        head.append(f"slip ({claim.verdict.words})", style=style)
    else:
        head.append(claim.verdict.words, style=style)
    if claim.quantity:
        head.append(f"  {in_terminal(subject(claim, report))}")
    yield head
    before, part, after = focused(claim, report)
    equation = Text(INDENT + in_terminal(before)[-LONGEST:])
    equation.append(in_terminal(part)[:LONGEST], style=f"{style} underline")
    equation.append(in_terminal(after)[:LONGEST])
    yield equation
    for said in (sentence(claim, report), values(claim, report), correction(claim, report)):
        if said:
            yield Text(INDENT + in_terminal(said))
