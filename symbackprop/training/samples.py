"""Samples for training: from a table of text with a row a sample, or from arrays of NumPy; checked before use.

Nobody vouches for such a file: nothing in it is run, and what is wrong is said with its row. Large arrays that are not
compressed stay in their file, and what a round needs is read from there: they may be larger than memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError
from ..export.program.lowering import sizes_of
from ..expression.tree import Symbol
from ..graph.equations import bare
from ..models.array_files import READERS, Held
from .tables import MOST_NUMBERS, Classes, Heading, heading, is_text, mixed, numbers_of

Array: TypeAlias = NDArray[np.floating[Any]]

CSV, NPY = ".csv", ".npy"
ENDINGS = (CSV, *READERS)
STAYS = 1 << 26
"""An array of so many bytes stays in its file where it is not compressed."""

CHECKED = 1 << 22
"""About so many numbers are checked at once."""

INPUTS, TARGETS = "inputs", "targets"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a table are data, by name or by number from 1; without, all of them in order."""

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of data, with a sample a row.

    Args:
        rows: What is in memory or in a file, as it stands there.
        columns: Which columns of a matrix they are; without, all that a row has.
        shape: That of one sample.
        classes: How many classes a row is the number of one of, or 0 where it is taken as it is.
        dtype: The type that samples have.
    """

    rows: NDArray[Any]
    columns: slice | list[int] | None
    shape: tuple[int, ...]
    classes: int
    dtype: type

    def taken(self, rows: NDArray[np.int64] | slice) -> Array:
        """Return some of the samples, in order."""
        found = self.rows[rows] if self.columns is None else self.rows[rows][:, self.columns]
        with np.errstate(over="ignore"):
            if not self.classes:
                return np.ascontiguousarray(found.reshape(len(found), *self.shape), dtype=self.dtype)
        hot: Array = np.zeros((len(found), self.classes), self.dtype)
        hot[np.arange(len(found)), found.reshape(-1).astype(np.int64)] = 1
        return hot

    def blocks(self) -> Iterator[tuple[int, Array]]:
        """Yield all samples, block by block, each with the number of its first one."""
        at_once = max(1, CHECKED // max(1, prod(self.shape)))
        for start in range(0, len(self.rows), at_once):
            yield start, self.taken(slice(start, start + at_once))


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of a model.

    Args:
        names: What each kind of data is called.
        sources: Of each kind, where it is.
        classes: The names of the classes of targets, in order, where a table has names.
    """

    names: tuple[str, ...]
    sources: tuple[Source, ...]
    classes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self.sources[0].rows)

    @property
    def arrays(self) -> tuple[Array, ...]:
        """All samples, in memory."""
        return self.taken(slice(None))

    def taken(self, rows: NDArray[np.int64] | slice) -> tuple[Array, ...]:
        """Return some of the samples, in order."""
        return tuple(source.taken(rows) for source in self.sources)

    def have_classes(self) -> bool:
        """Whether the last kind of data says a class of each sample: 0 or 1, or a 1 among zeros."""
        targets = self.sources[-1]
        if targets.classes or len(targets.shape) != 1:
            return bool(targets.classes)
        return all(
            bool(np.isin(block, (0, 1)).all())
            and (targets.shape[0] == 1 or bool((np.count_nonzero(block, axis=1) == 1).all()))
            for _, block in targets.blocks()
        )


def read_samples(
    path: Path, data: Sequence[Symbol], dtype: type, columns: Columns | None = None, decimal_comma: bool = False
) -> Samples:
    """Return the samples of a file.

    Args:
        path: A table as `.csv` or `.npy`, or arrays as `.npz` or `.safetensors`: by the names of the data, or as
            `inputs` and `targets` where there are two kinds.
        data: What each sample has its own of, as declared.
        dtype: The type of the arrays.
        columns: Which columns of a table; see `Columns`.
        decimal_comma: Whether numbers of a table of text are written as 0,5.

    Raises:
        UsageError: The file cannot be read, or does not fit the model; the message says where and what was expected.
    """
    if not data:
        raise UsageError(f"{path}: the model has no data, so there is nothing to train on; its values are all given")
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path}: expected a file that ends in {', '.join(ENDINGS)}")
    columns = columns or Columns()
    try:
        if ending == CSV:
            head = heading(path, decimal_comma)
            picks = _picked(path, head.names, head.width, data, columns)
            classes = _classes(path, head, picks, data, decimal_comma)
            numbers = numbers_of(path, head, [at for pick in picks for at in pick], dtype, decimal_comma, classes)
            if not len(numbers):
                raise UsageError(f"{path}: has no rows; expected one a sample")
            if classes is not None:
                _demand_all(path, classes, data[-1])
                classes.put_in_order(numbers[:, -1])
            ends = np.cumsum([0, *map(len, picks)]).tolist()
            whole = _whole(path, data, dtype, [(numbers, slice(*ends_)) for ends_ in pairwise(ends)])
            return whole if classes is None else replace(whole, classes=classes.names)
        with path.open("rb") as file:
            if ending == NPY:
                return _of_matrix(path, file, data, dtype, columns)
            if columns.inputs or columns.targets:
                raise UsageError(
                    f"{path}: --inputs and --targets name columns of a table; arrays have names of their own"
                )
            return _of_arrays(path, file, data, dtype)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _classes(
    path: Path, head: Heading, picks: Sequence[Sequence[int]], data: Sequence[Symbol], decimal_comma: bool
) -> Classes | None:
    """Return what reads names of classes where the targets are one column of text, or None."""
    is_column = len(picks) == 2 and len(picks[1]) == 1 and len(sizes_of(data[-1])) == 1
    column = picks[1][0] if is_column else None
    if head.text is not None and head.text[0] != column:
        raise mixed(path, *head.text)
    return Classes(path, column) if column is not None and is_text(path, head, column, decimal_comma) else None


