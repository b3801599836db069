"""Samples of a table and of arrays are the same; what is wrong is refused with its row and what was expected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbackprop.errors import UsageError
from symbackprop.export.program.lowering import data_of
from symbackprop.training.samples import Columns, Samples, read_samples

from .models import CLASSES, clouds, model, table

DATA = data_of(model())


def read(path: Path, columns: Columns | None = None) -> Samples:
    return read_samples(path, DATA, np.float64, columns)


def test_a_table_and_arrays_give_the_same_samples(tmp_path: Path) -> None:
    points, classes = clouds(40)
    np.savez(tmp_path / "a.npz", inputs=points, targets=classes)
    np.savez(tmp_path / "b.npz", i=points, target_o=np.eye(CLASSES)[classes])
    found = [read(table(tmp_path / "c.csv", 40)), read(tmp_path / "a.npz"), read(tmp_path / "b.npz")]
    found.append(read(table(tmp_path / "d.csv", 40, header=False)))
    for samples in found:
        assert samples.names == ("i", "target_o")
        assert np.array_equal(samples.arrays[0], points)
        assert np.array_equal(samples.arrays[1].argmax(axis=1), classes)
        assert samples.count == 40


def test_columns_are_named_or_numbered(tmp_path: Path) -> None:
    path = table(tmp_path / "c.csv", 10)
    points, _ = clouds(10)
    for columns in (Columns(("y", "x"), ("class",)), Columns(("2", "1"), ("3",)), Columns(("y", "x"))):
        assert np.array_equal(read(path, columns).arrays[0], points[:, ::-1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,2,0\n1,x,0\n", r":2: column 2: expected a number, found 'x'"),
        ("x,y,c\n1,2,0\n1,2\n", r":3: has 2 columns; expected 3"),
        ("x,y,c\n", r"has no rows; expected one a sample"),
        ("", r":1: is empty"),
        ("1,2,7\n", r"target_o, sample 1: 7 is no class; expected a number from 0 to 4"),
        ("1,2,0\n1,2,0.5\n", r"sample 2: 0.5 is no class"),
        ("1,nan,0\n", r"i, sample 1: expected numbers, found nan or infinity"),
        ("1,2\n", r":1: has 2 columns; expected 7: 2 and 5"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_row(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        read(path)


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    points, classes = clouds(4)
    cases = {
        "holds no array 'i'; expected i, target_o, found x": {"x": points},
        "4 samples, i has 3|target_o has 4 samples": {"i": points[:3], "target_o": classes},
        r"i has the shape 4 × 1; expected samples × 2": {"i": points[:, :1], "target_o": classes},
        "has no samples": {"i": points[:0], "target_o": np.zeros((0, CLASSES))},
    }
    for says, arrays in cases.items():
        np.savez(tmp_path / "bad.npz", **arrays)
        with pytest.raises(UsageError, match=says):
            read(tmp_path / "bad.npz")
    (tmp_path / "bad.npz").write_bytes(b"PK no zip")
    with pytest.raises(UsageError, match="is no npz file"):
        read(tmp_path / "bad.npz")
    np.save(tmp_path / "pickle.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(UsageError, match="expected a file that ends in"):
        read(tmp_path / "pickle.npy")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="no column is called 'z'; there are x, y, class"):
        read(table(tmp_path / "c.csv", 3), Columns(("z",)))
