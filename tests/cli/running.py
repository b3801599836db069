"""The program in a process of its own, as a shell starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..verify.fixtures import unmarked

DOCUMENTS = unmarked("documents")
START = "import sys; from symbackprop.cli import main; main()"


def symbackprop(
    arguments: Sequence[str | bytes],
    *,
    prepare: Callable[[], object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Run the program; `prepare` is called in its process before it starts."""
    return subprocess.run(
        [sys.executable, "-c", START, *arguments],
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=prepare,
        env=environment,
        cwd=folder,
        timeout=60,
    )


def program(act: str) -> list[str]:
    """Return how to start the program with something else in the place of its commands.

    Args:
        act: What is run, as the body of a function that returns a status.
    """
    body = "\n".join(f"    {line}" for line in act.splitlines())
    lines = ["from symbackprop.cli import limits, program, stage, supervisor", "def act(arguments):", body]
    return [sys.executable, "-c", "\n".join([*lines, "program._command = act", "supervisor.main()"])]
