"""Python programs that tests write, run by one process: most of the time of a short one goes into its imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

RUNNER = """
import contextlib, io, json, runpy, sys, traceback
for path in sys.argv[1:]:
    said, status = io.StringIO(), 0
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_path(path, run_name="__main__")
        except BaseException as error:
            traceback.print_exc()
            code = error.code if isinstance(error, SystemExit) else 1
            status = code if isinstance(code, int) else int(code is not None)
    print(json.dumps([status, said.getvalue()]))
"""


def run_all(
    paths: Sequence[Path], options: Sequence[str] = (), environment: Mapping[str, str] = os.environ
) -> list[tuple[int, str]]:
    """Run programs one after the other; return of each its exit status and what it said."""
    command = [sys.executable, *options, "-c", RUNNER, *map(str, paths)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [(status, said) for status, said in map(json.loads, done.stdout.splitlines())]
