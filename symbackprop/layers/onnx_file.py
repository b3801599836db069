"""ONNX files: a chain of nodes with the constants that each of them reads.

Nobody vouches for such a file. The package `onnx` reads it; nothing in it is run, how much it may hold is bounded
before any number is read, and numbers that it keeps in other files are read from its own folder only.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ExportError, SpecError
from ..models.value_files import MOST_STORED, opened_below
from .kinds import Array, Sizes

MOST_BYTES = 200_000_000
MOST_NODES = 2_000
CHAIN = "expected a chain, in which each node reads what the one before it computes, and constants"
PARAMETERS = "symbackprop.parameters"
"""The key under which a file names its parameters, with commas between; so they keep their names and their order."""

WHOLE_NUMBERS = (6, 7)
"""The codes of int32 and int64."""

TRUTH = 9
"""That of truth values."""

NUMBERS = ("FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16", "INT32", "INT64", "BOOL")


@dataclass
class Node:
    """A node of a chain.

    Args:
        name: How a message calls it.
        kind: Its operator; empty for one that is not of the standard.
        attributes: By name.
        constants: What it reads beside the chain, None where an input is left out.
        is_first: Whether the chain is the first that it reads.
        repeats: Whether it reads what the node before it has read, too.
        opset: The version of the standard.
    """

    name: str
    kind: str
    attributes: Mapping[str, Any]
    constants: Sequence[Array | None]
    is_first: bool
    repeats: bool
    opset: int

    def constant(self, at: int, what: str) -> Array:
        """Return one of the constants.

        Raises:
            ValueError: It is left out.
        """
        found = self.optional(at)
        if found is None:
            raise ValueError(f"lacks its {what}")
        return found

    def optional(self, at: int) -> Array | None:
        """Return one of the constants, or None where it is left out."""
        return self.constants[at] if at < len(self.constants) else None

    def get(self, name: str, otherwise: Any) -> Any:
        """Return an attribute, of the type of what it is otherwise."""
        found = self.attributes.get(name, otherwise)
        if not isinstance(found, type(otherwise)) and otherwise is not None:
            raise ValueError(f"has {name}={shown(found)}, which is of another type")
        return found

    def demand(self, **expected: Any) -> None:
        """Refuse attributes that have other values.

        Raises:
            ValueError: One of them has.
        """
        for name, value in expected.items():
            if self.attributes.get(name, value) != value:
                raise ValueError(f"with {name}={shown(self.attributes[name])} is not supported")


def shown(value: object) -> str:
    """Return something of a file as a message has it: short, on one line."""
    return ascii(value)[:60]


@dataclass
class OnnxFile:
    """An open ONNX file.

    Args:
        path: Where it is.
        model: What `onnx` has read.
    """

    path: Path
    model: Any
    _held: dict[str, Any] = field(init=False)
    _left: int = field(init=False, default=MOST_STORED)

    def demand_ends(self) -> None:
        """Refuse a graph that has not one input and one output.

        Raises:
            ValueError: It has others.
        """
        outputs = self.model.graph.output
        if len(self.inputs()) != 1 or len(outputs) != 1:
            raise ValueError(f"has {len(self.inputs())} inputs and {len(outputs)} outputs; {CHAIN}")

    def __post_init__(self) -> None:
        self._held = {tensor.name: tensor for tensor in self.model.graph.initializer}

    def demand_own_numbers(self) -> None:
        """Refuse a graph in which two nodes read the same array, which is trained as one.

        Raises:
            ValueError: There is such an array.
        """
        reads = Counter(name for node in self.model.graph.node for name in node.input)
        for tensor in self.model.graph.initializer:
            if reads[tensor.name] > 1 and tensor.dims and not self.is_whole(tensor.name):
                raise ValueError(f"reads {shown(tensor.name)} twice; {CHAIN}")

    def inputs(self) -> list[Any]:
        """Return what is given from outside, as the file declares it."""
        return [one for one in self.model.graph.input if one.name not in self._held]

    @property
    def opset(self) -> int:
        """The version of the standard."""
        return max((entry.version for entry in self.model.opset_import if not entry.domain), default=1)

    def parameters(self) -> tuple[str, ...]:
        """Return the names of the parameters, in order, where the file declares them, as ours do."""
        found = {entry.key: entry.value for entry in self.model.metadata_props}.get(PARAMETERS, "")
        return tuple(name for name in found.split(",") if name in self._held)

    def holds(self, name: str) -> bool:
        """Say whether the file has numbers of that name."""
        return name in self._held

    def is_whole(self, name: str) -> bool:
        """Say whether these are whole numbers, as positions are, or truth values."""
        return self._held[name].data_type in (*WHOLE_NUMBERS, TRUTH)

    def shape(self) -> Sizes:
        """Return the shape of one sample of the first input.

        Raises:
            ValueError: The file does not say it.
        """
        found = self.shape_of(self.inputs()[0])
        if not found:
            raise ValueError(f"its input is a single number; {CHAIN}")
        return found

    def shape_of(self, given: Any) -> Sizes:
        """Return the shape of one sample of an input.

        Raises:
            ValueError: The file does not say it.
        """
        dimensions = given.type.tensor_type.shape.dim[1:]
        found = tuple(int(dimension.dim_value) for dimension in dimensions)
        if not given.type.tensor_type.shape.dim or any(size < 1 for size in found):
            raise ValueError("does not say the shape of a sample; give input_shape=…")
        return found

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes from the input to the output.

        Raises:
            ValueError: The graph is no chain.
        """
        graph = self.model.graph
        at, before = self.inputs()[0].name, ""
        for node in graph.node:
            if node.op_type == "Constant":
                self.hold(node)
                continue
            yield self._node(node, at, before)
            at, before = node.output[0] if node.output else "", at
        if at != graph.output[0].name:
            raise ValueError(f"its output {shown(graph.output[0].name)} is not what the last node computes; {CHAIN}")

    def hold(self, node: Any) -> None:
        """Keep the numbers of a node that is a constant."""
        for attribute in node.attribute:
            if attribute.name == "value" and node.output:
                self._held[node.output[0]] = attribute.t

    def _node(self, node: Any, at: str, before: str) -> Node:
        where = f"{shown(node.op_type)[1:-1]} (node {shown(node.name or next(iter(node.output), ''))})"
        others = [name for name in node.input if name != at]
        repeats = before in others and before not in self._held
        unknown = [name for name in others if name and name not in self._held and name != before]
        if len(others) == len(node.input) or unknown or len(node.input) - len(others) > 1:
            raise ValueError(f"{where} reads {shown(unknown[0] if unknown else before)}; {CHAIN}")
        constants = [self.array(name) if name and name in self._held else None for name in others]
        kind = node.op_type if node.domain in ("", "ai.onnx") else ""
        return Node(where, kind, attributes_of(node), constants, node.input[0] == at, repeats, self.opset)

    def array(self, name: str) -> Array:
        """Return the numbers of a constant."""
        from onnx import TensorProto, helper, numpy_helper

        tensor = self._held[name]
        shape = tuple(tensor.dims)
        if any(size < 0 for size in shape):
            raise ValueError(f"{shown(name)} has a negative length")
        self._left -= prod(shape)
        if self._left < 0:
            raise ValueError(f"holds more than {MOST_STORED:,} numbers; at most so many are read")
        if tensor.data_type not in [TensorProto.DataType.Value(kind) for kind in NUMBERS]:
            raise ValueError(f"{shown(name)} holds no numbers of {', '.join(NUMBERS)}")
        try:
            if tensor.data_location == TensorProto.EXTERNAL:
                kind = np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type))
                found = np.frombuffer(self._elsewhere(tensor, prod(shape) * kind.itemsize), dtype=kind).reshape(shape)
            else:
                found = numpy_helper.to_array(tensor)
        except (ValueError, TypeError, OSError) as error:
            raise ValueError(f"{shown(name)} cannot be read: {error}") from error
        if found.shape != shape:
            raise ValueError(f"{shown(name)} has another number of entries than its shape says")
        return np.asarray(found, dtype=np.float64)

    def _elsewhere(self, tensor: Any, length: int) -> bytes:
        """Return the bytes of numbers that stand in another file below the folder of this one."""
        entries = {entry.key: entry.value for entry in tensor.external_data}
        offset = int(entries.get("offset", "0"))
        if offset < 0 or int(entries.get("length", str(length))) != length:
            raise ValueError("its place in another file does not fit its shape")
        with opened_below(self.path.parent, entries.get("location", "")) as file:
            file.seek(offset)
            return file.read(length)


