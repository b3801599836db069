"""Operators of ONNX in graphs that are no chains: what onnxruntime computes comes out of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import pi, sqrt
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop import Model
from symbackprop.errors import SpecError
from symbackprop.layers.onnx_operators import GENERAL

from .onnx_graphs import Line, by_runtime, check, graph, kept, line, numbers

pytestmark = pytest.mark.slow
"""Each test runs ONNX's runtime."""

Case = tuple[Sequence[Line], tuple[int, ...], Mapping[str, Any]]
FEW = 4

GRAPHS: Mapping[str, Case] = MappingProxyType(
    {
        "a residual": (
            [
                line("MatMul", "x W", "a"),
                line("Tanh", "a", "b"),
                line("Add", "b x", "c"),
                line("Gemm", "c V", "d", transB=1),
                line("Identity", "d", "y"),
            ],
            (FEW,),
            {"W": numbers(FEW, FEW), "V": numbers(2, FEW)},
        ),
        "a GELU by the error function": (
            [
                line("Gemm", "x W b", "a"),
                line("Div", "a root", "s"),
                line("Erf", "s", "e"),
                line("Add", "e one", "f"),
                line("Mul", "a f", "g"),
                line("Mul", "g half", "h"),
                line("Dropout", "h", "y"),
            ],
            (FEW,),
            {"W": numbers(FEW, 3), "b": numbers(3), "root": sqrt(2), "one": 1.0, "half": 0.5},
        ),
        "attention": (
            [
                line("MatMul", "x Q", "q"),
                line("MatMul", "x K", "k"),
                line("Transpose", "k", "kt", perm=[0, 2, 1]),
                line("MatMul", "q kt", "s"),
                line("Sqrt", "d", "root"),
                line("Div", "s root", "c"),
                line("Softmax", "c", "p", axis=-1),
                line("MatMul", "p x", "o"),
                line("Add", "o x", "r"),
                line("ReduceMean", "r", "m", axes=[-1]),
                line("Sub", "r m", "n"),
                line("Pow", "n two", "n2"),
                line("ReduceMean", "n2", "v", axes=[-1]),
                line("Add", "v eps", "w"),
                line("Sqrt", "w", "u"),
                line("Div", "n u", "y"),
            ],
            (3, FEW),
            {"Q": numbers(FEW, 2), "K": numbers(FEW, 2), "d": 2.0, "two": 2.0, "eps": 1e-5},
        ),
        "parts that are put together": (
            [
                line("Split", "x parts", "a b", axis=1),
                line("Sigmoid", "a", "c"),
                line("Concat", "b c x", "d", axis=1),
                line("Slice", "d starts ends axes steps", "e"),
                line("Gather", "e rows", "f", axis=1),
                line("Unsqueeze", "f new", "g"),
                line("Expand", "g wide", "i"),
                line("Transpose", "i", "j", perm=[0, 2, 1]),
                line("Mul", "j M", "k"),
                line("ReduceSum", "k new", "y", keepdims=0),
            ],
            (FEW,),
            {
                "parts": np.array([1, 3]),
                "starts": np.array([1]),
                "ends": np.array([8]),
                "axes": np.array([1]),
                "steps": np.array([2]),
                "rows": np.array([3, 0, 1, 0, 2]),
                "new": np.array([1]),
                "wide": np.array([1, 2, 5]),
                "M": numbers(5, 2),
            },
        ),
        "conditions": (
            [
                line("Greater", "x low", "a"),
                line("LessOrEqual", "x high", "b"),
                line("And", "a b", "c"),
                line("Less", "x low", "d"),
                line("GreaterOrEqual", "x high", "e"),
                line("Or", "d e", "f"),
                line("Not", "f", "g"),
                line("Cast", "g", "h", to=11),
                line("Equal", "x low", "i"),
                line("Where", "i high x", "j"),
                line("Where", "c j low", "k"),
                line("Where", "mask k h", "l"),
                line("Sign", "l", "m"),
                line("Mul", "l W", "o"),
                line("Mul", "o m", "n"),
                line("Add", "n h", "y"),
            ],
            (FEW,),
            {"low": -0.5, "high": 0.5, "mask": np.array([True, False, True, True]), "W": numbers(FEW)},
        ),
        "the shape at run time": (
            [
                line("Shape", "x", "s"),
                line("Gather", "s zero", "n", axis=0),
                line("Concat", "n rest", "to", axis=0),
                line("Reshape", "x to", "a"),
                line("MatMul", "a W", "b"),
                line("Flatten", "b", "c"),
                line("Neg", "c", "d"),
                line("Exp", "d", "e"),
                line("Log", "e", "f"),
                line("Reciprocal", "f", "y"),
            ],
            (2, 6),
            {"zero": np.array([0]), "rest": np.array([3, 4]), "W": numbers(4, 2)},
        ),
        "sums over dimensions": (
            [
                line("Mul", "x W", "z"),
                line("ReduceSumSquare", "z", "a", axes=[1]),
                line("ReduceL2", "z", "b", axes=[2]),
                line("ReduceL1", "z", "c", axes=[1], keepdims=0),
                line("ReduceMax", "z", "d", axes=[1, 2]),
                line("ReduceMin", "z", "e", axes=[2]),
                line("ReduceLogSumExp", "z", "f", axes=[1]),
                line("ReduceProd", "z", "g", axes=[2]),
                line("Unsqueeze", "c one", "c1"),
                line("Sum", "a b c1 d", "h"),
                line("Max", "h e", "i"),
                line("Min", "i f", "j"),
                line("Mean", "j g", "k"),
                line("LogSoftmax", "k", "l", axis=1),
                line("Squeeze", "d both", "m"),
                line("Unsqueeze", "m both", "n"),
                line("Add", "l n", "y"),
            ],
            (3, 2),
            {"W": numbers(2), "one": np.array([1]), "both": np.array([1, 2])},
        ),
        "a layer beside another": (
            [
                line("Conv", "x F b", "a", pads=[1, 1]),
                line("Relu", "a", "b1"),
                line("Einsum", "x G", "c", equation="bij,ki->bkj"),
                line("Add", "b1 c", "d"),
                line("MaxPool", "d", "e", kernel_shape=[2], strides=[2]),
                line("Reshape", "e flat", "f"),
                line("Gemm", "f V v", "y", alpha=0.5, beta=2.0),
            ],
            (2, 6),
            {
                "F": numbers(3, 2, 3),
                "b": numbers(3),
                "G": numbers(3, 2),
                "flat": np.array([0, -1]),
                "V": numbers(9, 2),
                "v": numbers(2),
            },
        ),
    }
)


