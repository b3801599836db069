r"""Documents for the tests, in which each verdict that is expected stands below the line that it is about.

    $out_{h1} = \frac{1}{1 + e^{0.3775}} = 0.59326992$
    #: 0.59326992 → wrong, line_mismatch; slip digit-dropped; truth 0.593269992…; "a digit is dropped"

A line that starts with `#:` is no part of the document: it is taken out before the document is judged, so that lines
are counted without it. In a notebook it is a string of its own in the list of lines. It says of a claim

- which it is: its number as the report has it, numbers of one verdict with commas between them, or the equation,
  of which any part may be left out as `…`;
- its verdict, and after commas its flags: all of them;
- what else is to be held, each after a semicolon and in this order: `slip` and the codes of all its slips, `truth` and
  the certified value, `because of` and the claim that the error comes from, and in quotes a part of the reason.

Every claim has its line and every line its claim. What starts with `#:` was worked out apart from the program. What
starts with `#?` is what the program says of the rest, proposed by `make golden`, which never changes a `#:`; a mistake
that is only proposed is refused unless it comes of one that is not.

The network is that of the spec beside the document, `NAME.toml`, and the published example where there is none.
"""

from __future__ import annotations

import atexit
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from symbackprop.models.network import Network
from symbackprop.models.spec import example, load
from symbackprop.verify.judging.verdicts import Claim, Flag, Report, Verdict
from symbackprop.verify.pipeline import verify, verify_alone

