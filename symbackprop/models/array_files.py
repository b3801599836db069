"""Arrays in files: NumPy's `.npy` and `.npz`, `.safetensors`, and a matrix of decimals as `.csv`.

Nobody vouches for such a file. What it holds is read off its headers before room is made for any number; nothing in it
is ever unpickled or run.
"""

from __future__ import annotations

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..expression.tree import Number
from .literals import Literal, number

MOST_ENTRIES = 1_000_000
"""Numbers of a file of text; each is kept as it is written."""

MOST_HEADER = 1_000_000
"""Bytes of the list of what an `.npz` or a `.safetensors` holds."""

MOST_TEXT = 60 * MOST_ENTRIES

ZIP_ENTRY = struct.Struct("<4s5H3L2H")
"""What stands before the bytes of an entry; the last two numbers are the lengths of its name and of what follows."""

END_OF_ZIP = struct.Struct("<4s4H2LH")
LONG_END_OF_ZIP = b"PK\6\7"
ENCRYPTED = 1

KINDS = "biuf"
WIDEST = 8
"""Bytes of a number; a longer one does not fit into a double."""

LARGEST_EXACT = 2**53
"""Up to here a double holds every whole number."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the numbers of an array stand in a file that is not compressed.

    Args:
        start: How many bytes are before them.
        kind: Their type.
        columns_first: Whether columns come first.
    """

    start: int
    kind: np.dtype[Any]
    columns_first: bool = False

    def size(self, shape: tuple[int, ...]) -> int:
        """Return of how many bytes an array is."""
        return prod(shape) * self.kind.itemsize

    def mapped(self, path: Path, shape: tuple[int, ...]) -> NDArray[Any]:
        """Return an array that stays in its file; what is looked at is read.

        Raises:
            ValueError: The file is shorter.
        """
        try:
            return np.memmap(path, self.kind, "r", self.start, shape, "F" if self.columns_first else "C")
        except (ValueError, OverflowError) as error:
            raise ValueError("is damaged: the file is shorter than its array") from error


@dataclass(frozen=True, slots=True)
class Held:
    """An array of a file, which has not been read yet.

    Args:
        shape: Its shape.
        kind: The type of its numbers, as NumPy calls it.
        read: Returns the numbers, in that shape; a ValueError says why there are none.
        place: Where they are in the file, if they stand there as they are.
    """

    shape: tuple[int, ...]
    kind: str
    read: Callable[[], NDArray[Any]]
    place: Place | None = None


Contents: TypeAlias = Mapping[str, Callable[[], Held]]
"""From the names in a file to what looks at one array; of a file that holds a single array, the name is empty."""

Stream: TypeAlias = IO[bytes]


def npy_contents(file: Stream) -> Contents:
    """Return what a `.npy` file holds."""

    def at_start() -> AbstractContextManager[Stream]:
        file.seek(0)
        return nullcontext(file)

    return {"": partial(_npy, at_start, lambda: 0)}


def npz_contents(file: Stream) -> Contents:
    """Return what an `.npz` file holds.

    Raises:
        ValueError: It is none, or not as NumPy writes it.
    """
    _check_list(file)
    try:
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"is no npz file: {error}") from error
    found: dict[str, Callable[[], Held]] = {}
    for entry in entries:
        name = entry.filename.removesuffix(".npy")
        if name in found:
            raise ValueError(f"holds {name[:40]!r} twice")
        if entry.flag_bits & ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(f"holds {name[:40]!r} in a way that NumPy does not write")
        found[name] = partial(_npy, partial(archive.open, entry), partial(_start_of, file, entry))
    return found


def _start_of(file: Stream, entry: zipfile.ZipInfo) -> int | None:
    """Return where the bytes of an entry begin, or None where they are compressed."""
    if entry.compress_type != zipfile.ZIP_STORED:
        return None
    file.seek(entry.header_offset)
    head = file.read(ZIP_ENTRY.size).ljust(ZIP_ENTRY.size, b"\0")
    *_, name, more = ZIP_ENTRY.unpack(head)
    return entry.header_offset + ZIP_ENTRY.size + int(name) + int(more)


