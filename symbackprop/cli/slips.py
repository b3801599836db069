"""`symbackprop verify --slips`: the slips that are known by name."""

from __future__ import annotations

import typer

from .terminal import terminal


def show_slips(wanted: bool) -> None:
    """Print the code, the title and the lesson of every slip, and stop."""
    if not wanted:
        return
    from ..verify.report.slip_words import SLIP_WORDS

    for code, words in sorted(SLIP_WORDS.items(), key=lambda row: row[0].value):
        terminal().print(f"{code.value}: {words.title}", soft_wrap=True, markup=False, highlight=False)
        terminal().print(f"    {words.lesson}", soft_wrap=True, markup=False, highlight=False, style="dim")
    raise typer.Exit
