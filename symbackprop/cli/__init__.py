"""The command line: the only reader of arguments, printer, and writer of files."""

from __future__ import annotations

import os

# Typer loads pydantic, which would search all installed packages for plugins that nobody here uses.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from .program import main, run

__all__ = ["main", "run"]
