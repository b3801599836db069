"""Graphs that are no chains: what our own exports are comes back, with the names and the order of the parameters."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.export.program.lowering import data_of
from symbackprop.graph.equations import bare
from symbackprop.graph.given import floats_in
from symbackprop.layers import Convolution, Dense, Flatten
from symbackprop.layers.onnx_file import opened
from symbackprop.layers.onnx_graph import graph_formulas

from ..conftest import missing
from .onnx_graphs import graph, kept, line, numbers

pytestmark = pytest.mark.slow
"""Each test reads files of ONNX."""

EXPORTED = {
    "batch-norm": "y",
    "convolution": "y",
    "layers-softmax": "",
    "pooling": "y",
    "skip-connection": "",
    "tied-autoencoder": "",
    "transformer-block": "",
}
"""Examples, with what they predict where they do not say it."""


def exported(model: Model, of: str, folder: Path) -> Path:
    if importlib.util.find_spec("onnx") is None:
        missing("onnx")
    return kept(model.to_onnx(of=of), folder)


@pytest.mark.parametrize("name", EXPORTED)
def test_our_own_exports_come_back(name: str, tmp_path: Path) -> None:
    model = Model.example(name)
    computed = [bare(equation.target).ascii for equation in model.network.graph.equations]
    of = next((bare(symbol).ascii for symbol in model.network.outward), computed[-2])
    back = Model.from_onnx(exported(model, of, tmp_path), loss="half-squared")
    assert dict(back.shapes) == dict(model.shapes)
    w = np.concatenate(
        [floats_in(model.network.values, at, model.network.labels).ravel() for at in model.network.trained]
    )
    assert back.initial().tolist() == w.tolist()
    predict = model.compile("numpy").predict
    own = {bare(at).ascii: floats_in(model.network.values, at, model.network.labels) for at in data_of(model.network)}
    given = [own[name] for name in predict.inputs(of)]
    found = back.compile("numpy").predict(w, *given)
    assert found.ravel() == pytest.approx(np.ravel(predict(w, *given, of=of)), rel=1e-12, abs=1e-14)


def test_a_list_of_layers_comes_back_with_its_gradient(tmp_path: Path) -> None:
    layers = [
        Convolution(4, (3,), groups=2, weights=numbers(4, 2, 3)),
        "gelu",
        Flatten(),
        Dense(2, weights=numbers(2, 28)),
    ]
    model = Model.from_layers(layers, input_shape=(4, 9), loss="mse")
    back = Model.from_onnx(exported(model, "y", tmp_path), loss="mse")
    w, x, t = back.initial(), numbers(3, 4, 9), numbers(3, 2)
    found = []
    for one in (model, back):
        gradient = np.empty_like(w)
        loss = one.compile("numpy").loss_and_gradient(w, x, t, gradient)
        found.append([loss, *gradient])
    assert found[0] == pytest.approx(found[1], rel=1e-12, abs=1e-14)


def test_windows_come_back_as_windows(tmp_path: Path) -> None:
    text = graph_formulas(opened(exported(Model.example("convolution"), "y", tmp_path)), (), "mse")
    assert text.lines[0] == "h1[i,j] = x[i+j-1]"
    assert not text.tables


def test_a_spec_of_a_graph_computes_what_the_file_does(tmp_path: Path) -> None:
    from symbackprop.cli import run

    lines = [
        line("MatMul", "x W", "a"),
        line("Slice", "a one two one", "b"),
        line("Add", "a b", "c"),
        line("Relu", "c", "y"),
    ]
    held = {"W": numbers(4, 4), "one": np.array([1]), "two": np.array([2])}
    file, spec = kept(graph(lines, (4,), held), tmp_path), tmp_path / "net.toml"
    assert run(["import", str(file), "--output", str(spec), "--loss", "mse", "--quiet"]) == 0
    direct, read = Model.from_onnx(file, loss="mse"), Model.load(spec)
    x = numbers(3, 4)
    values = [model.compile("numpy").predict(model.initial(), x).tolist() for model in (direct, read)]
    assert values[0] == values[1]


def test_an_export_with_its_gradient_is_refused(tmp_path: Path) -> None:
    if importlib.util.find_spec("onnx") is None:
        missing("onnx")
    with pytest.raises(SpecError, match="has 2 inputs and 6 outputs; expected inputs and one output"):
        Model.from_onnx(kept(Model.example("layers-softmax").to_onnx(gradient=True), tmp_path))


@pytest.mark.parametrize(
    ("end", "loss", "last"),
    [
        ("Softmax", "", "softmax"),
        ("LogSoftmax", "", "exp"),
        ("Sigmoid", "", "sigmoid"),
        ("Identity", "cross-entropy", "softmax"),
    ],
)
def test_a_loss_brings_what_the_graph_does_not_end_with(end: str, loss: str, last: str, tmp_path: Path) -> None:
    lines = [line("MatMul", "x W", "a"), line("Add", "a x", "b"), line(end, "b", "y")]
    model = Model.from_onnx(kept(graph(lines, (3,), {"W": numbers(3, 3)}), tmp_path), loss=loss)
    x = numbers(2, 3)
    z = x @ model.unpack(model.initial())["W"] + x
    expected = 1 / (1 + np.exp(-z)) if last == "sigmoid" else np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    assert model.compile("numpy").predict(model.initial(), x) == pytest.approx(expected)
