"""Folders for compiled code: whom they must belong to, who may write to them, and what killed runs left in them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from symbackprop.errors import UnsafeFolderError
from symbackprop.export.compiled import folders

NOBODY = 65534
ROOT = Path(__file__).parents[3]


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Path]:
    """Give a folder to somebody else; where only root may, become somebody else."""

    def given(folder: Path) -> Path:
        folder.mkdir(mode=0o755, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        else:
            monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
        return folder

    return given


@pytest.fixture(autouse=True)
def _afresh() -> None:
    folders._warn_once.cache_clear()
    folders._sweep_once.cache_clear()


def opened(folder: Path, mode: int) -> Path:
    folder.mkdir()
    folder.chmod(mode)
    return folder


def linked(at: Path, to: Path) -> Path:
    at.symlink_to(to)
    return at


UNSAFE: dict[str, tuple[Callable[[Path, Callable[[Path], Path]], Path], str]] = {
    "of somebody else": (lambda at, give: give(at / "a"), r"belongs to user \w+$"),
    "in one of somebody else": (lambda at, give: give(at / "a") / "b" / "c", r"c: \S+ belongs to user \w+$"),
    "open to all": (lambda at, _: opened(at / "a", 0o777), r"can be written by everybody \(mode 777\); 'chmod go-w'"),
    "open to its group": (lambda at, _: opened(at / "a", 0o775), r"can be written by its group \(mode 775\)"),
    "in one open to all": (lambda at, _: opened(at / "a", 0o777) / "b", r"b: \S+a can be written by everybody"),
    "in one open to its group": (lambda at, _: opened(at / "a", 0o775) / "b", r"b: \S+a can be written by its group"),
    "shared, as /tmp is": (lambda at, _: opened(at / "a", 0o1777), r"can be written by everybody \(mode 1777\)"),
    "a link to one of somebody else": (lambda at, give: linked(at / "l", give(at / "a")), r"l: \S+/a belongs to user"),
    "below a link": (lambda at, _: linked(at / "l", opened(at / "a", 0o777)) / "b", r"l/b: \S+/a can be written by"),
    "a link in a circle": (lambda at, _: linked(at / "l", at / "l"), "leads in a circle"),
}
SAFE: dict[str, Callable[[Path], Path]] = {
    "not there": lambda at: at / "a" / "b",
    "its own": lambda at: opened(at / "a", 0o700),
    "open to readers": lambda at: opened(at / "a", 0o755),
    "in one shared as /tmp is": lambda at: opened(at / "a", 0o1777) / "b",
    "a link to its own": lambda at: linked(at / "l", opened(at / "a", 0o700)),
    "a link out of an open folder": lambda at: linked(opened(at / "o", 0o777) / "l", opened(at / "a", 0o700)),
}


@pytest.mark.parametrize("name", UNSAFE)
def test_a_folder_that_others_can_change_is_refused(name: str, tmp_path: Path, foreign: Callable[[Path], Path]) -> None:
    arranged, message = UNSAFE[name]
    folder = arranged(tmp_path, foreign)
    with pytest.raises(UnsafeFolderError, match=message):
        folders.private(folder)


@pytest.mark.parametrize("name", SAFE)
def test_a_folder_that_nobody_else_can_change_is_taken(name: str, tmp_path: Path) -> None:
    folder = SAFE[name](tmp_path)
    found = folders.private(folder)
    assert found == folder.resolve()
    assert found.is_dir()
    assert not found.is_symlink()


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277, 0o777], ids=oct)
def test_folders_and_files_are_closed_to_others_whatever_the_mask(mask: int, tmp_path: Path) -> None:
    before = os.umask(mask)
    try:
        folders.private(tmp_path / "a" / "b" / "c")
        with folders.making(tmp_path / "a") as making:
            made = stat.S_IMODE(making.stat().st_mode)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / at).stat().st_mode) for at in ("a", "a/b", "a/b/c")]
    assert [*modes, made] == [0o700] * 4


def test_a_cache_that_others_can_change_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = opened(tmp_path / "cache", 0o777)
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(cache))
    said = f"compiled code is not kept, and a temporary folder serves: {cache}: can be written by everybody"
    with pytest.warns(RuntimeWarning, match=said) as warned:
        assert [folders.kept_folder(), folders.kept_folder()] == [None, None]
    assert len(warned) == 1
    assert not list(cache.iterdir())
    cache.chmod(0o700)
    assert folders.kept_folder() == cache


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYMBACKPROP_CACHE", raising=False)

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert folders.kept_folder() is None


def test_the_cache_is_where_the_platform_keeps_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("SYMBACKPROP_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        found[platform] = folders.cache_folder()
    assert found == {
        "linux": tmp_path / ".cache" / "symbackprop",
        "darwin": tmp_path / "Library" / "Caches" / "symbackprop",
        "win32": tmp_path / "AppData" / "Local" / "symbackprop" / "Cache",
    }


MAKER = """
import sys, time
from pathlib import Path
from symbackprop.export.compiled.folders import making
with making(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print(folder, flush=True)
    time.sleep(60)
"""


@contextmanager
def maker(folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Run a process that is making something in a folder."""
    command = [sys.executable, "-c", MAKER, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def test_what_a_killed_run_left_is_removed_and_what_a_living_one_makes_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path))
    (tmp_path / "kept.so").write_text("kept")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    linked(tmp_path / "making-linked", elsewhere)
    with maker(tmp_path) as (killed, left), maker(tmp_path) as (_, living):
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()
        assert folders.kept_folder() == tmp_path
        assert not left.exists()
        assert (living / "half").read_text() == "half"
    folders._sweep_once.cache_clear()
    folders.kept_folder()
    assert {path.name for path in tmp_path.iterdir()} == {"kept.so", "elsewhere", "making-linked"}


