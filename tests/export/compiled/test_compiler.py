"""The compiler as a process: what names it, how long it may take, what it may do wrong."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from symbackprop import Model
from symbackprop.errors import ExportError
from symbackprop.export.compiled import compiler, libraries
from symbackprop.export.compiled.libraries import library

pytestmark = pytest.mark.slow
"""Each test compiles."""

SOURCE = {"one.c": "int answer(void); int answer(void) { return 42; }\n"}
OPTIONS = [("-fPIC", "-shared")]


@pytest.fixture(autouse=True)
def _afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv(compiler.LIMIT_VARIABLE, raising=False)
    compiler.compiler.cache_clear()
    yield
    compiler.compiler.cache_clear()


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Let `CC` name a script; `$made` is the file that it is to make."""

    def given(script: str) -> Path:
        path = tmp_path / "cc"
        path.write_text('#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nmade=$2\n' + script)
        path.chmod(0o700)
        monkeypatch.setenv("CC", str(path))
        return path

    return given


def leftovers(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "cache").rglob("*") if path.suffix != ".so"]


def is_alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def dies(process: int) -> bool:
    for _ in range(200):
        if not is_alive(process):
            return True
        time.sleep(0.01)
    return False


HANGING = 'sleep 60 &\necho $! > "{0}"\nsleep 60 &\nwait\n'
DAEMON = 'sleep 60 &\necho $! > "{0}"\nexit 0\n'


@pytest.mark.parametrize("script", [HANGING, DAEMON], ids=["hanging", "leaves a child that holds its output"])
def test_a_compiler_that_hangs_is_ended_with_its_children(
    script: str, tmp_path: Path, named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    named(script.format(tmp_path / "child"))
    started = time.monotonic()
    with pytest.raises(ExportError, match=r"cc: did not finish within 0\.3 s; SYMBACKPROP_COMPILER_LIMIT gives it mor"):
        library(SOURCE, OPTIONS, Path.read_bytes, limit=0.3)
    assert time.monotonic() - started < 10
    assert dies(int((tmp_path / "child").read_text()))
    assert not leftovers(tmp_path)
    monkeypatch.setenv(compiler.LIMIT_VARIABLE, "0.2")
    with pytest.raises(ExportError, match=r"within 0\.2 s"):
        library(SOURCE, OPTIONS, Path.read_bytes)
    monkeypatch.setattr(libraries, "_GLUE", [])
    with pytest.raises(ExportError, match=r"within 0\.1 s"):
        Model.example().compile("c", compiler_limit=0.1)
    with pytest.raises(ValueError, match=r"compiler_limit: expected seconds above 0, given -1"):
        Model.example().compile("c", compiler_limit=-1)


@contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_an_interrupt_ends_a_compiler_with_its_children(tmp_path: Path, named: Callable[[str], Path]) -> None:
    named(HANGING.format(tmp_path / "child"))
    with interrupted_after(0.3), pytest.raises(KeyboardInterrupt):
        library(SOURCE, OPTIONS, Path.read_bytes)
    assert dies(int((tmp_path / "child").read_text()))
    assert not leftovers(tmp_path)


def test_an_interrupt_ends_the_compiler_in_the_other_thread_too(
    tmp_path: Path, named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    named(f'sleep 60 &\necho $! > "{tmp_path}/child-$$"\nwait\n')
    monkeypatch.setattr(libraries, "_GLUE", [])
    started = time.monotonic()
    with interrupted_after(0.5), pytest.raises(KeyboardInterrupt):
        Model.example().compile("c")
    assert time.monotonic() - started < 10
    children = [int(path.read_text()) for path in tmp_path.glob("child-*")]
    assert len(children) == 2
    assert all(map(dies, children))
    assert not leftovers(tmp_path)


LIMITS = {"": 300.0, "7": 7.0, " 0.5 ": 0.5, "1e3": 1000.0}


@pytest.mark.parametrize("given", LIMITS)
def test_the_limit_is_that_of_the_environment(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiler.LIMIT_VARIABLE, given)
    assert compiler.limit_of() == LIMITS[given]
    assert compiler.limit_of(3) == 3


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "long", "5 s"])
def test_a_limit_that_is_no_time_is_named(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiler.LIMIT_VARIABLE, given)
    with pytest.raises(ExportError, match=f"SYMBACKPROP_COMPILER_LIMIT: expected seconds above 0, given '{given}'"):
        library(SOURCE, OPTIONS, Path.read_bytes)
    with pytest.raises(ExportError, match="compiler_limit: expected seconds above 0, given '-2'"):
        compiler.limit_of(-2)


