"""Values of a spec in files beside it: where these may be, that they are taken exactly, and how others are refused."""

from __future__ import annotations

import os
import re
import time
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from symbackprop.cli import run
from symbackprop.errors import SpecError
from symbackprop.model import Model
from symbackprop.models.draw import is_open
from symbackprop.models.spec import load, parse
from symbackprop.models.table import values_table
from symbackprop.models.value_files import Reference, ValueFiles

LAYERS = """\
[network]
sizes = [3, 2, 1]
activation = "tanh"
loss = "squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1

[values]
weights = "weights.npz"
biases = "weights.npz"
inputs = "sample.csv"
targets = "data.npz"
"""

EQUATIONS = """\
loss = "E"
parameters = ["W", "b"]
learning_rate = 0.1
equations = '''
net[j] = sum(i, W[j,i]*x[i]) + b[j]
E = sum(j, 1/2*(t[j] - tanh(net[j]))^2)
'''
weights = "weights.npz"
data = "data.npz"

[sizes]
i = 3
j = 2
"""

W1 = np.array([[0.1, -0.2, 0.3], [0.25, 1e-3, -2.0]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    np.savez(
        tmp_path / "weights.npz", W1=W1, W2=np.array([[0.7, -1 / 3]], "f4"), b1=np.array([0.5, 0.1]), b2=np.array([1])
    )
    np.savez_compressed(tmp_path / "data.npz", targets=np.array([0.25]))
    (tmp_path / "sample.csv").write_text("0.50, -1.0, 2\n")
    return tmp_path


@pytest.fixture
def written_out(tmp_path: Path) -> Path:
    np.savez(tmp_path / "weights.npz", W=W1, b=np.array([0.5, 0.1]))
    np.savez(tmp_path / "data.npz", x=np.array([1, 0, -1], "i1"), t=np.array([0.25, 0.75], "f2"))
    return tmp_path


def loaded(folder: Path, text: str) -> Model:
    (folder / "net.toml").write_text(text)
    return Model(load(folder / "net.toml"))


def refused(folder: Path, text: str) -> str:
    with pytest.raises(SpecError) as error:
        loaded(folder, text)
    message = str(error.value)
    assert message.isprintable()
    assert len(message) < 400
    return message.removeprefix(f"{folder}{os.sep}")


def test_a_layered_network_has_the_numbers_of_its_files(folder: Path) -> None:
    network = loaded(folder, LAYERS).network

    values = [float(network.values[name].value) for name in network.parameters]
    assert values == [*W1.flat, float(np.float32(0.7)), float(np.float32(-1 / 3)), 0.5, 0.1, 1]
    assert network.values[network.parameter("w1")].value == Fraction(0.1)
    assert network.values[network.first(network.layers[0].source)].text == "0.50"
    assert network.missing == ()
    assert not is_open(network)


def test_the_loss_of_a_trained_model_is_that_of_numpy(folder: Path) -> None:
    hidden = np.tanh(W1 @ [0.5, -1.0, 2.0] + [0.5, 0.1])
    out = np.tanh(np.array([[0.7, -1 / 3]], "f4").astype("f8") @ hidden + 1)

    model = loaded(folder, LAYERS)

    assert float(model.network.certified.ball(model.network.loss, 128)) == pytest.approx(((0.25 - out) ** 2).sum())
    parameters = np.array([float(model.network.values[name].value) for name in model.network.parameters])
    assert model.compile("numpy").loss(parameters) == pytest.approx(((0.25 - out) ** 2).sum())


def test_a_model_in_equations_has_the_numbers_of_its_files(written_out: Path) -> None:
    network = loaded(written_out, EQUATIONS).network

    found = [float(network.values[name].value) for leaf in network.graph.leaves for name in network.elements(leaf)]
    assert found == [*W1.flat, 1, 0, -1, 0.5, 0.1, 0.25, 0.75]


def test_rows_of_a_text_and_arrays_are_a_batch(folder: Path) -> None:
    (folder / "samples.csv").write_text("1,0,1\n0,1,1\n")
    np.save(folder / "wanted.npy", np.array([[1], [0]], "u1"))
    text = LAYERS.replace("sample.csv", "samples.csv").replace("data.npz", "wanted.npy")

    assert loaded(folder, text).network.samples == 2


def test_a_file_may_lie_in_a_folder_or_behind_a_link_below_the_spec(folder: Path) -> None:
    (folder / "run").mkdir()
    (folder / "weights.npz").rename(folder / "run" / "first.npz")
    (folder / "latest.npz").symlink_to(Path("run") / "first.npz")

    for name in ("run/first.npz", "latest.npz", "./run/../run/first.npz".replace("../run/", "")):
        assert loaded(folder, LAYERS.replace("weights.npz", name)).network.missing == ()


def test_a_column_or_a_row_stands_for_a_vector(folder: Path) -> None:
    np.savez(folder / "weights.npz", W1=W1, W2=np.ones((1, 2)), b1=np.array([[0.5], [0.1]]), b2=np.array([[1.0]]))

    network = loaded(folder, LAYERS).network

    assert [network.values[name].text for name in network.parameters[8:]] == ["0.5", "0.1", "1"]


def test_names_of_other_programs_are_said_in_the_spec(folder: Path) -> None:
    np.savez(folder / "model.npz", **{"0.weight": W1, "2.weight": np.ones((1, 2)), "step": np.array(7)})
    text = LAYERS.replace(
        'weights = "weights.npz"', 'weights = { file = "model.npz", names = ["0.weight", "2.weight"] }'
    ).replace('biases = "weights.npz"', 'biases = [{ file = "weights.npz", name = "b1" }, [0.5]]')

    assert loaded(folder, text).network.missing == ()


def test_what_is_drawn_beside_files_can_be_pasted_into_the_spec(folder: Path) -> None:
    text = LAYERS.replace('biases = "weights.npz"\n', "").replace('inputs = "sample.csv"\n', "")
    np.savez(folder / "weights.npz", W1=W1, W2=np.array([[0.7, -0.3]]))
    model = loaded(folder, text).drawn(3)

    again = loaded(folder, text.partition("[values]")[0] + values_table(model.network))

    assert again.network.values == model.network.values
    assert model.network.values.keys() == again.network.values.keys()


@dataclass(frozen=True)
class Bad:
    """What is changed in a good spec, the line that the message must name, and what else it must say."""

    old: str
    new: str
    line: int
    says: str


BAD: Mapping[str, Bad] = {
    "a missing file": Bad('"sample.csv"', '"other.csv"', 12, "values.inputs: other.csv: cannot be read: No such file"),
    "no path": Bad('"sample.csv"', '""', 12, "expected a file that ends in .csv"),
    "the folder above": Bad('"sample.csv"', '"../sample.csv"', 12, "expected a path below the folder of the spec"),
    "an absolute path": Bad('"sample.csv"', '"/etc/x.csv"', 12, "expected a path below the folder of the spec"),
    "a path of another system": Bad('"sample.csv"', r"'C:\x.csv'", 12, "expected a path below the folder"),
    "a way up on another system": Bad('"sample.csv"', r"'..\x.csv'", 12, "expected a path below the folder"),
    "a link that leads out": Bad('"sample.csv"', '"link.csv"', 12, "a link leads out of the folder of the spec"),
    "a folder behind a link that leads out": Bad('"sample.csv"', '"out/x.csv"', 12, "a link leads out of the folder"),
    "links in a circle": Bad('"sample.csv"', '"circle.csv"', 12, "circle.csv: cannot be read"),
    "a pipe": Bad('"sample.csv"', '"pipe.csv"', 12, "is no plain file"),
    "a folder": Bad('"sample.csv"', '"folder.csv"', 12, "folder.csv"),
    "a pickle": Bad('"sample.csv"', '"model.pt"', 12, "a pickle can run code and is never read"),
    "an unknown ending": Bad('"sample.csv"', '"x.xlsx"', 12, "expected a file that ends in .csv, .npy"),
    "a name with a line break": Bad('"sample.csv"', r'"a\nb.csv"', 12, "expected the path of a file"),
    "a name with a null": Bad('"sample.csv"', r'"a\u0000.csv"', 12, "expected the path of a file"),
    "a table without a file": Bad('"sample.csv"', '{ name = "x" }', 12, "expected a file, as"),
    "a table with more": Bad('"sample.csv"', '{ file = "sample.csv", at = 1 }', 12, "expected a file, as"),
    "names where one is wanted": Bad('"sample.csv"', '{ file = "data.npz", names = ["x"] }', 12, "expected a file, as"),
    "a name in a text": Bad('"sample.csv"', '{ file = "sample.csv", name = "x" }', 12, "a CSV file holds one matrix"),
    "a name that is not there": Bad('"sample.csv"', '"data.npz"', 12, "data.npz: holds no 'inputs'; it holds targets"),
    "another number of names": Bad(
        'weights = "weights.npz"', 'weights = { file = "weights.npz", names = ["W1"] }', 10, "names has 1 entries"
    ),
    "one text for two matrices": Bad('weights = "weights.npz"', 'weights = "sample.csv"', 10, "a list of 2 files"),
    "another number of matrices": Bad(
        "[3, 2, 1]", "[3, 2, 1, 1]", 10, "weights.npz: holds no 'W3'; it holds W1, W2, b1, b2"
    ),
    "more than is taken": Bad(
        'biases = "weights.npz"', "biases = [[0, 0], [0]]", 10, "holds 'b1' too, which nothing takes; expected W1, W2"
    ),
    "another shape": Bad("[3, 2, 1]", "[3, 3, 1]", 10, "'W1' has the shape 2 × 3, expected 3 × 3"),
    "a matrix for one sample": Bad(
        'targets = "data.npz"',
        'targets = { file = "weights.npz", name = "W1" }',
        13,
        "since the inputs are of a single sample; found samples",
    ),
    "rows for columns": Bad(
        'loss = "squared"', 'loss = "squared"\nconvention = "x W"', 11, "it fits when it is transposed"
    ),
    "a text of another shape": Bad("[3, 2, 1]", "[4, 2, 1]", 12, "sample.csv has the shape 1 × 3, expected 4"),
    "thousands in a text": Bad('"sample.csv"', '"apart.csv"', 12, "expected a number, found '1_0'"),
    "samples in a text of another width": Bad('"sample.csv"', '"wide.csv"', 13, "expected 2 samples"),
    "not a number": Bad('"data.npz"', '"nan.npy"', 13, "nan.npy holds nan at [1]; expected finite numbers"),
    "complex numbers": Bad('"data.npz"', '"complex.npy"', 13, "is of type complex128; expected whole or floating"),
    "objects": Bad('"data.npz"', '"objects.npy"', 13, "is of type object"),
    "no npz": Bad('"data.npz"', '"text.npz"', 13, "text.npz: is no npz file"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(case: str, folder: Path) -> None:
    bad = BAD[case]
    outside = folder.parent / f"{folder.name}-outside"
    outside.mkdir()
    (outside / "x.csv").write_text("1,2,3\n")
    (folder / "link.csv").symlink_to(outside / "x.csv")
    (folder / "out").symlink_to(outside)
    (folder / "circle.csv").symlink_to(folder / "circle.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    (folder / "apart.csv").write_text("1_0,2,3\n")
    (folder / "wide.csv").write_text("1,2,3,4\n5,6,7,8\n")
    (folder / "text.npz").write_text("no zip file")
    np.save(folder / "nan.npy", np.array([np.nan]))
    np.save(folder / "complex.npy", np.array([1j]))
    np.save(folder / "objects.npy", np.array([{}]), allow_pickle=True)
    assert LAYERS.count(bad.old) == 1

    message = refused(folder, LAYERS.replace(bad.old, bad.new))

    assert message.startswith(f"net.toml:{bad.line}: ")
    assert bad.says in message


def test_a_text_that_is_no_file_takes_no_values_from_files() -> None:
    with pytest.raises(SpecError, match=r"^net.toml:12: values.inputs: sample.csv: values in files need a spec"):
        parse(LAYERS, "net.toml")


BAD_EQUATIONS: Mapping[str, tuple[str, str, str]] = {
    "weights that are none": ('weights = "weights.npz"', 'weights = "data.npz"', "holds 'x', which is no parameter"),
    "data that are weights": ('data = "data.npz"', 'data = "weights.npz"', "holds 'W', which is a parameter"),
    "weights given twice": ("[sizes]", "[values]\nb = [1, 2]\n[sizes]", "holds 'b', which has values elsewhere too"),
    "a parameter that lacks": ("b[j]", "b[j] + c", "weights: weights.npz: holds no 'c', which has no values"),
    "data that lack": (
        "(t[j]",
        "(u*t[j]",
        "data: data.npz: holds no 'u', which has no values elsewhere; it holds x, t",
    ),
    "data of nothing": ("*x[i]", "", "no given quantity is called 'x'"),
    "another shape": ("i = 3", "i = 2", "net.toml:8: weights.npz: 'W' has the shape 2 × 3, expected 2 × 2"),
    "a table for a whole file": ('"data.npz"', '{ file = "data.npz" }', "expected a file with values by name"),
    "a text for a whole file": ('"data.npz"', '"data.csv"', "holds no names; expected a file that ends in .npz"),
    "a number for a file": ('"data.npz"', "3", "expected a file with values by name"),
}


@pytest.mark.parametrize("case", BAD_EQUATIONS)
def test_a_file_that_does_not_fit_the_equations_is_refused_in_one_line(case: str, written_out: Path) -> None:
    old, new, says = BAD_EQUATIONS[case]
    text = (
        EQUATIONS.replace(old, new)
        if case != "a parameter that lacks"
        else EQUATIONS.replace(old, new).replace('"b"', '"b", "c"')
    )
    (written_out / "data.csv").write_text("1\n")
    assert EQUATIONS.count(old) == 1

    message = refused(written_out, text)

    assert re.match(r"net\.toml:\d+: ", message)
    assert says in message


def test_a_wide_model_costs_no_more_than_its_arrays(tmp_path: Path) -> None:
    sizes = [784, 256, 128, 10]
    random = np.random.default_rng(0)
    pairs = list(zip(sizes[1:], sizes, strict=False))
    weights = {f"W{at}": random.normal(size=shape).astype("f4") for at, shape in enumerate(pairs, start=1)}
    np.savez(tmp_path / "weights.npz", **weights)
    text = LAYERS.replace("[3, 2, 1]", str(sizes)).replace('"per-neuron"', '"none"').partition("\nbiases")[0]
    loaded(tmp_path, text.partition("[values]")[0])

    tracemalloc.start()
    start = time.process_time()
    network = loaded(tmp_path, text).network
    last = network.parameter("w200704")
    seconds = time.process_time() - start
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert network.values[last].value == Fraction(float(weights["W1"][-1, -1]))
    # A number, its name and its fraction would take some 500 bytes each, 120 MB in all; the arrays take 1 MB.
    assert most < 20_000_000
    assert seconds < 1


def test_notes_say_where_numbers_come_from_and_show_them_rounded(folder: Path) -> None:
    (folder / "net.toml").write_text(LAYERS)

    arguments = ["notes", str(folder / "net.toml"), "--format", "md", "--digits", "6", "--quiet", "--rounds", "10"]
    assert run([*arguments, "--output", str(folder / "notes")]) == 0

    notes = (folder / "notes" / "notes.md").read_text()
    assert "come from data.npz and weights.npz. They are binary fractions" in notes
    assert "0.100000 \\cdot 0.50" in notes
    assert run(["verify", str(folder / "notes" / "notes.md"), "--spec", str(folder / "net.toml")]) == 0


def test_a_file_without_a_name_is_named_alone_and_one_without_arrays_is_said_to_have_none(tmp_path: Path) -> None:
    np.savez(tmp_path / "empty.npz")
    (tmp_path / "torn.npy").write_bytes(b"\x93NUMPY\x09\x00")
    with ValueFiles(tmp_path) as files:
        with pytest.raises(ValueError, match=r"^empty.npz: holds no arrays$"):
            files.names(Reference("empty.npz"))
        with pytest.raises(ValueError, match=r"^torn.npy: is damaged: it does not begin as an array of NumPy$"):
            files.find(Reference("torn.npy"), "w")
