"""Tables of samples as text: a row a sample, read in blocks, so that memory holds the numbers and little else.

Nobody vouches for such a file: what is wrong is said with its row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import UsageError

Array: TypeAlias = NDArray[np.floating[Any]]

MOST_NUMBERS = 500_000_000
"""Numbers in memory of all samples together, four gigabytes of float64."""

MOST_COLUMNS = 100_000
MOST_CLASSES = 10_000
LONGEST_ROW = 1 << 22
"""Characters of a row."""

BLOCK = 1 << 21
"""About so many numbers are read at once."""

NUMBER = re.compile(r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|nan|inf|infinity)", re.I | re.A)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the first row of a table says.

    Args:
        names: Those of the columns; empty where the first row is a sample.
        width: How many columns there are.
        separator: What stands between them.
        text: The only column of the first row that has text, where this is a sample, and that text; or None.
    """

    names: tuple[str, ...]
    width: int
    separator: str
    text: tuple[int, str] | None = None


def heading(path: Path, decimal_comma: bool = False) -> Heading:
    """Return what the first row of a table says.

    Raises:
        UsageError: It is no row of a table.
    """
    with path.open("r", encoding="utf-8-sig") as file:
        text = next(_lines(path, file), "")
    if not text.strip():
        raise UsageError(f"{path}:1: is empty; expected a row of numbers, or of names")
    separator = next((sign for sign in ("\t", ";", ",") if sign in text), ",")
    if decimal_comma and separator == ",":
        raise UsageError(f"{path}:1: with --decimal-comma, expected columns with semicolons or tabs between them")
    cells = [cell.strip() for cell in _cells(text, separator)]
    if len(cells) > MOST_COLUMNS:
        raise UsageError(f"{path}:1: has {len(cells):,} columns; at most {MOST_COLUMNS:,}")
    points = [_pointed(cell, decimal_comma) for cell in cells]
    numbers = [at for at, cell in enumerate(points) if NUMBER.fullmatch(cell.strip())]
    if len(numbers) == len(cells):
        return Heading((), len(cells), separator)
    # Names may be numbers that count the columns, as pandas writes them. Else a cell of a sample would be lost.
    if not all(points[at] in (str(at - 1), str(at), str(at + 1)) for at in numbers):
        texts = [at for at in range(len(cells)) if at not in numbers]
        if len(texts) == 1 and cells[texts[0]]:
            return Heading((), len(cells), separator, (texts[0], cells[texts[0]]))
        raise mixed(path, texts[0], cells[texts[0]])
    return Heading(tuple(cells), len(cells), separator)


def mixed(path: Path, column: int, cell: str) -> UsageError:
    """Return the error of a first row with numbers and text."""
    return UsageError(
        f"{path}:1: column {column + 1}: expected a number, as in other columns, found {_quoted(cell)}; a first "
        "row of names has names alone"
    )


class Classes:
    """The names of classes in a column of text.

    Args:
        path: The file.
        column: Which column it is, from 0.
    """

    def __init__(self, path: Path, column: int) -> None:
        self.path, self.column = path, column
        self._seen: dict[str, int] = {}

    def __call__(self, cell: str) -> int:
        """Return a number for a name, by the order in which names are first met.

        Raises:
            ValueError: There is no name, or there are too many.
        """
        name = cell.strip()
        if not name or (self.is_full and name not in self._seen):
            raise ValueError(name)
        return self._seen.setdefault(name, len(self._seen))

    @property
    def is_full(self) -> bool:
        """Whether there are as many names as are read."""
        return len(self._seen) >= MOST_CLASSES

    @property
    def names(self) -> tuple[str, ...]:
        """The names in sorted order."""
        return tuple(sorted(self._seen))

    def put_in_order(self, numbers: Array) -> None:
        """Replace each number by that of its name in sorted order."""
        order = np.array([self.names.index(name) for name in self._seen], dtype=numbers.dtype)
        numbers[:] = order[numbers.astype(np.int64)]


def is_text(path: Path, head: Heading, column: int, decimal_comma: bool = False) -> bool:
    """Say whether the first sample has text in a column."""
    with path.open("r", encoding="utf-8-sig") as file:
        lines = (line for line in _lines(path, file) if line.strip())
        if head.names:
            next(lines, "")
        cells = _cells(next(lines, ""), head.separator)
    cell = _pointed(cells[column], decimal_comma).strip() if column < len(cells) else ""
    return bool(cell) and not NUMBER.fullmatch(cell)


