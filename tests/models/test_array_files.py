"""Files of arrays: what NumPy and safetensors write is read exactly, and what is damaged or large is refused early."""

from __future__ import annotations

import contextlib
import io
import json
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from symbackprop.models.array_files import READERS, TENSORS, Contents, csv_rows, fault_of

KINDS = ("<f8", "<f4", "<f2", ">f8", ">i4", "<i8", "|u1", "|b1")
Writer = Callable[[Mapping[str, np.ndarray[Any, Any]]], bytes]


def npz(given_arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    file = io.BytesIO()
    np.savez(file, **given_arrays)
    return file.getvalue()


def compressed(given_arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **given_arrays)
    return file.getvalue()


def safetensors(given_arrays: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """Write as the format is defined: https://huggingface.co/docs/safetensors, "Format"."""
    header: dict[str, Any] = {"__metadata__": {"made": "by hand"}}
    body = b""
    names = {np.dtype(kind): name for name, kind in TENSORS.items() if name != "BF16"}
    for name, array in given_arrays.items():
        little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"))).reshape(array.shape)
        header[name] = {
            "dtype": names[little.dtype],
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + little.nbytes],
        }
        body += little.tobytes()
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


WRITERS: Mapping[str, tuple[str, Writer]] = {
    "npz": (".npz", npz),
    "npz, compressed": (".npz", compressed),
    "safetensors": (".safetensors", safetensors),
}


def contents(ending: str, raw: bytes) -> Contents:
    return READERS[ending](io.BytesIO(raw))


@settings(deadline=None)
@given(st.data(), st.sampled_from(sorted(WRITERS)), st.sampled_from(KINDS), st.booleans())
def test_what_was_written_is_read_exactly(data: st.DataObject, writer: str, kind: str, columns_first: bool) -> None:
    ending, write = WRITERS[writer]
    array = data.draw(arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=3, max_side=4)))
    array = np.asfortranarray(array) if columns_first else array

    held = contents(ending, write({"W1": array, "b": np.zeros(1)}))["W1"]()

    assert held.shape == array.shape
    assert np.array_equal(held.read(), array, equal_nan=array.dtype.kind == "f")


def test_a_single_array_of_numpy_is_read() -> None:
    file = io.BytesIO()
    np.save(file, np.arange(6.0).reshape(2, 3))

    (held,) = contents(".npy", file.getvalue()).values()

    assert held().read().tolist() == [[0, 1, 2], [3, 4, 5]]


def test_the_short_floats_of_graphics_processors_are_read() -> None:
    # 0x3F80 is the first half of the float32 1.0, 0xC049 that of -3.140625.
    header = json.dumps({"w": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}).encode()
    raw = struct.pack("<Q", len(header)) + header + struct.pack("<2H", 0x3F80, 0xC049)

    assert contents(".safetensors", raw)["w"]().read().tolist() == [1.0, -3.140625]


def tensors(entry: Any, body: bytes = b"", length: int | None = None) -> bytes:
    text = json.dumps(entry).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + body