def _check_list(file: Stream) -> None:
    """Refuse a zip file whose list of entries is long: all of it is read at once."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_OF_ZIP.size - (1 << 16)))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < END_OF_ZIP.size:
        raise ValueError("is no npz file: it does not end as one")
    length = END_OF_ZIP.unpack_from(tail, at)[5]
    if length > MOST_HEADER or tail[max(0, at - 20) : at].startswith(LONG_END_OF_ZIP):
        raise ValueError("holds too many arrays")
    file.seek(0)


def _npy(opened: Callable[[], AbstractContextManager[Stream]], before: Callable[[], int | None]) -> Held:
    with _explained(), opened() as stream:
        kind, shape, columns_first = _npy_header(stream)
        start = stream.tell()
    begins = before()
    if kind.kind not in KINDS or kind.itemsize > WIDEST:
        raise ValueError(f"is of type {kind}; expected whole or floating-point numbers of at most {8 * WIDEST} bits")

    def read() -> NDArray[Any]:
        with _explained(), opened() as stream:
            stream.read(start)
            raw = stream.read(prod(shape) * kind.itemsize)
            return np.frombuffer(raw, dtype=kind).reshape(shape, order="F" if columns_first else "C")

    place = None if begins is None else Place(begins + start, kind, columns_first)
    return Held(shape, str(kind), read, place)


def _npy_header(stream: Stream) -> tuple[np.dtype[Any], tuple[int, ...], bool]:
    """Return the type, the shape, and whether columns come first.

    NumPy evaluates this header as Python; the one form in which it writes arrays of numbers is all that is read here.
    """
    magic = stream.read(len(NPY_MAGIC) + 2)
    if not magic.startswith(NPY_MAGIC) or magic[-2] not in NPY_LENGTHS:
        raise ValueError("it does not begin as an array of NumPy")
    length = NPY_LENGTHS[magic[-2]]
    (size,) = struct.unpack(length, stream.read(struct.calcsize(length)).ljust(struct.calcsize(length), b"\xff"))
    found = NPY_HEADER.fullmatch(stream.read(min(size, MOST_NPY_HEADER)))
    if found is None:
        raise ValueError("its header is not that of an array of numbers")
    shape = tuple(int(part) for part in found["shape"].split(b",") if part.strip())
    return np.dtype(found["kind"].decode()), shape, found["order"] == b"True"


NPY_MAGIC = b"\x93NUMPY"
NPY_LENGTHS = {1: "<H", 2: "<I", 3: "<I"}
"""By version, how the length of the header is written."""

MOST_NPY_HEADER = 10_000
NPY_HEADER = re.compile(
    rb"\{\s*'descr':\s*'(?P<kind>[<>|=]?\w{1,8})',\s*'fortran_order':\s*(?P<order>True|False),"
    rb"\s*'shape':\s*\((?P<shape>(?:\s*\d{1,15}\s*,){0,32}(?:\s*\d{1,15})?)\s*\),?\s*\}\s*"
)


DAMAGE = (EOFError, OverflowError, RuntimeError, TypeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged file raises beside ValueError."""


@contextmanager
def _explained() -> Iterator[None]:
    """Make a ValueError of whatever a damaged file leads to."""
    try:
        yield
    except (ValueError, *DAMAGE) as error:
        raise ValueError(f"is damaged: {(str(error) or type(error).__name__).splitlines()[0]}") from error


def safetensors_contents(file: Stream) -> Contents:
    """Return what a `.safetensors` file holds: eight bytes with the length of its header, the header in JSON, numbers.

    Raises:
        ValueError: It is none.
    """
    size = file.seek(0, 2)
    file.seek(0)
    (length,) = struct.unpack("<Q", file.read(8).ljust(8, b"\xff"))
    if length > min(MOST_HEADER, size - 8):
        raise ValueError("is no safetensors file, or its header is too long")
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError) as error:
        raise ValueError("is no safetensors file: its header is not JSON") from error
    if not isinstance(header, dict):
        raise ValueError("is no safetensors file: its header has no names")
    header.pop("__metadata__", None)
    return {name: partial(_tensor, file, entry, 8 + length, size) for name, entry in header.items()}