REFUSED: dict[str, tuple[str, str]] = {
    "a quotation without end": ('gcc "', r"CC: 'gcc \"' is no command: no closing quotation"),
    "no program": ("/bin/false", r"false: failed without a message"),
    "no interpreter": ("SCRIPT #!/nowhere/sh\n", r"cc: cannot be started: No such file or directory"),
    "nothing runs": ("SCRIPT \x7fELF", r"cc: cannot be started: Exec format error"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_compiler_that_cannot_be_run_is_named(
    name: str, tmp_path: Path, named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, message = REFUSED[name]
    if command.startswith("SCRIPT "):
        named("").write_text(command.removeprefix("SCRIPT "))
    else:
        monkeypatch.setenv("CC", command)
    with pytest.raises(ExportError, match=message) as raised:
        library(SOURCE, OPTIONS, Path.read_bytes)
    assert "\n" not in str(raised.value)
    assert not leftovers(tmp_path)


MADE: dict[str, tuple[str, str]] = {
    "nothing": ("exit 0", "cc: it made nothing"),
    "an empty file": (': > "$made"', "cc: it made nothing"),
    "a text": ('printf "%08000d" 1 > "$made"', r"cannot be used: .*invalid ELF header"),
    "half a file, killed": ('printf half > "$made"; kill -9 $$', "cc: error: ended by signal 9"),
    "half a file, failing": (
        'printf half > "$made"; echo "cc: error: no memory" >&2; exit 1',
        "cc: cc: error: no memory",
    ),
    "half a file, the disk being full": (
        'printf half > "$made"; echo "ld: cannot write: No space left on device" >&2; exit 1',
        "cannot be used: No space left on device",
    ),
    "words of many lines": ("printf 'one\\ntwo\\n' >&2; exit 3", "cc: one"),
}


@pytest.mark.parametrize("name", MADE)
def test_what_a_compiler_makes_wrong_is_one_line_and_is_not_kept(
    name: str, tmp_path: Path, named: Callable[[str], Path]
) -> None:
    import ctypes

    script, message = MADE[name]
    named(script + "\n")
    with pytest.raises(ExportError, match=message) as raised:
        library(SOURCE, OPTIONS, lambda path: ctypes.CDLL(str(path)))
    assert "\n" not in str(raised.value)
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize("bits", ["-m64", "-m32"])
def test_half_a_library_is_refused_and_a_whole_one_is_not(bits: str, tmp_path: Path) -> None:
    (tmp_path / "one.c").write_text(SOURCE["one.c"])
    command = ["gcc", "-shared", "-fPIC", "-nostdlib", bits, "one.c", "-o", "one.so"]
    subprocess.run(command, cwd=tmp_path, check=True)
    whole = (tmp_path / "one.so").read_bytes()
    assert not compiler._is_cut_off(whole)
    assert all(compiler._is_cut_off(whole[:length]) for length in range(4, len(whole), 7))


def test_half_a_library_that_a_compiler_takes_for_a_whole_one_is_not_loaded(
    tmp_path: Path, named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = library(SOURCE, OPTIONS, libraries.content_of)
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    named(f'cp {tmp_path}/half "$made"\n')
    compiler.compiler.cache_clear()
    with pytest.raises(ExportError, match="cc: it made half a file"):
        library(SOURCE, OPTIONS, Path.read_bytes)


def test_the_next_backend_serves_where_the_compiler_makes_nothing_in_two_threads(
    named: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from symbackprop.export.compiled import table as compiled

    named("exit 0\n")
    monkeypatch.setattr(libraries, "_GLUE", [])
    compiled._say_once.cache_clear()
    with pytest.warns(RuntimeWarning, match=re.escape("compiling with llvm (c: cc: it made nothing)")):
        assert Model.example().compile().backend == "llvm"


def test_a_compiler_speaks_english_and_takes_the_second_options(tmp_path: Path, named: Callable[[str], Path]) -> None:
    named(f'echo "$LC_ALL $(umask)" >> {tmp_path}/said\n[ $(wc -l < {tmp_path}/said) = 2 ] && printf 42 > "$made"\n')
    found = library(SOURCE, [("-one",), ("-two",)], libraries.content_of)
    assert found == b"42"
    assert (tmp_path / "said").read_text() == "C 0077\n" * 2


def test_no_open_files_or_processes_are_left_behind(named: Callable[[str], Path]) -> None:
    named('printf 42 > "$made"\n')
    before = len(os.listdir("/proc/self/fd"))
    for number in range(3):
        library({"one.c": str(number)}, OPTIONS, libraries.content_of)
    assert len(os.listdir("/proc/self/fd")) <= before + 1, "the temporary folder may have been locked"
    assert not compiler._RUNNING