IN_SINGLE_PRECISION = {"a GELU by the error function", "a layer beside another", "sums over dimensions"}
"""What onnxruntime has for float32 alone."""


def test_every_operator_is_in_a_graph() -> None:
    assert set(GENERAL) <= {kind for lines, _, _ in GRAPHS.values() for kind, _, _, _ in lines}


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_has_the_outputs_of_onnxruntime(name: str, tmp_path: Path) -> None:
    lines, shape, held = GRAPHS[name]
    is_single = name in IN_SINGLE_PRECISION
    x = np.random.default_rng(3).normal(size=(5, *shape)).astype(np.float32 if is_single else np.float64)
    check(graph(lines, shape, held, is_single=is_single), x, tmp_path, within=2e-6 if is_single else 1e-12)


def test_the_gradient_of_a_graph_is_that_of_differences(tmp_path: Path) -> None:
    lines, shape, held = GRAPHS["attention"]
    model = Model.from_onnx(kept(graph(lines, shape, held), tmp_path), loss="half-squared")
    function, w = model.compile("numpy"), model.initial()
    x, t = numbers(2, *shape), numbers(2, *shape)
    gradient = np.empty_like(w)
    function.loss_and_gradient(w, x, t, gradient)
    step = 1e-6
    for at in range(0, len(w), 5):
        moved = np.where(np.arange(len(w)) == at, step, 0.0)
        slope = (function.loss(w + moved, x, t) - function.loss(w - moved, x, t)) / (2 * step)
        assert gradient[at] == pytest.approx(slope, rel=1e-6, abs=1e-8)


