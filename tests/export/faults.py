"""Lets each call of the C library fail in turn while code is compiled; run with faults.c loaded before the C library.

Prints a line of JSON for each: what failed, how, and what came of it. Each case is a fork in empty folders, and so is
the run that comes after it.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from symbackprop.errors import ExportError
from symbackprop.export.compiled import folders, libraries

KILLED = -1
ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "ENOMEM": errno.ENOMEM, "EMFILE": errno.EMFILE}
LIBRARY = {"one.c": "int answer(void); int answer(void) { return 42; }\n"}


@cache
def shim() -> ctypes.CDLL:
    """Return the library that stands before the C library."""
    loaded = ctypes.CDLL(os.environ["FAULTS"])
    loaded.faults_failed.restype = ctypes.c_char_p
    return loaded


@dataclass(frozen=True)
class Outcome:
    """What came of one case.

    Args:
        way: What was done.
        error: How a call failed.
        at: The number of the call.
        call: Its name, or nothing where there are fewer calls.
        status: How the process ended.
        said: The result, or the error.
        left: What lay in the folders.
        after: What the next run said.
        then: And what lay in the folders after it.
    """

    way: str
    error: str
    at: int
    call: str
    status: int
    said: str
    left: list[str]
    after: str
    then: list[str]


def answer(path: Path) -> int:
    return int(ctypes.CDLL(str(path)).answer())


def one_library() -> str:
    return str(libraries.library(LIBRARY, [("-fPIC", "-shared")], answer))


def one_model() -> str:
    # A fork takes the longer the more is loaded, so what makes a library alone goes without these.
    import numpy as np

    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        made = example().compile()
    gradient = np.zeros(8)
    loss = made.loss_and_gradient(np.array([0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55]), gradient)
    return f"{loss:.12f} {gradient[4]:.12f}"


@cache
def example() -> Any:
    from symbackprop import Model

    return Model.example()


def afresh() -> None:
    """Forget what is loaded once."""
    libraries._GLUE.clear()
    folders._sweep_once.cache_clear()
    folders._warn_once.cache_clear()


WAYS: dict[str, Callable[[], str]] = {"library": one_library, "kept library": one_library, "model": one_model}


def forked(run: Callable[[], tuple[str, str]]) -> tuple[int, str, str]:
    """Run something in a fork; return how it ended and what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(run()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(child, 0)
    call, said = json.loads(text) if text else ("", "")
    return status, call, said


def case(way: str, at: int, number: int) -> tuple[str, str]:
    shim().faults_arm(at, number)
    try:
        said = WAYS[way]()
    except ExportError as error:
        said = f"ExportError: {error}"
    except BaseException:
        said = traceback.format_exc()
    shim().faults_disarm()
    call = shim().faults_failed().decode()
    if os.getpid() in folders._TEMPORARY:
        folders._remove_temporary(os.getpid())
    return call, said


def found(*places: Path) -> list[str]:
    return sorted(path.name for place in places if place.is_dir() for path in place.iterdir())


def outcome(way: str, error: str, at: int, folder: Path) -> Outcome:
    cache, temporary = folder / "cache", folder / "temporary"
    temporary.mkdir()
    os.environ["SYMBACKPROP_CACHE"] = str(cache)
    tempfile.tempdir = str(temporary)
    if way == "kept library":
        forked(lambda: case("library", 0, 0))
    status, call, said = forked(lambda: case(way, at, ERRORS.get(error, KILLED)))
    left = found(cache, temporary)
    is_clean = status == 0 and all(name.endswith(".so") for name in left)
    after = said if is_clean and not said.startswith("Ex") else forked(lambda: case(way, 0, 0))[2]
    return Outcome(way, error, at, call, status, said, left, after, found(cache, temporary))


def main() -> None:
    """Let the calls of a way fail from the first to the last: each with one of the errors in turn, or by a kill."""
    way, step = sys.argv[1], int(sys.argv[2])
    # What is read once is read before.
    WAYS[way]()
    afresh()
    for is_killed in (False, True):
        at = 1
        while True:
            error = "killed" if is_killed else list(ERRORS)[(at // step) % len(ERRORS)]
            folder = Path(tempfile.mkdtemp(dir=os.environ["FAULTS_ROOM"]))
            row = outcome(way, error, at, folder)
            shutil.rmtree(folder)
            if not row.call and row.status == 0:
                break
            sys.stdout.write(json.dumps(asdict(row)) + "\n")
            sys.stdout.flush()
            at += step


if __name__ == "__main__":
    main()
