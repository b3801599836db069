"""What moves, takes and puts together the numbers of an array in an ONNX graph: views, and reads at other positions."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from .kinds import Array, Sizes
from .onnx_call import Call, Result
from .onnx_tensors import Known, Tensor, Value, bounded


def transpose(call: Call) -> Result:
    """Return dimensions in another order."""
    value = call.value(0)
    rank = len(value.sizes) + value.is_batch
    order = call.get("perm", list(reversed(range(rank))))
    if sorted(order) != list(range(rank)) or (value.is_batch and order[0] != 0):
        raise ValueError("moves the samples, or has axes that do not fit")
    inner = [axis - value.is_batch for axis in order[value.is_batch :]]
    if isinstance(value, Known):
        return Known(np.transpose(value.array, inner))
    return _viewed(value, tuple(value.sizes[axis] for axis in inner), inner)


def squeeze(call: Call) -> Result:
    """Return a value without dimensions of one entry."""
    value = call.value(0)
    given = call.whole(1, "axes")
    if given is None:
        axes = [axis for axis, size in enumerate(value.sizes) if size == 1]
    else:
        axes = sorted({call.axis(value, axis) for axis in given})
    return squeezed(_slim(call, value), axes)


def unsqueeze(call: Call) -> Result:
    """Return a value with new dimensions of one entry."""
    value, axes = call.value(0), call.whole(1, "axes")
    rank = len(value.sizes) + value.is_batch + len(axes or [])
    if not axes or any(not -rank <= axis < rank for axis in axes):
        raise ValueError("has axes that do not fit")
    new = {axis % rank - value.is_batch for axis in axes}
    if min(new) < 0:
        raise ValueError("puts a dimension before that of the samples, which is not supported")
    old = iter(range(len(value.sizes)))
    order = [None if at in new else next(old) for at in range(rank - value.is_batch)]
    return _viewed(value, tuple(1 if axis is None else value.sizes[axis] for axis in order), order)


def shape(call: Call) -> Result:
    """Return the lengths of all dimensions; -1 stands for that of the samples."""
    value = call.value(0)
    whole = [*([-1] if value.is_batch else []), *value.sizes]
    return Known(np.array(whole[call.get("start", 0) : call.get("end", len(whole))], dtype=np.int64))


def flatten(call: Call) -> Result:
    """Return all numbers of a sample as one dimension."""
    value, axis = call.value(0), call.get("axis", 1)
    if not value.is_batch or axis != 1:
        raise ValueError(f"with axis={axis} is not supported")
    return _reshaped(call, value, (prod(value.sizes),))


def reshape(call: Call) -> Result:
    """Return numbers in another shape."""
    value, wanted = call.value(0), call.whole(1, "shape")
    if wanted is None or call.get("allowzero", 0):
        raise ValueError("lacks its shape, or has one that is not supported")
    before = [*([-1] if value.is_batch else []), *value.sizes]
    sizes = [before[at] if size == 0 and at < len(before) else size for at, size in enumerate(wanted)]
    if value.is_batch:
        if not sizes or (sizes[0] != -1 and prod(sizes[1:]) != prod(value.sizes)):
            raise ValueError("gives the samples another dimension than the first, which is not supported")
        if sizes[0] == -1 and -1 not in sizes[1:] and prod(sizes[1:]) != prod(value.sizes):
            raise ValueError("moves numbers of one sample to another, which is not supported")
        sizes = sizes[1:]
    if sizes.count(-1) == 1:
        others = prod(size for size in sizes if size != -1)
        sizes = [prod(value.sizes) // others if size == -1 and others else size for size in sizes]
    if any(size < 1 for size in sizes) or prod(sizes) != prod(value.sizes):
        raise ValueError(f"to {wanted} from {before} is not supported")
    return _reshaped(call, value, tuple(sizes))


def gather(call: Call) -> Result:
    """Return what stands at known positions along one dimension."""
    value, rows = call.value(0), call.value(1)
    axis = call.axis(value, call.get("axis", 0))
    if not isinstance(rows, Known):
        raise ValueError("at positions that are computed is not supported")
    count = value.sizes[axis]
    places = np.asarray(rows.array, dtype=np.int64)
    if places.size == 0 or places.min() < -count or places.max() >= count:
        raise ValueError(f"at positions outside of {count} is not supported")
    return _taken(call, value, axis, places % count)


def slices(call: Call) -> Result:
    """Return a part along some dimensions."""
    value = call.value(0)
    starts, ends = call.whole(1, "starts") or [], call.whole(2, "ends") or []
    axes = call.whole(3, "axes") or list(range(len(starts)))
    steps = call.whole(4, "steps") or [1] * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        own = call.axis(value, axis)
        places = np.arange(value.sizes[own])[slice(start, end if end > -(2**31) else None, step)]
        if places.size == 0:
            raise ValueError("takes nothing, which is not supported")
        if places.size != value.sizes[own] or step < 0:
            value = _taken(call, value, own, places)
    return value


def split(call: Call) -> Result:
    """Return parts along one dimension, one after the other."""
    value = call.value(0)
    axis = call.axis(value, call.get("axis", 0))
    parts = call.whole(1, "split")
    if parts is None:
        count = call.get("num_outputs", 2)
        each = -(-value.sizes[axis] // max(count, 1))
        parts = [min(each, value.sizes[axis] - at) for at in range(0, value.sizes[axis], each)]
    if sum(parts) != value.sizes[axis] or min(parts) < 1:
        raise ValueError("has parts that do not fit")
    ends = np.cumsum(parts)
    return tuple(_taken(call, value, axis, np.arange(end - part, end)) for part, end in zip(parts, ends, strict=True))


def concat(call: Call) -> Result:
    """Return values side by side along one dimension."""
    values = call.values
    axis = call.axis(values[0], call.get("axis", 0))
    if all(isinstance(value, Known) for value in values):
        return Known(np.concatenate([value.array for value in values if isinstance(value, Known)], axis))
    is_batch = values[0].is_batch
    others = {(value.sizes[:axis], value.sizes[axis + 1 :], value.is_batch) for value in values}
    if len(others) > 1:
        raise ValueError("of shapes that do not fit, or of samples and constants, is not supported")
    sizes = (*values[0].sizes[:axis], sum(value.sizes[axis] for value in values), *values[0].sizes[axis + 1 :])
    positions, before, terms = call.writer.letters(sizes), 0, []
    for value in values:
        whole = call.writer.whole(value)
        at = list(positions)
        at[axis] = f"{positions[axis]}{-before:+d} else 0" if before else f"{positions[axis]} else 0"
        terms.append(whole.at(at))
        before += value.sizes[axis]
    return call.writer.made(sizes, is_batch, positions, " + ".join(terms))


def expand(call: Call) -> Result:
    """Return a value with more entries along dimensions of one entry."""
    value, wanted = call.value(0), call.whole(1) or []
    # What is the same for all samples goes without their dimension.
    sizes = tuple(wanted[1:] if value.is_batch or wanted[:1] == [-1] else wanted)
    if isinstance(value, Known):
        return Known(np.broadcast_to(value.array, np.broadcast_shapes(value.sizes, bounded(sizes))))
    slim = _slim(call, value)
    if not isinstance(slim, Tensor):
        raise ValueError("of truth values or whole numbers is not supported")
    new = [1] * (len(sizes) - len(slim.sizes))
    own = np.broadcast_shapes(slim.sizes, sizes)
    return Tensor(slim.name, (*[None] * len(new), *slim.places), own, slim.is_batch)


def _viewed(value: Value, sizes: Sizes, order: Sequence[int | None]) -> Value:
    """Return a view, of which each dimension is one of the value, or new."""
    match value:
        case Known():
            kept = [axis for axis in order if axis is not None]
            return Known(np.transpose(_without_ones(value.array, kept), np.argsort(np.argsort(kept))).reshape(sizes))
        case Tensor():
            return Tensor(
                value.name, tuple(None if axis is None else value.places[axis] for axis in order), sizes, value.is_batch
            )
        case _:
            raise ValueError("of truth values or whole numbers is not supported")


def _without_ones(array: Array, kept: Sequence[int]) -> Array:
    return array.reshape([array.shape[axis] for axis in sorted(kept)])


def squeezed(value: Value, axes: Sequence[int]) -> Value:
    """Return a value without some dimensions, each of one entry, of which no quantity has them.

    Raises:
        ValueError: One of them is longer.
    """
    kept = [axis for axis in range(len(value.sizes)) if axis not in axes]
    if any(value.sizes[axis] != 1 for axis in axes):
        raise ValueError("takes away a dimension of more than one entry")
    return _viewed(value, tuple(value.sizes[axis] for axis in kept), kept)


def _slim(call: Call, value: Value) -> Value:
    """Return a value of which no quantity has a dimension of one entry."""
    if not isinstance(value, Tensor) or all(
        place is None or size > 1 for place, size in zip(value.places, value.sizes, strict=True)
    ):
        return value
    positions = call.writer.letters(value.sizes)
    return call.writer.made(value.sizes, value.is_batch, positions, call.writer.read_at(value, positions))


def _reshaped(call: Call, value: Value, sizes: Sizes) -> Value:
    if isinstance(value, Known):
        return Known(value.array.reshape(sizes))
    if [size for size in sizes if size > 1] == [size for size in value.sizes if size > 1]:
        slim = _slim(call, value)
        long = iter(axis for axis, size in enumerate(value.sizes) if size > 1)
        return _viewed(slim, sizes, [None if size == 1 else next(long) for size in sizes])
    places = np.unravel_index(np.arange(prod(bounded(sizes))).reshape(sizes), value.sizes or (1,))
    return call.writer.gathered(value, sizes, places[: len(value.sizes)], call.writer.letters(sizes))


def _taken(call: Call, value: Value, axis: int, places: Array) -> Value:
    """Return what stands at positions along one dimension, whose own dimensions stand there."""
    if isinstance(value, Known):
        bounded((*value.sizes[:axis], *places.shape, *value.sizes[axis + 1 :]))
        return Known(np.take(value.array, places, axis=axis))
    sizes = (*value.sizes[:axis], *places.shape, *value.sizes[axis + 1 :])
    bounded(places.shape)
    positions = call.writer.letters(sizes)
    inner = positions[axis : axis + places.ndim]
    at = [*positions[:axis], call.writer.position(places, inner), *positions[axis + places.ndim :]]
    return call.writer.made(sizes, value.is_batch, positions, call.writer.read_at(value, at))