def test_where_there_are_no_locks_only_what_is_old_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refused(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path))
    with folders.making(tmp_path) as young:
        old = opened(tmp_path / "making-old", 0o700)
        os.utime(old, (time.time() - 2 * folders.ABANDONED_SECONDS,) * 2)
        folders.kept_folder()
        assert young.is_dir()
        assert not old.exists()
    assert not young.exists()


def test_a_folder_that_is_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, made = folders._locked, []

    def swept_at_first(folder: Path) -> int:
        made.append(folder)
        if len(made) < 3:
            folder.rmdir()
        return locked(folder)

    monkeypatch.setattr(folders, "_locked", swept_at_first)
    with folders.making(tmp_path) as making:
        assert making == made[2]
        assert making.is_dir()


THREADS_AND_A_FORK = """
import os, threading
from symbackprop.export.compiled.folders import _remove_temporary, temporary_folder
found = []
threads = [threading.Thread(target=lambda: found.append(temporary_folder())) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.write(writing, os.fsencode(temporary_folder()))
    _remove_temporary(os.getpid())
    _remove_temporary(os.getppid())
    os._exit(0)
os.waitpid(child, 0)
own = os.fsdecode(os.read(reading, 10_000))
print(len(found), len(set(found)), os.path.isabs(own), own == str(found[0]), os.path.exists(own), found[0].is_dir())
"""


def test_threads_and_forks_have_one_temporary_folder_a_process(tmp_path: Path) -> None:
    command = [sys.executable, "-c", THREADS_AND_A_FORK]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.stdout == "8 1 True False False True\n", done.stderr
    assert not list(tmp_path.iterdir())


def test_a_temporary_folder_ends_with_its_process_or_with_the_next_one(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\nfrom symbackprop.export.compiled.folders import temporary_folder\n"
        "print(temporary_folder().is_dir(), len(os.listdir(os.environ['TMPDIR'])))\n"
        "if sys.argv[1] == 'killed': sys.stdout.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    for end, left in (("ended", 0), ("killed", 1), ("killed", 1), ("ended", 0)):
        command = [sys.executable, "-c", script, end]
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False
        )
        assert done.stdout == "True 1\n", done.stderr
        assert len(list(tmp_path.iterdir())) == left


def test_a_folder_for_temporary_files_that_others_can_change_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = opened(tmp_path / "open", 0o777)
    monkeypatch.setattr(folders, "_TEMPORARY", {})
    monkeypatch.setattr("tempfile.tempdir", str(place))
    message = rf"no folder is safe to compile in, and TMPDIR names none: \S+: {place} can be written by everybody"
    with pytest.raises(UnsafeFolderError, match=message):
        folders.temporary_folder()
    assert not list(place.iterdir())
