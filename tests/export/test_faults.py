"""Every call that compiling makes fails once in turn: there is a result or one line, and nothing is left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ..conftest import missing

ROOT = Path(__file__).parents[2]
REMEMBERING = """#!/bin/sh
# gcc, which remembers what it has made of files of the same name.
all="$*"
while [ "$1" != -o ]; do case "$1" in *.c) made={store}/$1 ;; esac; shift; done
[ -f "$made" ] || { gcc $all && cp "$2" "$made.$$" && mv "$made.$$" "$made"; } || exit
exec cp "$made" "$2"
"""
RIGHT = {"library": "42", "kept library": "42", "model": "0.298371108760 0.082167040564"}
STEPS = {"library": 1, "kept library": 1, "model": 8}
"""Of the calls of a whole model, whose libraries are made in two threads as one is made alone, some."""

CALLS: dict[str, set[str]] = {
    "library": {"chmod", "close", "fchmod", "fdopendir", "flock", "fork", "fstat64", "lstat64", "mkdir", "open"}
    | {"opendir", "pipe2", "read", "rename", "rmdir", "unlinkat", "write"},
    "kept library": {"close", "fstat64", "lstat64", "open", "read"},
    "model": set(),
}
"""What must be among the calls that failed; which of a whole model those are that fail depends on two threads."""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which calls fail."""
    folder = tmp_path_factory.mktemp("faults")
    shim, compiler, store = folder / "faults.so", folder / "cc", folder / "store"
    store.mkdir()
    source = Path(__file__).with_name("faults.c")
    strict = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run(["gcc", *strict, str(source), "-o", str(shim), "-ldl"], check=True)
    compiler.write_text(REMEMBERING.replace("{store}", str(store)))
    compiler.chmod(0o700)
    (folder / "room").mkdir()
    here = {"CC": compiler, "LD_PRELOAD": shim, "FAULTS": shim, "FAULTS_ROOM": folder / "room"}
    return os.environ | {name: str(path) for name, path in here.items()} | {"SYMBACKPROP_CACHE": str(folder / "warm")}


@pytest.mark.parametrize("way", RIGHT)
def test_whatever_call_fails_there_is_a_result_or_one_line_and_nothing_is_left(
    way: str, faulty: dict[str, str]
) -> None:
    if sys.platform != "linux":
        missing("a C library that can be stood in for")
    command = [sys.executable, "-m", "tests.export.faults", way, str(STEPS[way])]
    done = subprocess.run(command, cwd=ROOT, env=faulty, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    failing = [row for row in rows if row["error"] != "killed"]
    killed = [row for row in rows if row["error"] == "killed"]
    assert {row["call"] for row in failing} >= CALLS[way]
    assert len(killed) >= len(failing) > 0
    for row in failing:
        assert row["status"] == 0, row
        assert row["said"] == RIGHT[way] or (row["said"].startswith("ExportError: ") and "\n" not in row["said"]), row
        assert all(name.endswith(".so") for name in row["left"]), row
    for row in killed:
        assert row["status"] == 9, row
    for row in rows:
        assert row["after"] == RIGHT[way], row
        assert all(name.endswith(".so") for name in row["then"]), row
    said = Counter(row["said"] == RIGHT[way] for row in failing)
    assert said[True] > 0.7 * len(failing), "where one folder fails there is another"
