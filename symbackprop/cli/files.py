"""Writing files: all of them or none.

Each file is written beside its place, as `.NAME.PID.part`, and all are moved in at the end. What such a run leaves
behind when it is killed, the next one into the same folder takes away.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from ..errors import SymbackpropError
from . import stage

LONGEST_NAME = 255
"""Bytes of the name of a file where the system does not say how many it takes."""

OLD = ".old"
"""The mark of a second name that a file has while it is replaced."""

PART = re.compile(r"\..+\.(\d+)\.part", re.DOTALL)


def check_folder(folder: Path, hint: str = "; choose another with --output") -> None:
    """Refuse a folder that cannot be written before any work is done."""
    at = folder
    while not _is_there(at) and at != at.parent:
        at = at.parent
    if not at.is_dir():
        raise SymbackpropError(f"{folder}: cannot be a folder, since {at} is a file")
    if not os.access(at, os.W_OK | os.X_OK):
        raise SymbackpropError(f"{folder}: cannot be written{hint}")


def check_file(path: Path) -> None:
    """Refuse a file that cannot be written before any work is done."""
    check_folder(path.parent, hint="")
    if _is_there(path) and path.is_dir():
        raise SymbackpropError(f"{path}: is a folder; it must be a file or not exist")


def check_not_read(path: Path, *read: str | Path) -> None:
    """Refuse a file of results that is one of the files that are read, which would be lost."""
    for given in read:
        with suppress(OSError, ValueError):
            if path.is_file() and path.samefile(given):
                raise SymbackpropError(f"{path}: is what is read; write to another file")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside their places and then move them in, so that none is ever half-written.

    What is no file, as `/dev/stdout`, is written to where it is.

    Args:
        folder: Where; it is made if need be.
        files: By names, which may hold folders, what is in them.

    Raises:
        SymbackpropError: One of them cannot be written; then all is as it was before.
    """
    stage.begin("writing the files")
    made: list[Path] = []
    parts: list[tuple[Path, Path]] = []
    try:
        for path in dict.fromkeys((folder / name).parent for name in files):
            _make_folder(path, folder, made)
            _clean(path)
        for name, content in files.items():
            path = folder / name
            if path.is_dir():
                raise SymbackpropError(f"{path}: is a folder; it must be a file or not exist")
            if _is_special(path):
                path.write_bytes(content)
                continue
            parts.append((_beside(path), path))
            _write(parts[-1][0], content)
        _move(parts)
    except BaseException as error:
        with _undisturbed():
            for beside, _ in parts:
                _remove(beside)
            for empty in reversed(made):
                with suppress(OSError):
                    empty.rmdir()
        if isinstance(error, OSError):
            raise SymbackpropError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
        raise


def _is_there(path: Path) -> bool:
    """Say whether something is at a path, and refuse a path that is too long for the system."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        _check_name(path)
        return False
    except OSError as error:
        raise SymbackpropError(f"{path}: cannot be written: {error.strerror}") from error
    return True


def _check_name(path: Path) -> None:
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise SymbackpropError(f"{path}: the name is too long; at most {LONGEST_NAME} bytes")


def _is_special(path: Path) -> bool:
    """Say whether a path leads to a device or a pipe, which cannot be replaced."""
    return path.exists() and (not path.is_file() or Path("/dev") in path.absolute().parents)


def _make_folder(path: Path, top: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and remember which are new."""
    for part in (path, *path.parents)[: len(path.parts) - len(top.parts)]:
        if part.is_symlink():
            raise SymbackpropError(f"{part}: is a link; it must be a folder or not exist")
    missing = []
    at = path
    while not at.exists():
        missing.append(at)
        at = at.parent
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        made.append(folder)


def _clean(folder: Path) -> None:
    """Remove the parts of files that earlier runs have left, before this run writes any."""
    if not hasattr(os, "getuid"):
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = PART.fullmatch(entry.name)
            if found is None or not entry.is_file(follow_symlinks=False):
                continue
            is_ours = entry.stat(follow_symlinks=False).st_uid == os.getuid()
            if is_ours and not _is_alive(int(found[1])):
                os.unlink(entry.path)


def _is_alive(process: int) -> bool:
    # What has the number of this process is of an earlier one, as all are that run alone in a container.
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass
    return True


def _beside(path: Path, mark: str = "") -> Path:
    """Return where a file is written first; its name is cut where it would be too long."""
    ending = f"{mark}.{os.getpid()}.part"
    name = os.fsencode(path.name)[: LONGEST_NAME - len(ending) - 1]
    return path.with_name(f".{os.fsdecode(name)}{ending}")


def _write(path: Path, content: bytes) -> None:
    # A link that somebody has put there is not followed: the file must be new.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
    finally:
        os.close(descriptor)


def _move(parts: list[tuple[Path, Path]]) -> None:
    """Move all files in; where one cannot be moved, those before it are put back as they were."""
    moved: list[Callable[[], object]] = []
    with _undisturbed():
        try:
            for beside, path in parts:
                put_back = _putting_back(path)
                beside.replace(path)
                moved.append(put_back)
        except BaseException:
            for put_back in reversed(moved):
                with suppress(OSError):
                    put_back()
            raise
        finally:
            for _, path in parts:
                _remove(_beside(path, OLD))


def _putting_back(path: Path) -> Callable[[], object]:
    """Return what puts back what is at a path now, once it has been replaced."""
    old = _beside(path, OLD)
    if path.is_symlink():
        return partial(_link_again, path, path.readlink())
    if not path.exists():
        return path.unlink
    try:
        old.hardlink_to(path)
    except (OSError, NotImplementedError):
        # The system has no second names for files; the new one stays.
        return lambda: None
    return lambda: old.replace(path)


def _link_again(path: Path, leads_to: Path) -> None:
    old = _beside(path, OLD)
    old.symlink_to(leads_to)
    old.replace(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back interrupts and the time limit for as long as it lasts."""
    if not hasattr(os, "fork"):
        yield
        return
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGPROF, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
