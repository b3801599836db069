"""The document with marks: each line as it stands, what is said of it, and what to do.

What the document said is shown and never obeyed: HTML is escaped, Typst gets strings, Markdown gets fences longer than
any that the document holds.
"""

from __future__ import annotations

import html as escape
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...document.page import filled
from ..verdicts import Claim, Report
from .marks import MARKS, Mark, remarks, sentence, summary, values

MOST_LINES = 20_000
WORST = ("bad", "open", "fair", "good")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document with the claims that start on it."""

    number: int
    text: str
    claims: tuple[Claim, ...]

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
    starts = [0] + [found.end() for found in re.finditer("\n", report.text)]
    for claim in report.claims:
        on[_line(starts, claim.focus.start)].append(claim)
    return [
        Line(number, _printable(text), tuple(on.get(number, ())))
        for number, text in enumerate(report.text.split("\n")[:MOST_LINES], start=1)
        if text.strip()
    ]


def _line(starts: list[int], position: int) -> int:
    return bisect_right(starts, position)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def notes(line: Line, report: Report) -> list[tuple[Mark, str, str]]:
    """Return what is said of a line: mark, verdict with reason, and correction."""
    found = []
    for claim in line.claims:
        mark = MARKS[claim.verdict]
        if not claim.is_fault and mark.style in ("good", "fair"):
            continue
        if claim.is_fault and mark.style != "bad":
            mark = Mark("!", "bad", mark.meaning)
        what = (
            f"{claim.quantity} = {claim.stated}" if claim.stated and claim.quantity else claim.quantity or claim.stated
        )
        said = "; ".join(part for part in (sentence(claim, report), values(claim)) if part)
        found.append(
            (mark, f"{what}: {claim.verdict.words}{': ' + said if said else ''}".lstrip(": "), claim.correction)
        )
    return [(mark, _printable(said), _printable(what)) for mark, said, what in found]


def html(report: Report) -> str:
    """Return the annotated document as a page of HTML that loads nothing."""
    rows = []
    for line in lines(report):
        mark = line.mark
        style = mark.style if mark else "none"
        sign = mark.sign if mark else ""
        said = "".join(
            f'<div class="note {note.style}"><b>{note.sign}</b> {escape.escape(why)}'
            + (f'<div class="todo">→ {escape.escape(todo)}</div>' if todo else "")
            + "</div>"
            for note, why, todo in notes(line, report)
        )
        rows.append(
            f'<div class="line {style}"><span class="number">{line.number}</span><span class="mark">{sign}</span>'
            f"<code>{escape.escape(line.text)}</code></div>{said}"
        )
    return filled(
        "verify/report.html",
        title=escape.escape(report.file),
        network=escape.escape(report.network),
        summary=escape.escape(summary(report)),
        remarks=[escape.escape(remark) for remark in (*report.read, *remarks(report))],
        body="\n".join(rows),
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
        sign = line.mark.sign if line.mark else " "
        quiet.append(f"{sign} {line.text}")
        said = notes(line, report)
        if said:
            flush()
            parts.append(
                "\n".join(
                    f"> **{note.sign} line {line.number}:** {_inert(why)}"
                    + (f"  \n> → {_inert(todo)}" if todo else "")
                    + "\n>"
                    for note, why, todo in said
                ).removesuffix("\n>")
            )
    flush()
    return filled(
        "verify/report.md",
        title=_inert(report.file),
        network=_inert(report.network),
        summary=_inert(summary(report)),
        remarks=[_inert(remark) for remark in (*report.read, *remarks(report))],
        body="\n\n".join(parts),
    )


def _inert(said: str) -> str:
    """Return words as Markdown shows them, with nothing active left."""
    return re.sub(r"([\\`*_{}\[\]<>#+!|~$&-])", r"\\\1", said)


def typst(report: Report) -> str:
    """Return the annotated document as a Typst source, for a PDF."""
    rows = []
    for line in lines(report):
        mark = line.mark
        sign, style = (mark.sign, mark.style) if mark else ("", "quiet")
        rows.append(f"#line-of({line.number}, {_quoted(sign)}, {_quoted(style)}, {_quoted(line.text)})")
        for note, why, todo in notes(line, report):
            rows.append(f"#note({_quoted(note.sign)}, {_quoted(note.style)}, {_quoted(why)}, {_quoted(todo)})")
    return filled(
        "verify/report.typ",
        title=_quoted(report.file),
        network=_quoted(report.network),
        summary=_quoted(summary(report)),
        remarks=[_quoted(remark) for remark in (*report.read, *remarks(report))],
        body="\n".join(rows),
    )


def _quoted(said: str) -> str:
    """Return words as a Typst string, in which nothing is active."""
    return '"' + _printable(said).replace("\\", "\\\\").replace('"', '\\"') + '"'


ANNOTATED: Mapping[str, Callable[[Report], str]] = MappingProxyType({"html": html, "markdown": markdown, "pdf": typst})
"""By the format asked for, the annotated document; a PDF is set from its Typst source."""
