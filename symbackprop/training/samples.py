"""Samples for training: from a table of text with a row a sample, or from arrays of NumPy; checked before use.

Nobody vouches for such a file: nothing in it is run, and what is wrong is said with its row.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import prod
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..export.program.lowering import sizes_of
from ..expression.tree import Symbol
from ..graph.equations import bare
from ..models.array_files import Held, npz_contents, safetensors_contents

Array: TypeAlias = NDArray[np.floating[Any]]

CSV, NPZ, SAFETENSORS = ".csv", ".npz", ".safetensors"
ENDINGS = (CSV, NPZ, SAFETENSORS)
MOST_NUMBERS = 500_000_000
"""Numbers of all samples together, four gigabytes of float64."""

MOST_COLUMNS = 100_000
INPUTS, TARGETS = "inputs", "targets"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table are data, by name or by number from 1; without, all of them in order."""

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of a model.

    Args:
        names: What each kind of data is called.
        arrays: Of each kind an array with a sample a row.
        classes: How many classes the targets were numbers of, or 0 where they were taken as they are.
    """

    names: tuple[str, ...]
    arrays: tuple[Array, ...]
    classes: int = 0

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.arrays[0])

    def taken(self, rows: NDArray[np.int64]) -> tuple[Array, ...]:
        """Return some of the samples, in order."""
        return tuple(array[rows] for array in self.arrays)


def read_samples(path: Path, data: Sequence[Symbol], dtype: type, columns: Columns | None = None) -> Samples:
    """Return the samples of a file.

    Args:
        path: A table as `.csv`, or arrays as `.npz` or `.safetensors`: by the names of the data, or as `inputs` and
            `targets` where there are two kinds.
        data: What each sample has its own of, as declared.
        dtype: The type of the arrays.
        columns: Which columns of a table; see `Columns`.

    Raises:
        UsageError: The file cannot be read, or does not fit the model; the message says where and what was expected.
    """
    if not data:
        raise UsageError(f"{path}: the model has no data, so there is nothing to train on; its values are all given")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path}: expected a file that ends in {', '.join(ENDINGS)}")
    try:
        with path.open("rb") as file:
            if ending == CSV:
                return _of_table(path, file, data, dtype, columns or Columns())
            if columns is not None and (columns.inputs or columns.targets):
                raise UsageError(
                    f"{path}: --inputs and --targets name columns of a table; arrays have names of their own"
                )
            return _of_arrays(path, file, data, dtype)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _of_arrays(path: Path, file: IO[bytes], data: Sequence[Symbol], dtype: type) -> Samples:
    names = [bare(symbol).ascii for symbol in data]
    try:
        contents = npz_contents(file) if path.suffix.lower() == NPZ else safetensors_contents(file)
        held = {name: look() for name, look in contents.items()}
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    wanted = names
    if len(data) == 2 and not set(names) <= held.keys() and {INPUTS, TARGETS} <= held.keys():
        wanted = [INPUTS, TARGETS]
    found, classes = [], 0
    for name, symbol in zip(wanted, data, strict=True):
        if name not in held:
            there = ", ".join(list(held)[:8]) or "nothing"
            raise UsageError(f"{path}: holds no array {name!r}; expected {', '.join(wanted)}, found {there}")
        array = _read(path, name, held[name])
        made = _hot(path, name, array, symbol) if symbol is data[-1] else None
        classes = classes if made is None else made.shape[1]
        found.append(_shaped(path, name, array if made is None else made, symbol, dtype))
    return _whole(path, tuple(names), found, classes)


def _read(path: Path, name: str, held: Held) -> NDArray[Any]:
    if prod(held.shape) > MOST_NUMBERS:
        raise UsageError(f"{path}: {name!r} has {prod(held.shape):,} numbers; at most {MOST_NUMBERS:,} are read")
    try:
        return held.read()
    except ValueError as error:
        raise UsageError(f"{path}: {name!r}: {error}") from error


def _of_table(path: Path, file: IO[bytes], data: Sequence[Symbol], dtype: type, columns: Columns) -> Samples:
    sizes = [prod(sizes_of(symbol)) for symbol in data]
    header, width, separator = _heading(path, file)
    picks = _picked(path, header, width, sizes, columns)
    numbers = _numbers(path, file, bool(header), separator, width)
    found, classes = [], 0
    for symbol, pick in zip(data, picks, strict=True):
        array = numbers[:, pick]
        name = bare(symbol).ascii
        made = _hot(path, name, array, symbol) if symbol is data[-1] else None
        classes = classes if made is None else made.shape[1]
        shaped = array if made is None else made
        found.append(_shaped(path, name, shaped.reshape(len(shaped), *sizes_of(symbol)), symbol, dtype))
    return _whole(path, tuple(bare(symbol).ascii for symbol in data), found, classes)


def _heading(path: Path, file: IO[bytes]) -> tuple[list[str], int, str]:
    """Return the names of columns, how many columns there are, and what stands between them."""
    first = file.readline(1 << 20)
    try:
        text = first.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text") from error
    if not text.strip():
        raise UsageError(f"{path}:1: is empty; expected a row of numbers, or of names")
    separator = next((sign for sign in ("\t", ";", ",") if sign in text), ",")
    (cells,) = csv.reader([text], delimiter=separator)
    if len(cells) > MOST_COLUMNS:
        raise UsageError(f"{path}:1: has {len(cells):,} columns; at most {MOST_COLUMNS:,}")
    names = [cell.strip() for cell in cells]
    return ([] if all(map(_is_number, names)) else names), len(names), separator


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _picked(path: Path, header: Sequence[str], width: int, sizes: Sequence[int], columns: Columns) -> list[list[int]]:
    """Return which columns are which data."""
    given = [columns.inputs, columns.targets]
    if len(sizes) != 2 and any(given):
        raise UsageError(f"{path}: --inputs and --targets are for models with two kinds of data; this has {len(sizes)}")
    if len(sizes) != 2 or not any(given):
        needed = sum(sizes)
        # Targets may be a single column with the numbers of classes.
        if len(sizes) == 2 and width == sizes[0] + 1:
            return [list(range(sizes[0])), [sizes[0]]]
        if width != needed:
            raise UsageError(f"{path}:1: has {width} columns; expected {needed}: {' and '.join(map(str, sizes))}")
        ends = np.cumsum([0, *sizes])
        return [list(range(int(start), int(end))) for start, end in pairwise(ends)]
    picks = [[_column(path, name, header, width) for name in names] for names in given]
    taken = set(picks[0]) | set(picks[1])
    for at in range(2):
        picks[at] = picks[at] or [column for column in range(width) if column not in taken]
    for names, pick, size, option in zip(given, picks, sizes, ("inputs", "targets"), strict=True):
        if len(pick) != size and not (option == "targets" and len(pick) == 1):
            found = f"{len(pick)} columns named" if names else f"{len(pick)} columns left"
            raise UsageError(f"{path}: --{option}: {found}, expected {size}")
    return picks


def _column(path: Path, name: str, header: Sequence[str], width: int) -> int:
    if name in header:
        return list(header).index(name)
    if name.isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    there = ", ".join(header[:8]) + (", …" if len(header) > 8 else "") if header else f"1 to {width}"
    raise UsageError(f"{path}: no column is called {name!r}; there are {there}")


def _numbers(path: Path, file: IO[bytes], has_header: bool, separator: str, width: int) -> NDArray[np.float64]:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # That there are no rows is said below.
            found = np.loadtxt(
                file, float, delimiter=separator, skiprows=int(has_header), ndmin=2, encoding="utf-8", comments=None
            )
    except (ValueError, UnicodeDecodeError):
        raise UsageError(_first_fault(path, has_header, separator, width)) from None
    if not found.size:
        raise UsageError(f"{path}: has no rows; expected one a sample")
    return found


def _first_fault(path: Path, has_header: bool, separator: str, width: int) -> str:
    """Return what is wrong with the first row that is no row of numbers."""
    with path.open("r", encoding="utf-8", errors="replace", newline="") as file:
        for at, cells in enumerate(
            islice(csv.reader(file, delimiter=separator), int(has_header), None), 1 + has_header
        ):
            if len(cells) != width:
                return f"{path}:{at}: has {len(cells)} columns; expected {width}, as the first row has"
            for column, cell in enumerate(cells, start=1):
                if not _is_number(cell):
                    return f"{path}:{at}: column {column}: expected a number, found {cell.strip()[:40]!r}"
    return f"{path}: is no table of numbers"


def _hot(path: Path, name: str, array: NDArray[Any], symbol: Symbol) -> NDArray[np.float64] | None:
    """Return targets with a 1 for their class where they are numbers of classes, else None."""
    sizes = sizes_of(symbol)
    if len(sizes) != 1 or sizes[0] < 2 or array.size != len(array):
        return None
    numbers = array.reshape(-1).astype(np.float64)
    wrong = np.flatnonzero((numbers != np.rint(numbers)) | (numbers < 0) | (numbers >= sizes[0]))
    if wrong.size:
        at = int(wrong[0])
        raise UsageError(
            f"{path}: {name}, sample {at + 1}: {numbers[at]:g} is no class; expected a number from 0 to {sizes[0] - 1}"
        )
    return np.eye(sizes[0])[numbers.astype(np.int64)]


def _shaped(path: Path, name: str, array: NDArray[Any], symbol: Symbol, dtype: type) -> Array:
    sizes = sizes_of(symbol)
    if array.shape[1:] != sizes and array.size == len(array) * prod(sizes):
        array = array.reshape(len(array), *sizes)
    if array.shape[1:] != sizes:
        expected = " × ".join(["samples", *map(str, sizes)])
        raise UsageError(f"{path}: {name} has the shape {' × '.join(map(str, array.shape))}; expected {expected}")
    made: Array = np.ascontiguousarray(array, dtype=dtype)
    if not np.isfinite(made).all():
        at = int(np.flatnonzero(~np.isfinite(made.reshape(len(made), -1)).all(axis=1))[0])
        raise UsageError(f"{path}: {name}, sample {at + 1}: expected numbers, found nan or infinity")
    return made


def _whole(path: Path, names: tuple[str, ...], arrays: Iterable[Array], classes: int) -> Samples:
    found = tuple(arrays)
    if not len(found[0]):
        raise UsageError(f"{path}: has no samples")
    for name, array in zip(names, found, strict=True):
        if len(array) != len(found[0]):
            raise UsageError(f"{path}: {name} has {len(array)} samples, {names[0]} has {len(found[0])}")
    return Samples(names, found, classes)
