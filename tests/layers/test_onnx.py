"""ONNX files: what onnxruntime computes comes out of the model; others are refused by the name of the operator."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import ExportError, SpecError
from symbackprop.layers import onnx_file
from symbackprop.layers.onnx import OPERATORS

from ..conftest import missing

pytestmark = pytest.mark.slow
"""Each test runs ONNX's runtime."""

DRAW = np.random.default_rng(5)
Step = tuple[str, list[Any], dict[str, Any]]


def numbers(*shape: int) -> np.ndarray:
    return DRAW.normal(size=shape).astype(np.float32)


def step(kind: str, *constants: Any, **attributes: Any) -> Step:
    return kind, list(constants), attributes


def built(steps: list[Step], shape: tuple[Any, ...], opset: int = 20) -> Any:
    """Return a model whose nodes read one another in order, with the constants behind."""
    for package in ("onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            missing(package)
    from onnx import TensorProto, helper, numpy_helper

    nodes, held, at = [], [], "x"
    for number, (kind, constants, attributes) in enumerate(steps):
        names = [
            "" if one is None else at if isinstance(one, str) else f"c{number}_{k}" for k, one in enumerate(constants)
        ]
        held += [
            numpy_helper.from_array(np.asarray(one), name)
            for one, name in zip(constants, names, strict=True)
            if name.startswith("c")
        ]
        nodes.append(helper.make_node(kind, [at, *names], [f"h{number}"], name=f"n{number}", **attributes))
        at = f"h{number}"
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *shape])],
        [helper.make_tensor_value_info(at, TensorProto.FLOAT, None)],
        held,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def kept(model: Any, folder: Path) -> Path:
    path = folder / "net.onnx"
    path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    return path


def check(model: Any, shape: tuple[int, ...], folder: Path, within: float = 2e-6) -> Model:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = numbers(3, *shape)
    (expected,) = session.run(None, {"x": x})
    found = Model.from_onnx(kept(model, folder), loss="mse")
    y = found.compile("numpy").predict(found.initial(), x.astype(np.float64))
    assert np.abs(y.reshape(expected.shape) - expected).max() <= within * np.abs(expected).max()
    return found


