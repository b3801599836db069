"""The command line: the only reader of arguments, printer, and writer of files."""

from __future__ import annotations

import os
from collections.abc import Sequence

# Typer loads pydantic, which would search all installed packages for plugins that nobody here uses.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from .supervisor import main

__all__ = ["main", "run"]


def run(arguments: Sequence[str]) -> int:
    """Run the program on some arguments, in this process, and return its exit status."""
    from .program import run as run_here

    return run_here(arguments)
