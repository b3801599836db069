"""Values that a spec takes from files beside it: where these may be, which arrays are taken, and whether they fit.

A spec may come from anybody. A file is found below the folder of the spec and nowhere else, whatever its path says and
wherever links lead, and it must be a plain file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import prod
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING, Any, TypeAlias

from ..expression.tree import Number
from ..graph.given import Stored

if TYPE_CHECKING:
    from .array_files import Contents, Held

MOST_STORED = 20_000_000
"""Numbers that all files of a spec may give together: 160 megabytes of float64."""

CSV = ".csv"
ENDINGS = (CSV, ".npy", ".npz", ".safetensors")
PICKLED = (".bin", ".joblib", ".pickle", ".pkl", ".pt", ".pth")
FILE_KEY, NAME_KEY, NAMES_KEY = "file", "name", "names"
OF_TRAINING = "optimiser."
"""Names in a file of weights that begin so are what it takes to go on training."""

MOST_LISTED = 8
LONGEST_PATH = 400

Rows: TypeAlias = list[list[Number]]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a spec says that values are.

    Args:
        file: The path of the file.
        names: The names in it, where the spec says them.
    """

    file: str
    names: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """The ending of the file, which says its format."""
        return PurePosixPath(self.file).suffix.lower()


def is_reference(value: object) -> bool:
    """Say whether a value of a spec is meant to be in a file."""
    return isinstance(value, dict) or type(value) is str


def reference_of(value: object, several: bool = False) -> Reference:
    """Return the reference that a value of a spec is.

    Args:
        value: A path, or a table with a path and a name.
        several: Whether the file is to give several arrays, whose names may be listed.

    Raises:
        ValueError: It is none.
    """
    if isinstance(value, str):
        return _with_known_ending(Reference(value))
    key = NAMES_KEY if several else NAME_KEY
    if isinstance(value, dict) and isinstance(value.get(FILE_KEY), str) and set(value) <= {FILE_KEY, key}:
        named = value.get(key, [] if several else "")
        names = named if isinstance(named, list) else [named] if named else []
        if isinstance(named, list) == several and all(isinstance(name, str) for name in names):
            return _with_known_ending(Reference(value[FILE_KEY], tuple(names)))
    shown = '["0.weight", "2.weight"]' if several else '"W1"'
    raise ValueError(f'expected a file, as "weights.npz" or {{ file = "weights.npz", {key} = {shown} }}')


def _with_known_ending(reference: Reference) -> Reference:
    if not reference.file.isprintable() or len(reference.file) > LONGEST_PATH:
        raise ValueError("expected the path of a file, such as 'weights.npz'")
    if reference.ending not in ENDINGS:
        why = "; a pickle can run code and is never read" if reference.ending in PICKLED else ""
        raise ValueError(f"expected a file that ends in {', '.join(ENDINGS)}, found {reference.file[:60]!r}{why}")
    return reference