ONE, TWO = (2, 9), (2, 7, 8)
FIRST = step("Gemm", numbers(4, 3), numbers(4), transB=1)
FILTERS = step("Conv", numbers(3, 2, 3, 3), numbers(3), pads=[1, 0, 1, 1], strides=[1, 2])
NETWORKS: MappingProxyType[str, tuple[list[Step], tuple[int, ...]]] = MappingProxyType(
    {
        "Abs": ([FIRST, step("Abs")], (3,)),
        "Add": ([step("MatMul", numbers(3, 4)), step("Add", numbers(4))], (5, 3)),
        "AveragePool": (
            [FILTERS, step("AveragePool", kernel_shape=[2, 2], pads=[1, 1, 0, 0], count_include_pad=1)],
            TWO,
        ),
        "BatchNormalization": (
            [FILTERS, step("BatchNormalization", *(numbers(3) for _ in range(3)), np.abs(numbers(3)), epsilon=0.01)],
            TWO,
        ),
        "Celu": ([FIRST, step("Celu", alpha=0.5)], (3,)),
        "Clip": ([FIRST, step("Clip", np.float32(-0.5), np.float32(0.5))], (3,)),
        "Conv": ([step("Conv", numbers(3, 2, 3), dilations=[2]), step("Conv", numbers(6, 1, 2), group=3)], ONE),
        "Cos": ([FIRST, step("Cos")], (3,)),
        "Dropout": ([FIRST, step("Dropout", np.float32(0.5))], (3,)),
        "Elu": ([FIRST, step("Elu", alpha=0.5)], (3,)),
        "Exp": ([FIRST, step("Exp")], (3,)),
        "Flatten": ([FILTERS, step("Flatten"), step("Gemm", numbers(63, 2))], (2, 7, 6)),
        "Gelu": ([FIRST, step("Gelu"), step("Gelu", approximate="tanh")], (3,)),
        "Gemm": ([FIRST, step("Gemm", numbers(4, 2))], (3,)),
        "GlobalAveragePool": ([FILTERS, step("GlobalAveragePool")], TWO),
        "GlobalMaxPool": ([FILTERS, step("GlobalMaxPool")], TWO),
        "HardSigmoid": ([FIRST, step("HardSigmoid", alpha=0.25)], (3,)),
        "HardSwish": ([FIRST, step("HardSwish")], (3,)),
        "Identity": ([FIRST, step("Identity")], (3,)),
        "LayerNormalization": ([FIRST, step("LayerNormalization", numbers(4), numbers(4))], (3,)),
        "LeakyRelu": ([FIRST, step("LeakyRelu", alpha=0.3)], (3,)),
        "LogSoftmax": ([FIRST, step("LogSoftmax", axis=1)], (3,)),
        "MatMul": ([step("MatMul", numbers(3, 4))], (5, 3)),
        "MaxPool": ([FILTERS, step("MaxPool", kernel_shape=[2, 3], strides=[2, 1])], TWO),
        "Mish": ([FIRST, step("Mish")], (3,)),
        "Mul": ([FIRST, step("Sigmoid"), step("Mul", "the input of the node before")], (3,)),
        "PRelu": ([FIRST, step("PRelu", np.float32([0.2]))], (3,)),
        "Relu": ([FIRST, step("Relu")], (3,)),
        "Reshape": ([FILTERS, step("Reshape", np.int64([0, -1])), step("Gemm", numbers(63, 2))], (2, 7, 6)),
        "Selu": ([FIRST, step("Selu")], (3,)),
        "Sigmoid": ([FIRST, step("Sigmoid")], (3,)),
        "Sin": ([FIRST, step("Sin")], (3,)),
        "Softmax": ([FIRST, step("Softmax")], (3,)),
        "Softplus": ([FIRST, step("Softplus")], (3,)),
        "Softsign": ([FIRST, step("Softsign")], (3,)),
        "Tanh": ([FIRST, step("Tanh")], (3,)),
    }
)


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_has_the_outputs_of_onnxruntime(name: str, tmp_path: Path) -> None:
    steps, shape = NETWORKS[name]
    model = built(steps, shape)
    if name == "Mul":
        model.graph.node[2].input[1] = "h0"
    check(model, shape, tmp_path)


def test_numbers_are_taken_exactly(tmp_path: Path) -> None:
    single = built([FIRST, step("Tanh")], (3,))
    found = check(single, (3,), tmp_path)
    weights, bias = FIRST[1]
    assert found.initial().tolist() == [*map(float, weights.ravel()), *map(float, bias)]


def test_numbers_beside_the_file_are_read_from_its_folder_only(tmp_path: Path) -> None:
    model = built([FIRST], (3,))
    weights = FIRST[1][0]
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "net.data").write_bytes(b"1234" + weights.tobytes())
    (tmp_path / "secret").write_bytes(weights.tobytes())
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = 1

    def placed(**entries: str) -> Path:
        del tensor.external_data[:]
        for key, value in entries.items():
            tensor.external_data.add(key=key, value=value)
        return kept(model, folder)

    found = Model.from_onnx(placed(location="net.data", offset="4", length="48"))
    assert found.unpack(found.initial())["W1"].tolist() == weights.tolist()
    for entries, message in (
        ({"location": "../secret"}, "expected a path below the folder"),
        ({"location": "/etc/passwd"}, "expected a path below the folder"),
        ({"location": "net.data", "length": "12"}, "does not fit its shape"),
        ({"location": "net.data", "offset": "20"}, "cannot be read"),
        ({"location": "net.data", "offset": "-4"}, "does not fit its shape"),
        ({"location": "none.data"}, "cannot be read"),
    ):
        with pytest.raises(SpecError, match=message):
            Model.from_onnx(placed(**entries))
    (folder / "link.data").symlink_to(tmp_path / "secret")
    with pytest.raises(SpecError, match="a link leads out of the folder"):
        Model.from_onnx(placed(location="link.data"))


