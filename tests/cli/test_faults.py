"""What has broken the program once, and the calls that may fail under a command: no traceback, no half a result."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from symbackprop.cli import run

from .injection import Injection
from .running import DOCUMENTS, symbackprop
from .test_files import tree

CORPUS = Path(__file__).parent.parent / "fuzz" / "corpus"
SPECS = sorted((CORPUS / "specs").glob("*.toml"))
PAPERS = sorted((CORPUS / "documents").iterdir())


def ended_well(arguments: Sequence[str], allowed: tuple[int, ...], capfd: pytest.CaptureFixture[str]) -> None:
    """Run a command that may be refused, but in one line and for a fault that is none of ours."""
    status = run([*arguments, "--time-limit", "0.5"])
    out, err = capfd.readouterr()
    refusals = [line for line in err.splitlines() if "symbackprop: warning: " not in line]
    assert status in allowed
    assert "Traceback" not in out + err
    assert "internal error" not in err
    assert status != 2 or any(line.startswith("symbackprop: ") for line in refusals)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_a_spec_that_has_broken_the_program_ends_in_a_line(
    spec: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ended_well(["check", str(spec)], (0, 2), capfd)
    ended_well(["train", str(spec), "--rounds", "10"], (0, 2), capfd)
    ended_well(["export", str(spec), "--to", "numpy", "-o", str(tmp_path / "code")], (0, 2), capfd)
    ended_well(["notes", str(spec), "-f", "md", "--rounds", "10", "-o", str(tmp_path / "notes")], (0, 2), capfd)
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("document", PAPERS, ids=lambda path: path.name)
@pytest.mark.parametrize("about", [["--spec", "mazur-2-2-2"], []], ids=["with a spec", "alone"])
def test_a_document_that_has_broken_the_program_is_judged_or_refused_in_a_line(
    document: Path, about: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    ended_well(["verify", str(document), *about, "-f", "json"], (0, 1, 2), capfd)


def old_notes(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "notes.md").write_bytes(b"old notes")


def old_spec(folder: Path) -> None:
    (folder / "new.toml").write_bytes(b"old spec")


def nothing(_: Path) -> None:
    pass


LECTURE = ["verify", str(DOCUMENTS / "lecture.txt"), "--spec", "mazur-2-2-2", "-q", "-f", "html", "-o", "out/a.html"]
COMMANDS: list[tuple[list[str], Callable[[Path], None]]] = [
    (["export", "--to", "c", "-q", "-o", "out"], nothing),
    (["new", "new.toml", "--force", "-q"], old_spec),
    (["notes", "-f", "md,py", "--rounds", "10", "-q", "-o", "out"], old_notes),
    (LECTURE, nothing),
]


@pytest.mark.parametrize(
    ("arguments", "prepare"), COMMANDS, ids=lambda value: value[0] if isinstance(value, list) else ""
)
def test_a_command_in_which_a_call_fails_says_so_and_leaves_all_as_it_was(
    arguments: list[str],
    prepare: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def prepared(name: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        prepare(folder)
        monkeypatch.chdir(folder)
        return folder

    prepared("whole")
    with monkeypatch.context() as patch:
        counted = Injection().into(patch)
        assert run(arguments) in (0, 1)
    firsts = {name: counted.made.index(name) for name in counted.made if name != "link"}
    errors = {"fork": errno.EAGAIN, "pipe": errno.EMFILE, "mkdir": errno.EROFS, "write": errno.ENOSPC}
    for name, at in firsts.items():
        folder = prepared(name)
        before = tree(folder)
        capfd.readouterr()
        with monkeypatch.context() as patch:
            Injection(at, errors.get(name, errno.EIO)).into(patch)
            assert run(arguments) == 2, name
        out, err = capfd.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert os.strerror(errors.get(name, errno.EIO)) in err
        assert "internal error" not in err
        assert tree(folder) == before


FULL = b"cannot be written: File too large"


def small_files() -> None:
    """Let no file be larger than 4 kB, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (6, 6))


@pytest.mark.parametrize(
    ("arguments", "limit", "line"),
    [
        (
            ["notes", "-f", "md,py", "--rounds", "10", "-q", "-o", "out/deep"],
            small_files,
            b"cannot be written: File too large",
        ),
        (LECTURE, small_files, b"cannot be written: File too large"),
        (LECTURE, few_files, b"Too many open files"),
    ],
)
def test_a_system_that_is_at_its_limits_gets_a_line(
    arguments: list[str], limit: Callable[[], None], line: bytes, tmp_path: Path
) -> None:
    done = symbackprop(arguments, prepare=limit, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert line in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not list(tmp_path.iterdir())