class Found:
    """An array of a file, or the rows of a file of text, which are taken once their shape is known to fit."""

    def __init__(self, reference: Reference, name: str, held: Held | Rows, files: ValueFiles) -> None:
        self._file, self._name, self._held, self._files = reference.file, name, held, files

    @property
    def title(self) -> str:
        """How a message names it."""
        return f"{self._file}: {self._name!r}" if self._name else self._file

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape; a file of text with a single row is a vector where that is wanted."""
        if isinstance(self._held, list):
            return (len(self._held), len(self._held[0]))
        return self._held.shape

    @property
    def row_shape(self) -> tuple[int, ...]:
        """Its shape, where a file of text with a single row or column is a vector."""
        return (max(self.shape),) if isinstance(self._held, list) and min(self.shape) == 1 else self.shape

    @property
    def is_single(self) -> bool:
        """Whether it is the values of one sample and not a list of samples."""
        return len(self.shape) == 1 or (isinstance(self._held, list) and len(self._held) == 1)

    def taken(self, shape: Sequence[int]) -> Stored | Any:
        """Return the values: an array, or lists of numbers as a spec has them.

        Raises:
            ValueError: They are of another shape, or not all are finite.
        """
        wanted = tuple(shape)
        if isinstance(self._held, list):
            return self._rows(wanted)
        if not _is_alike(self.shape, wanted):
            raise ValueError(self._unfit(wanted))
        self._files.count(prod(wanted))
        from .array_files import fault_of

        try:
            array = self._held.read()
        except (ValueError, OSError) as error:
            raise ValueError(f"{self.title} {error}") from error
        fault = fault_of(array)
        if fault:
            raise ValueError(f"{self.title} {fault}")
        return Stored(array.reshape(wanted), self._file, self._name)

    def _rows(self, wanted: tuple[int, ...]) -> Any:
        assert isinstance(self._held, list)
        rows = self._held
        if len(wanted) == 2 and self.shape == wanted:
            return rows
        if len(wanted) < 2 and min(self.shape) == 1 and max(self.shape) == prod(wanted):
            numbers = [entry for row in rows for entry in row]
            return numbers if wanted else numbers[0]
        raise ValueError(self._unfit(wanted))

    def _unfit(self, wanted: tuple[int, ...]) -> str:
        turned = "; it fits when it is transposed" if len(wanted) == 2 and self.shape == wanted[::-1] else ""
        return f"{self.title} has the shape {_sizes(self.shape)}, expected {_sizes(wanted)}{turned}"


def _is_alike(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    """Say whether an array has the shape wanted, or is a row or a column that stands for a vector or a number."""
    if len(wanted) > 1 or len(shape) > 2:
        return shape == wanted
    # Of two lengths whose product is one of them, the other is 1.
    return prod(shape) == prod(wanted) == max(shape, default=1)


def _sizes(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape)) if shape else "of a single number"


@dataclass
class ValueFiles:
    """The files beside one spec, open while it is read.

    Args:
        folder: The folder of the spec; None for a spec that is no file.
    """

    folder: Path | None
    _left: int = field(init=False, default=MOST_STORED)
    _opened: dict[str, Contents] = field(init=False, default_factory=dict)
    _taken: dict[str, set[str]] = field(init=False, default_factory=dict)
    _close: ExitStack = field(init=False, default_factory=ExitStack)

    def __enter__(self) -> ValueFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._close.close()

    def count(self, numbers: int) -> None:
        """Refuse numbers beyond what all files may give.

        Raises:
            ValueError: They are too many.
        """
        self._left -= numbers
        if self._left < 0:
            raise ValueError(f"the files give more than {MOST_STORED:,} numbers; at most so many are read")

    def find(self, reference: Reference, name: str) -> Found:
        """Return an array of a file.

        Args:
            reference: The file, and the name in it where the spec says one.
            name: The name in it where the spec says none.

        Raises:
            ValueError: The file cannot be read, or holds no such array.
        """
        if reference.ending == CSV:
            if reference.names:
                raise ValueError(f"{reference.file}: a CSV file holds one matrix without a name; leave the name out")
            return Found(reference, "", self._rows_of(reference), self)
        contents = self._contents(reference)
        wanted = reference.names[0] if reference.names else name
        if "" in contents and not reference.names:
            wanted = ""
        if wanted not in contents:
            hint = "" if reference.names else f'; another name is said as {{ file = "{reference.file}", name = "…" }}'
            raise ValueError(f"{reference.file}: holds no {wanted[:60]!r}; it holds {_listed(contents)}{hint}")
        self._taken.setdefault(reference.file, set()).add(wanted)
        try:
            return Found(reference, wanted, contents[wanted](), self)
        except (ValueError, OSError) as error:
            raise ValueError(f"{reference.file}: {f'{wanted!r} ' if wanted else ''}{error}") from error

    def names(self, reference: Reference) -> tuple[str, ...]:
        """Return the names in a file that holds several arrays.

        Raises:
            ValueError: The file cannot be read, or is of a format without names.
        """
        names = () if reference.ending == CSV else tuple(self._contents(reference))
        if not names and reference.ending != CSV:
            raise ValueError(f"{reference.file}: holds no arrays")
        if names in ((), ("",)):
            raise ValueError(f"{reference.file}: holds no names; expected a file that ends in .npz or .safetensors")
        return names

    def check_all_taken(self, reference: Reference, expected: Iterable[str]) -> None:
        """Refuse a file that holds what nothing takes.

        Args:
            reference: The file.
            expected: What the message says should be there.

        Raises:
            ValueError: It holds more; with the first name that is too much.
        """
        if reference.ending != CSV:
            for name in self._contents(reference):
                is_taken = name in self._taken.get(reference.file, ()) or name.startswith(OF_TRAINING)
                if not is_taken:
                    raise ValueError(
                        f"{reference.file}: holds {name[:60]!r} too, which nothing takes; expected {_listed(expected)}"
                    )

    def _contents(self, reference: Reference) -> Contents:
        if reference.file not in self._opened:
            from .array_files import READERS

            file = self._open(reference.file)
            try:
                self._opened[reference.file] = READERS[reference.ending](file)
            except (ValueError, OSError) as error:
                raise ValueError(f"{reference.file}: {error}") from error
        return self._opened[reference.file]

    def _rows_of(self, reference: Reference) -> Rows:
        from .array_files import csv_rows

        file = self._open(reference.file)
        try:
            return csv_rows(file)
        except (ValueError, OSError) as error:
            raise ValueError(f"{reference.file}: {error}") from error

    def _open(self, name: str) -> IO[bytes]:
        if self.folder is None:
            raise ValueError(f"{name}: values in files need a spec that is a file itself")
        try:
            return self._close.enter_context(opened_below(self.folder, name))
        except (OSError, RuntimeError) as error:
            why = getattr(error, "strerror", None) or "its links lead in a circle"
            raise ValueError(f"{name}: cannot be read: {why}") from error


def opened_below(folder: Path, name: str) -> IO[bytes]:
    """Return a plain file that is below a folder, open for reading.

    Args:
        folder: The folder.
        name: The path from there.

    Raises:
        ValueError: The path leads elsewhere, or to what is no file.
        OSError: It cannot be opened.
    """
    windows = PureWindowsPath(name)
    if not name or "\0" in name or windows.anchor or PurePosixPath(name).is_absolute() or ".." in windows.parts:
        raise ValueError(f"{name!r}: expected a path below the folder of the spec, such as 'weights.npz'")
    home = folder.resolve()
    real = (home / name).resolve(strict=True)
    if not real.is_relative_to(home):
        raise ValueError(f"{name}: a link leads out of the folder of the spec; expected a file below it")
    flags = sum(getattr(os, flag, 0) for flag in ("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))
    descriptor = os.open(real, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError(f"{name}: is no plain file")
    return os.fdopen(descriptor, "rb")


def _listed(names: Iterable[str]) -> str:
    found = [name[:60] if name.isprintable() else ascii(name[:60]) for name in names]
    return ", ".join(found[:MOST_LISTED]) + (", …" if len(found) > MOST_LISTED else "") if found else "nothing"