def attributes_of(node: Any) -> dict[str, Any]:
    """Return the attributes of a node by name, words as text."""
    from onnx import helper

    found = {}
    for attribute in node.attribute:
        value = helper.get_attribute_value(attribute)
        found[attribute.name] = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return found


def _names(graph: Any) -> Iterator[object]:
    """Yield all names of a graph, which are bytes where they are no text."""
    for node in graph.node:
        yield from (*node.input, *node.output, node.name, node.op_type, node.domain)
        yield from (attribute.name for attribute in node.attribute)
    for named in (*graph.initializer, *graph.input, *graph.output):
        yield named.name


def opened(path: Path) -> OnnxFile:
    """Return an ONNX file.

    Raises:
        ExportError: The package `onnx` is not there.
        SpecError: The file cannot be read.
    """
    try:
        import onnx
        from google.protobuf.message import DecodeError
    except ImportError as error:
        raise ExportError("ONNX files are read by the package onnx: pip install 'symbackprop[onnx]'") from error
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > MOST_BYTES:
                raise SpecError(f"{path}: the file has {size:,} bytes; at most {MOST_BYTES:,} are read")
            model = onnx.ModelProto.FromString(file.read(MOST_BYTES))
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror or error}") from error
    except DecodeError as error:
        raise SpecError(f"{path}: is no ONNX file, or a damaged one") from error
    if not all(isinstance(name, str) for name in _names(model.graph)):
        raise SpecError(f"{path}: is a damaged ONNX file, in which a name is no text")
    if not model.graph.node:
        raise SpecError(f"{path}: holds no network; expected an ONNX file")
    if len(model.graph.node) > MOST_NODES:
        raise SpecError(f"{path}: has {len(model.graph.node):,} nodes; at most {MOST_NODES:,} are read")
    return OnnxFile(path, model)
