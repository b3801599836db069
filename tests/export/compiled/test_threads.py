"""The threads of a batch: as many as are asked for, with the same results, and none that a fork leaves waiting."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from symbackprop import Model
from symbackprop.errors import ExportError
from symbackprop.export.backends import exported
from symbackprop.export.compiled import compiler
from symbackprop.models.network import Network

from ...conftest import missing
from ..drivers import written

ROOT = Path(__file__).parents[3]
LIMIT = 60
"""What hangs is ended after so many seconds."""

COMMON = """
import multiprocessing
import os
import time
import numpy as np
from symbackprop import Model

model = Model.example("layers-softmax")
w = np.linspace(-1.0, 1.0, len(model.parameters))
x = np.linspace(-2.0, 2.0, 40_000).reshape(20_000, 2)
t = np.tile([0.0, 1.0, 0.0], (20_000, 1))

def called(functions, samples=20_000):
    g = np.empty_like(w)
    loss = functions.loss_and_gradient(w, x[:samples], t[:samples], g)
    return loss.hex(), g.tobytes().hex()

def tasks():
    # A thread that has ended is listed for a moment.
    found = []
    for _ in range(10):
        found.append(len(os.listdir("/proc/self/task")))
        time.sleep(0.01)
    return min(found)

# NumPy may have threads of its own.
others = tasks() - 1

def threads():
    return tasks() - others
"""
FORKED = (
    COMMON
    + """
functions, alone = model.compile("c", threads=3), model.compile("c", threads=1)

def job(at):
    trained = w.copy()
    last = functions.train(trained, x, t, 0.1, 2)
    few = called(functions, 10)
    return called(functions if at % 2 else alone), few, last.hex(), trained.tobytes().hex()

if __name__ == "__main__":
    here = job(1)
    assert threads() == 3, threads()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert set(pool.map(job, range(4))) == {here}
    # A child of a child, and a child that is forked by a thread that has called before.
    child = os.fork()
    if child == 0:
        same = job(1) == here
        grandchild = os.fork()
        if grandchild == 0:
            os._exit(0 if job(1) == here else 3)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]) if same else 4)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    print("fine")
"""
)
COUNTED = (
    COMMON
    + """
import sys
given = int(sys.argv[1]) or None
called(model.compile("c", threads=given))
print(threads())
"""
)


@pytest.fixture(autouse=True)
def _c() -> None:
    if compiler.compiler() is None:
        missing("a C compiler")
    if not Path("/proc/self/task").is_dir():
        pytest.skip("no /proc, where threads are counted")


def ran(script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("OMP_NUM_THREADS", "SYMBACKPROP_THREADS")}
    command = [sys.executable, "-c", script, *arguments]
    running = subprocess.Popen(
        command,
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said = running.communicate(timeout=LIMIT)
    except subprocess.TimeoutExpired:
        # With all that it has forked.
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        raise
    return subprocess.CompletedProcess(command, running.returncode, *said)


def test_a_child_that_is_forked_after_a_threaded_batch_computes_the_same() -> None:
    done = ran(FORKED)
    assert done.stdout == "fine\n", done.stderr


@pytest.mark.parametrize(
    ("given", "variables", "expected"),
    [
        (1, {"OMP_NUM_THREADS": "3"}, "1"),
        (2, {"SYMBACKPROP_THREADS": "3"}, "2"),
        (0, {"SYMBACKPROP_THREADS": "3", "OMP_NUM_THREADS": "2"}, "3"),
        (0, {"OMP_NUM_THREADS": "2"}, "2"),
        # A batch is cut into sixteen parts.
        (500, {}, "16"),
        (0, {}, str(min(16, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1))),
    ],
    ids=["one", "argument", "variable", "OpenMP", "many", "default"],
)
def test_a_batch_runs_on_as_many_threads_as_are_asked_for(given: int, variables: dict[str, str], expected: str) -> None:
    done = ran(COUNTED, str(given), **variables)
    assert done.stdout.strip() == expected, done.stderr


def test_a_number_of_threads_that_cannot_be_is_refused(mazur: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model(mazur)
    with pytest.raises(ValueError, match="threads: expected 1 or more, given 0"):
        model.compile("c", threads=0)
    with pytest.raises(ExportError, match="numpy takes no number of threads; compile with c"):
        model.compile("numpy", threads=2)
    monkeypatch.setenv("SYMBACKPROP_THREADS", "many")
    with pytest.raises(ExportError, match="SYMBACKPROP_THREADS: expected a whole number of 1 or more, given 'many'"):
        model.compile("c")
    assert model.compile("c", threads=1).backend == "c"


def test_an_exported_extension_takes_a_number_of_threads_and_survives_a_fork(tmp_path: Path) -> None:
    written(exported(Model.example("layers-softmax").network, "python-extension"), tmp_path)
    command = (
        f"gcc -O1 -fopenmp -shared -fPIC -I{sysconfig.get_paths()['include']} -Isrc src/extension.c src/gradient.c"
    )
    subprocess.run([*command.split(), "-o", "backprop_gradient/_gradient.so", "-lm"], cwd=tmp_path, check=True)
    script = (
        COMMON
        + """
import sys
sys.path.insert(0, sys.argv[1])
import backprop_gradient
functions = backprop_gradient.with_threads(2)
here = called(functions)
assert threads() == 2
child = os.fork()
if child == 0:
    os._exit(0 if called(functions) == here == called(backprop_gradient) else 3)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
for bad in (0, "two"):
    try:
        backprop_gradient.with_threads(bad)
    except (TypeError, ValueError) as error:
        print(error)
"""
    )
    done = ran(script, str(tmp_path), SYMBACKPROP_THREADS="2")
    assert done.stdout == "threads: expected 1 or more, given 0\nthreads: expected a whole number, given str\n", (
        done.stderr
    )


BUSY = (
    COMMON
    + """
functions, alone = model.compile("c"), model.compile("c", threads=1)
expected = called(alone)
# Each way is tried some times, and then the faster one is taken; what is computed stays the same.
assert {called(functions) for _ in range(200)} == {expected}
print("same")
"""
)


def test_a_batch_for_which_nobody_asks_a_number_of_threads_computes_the_same_on_any_that_is_faster() -> None:
    done = ran(BUSY, OMP_NUM_THREADS="2")
    assert done.stdout == "same\n", done.stderr
