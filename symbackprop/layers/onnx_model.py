"""An ONNX file as equations: those of layers where its graph is a chain of them, and else an equation for each node."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ..errors import SpecError
from .equations import Formulas, formulas
from .kinds import Sizes
from .network import checked_shape, with_head
from .onnx import onnx_layers
from .onnx_file import OnnxFile, opened
from .onnx_graph import graph_formulas


def onnx_formulas(path: Path, input_shape: Sequence[int] = (), loss: str = "") -> Formulas:
    """Return the equations of an ONNX file, with its numbers.

    Args:
        path: The file.
        input_shape: Of one sample, where the file does not say it.
        loss: The name of a loss, or nothing; see `network.network_of`.

    Raises:
        ExportError: The package `onnx` is not there.
        SpecError: The file cannot be read, or holds what is not supported.
        UnknownNameError: There is no such loss.
    """
    shape = checked_shape(input_shape) if input_shape else ()
    file = opened(path)
    try:
        if not file.parameters():
            with suppress(ValueError, SpecError):
                return _of_chain(file, shape, loss)
            # Constants were counted against the bound, so the file is opened anew.
            file = opened(path)
        return graph_formulas(file, shape, loss)
    except ValueError as error:
        raise SpecError(f"{path}: {error}") from error


def _of_chain(file: OnnxFile, shape: Sizes, loss: str) -> Formulas:
    layers, found = onnx_layers(file, shape)
    whole, row = with_head(layers, loss)
    return formulas(whole, found, row)
