"""`symbackprop quiz`: questions for systems that hold quizzes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError, unknown
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
from .inputs import read_network, rounding_of, story_named, weights_of, with_values
from .notes import mistakes_of
from .streams import complain, well_formed
from .terminal import counting, print_files, waiting
from .variants import SECONDS_PER_VARIANT, check_seed, students_of

if TYPE_CHECKING:
    from ..course.questions import Asked, Quiz
    from ..course.roster import Student
    from ..graph.rounding import Rounding
    from ..models.network import Network

FORMATS = ("moodle", "qti", "canvas")
KINDS = ("numerical", "choice", "cloze")
ASKED = ("forward", "steps", "gradients", "updates")
"""As course.quizzes and course.questions say; here for the help, which must not wait for those."""


def quiz(
    spec: SpecArgument = "mazur-2-2-2",
    formats: Annotated[
        str,
        typer.Option("--format", "-f", metavar="LIST", help=f"What to write, of {', '.join(FORMATS)} (QTI 1.2)."),
    ] = "moodle",
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where to write it.")] = Path("output"),
    kinds: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="LIST",
            help="Kinds of question: numerical; choice, whose wrong numbers are those of the usual mistakes; cloze, a "
            "derivation with gaps, for Moodle.  [default: all that a format holds]",
            show_default=False,
        ),
    ] = "",
    asked: Annotated[
        str,
        typer.Option("--ask", metavar="LIST", help=f"What is asked, of {', '.join(ASKED)}.  [default: all]"),
    ] = "",
    variants: Annotated[
        str,
        typer.Option(
            "--variants",
            metavar="FILE|N",
            help="Questions with other numbers for each student of a roster, or N variants: a bank to draw from.",
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
            help="Weights whose gradients are asked, as w5,w1; or all.  [default: one of each layer]",
            show_default=False,
        ),
    ] = "",
    story: Annotated[
        str, typer.Option("--story", metavar="NAME", help="paths, weight by weight, or backward.", show_default=False)
    ] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="A title of your own.")] = "",
    notation: NotationOption = "",
    decimal_comma: CommaOption = False,
    random: RandomOption = None,
    time_limit: LimitOption = DEFAULT_SECONDS,
    quiet: QuietOption = False,
) -> None:
    """Write a quiz: the quantities of a derivation, with tolerances and a lesson for each usual mistake.

    \b
    Examples:
      symbackprop quiz
      symbackprop quiz network.toml --format moodle,canvas --digits 5
      symbackprop quiz --kind choice --ask gradients --weights all
      symbackprop quiz --variants 30 --seed 7
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    students = students_of(variants) if variants else ()
    limits.start(
        time_limit and time_limit + SECONDS_PER_VARIANT * len(students), "fewer --weights or --variants take less"
    )
    check_seed(seed)
    if students and random is not None:
        raise UsageError("--random draws values once; with --variants, --seed draws those of each student")
    check_folder(output)
    wanted = _listed("format", formats, FORMATS)
    held = _listed("kind of question", kinds, KINDS)
    parts = _listed("part of a derivation", asked, ASKED)

    from dataclasses import replace

    from ..course.questions import Asked
    from ..course.quizzes import QUIZ_FORMATS

    for name in wanted:
        if kinds and not set(held) & set(QUIZ_FORMATS[name].kinds):
            raise UsageError(f"--format {name} holds {' and '.join(QUIZ_FORMATS[name].kinds)}, and no {kinds}")
    network = read_network(spec, notation, decimal_comma)
    rounding = rounding_of(digits, decimals, writing=network.writing, usual=SHEET_DIGITS)
    if title:
        network = replace(network, title=well_formed(title))
    network = with_values(network, spec, random, quiet)
    told = [Asked(name) for name in parts]
    made = _quizzes(network, rounding, told, weights, story, students, seed, quiet)
    with waiting("Writing the quiz", quiet):
        files = {name: content for at in wanted for name, content in QUIZ_FORMATS[at].write(made, held).items()}
    if "canvas" in wanted:
        lost = sum(len(at.questions) - len(at.kept) for at in made)
        if lost:
            complain(f"canvas rounds to four decimals: {lost} questions with smaller answers are left out there")
    write_files(output, files)
    if not quiet:
        print_files(output, files)


def _listed(kind: str, given: str, allowed: tuple[str, ...]) -> list[str]:
    """Return the names in a list, or all where there is none.

    Raises:
        UnknownNameError: There is no such name.
    """
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in allowed:
            raise unknown(kind, name, list(allowed))
    return list(dict.fromkeys(names)) or list(allowed)


def _quizzes(
    network: Network,
    rounding: Rounding,
    kinds: Sequence[Asked],
    weights: str,
    story: str,
    students: Sequence[Student],
    seed: int,
    quiet: bool,
) -> list[Quiz]:
    """Return a quiz of a network, or one for each student with numbers of their own."""
    from dataclasses import replace

    from ..course.questions import quiz as questions_of
    from ..course.variants import Variants
    from ..derive.numbers import Numbers

    chosen, told = weights_of(network, weights), story_named(story)

    def made(of: Network) -> Quiz:
        return questions_of(Numbers(of, rounding), kinds, chosen, mistakes_of(of, ("slips",)), told)

    if not students:
        with waiting("Deriving", quiet):
            return [made(network)]
    drawing = Variants(network, seed, rounding)
    found: list[Quiz] = []
    with counting("Deriving", len(students), quiet) as tick:
        for number, student in enumerate(students, start=1):
            variant = drawing.variant(student)
            found.append(made(replace(variant.network, title=f"{network.title}, {variant.code}")))
            if tick is not None:
                tick(number)
    return found
