"""What the operators of ONNX do to quantities of the index language: a row an operator.

Layers with numbers of their own, and activations, are written as layers are; a product of matrices or a sum over a
dimension is an equation here, and a view of an array none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from . import onnx
from .equations import WRITERS
from .kinds import Activation
from .onnx_call import Call, Result, Row, closed
from .onnx_sums import REDUCED, contracted, einsum, matmul, reduced, softmax
from .onnx_tensors import Condition, Known, Tensor, Value, Words, bounded, joint
from .onnx_views import concat, expand, flatten, gather, reshape, shape, slices, split, squeeze, transpose, unsqueeze

ROOT_OF_TWO = "1.4142135623730950488016887242096980786"


def _layer(call: Call) -> Result:
    """Write a layer as those of a list are written."""
    if call.layer is None:
        raise ValueError("with computed or shared numbers is not supported")
    value = call.writer.whole(call.value(0))
    if not value.is_batch:
        raise ValueError("of what is the same for all samples is not supported")
    (layer,) = onnx.OPERATORS[call.kind](call.layer, (), len(value.sizes) + 1)
    writer = call.writer
    if isinstance(layer, Activation):
        return writer.elementwise([value], lambda reads: writer.applied(layer, reads[0]))
    writer.value, writer.axes = value.name, tuple(writer.letters(value.sizes, with_ones=True))
    WRITERS[type(layer)](writer, layer)
    return Tensor(writer.value, tuple(range(len(writer.axes))), writer.dimensions, is_batch=True)


def _gemm(call: Call) -> Result:
    is_plain = call.get("alpha", 1.0) == call.get("beta", 1.0) == 1.0 and not call.get("transA", 0)
    if call.layer is not None and is_plain:
        return _layer(call)
    labels = ["m", "k"], ["k", "n"]
    for turned, word in zip(labels, ("transA", "transB"), strict=True):
        if call.get(word, 0):
            turned.reverse()
    product: Value = contracted(call, [call.value(0), call.value(1)], labels, ["m", "n"])
    if call.get("alpha", 1.0) != 1.0:
        product = _computed(call, [product, Known(np.array(call.get("alpha", 1.0)))], "{0}*{1}")
    if not call.has(2):
        return product
    return _computed(call, [product, call.value(2), Known(np.array(call.get("beta", 1.0)))], "{0} + {1}*{2}")


FOLDED: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "Add": np.add,
        "Div": np.divide,
        "Mul": np.multiply,
        "Neg": np.negative,
        "Pow": np.power,
        "Sqrt": np.sqrt,
        "Sub": np.subtract,
    }
)


def _computed(call: Call, values: Sequence[Value], text: str) -> Value:
    return call.writer.elementwise(values, lambda reads: text.format(*map(closed, reads)))


def _formula(text: str) -> Row:
    """Return a row for a formula over the inputs; of numbers that are known it is computed at once."""

    def row(call: Call) -> Result:
        values = call.values
        if call.kind in FOLDED and all(isinstance(value, Known) for value in values):
            arrays = [value.array for value in values if isinstance(value, Known)]
            bounded(np.broadcast_shapes(*(array.shape for array in arrays)))
            with np.errstate(all="ignore"):
                return Known(np.asarray(FOLDED[call.kind](*arrays)))
        return _computed(call, values, text)

    return row


def _several(join: Callable[[Sequence[str]], str]) -> Row:
    def row(call: Call) -> Result:
        return call.writer.elementwise(call.values, lambda reads: join(list(map(closed, reads))))

    return row


def _compared(sign: str) -> Row:
    def row(call: Call) -> Result:
        sizes, is_batch, (left, right) = joint([call.value(0), call.value(1)])
        writer = call.writer
        return Condition(
            lambda at: f"{closed(writer.read_at(left, at))} {sign} {closed(writer.read_at(right, at))}",
            sizes,
            is_batch,
        )

    return row


def _joined(word: str) -> Row:
    def row(call: Call) -> Result:
        sizes, is_batch, (left, right) = joint([_condition(call, 0), _condition(call, 1)])
        writer = call.writer
        return Condition(
            lambda at: f"({writer.read_at(left, at)}) {word} ({writer.read_at(right, at)})", sizes, is_batch
        )

    return row


def _not(call: Call) -> Result:
    given = _condition(call, 0)
    return Condition(lambda at: f"not ({given.text(at)})", given.sizes, given.is_batch)


def _condition(call: Call, at: int) -> Condition:
    """Return an input as a condition; numbers that are known are one where they are not 0."""
    value = call.value(at)
    if isinstance(value, Condition):
        return value
    if not isinstance(value, Known):
        raise ValueError("takes numbers for truth values, which is not supported")
    numbers = Known(np.asarray(value.array != 0, dtype=np.float64))
    return Condition(lambda positions: f"{call.writer.read_at(numbers, positions)} > 0", numbers.sizes, is_batch=False)


def _where(call: Call) -> Result:
    values = [_condition(call, 0), call.value(1), call.value(2)]
    return call.writer.elementwise(values, lambda reads: f"where({', '.join(reads)})")


def _rows(call: Call) -> Result:
    """Return what stands at positions, or the rows of a matrix that an input says."""
    rows = call.value(1)
    return _embedded(call, call.value(0), rows) if isinstance(rows, Words) else gather(call)


def _embedded(call: Call, value: Value, rows: Words) -> Value:
    if call.get("axis", 0) != 0 or not isinstance(value, Tensor) or len(value.sizes) != 2:
        raise ValueError("of rows that an input says is supported of a matrix of parameters alone")
    sizes = (*rows.sizes, value.sizes[0])
    if call.writer.shapes.get(rows.name, sizes) != sizes:
        raise ValueError("reads the same words in two tables of other lengths, which is not supported")
    ones = call.writer.input(rows.name, sizes)
    labels = list(range(len(sizes)))
    return contracted(call, [ones, value], [["n", *labels], [labels[-1], "d"]], ["n", *labels[:-1], "d"])


def _itself(call: Call) -> Result:
    return call.value(0)


def _cast(call: Call) -> Result:
    value = call.value(0)
    if isinstance(value, Condition):
        return call.writer.elementwise([value], lambda reads: f"where({reads[0]}, 1, 0)")
    return value


GENERAL: Mapping[str, Row] = MappingProxyType(
    {
        "Add": _formula("{0} + {1}"),
        "And": _joined("and"),
        "Cast": _cast,
        "Concat": concat,
        "Div": _formula("{0}/{1}"),
        "Dropout": _itself,
        "Einsum": einsum,
        "Equal": _compared("=="),
        "Erf": _formula(f"2*normal_cdf({ROOT_OF_TWO}*{{0}}) - 1"),
        "Expand": expand,
        "Flatten": flatten,
        "Gather": _rows,
        "Gemm": _gemm,
        "Greater": _compared(">"),
        "GreaterOrEqual": _compared(">="),
        "Identity": _itself,
        "Less": _compared("<"),
        "LessOrEqual": _compared("<="),
        "Log": _formula("log({0})"),
        "LogSoftmax": softmax,
        "MatMul": matmul,
        "Max": _several(lambda reads: f"max({', '.join(reads)})" if len(reads) > 1 else reads[0]),
        "Mean": _several(lambda reads: f"1/{len(reads)}*({' + '.join(reads)})"),
        "Min": _several(lambda reads: f"min({', '.join(reads)})" if len(reads) > 1 else reads[0]),
        "Mul": _formula("{0}*{1}"),
        "Neg": _formula("-{0}"),
        "Not": _not,
        "Or": _joined("or"),
        "Pow": _formula("{0}^{1}"),
        "Reciprocal": _formula("1/{0}"),
        "Reshape": reshape,
        "Shape": shape,
        "Sign": _formula("sign({0})"),
        "Slice": slices,
        "Softmax": softmax,
        "Split": split,
        "Sqrt": _formula("sqrt({0})"),
        "Squeeze": squeeze,
        "Sub": _formula("{0} - {1}"),
        "Sum": _several(lambda reads: " + ".join(reads)),
        "Transpose": transpose,
        "Unsqueeze": unsqueeze,
        "Where": _where,
        **dict.fromkeys(REDUCED, reduced),
    }
)


OPERATORS: Mapping[str, Row] = MappingProxyType({**dict.fromkeys(onnx.OPERATORS, _layer), **GENERAL})
"""By the names of the standard."""