def _demand_all(path: Path, classes: Classes, target: Symbol) -> None:
    """Refuse names of fewer or more classes than the model tells apart: their numbers would be others."""
    expected = max(2, prod(sizes_of(target)))
    if len(classes.names) != expected:
        shown = ", ".join(name[:20] for name in classes.names[:8]) + (", …" if len(classes.names) > 8 else "")
        found = f"has {len(classes.names)} classes ({shown})"
        raise UsageError(f"{path}: column {classes.column + 1} {found}; the model tells {expected} apart")


def _of_arrays(path: Path, file: IO[bytes], data: Sequence[Symbol], dtype: type) -> Samples:
    names = [bare(symbol).ascii for symbol in data]
    try:
        held = {name: look() for name, look in READERS[path.suffix.lower()](file).items()}
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    wanted = names
    if len(data) == 2 and not set(names) <= held.keys() and {INPUTS, TARGETS} <= held.keys():
        wanted = [INPUTS, TARGETS]
    for name in wanted:
        if name not in held:
            there = ", ".join(list(held)[:8]) or "nothing"
            expected = f"{', '.join(wanted)}{f', or {INPUTS}, {TARGETS}' if len(data) == 2 else ''}"
            raise UsageError(f"{path}: holds no array {name!r}; expected {expected}, found {there}")
    return _whole(path, data, dtype, [(_read(path, name, held[name]), None) for name in wanted], wanted)


def _of_matrix(path: Path, file: IO[bytes], data: Sequence[Symbol], dtype: type, columns: Columns) -> Samples:
    try:
        (held,) = (look() for look in READERS[NPY](file).values())
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    if len(held.shape) != 2:
        raise UsageError(f"{path}: has the shape {_shown(held.shape)}; expected a matrix with a row a sample")
    picks = _picked(path, (), held.shape[1], data, columns)
    rows = _read(path, "its matrix", held)
    return _whole(path, data, dtype, [(rows, _as_slice(pick)) for pick in picks])


def _as_slice(columns: list[int]) -> slice | list[int]:
    is_run = columns == list(range(columns[0], columns[0] + len(columns)))
    return slice(columns[0], columns[0] + len(columns)) if is_run else columns


def _read(path: Path, name: str, held: Held) -> NDArray[Any]:
    try:
        if held.place is not None and held.place.size(held.shape) >= STAYS:
            return held.place.mapped(path, held.shape)
        if prod(held.shape) > MOST_NUMBERS:
            raise UsageError(
                f"{path}: {name!r} has {prod(held.shape):,} numbers; at most {MOST_NUMBERS:,} are read of what is "
                "compressed; np.savez, without, has no such limit"
            )
        return held.read()
    except ValueError as error:
        raise UsageError(f"{path}: {name!r}: {error}") from error


