"""`symbackprop import` makes a spec that computes what the file does; other files are refused with what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.cli import run
from symbackprop.models.spec import load

from ..layers.test_onnx import built, kept, numbers, step

pytestmark = pytest.mark.slow
"""Each test reads files of ONNX."""


def network(folder: Path, shape: tuple[object, ...] = (1, 6, 6)) -> Path:
    steps = [
        step("Conv", numbers(2, 1, 3, 3), numbers(2), pads=[1, 1, 1, 1]),
        step("BatchNormalization", *(numbers(2) for _ in range(3)), np.abs(numbers(2))),
        step("Relu"),
        step("MaxPool", kernel_shape=[2, 2], strides=[2, 2]),
        step("Flatten"),
        step("Gemm", numbers(18, 3), numbers(3)),
        step("Softmax"),
    ]
    return kept(built(steps, shape), folder)


def line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    return said


def test_the_spec_computes_what_the_file_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, spec = network(tmp_path), tmp_path / "made.toml"
    assert run(["import", str(file), "-o", str(spec)]) == 0
    assert "Next: symbackprop check" in capsys.readouterr().out
    direct, read = Model.from_onnx(file), Model.load(spec)
    assert read.shapes == direct.shapes
    assert read.initial().tolist() == direct.initial().tolist()
    x, t = np.ones((2, 1, 6, 6)), np.eye(3)[:2]
    gradients = []
    for model in (direct, read):
        function, gradient = model.compile("numpy"), np.empty_like(model.initial())
        assert function.predict(model.initial(), x).shape == (2, 3)
        function.loss_and_gradient(model.initial(), x, t, gradient)
        gradients.append(gradient.tolist())
    assert gradients[0] == gradients[1]
    assert run(["check", str(spec), "--quiet"]) == 0


def test_the_loss_the_shape_and_the_learning_rate_can_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, spec = network(tmp_path, (1, "rows", "columns")), tmp_path / "made.toml"
    assert "does not say the shape of a sample" in line(capsys, "import", str(file), "-o", str(spec))
    assert "--input-shape: expected whole numbers" in line(
        capsys, "import", str(file), "-o", str(spec), "--input-shape", "a"
    )
    options = ["--input-shape", "1,6,6", "--loss", "mse", "--learning-rate", "0.25", "--quiet"]
    assert run(["import", str(file), "-o", str(spec), *options]) == 0
    assert load(spec).rate.text == "0.25"
    assert "1/3*(t[" in spec.read_text(encoding="utf-8")
    assert "is there already; --force overwrites it" in line(capsys, "import", str(file), "-o", str(spec))
    assert run(["import", str(file), "-o", str(spec), *options, "--force"]) == 0


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("net.pt", "may hold pickled code, which is not run"),
        ("net.pth", "Model.from_torch"),
        ("net.PKL", "save its weights with safetensors"),
        ("net.keras", "Model.from_keras"),
        ("net.h5", "Model.from_keras"),
        ("net.safetensors", "it names the file, as in weights = 'net.safetensors'"),
        ("net.npz", "holds numbers without a network"),
        ("net.onnx", "symbackprop import net.onnx --output net.toml makes a spec of it"),
    ],
)
@pytest.mark.parametrize("command", ["notes", "check", "train", "export"])
def test_another_file_in_place_of_a_spec_is_refused_with_what_to_do(
    command: str, name: str, advice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(b"\x80\x04K\x01.")
    assert advice in line(capsys, command, str(tmp_path / name))
    assert advice in line(capsys, command, name)


def test_what_is_no_onnx_file_or_no_spec_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not run" in line(capsys, "import", "net.pt", "-o", str(tmp_path / "net.toml"))
    assert "expected a file that ends in .onnx" in line(capsys, "import", "net.toml", "-o", str(tmp_path / "net.toml"))
    assert "a spec must end in .toml" in line(capsys, "import", "net.onnx", "-o", str(tmp_path / "net.txt"))
    assert "cannot be read: No such file" in line(
        capsys, "import", str(tmp_path / "net.onnx"), "-o", str(tmp_path / "net.toml")
    )
    assert list(tmp_path.iterdir()) == []