TENSORS: Mapping[str, str] = MappingProxyType(
    {
        "BF16": "<u2",
        "BOOL": "|b1",
        "F16": "<f2",
        "F32": "<f4",
        "F64": "<f8",
        "I16": "<i2",
        "I32": "<i4",
        "I64": "<i8",
        "I8": "|i1",
        "U16": "<u2",
        "U32": "<u4",
        "U64": "<u8",
        "U8": "|u1",
    }
)
"""From the types of safetensors to those of NumPy, which has none for BF16: the first half of a float32."""


def _tensor(file: Stream, entry: Any, base: int, size: int) -> Held:
    try:
        kind, shape, (start, end) = str(entry["dtype"]), entry["shape"], entry["data_offsets"]
        whole = all(type(part) is int and part >= 0 for part in (*shape, start, end))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("is damaged: expected dtype, shape and data_offsets") from error
    if kind not in TENSORS:
        raise ValueError(f"is of type {kind[:40]}; expected one of {', '.join(TENSORS)}")
    stored = np.dtype(TENSORS[kind])
    if not whole or end - start != prod(shape) * stored.itemsize or base + end > size:
        raise ValueError("is damaged: its shape and its place in the file do not agree")

    def read() -> NDArray[Any]:
        file.seek(base + start)
        found = np.frombuffer(file.read(end - start), dtype=stored).reshape(shape)
        return (found.astype("<u4") << 16).view("<f4") if kind == "BF16" else found

    place = None if kind == "BF16" else Place(base + start, stored)
    return Held(tuple(shape), kind.lower(), read, place)


def fault_of(array: NDArray[Any]) -> str:
    """Return what is wrong with the numbers of an array, and where; nothing if all is well."""
    if array.dtype.kind == "f":
        bad = ~np.isfinite(array)
        expected = "finite numbers"
    else:
        bad = (array > LARGEST_EXACT) | (array < -LARGEST_EXACT) if array.dtype.itemsize == WIDEST else np.array(False)
        expected = "whole numbers up to 2^53"
    if not bad.any():
        return ""
    at = tuple(int(place) for place in np.argwhere(bad)[0])
    where = f" at [{', '.join(str(place + 1) for place in at)}]" if at else ""
    return f"holds {array[at]}{where}; expected {expected}"


def csv_rows(file: Stream) -> list[list[Number]]:
    """Return the rows of a file of decimals, exactly as they are written.

    Raises:
        ValueError: With the line, where it is no matrix of numbers.
    """
    raw = file.read(MOST_TEXT + 1)
    if len(raw) > MOST_TEXT or raw.count(b",") + raw.count(b"\n") > MOST_ENTRIES:
        raise ValueError(f"is too long; at most {MOST_ENTRIES:,} numbers are read of a file of text")
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 text (byte {error.start})") from error
    rows: list[list[Number]] = []
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append([_entry(entry.strip()) for entry in line.split(",")])
        except ValueError as error:
            raise ValueError(f"line {at}: {error}") from error
        if len(rows[-1]) != len(rows[0]):
            raise ValueError(f"line {at}: has {len(rows[-1])} numbers, expected {len(rows[0])} as in the first row")
    if not rows:
        raise ValueError("holds no numbers")
    return rows


READERS: Mapping[str, Callable[[Stream], Contents]] = MappingProxyType(
    {".npy": npy_contents, ".npz": npz_contents, ".safetensors": safetensors_contents}
)
"""A row a binary format, by the ending of a file."""


def _entry(text: str) -> Number:
    if "_" in text:  # TOML may write thousands so, and a table may not.
        raise ValueError(f"expected a number, found {text[:40]!r}")
    return number(Literal(text))
