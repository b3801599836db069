"""The C compiler of this machine: the only module of the export that starts processes.

A compiler runs in a group of processes of its own, which is ended with all that it has started where it takes too long
or where this process is interrupted.
"""

from __future__ import annotations

import errno
import math
import os
import platform
import shlex
import shutil
import signal
import struct
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...errors import ExportError

LIMIT_SECONDS = 300.0
LIMIT_VARIABLE = "SYMBACKPROP_COMPILER_LIMIT"
SAFE = (
    "-std=c99",
    "-fPIC",
    "-shared",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-fno-signed-zeros",
    "-ffp-contract=fast",
)
"""Options that change no result beyond the last digit. Never -ffast-math: it breaks the rounding of the inline exp."""

FAST = (*SAFE, "-march=native", "-DBACKPROP_FAST_EXP")
IS_POSIX = os.name == "posix"
LEAST_SPACE = 1 << 20
FAULTS_OF_FOLDER = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG)
"""What a compiler says where it is the folder that fails it: in another one it may succeed."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C compiler.

    Args:
        command: What starts it.
        identity: Tells it, and the processor, from others.
    """

    command: tuple[str, ...]
    identity: str

    @property
    def name(self) -> str:
        """What it is called."""
        return Path(self.command[0]).name


@cache
def compiler() -> Compiler | None:
    """Return the C compiler that `CC` names, or the first one on the path, or None.

    Raises:
        ExportError: `CC` is no command.
    """
    chosen = os.environ.get("CC", "")
    try:
        named = [shlex.split(chosen)] if chosen else []
    except ValueError as error:
        raise ExportError(f"CC: {chosen!r} is no command: {str(error).lower()}") from error
    for words in (*named, ["cc"], ["gcc"], ["clang"]):
        path = shutil.which(words[0]) if words else None
        if path is not None:
            real = Path(path).resolve()
            try:
                known = real.stat()
            except OSError as error:
                raise ExportError(f"{path}: cannot be read: {error.strerror}") from error
            identity = f"{real} {known.st_size} {known.st_mtime_ns} {' '.join(words[1:])} {_processor()}"
            return Compiler((path, *words[1:]), identity)
    return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    wanted = [line for line in lines if line.startswith(("model name", "flags", "Features"))]
    return f"{platform.machine()} {' '.join(wanted[:2])}"


def limit_of(seconds: float | None = None) -> float:
    """Return how many seconds a compiler may take.

    Args:
        seconds: So many; without, what SYMBACKPROP_COMPILER_LIMIT says, or LIMIT_SECONDS.

    Raises:
        ExportError: That is no time.

    >>> limit_of(2.5)
    2.5
    """
    name, given = "compiler_limit", str(seconds)
    if seconds is None:
        name, given = LIMIT_VARIABLE, os.environ.get(LIMIT_VARIABLE) or str(LIMIT_SECONDS)
    with suppress(ValueError):
        found = float(given)
        if 0 < found < math.inf:
            return found
    raise ExportError(f"{name}: expected seconds above 0, given {given!r}")


def compiled(
    found: Compiler,
    sources: Mapping[str, bytes],
    options: Sequence[Sequence[str]],
    folder: Path,
    suffix: str,
    limit: float,
) -> bytes:
    """Return what a compiler makes of some sources.

    Args:
        found: The compiler.
        sources: Files by name; the first that ends in `.c` is compiled, and all that end in `.o` are linked to it.
        options: Sets of options in order of preference; the first that the compiler takes counts.
        folder: An empty folder, in which files are left.
        suffix: How the name of what is made ends.
        limit: How many seconds it may take.

    Raises:
        ExportError: It refuses the sources, cannot be started or takes too long.
        OSError: The folder cannot be written.
    """
    for name, text in sources.items():
        write(folder / name, text)
    main = next(name for name in sources if name.endswith(".c"))
    linked = [name for name in sources if name.endswith(".o")]
    made = folder / f"made{suffix}"
    message = ""
    for chosen in options:
        said = _run(found, [*chosen, main, *linked, "-o", made.name, "-lm"], folder, limit)
        if said is None:
            content = made.read_bytes() if made.exists() else b""
            if content and not _is_cut_off(content):
                return content
            said = "it made half a file" if content else "it made nothing"
        _refuse_folder(folder, said)
        lines = said.splitlines()
        message = next((line for line in lines if "error" in line), lines[0] if lines else "failed without a message")
    raise ExportError(f"{found.name}: {message}")


def _is_cut_off(content: bytes) -> bool:
    """Say whether an ELF file ends before its last part, the table of sections; no process survives loading that."""
    if content[:4] != b"\x7fELF":
        return False
    layout, at = ("Q", 0x28) if content[4:5] == b"\2" else ("I", 0x20)
    order = ">" if content[5:6] == b"\2" else "<"
    try:
        (begin,) = struct.unpack_from(order + layout, content, at)
        size, count = struct.unpack_from(order + "HH", content, at + (0x12 if layout == "Q" else 0x0E))
    except struct.error:
        return True
    return bool(begin + size * count > len(content))


def write(path: Path, content: bytes) -> None:
    """Write a new file that only this user can read and write, whatever is taken away from new files.

    Raises:
        OSError: It cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(path, flags, 0o600), "wb") as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)
        file.write(content)


def _refuse_folder(folder: Path, said: str) -> None:
    """Raise an error about a folder if it was its fault that a compiler failed."""
    if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < LEAST_SPACE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
    for number in FAULTS_OF_FOLDER:
        if os.strerror(number) in said:
            raise OSError(number, os.strerror(number), str(folder))


_RUNNING: set[subprocess.Popen[bytes]] = set()
"""The compilers that somebody waits for."""


def _run(found: Compiler, arguments: Sequence[str], folder: Path, limit: float) -> str | None:
    """Run a compiler and return what it says where it fails, or nothing where it does not."""
    try:
        process = subprocess.Popen(
            [*found.command, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"LC_ALL": "C"},
            process_group=0 if IS_POSIX else None,
            umask=0o077 if IS_POSIX else -1,
        )
    except OSError as error:
        raise ExportError(f"{found.name}: cannot be started: {error.strerror or error}") from error
    _RUNNING.add(process)
    try:
        said = process.communicate(timeout=limit)[1]
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise ExportError(f"{found.name}: did not finish within {limit:g} s; {LIMIT_VARIABLE} gives it more") from error
    except BaseException:
        _end(process)
        raise
    finally:
        is_awaited = process in _RUNNING
        _RUNNING.discard(process)
    if not is_awaited:
        raise ExportError(f"{found.name}: interrupted")
    if process.returncode == 0:
        return None
    if process.returncode < 0:
        return f"error: ended by signal {-process.returncode}"
    return bytes(said).decode("utf-8", "replace")


def end_compilers() -> None:
    """End all compilers that run; who waits for them gets an error."""
    for process in tuple(_RUNNING):
        _RUNNING.discard(process)
        _kill(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a compiler with all that it has started, and what is held for it."""
    _kill(process)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
    if process.stderr is not None:
        process.stderr.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    if IS_POSIX:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
