"""The document with marks: each line as it stands, its verdict, and what to do.

What the document says is shown and never obeyed: HTML is escaped by its template, Typst gets strings, Markdown gets
fences longer than any that the document holds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...document.escape import in_markdown, in_typst_string, printable
from ...document.page import filled
from .. import thresholds
from ..judging.verdicts import Claim, Report
from ..source import Span
from .marks import MARKS, Mark, correction, is_finding, remarks, sentence, subject, summary, unlisted, values

UNREAD, UNREAD_SIGN = "unread", "·"
UNDERLINED = "Underlined by dots: not read, so not judged."
POINTED = f"{UNREAD_SIGN} before a line: something on it is not read, so not judged."
WORST = ("bad", "open", "fair", "good")


def style_of(claim: Claim) -> str:
    """Return how a claim is marked; one that needs a correction is bad, whatever its verdict."""
    if claim.is_fault:
        return "bad"
    style = MARKS[claim.verdict].style
    return "fair" if claim.flags and style == "good" else style


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document with the claims that start on it.

    Args:
        number: From 1.
        pieces: Its text, cut where what a verdict is about begins and ends, each with the style of its mark or "".
        claims: In the order of the document.
    """

    number: int
    pieces: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]

    @property
    def sign(self) -> str:
        """The sign of its gravest mark, or a quiet one where something was not read."""
        unread = any(style == UNREAD for _, style in self.pieces)
        return self.mark.sign if self.mark else UNREAD_SIGN if unread else ""

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(text for text, _ in self.pieces)

    @property
    def mark(self) -> Mark | None:
        """The gravest mark of its claims."""
        marks = [MARKS[claim.verdict] for claim in self.claims]
        if any(claim.is_fault for claim in self.claims):
            marks.append(Mark("✗", "bad", ""))
        return min(marks, key=lambda mark: WORST.index(mark.style), default=None)


def lines(report: Report) -> list[Line]:
    """Return the lines of the document, those without a word left out."""
    on: dict[int, list[Claim]] = defaultdict(list)
    unread: dict[int, list[Span]] = defaultdict(list)
    starts = [0] + [found.end() for found in re.finditer("\n", report.text)]
    for claim in report.claims:
        on[_line(starts, claim.focus.start)].append(claim)
    for item in unlisted(report):
        for number in range(_line(starts, item.span.start), _line(starts, item.span.end - 1) + 1):
            unread[number].append(item.span)
    return [
        Line(
            number,
            tuple(_pieces(text, start, on.get(number, ()), unread.get(number, ()))),
            tuple(on.get(number, ())),
        )
        for number, (start, text) in enumerate(
            zip(starts, report.text.split("\n")[: thresholds.MOST_LINES_ANNOTATED], strict=False), start=1
        )
        if text.strip()
    ]


def _pieces(text: str, start: int, claims: Iterable[Claim], unread: Iterable[Span]) -> Iterator[tuple[str, str]]:
    """Yield a line in pieces, those set apart that something is to be said about, or that were not read."""
    done = 0
    marked = [(claim.focus, style_of(claim)) for claim in claims if is_finding(claim)]
    marked += [(span, UNREAD) for span in unread]
    for span, style in sorted(marked, key=lambda at: at[0].start):
        first, last = max(span.start - start, done), min(span.end - start, len(text))
        if first < last:
            yield printable(text[done:first]), ""
            yield printable(text[first:last]), style
            done = last
    yield printable(text[done:]), ""


def _line(starts: list[int], position: int) -> int:
    return bisect_right(starts, position)


def notes(line: Line, report: Report) -> list[tuple[Mark, str, str]]:
    """Return the remark on a line: mark, verdict with reason, and correction."""
    found = []
    for claim in line.claims:
        mark = MARKS[claim.verdict]
        if not is_finding(claim):
            continue
        if mark.style != style_of(claim):
            mark = Mark("!", style_of(claim), mark.meaning)
        what = subject(claim, report) or (shortened(claim.equation) if len(line.claims) > 1 else "")
        reasons = "; ".join(part for part in (sentence(claim, report), values(claim, report)) if part)
        why = ": ".join(part for part in (what, claim.verdict.words, reasons) if part)
        found.append((mark, why, correction(claim, report)))
    return [(mark, printable(why), printable(todo)) for mark, why, todo in found]


def _remarks(report: Report, legend: str) -> list[str]:
    """Return the lines above the document, with the meaning of the quiet mark where there is one."""
    return [*report.read, *remarks(report), *[legend] * bool(unlisted(report))]


def shortened(equation: str) -> str:
    """Return an equation, or its beginning where it is long."""
    return equation if len(equation) <= thresholds.LONGEST_TITLE else equation[: thresholds.LONGEST_TITLE - 1] + "…"


def html(report: Report) -> str:
    """Return the annotated document as a page of HTML that loads nothing; the template escapes what is put in."""
    rows = [
        {
            "style": line.mark.style if line.mark else "none",
            "number": line.number,
            "sign": line.sign,
            "pieces": line.pieces,
            "notes": notes(line, report),
        }
        for line in lines(report)
    ]
    return filled(
        "verify/report.html",
        title=printable(report.file),
        network=printable(report.network),
        summary=printable(summary(report)),
        remarks=[printable(remark) for remark in _remarks(report, UNDERLINED)],
        rows=rows,
    )


def markdown(report: Report) -> str:
    """Return the annotated document as Markdown."""
    longest = max((len(run) for run in re.findall(r"`+", report.text)), default=0)
    fence = "`" * max(3, longest + 1)
    parts: list[str] = []
    quiet: list[str] = []

    def flush() -> None:
        if quiet:
            parts.append("\n".join([fence + "text", *quiet, fence]))
            quiet.clear()

    for line in lines(report):
        quiet.append(f"{line.sign or ' '} {line.text}")
        remarks = notes(line, report)
        if remarks:
            flush()
            parts.append(
                "\n".join(
                    f"> **{note.sign} line {line.number}:** {in_markdown(why)}"
                    + (f"  \n> → {in_markdown(todo)}" if todo else "")
                    + "\n>"
                    for note, why, todo in remarks
                ).removesuffix("\n>")
            )
    flush()
    return filled(
        "verify/report.md",
        title=in_markdown(report.file),
        network=in_markdown(report.network),
        summary=in_markdown(summary(report)),
        remarks=[in_markdown(remark) for remark in _remarks(report, POINTED)],
        body="\n\n".join(parts),
    )


def typst(report: Report) -> str:
    """Return the annotated document as a Typst source, for a PDF."""
    rows = []
    for line in lines(report):
        mark = line.mark
        sign, style = line.sign, mark.style if mark else "quiet"
        pieces = "".join(f"({in_typst_string(text)}, {in_typst_string(under)})," for text, under in line.pieces)
        rows.append(f"#line-of({line.number}, {in_typst_string(sign)}, {in_typst_string(style)}, ({pieces}))")
        for note, why, todo in notes(line, report):
            words = ", ".join(map(in_typst_string, (note.sign, note.style, why, todo)))
            rows.append(f"#noted({words})")
    return filled(
        "verify/report.typ",
        title=in_typst_string(report.file),
        network=in_typst_string(report.network),
        summary=in_typst_string(summary(report)),
        remarks=[in_typst_string(remark) for remark in _remarks(report, UNDERLINED)],
        body="\n".join(rows),
    )