def test_words_say_rows_of_an_embedding(tmp_path: Path) -> None:
    content = graph(
        [line("Gather", "E x", "a"), line("ReduceMean", "a", "b", axes=[1], keepdims=0), line("MatMul", "b W", "y")],
        (3,),
        {"E": numbers(6, 2), "W": numbers(2, 2)},
        is_whole=True,
    )
    words = np.array([[0, 5, 2], [1, 1, 4]])
    model = check(content, words, tmp_path, np.eye(6)[words])
    assert set(model.shapes.values()) == {(6, 2), (2, 2)}


def test_a_constant_of_another_node_is_shared(tmp_path: Path) -> None:
    lines = [line("MatMul", "x W", "a"), line("Cos", "a", "b"), line("MatMul", "b W", "y")]
    content = graph(lines, (2,), {"W": numbers(2, 2)})
    model = check(content, numbers(3, 2), tmp_path)
    assert dict(model.shapes) == {"W": (2, 2)}
    assert by_runtime(content, np.zeros((1, 2))).shape == (1, 2)


ROWS = np.array([0, 1])
REFUSED: Mapping[str, tuple[Sequence[Line], Mapping[str, Any], str]] = MappingProxyType(
    {
        **{
            kind: (
                [line(kind, "x W W", "y", **attributes)],
                {"W": numbers(2, 2)},
                rf"{kind} \(node 'n0'\) is not supported",
            )
            for kind, attributes in {
                "Attention": {},
                "ConvTranspose": {},
                "CumSum": {},
                "GRU": {"hidden_size": 2},
                "If": {},
                "LSTM": {"hidden_size": 2},
                "Loop": {},
                "RNN": {"hidden_size": 2},
                "Scan": {},
                "ScatterND": {},
                "TopK": {},
            }.items()
        },
        "a sum over the samples": ([line("ReduceSum", "x zero", "y")], {"zero": np.array([0])}, "along the samples"),
        "positions that are computed": (
            [line("Gather", "x x", "y", axis=1)],
            {},
            r"Gather \(node 'n0'\) at positions that are computed",
        ),
        "positions outside": ([line("Gather", "x far", "y", axis=1)], {"far": np.array([9])}, "outside of 2"),
        "another shape": ([line("Reshape", "x to", "y")], {"to": np.array([-1, 3])}, "moves numbers of one sample"),
        "shapes that do not fit": ([line("Add", "x v", "y")], {"v": numbers(3)}, r"of lengths \[2, 3\]"),
        "numbers for each sample": (
            [line("Add", "x v", "y")],
            {"v": numbers(5, 2)},
            "has other numbers for each sample",
        ),
        "nothing before it": ([line("Add", "x z", "y")], {}, "reads 'z', which nothing before it computes"),
        "an output without samples": ([line("Neg", "W", "y")], {"W": numbers(2)}, "is the same for all samples"),
        "an input that is left out": ([line("Pow", "x -", "y")], {}, "lacks its input 2"),
        "a matrix of one dimension less": (
            [line("Einsum", "x W", "y", equation="bi,i->b")],
            {"W": numbers(2, 2)},
            "reads 2 dimensions, expected 1",
        ),
        "samples that are added up": (
            [line("Einsum", "x W", "y", equation="bi,ij->j")],
            {"W": numbers(2, 2)},
            "adds up or moves the samples",
        ),
        "no finite number": ([line("Mul", "x far", "y")], {"far": np.inf}, "reads the number inf"),
        "a loss behind another end": ([line("Mul", "x x", "y")], {}, "ends with Mul, behind which"),
    }
)


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_supported_is_refused_by_the_name_of_the_node(case: str, tmp_path: Path) -> None:
    lines, held, message = REFUSED[case]
    loss = "cross-entropy" if case == "a loss behind another end" else "mse"
    with pytest.raises(SpecError, match=message):
        Model.from_onnx(kept(graph(lines, (2,), held), tmp_path), loss=loss)


def test_numbers_that_are_known_are_computed_at_once(tmp_path: Path) -> None:
    lines = [line("Mul", "two pi", "a"), line("Sub", "a two", "b"), line("Pow", "b two", "c"), line("Mul", "w c", "d")]
    lines.append(line("Mul", "x d", "y"))
    model = check(graph(lines, (2,), {"two": 2.0, "pi": pi, "w": numbers(2)}), numbers(3, 2), tmp_path)
    assert len(model.network.graph.equations) == 4
