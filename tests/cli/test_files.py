"""A set of files is written whole or not at all, whatever fails while it is."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symbackprop.cli.files import check_file, check_folder, write_files
from symbackprop.cli.limits import OutOfTime
from symbackprop.cli.supervisor import Stopped
from symbackprop.errors import SymbackpropError

from .injection import ERRORS, KILLED, ORIGINAL, Injection

pytestmark = pytest.mark.slow
"""Each test starts the program."""

NEW = {
    "notes.md": b"new notes",
    "notes.tex": b"new source",
    "gradient.py": b"new code",
    "notes-figures/network.svg": b"new figure",
    "notes-figures/form.svg": b"new form",
}
Tree = dict[str, bytes | str]
Start = Callable[[Path], Path]


def tree(folder: Path) -> Tree:
    """Return all that is in a folder: the files, where links lead, and the folders."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found[name] = f"-> {path.readlink()}" if path.is_symlink() else "folder" if path.is_dir() else path.read_bytes()
    return found


def used(folder: Path) -> Path:
    """Make a folder of notes that are there already, one of them a link."""
    output = folder / "output"
    (output / "notes-figures").mkdir(parents=True)
    (output / "notes.md").write_bytes(b"old notes")
    (output / "notes-figures" / "network.svg").write_bytes(b"old figure")
    (folder / "elsewhere.py").write_bytes(b"not ours")
    (output / "gradient.py").symlink_to(folder / "elsewhere.py")
    return output


def unused(folder: Path) -> Path:
    return folder / "new" / "output"


def whole(start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Tree, list[str]]:
    """Return what is there after all went well, and the calls that it takes."""
    folder.mkdir()
    output = start(folder)
    with monkeypatch.context() as patch:
        counted = Injection().into(patch)
        write_files(output, NEW)
    assert {"open", "write", "close", "replace"} <= set(counted.made)
    return tree(folder), counted.made


@pytest.mark.parametrize("start", [used, unused])
@pytest.mark.parametrize("error", ERRORS, ids=os.strerror)
def test_each_call_may_fail_once_and_leaves_all_old_or_all_new(
    start: Start, error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, calls = whole(start, tmp_path / "whole", monkeypatch)
    for at, name in enumerate(calls):
        home = tmp_path / str(at)
        home.mkdir()
        output = start(home)
        before = tree(home)
        with monkeypatch.context() as patch:
            Injection(at, error).into(patch)
            if name == "link":
                # A second name only serves to put a file back.
                write_files(output, NEW)
            else:
                with pytest.raises(SymbackpropError, match="cannot be written"):
                    write_files(output, NEW)
        assert tree(home) == (after if name == "link" else before), (name, at)


@pytest.mark.parametrize("start", [used, unused])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError, OutOfTime, Stopped])
def test_a_run_that_is_stopped_leaves_all_as_it_was(
    start: Start, stop: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, calls = whole(start, tmp_path / "whole", monkeypatch)
    for at in range(len(calls)):
        home = tmp_path / str(at)
        home.mkdir()
        output = start(home)
        before = tree(home)
        with monkeypatch.context() as patch:
            Injection(at, stop).into(patch)
            with pytest.raises(stop):
                write_files(output, NEW)
        assert tree(home) == before


@pytest.mark.parametrize("start", [used, unused])
def test_wherever_a_run_is_killed_each_file_is_whole_and_the_next_run_clears_up(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, calls = whole(start, tmp_path / "whole", monkeypatch)
    left_behind = 0
    for at in range(len(calls)):
        home = tmp_path / str(at)
        home.mkdir()
        output = start(home)
        before = tree(home)
        child = ORIGINAL["fork"]()
        if child == 0:
            Injection(at, KILLED).into(monkeypatch)
            write_files(output, NEW)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
        found = tree(home)
        parts = [name for name in found if name.endswith(".part")]
        left_behind += len(parts)
        for name in set(found) - set(parts):
            assert found[name] in (before.get(name), after.get(name)), (at, name)
        write_files(output, NEW)
        assert tree(home) == after
    assert left_behind


def test_a_file_of_a_run_that_goes_on_or_of_another_pattern_is_left_alone(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = [f".notes.md.{os.getppid()}.part", f"notes.md.{gone.pid}.part", ".notes.md.x.part", f".a.{gone.pid}.parts"]
    for name in (*kept, f".notes.md.{gone.pid}.part", f".notes.md.{os.getpid()}.part"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / f".folder.{gone.pid}.part").mkdir()
    (tmp_path / f".link.{gone.pid}.part").symlink_to(tmp_path / kept[0])
    write_files(tmp_path, {"notes.md": b"whole"})
    assert set(tree(tmp_path)) == {*kept, "notes.md", f".folder.{gone.pid}.part", f".link.{gone.pid}.part"}


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "notes-figures").symlink_to(tmp_path / "outside")
    with pytest.raises(SymbackpropError, match="notes-figures: is a link; it must be a folder or not exist"):
        write_files(tmp_path / "output", NEW)
    assert not list((tmp_path / "outside").iterdir())
    assert set(tree(tmp_path / "output")) == {"notes-figures"}


def test_a_link_where_a_file_is_written_first_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"not ours")
    (tmp_path / f".notes.md.{os.getpid()}.part").symlink_to(tmp_path / "outside")
    with pytest.raises(SymbackpropError, match="File exists"):
        write_files(tmp_path, {"notes.md": b"new"})
    assert (tmp_path / "outside").read_bytes() == b"not ours"


@pytest.mark.parametrize("letters", ["a", "é", "中"])
def test_a_name_is_as_long_as_the_system_allows_and_no_longer(letters: str, tmp_path: Path) -> None:
    most = 255 // len(letters.encode())
    check_file(tmp_path / (letters * most))
    write_files(tmp_path, {letters * most: b"whole"})
    assert (tmp_path / (letters * most)).read_bytes() == b"whole"
    for refused in (tmp_path / (letters * (most + 1)), tmp_path / "new" / (letters * (most + 1))):
        with pytest.raises(SymbackpropError, match="too long"):
            check_file(refused)
        with pytest.raises(SymbackpropError, match="too long"):
            check_folder(refused / "below")


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_files(tmp_path, {"pipe": b"through", "file": b"whole"})
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    write_files(Path("/dev"), {"null": b"nothing"})
    assert Path("/dev/null").is_char_device()


def test_the_rights_of_a_new_file_are_those_that_the_user_chose(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_files(tmp_path, {"notes.md": b"new"})
    finally:
        os.umask(before)
    assert (tmp_path / "notes.md").stat().st_mode & 0o777 == 0o640


def test_a_system_without_second_names_writes_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = used(tmp_path)

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    write_files(output, NEW)
    assert (output / "notes.md").read_bytes() == b"new notes"


def test_the_hint_at_an_option_is_given_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SymbackpropError, match="cannot be written; choose another with --output"):
        check_folder(tmp_path)
    with pytest.raises(SymbackpropError, match=r"cannot be written$"):
        check_file(tmp_path / "new.toml")
