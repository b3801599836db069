"""Operators of ONNX as plain descriptions of layers: a row an operator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isclose
from types import MappingProxyType

from .activations import activation
from .kinds import (
    Activation,
    BatchNorm,
    Convolution,
    Dense,
    Flatten,
    Layer,
    LayerNorm,
    Pooling,
    Sizes,
    Softmax,
)
from .onnx_file import Node, OnnxFile

Layers = tuple[Layer, ...]
Row = Callable[[Node, Layers, int], Layers]
"""From a node, the layers before it, and how many dimensions a batch has there, to all layers up to that node."""

FLAT = 2
"""Dimensions of a batch of vectors."""


def onnx_layers(file: OnnxFile, input_shape: Sequence[int] = ()) -> tuple[Layers, Sizes]:
    """Return the layers of an ONNX file, and the shape of the input of one sample.

    Args:
        file: The open file.
        input_shape: Of one sample, where the file does not say it.

    Raises:
        ValueError: The graph is no chain of layers, or holds what is not supported.
    """
    file.demand_ends()
    file.demand_own_numbers()
    shape = tuple(input_shape) or file.shape()
    layers: Layers = ()
    rank = len(shape) + 1
    for node in file.nodes():
        row = OPERATORS.get(node.kind)
        if row is None:
            raise ValueError(f"{node.name} is not supported; docs/import.md lists what is")
        try:
            layers = row(node, layers, rank)
        except ValueError as error:
            raise ValueError(f"{node.name} {error}") from error
        rank = FLAT if node.kind in FLATTENING else rank
    return layers, shape


def _add(made: Callable[[Node, int], Layer | None]) -> Row:
    """Return a row that adds what a node alone says."""

    def row(node: Node, before: Layers, rank: int) -> Layers:
        if not node.is_first or node.repeats:
            raise ValueError("does not read the chain first and alone, which is not supported")
        layer = made(node, rank)
        return before if layer is None else (*before, layer)

    return row


def _named(name: str) -> Row:
    return _add(lambda *_: activation(name))


def _by(name: str, **constants: tuple[str, float]) -> Row:
    """Return a row for an activation whose constants are attributes, with what they are otherwise."""

    def made(node: Node, _: int) -> Layer:
        return activation(name, **{ours: node.get(theirs, value) for ours, (theirs, value) in constants.items()})

    return _add(made)


def _gemm(node: Node, _: int) -> Layer:
    node.demand(alpha=1.0, beta=1.0, transA=0)
    weights, bias = node.constant(0, "weights"), node.optional(1)
    if weights.ndim != FLAT:
        raise ValueError(f"has weights of {weights.ndim} dimensions; expected 2")
    rows = not node.get("transB", 0)
    outputs = weights.shape[1 if rows else 0]
    if bias is not None and bias.size != outputs:
        raise ValueError(f"has {bias.size} biases for {outputs} outputs")
    return Dense(outputs, bias is not None, weights, bias, rows)


def _matmul(node: Node, _: int) -> Layer:
    weights = node.constant(0, "weights")
    if weights.ndim != FLAT:
        raise ValueError(f"has weights of {weights.ndim} dimensions; expected 2")
    return Dense(weights.shape[1], has_bias=False, weights=weights, rows=True)


def _sum(node: Node, before: Layers, _: int) -> Layers:
    last = before[-1] if before else None
    bias = node.optional(0)
    if not isinstance(last, Dense) or last.has_bias or bias is None or bias.size != last.outputs:
        raise ValueError("adds something else than the biases of a MatMul, which is not supported")
    return (*before[:-1], replace(last, has_bias=True, biases=bias))


def _product(node: Node, before: Layers, _: int) -> Layers:
    last = before[-1] if before else None
    if not node.repeats or not isinstance(last, Activation) or last.function != "sigmoid":
        raise ValueError("multiplies something else than x by σ(x), which is not supported")
    return (*before[:-1], activation("silu"))


def _convolution(node: Node, _: int) -> Layer:
    weights, bias = node.constant(0, "weights"), node.optional(1)
    if weights.ndim not in (3, 4):
        raise ValueError(f"in {weights.ndim - 2} dimensions is not supported")
    size = weights.shape[2:]
    stride, padding = _window(node, size)
    dilation = tuple(node.get("dilations", [1] * len(size)))
    if len(dilation) != len(size) or min(dilation) < 1:
        raise ValueError("has dilations that do not fit its size")
    return Convolution(
        weights.shape[0], size, stride, padding, dilation, bias is not None, weights, bias, groups=node.get("group", 1)
    )


def _window(node: Node, size: Sizes) -> tuple[Sizes, tuple[tuple[int, int], ...]]:
    if node.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise ValueError(f"with auto_pad={node.attributes['auto_pad']!r:.20} is not supported")
    stride, pads = node.get("strides", [1] * len(size)), node.get("pads", [0] * 2 * len(size))
    if len(stride) != len(size) or len(pads) != 2 * len(size) or min(*stride, *size) < 1 or min(pads) < 0:
        raise ValueError("has strides or pads that do not fit its size")
    return tuple(stride), tuple(zip(pads[: len(size)], pads[len(size) :], strict=True))


def _pooling(kind: str) -> Row:
    def made(node: Node, rank: int) -> Layer:
        size = tuple(node.get("kernel_shape", [0]))
        if len(size) != rank - 2:
            raise ValueError(f"has a kernel of {len(size)} dimensions")
        stride, padding = _window(node, size)
        node.demand(ceil_mode=0, storage_order=0, dilations=[1] * len(size))
        if any(map(any, padding)) and (kind == "max" or not node.get("count_include_pad", 0)):
            raise ValueError("with padding that does not count as zeros is not supported")
        return Pooling(kind, size, stride, padding)

    return _add(made)


def _batch_norm(node: Node, _: int) -> Layer:
    node.demand(training_mode=0, spatial=1)
    gains, shifts, means, variances = (node.constant(at, what) for at, what in enumerate(("scale", "B", "mean", "var")))
    return BatchNorm(means, variances, gains, shifts, node.get("epsilon", 1e-5))


def _layer_norm(node: Node, rank: int) -> Layer:
    axis = node.get("axis", -1)
    shifts = node.optional(1)
    dimensions = -axis if axis < 0 else rank - axis
    if not 1 <= dimensions < rank:
        raise ValueError(f"with axis={axis} is not supported")
    return LayerNorm(dimensions, node.constant(0, "scale"), shifts, node.get("epsilon", 1e-5), True, shifts is not None)


def _softmax(is_logarithm: bool) -> Row:
    def made(node: Node, rank: int) -> Layer:
        axis = node.get("axis", -1 if node.opset >= 13 else 1)
        if axis not in (-1, rank - 1):
            raise ValueError(f"with axis={axis} is not supported")
        return Softmax(is_logarithm)

    return _add(made)


def _flatten(node: Node, _: int) -> Layer:
    node.demand(axis=1)
    return Flatten()


def _reshape(node: Node, _: int) -> Layer:
    shape = node.constant(0, "shape")
    if shape.shape != (2,):
        raise ValueError("to another shape than that of a batch of vectors is not supported")
    return Flatten()


def _clip(node: Node, _: int) -> Layer:
    low, high = node.optional(0), node.optional(1)
    least = node.get("min", None) if low is None else float(low.reshape(()))
    most = node.get("max", None) if high is None else float(high.reshape(()))
    if least == 0 and most is None:
        return activation("relu")
    if not isinstance(least, float) or not isinstance(most, float):
        raise ValueError("with one end alone is not supported, but for 0 below")
    return activation("hard_tanh", low=least, high=most)


def _gelu(node: Node, _: int) -> Layer:
    kinds = {"none": "gelu", "tanh": "gelu_tanh"}
    approximate = node.get("approximate", "none")
    if approximate not in kinds:
        raise ValueError(f"with approximate={approximate!r:.20} is not supported")
    return activation(kinds[approximate])


def _selu(node: Node, _: int) -> Layer:
    for name, value in (("alpha", 1.6732632), ("gamma", 1.0507010)):
        if not isclose(node.get(name, value), value, rel_tol=1e-6):
            raise ValueError(f"with another {name} is not supported")
    return activation("selu")


def _prelu(node: Node, _: int) -> Layer:
    slope = node.constant(0, "slope")
    if slope.size != 1:
        raise ValueError(f"with {slope.size} slopes is not supported; expected one")
    return Activation("prelu", weights=slope.reshape(()))


def _nothing(_: Node, __: int) -> None:
    return None


FLATTENING = frozenset({"Flatten", "Reshape"})
OPERATORS: Mapping[str, Row] = MappingProxyType(
    {
        "Abs": _named("abs"),
        "Add": _sum,
        "AveragePool": _pooling("mean"),
        "BatchNormalization": _add(_batch_norm),
        "Celu": _by("celu", alpha=("alpha", 1.0)),
        "Clip": _add(_clip),
        "Conv": _add(_convolution),
        "Cos": _named("cos"),
        "Dropout": _add(_nothing),
        "Elu": _by("elu_by", alpha=("alpha", 1.0)),
        "Exp": _named("exp"),
        "Flatten": _add(_flatten),
        "Gelu": _add(_gelu),
        "Gemm": _add(_gemm),
        "GlobalAveragePool": _add(lambda *_: Pooling("mean")),
        "GlobalMaxPool": _add(lambda *_: Pooling("max")),
        "HardSigmoid": _by("scaled_sigmoid", slope=("alpha", 0.2), height=("beta", 0.5)),
        "HardSwish": _named("hard_swish"),
        "Identity": _add(_nothing),
        "LayerNormalization": _add(_layer_norm),
        "LeakyRelu": _by("leaky_relu_by", slope=("alpha", 0.01)),
        "LogSoftmax": _softmax(is_logarithm=True),
        "MatMul": _add(_matmul),
        "MaxPool": _pooling("max"),
        "Mish": _named("mish"),
        "Mul": _product,
        "PRelu": _add(_prelu),
        "Relu": _named("relu"),
        "Reshape": _add(_reshape),
        "Selu": _add(_selu),
        "Sigmoid": _named("sigmoid"),
        "Sin": _named("sin"),
        "Softmax": _softmax(is_logarithm=False),
        "Softplus": _named("softplus"),
        "Softsign": _named("softsign"),
        "Tanh": _named("tanh"),
    }
)
"""By the names of the standard."""
