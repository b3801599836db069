"""Writing files: all of them or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..errors import SymbackpropError


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    at = folder
    while not at.exists() and at != at.parent:
        at = at.parent
    if not at.is_dir():
        raise SymbackpropError(f"{folder}: cannot be a folder, since {at} is a file")
    if not os.access(at, os.W_OK | os.X_OK):
        raise SymbackpropError(f"{folder}: cannot be written; choose another with --output")


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write all files beside their places and then move them in, so that none is ever half-written."""
    made: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise SymbackpropError(f"{path}: is a folder; it must be a file or not exist")
            beside = path.with_name(f".{path.name}.{os.getpid()}.part")
            made.append((beside, path))
            beside.write_bytes(content)
        for beside, path in made:
            beside.replace(path)
    except OSError as error:
        raise SymbackpropError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    finally:
        for beside, _ in made:
            beside.unlink(missing_ok=True)
