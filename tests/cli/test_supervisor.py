"""Whatever becomes of the process that works, the one that waits for it leaves with a true status and one line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .running import program

pytestmark = pytest.mark.slow
"""Each test starts the program."""

IN_PYTHON = "print('ready', flush=True)\nwhile True:\n    pass"
IN_C = "import collections, itertools\nprint('ready', flush=True)\ncollections.deque(itertools.repeat(0), maxlen=0)"
"""A call into C that never returns, in which Python handles no signal."""

ASLEEP = "import time\nprint('ready', flush=True)\ntime.sleep(60)"


def started(act: str) -> subprocess.Popen[bytes]:
    """Start the program, in a group of its own as in a terminal, and wait until it works."""
    child = subprocess.Popen(program(act), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert child.stdout is not None
    assert child.stdout.readline() == b"ready\n"
    return child


def ended(act: str, *before: str) -> tuple[int, bytes]:
    done = subprocess.run(program("\n".join([*before, act])), check=False, capture_output=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("act", "number", "status", "line"),
    [
        (IN_PYTHON, signal.SIGINT, 130, b""),
        (IN_C, signal.SIGINT, 130, b""),
        (ASLEEP, signal.SIGINT, 130, b""),
        (IN_PYTHON, signal.SIGTERM, 143, b"symbackprop: ended: Terminated\n"),
        (ASLEEP, signal.SIGHUP, 129, b"symbackprop: ended: Hangup\n"),
    ],
)
def test_a_signal_ends_both_processes(act: str, number: int, status: int, line: bytes) -> None:
    with started(act) as child:
        start = time.monotonic()
        os.killpg(child.pid, number)
        out, err = child.communicate()
        assert time.monotonic() - start < 5
    assert (child.returncode, out, err) == (status, b"", line)
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


def test_who_waits_passes_a_signal_on_and_lets_the_other_clean_up() -> None:
    cleaning = (
        "import time\nprint('ready', flush=True)\ntry:\n    time.sleep(60)\nfinally:\n    print('cleaned', flush=True)"
    )
    with started(cleaning) as child:
        os.kill(child.pid, signal.SIGINT)
        out, err = child.communicate()
    assert (child.returncode, out, err) == (130, b"cleaned\n", b"")


@pytest.mark.parametrize("act", [IN_PYTHON, IN_C], ids=["in Python", "in C"])
def test_no_process_goes_on_alone(act: str) -> None:
    with started(act) as child:
        child.kill()
        # The stream ends when nobody holds it any more.
        assert child.communicate(timeout=10) == (b"", b"")


def test_an_interrupt_that_the_caller_has_switched_off_stays_off() -> None:
    ignoring = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    arguments = program("import os, signal\nos.killpg(0, signal.SIGINT)\nprint('goes on')\nreturn 0")
    arguments[-1] = ignoring + arguments[-1]
    done = subprocess.run(arguments, check=False, capture_output=True, start_new_session=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"goes on\n", b"")


@pytest.mark.parametrize(
    ("act", "line"),
    [
        ("import os\nos.abort()", rb"was ended by the system \(Aborted\) while deriving"),
        ("import os\nos.kill(os.getpid(), 11)", rb"was ended by the system \(Segmentation fault\) while deriving"),
        ("import os\nos.kill(os.getpid(), 9)", rb"was ended by the system \(Killed\) while deriving"),
        (
            "raise RecursionError('too deep')",
            rb"internal error while deriving: RecursionError: too deep at .*",
        ),
    ],
)
def test_a_crash_is_one_line_and_no_finding(act: str, line: bytes) -> None:
    status, said = ended(act, "stage.begin('deriving')")
    assert status == 2
    assert re.fullmatch(b"symbackprop: " + line + b"\n", said)


@pytest.mark.parametrize("status", [0, 1, 2, 130, 141])
def test_the_status_is_that_of_the_command(status: int) -> None:
    assert ended(f"return {status}") == (status, b"")


LIMITED = ("limits.SPARE = 0", "stage.begin('deriving')", "limits.start(0.2, 'less is less')")


@pytest.mark.parametrize("act", [IN_PYTHON, IN_C], ids=["in Python", "in C"])
def test_the_time_limit_ends_a_run_wherever_it_is(act: str) -> None:
    start = time.monotonic()
    status, said = ended(act, *LIMITED)
    assert time.monotonic() - start < 20
    assert status == 2
    assert said == (
        b"symbackprop: took longer than 0.2 s of processor time while deriving; see --time-limit; less is less\n"
    )


def test_the_time_limit_ends_a_thread_that_holds_nothing_up() -> None:
    hashing = "hash = lambda: [hashlib.sha256(bytes(10**8)) for _ in range(999)]"
    beside = f"import hashlib, threading, time\n{hashing}\nthreading.Thread(target=hash).start()\ntime.sleep(60)"
    status, said = ended(beside, *LIMITED)
    assert (status, said.count(b"\n")) == (2, 1)
    assert b"took longer than 0.2 s" in said


def test_where_no_process_can_be_started_the_program_works_in_the_first() -> None:
    arguments = program("import os\nprint(os.getppid())\nreturn 1")
    refusing = "import os\ndef refused(): raise BlockingIOError(11, 'no process left')\nos.fork = refused\n"
    arguments[-1] = refusing + arguments[-1]
    done = subprocess.run(arguments, check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (1, f"{os.getpid()}\n".encode(), b"")


def test_a_system_that_has_neither_copies_nor_timers_has_the_limit_too() -> None:
    arguments = program("\n".join([*LIMITED, IN_PYTHON]))
    arguments[-1] = f"import os, signal\ndel os.fork, signal.setitimer\n{arguments[-1]}"
    done = subprocess.run(arguments, check=False, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"took longer than 0.2 s of processor time while deriving" in done.stderr


def test_a_program_that_cannot_be_loaded_says_so_in_one_line() -> None:
    lines = "import sys\nfrom symbackprop.cli import main\nsys.modules['typer'] = None\nmain()"
    done = subprocess.run([sys.executable, "-c", lines], check=False, capture_output=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(b"symbackprop: cannot be started: ModuleNotFoundError: ")
    assert done.stderr.count(b"\n") == 1


def test_the_process_that_waits_loads_next_to_nothing() -> None:
    lines = "import sys, re\nfrom symbackprop.cli import main\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-c", lines], check=True, capture_output=True, text=True, timeout=60)
    assert not {"typing", "dataclasses", "inspect", "typer", "rich", "sympy", "flint"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (["--version"], {"flint", "numpy", "pydantic", "rich", "sympy", "tomllib"}),
        (["verify", "{document}", "--spec", "mazur-2-2-2"], {"numpy", "sympy", "symbackprop.verify.inference.network"}),
        (
            ["notes", "mazur-2-2-2", "--format", "md", "--output", "{folder}"],
            {"symbackprop.verify.pipeline", "symbackprop.export"},
        ),
    ],
    ids=["version", "verify", "notes"],
)
def test_a_command_loads_nothing_that_it_does_not_need(arguments: list[str], unused: set[str], tmp_path: Path) -> None:
    (tmp_path / "homework.md").write_text("$out_{h1} = 0.593269992$")
    places = {"document": tmp_path / "homework.md", "folder": tmp_path}
    given = [argument.format(**places) for argument in arguments]
    lines = f"import sys\nfrom symbackprop.cli import run\nrun({given})\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", lines], check=True, capture_output=True, text=True, timeout=60)
    assert not unused & set(done.stdout.split())
