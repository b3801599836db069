"""One node of an ONNX graph with what it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from .onnx_file import Node
from .onnx_tensors import GraphWriter, Known, Value

Result: TypeAlias = "Value | tuple[Value, ...]"


@dataclass(frozen=True)
class Call:
    """One node with what it reads.

    Args:
        where: How a message calls it.
        kind: Its operator.
        attributes: By name.
        inputs: What gives the value of each input, None where it is left out.
        opset: The version of the standard.
        writer: Where equations go.
        layer: The node as a layer reads it, or None where it is none.
    """

    where: str
    kind: str
    attributes: Mapping[str, Any]
    inputs: Sequence[Callable[[], Value] | None]
    opset: int
    writer: GraphWriter
    layer: Node | None

    def value(self, at: int) -> Value:
        """Return an input.

        Raises:
            ValueError: It is left out.
        """
        given = self.inputs[at] if at < len(self.inputs) else None
        if given is None:
            raise ValueError(f"lacks its input {at + 1}")
        return given()

    def has(self, at: int) -> bool:
        """Say whether an input is there."""
        return at < len(self.inputs) and self.inputs[at] is not None

    @property
    def values(self) -> list[Value]:
        """All inputs."""
        return [self.value(at) for at in range(len(self.inputs))]

    def whole(self, at: int, name: str = "") -> list[int] | None:
        """Return whole numbers: an input, or an attribute in older versions; None where there are none."""
        if not self.has(at):
            found = self.attributes.get(name)
            return None if found is None else [int(one) for one in np.atleast_1d(found)]
        value = self.value(at)
        if not isinstance(value, Known):
            raise ValueError(f"computes its input {at + 1}, which is not supported; expected a constant")
        return [int(one) for one in value.array.reshape(-1)]

    def get(self, name: str, otherwise: Any) -> Any:
        """Return an attribute of the type of what it is otherwise."""
        found = self.attributes.get(name, otherwise)
        if not isinstance(found, type(otherwise)):
            raise ValueError(f"has {name} of another type")
        return found

    def axis(self, value: Value, axis: int) -> int:
        """Return which dimension an axis is, counted without that of the samples.

        Raises:
            ValueError: There is none such, or it is that of the samples.
        """
        rank = len(value.sizes) + value.is_batch
        if not -rank <= axis < rank:
            raise ValueError(f"with axis={axis} of {rank} dimensions is not supported")
        found = axis % rank - value.is_batch
        if found < 0:
            raise ValueError("along the samples is not supported")
        return found


Row: TypeAlias = "Callable[[Call], Result]"


def closed(read: str) -> str:
    """Return a formula in brackets where it is more than one word."""
    return f"({read})" if " " in read and not read.startswith("(") else read
