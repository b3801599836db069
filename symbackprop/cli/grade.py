"""`symbackprop grade`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from .. import __version__
from ..errors import UsageError, unknown
from . import limits, stage
from .arguments import SHEET_DIGITS, DecimalsOption, QuietOption
from .files import check_folder, write_files
from .inputs import read_network, rounding_of, story_named, weights_of
from .statuses import EXIT_FAULTS, EXIT_FINE
from .streams import utf8
from .terminal import counting, terminal
from .variants import check_seed, students_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..course.feedback import Graded
    from ..course.marking import Course
    from ..course.results import Results
    from ..course.rubric import Rubric

SECONDS_PER_FILE = 30
MOST_TOGETHER = 500
"""So many students' files are written at once: all of them or none."""

MOST_SHOWN = 12
SYSTEMS = ("canvas", "moodle")
"""Systems for courses, as course.grade_tables says; here for the help, which must not wait for that."""


def grade(
    submissions: Annotated[
        Path,
        typer.Argument(
            metavar="SUBMISSIONS", help="A folder of files, or of a folder for each student, in any format of verify."
        ),
    ],
    spec: Annotated[
        str,
        typer.Option("--spec", "-s", metavar="SPEC", help="The network that was asked about, as worksheet takes it."),
    ] = "mazur-2-2-2",
    variants: Annotated[
        str,
        typer.Option(
            "--variants",
            metavar="FILE|N",
            help="Each student's own numbers, as worksheet --variants made them: the same roster or number.",
            show_default=False,
        ),
    ] = "",
    seed: Annotated[int, typer.Option("--seed", metavar="SEED", help="Of the variants.")] = 1,
    roster: Annotated[
        str,
        typer.Option(
            "--roster",
            metavar="FILE",
            help="Who there is, where everybody has the same numbers.  [default: each file or folder is a student's]",
            show_default=False,
        ),
    ] = "",
    rubric: Annotated[
        Optional[Path],  # noqa: UP045  (typer reads it at run time)
        typer.Option("--rubric", metavar="FILE", help="What is worth how much, in TOML; see docs/grading.md."),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write it.")] = Path("graded"),
    lms: Annotated[
        str,
        typer.Option("--lms", metavar="NAME", help=f"Also a table to upload: {' or '.join(SYSTEMS)}."),
    ] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What the assignment is called.")] = "",
    digits: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option("--digits", metavar="N", help=f"As the worksheet was made.  [default: {SHEET_DIGITS}]"),
    ] = None,
    decimals: DecimalsOption = None,
    weights: Annotated[
        str,
        typer.Option("--weights", "-w", metavar="LIST", help="As the worksheet was made.", show_default=False),
    ] = "",
    story: Annotated[
        str, typer.Option("--story", metavar="NAME", help="As the worksheet was made.", show_default=False)
    ] = "",
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="N", help="Processor time for one file; 0 is no limit.")
    ] = SECONDS_PER_FILE,
    quiet: QuietOption = False,
) -> int:
    """Grade a class: points, feedback for each student, and what the class gets wrong.

    A run that was interrupted goes on where it was. The exit status is 0 where all is graded, 1 where somebody must
    look at something (attention.csv), and 2 where nothing could be done.

    \b
    Examples:
      symbackprop grade submissions --variants roster.csv --seed 7
      symbackprop grade submissions --spec network.toml --rubric rubric.toml --lms moodle
      symbackprop grade submissions --spec softmax --roster roster.csv --output graded
    """  # noqa: D301
    _check(submissions, variants, seed, roster, lms, output, time_limit)
    from ..course.grade_tables import attention_csv, grades_csv, lms_csv
    from ..course.gradebook import NAME, Gradebook
    from ..course.judging import judge_all
    from ..course.results import results
    from ..course.submissions import submissions_in

    rules = _rubric(rubric)
    course = _course(spec, variants, seed, roster, digits, decimals, weights, story, time_limit)
    stage.begin(f"reading {submissions}")
    found = submissions_in(submissions, output)
    if not found:
        raise UsageError(f"{submissions}: holds no submissions")
    _make(output)
    with Gradebook(output / NAME) as gradebook:
        with counting("Judging", len(found), quiet) as tick:
            judged = judge_all(course, submissions, found, gradebook, tick or (lambda _: None))
        stage.begin("computing the points")
        outcome = results(course, judged, rules)
        changed = gradebook.changed(
            {one.student.id: f"{one.grade.points}/{one.grade.most}" for one in outcome.in_order}
        )
    name = title or course.variants.network.title
    tables = {
        "grades.csv": grades_csv(outcome.students, outcome.graded),
        "attention.csv": attention_csv(outcome.attention),
    }
    if lms:
        tables[f"grades-{lms}.csv"] = lms_csv(lms, outcome.students, outcome.graded, name)
    _write(output, outcome, tables, name, quiet)
    if not quiet:
        _tell(output, outcome, list(tables), len(changed))
    return EXIT_FAULTS if outcome.attention else EXIT_FINE


