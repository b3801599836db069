"""What a model computes before its loss, by NumPy: a function of parameters and data that returns some quantities."""

from __future__ import annotations

from collections.abc import Sequence

from ...expression.tree import Expression, Symbol
from ...graph.equations import bare
from ..program.lowering import Program, needed
from .arrays import ArrayWriter
from .libraries import LIBRARIES

INDENT = "    "


def prediction_source(program: Program, outputs: Sequence[Expression], is_single: bool) -> str:
    """Return the source of `predict(parameters, samples, *data)`, which returns a list of arrays.

    Args:
        program: As `lowering.predicting` makes it.
        outputs: What is returned, in order, symbols or numbers; where samples differ, they are the first axis.
        is_single: Whether numbers are of single precision.
    """
    writer = ArrayWriter(program, LIBRARIES["numpy"], is_single)
    arguments = "".join(f", {writer.names.of(bare(symbol))}" for symbol in program.data)
    lines = [*writer.unpacked(), *writer.statements.lines(needed(program.forward, outputs))]
    found = ", ".join(
        writer.names.of(bare(output)) if isinstance(output, Symbol) else writer.printer.write(output, str)
        for output in outputs
    )
    return "\n\n\n".join(
        [
            f"import math\n\nimport numpy as np\n\nDTYPE = np.{'float32' if is_single else 'float64'}",
            *writer.functions(),
            "\n".join(
                [
                    f"def predict(parameters, samples{arguments}):",
                    *(INDENT + line for line in lines),
                    f"{INDENT}return [{found}]",
                    "",
                ]
            ),
        ]
    )