def with_header(header: bytes) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def zipped(name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def pickled() -> bytes:
    file = io.BytesIO()
    np.save(file, np.array([{"a": 1}]), allow_pickle=True)
    return file.getvalue()


def many_entries() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for at in range(20_000):
            archive.writestr(f"{at:06}.npy", b"")
    return file.getvalue()


def read_all(ending: str, raw: bytes) -> None:
    for held in contents(ending, raw).values():
        found = held()
        # A shape that no model has is refused before anything is read.
        if np.prod(found.shape, dtype=float) < 1e6:
            found.read()


DAMAGED: Mapping[str, tuple[str, bytes]] = {
    "an empty npy": (".npy", b""),
    "an npy that ends early": (".npy", with_header(b"{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }\n")),
    "an npy of objects": (".npy", pickled()),
    "an npy with code in its header": (".npy", with_header(b"__import__('os').system('true')\n")),
    "an npy with a deep header": (".npy", with_header(b"(" * 9000)),
    "an npy of complex numbers": (".npy", with_header(b"{'descr': '<c16', 'fortran_order': False, 'shape': (), }\n")),
    "an npy of texts": (".npy", with_header(b"{'descr': '<U4', 'fortran_order': False, 'shape': (), }\n")),
    "an npy of records": (".npy", with_header(b"{'descr': [('a','<f8')], 'fortran_order': False, 'shape': (), }\n")),
    "an npy of long doubles": (".npy", with_header(b"{'descr': '<f16', 'fortran_order': False, 'shape': (), }\n")),
    "an npy of a later version": (".npy", b"\x93NUMPY\x03\x00" + bytes(8)),
    "an empty npz": (".npz", b""),
    "an npz that is text": (".npz", b"not a zip file" * 9),
    "an npz with a broken array": (".npz", zipped("w.npy", b"hello")),
    "an npz of pickles": (".npz", zipped("w.npy", pickled())),
    "an npz packed otherwise": (".npz", zipped("w.npy", b"", zipfile.ZIP_LZMA)),
    "an npz with a long list": (".npz", many_entries()),
    "an npz cut in two": (".npz", npz({"w": np.ones(9)})[:-40]),
    "an npz with another byte": (".npz", compressed({"w": np.ones(9)}).replace(b"\x93", b"\x94")[:]),
    "empty safetensors": (".safetensors", b""),
    "safetensors with an endless header": (".safetensors", tensors({}, length=2**63)),
    "safetensors without JSON": (".safetensors", struct.pack("<Q", 4) + b"{{{{"),
    "safetensors with deep JSON": (".safetensors", struct.pack("<Q", 90_000) + b"[" * 90_000),
    "safetensors with a list": (".safetensors", tensors([])),
    "safetensors without a place": (".safetensors", tensors({"w": {"dtype": "F64", "shape": [1]}})),
    "safetensors with a place outside": (
        ".safetensors",
        tensors({"w": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}}, b"12345678"),
    ),
    "safetensors with a negative place": (
        ".safetensors",
        tensors({"w": {"dtype": "F64", "shape": [1], "data_offsets": [-8, 0]}}, b"12345678"),
    ),
    "safetensors of another size": (
        ".safetensors",
        tensors({"w": {"dtype": "F64", "shape": [2], "data_offsets": [0, 8]}}, b"12345678"),
    ),
    "safetensors with a huge shape": (
        ".safetensors",
        tensors({"w": {"dtype": "F64", "shape": [2**40, 2**40], "data_offsets": [0, 8]}}, b"12345678"),
    ),
    "safetensors of an unknown type": (
        ".safetensors",
        tensors({"w": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}, b"1"),
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_file_is_refused_in_one_line(case: str) -> None:
    ending, raw = DAMAGED[case]

    with pytest.raises(ValueError, match=r"^[^\n]{8,300}$"):
        read_all(ending, raw)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(sorted(WRITERS)), st.data())
def test_a_file_with_wrong_bytes_is_read_or_refused_and_nothing_else(writer: str, data: st.DataObject) -> None:
    ending, write = WRITERS[writer]
    raw = bytearray(write({"W1": np.arange(6.0).reshape(2, 3), "b": np.arange(3)}))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))

    # Anything but a ValueError fails.
    with contextlib.suppress(ValueError):
        read_all(ending, bytes(raw))


def test_a_bomb_is_known_by_its_header_before_room_is_made_for_it() -> None:
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (100000000,), }".ljust(118) + b"\n"
    raw = zipped("w.npy", with_header(header) + bytes(10_000_000))

    tracemalloc.start()
    held = contents(".npz", raw)["w"]()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held.shape == (100_000_000,)
    assert most < 1_000_000


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.array([[1.0, np.nan]]), "nan at [1, 2]"),
        (np.array([-np.inf, np.nan]), "-inf at [1]"),
        (np.array(np.inf), "inf; expected finite"),
        (np.array([0, 2**53 + 1]), "9007199254740993 at [2]"),
        (np.array([-(2**63)]), "-9223372036854775808 at [1]"),
        (np.array([1e300, -0.0]), ""),
        (np.array([2**53]), ""),
        (np.array([True]), ""),
    ],
)
def test_what_a_double_does_not_hold_is_named_with_its_place(array: np.ndarray[Any, Any], says: str) -> None:
    assert (says in fault_of(array)) if says else not fault_of(array)


def test_decimals_are_kept_as_they_are_written() -> None:
    rows = csv_rows(io.BytesIO("\ufeff0.10, -2.5e-3,+1\n\n 7 ,0,1\r\n".encode()))

    assert [[number.text for number in row] for row in rows] == [["0.10", "-2.5e-3", "1"], ["7", "0", "1"]]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "no numbers"),
        (b"1,2\n3\n", "line 2: has 1 numbers, expected 2"),
        (b"x1,x2\n1,2\n", "line 1: expected a number"),
        (b"1,nan\n", "found 'nan'"),
        (b"1,inf\n", "found 'inf'"),
        (b"1;2\n", "found '1;2'"),
        (b"1,,2\n", "found ''"),
        (b"1e999999\n", "at most three digits"),
        (b"\xff\xfe", "UTF-8"),
        (b"1," * 600_000 + b"\n" * 600_000, "too long"),
        (b"9" * 100, "at most 60 digits"),
    ],
)
def test_a_text_that_is_no_matrix_is_refused_with_its_line(raw: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        csv_rows(io.BytesIO(raw))
