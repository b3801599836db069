"""Variants of a worksheet: whom they are for, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from . import stage
from .files import write_files
from .letters import warn_of_squares
from .notes import mistakes_of
from .streams import utf8
from .terminal import counting, terminal

if TYPE_CHECKING:
    from ..course.roster import Student
    from ..course.worksheets import Task
    from ..document.look import Look
    from ..graph.rounding import Rounding
    from ..models.network import Network

MOST_SEED = 10**15
SECONDS_PER_VARIANT = 2
"""How much more processor time a variant may take."""


def check_seed(seed: int) -> None:
    """Refuse a seed that no code on a sheet can hold.

    Raises:
        UsageError: It is negative or too large.
    """
    if not 0 <= seed <= MOST_SEED:
        raise UsageError(f"--seed must be from 0 to {MOST_SEED:,}, not {seed}")


def students_of(given: str) -> tuple[Student, ...]:
    """Return the students of a roster, or as many as are asked for."""
    from ..course.roster import MOST_BYTES, numbered, read_roster

    if given.strip().lstrip("-").isdecimal():
        return numbered(int(given[:20]))
    path = Path(given)
    stage.begin(f"reading {given}")
    try:
        if not path.is_file():
            raise UsageError(f"--variants: {given} is neither a number nor a file; expected a roster in CSV, or as 30")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{given}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return read_roster(content, given)


def make_variants(
    network: Network,
    seed: int,
    rounding: Rounding,
    task: Task,
    look: Look,
    students: Sequence[Student],
    output: Path,
    quiet: bool,
) -> None:
    """Write a PDF for each student, all of them for printing, one key, and a table of the answers."""
    from ..course.production import Production, spread
    from ..course.variants import Variants

    ask = partial(mistakes_of, parts=("slips",))
    variants = Variants(network, seed, rounding, task, look, ask if task.slips else None)
    with Production(variants) as production:
        with counting("Making variants", len(students), quiet) as tick:
            made = []
            for one in production.made(students):
                made.append(one)
                if tick is not None:
                    tick(len(made))
        with counting("Setting all of them for printing, and the key", 2, quiet):
            files = {f"sheets/worksheet-{one.student.file_name}.pdf": one.typeset.pdf for one in made}
            together = production.together(made)
    files.update({name: typeset.pdf for name, typeset in together.items()})
    files["answers.csv"] = utf8(production.table(made))
    for typeset in together.values():
        warn_of_squares(typeset)
    write_files(output, files)
    if not quiet:
        console = terminal()
        for line in spread([one.effort for one in made]):
            console.print(line, soft_wrap=True)
        names = [*together, "answers.csv", f"{len(made):,} sheets in {output / 'sheets'}"]
        console.print("Written:", ", ".join(str(output / name) for name in names[:-1]) + ",", names[-1], soft_wrap=True)
