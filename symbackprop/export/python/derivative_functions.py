"""Functions of an exported NumPy module that return other derivatives, a row each, written where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ...expression.tree import Expression, Symbol
from ...graph.equations import bare
from ..check.certified_call import Check
from ..program.derivatives import hessian_vector, of_samples
from ..program.lowering import Form, Program, needed, sizes_of
from .arrays import ArrayWriter, Function, array_module
from .libraries import LIBRARIES


def _hessian_vector(program: Program, is_single: bool) -> Function:
    names = [bare(symbol).ascii for symbol in program.data]
    writer = ArrayWriter(hessian_vector(program.network, names, Form.LOOPS), LIBRARIES["numpy"], is_single)
    forward, backward = writer.both()
    slopes = writer.slopes()[: len(program.parameters)]
    return Function(
        "hessian_vector_product(parameters, direction",
        "Return the Hessian of the loss times a direction, one number a parameter; of a batch, that of the mean loss.",
        [
            'direction = _numbers("direction", direction)',
            "if direction.shape != parameters.shape:",
            '    raise ValueError(f"direction: expected shape ({PARAMETERS},), given {direction.shape}")',
            "parameters = np.concatenate([parameters, direction])",
            *writer.unpacked(),
            *forward,
            *backward,
            f"return np.concatenate([{', '.join(slopes)}], dtype=DTYPE)",
        ],
        writer.functions(),
    )


def _adjoints(program: Program, by: Sequence[Symbol], is_single: bool) -> tuple[ArrayWriter, list[str], list[str]]:
    """Return a writer, the lines that compute adjoints of each sample, and the adjoints with all their axes."""
    made, adjoints = of_samples(program.network, by, [bare(symbol).ascii for symbol in program.data])
    writer = ArrayWriter(made, LIBRARIES["numpy"], is_single)
    lines = [*writer.unpacked(), *writer.statements.lines(needed(made.forward, adjoints))]

    def value(adjoint: Expression) -> str:
        if isinstance(adjoint, Symbol):
            return writer.names.of(bare(adjoint))
        return writer.printer.write(adjoint, str)

    shapes = ["".join(f", {size}" for size in sizes_of(symbol)) for symbol in by]
    found = [
        f"np.broadcast_to({value(one)}, (samples{shape or ','}))" for one, shape in zip(adjoints, shapes, strict=True)
    ]
    return writer, lines, found


def _input_gradient(program: Program, is_single: bool) -> Function:
    writer, lines, found = _adjoints(program, program.data, is_single)
    quoted = [f'"{writer.names.of(bare(symbol))}"' for symbol in program.data]
    pairs = ", ".join(f"{name}: {array} / samples" for name, array in zip(quoted, found, strict=True))
    return Function(
        "input_gradient(parameters",
        "Return the derivatives of the loss by the data, arrays by name; of a batch, of the mean loss.",
        [*lines, f"return {{{pairs}}}" if not program.data else f"rows = {{{pairs}}}"]
        + (["return rows if is_batch else {_key: _one[0] for _key, _one in rows.items()}"] if program.data else []),
        writer.functions(),
    )


def _per_sample(program: Program, is_single: bool) -> Function:
    writer, lines, found = _adjoints(program, program.parameters, is_single)
    rows = ", ".join(f"{array}.reshape(samples, -1)" for array in found)
    return Function(
        "per_sample_gradients(parameters",
        "Return the gradient of the loss of each sample, a row each.",
        [*lines, f"return np.concatenate([{rows}], axis=1, dtype=DTYPE)"],
        writer.functions(),
    )


FUNCTIONS: Mapping[str, Callable[[Program, bool], Function]] = MappingProxyType(
    {"hessian-vector": _hessian_vector, "input-gradient": _input_gradient, "per-sample": _per_sample}
)
"""What may be asked for, by its name."""


def numpy_module(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient.py, with the functions that a program asks for besides."""
    return array_module(
        program, check, is_single, "numpy", [FUNCTIONS[name](program, is_single) for name in program.more]
    )
