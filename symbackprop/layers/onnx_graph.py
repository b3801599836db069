"""ONNX graphs that are no chains of layers: an equation for each node, in index notation.

What a node does stands in `onnx_operators`; here is the order of things: the inputs, the constants, the nodes, the
output and the loss. Nobody vouches for a file: whatever a node lacks or has too much of is an error that names it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..errors import SpecError
from .equations import INPUT, OUTPUT, Formulas
from .kinds import Sizes
from .losses import LOSSES, loss_named
from .onnx_call import Call
from .onnx_file import WHOLE_NUMBERS, Node, OnnxFile, attributes_of, shown
from .onnx_operators import OPERATORS
from .onnx_tensors import GraphWriter, Known, Tensor, Value, Words

LINEAR = frozenset({"Add", "Conv", "Einsum", "Gemm", "MatMul", "Sum"})
"""What a loss puts its softmax or sigmoid behind."""

ENDS: Mapping[str, str] = MappingProxyType({"LogSoftmax": "softmax", "Sigmoid": "sigmoid", "Softmax": "softmax"})
"""What a graph may end with that a loss would bring."""

BY_ENDS: Mapping[str, str] = MappingProxyType(
    {
        "LogSoftmax": "softmax-cross-entropy",
        "Sigmoid": "mean-binary-cross-entropy",
        "Softmax": "softmax-cross-entropy",
    }
)
"""The loss that a graph gets by its end, where none is said."""

VIEWS = frozenset({"Cast", "Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"})
"""What ends as what it reads does."""
UNREADABLE = (ArithmeticError, IndexError, KeyError, TypeError, AttributeError)
"""What a node that lacks something may lead to."""


def graph_formulas(file: OnnxFile, shape: Sizes, loss: str) -> Formulas:
    """Return the equations of a graph and of a loss.

    Args:
        file: The open file.
        shape: Of the input of one sample, where the file does not say it.
        loss: The name of a loss; without, by the last node, as behind layers.

    Raises:
        ValueError: Something in the file is not supported; the message has the name of the node.
        UnknownNameError: There is no such loss.
    """
    reading = _Reading(file, shape)
    for node in file.model.graph.node:
        reading.run(node)
    reading.end(loss)
    writer = reading.writer
    return Formulas(
        tuple(writer.lines),
        writer.sizes,
        writer.shapes,
        reading.trained(),
        writer.arrays,
        writer.tables,
        tuple(writer.inputs),
    )


@dataclass
class _Reading:
    """A graph while it is read."""

    file: OnnxFile
    shape: Sizes
    writer: GraphWriter = field(init=False)
    values: dict[str, Value] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    uses: Counter[str] = field(init=False)
    names: dict[str, str] = field(default_factory=dict)
    declared: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        graph = self.file.model.graph
        self.writer = GraphWriter(shape=())
        self.uses = Counter(name for node in graph.node for name in node.input)
        declared = self.file.parameters()
        self.declared = declared
        # Names of the file come first, so that no index takes one.
        for name in declared or [tensor.name for tensor in graph.initializer]:
            self.names[name] = self.writer.kept(name, "W")
        inputs = self.file.inputs()
        if len(graph.output) != 1 or not inputs:
            raise ValueError(
                f"has {len(inputs)} inputs and {len(graph.output)} outputs; expected inputs and one output"
            )
        if self.shape and len(inputs) > 1:
            raise ValueError(f"has {len(inputs)} inputs; input_shape is that of one alone")
        for given in inputs:
            name = self.writer.kept(INPUT if len(inputs) == 1 else given.name, INPUT)
            sizes = self.shape or self.file.shape_of(given)
            self.writer.inputs.append(name)
            is_whole = given.type.tensor_type.elem_type in WHOLE_NUMBERS
            self.values[given.name] = Words(name, sizes) if is_whole else self.writer.input(name, sizes)

    def value(self, name: str) -> Value:
        """Return what a name of the graph stands for."""
        if name not in self.values:
            if not self.file.holds(name):
                raise ValueError(f"reads {shown(name)}, which nothing before it computes")
            array = self.file.array(name)
            if self._is_trained(name, array):
                self.values[name] = self.writer.quantity(self.names[name], array, is_trained=True)
            else:
                self.values[name] = Known(array)
        return self.values[name]

    def _is_trained(self, name: str, array: Any) -> bool:
        """Say whether a constant is a parameter: what the file declares, or else any array but of whole numbers."""
        if self.declared:
            return name in self.declared
        return name in self.names and array.ndim > 0 and not self.file.is_whole(name)

    def run(self, node: Any) -> None:
        where = f"{shown(node.op_type)[1:-1]} (node {shown(node.name or next(iter(node.output), ''))})"
        if node.op_type == "Constant":
            self.file.hold(node)
            return
        row = OPERATORS.get(node.op_type) if node.domain in ("", "ai.onnx") else None
        if row is None:
            raise ValueError(f"{where} is not supported; docs/import.md lists what is")
        try:
            call = Call(
                where,
                node.op_type,
                attributes_of(node),
                self._given(node),
                self.file.opset,
                self.writer,
                self._layer(node),
            )
            found = row(call)
        except (ValueError, SpecError) as error:
            raise ValueError(f"{where} {error}") from error
        except UNREADABLE as error:
            raise ValueError(f"{where} cannot be read") from error
        results = found if isinstance(found, tuple) else (found,)
        for name, result in zip(node.output, results, strict=False):
            if name:
                self.values[name] = result
                self.kinds[name] = self.kinds.get(node.input[0], "") if node.op_type in VIEWS else node.op_type

    def _given(self, node: Any) -> list[Any]:
        """Return what reads the inputs of a node when they are asked for, since a layer takes numbers itself."""
        return [(lambda name=name: self.value(name)) if name else None for name in node.input]

    def _layer(self, node: Any) -> Node | None:
        """Return a node as a layer reads it, or None where it is none: it reads one value, and constants of its own."""
        names = list(node.input)
        own = [self.file.holds(name) and name not in self.values and self.uses[name] == 1 for name in names[1:] if name]
        if not names or not all(own) or self.file.holds(names[0]) or not isinstance(self.values.get(names[0]), Tensor):
            return None
        attributes = attributes_of(node)
        if self.declared and any(name in self.declared for name in names[1:]):
            return None
        constants = [_later(self.file, name) for name in names[1:]]
        return Node("", node.op_type, attributes, constants, True, False, self.file.opset)

    def end(self, loss: str) -> None:
        """Write the output and the loss."""
        writer, name = self.writer, self.file.model.graph.output[0].name
        last = self.values.get(name)
        kind = self.kinds.get(name, "")
        if not isinstance(last, Tensor):
            raise ValueError(f"its output {shown(name)} is computed by no node")
        if not last.is_batch:
            raise ValueError(f"its output {shown(name)} is the same for all samples")
        row = loss_named(loss) if loss else BY_ENDS.get(kind, "mean-squared")
        head = LOSSES[row].head
        positions = writer.letters(last.sizes, with_ones=True)
        if head and ENDS.get(kind) != head and kind not in LINEAR:
            raise ValueError(
                f"ends with {kind or 'its input'}, behind which {row!r} would put a {head}; give another loss"
            )
        read = writer.read_at(last, positions)
        if kind == "LogSoftmax" and row == "softmax-cross-entropy":
            read = f"exp({read})"
        elif head and ENDS.get(kind) != head:
            before = writer.made(last.sizes, True, positions, read)
            read = before.at(positions)
            read = f"softmax({positions[-1]}, {read})" if head == "softmax" else f"{head}({read})"
        writer.define(OUTPUT, positions, read)
        writer.end(row)

    def trained(self) -> tuple[str, ...]:
        """Return the parameters, in the order of the file where it declares them."""
        order = [self.names[name] for name in self.declared if self.names[name] in self.writer.trained]
        return tuple(order) if self.declared else tuple(self.writer.trained)


def _later(file: OnnxFile, name: str) -> Any:
    return file.array(name) if name else None
