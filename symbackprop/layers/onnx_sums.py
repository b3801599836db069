"""Products of matrices, sums over labels, and what else goes over a dimension of an array in an ONNX graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from .onnx_call import Call, Result, closed
from .onnx_tensors import Tensor, Value
from .onnx_views import squeezed

Label: TypeAlias = Any


def matmul(call: Call) -> Result:
    """Return a product of matrices, of which there may be many side by side."""
    left, right = call.value(0), call.value(1)
    ranks = [len(value.sizes) + value.is_batch for value in (left, right)]
    if min(ranks) == 0:
        raise ValueError("of a single number is not supported")
    count = max(ranks) - 2
    labels = []
    for rank, ends in zip(ranks, (["m", "k"], ["k", "n"]), strict=True):
        own = ends if rank > 1 else ["k"]
        labels.append([*range(count - (rank - len(own)), count), *own] if rank > 1 else own)
    result = [*range(max(count, 0)), *(["m"] if ranks[0] > 1 else []), *(["n"] if ranks[1] > 1 else [])]
    return contracted(call, [left, right], labels, result)


def einsum(call: Call) -> Result:
    """Return a sum of products, as its equation says."""
    equation = call.get("equation", "").replace(" ", "")
    words, arrow, result = equation.partition("->")
    labels = [list(word) for word in words.split(",")]
    if not arrow or "." in equation or len(labels) != len(call.inputs):
        raise ValueError("with an equation of this kind is not supported")
    return contracted(call, call.values, labels, list(result))


def contracted(
    call: Call, values: Sequence[Value], labels: Sequence[Sequence[Label]], result: Sequence[Label]
) -> Tensor:
    """Return the sum over all labels that the result has not, of a product of values."""
    writer, lengths, samples = call.writer, dict[Label, int](), set[Label]()
    for value, own in zip(values, labels, strict=True):
        if len(own) != len(value.sizes) + value.is_batch:
            raise ValueError(f"reads {len(value.sizes) + value.is_batch} dimensions, expected {len(own)}")
        samples |= {own[0]} if value.is_batch else set()
        for label, size in zip(own[value.is_batch :], value.sizes, strict=True):
            if size != 1 and lengths.setdefault(label, size) not in (1, size):
                raise ValueError("has shapes that do not fit")
            lengths[label] = max(lengths.get(label, 1), size)
    if len(samples) > 1 or (samples and (not result or result[0] not in samples)):
        raise ValueError("adds up or moves the samples, which is not supported")
    if any(lengths.get(label, 1) > 1 for label in samples):
        raise ValueError("has other numbers for each sample, which is not supported")
    order = [label for label in dict.fromkeys([*result, *lengths]) if label not in samples]
    position = dict(zip(order, writer.letters(lengths.get(label, 1) for label in order), strict=True))
    reads = []
    for value, own in zip(values, labels, strict=True):
        reads.append(writer.read_at(value, [position.get(label, "1") for label in own[value.is_batch :]]))
    over = [position[label] for label in order if label not in result and position[label] != "1"]
    body = "*".join(f"({read})" if " " in read else read for read in reads)
    inner = [label for label in result if label not in samples]
    sizes = tuple(lengths.get(label, 1) for label in inner)
    body = f"sum({', '.join(over)}, {body})" if over else body
    return writer.made(sizes, bool(samples), [position[label] for label in inner], body)


REDUCED: Mapping[str, str] = MappingProxyType(
    {
        "ReduceL1": "sum({over}, abs({read}))",
        "ReduceL2": "sqrt(sum({over}, {read}^2))",
        "ReduceLogSumExp": "logsumexp({over}, {read})",
        "ReduceMax": "max({over}, {read})",
        "ReduceMean": "mean({over}, {read})",
        "ReduceMin": "min({over}, {read})",
        "ReduceProd": "prod({over}, {read})",
        "ReduceSum": "sum({over}, {read})",
        "ReduceSumSquare": "sum({over}, {read}^2)",
    }
)
"""Formulas over the indices that are gone."""


def reduced(call: Call) -> Result:
    """Return a sum, a mean or the like over some dimensions."""
    value, writer = call.value(0), call.writer
    axes = call.whole(1, "axes")
    if not axes:
        if call.get("noop_with_empty_axes", 0):
            return value
        axes = list(range(len(value.sizes) + value.is_batch))
    over = sorted({call.axis(value, axis) for axis in axes})
    positions = writer.letters(value.sizes)
    gone = [positions[axis] for axis in over if positions[axis] != "1"]
    read = closed(writer.read_at(value, positions))
    body = REDUCED[call.kind].format(over=", ".join(gone), read=read) if gone else read
    if not gone and call.kind not in ("ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum"):
        raise ValueError("over dimensions of length 1 is not supported")
    if call.kind == "ReduceLogSumExp" and len(gone) > 1:
        raise ValueError("over several dimensions is not supported")
    kept = ["1" if axis in over else text for axis, text in enumerate(positions)]
    sizes = tuple(1 if axis in over else size for axis, size in enumerate(value.sizes))
    found = writer.made(sizes, value.is_batch, kept, body)
    return found if call.get("keepdims", 1) else squeezed(found, over)


def softmax(call: Call) -> Result:
    """Return a softmax over one dimension, or its logarithm."""
    value, writer = call.value(0), call.writer
    axis = call.axis(value, call.get("axis", -1 if call.opset >= 13 else 1))
    if call.opset < 13 and axis != len(value.sizes) - 1:
        raise ValueError("over several dimensions is not supported")
    positions = writer.letters(value.sizes)
    own, read = positions[axis], writer.read_at(value, positions)
    if own == "1":
        raise ValueError("over a dimension of length 1 is not supported")
    body = f"softmax({own}, {read})" if call.kind == "Softmax" else f"{read} - logsumexp({own}, {read})"
    return writer.made(value.sizes, value.is_batch, positions, body)
