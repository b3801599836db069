"""`symbackprop verify`."""

from __future__ import annotations

import math
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ..verify.reading.formats import endings_in_words, is_document
from . import limits, stage, traces
from .arguments import DEFAULT_SECONDS, LimitOption, QuietOption
from .files import check_file, check_not_read, write_files
from .formats import FORMATS, by_ending, complete_report, for_reports, listed, one_of
from .inputs import read_network
from .letters import warn_of_squares
from .slips import explain_slip, show_slips
from .statuses import EXIT_FAILED, EXIT_FAULTS, EXIT_FINE
from .streams import complain, print_bytes, utf8, well_formed
from .terminal import judging, terminal

if TYPE_CHECKING:
    from ..verify.judging.verdicts import Report


def _documents(begun: str) -> list[str]:
    """Return the documents whose path begins as was typed; where there are none, the shell completes what it can."""
    folder, name = os.path.split(begun)
    try:
        found = sorted(entry.name for entry in os.scandir(folder or ".") if entry.is_file() and is_document(entry.name))
    except OSError:
        return []
    return [os.path.join(folder, entry) for entry in found if entry.startswith(name)]


DEFAULT_FORMAT = "text"


def verify(
    document: Annotated[
        Path,
        typer.Argument(
            metavar="DOCUMENT",
            help=f"A derivation to judge: {endings_in_words()}.",
            autocompletion=_documents,
        ),
    ],
    spec: Annotated[
        str,
        typer.Option(
            "--spec",
            "-s",
            metavar="SPEC",
            help="The network it is about: a TOML file or a built-in example.  [default: what the document says]",
            show_default=False,
        ),
    ] = "",
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help=f"{listed(for_reports())}.  [default: what the name of the file ends in, or {DEFAULT_FORMAT}]",
            show_default=False,
            autocompletion=complete_report,
        ),
    ] = "",
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", metavar="FILE", help="Write there instead of printing; a PDF needs a file."),
    ] = None,
    time_limit: LimitOption = DEFAULT_SECONDS,
    every: Annotated[
        bool, typer.Option("--all", help="Show all claims, those in order as well, and all that is not read.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with status 1 where anything is not read or could not be checked.")
    ] = False,
    quiet: QuietOption = False,
    slips: Annotated[  # noqa: ARG001
        bool,
        typer.Option("--slips", callback=show_slips, is_eager=True, help="List the slips that have names and stop."),
    ] = False,
    explain: Annotated[  # noqa: ARG001
        str,
        typer.Option(
            "--explain",
            metavar="SLIP",
            callback=explain_slip,
            is_eager=True,
            show_default=False,
            help="Say what to learn from a slip, with a wrong and a right line, and stop; without a name, list them.",
        ),
    ] = "",
) -> int:
    """Judge a derivation line by line: what is right, what is wrong, and why.

    Every number and formula is judged, or the report says why not. The exit status is 0 where nothing is wrong, 1 where
    something is, and 2 where nothing could be judged or not all of it was tried.

    \b
    Examples:
      symbackprop verify lecture.txt --spec mazur-2-2-2
      symbackprop verify homework.md --spec network.toml --format html --output homework.html
    """  # noqa: D301
    form = _format(form, output)
    if output is None and FORMATS[form].is_typeset:
        output = Path(f"{document.stem}-verified{FORMATS[form].endings[0]}")
    if output is not None:
        check_file(output)
        check_not_read(output, document, spec)
    from ..verify.limits.steps import NO_TIME_LEFT

    report = _verified(document, spec, quiet, time_limit)
    stage.begin("writing the report")
    if output is not None:
        write_files(output.parent, {output.name: _report_content(report, form, every)})
        if not quiet:
            terminal().print(f"Written: {output}", soft_wrap=True)
    elif not quiet:
        _print_report(report, form, every)
    traces.show(broken.traceback for broken in report.broken)
    left = sum(any(reason.root == NO_TIME_LEFT for reason in claim.reasons) for claim in report.claims)
    if left:
        complain(
            f"took longer than {time_limit:g} s of processor time; {left} claims were not judged; see --time-limit"
        )
    return _status(report, strict, bool(left))


def _format(given: str, output: Path | None) -> str:
    """Return the format that is asked for, by its name or by that of the file."""
    if given:
        return one_of(given, for_reports())
    return (by_ending(output, for_reports()) if output else None) or DEFAULT_FORMAT


def _status(report: Report, strict: bool, is_cut_short: bool) -> int:
    if report.faults:
        return EXIT_FAULTS
    if is_cut_short:
        return EXIT_FAILED
    if not report.judged:
        complain(_why_nothing(report))
    if report.broken or not report.judged:
        return EXIT_FAILED
    return EXIT_FAULTS if strict and not report.is_complete else EXIT_FINE


def _why_nothing(report: Report) -> str:
    """Return one line for a document of which nothing could be judged: what there is in it."""
    from ..verify.report.marks import passed_over, unread_words

    claims, unread, skipped = len(report.claims), unread_words(report.coverage), passed_over(report.coverage)
    parts = [
        f"{claims} claim{'s' * (claims != 1)} not checkable" if claims else "",
        unread,
        f"passed over: {skipped}" if skipped else "",
    ]
    return f"{report.file}: nothing could be judged: {'; '.join(filter(None, parts)) or 'it claims nothing'}"


def _verified(document: Path, spec: str, quiet: bool, seconds: float) -> Report:
    from ..errors import DocumentError
    from ..verify import thresholds

    limits.start(seconds, "a part of the document takes less")
    stage.begin(f"reading {document}")
    try:
        if document.stat().st_size > thresholds.MOST_BYTES:
            raise DocumentError(
                f"{document}: has {document.stat().st_size:,} bytes; at most {thresholds.MOST_BYTES:,} are read"
            )
        content = document.read_bytes()
    except OSError as error:
        raise DocumentError(f"{document}: cannot be read: {error.strerror or error}") from error
    if spec:
        from ..verify.pipeline import verify as judged

        act = partial(judged, content, str(document), read_network(spec))
    else:
        from ..verify.pipeline import verify_alone

        act = partial(verify_alone, content, str(document))
    from ..verify.limits.process import apart
    from ..verify.report.document_words import in_words

    stage.begin(f"judging {document}")
    with in_words(), judging(content, quiet) as tell:
        return apart(act, tell, meanwhile=_prepare_to_print, seconds=seconds or math.inf)


def _prepare_to_print() -> None:
    """Load what prints a report, which takes a tenth of the time of judging a lecture."""
    from ..verify.report import text  # noqa: F401


def _report_content(report: Report, form: str, every: bool) -> bytes:
    row = FORMATS[form]
    assert row.of_report is not None
    written = row.of_report(report, every)
    if not row.is_typeset:
        return utf8(written)
    from ..document.look import PLAIN
    from ..render.engine import ENGINES

    typeset = ENGINES["typst"].typeset(well_formed(written), PLAIN)
    warn_of_squares(typeset)
    return typeset.pdf


def _print_report(report: Report, form: str, every: bool) -> None:
    if not FORMATS[form].is_shown:
        print_bytes(_report_content(report, form, every))
        return
    from ..verify.report.text import text

    console = terminal()
    for part in text(report, every):
        console.print(part, soft_wrap=True)
