"""`symbackprop verify --slips`: the slips that are known by name."""

from __future__ import annotations

import typer

from .terminal import terminal


def show_slips(wanted: bool) -> None:
    """Print the code, the title and the lesson of every slip, and stop."""
    if not wanted:
        return
    from ..verify.diagnosis.table import SLIP_CODES

    for code in SLIP_CODES:
        terminal().print(f"{code.value}: {code.wording.title}", soft_wrap=True, markup=False, highlight=False)
        terminal().print(f"    {code.wording.lesson}", soft_wrap=True, markup=False, highlight=False, style="dim")
    raise typer.Exit