def numbers_of(
    path: Path,
    head: Heading,
    picked: Sequence[int],
    dtype: type,
    decimal_comma: bool = False,
    classes: Classes | None = None,
) -> Array:
    """Return the numbers of some columns, a row a sample.

    Args:
        path: The file.
        head: Its first row.
        picked: The columns, from 0, in their order in the result.
        dtype: The type of the result.
        decimal_comma: Whether numbers are written as 0,5.
        classes: What gives numbers to the names in its column, or nothing.

    Raises:
        UsageError: With the row, where it is no row of numbers.
    """
    found: Array = np.empty((0, len(picked)), dtype)
    count, start = 0, 1
    at_once = max(1, BLOCK // head.width)
    with path.open("r", encoding="utf-8-sig") as file:
        lines = _lines(path, file)
        if head.names:
            next(lines)
            start = 2
        while block := list(islice(lines, at_once)):
            part = _block(path, block, start, head, picked, decimal_comma, classes)
            start += len(block)
            if (count + len(part)) * len(picked) > MOST_NUMBERS:
                raise UsageError(
                    f"{path}: has more than {MOST_NUMBERS:,} numbers; give it as .npy or .npz, which are read as needed"
                )
            if count + len(part) > len(found):
                # In place, and by parts of what is there, so that room is taken only for what is read.
                found.resize((count + len(part) + count // 2, len(picked)), refcheck=False)
            with np.errstate(over="ignore"):
                found[count : count + len(part)] = part
            count += len(part)
    found.resize((count, len(picked)), refcheck=False)
    return found


def _lines(path: Path, file: IO[str]) -> Iterator[str]:
    """Yield the lines of a file, a longer one in pieces, which do not have as many columns."""
    try:
        while line := file.readline(LONGEST_ROW):
            yield line
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text") from error


def _block(
    path: Path,
    lines: list[str],
    start: int,
    head: Heading,
    picked: Sequence[int],
    decimal_comma: bool,
    classes: Classes | None,
) -> NDArray[np.float64]:
    if decimal_comma:
        lines = [_pointed(line, True) for line in lines]
    if not any(map(str.strip, lines)):
        return np.empty((0, len(picked)))
    found: NDArray[np.float64] | None
    try:
        converters: dict[int | str, Callable[[str], Any]] | None = (
            None if classes is None else {classes.column: classes}
        )
        found = np.loadtxt(
            lines, float, delimiter=head.separator, ndmin=2, comments=None, quotechar='"', converters=converters
        )
    except ValueError:
        found = None
    if found is None or found.shape[1] != head.width:
        if classes is not None and classes.is_full:
            where = f"{path}: column {classes.column + 1}"
            raise UsageError(f"{where} has more than {MOST_CLASSES:,} texts; expected the names of classes")
        raise UsageError(f"{path}:{_fault(lines, start, head, None if classes is None else classes.column)}")
    return found if list(picked) == list(range(head.width)) else found[:, list(picked)]


def _fault(lines: Sequence[str], start: int, head: Heading, text: int | None) -> str:
    """Return what is wrong with the first line that is no row of numbers."""
    for at, line in enumerate(lines, start=start):
        if not line.strip():
            continue
        cells = _cells(line, head.separator)
        if len(cells) != head.width:
            found = f"{len(cells)} column{'s' if len(cells) != 1 else ''}"
            return f"{at}: has {found}; expected {head.width}, as the first row has"
        for column, cell in enumerate(cells, start=1):
            if column - 1 == text:
                if not cell.strip():
                    return f"{at}: column {column}: expected the name of a class, found nothing"
            elif not NUMBER.fullmatch(cell.strip()):
                hint = "; numbers with a comma need --decimal-comma" if _is_with_comma(cell, head.separator) else ""
                return f"{at}: column {column}: expected a number, found {_quoted(cell)}{hint}"
    return f"{start}: is no table of numbers"


def _cells(line: str, separator: str) -> list[str]:
    try:
        (cells,) = csv.reader([line.strip("\r\n")], delimiter=separator)
    except (ValueError, csv.Error):
        return line.split(separator)
    return cells


def _is_with_comma(cell: str, separator: str) -> bool:
    return separator != "," and NUMBER.fullmatch(_pointed(cell, True).strip()) is not None


def _pointed(text: str, decimal_comma: bool) -> str:
    return text.replace(",", ".") if decimal_comma else text


def _quoted(cell: str) -> str:
    return repr(cell.strip()[:40]) if cell.strip() else "nothing"