def _check(submissions: Path, variants: str, seed: int, roster: str, lms: str, output: Path, seconds: float) -> None:
    """Refuse what cannot be done before anything is."""
    limits.start(0, "")
    if not 0 <= seconds <= limits.MOST_SECONDS:
        raise UsageError(f"--time-limit must be from 0 (no limit) to {limits.MOST_SECONDS:,} seconds, not {seconds:g}")
    if variants and roster:
        raise UsageError("--variants names the students already; leave out --roster")
    check_seed(seed)
    if lms and lms not in SYSTEMS:
        raise unknown("system for courses", lms, list(SYSTEMS))
    if not submissions.is_dir():
        raise UsageError(f"{submissions}: is no folder; expected one with a file or a folder for each student")
    check_folder(output)


def _make(output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output}: cannot be made: {error.strerror}") from error


def _rubric(path: Path | None) -> Rubric:
    from ..course.rubric import MOST_BYTES, Rubric, read_rubric

    if path is None:
        return Rubric()
    stage.begin(f"reading {path}")
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return read_rubric(content, str(path))


def _course(
    spec: str,
    variants: str,
    seed: int,
    roster: str,
    digits: int | None,
    decimals: int | None,
    weights: str,
    story: str,
    seconds: float,
) -> Course:
    from ..course.marking import Course
    from ..course.variants import Variants
    from ..course.worksheets import Task

    students = students_of(variants or roster) if variants or roster else ()
    network = read_network(spec)
    rounding = rounding_of(digits, decimals, writing=network.writing, usual=SHEET_DIGITS)
    if not variants:
        network.demand_values()
    task = Task(weights=weights_of(network, weights), story=story_named(story))
    made = Variants(network, seed, rounding, task)
    if variants:
        # What is derived once is derived here: the copies of this process have that already.
        stage.begin("drawing the variants")
        _ = made.usual
    return Course(made, students, bool(variants), seconds, __version__)


def _write(output: Path, outcome: Results, tables: dict[str, str], title: str, quiet: bool) -> None:
    """Write the feedback, some students at a time, and the tables at the end, so that they tell of what is there."""
    from ..course.classroom import class_page

    graded = outcome.in_order
    with counting("Writing feedback", len(graded), quiet) as tick:
        for at in range(0, len(graded), MOST_TOGETHER):
            write_files(output, _feedback(output, graded[at : at + MOST_TOGETHER]))
            if tick is not None:
                tick(min(at + MOST_TOGETHER, len(graded)))
    files = {name: utf8(text) for name, text in tables.items()}
    files["class.html"] = utf8(class_page(title, graded, outcome.attention))
    write_files(output, files)


def _feedback(output: Path, graded: Sequence[Graded]) -> dict[str, bytes]:
    """Return what students get back, of which it is not there already."""
    from ..course.feedback import as_html, as_markdown

    files: dict[str, bytes] = {}
    for one in graded:
        files[f"feedback/{one.student.file_name}.html"] = utf8(as_html(one))
        files[f"feedback/{one.student.file_name}.md"] = utf8(as_markdown(one))
    return {name: content for name, content in files.items() if not _is_there(output / name, content)}


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


def _tell(output: Path, outcome: Results, tables: list[str], changed: int) -> None:
    from ..course.classroom import summary

    console = terminal()
    console.print(summary(outcome.in_order, outcome.attention), soft_wrap=True)
    if changed:
        console.print(f"The points of {changed:,} student{'s' * (changed != 1)} changed.", soft_wrap=True)
    for one in outcome.attention[:MOST_SHOWN]:
        from ..document.escape import in_terminal

        console.print(f"{one.what}: {in_terminal(one.which)}: {in_terminal(one.why)}", soft_wrap=True, markup=False)
    left = len(outcome.attention) - MOST_SHOWN
    if left > 0:
        console.print(f"and {left:,} more in {output / 'attention.csv'}", soft_wrap=True)
    names = [*tables, "class.html"]
    written = f"feedback of {len(outcome.graded):,} students in {output / 'feedback'}"
    console.print("Written:", ", ".join(str(output / name) for name in names) + ",", written, soft_wrap=True)