def _picked(path: Path, header: Sequence[str], width: int, data: Sequence[Symbol], columns: Columns) -> list[list[int]]:
    """Return which columns are which data."""
    sizes = [prod(sizes_of(symbol)) for symbol in data]
    given = [columns.inputs, columns.targets]
    if len(sizes) != 2 and any(given):
        raise UsageError(f"{path}: --inputs and --targets are for models with two kinds of data; this has {len(sizes)}")
    if not any(given):
        # Targets may be a single column with the numbers of classes.
        if len(sizes) == 2 and width == sizes[0] + 1:
            sizes = [sizes[0], 1]
        if width != sum(sizes):
            raise UsageError(
                f"{path}:1: has {width} column{'s' if width != 1 else ''}; expected {_expected(data, sizes)}"
            )
        ends = np.cumsum([0, *sizes])
        return [list(range(int(start), int(end))) for start, end in pairwise(ends)]
    picks = [[_column(path, name, header, width) for name in names] for names in given]
    taken = set(picks[0]) | set(picks[1])
    for at in range(2):
        picks[at] = picks[at] or [column for column in range(width) if column not in taken]
    for names, pick, size, option in zip(given, picks, sizes, (INPUTS, TARGETS), strict=True):
        if len(pick) != size and not (option == TARGETS and len(pick) == 1):
            found = f"{len(pick)} columns named" if names else f"{len(pick)} columns left"
            raise UsageError(f"{path}: --{option}: {found}, expected {size}")
    return picks


def _expected(data: Sequence[Symbol], sizes: Sequence[int]) -> str:
    parts = [f"{size} of {bare(symbol).ascii}" for symbol, size in zip(data, sizes, strict=True)]
    if len(data) != 2:
        return f"{sum(sizes)}: {' and '.join(parts)}"
    classes = f", or {sizes[0] + 1} with the number of a class" if sizes[1] > 1 else ""
    return f"{sum(sizes)}: {' and '.join(parts)}{classes}; --{INPUTS} and --{TARGETS} choose columns"


def _column(path: Path, name: str, header: Sequence[str], width: int) -> int:
    if Counter(header)[name] > 1:
        raise UsageError(f"{path}:1: {Counter(header)[name]} columns are called {name!r}; name them by their numbers")
    if name in header:
        return list(header).index(name)
    if name.isdecimal() and 1 <= int(name) <= width:
        return int(name) - 1
    there = ", ".join(header[:8]) + (", …" if len(header) > 8 else "") if header else f"1 to {width}"
    raise UsageError(f"{path}: no column is called {name!r}; there are {there}")


def _whole(
    path: Path,
    data: Sequence[Symbol],
    dtype: type,
    found: Sequence[tuple[NDArray[Any], slice | list[int] | None]],
    called: Sequence[str] = (),
) -> Samples:
    names = tuple(bare(symbol).ascii for symbol in data)
    called = called or names
    sources = []
    for name, symbol, (rows, columns) in zip(called, data, found, strict=True):
        sources.append(_source(path, name, rows, columns, symbol, dtype, is_last=symbol is data[-1]))
        count = len(sources[0].rows)
        if not len(rows):
            raise UsageError(f"{path}: {name} has no samples")
        if len(rows) != count:
            raise UsageError(f"{path}: {name} has {len(rows)} samples, {called[0]} has {count}")
    return Samples(names, tuple(sources))


def _source(
    path: Path,
    name: str,
    rows: NDArray[Any],
    columns: slice | list[int] | None,
    symbol: Symbol,
    dtype: type,
    is_last: bool,
) -> Source:
    """Return a kind of data once its shape and all of its numbers are checked."""
    sizes = sizes_of(symbol)
    shape = rows.shape if columns is None else (len(rows), len(np.arange(rows.shape[1])[columns]))
    if not shape or prod(shape[1:]) != prod(sizes):
        if is_last and shape and prod(shape[1:]) == 1 and len(sizes) == 1:
            made = Source(rows, columns, (), 0, np.float64)
            _check_classes(path, name, made, sizes[0])
            return Source(rows, columns, sizes, sizes[0], dtype)
        raise UsageError(f"{path}: {name} has the shape {_shown(shape)}; expected {_shown(('samples', *sizes))}")
    made = Source(rows, columns, sizes, 0, dtype)
    for start, block in made.blocks():
        bad = ~np.isfinite(block.reshape(len(block), -1)).all(axis=1)
        if bad.any():
            at = start + int(np.flatnonzero(bad)[0]) + 1
            expected = "numbers" if dtype is np.float64 else f"numbers of {np.dtype(dtype)}"
            raise UsageError(f"{path}: {name}, sample {at}: expected {expected}, found nan or infinity")
    return made


def _check_classes(path: Path, name: str, numbers: Source, classes: int) -> None:
    for start, block in numbers.blocks():
        wrong = np.flatnonzero((block != np.rint(block)) | (block < 0) | (block >= classes))
        if wrong.size:
            at = int(wrong[0])
            raise UsageError(
                f"{path}: {name}, sample {start + at + 1}: {block[at]:g} is no class; expected a number from 0 to "
                f"{classes - 1}"
            )


def _shown(shape: Sequence[object]) -> str:
    return " × ".join(map(str, shape)) or "of a single number"
