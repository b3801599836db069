"""What several commands take: their arguments and what holds where one is left out."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

DEFAULT_DIGITS = 9
DEFAULT_ROUNDS = 10_000
MOST_ROUNDS = 100_000_000
MOST_OPERATIONS, MOST_NOTES_BITS = 4_000_000, 1024
"""What the notes take for their rounds, as derive.update says; here for the help, which must not wait for that."""

DEFAULT_SECONDS = 60
DEFAULT_FORMATS = "pdf,tex,md,py"
DEFAULT_FORMS = "scalar,matrix"
DEFAULT_FRAMES = 40
PARTS = ("intuition", "circuit", "checks", "slips", "rounds", "summary", "exercises")
"""The parts of the notes that teach, as derive.narrate.parts says; here for the help, which must not wait for that."""

SHOWN_ROUNDS, MOST_SHOWN_ROUNDS = 3, 5
ROUNDS = "rounds"
"""The part that sets so many rounds side by side."""

EXERCISES = "exercises"
"""The part that leaves to the reader what follows in the same way."""

PARTS_WITH_MISTAKES = ("slips", EXERCISES)
DEFAULT_PARTS = "intuition,checks"
ALL, NONE = "all", "none"

SpecArgument = Annotated[
    str,
    typer.Argument(metavar="SPEC", help="A TOML file that describes a network, or the name of a built-in example."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
LimitOption = Annotated[
    float,
    typer.Option("--time-limit", metavar="N", help="Stop after N seconds of processor time; 0 is no limit."),
]
DigitsOption = Annotated[
    Optional[int],  # noqa: UP045  (typer reads it at run time)
    typer.Option("--digits", metavar="N", help=f"Round to N significant digits.  [default: {DEFAULT_DIGITS}]"),
]
SHEET_DIGITS = 4
"""Of what is to be computed by hand."""

SheetDigitsOption = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--digits", metavar="N", help=f"Round to N significant digits.  [default: {SHEET_DIGITS}]"),
]
DecimalsOption = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--decimals", metavar="N", help="Round to N decimals instead."),
]
RandomOption = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(
        "--random",
        metavar="SEED",
        help="Draw the values that the spec leaves out; of a built-in example, all of them.",
    ),
]
NotationOption = Annotated[
    str,
    typer.Option("--notation", metavar="NAME", help="The names of all quantities: net-out, z-a, h-y or delta."),
]
CommaOption = Annotated[bool, typer.Option("--decimal-comma", help="Write numbers with a decimal comma.")]
