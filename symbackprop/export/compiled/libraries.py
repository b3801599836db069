"""Compiled libraries and the cache of them.

A library is kept under the hash of all that it depends on: sources, options, compiler, processor. Files come into the
cache by renaming, so that two processes can make the same one at once, and are read only if nobody else can have
changed them and their own hash still fits. A cache that cannot be written, is damaged or open to others costs time and
nothing else.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from ...errors import ExportError
from .compiler import FAST, SAFE, Compiler, compiled, compiler, limit_of, write
from .folders import is_private, kept_folder, making, temporary_folder

DIGEST = 64

T = TypeVar("T")


def library(
    sources: Mapping[str, str | bytes],
    options: Sequence[Sequence[str]],
    use: Callable[[Path], T],
    suffix: str = ".so",
    limit: float | None = None,
) -> T:
    """Return what is made of the shared library of some sources, which comes from the cache where it is there.

    Args:
        sources: Files by name; the first that ends in `.c` is compiled, and all that end in `.o` are linked to it.
        options: Sets of options in order of preference; the first that the compiler takes counts.
        use: What to do with the path of the library; it raises OSError where a library cannot be used from there.
        suffix: How the file name ends.
        limit: How many seconds the compiler may take; see `limit_of`.

    Raises:
        ExportError: No compiler is there, or it refuses the sources, or there is no folder to compile in.
    """
    found = compiler()
    if found is None:
        raise ExportError("no C compiler was found; install one, name it in CC, or choose another backend")
    recipe = _Recipe(found, sources, options, suffix, limit_of(limit))
    # The cache may be full, read-only, or on a disk from which nothing may be run.
    with suppress(OSError):
        kept = kept_folder()
        if kept is not None:
            return recipe.used(kept, use)
    folder: Path | None = None
    try:
        folder = temporary_folder()
        return recipe.used(folder, use)
    except OSError as error:
        where = folder or "the folder for temporary files"
        raise ExportError(f"{where}: cannot be used: {error.strerror or error}") from error


class _Recipe:
    """What one library is made of; it is compiled once, wherever it is then kept."""

    def __init__(
        self,
        found: Compiler,
        sources: Mapping[str, str | bytes],
        options: Sequence[Sequence[str]],
        suffix: str,
        limit: float,
    ) -> None:
        self._found, self._options, self._suffix, self._limit = found, options, suffix, limit
        self._sources = {name: _encoded(text) for name, text in sources.items()}
        parts = [found.identity, repr(options), *(part for item in sorted(self._sources.items()) for part in item)]
        self._name = sha256(b"\0".join(map(_encoded, parts))).hexdigest()[:32] + suffix
        self._content: bytes | None = None

    def used(self, folder: Path, use: Callable[[Path], T]) -> T:
        """Return what is made of the library in a folder that nobody else can change.

        Raises:
            OSError: The folder, or what is in it, cannot be used.
            ExportError: The compiler refuses the sources.
        """
        path = folder / self._name
        if self._content is None:
            # Where it is not there, is damaged, or damaged in a way that its hash does not tell, it is made again.
            with suppress(OSError):
                content_of(path)
                return use(path)
        with making(folder) as at:
            if self._content is None:
                self._content = compiled(self._found, self._sources, self._options, at, self._suffix, self._limit)
            whole = at / "whole"
            write(whole, self._content + _digest(path, self._content))
            whole.replace(path)
        try:
            return use(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise


def content_of(path: Path) -> bytes:
    """Return what was compiled, of a file that is whole and that nobody else can have changed.

    Raises:
        OSError: It is not such a file.
    """
    # Without waiting for the other end, should it be a pipe.
    flags = sum(getattr(os, name, 0) for name in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    with open(os.open(path, flags), "rb") as file:
        if not is_private(os.fstat(file.fileno())):
            raise OSError(f"{path}: is no file that only its owner can change")
        whole = file.read()
    content, digest = whole[:-DIGEST], whole[-DIGEST:]
    if digest != _digest(path, content):
        raise OSError(f"{path}: is damaged")
    return content


def _digest(path: Path, content: bytes) -> bytes:
    """Return what stands behind the content of a library: the loader reads its headers and does not look there."""
    return sha256(path.name.encode() + b"\0" + content).hexdigest().encode()


def _encoded(text: str | bytes) -> bytes:
    return text.encode("utf-8") if isinstance(text, str) else text


_KERNELS: dict[str, bytes] = {}
_GLUE: list[Any] = []


def kernels(real: str, limit: float | None = None) -> bytes:
    """Return the object code of the functions for matrices, the same for all networks of a type.

    Raises:
        ExportError: As of `library`.
    """
    if real not in _KERNELS:
        from ..c.kernels import apart

        options = [("-c", *FAST, "-O3"), ("-c", *SAFE, "-O2")]
        _KERNELS[real] = library({"kernels.c": apart(real)}, options, content_of, ".o", limit)
    return _KERNELS[real]


def glue(limit: float | None = None) -> Any:
    """Return the extension module that calls compiled functions, the same for all networks.

    Raises:
        ExportError: As of `library`.
    """
    if not _GLUE:
        _GLUE.append(_loaded_glue(limit))
    return _GLUE[0]


def _loaded_glue(limit: float | None) -> Any:
    from importlib.machinery import ExtensionFileLoader
    from importlib.util import module_from_spec, spec_from_file_location

    from ...document.page import filled

    name = "backprop_functions"
    sources = {
        "extension.c": filled("extension/extension.c", is_linked=False, module=name),
        "table.h": filled("extension/table.h"),
    }
    include = [f"-I{path}" for path in dict.fromkeys((_path("include"), _path("platinclude")))]
    undefined = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
    options = [("-std=c11", "-O1", "-fPIC", "-shared", "-pthread", *undefined, *include)]

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

    return library(sources, options, loaded, str(sysconfig.get_config_var("EXT_SUFFIX") or ".so"), limit)


def _path(name: str) -> str:
    return sysconfig.get_paths()[name]
