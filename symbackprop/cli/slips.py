"""`symbackprop verify --slips` and `--explain`: the slips that are known by name, and what to learn from each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
import typer.core

from ..errors import unknown
from .terminal import terminal

EXPLAIN, SLIPS = "--explain", "--slips"
LINES = Path(__file__).parent / "slip_lines.toml"
"""A wrong and a right line for each slip, and what is said of the wrong one; `make golden` writes it."""


class VerifyCommand(typer.core.TyperCommand):
    """Lists all slips where `--explain` names none."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        if EXPLAIN in args[:end]:
            at = args.index(EXPLAIN)
            if at + 1 == end or args[at + 1].startswith("-"):
                args = [*args[:at], SLIPS, *args[at + 1 :]]
        return list(super().parse_args(ctx, args))


def show_slips(wanted: bool) -> None:
    """Print the code, the title and the lesson of every slip, and stop."""
    if not wanted:
        return
    from ..verify.diagnosis.table import SLIP_CODES

    for code in SLIP_CODES:
        _print(f"{code.value}: {code.wording.title}")
        _print(f"    {code.wording.lesson}", "dim")
    raise typer.Exit


def explain_slip(name: str) -> None:
    """Print what to learn from one slip, with a line that has it and the line as it should be, and stop."""
    if not name:
        return
    from ..verify.diagnosis.table import SLIP_CODES

    known = {code.value: code for code in SLIP_CODES}
    if name not in known:
        raise unknown("slip", name, list(known))
    # Only who asks for a slip needs it; to load it takes a millisecond of every command.
    import tomllib

    words, lines = known[name].wording, tomllib.loads(LINES.read_text(encoding="utf-8"))[name]
    _print(f"{name}: {words.title}", "bold")
    _print(words.lesson)
    for what in ("wrong", "right"):
        _print(f"{what}:", "dim")
        for line in lines[what].strip().split("\n"):
            _print(f"    {line}")
    _print(f"said of it: {lines['said']}", "dim")
    raise typer.Exit


def _print(line: str, style: str | None = None) -> None:
    terminal().print(line, soft_wrap=True, markup=False, highlight=False, style=style)
