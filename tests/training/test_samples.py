"""Samples of a table and of arrays are the same; what is wrong is refused with its row and what was expected."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from symbackprop.errors import UsageError
from symbackprop.export.program.lowering import data_of
from symbackprop.models.spec import parse
from symbackprop.training import samples as module
from symbackprop.training import tables
from symbackprop.training.samples import Columns, Samples, read_samples

from .models import CLASSES, clouds, model, table

pytestmark = pytest.mark.slow
"""Some tests read long tables."""

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


NAMED = "e,c,d,a,b"


@pytest.mark.parametrize("head", ["x,y,kind\n", ""])
def test_columns_of_text_are_classes_in_sorted_order(tmp_path: Path, head: str) -> None:
    path = tmp_path / "named.csv"
    path.write_text(head + "".join(f'0.5,{at}.25,"{name}" \n' for at, name in enumerate(NAMED.split(","))))
    samples = read(path)
    assert samples.classes == ("a", "b", "c", "d", "e")
    assert samples.arrays[1].argmax(axis=1).tolist() == [4, 2, 3, 0, 1]
    assert samples.arrays[0][:, 1].tolist() == [0.25, 1.25, 2.25, 3.25, 4.25]


def test_two_names_are_0_and_1_of_a_single_output(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("x;kind\n1,5;yes\n2,5;no\n")
    two = data_of(
        parse(
            "[network]\nsizes = [1, 1]\nactivation = 'sigmoid'\nloss = 'binary-cross-entropy'\nbias = 'none'\n",
            "two.toml",
        )
    )
    samples = read_samples(path, two, np.float64, decimal_comma=True)
    assert samples.classes == ("no", "yes")
    assert [array.ravel().tolist() for array in samples.arrays] == [[1.5, 2.5], [1, 0]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x,y,c\n1,2,a\n1,2,b\n", r"column 3 has 2 classes \(a, b\); the model tells 5 apart"),
        ("x,y,c\n1,2,a\n1,2,\n", r":3: column 3: expected the name of a class, found nothing"),
        ("x,y,c\n1,2,a\n1,q,b\n", r":3: column 2: expected a number, found 'q'"),
        ("x,y,c\n1,2,0\n1,2,a\n", r":3: column 3: expected a number, found 'a'"),
        ("1,q,0\n1,2,0\n", r":1: column 2: expected a number, as in other columns, found 'q'"),
    ],
)
def test_names_that_are_no_classes_are_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "bad.csv").write_text(text)
    with pytest.raises(UsageError, match=says):
        read(tmp_path / "bad.csv")


def test_a_column_of_many_texts_is_no_column_of_classes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_CLASSES", 3)
    (tmp_path / "many.csv").write_text("x,y,c\n" + "".join(f"1,2,n{at}\n" for at in range(9)))
    with pytest.raises(UsageError, match="column 3 has more than 3 texts; expected the names of classes"):
        read(tmp_path / "many.csv")


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
        (
            "1,2\n",
            r":1: has 2 columns; expected 7: 2 of i and 5 of target_o, or 3 with the number of a class; --inputs",
        ),
        (
            "1;2;0\n1,5;2;0\n",
            r":2: column 1: expected a number, found '1,5'; numbers with a comma need --decimal-comma",
        ),
        ("NA,0.5,0\n1,2,0\n", r":1: column 1: expected a number, as in other columns, found 'NA'"),
        ("x,y,c\n1,,0\n", r":2: column 2: expected a number, found nothing"),
        ("x,y,c\n\n1_0,2,0\n", r":3: column 1: expected a number, found '1_0'"),
        ("x,y,c\n١,2,0\n", r":2: column 1: expected a number, found '١'"),
        ("1,2,0\n1,2,-1\n", r"sample 2: -1 is no class"),
        ("1,2,0\n1,2,inf\n", r"sample 2: inf is no class"),
        ("1,2,0\nx,y,c\n", r":2: column 1: expected a number, found 'x'"),
        ("1,2,0\n\0\n", r":2: has 1 column; expected 3"),
        ("1,2,0\n" + "5," * 3_000_000, r":2: has 2097153 columns; expected 3"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_row(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf1,2,0\n3,4,1\n",
        b"x,y,c\r\n1,2,0\r\n\r\n3,4,1\r\n",
        b"x,y,c\r1,2,0\r3,4,1",
        b'"x, in m","y",c\n"1"," 2",0\n3,4.,1e0\n',
        b"0,1,class\n1,2,0\n3,4,1\n",
        b"x\ty\tc\n+1\t2\t0\n3\t4\t1\n",
    ],
)
def test_tables_of_other_programs_are_read(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(text)
    points, targets = read(tmp_path / "a.csv").arrays
    assert points.tolist() == [[1, 2], [3, 4]]
    assert targets.argmax(axis=1).tolist() == [0, 1]


def test_a_table_with_decimal_commas_is_read_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x;y;c\n1,5;-2;0\n0,25;4;1\n", encoding="utf-8")
    found = read_samples(tmp_path / "a.csv", DATA, np.float64, None, True)
    assert found.arrays[0].tolist() == [[1.5, -2], [0.25, 4]]
    (tmp_path / "b.csv").write_text("1,5,2,0\n", encoding="utf-8")
    with pytest.raises(UsageError, match="expected columns with semicolons or tabs"):
        read_samples(tmp_path / "b.csv", DATA, np.float64, None, True)


def test_a_name_that_two_columns_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,x,c\n1,2,0\n", encoding="utf-8")
    with pytest.raises(UsageError, match="2 columns are called 'x'; name them by their numbers"):
        read(tmp_path / "a.csv", Columns(("x", "c")))


def test_a_table_is_read_in_blocks_of_which_no_more_than_the_numbers_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points, _ = clouds(500)
    whole = read(table(tmp_path / "c.csv", 500)).arrays
    monkeypatch.setattr(tables, "BLOCK", 21)
    parts = read(tmp_path / "c.csv").arrays
    assert all(np.array_equal(one, other) for one, other in zip(whole, parts, strict=True))
    assert np.array_equal(parts[0], points)
    monkeypatch.setattr(tables, "MOST_NUMBERS", 1000)
    with pytest.raises(UsageError, match=r"has more than 1,000 numbers; give it as .npy or .npz"):
        read(tmp_path / "c.csv")


def test_a_million_rows_take_the_memory_of_their_numbers(tmp_path: Path) -> None:
    lines = "0.25,-1.5,3\n" * 10_000
    with (tmp_path / "m.csv").open("w", encoding="utf-8") as file:
        file.writelines(lines for _ in range(100))
    tracemalloc.start()
    found = read(tmp_path / "m.csv")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.count == 1_000_000
    assert most < 5 * 1_000_000 * 3 * 8


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", ["<f8", ">f4", "<f2"])
def test_large_arrays_stay_in_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: Literal["C", "F"], kind: str
) -> None:
    points, classes = clouds(60)
    points = points.astype(kind)
    np.savez(tmp_path / "a.npz", inputs=np.asarray(points, order=order), targets=classes)
    np.savez_compressed(tmp_path / "b.npz", inputs=np.asarray(points, order=order), targets=classes)
    np.save(tmp_path / "c.npy", np.asarray(np.c_[points, classes].astype(kind), order=order))
    monkeypatch.setattr(module, "STAYS", 1)
    for name, stays in (("a.npz", True), ("b.npz", False), ("c.npy", True)):
        found = read(tmp_path / name)
        assert all(isinstance(source.rows, np.memmap) is stays for source in found.sources)
        inputs, targets = found.taken(np.array([7, 3, 59]))
        assert np.array_equal(inputs, points[[7, 3, 59]].astype(np.float64))
        assert targets.argmax(axis=1).tolist() == classes[[7, 3, 59]].tolist()
        assert found.have_classes()


def test_an_array_that_is_longer_than_its_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.save(tmp_path / "a.npy", np.ones((100, 3)))
    content = (tmp_path / "a.npy").read_bytes()
    (tmp_path / "a.npy").write_bytes(content[:-8])
    for least in (1, 1 << 26):
        monkeypatch.setattr(module, "STAYS", least)
        with pytest.raises(UsageError, match="is damaged"):
            read(tmp_path / "a.npy")


def test_a_single_number_is_no_array_of_samples(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", inputs=np.float64(3), targets=np.array([0, 1]))
    with pytest.raises(UsageError, match="inputs has the shape of a single number; expected samples × 2"):
        read(tmp_path / "a.npz")
    np.save(tmp_path / "a.npy", np.ones(3))
    with pytest.raises(UsageError, match="has the shape 3; expected a matrix with a row a sample"):
        read(tmp_path / "a.npy")


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    points, classes = clouds(4)
    cases = {
        "holds no array 'i'; expected i, target_o, or inputs, targets, found x": {"x": points},
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
    with pytest.raises(UsageError, match="is of type object"):
        read(tmp_path / "pickle.npy")
    with pytest.raises(UsageError, match="expected a file that ends in"):
        read(tmp_path / "weights.pt")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="no column is called 'z'; there are x, y, class"):
        read(table(tmp_path / "c.csv", 3), Columns(("z",)))
