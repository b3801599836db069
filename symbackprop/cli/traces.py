"""Tracebacks of errors that were contained, shown with `--debug`."""

from __future__ import annotations

import sys
from collections.abc import Iterable

_wanted = False


def want(wanted: bool) -> None:
    """Say whether tracebacks are to be shown in this run."""
    global _wanted
    _wanted = wanted


def show(traces: Iterable[str]) -> None:
    """Print tracebacks on standard error, where they are wanted."""
    for trace in traces if _wanted else ():
        try:
            print(trace, file=sys.stderr)
        except (OSError, ValueError):
            return
