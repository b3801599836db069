"""Folders for compiled code: only those that nobody else can change, without what killed runs left there.

Who can write into a folder from which a library is loaded can run code as whoever loads it. So, as ssh does for its
keys: a folder and all above it must belong to this user or to root, and nobody else may write to them; above it, a
folder may be open to all that keeps everybody from moving what is not his, as /tmp does.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...errors import UnsafeFolderError

MAKING = "making-"
TEMPORARY = "symbackprop-compiled-"
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
ABANDONED_SECONDS = 24 * 3600
"""After so long nobody uses a folder any more, where the file system has no locks that would say so."""


def cache_folder() -> Path | None:
    """Return where this user's programs keep what they can make again, by the custom of the platform, if anywhere."""
    chosen = os.environ.get("SYMBACKPROP_CACHE")
    if chosen:
        return Path(chosen)
    # It takes ten milliseconds to load, which whoever compiles nothing need not wait for.
    from platformdirs import user_cache_path

    try:
        folder: Path = user_cache_path("symbackprop", appauthor=False)
    except RuntimeError:
        # Who has no home has no such folder either; older versions say so by a path below '~'.
        return None
    return folder if folder.is_absolute() else None


def kept_folder() -> Path | None:
    """Return the cache folder, made where it is not there; nothing where there is none, or others can change it.

    Raises:
        OSError: It cannot be made.
    """
    wanted = cache_folder()
    if wanted is None:
        return None
    try:
        folder = private(wanted)
    except UnsafeFolderError as error:
        _warn_once(f"compiled code is not kept, and a temporary folder is used: {error}")
        return None
    _sweep_once(folder, MAKING)
    return folder


def temporary_folder() -> Path:
    """Return a folder that lasts as long as this process.

    Raises:
        OSError: It cannot be made.
        UnsafeFolderError: Others can change the folder for temporary files.
    """
    process = os.getpid()
    if process not in _TEMPORARY:
        parent = Path(tempfile.gettempdir())
        _sweep_once(parent, TEMPORARY)
        made = _held(parent, TEMPORARY)
        try:
            private(made.path)
        except UnsafeFolderError as error:
            made.remove()
            raise UnsafeFolderError(f"no folder is safe to compile in, and TMPDIR names none: {error}") from error
        # Where two threads have made one each, the first counts.
        if _TEMPORARY.setdefault(process, made) is made:
            atexit.register(_remove_temporary, process)
        else:
            made.remove()
    return _TEMPORARY[process].path.resolve()


def _remove_temporary(process: int) -> None:
    # A fork ends without what its parent still uses.
    if process == os.getpid():
        _TEMPORARY.pop(process).remove()


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Make a folder in another one for as long as something is made there.

    Raises:
        OSError: It cannot be made.
    """
    held = _held(folder, MAKING)
    try:
        yield held.path
    finally:
        held.remove()


def private(folder: Path) -> Path:
    """Return a folder by a path without links, made where it is not there, after a look at who can change it.

    Raises:
        OSError: It cannot be made.
        UnsafeFolderError: Somebody else than this user and root can change what is in it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as made:
    ...     print(private(Path(made) / "a" / "b").name, oct(os.stat(Path(made) / "a").st_mode & 0o777))
    b 0o700
    """
    real = Path(os.path.realpath(folder))
    for at in (*reversed(real.parents), real):
        status = _status(at)
        fault = _fault(status, is_above=at != real)
        if fault:
            raise UnsafeFolderError(f"{folder}: {'' if at == folder else f'{at} '}{fault}")
        if not stat.S_ISDIR(status.st_mode):
            raise NotADirectoryError(20, "Not a directory", str(at))
    return real


def is_private(status: os.stat_result) -> bool:
    """Say whether a file is one that nobody but this user and root can change."""
    return stat.S_ISREG(status.st_mode) and not _fault(status, is_above=False)


def _status(folder: Path) -> os.stat_result:
    """Return what is known of a folder, which is made where it is not there."""
    with suppress(FileNotFoundError):
        return folder.lstat()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        # What the user's mask has taken away.
        folder.chmod(0o700)
    return folder.lstat()


def _fault(status: os.stat_result, is_above: bool) -> str:
    """Say by what somebody else can change a file or folder, or nothing.

    Args:
        status: What is known of it.
        is_above: Whether only what is not his must be safe from him.
    """
    if not hasattr(os, "geteuid"):
        # On Windows the folder of a user is closed to others by its access list, which `stat` does not show.
        return ""
    if stat.S_ISLNK(status.st_mode):
        return "is a link that was changed meanwhile or leads in a circle"
    if status.st_uid not in (0, os.geteuid()):
        return f"belongs to {_user(status.st_uid)}"
    mode = stat.S_IMODE(status.st_mode)
    if mode & OTHERS_MAY_WRITE and not (is_above and mode & stat.S_ISVTX):
        who = "everybody" if mode & stat.S_IWOTH else "its group"
        return f"can be written by {who} (mode {mode:o}); 'chmod go-w' closes it"
    return ""


def _user(number: int) -> str:
    from pwd import getpwuid

    try:
        return f"user {getpwuid(number).pw_name}"
    except KeyError:
        return f"user {number}"


@cache
def _warn_once(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)


@dataclass(frozen=True, slots=True)
class _Held:
    """A folder in use.

    Args:
        path: Where it is.
        lock: What the system takes away when the process ends, however it ends; negative where there are no locks.
    """

    path: Path
    lock: int

    def remove(self) -> None:
        # What fails once, for want of a free file say, may succeed the next time.
        for _ in range(2):
            with suppress(OSError):
                shutil.rmtree(self.path)
        if self.lock >= 0:
            with suppress(OSError):
                os.close(self.lock)


_TEMPORARY: dict[int, _Held] = {}
"""The temporary folder of each process: a fork has one of its own."""


def _held(parent: Path, prefix: str) -> _Held:
    """Make a folder and lock it, so that no sweep takes it away."""
    while True:
        path = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
        try:
            path.chmod(0o700)
            return _Held(path, _locked(path))
        except (BlockingIOError, FileNotFoundError):
            # A sweep of another process found it before it was locked.
            shutil.rmtree(path, ignore_errors=True)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise


def _locked(folder: Path) -> int:
    """Lock a folder and return what holds the lock, or a negative number where there are no locks.

    Raises:
        BlockingIOError: Another process holds it.
        FileNotFoundError: The folder is gone.
    """
    try:
        import fcntl
    except ImportError:
        return -1
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder.lstat()
    except (BlockingIOError, FileNotFoundError):
        os.close(number)
        raise
    except OSError:
        os.close(number)
        return -1
    return number


@cache
def _sweep_once(parent: Path, prefix: str) -> None:
    """Remove the folders of this user that killed runs have left in another one."""
    with suppress(OSError), os.scandir(parent) as found:
        for entry in found:
            if entry.name.startswith(prefix):
                with suppress(OSError):
                    _sweep(Path(entry.path))


def _sweep(folder: Path) -> None:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or _fault(status, is_above=False):
        return
    lock = _locked(folder)
    if lock >= 0 or time.time() - status.st_mtime > ABANDONED_SECONDS:
        _Held(folder, lock).remove()
