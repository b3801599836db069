"""Progress and results, as a person at a terminal sees them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from . import stage

if TYPE_CHECKING:
    from rich.console import Console

    from ..graph.descent import Tick
    from ..verify.limits.process import Tell
    from ..verify.limits.steps import Phase
    from ..verify.source import Span


def terminal(file: TextIO | None = None, width: int | None = None, stderr: bool = False) -> Console:
    """Return what prints on standard output, or elsewhere."""
    from .console import PlainConsole

    return PlainConsole(file=file, width=width, stderr=stderr, highlight=False)


def print_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Say which files were written, a PDF first."""
    console = terminal()
    names = sorted((name for name in files if "/" not in name), key=lambda name: not name.endswith(".pdf"))
    console.print("Written:", ", ".join(str(folder / name) for name in names), soft_wrap=True)


@contextmanager
def counting(what: str, rounds: int, quiet: bool) -> Iterator[Tick | None]:
    """Show a bar on the terminal while rounds are counted; nothing where the output is no terminal."""
    stage.begin(what.lower())
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=rounds)
        yield lambda done: progress.update(task, completed=done)


@contextmanager
def judging(content: bytes, quiet: bool) -> Iterator[Tell]:
    """Say on the terminal which line is being judged, once that has taken a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda _phase, _span: None
        return
    from time import monotonic

    from rich.live import Live
    from rich.text import Text

    from ..verify.report.doing_words import PHASE_WORDS

    text = content.decode("utf-8", "replace")
    lines = text.count("\n") + 1
    # Nothing may refresh by itself: the judge is a copy of this process, which copies no threads.
    with Live(console=terminal(stderr=True), transient=True, auto_refresh=False) as live:
        start = shown = monotonic()

        def tell(phase: Phase, at: Span) -> None:
            nonlocal shown
            if monotonic() - start > 1 and monotonic() - shown > 0.1:
                shown = monotonic()
                line = text.count("\n", 0, at.start) + 1
                live.update(Text(f"{PHASE_WORDS[phase]}: line {line:,} of {lines:,}"), refresh=True)

        yield tell


@contextmanager
def waiting(what: str, quiet: bool) -> Iterator[None]:
    """Show what is being done, on a terminal and where it takes longer than a second."""
    stage.begin(what[0].lower() + what[1:])
    if quiet or not sys.stderr.isatty():
        yield
        return
    from threading import Timer

    status = terminal(stderr=True).status(what)
    timer = Timer(1.0, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
