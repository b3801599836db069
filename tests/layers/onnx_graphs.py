"""Small ONNX graphs for tests, and what onnxruntime computes of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symbackprop import Model

from ..conftest import missing

DRAW = np.random.default_rng(7)
Line = tuple[str, str, str, dict[str, Any]]
"""An operator, the names that it reads, those that it makes, and its attributes."""


def numbers(*shape: int) -> np.ndarray:
    return DRAW.normal(size=shape)


def line(kind: str, reads: str, makes: str, **attributes: Any) -> Line:
    return kind, reads, makes, attributes


def graph(
    lines: Sequence[Line],
    shape: tuple[int, ...],
    held: Mapping[str, Any],
    opset: int = 17,
    is_whole: bool = False,
    is_single: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> bytes:
    """Return a model with the input x of which each sample has a shape, and the output y."""
    for package in ("onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            missing(package)
    from onnx import TensorProto, helper, numpy_helper

    real = TensorProto.FLOAT if is_single else TensorProto.DOUBLE

    def typed(given: Any) -> np.ndarray:
        array = np.asarray(given)
        return array.astype(np.float32) if is_single and array.dtype.kind == "f" else array

    nodes = [
        helper.make_node(kind, reads.replace("-", "").split(" "), makes.split(), name=f"n{at}", **attributes)
        for at, (kind, reads, makes, attributes) in enumerate(lines)
    ]
    made = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.INT64 if is_whole else real, ["batch", *shape])],
        [helper.make_tensor_value_info("y", real, None)],
        [numpy_helper.from_array(typed(one), name) for name, one in held.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    helper.set_model_props(model, dict(metadata or {}))
    content: bytes = model.SerializeToString()
    return content


def kept(content: bytes, folder: Path) -> Path:
    path = folder / "net.onnx"
    path.write_bytes(content)
    return path


def by_runtime(content: bytes, x: np.ndarray) -> np.ndarray:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(None, {"x": x})
    return np.asarray(found)


def check(content: bytes, x: np.ndarray, folder: Path, given: np.ndarray | None = None, within: float = 1e-12) -> Model:
    """Compare the outputs of the model of a graph with those of onnxruntime; `given` is x as the model takes it."""
    model = Model.from_onnx(kept(content, folder), loss="mse")
    found = model.compile("numpy").predict(model.initial(), np.asarray(x if given is None else given, dtype=np.float64))
    expected = by_runtime(content, x)
    assert np.abs(found.reshape(expected.shape) - expected).max() <= within * np.abs(expected).max()
    return model