REFUSED: MappingProxyType[str, tuple[list[Step], tuple[Any, ...], str]] = MappingProxyType(
    {
        "an operator that is not known": (
            [FIRST, step("Asinh")],
            (3,),
            r"Asinh \(node 'n1'\) is not supported; docs/import",
        ),
        "groups": ([step("Conv", numbers(3, 1, 3), group=2)], ONE, "cannot cut 2 channels and 3 filters into groups=2"),
        "a shape that is not said": ([FIRST], ("length",), "does not say the shape of a sample; give input_shape"),
        "another axis": ([step("Softmax", axis=0)], (3, 4), "Softmax .* along the samples is not supported"),
        "a padded greatest number": (
            [FILTERS, step("MaxPool", kernel_shape=[2, 2], pads=[1, 1, 1, 1])],
            TWO,
            "MaxPool .* with padding that does not count",
        ),
        "training": (
            [step("BatchNormalization", *(numbers(2) for _ in range(4)), training_mode=1)],
            ONE,
            "BatchNormalization .* with training_mode=1",
        ),
        "weights of another size": ([step("Gemm", numbers(5, 2))], (3,), r"has W of shape \(5, 2\), expected \(3, 2\)"),
        "dilations of another length": (
            [step("Conv", numbers(3, 2, 3, 3), dilations=[1])],
            TWO,
            "Conv .* has dilations that do not fit its size",
        ),
        "an attribute of another type": ([FIRST, step("Elu", alpha=[1, 2])], (3,), "Elu .* of another type"),
        "text among numbers": ([step("Gemm", np.array([["a"]]))], (1,), "holds no numbers of FLOAT"),
    }
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_supported_is_refused_by_its_name(case: str, tmp_path: Path) -> None:
    steps, shape, message = REFUSED[case]
    with pytest.raises(SpecError, match=message):
        Model.from_onnx(kept(built(steps, shape), tmp_path))


def test_a_damaged_an_empty_a_large_and_a_missing_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = built([FIRST], (3,)).SerializeToString()
    bare = built([FIRST], (3,))
    bare.graph.node[0].ClearField("output")
    bare.graph.node[0].name = ""
    ends = built([FIRST], (3,))
    ends.graph.input.add().name = "z"
    alone = built([FIRST], (3,))
    alone.graph.ClearField("input")
    for content, message in (
        (bare.SerializeToString(), "its output 'h0' is computed by no node"),
        (ends.SerializeToString(), "does not say the shape of a sample"),
        (alone.SerializeToString(), "has 0 inputs and 1 outputs; expected inputs and one output"),
        (whole[:-9], "is no ONNX file, or a damaged one"),
        (b"", "holds no network"),
        (b"PK\3\4" * 9, "is no ONNX file, or a damaged one|holds no network"),
    ):
        with pytest.raises(SpecError, match=message):
            Model.from_onnx(kept(content, tmp_path))
    short = built([FIRST], (3,))
    short.graph.initializer[0].raw_data = b"1234"
    with pytest.raises(SpecError, match="'c0_0' cannot be read"):
        Model.from_onnx(kept(short, tmp_path))
    short.graph.initializer[0].dims[0] = 10**12
    with pytest.raises(SpecError, match="holds more than 20,000,000 numbers"):
        Model.from_onnx(kept(short, tmp_path))
    with pytest.raises(SpecError, match="cannot be read: No such file"):
        Model.from_onnx(tmp_path / "none.onnx")
    monkeypatch.setattr(onnx_file, "MOST_BYTES", 10)
    with pytest.raises(SpecError, match=r"bytes; at most 10 are read"):
        Model.from_onnx(kept(whole, tmp_path))


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match=r"pip install 'symbackprop\[onnx\]'"):
        Model.from_onnx("net.onnx")
