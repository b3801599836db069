"""`symbackprop worksheet`; a long module, for each option has its help here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ..errors import RenderError, UsageError, unknown
from . import limits
from .arguments import (
    DEFAULT_SECONDS,
    SHEET_DIGITS,
    CommaOption,
    DecimalsOption,
    LimitOption,
    NotationOption,
    QuietOption,
    RandomOption,
    SheetDigitsOption,
    SpecArgument,
)
from .files import check_folder, write_files
from .formats import FORMATS, complete_sheets, for_sheets, several_of
from .inputs import read_network, rounding_of, story_named, weights_of, with_values
from .letters import warn_of_latex
from .looks import look_of, with_seed
from .notes import mistakes_of
from .streams import well_formed
from .terminal import print_files, waiting
from .typesetting import background, rendered, source_of, with_pdfs
from .variants import SECONDS_PER_VARIANT, check_seed, make_variants, students_of

if TYPE_CHECKING:
    from ..course.worksheets import Sheet, Task
    from ..derive.numbers import Numbers
    from ..models.network import Network

BLANKS = ("results", "factors", "steps", "all")
"""What becomes blanks, as document.blanks says; here for the help, which must not wait for that."""


def worksheet(
    spec: SpecArgument = "mazur-2-2-2",
    blanks: Annotated[
        str,
        typer.Option(
            "--blanks",
            metavar="NAME",
            help="What is to be filled in: results, the number that each line gives; factors, those of the chain "
            "rule and their values; steps, the lines of the derivation; or all.  [default: results; with --fade steps]",
            show_default=False,
        ),
    ] = "",
    fade: Annotated[
        int,
        typer.Option(
            "--fade",
            metavar="N",
            help="Gradients to find after one that is derived: N steps of the first are given, then N-1, down to none.",
            show_default=False,
        ),
    ] = 0,
    slips: Annotated[
        int,
        typer.Option(
            "--slips",
            metavar="N",
            help="A solution in which N mistakes are to be found, 1 to 5; what follows from each agrees with it.",
            show_default=False,
        ),
    ] = 0,
    explain: Annotated[bool, typer.Option("--explain/--no-explain", help="Lines on which to explain why.")] = True,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help=f"What to write, of {', '.join(for_sheets())}; docx needs pandoc.",
            autocompletion=complete_sheets,
        ),
    ] = "pdf",
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write it.")] = Path("output"),
    variants: Annotated[
        str,
        typer.Option(
            "--variants",
            metavar="FILE|N",
            help="Other numbers for each student of a roster, a CSV with the columns id and name; or N variants.",
            show_default=False,
        ),
    ] = "",
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="SEED", help="Of the variants; the same seed and id give the same numbers."),
    ] = 1,
    digits: SheetDigitsOption = None,
    decimals: DecimalsOption = None,
    weights: Annotated[
        str,
        typer.Option(
            "--weights",
            "-w",
            metavar="LIST",
            help="Weights to derive, as w5,w1; or all.  [default: one of each layer]",
            show_default=False,
        ),
    ] = "",
    story: Annotated[
        str,
        typer.Option(
            "--story",
            metavar="NAME",
            help="paths, weight by weight, or backward, each quantity once.",
            show_default=False,
        ),
    ] = "",
    engine: Annotated[str, typer.Option("--pdf-engine", metavar="NAME", help="typst (built in) or latex.")] = "typst",
    theme: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--theme", metavar="FILE", help="Colours, fonts, paper, logo, course, author and date, in TOML."),
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A title of your own.")] = "",
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    random: RandomOption = None,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Write a worksheet and its key: the same pages, with what belongs into the blanks.

    \b
    Examples:
      symbackprop worksheet
      symbackprop worksheet network.toml --blanks all --format pdf,docx
      symbackprop worksheet --fade 3
      symbackprop worksheet --slips 3 --pdf-engine latex
      symbackprop worksheet --variants roster.csv --seed 7
      symbackprop worksheet softmax --variants 30 --theme theme.toml
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    students = students_of(variants) if variants else ()
    limits.start(
        time_limit and time_limit + SECONDS_PER_VARIANT * len(students), "fewer --weights or --variants take less"
    )
    check_seed(seed)
    check_folder(output)
    wanted = several_of(formats, for_sheets())
    if students and (wanted != ["pdf"] or engine != "typst"):
        raise UsageError("--variants writes PDFs that typst sets; leave out --format and --pdf-engine")
    if students and random is not None:
        raise UsageError("--random draws values for one sheet; with --variants, --seed draws those of each student")
    look = look_of(theme, None)

    from dataclasses import replace

    from ..derive.numbers import Numbers
    from ..render.engine import ENGINES

    if engine not in ENGINES:
        raise unknown("PDF engine", engine, list(ENGINES))
    network = read_network(spec, notation, decimal_comma)
    rounding = rounding_of(digits, decimals, writing=network.writing, usual=SHEET_DIGITS)
    if title:
        network = replace(network, title=well_formed(title))
    network = with_values(network, spec, random, quiet)
    task = _task(network, blanks, fade, slips, explain, weights, story)
    if students:
        make_variants(network, seed, rounding, task, look, students, output, quiet)
        return

    from ..course.worksheets import worksheet as made

    look = look if random is None else with_seed(look, random)
    with waiting("Deriving", quiet):
        numbers = Numbers(network, rounding, network.writing.approximate)
        sheet = made(numbers, task, mistakes_of(network, ("slips",)) if slips else None, look)
    _write(sheet, numbers, wanted, engine, output, quiet)


def _task(network: Network, blanks: str, fade: int, slips: int, explain: bool, weights: str, story: str) -> Task:
    from ..course.worksheets import Task
    from ..document.blanks import Blanks

    name = blanks.strip().lower()
    if name and name not in BLANKS:
        raise unknown("kind of blanks", blanks, list(BLANKS))
    chosen = weights_of(network, weights)
    return Task(Blanks(name) if name else None, fade, slips, explain, chosen, story_named(story))


def _write(sheet: Sheet, numbers: Numbers, wanted: list[str], engine: str, output: Path, quiet: bool) -> None:
    files: dict[str, bytes] = {}
    failure: RenderError | None = None
    for document in (sheet.document, sheet.key):
        with background() as pool:
            found, settings = rendered(document, numbers, wanted, engine, pool)
            for row in (FORMATS[name] for name in wanted):
                if row.of_sheet is not None:
                    found.update(row.of_sheet(document))
            failure = with_pdfs(found, settings, document, quiet) or failure
        files.update(found)
    if "worksheet.tex" in files or (engine == "latex" and "pdf" in wanted):
        warn_of_latex(files.get("worksheet.tex") or source_of(sheet.document, "latex")[1])
    write_files(output, files)
    if not quiet:
        print_files(output, files)
    if failure is not None:
        raise RenderError(f"{failure} (the source is kept in {output})")