FOLDER = Path(__file__).parent
ENDINGS = (".html", ".ipynb", ".md", ".org", ".qmd", ".rst", ".tex", ".txt")
WORKED_OUT, PROPOSED = "#: ", "#? "
NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?%?")
EXPECTED = re.compile(
    rf"""(?P<what>.+)\ →\ (?P<verdict>{"|".join(verdict.value for verdict in Verdict)})
    (?P<flags>(,\ (?:{"|".join(flag.value for flag in Flag)}))*)
    (;\ slip\ (?P<slips>[\w-]+(,\ [\w-]+)*))?
    (;\ truth\ (?P<truth>\S+))?
    (;\ because\ of\ (?P<cause>.+?))?
    (;\ "(?P<reason>.+)")?""",
    re.X,
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one claim.

    Args:
        row: The line of the file in which it stands, from 1.
        line: The line of the document that it is about, from 1.
        what: The number or the equation of the claim; `…` stands for anything.
        verdict: Its verdict.
        flags: Its flags.
        slips: The codes of its slips.
        truth: Its certified value; empty where it is not said.
        cause: What its error comes from; empty where it comes from nothing.
        reason: A part of its reason.
        proposed: Whether it is only what the program says.
    """

    row: int
    line: int
    what: str
    verdict: Verdict
    flags: frozenset[Flag] = frozenset()
    slips: tuple[str, ...] = ()
    truth: str = ""
    cause: str = ""
    reason: str = ""
    proposed: bool = False

    def is_about(self, claim: Claim) -> bool:
        """Whether a claim is the one that is meant."""
        return claim.place.line == self.line and fits(self.what, name(claim))

    def is_met(self, claim: Claim, claims: Sequence[Claim]) -> bool:
        """Whether a claim is judged as expected."""
        return (
            claim.verdict is self.verdict
            and frozenset(claim.flags) == self.flags
            and (claim.cause is not None or self.slips == slips(claim))
            and (not self.truth or fits(self.truth, claim.truth))
            and fits(self.cause, cause(claim, claims))
            and self.reason in claim.reason
        )


@dataclass(frozen=True, slots=True)
class Fixture:
    """A document and what is expected of its claims.

    Args:
        path: Its file.
        document: The document by itself, as a user would have it.
        expectations: In the order of the file.
        rows: The lines of the file in which the lines of the document stand.
    """

    path: Path
    document: bytes
    expectations: tuple[Expectation, ...]
    rows: tuple[int, ...]

    @property
    def network(self) -> Network:
        """The network that it is judged against."""
        spec = self.path.with_suffix(".toml")
        return load(spec) if spec.exists() else example()


def fixture(path: Path, text: str | None = None) -> Fixture:
    """Read a document and what is expected of it.

    Args:
        path: Its file.
        text: What stands in it, where that is not to be read.

    Raises:
        ValueError: A line says nothing that could be expected; the message has file and line.
    """
    text = path.read_text(encoding="utf-8") if text is None else text
    kept: list[str] = []
    rows: list[int] = []
    expectations: list[Expectation] = []
    for row, line in enumerate(text.split("\n"), 1):
        marked = marker(line)
        if marked is None:
            kept.append(line)
            rows.append(row)
            continue
        if line.lstrip().startswith('"') and not line.rstrip().endswith(","):
            kept[-1] = kept[-1].removesuffix(",")
        expectations += parsed(marked, f"{path}:{row}", row, len(kept))
    return Fixture(path, "\n".join(kept).encode(), tuple(expectations), tuple(rows))


def marker(line: str) -> str | None:
    """Return what a line of a file says of the line before it, or None where it is a line of the document."""
    line = line.strip()
    if line.startswith((f'"{WORKED_OUT}', f'"{PROPOSED}')):
        line = json.loads(line.removesuffix(",")).rstrip("\n")
    return line if line.startswith((WORKED_OUT, PROPOSED)) else None


def parsed(marked: str, place: str, row: int, line: int) -> Iterable[Expectation]:
    """Return what one line says, for each of the claims that it is about."""
    found = EXPECTED.fullmatch(marked[len(WORKED_OUT) :])
    if found is None:
        raise ValueError(f"{place}: expected 'NUMBER or EQUATION → VERDICT, FLAG…; slip CODE; …', not {marked!r}")
    numbers = found["what"].split(", ")
    for what in numbers if all(NUMBER.fullmatch(number) for number in numbers) else [found["what"]]:
        yield Expectation(
            row,
            line,
            what,
            Verdict(found["verdict"]),
            frozenset(Flag(flag) for flag in found["flags"].split(", ")[1:]),
            tuple(found["slips"].split(", ")) if found["slips"] else (),
            found["truth"] or "",
            found["cause"] or "",
            found["reason"] or "",
            marked.startswith(PROPOSED),
        )


def name(claim: Claim) -> str:
    """Return what a claim is called: its number, or its equation on one line."""
    return claim.stated or " ".join(claim.equation.split())


def cause(claim: Claim, claims: Sequence[Claim]) -> str:
    """Return what the claim is called that the error of another comes from; empty where it comes from none."""
    return "" if claim.cause is None else next(name(root) for root in claims if root.number == claim.cause)


def slips(claim: Claim) -> tuple[str, ...]:
    """Return the codes of the slips of a claim."""
    return tuple(slip.code.value for slip in claim.slips)


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern says, in which `…` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text) is not None


def matched(
    fixture: Fixture, claims: Iterable[Claim]
) -> tuple[Sequence[tuple[Expectation, Claim | None]], Sequence[Claim]]:
    """Return each expectation with its claim, in the order of both, and the claims of which nothing is expected."""
    left = list(claims)
    pairs: list[tuple[Expectation, Claim | None]] = []
    for expectation in fixture.expectations:
        claim = next((claim for claim in left if expectation.is_about(claim)), None)
        if claim is not None:
            left.remove(claim)
        pairs.append((expectation, claim))
    return pairs, left


def differences(fixture: Fixture, report: Report) -> list[str]:
    """Return all in which a report is not as expected, each with the line of the file that it is about."""
    pairs, left = matched(fixture, report.claims)
    said = []
    for expectation, claim in pairs:
        place = f"{fixture.path}:{expectation.row}"
        if claim is None:
            said.append(f"{place}: no claim {expectation.what!r} is found in the line above")
        elif not expectation.is_met(claim, report.claims):
            said.append(f"{place}: {name(claim)!r} is judged otherwise: {judgement(claim, report.claims)}")
        elif expectation.proposed and claim.is_fault and claim.cause is None:
            said.append(f"{place}: a mistake is only proposed: work it out, and write {WORKED_OUT.strip()!r}")
    for claim in left:
        place = f"{fixture.path}:{fixture.rows[claim.place.line - 1]}"
        said.append(f"{place}: nothing is expected of {name(claim)!r}: {judgement(claim, report.claims)}")
    return said


def judgement(claim: Claim, claims: Sequence[Claim]) -> str:
    """Return what is said of a claim, as an expectation says it."""
    parts = [", ".join([claim.verdict.value, *(flag.value for flag in claim.flags)])]
    if claim.cause is not None:
        parts.append(f"because of {shortened(cause(claim, claims))}")
        return "; ".join(parts)
    if claim.slips:
        parts.append(f"slip {', '.join(slips(claim))}")
    if claim.is_fault:
        parts += [f"truth {claim.truth}"] if claim.verdict is Verdict.WRONG and claim.truth else []
        parts += [f'"{claim.reason}"'] if claim.reason else []
    return "; ".join(parts)


def shortened(equation: str) -> str:
    """Return an equation, or the left side of one that is long."""
    left = equation.split(" = ")[0]
    return equation if len(equation) <= 50 or left == equation else f"{left} = …"


def with_proposals(fixture: Fixture, report: Report) -> str:
    """Return the file anew: what was worked out as it stands, and of all other claims what the program says."""
    text = fixture.path.read_text(encoding="utf-8").split("\n")
    worked_out = [pair for pair in matched(fixture, report.claims)[0] if not pair[0].proposed]
    row_of = {id(claim): expectation.row for expectation, claim in worked_out if claim is not None}
    marks: dict[int, list[str]] = defaultdict(list)
    for expectation, claim in worked_out:
        if claim is None:
            marks[expectation.line].append(marker(text[expectation.row - 1]))

    def alike(claim: Claim) -> tuple[int, int | None, str | int]:
        said = judgement(claim, report.claims) if claim.stated else claim.number
        return claim.place.line, row_of.get(id(claim)), said

    written: set[int] = set()
    for (line, row, _), group in groupby(report.claims, key=alike):
        claims = list(group)
        if row is None:
            names = ", ".join(shortened(name(claim)) for claim in claims)
            marks[line].append(f"{PROPOSED}{names} → {judgement(claims[0], report.claims)}")
        elif row not in written:
            written.add(row)
            marks[line].append(marker(text[row - 1]))
    return "\n".join(marked(fixture, marks))


def marked(fixture: Fixture, marks: Mapping[int, Sequence[str]]) -> Sequence[str]:
    """Return the lines of a file: those of the document, each with what is expected of it below."""
    lines: list[str] = []
    for at, line in enumerate(fixture.document.decode("utf-8").split("\n"), 1):
        lines.append(line)
        for mark in marks.get(at, ()):
            if fixture.path.suffix != ".ipynb":
                lines.append(mark)
                continue
            comma = "," if lines[-1].endswith(",") else ""
            lines[-1] = lines[-1].removesuffix(",") + ","
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(indent + json.dumps(f"{mark}\n", ensure_ascii=False) + comma)
    return lines


@cache
def report(path: Path) -> Report:
    """Return the report of a document against its network."""
    read = fixture(path)
    return verify(read.document, path.name, read.network)


@cache
def report_alone(path: Path) -> Report:
    """Return the report of a document against the network that it states."""
    return verify_alone(fixture(path).document, path.name)


def documents(*folders: str) -> list[Path]:
    """Return the documents of some folders beside this file."""
    paths = [path for folder in folders for path in sorted((FOLDER / folder).iterdir())]
    return [path for path in paths if path.suffix in ENDINGS]


@cache
def unmarked(folder: str) -> Path:
    """Return a folder with the documents of one beside this file, and their specs, without what is expected of them."""
    target = Path(mkdtemp(prefix="documents-"))
    MADE.append((os.getpid(), target))
    for path in (FOLDER / folder).iterdir():
        content = fixture(path).document if path.suffix in ENDINGS else path.read_bytes()
        (target / path.name).write_bytes(content)
    return target


MADE: list[tuple[int, Path]] = []
"""The folders that were made, each with the process that made it."""


@atexit.register
def remove_unmarked() -> None:
    """Remove the folders that this process made; a copy of it that the program makes leaves them."""
    for owner, target in MADE:
        if owner == os.getpid():
            rmtree(target, ignore_errors=True)
