"""Arrays that write down how they are computed: each operation on one adds a node to an ONNX graph.

The statements of a program, as whole-array code has them, are run once on such values. What is known beforehand, as the
positions of a window, is computed by NumPy and becomes a constant.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...errors import ExportError
from .samples import EverySample

Shape: TypeAlias = tuple[int | None, ...]
"""The lengths of the axes; None is that of the samples, which is known at run time only."""

MOST_NODES = 100_000
MOST_CONSTANTS = 50_000_000
"""Entries of all constants that are made while a graph is written."""

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


NEUTRAL: Mapping[str, tuple[float, bool]] = MappingProxyType(
    {"Add": (0.0, True), "Div": (1.0, False), "Mul": (1.0, True), "Sub": (0.0, False)}
)
"""The number that changes nothing, and whether it may stand first too; onnxruntime 1.32 fails over some such nodes."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation.

    Args:
        kind: The operator of ONNX.
        inputs: The names of its inputs.
        output: The name of its only output.
        attributes: By name.
    """

    kind: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Any]


@dataclass
class Trace:
    """A graph while it is written.

    Args:
        dtype: The type of its numbers.
        first: The name of an input with an axis of samples, or nothing where there is none.
    """

    dtype: type
    first: str = ""
    nodes: list[Node] = field(default_factory=list)
    constants: dict[str, NDArray[Any]] = field(default_factory=dict)
    _names: dict[tuple[Any, ...], str] = field(default_factory=dict)
    _entries: int = 0

    def node(self, kind: str, inputs: Sequence[Value | str], shape: Shape, **attributes: Any) -> Value:
        """Return what a new node computes."""
        if len(self.nodes) >= MOST_NODES:
            raise ExportError(
                f"the ONNX graph has more than {MOST_NODES:,} nodes; recurrences are written out, so a shorter one fits"
            )
        # No quantity begins with a line below.
        name = f"_{len(self.nodes) + 1}"
        names = tuple(one if isinstance(one, str) else one.name for one in inputs)
        self.nodes.append(Node(kind, names, name, attributes))
        return Value(self, name, shape)

    def constant(self, array: NDArray[Any]) -> str:
        """Return the name of a constant; the same one twice is one."""
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._names:
            self._entries += array.size
            if self._entries > MOST_CONSTANTS:
                raise ExportError(f"the constants of the ONNX graph have more than {MOST_CONSTANTS:,} entries")
            self._names[key] = f"_c{len(self._names) + 1}"
            self.constants[self._names[key]] = array
        return self._names[key]

    def whole(self, *numbers: int) -> str:
        """Return the name of a list of whole numbers."""
        return self.constant(np.array(numbers, dtype=np.int64))

    def lifted(self, given: object) -> Value:
        """Return a value for what may be a number or an array of NumPy."""
        match given:
            case Value():
                return given
            case Pending():
                return given.value
            case _:
                array = np.asarray(given)
                array = array if array.dtype == np.bool_ else array.astype(self.dtype)
                return Value(self, self.constant(array), array.shape)

    def elementwise(self, kind: str, *given: object) -> Value:
        """Return an operation on each number, for which shapes are brought in line."""
        values = [self.lifted(one) for one in given]
        if kind in NEUTRAL:
            number, first = NEUTRAL[kind]
            for at, other in ((1, 0), (0, 1))[: 2 if first else 1]:
                if values[at].shape == () and self.constants.get(values[at].name, number + 1) == number:
                    return values[other]
        return self.node(kind, values, joint(*(value.shape for value in values)))

    def shape_of(self, shape: Shape) -> str:
        """Return the name of a shape, in which that of the samples is read at run time."""
        if None not in shape:
            return self.whole(*(size or 0 for size in shape))
        count = self.node("Shape", [self.first], (1,), start=0, end=1)
        parts = [count.name if size is None else self.whole(size) for size in shape]
        return self.node("Concat", parts, (len(parts),), axis=0).name if len(parts) > 1 else count.name


class Arithmetic:
    """The operators of arrays, all of them nodes."""

    trace: Trace
    __array_ufunc__ = None

    def __add__(self, other: object) -> Value:
        return self.trace.elementwise("Add", self, other)

    def __radd__(self, other: object) -> Value:
        return self.trace.elementwise("Add", other, self)

    def __sub__(self, other: object) -> Value:
        return self.trace.elementwise("Sub", self, other)

    def __rsub__(self, other: object) -> Value:
        return self.trace.elementwise("Sub", other, self)

    def __mul__(self, other: object) -> Value:
        return _product(self.trace.lifted(self), self.trace.lifted(other))

    def __rmul__(self, other: object) -> Value:
        return _product(self.trace.lifted(other), self.trace.lifted(self))

    def __truediv__(self, other: object) -> Value:
        return self.trace.elementwise("Div", self, other)

    def __rtruediv__(self, other: object) -> Value:
        return self.trace.elementwise("Div", other, self)

    def __pow__(self, other: object) -> Value:
        return self.trace.elementwise("Pow", self, other)

    def __neg__(self) -> Value:
        return self.trace.elementwise("Neg", self)

    def __gt__(self, other: object) -> Value:
        return self.trace.elementwise("Greater", self, other)

    def __ge__(self, other: object) -> Value:
        return self.trace.elementwise("GreaterOrEqual", self, other)

    def __lt__(self, other: object) -> Value:
        return self.trace.elementwise("Less", self, other)

    def __le__(self, other: object) -> Value:
        return self.trace.elementwise("LessOrEqual", self, other)

    def __matmul__(self, other: object) -> Value:
        left, right = self.trace.lifted(self), self.trace.lifted(other)
        return self.trace.node("MatMul", [left, right], (left.shape[0], right.shape[-1]))


class Pending(Arithmetic):
    """What becomes a value of the graph when it is asked for."""

    @property
    @abstractmethod
    def value(self) -> Value:
        """The value."""


@dataclass(frozen=True, eq=False)
class Value(Arithmetic):
    """What is computed at some place of a graph.

    Args:
        trace: The graph.
        name: What it is called there.
        shape: The lengths of its axes.
        factors: Two values of which it is the product, which a sum over it can multiply at once.
    """

    trace: Trace
    name: str
    shape: Shape
    factors: tuple[Value, Value] | None = None

    @property
    def T(self) -> Value:  # noqa: N802  (as NumPy calls it)
        """The transposed matrix."""
        return self.transposed(tuple(reversed(range(len(self.shape)))))

    def transposed(self, axes: Sequence[int]) -> Value:
        """Return it with its axes in another order."""
        shape = tuple(self.shape[axis] for axis in axes)
        return self.trace.node("Transpose", [self], shape, perm=list(axes))

    def reshape(self, *shape: int) -> Value:
        """Return it in another shape, of a value without an axis of samples."""
        return self.trace.node("Reshape", [self, self.trace.whole(*shape)], shape)

    def mean(self) -> Value:
        """Return the mean over all samples, of a value with that axis alone."""
        return self.trace.node("ReduceMean", [self], (), axes=[0], keepdims=0)

    def squeezed(self, axes: Sequence[int]) -> Value:
        """Return it without some axes of length 1."""
        if not axes:
            return self
        shape = tuple(size for at, size in enumerate(self.shape) if at not in axes)
        return self.trace.node("Squeeze", [self, self.trace.whole(*axes)], shape)

    def spread(self, axes: Sequence[int]) -> Value:
        """Return it with new axes of length 1, at places of what comes out."""
        if not axes:
            return self
        sizes = iter(self.shape)
        shape = tuple(1 if at in axes else next(sizes) for at in range(len(self.shape) + len(axes)))
        return self.trace.node("Unsqueeze", [self, self.trace.whole(*axes)], shape)

    def taken(self, axis: int, at: int) -> Value:
        """Return what stands at a place of an axis, without that axis."""
        shape = self.shape[:axis] + self.shape[axis + 1 :]
        place = self.trace.constant(np.array(at, dtype=np.int64))
        return self.trace.node("Gather", [self, place], shape, axis=axis)

    def __getitem__(self, given: object) -> Value:
        picks = list(given) if isinstance(given, tuple) else [given]
        if any(isinstance(pick, np.ndarray | EverySample) for pick in picks):
            return self._gathered(picks)
        picks += [slice(None)] * (len(self.shape) - sum(pick is not None for pick in picks))
        found, axis, new = self, 0, list[int]()
        for pick in picks:
            if isinstance(pick, int | np.integer):
                found = found.taken(axis - len(new), int(pick))
                continue
            if pick is None:
                new.append(axis)
            axis += 1
        return found.spread(new)

    def _gathered(self, picks: Sequence[Any]) -> Value:
        """Return what stands at positions that are known now, along all axes but that of the samples."""
        sampled, rest = (picks[0], picks[1:]) if self.shape[0] is None else (None, picks)
        inner = [size or 0 for size in (self.shape if sampled is None else self.shape[1:])]
        places = np.broadcast_arrays(*_explicit(rest, inner))
        flat = self.trace.constant(np.asarray(np.ravel_multi_index(tuple(places), tuple(inner)), dtype=np.int64))
        if sampled is None:
            line = self.trace.node("Reshape", [self, self.trace.whole(prod(inner))], (prod(inner),))
            return self.trace.node("Gather", [line, flat], places[0].shape, axis=0)
        line = self.trace.node("Reshape", [self, self.trace.whole(-1, prod(inner))], (None, prod(inner)))
        found = self.trace.node("Gather", [line, flat], (None, *places[0].shape), axis=1)
        return sampled.placed(found) if isinstance(sampled, EverySample) else found


def _explicit(picks: Sequence[Any], sizes: Sequence[int]) -> list[NDArray[np.int64]]:
    """Return positions along all axes, with those of whole axes in place of slices, before or behind the others."""
    every = [*picks, *[slice(None)] * (len(sizes) - len(picks))]
    known = [at for at, pick in enumerate(every) if not isinstance(pick, slice)]
    shape = np.broadcast_shapes(*(np.shape(every[at]) for at in known))
    before, behind = known[0], len(every) - known[-1] - 1
    assert known == list(range(before, len(every) - behind))
    axes = before + len(shape) + behind

    def lined(at: int) -> NDArray[np.int64]:
        if at in known:
            found = np.broadcast_to(np.asarray(every[at], dtype=np.int64), shape)
            return found.reshape((1,) * before + shape + (1,) * behind)
        place = at if at < before else axes - len(every) + at
        return np.arange(sizes[at]).reshape([-1 if axis == place else 1 for axis in range(axes)])

    return [lined(at) for at in range(len(every))]


def joint(*shapes: Shape) -> Shape:
    """Return the shape of an operation on arrays of some shapes.

    >>> joint((None, 3), (1,), (2, 1, 1))
    (2, None, 3)
    """
    count = max(map(len, shapes))
    lined = [(1,) * (count - len(shape)) + shape for shape in shapes]
    return tuple(next((size for size in sizes if size != 1), 1) for sizes in zip(*lined, strict=True))


def summed(value: Value, axes: Sequence[int]) -> Value:
    """Return the sum over axes that are counted from the end; that of a product multiplies as it adds up."""
    count = len(value.shape)
    over = [axis % count for axis in axes]
    shape = tuple(size for at, size in enumerate(value.shape) if at not in over)
    if value.factors is not None and count <= len(LETTERS):
        written, inputs = list[str](), list[Value]()
        for factor in value.factors:
            letters = LETTERS[count - len(factor.shape) : count]
            # An axis of length 1 that the other factor is longer along is none of this one.
            gone = [at for at, size in enumerate(factor.shape) if size == 1]
            inputs.append(factor.squeezed(gone))
            written.append("".join(letter for at, letter in enumerate(letters) if at not in gone))
        result = "".join(letter for at, letter in enumerate(LETTERS[:count]) if at not in over)
        if set(result) <= set("".join(written)):
            return value.trace.node("Einsum", inputs, shape, equation=f"{','.join(written)}->{result}")
    return value.trace.node("ReduceSum", [value, value.trace.whole(*over)], shape, keepdims=0)


def _product(left: Value, right: Value) -> Value:
    found = left.trace.elementwise("Mul", left, right)
    if found in (left, right):
        return found
    return Value(found.trace, found.name, found.shape, (left, right))


def where(condition: object, value: Value, trace: Trace) -> Value:
    """Return a value where a condition holds that is known now, and 0 elsewhere; a product stays one."""
    if value.factors is not None and isinstance(condition, np.ndarray):
        left, right = value.factors
        for factor, other in ((left, right), (right, left)):
            if joint(factor.shape, condition.shape) == factor.shape:
                return _product(trace.elementwise("Where", condition, factor, 0.0), other)
    return trace.elementwise("Where", condition, value, 0.0)
