"""C compilers and the cache of what they made: the only module of the export that starts processes.

A library is kept under the hash of all that it depends on: sources, options, compiler, processor. Files come into the
cache by renaming, so that two processes can make the same one at once, and are read only if their own hash still fits.
A cache that cannot be written or is damaged costs time and nothing else.
"""

from __future__ import annotations

import atexit
import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ..errors import ExportError

LIMIT_SECONDS = 300
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
DIGEST = 64

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C compiler.

    Args:
        command: What starts it.
        identity: Tells it, and the processor, from others.
    """

    command: tuple[str, ...]
    identity: str


@cache
def compiler() -> Compiler | None:
    """Return the C compiler that `CC` names, or the first one on the path, or None."""
    chosen = os.environ.get("CC", "")
    for words in ([shlex.split(chosen)] if chosen else []) + [["cc"], ["gcc"], ["clang"]]:
        path = shutil.which(words[0]) if words else None
        if path is not None:
            real = Path(path).resolve()
            known = real.stat()
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


def cache_folder() -> Path:
    """Return where this user's programs keep what they can make again, by the custom of the platform."""
    chosen = os.environ.get("SYMBACKPROP_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "symbackprop" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "symbackprop"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "symbackprop"


@cache
def _own_folder() -> Path:
    """Return a folder that lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="symbackprop-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def library(
    sources: Mapping[str, str | bytes],
    options: Sequence[Sequence[str]],
    use: Callable[[Path], T],
    suffix: str = ".so",
) -> T:
    """Return what is made of the shared library of some sources, which comes from the cache where it is there.

    Args:
        sources: Files by name; the first that ends in `.c` is compiled, and all that end in `.o` are linked to it.
        options: Sets of options in order of preference; the first that the compiler takes counts.
        use: What to do with the path of the library; it raises OSError where a library cannot be used from there.
        suffix: How the file name ends.

    Raises:
        ExportError: No compiler is there, or it refuses the sources.
    """
    found = compiler()
    if found is None:
        raise ExportError("no C compiler was found; install one, name it in CC, or choose another backend")
    parts = [found.identity, repr(options), *(part for item in sorted(sources.items()) for part in item)]
    name = sha256(b"\0".join(map(_encoded, parts))).hexdigest()[:32] + suffix
    for folder in (cache_folder(), _own_folder()):
        kept = folder / name
        try:
            if not _is_whole(kept):
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as making:
                    _keep(_compiled(found, sources, options, Path(making), suffix), kept)
            return use(kept)
        except OSError as error:
            if folder == _own_folder():
                raise ExportError(f"{folder}: cannot be used: {error.strerror or error}") from error
    raise AssertionError


def _encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


def _is_whole(path: Path) -> bool:
    """Say whether a library ends in the hash of what stands before it."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return sha256(content[:-DIGEST]).hexdigest().encode() == content[-DIGEST:]


def _keep(made: Path, at: Path) -> None:
    content = made.read_bytes()
    # The loader reads what the headers of a library name, and nothing after it.
    made.write_bytes(content + sha256(content).hexdigest().encode())
    made.replace(at)


def _compiled(
    found: Compiler, sources: Mapping[str, str | bytes], options: Sequence[Sequence[str]], folder: Path, suffix: str
) -> Path:
    for name, text in sources.items():
        (folder / name).write_bytes(_encoded(text))
    main = next(name for name in sources if name.endswith(".c"))
    linked = [name for name in sources if name.endswith(".o")]
    made = folder / f"made{suffix}"
    message = ""
    for chosen in options:
        command = [*found.command, *chosen, main, *linked, "-o", made.name, "-lm"]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, timeout=LIMIT_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise ExportError(f"{command[0]} did not finish within {LIMIT_SECONDS} s") from error
        if done.returncode == 0:
            return made
        if not os.access(folder, os.W_OK) or shutil.disk_usage(folder).free < 1 << 20:
            raise OSError(28, "No space left on device", str(folder))
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        message = next((line for line in lines if "error" in line), lines[0] if lines else "failed without a message")
    raise ExportError(f"{Path(found.command[0]).name}: {message}")


@cache
def kernels(real: str) -> bytes:
    """Return the object code of the functions for matrices, the same for all networks of a type."""
    from .c.kernels import apart

    options = [("-c", *FAST, "-O3"), ("-c", *SAFE, "-O2")]
    return library({"kernels.c": apart(real)}, options, Path.read_bytes, ".o")[:-DIGEST]


@cache
def glue() -> Any:
    """Return the extension module that calls compiled functions, the same for all networks."""
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import module_from_spec, spec_from_file_location

    from ..document.page import filled

    name = "backprop_functions"
    sources = {
        "extension.c": filled("extension/extension.c", is_linked=False, module=name),
        "table.h": filled("extension/table.h"),
    }
    include = [f"-I{path}" for path in dict.fromkeys((_path("include"), _path("platinclude")))]
    undefined = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    options = [("-std=c11", "-O1", "-fPIC", "-shared", *undefined, *include)]

    def loaded(path: Path) -> Any:
        spec = spec_from_file_location(name, path, loader=ExtensionFileLoader(name, str(path)))
        assert spec is not None
        assert spec.loader is not None
        try:
            module = module_from_spec(spec)
        except ImportError as error:
            raise OSError(str(error)) from error
        spec.loader.exec_module(module)
        return module

    return library(sources, options, loaded, str(sysconfig.get_config_var("EXT_SUFFIX") or ".so"))


def _path(name: str) -> str:
    return sysconfig.get_paths()[name]
