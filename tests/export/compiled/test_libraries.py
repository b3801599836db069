"""The cache of compiled libraries: what is damaged, foreign or cannot be written costs time and nothing else."""

from __future__ import annotations

import ctypes
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.export.compiled import compiler, folders, libraries
from symbackprop.export.compiled.libraries import content_of, library

from ...conftest import missing

pytestmark = pytest.mark.slow
"""Each test compiles."""

NOBODY = 65534


def source(answer: int) -> dict[str, str]:
    return {"one.c": f"int answer(void); int answer(void) {{ return {answer}; }}\n"}


SOURCE, PLANTED = source(42), source(666)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if compiler.compiler() is None:
        missing("a C compiler")
    folders._warn_once.cache_clear()
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def answer(path: Path) -> int:
    return int(ctypes.CDLL(str(path)).answer())


def itself(path: Path) -> Path:
    return path


def made(what: dict[str, str] = SOURCE) -> Path:
    return library(what, [compiler.SAFE], itself)


def result() -> int:
    return library(SOURCE, [compiler.SAFE], answer)


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[:100],
    "without its end": lambda content: content[:-1],
    "empty": lambda _: b"",
    "a bit turned": lambda content: content[:500] + bytes([content[500] ^ 1]) + content[501:],
    "its hash alone": lambda content: content[-libraries.DIGEST :],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_library_is_made_again(name: str) -> None:
    path = made()
    whole = path.read_bytes()
    path.write_bytes(DAMAGED[name](whole))
    with pytest.raises(OSError, match="is damaged"):
        content_of(path)
    assert result() == 42
    assert path.read_bytes() == whole


def test_a_kept_object_that_is_damaged_is_made_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "_KERNELS", {})
    first = libraries.kernels("float")
    (kept,) = cache.glob("*.o")
    kept.write_bytes(kept.read_bytes()[:-1])
    monkeypatch.setattr(libraries, "_KERNELS", {})
    assert libraries.kernels("float") == first


def test_what_is_kept_is_for_its_owner_alone() -> None:
    before = os.umask(0)
    try:
        path = made()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def given_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: NOBODY)


def as_planted(at: Path) -> None:
    """Put another library, with a right hash, where the one that is looked for is kept."""
    path = made()
    (at / path.name).parent.mkdir(exist_ok=True)
    content = libraries.content_of(made(PLANTED))
    (at / path.name).write_bytes(content + libraries._digest(path, content))
    (at / path.name).chmod(0o600)


def test_a_library_planted_in_a_folder_of_somebody_else_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = tmp_path / "foreign"
    as_planted(foreign)
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(foreign))
    assert result() == 666, "what lies in the cache is what is loaded"
    foreign.chmod(0o777)
    given_away(foreign, monkeypatch)
    with pytest.warns(RuntimeWarning, match=f"a temporary folder is used: {foreign}: belongs to user") as warned:
        assert [result(), result()] == [42, 42]
    assert len(warned) == 1


FOREIGN: dict[str, Callable[[Path, pytest.MonkeyPatch], object]] = {
    "of somebody else": lambda path, patch: os.geteuid() == 0 and os.chown(path, NOBODY, NOBODY),
    "open to its group": lambda path, _: path.chmod(0o660),
    "open to all": lambda path, _: path.chmod(0o606),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_planted_file_that_others_can_change_is_not_loaded(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "other"
    as_planted(cache)
    (path,) = cache.iterdir()
    FOREIGN[name](path, monkeypatch)
    if os.geteuid() != 0 and name == "of somebody else":
        monkeypatch.setattr(libraries, "is_private", lambda status: False)
    with pytest.raises(OSError, match="no file that only its owner can change"):
        content_of(path)
    monkeypatch.undo()
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(cache))
    assert result() == 42
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_neither_links_nor_pipes_nor_folders_are_read(tmp_path: Path) -> None:
    path = made()
    moved = path.rename(tmp_path / "moved.so")
    path.symlink_to(moved)
    with pytest.raises(OSError, match="symbolic links"):
        content_of(path)
    assert result() == 42
    assert not path.is_symlink()
    path.unlink()
    os.mkfifo(path, 0o600)
    assert result() == 42
    path.unlink()
    path.mkdir()
    (path / "inside").touch()
    assert result() == 42


def test_a_library_under_the_name_of_another_is_not_loaded() -> None:
    path, other = made(), made(PLANTED)
    shutil.copy(other, path)
    assert result() == 42


def test_a_cache_behind_a_link_is_kept_where_it_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.setenv("SYMBACKPROP_CACHE", str(tmp_path / "link" / "deeper"))
    assert made().parent == tmp_path / "real" / "deeper"


def test_a_cache_from_which_nothing_can_be_loaded_is_done_without(cache: Path) -> None:
    def elsewhere(path: Path) -> int:
        if path.parent == cache:
            raise OSError("failed to map segment from shared object: Operation not permitted")
        return answer(path)

    assert library(SOURCE, [compiler.SAFE], elsewhere) == 42
    assert not list(cache.iterdir())


@pytest.mark.parametrize("kind", ["a file", "below a file", "read-only"])
def test_a_cache_that_cannot_be_written_is_done_without(
    kind: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "read-only":
        cache.mkdir(mode=0o500)
        if os.access(cache, os.W_OK):  # root may write anywhere but there
            monkeypatch.setenv("SYMBACKPROP_CACHE", "/proc/nowhere")
    else:
        cache.write_text("in the way")
        monkeypatch.setenv("SYMBACKPROP_CACHE", str(cache / "deeper" if kind == "below a file" else cache))
    assert result() == 42


def test_two_processes_that_compile_the_same_both_succeed(cache: Path) -> None:
    root = Path(__file__).parents[3]
    script = (
        "import array; from symbackprop import Model; "
        "print(Model.example().compile('c').loss(array.array('d', [0.1] * 8)))"
    )
    environment = os.environ | {"PYTHONPATH": str(root)}
    running = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({process.communicate(timeout=120)[0] for process in running}) == 1
    assert all(process.returncode == 0 for process in running)
    assert {path.suffix for path in cache.iterdir()} == {".so"}
