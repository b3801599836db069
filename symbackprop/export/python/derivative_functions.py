"""Functions of an exported module of arrays that return other derivatives, written where they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ...expression.tree import Symbol
from ...graph.equations import bare
from ..check.certified_call import Check
from ..program.derivatives import hessian_vector, of_samples, sampled_data
from ..program.lowering import Form, Program, needed, sizes_of
from .arrays import ArrayWriter, Function, array_module
from .libraries import LIBRARIES, Library


def _hessian_vector(program: Program, library: Library, is_single: bool) -> Function:
    names = [bare(symbol).ascii for symbol in program.data]
    writer = ArrayWriter(hessian_vector(program.network, names, Form.LOOPS), library, is_single)
    forward, backward = writer.both()
    slopes = writer.slopes()[: len(program.parameters)]
    return Function(
        "hessian_vector_product(parameters, direction",
        "Return the Hessian of the loss times a direction, one number a parameter; of a batch, that of the mean loss.",
        [
            'direction = _numbers("direction", direction)',
            "if tuple(direction.shape) != (PARAMETERS,):",
            '    raise ValueError(f"direction: expected shape ({PARAMETERS},), given {tuple(direction.shape)}")',
            f"parameters = {_joined(library, ('parameters', 'direction'))}",
            *writer.unpacked(),
            *forward,
            *backward,
            f"return {_joined(library, slopes)}",
        ],
        writer.functions(),
    )


def _adjoints(
    program: Program, by: Sequence[Symbol], library: Library, is_single: bool
) -> tuple[ArrayWriter, list[str], list[str]]:
    """Return a writer, the lines that compute adjoints of each sample, and the adjoints with all their axes."""
    made, adjoints = of_samples(program.network, by, [bare(symbol).ascii for symbol in program.data])
    writer = ArrayWriter(made, library, is_single)
    lines = [*writer.unpacked(), *writer.statements.lines(needed(made.forward, adjoints))]
    found = []
    for symbol, adjoint in zip(by, adjoints, strict=True):
        shape = f"(samples, {''.join(f'{size}, ' for size in sizes_of(symbol))})"
        if isinstance(adjoint, Symbol):
            found.append(f"{library.module}.broadcast_to({writer.names.of(bare(adjoint))}, {shape})")
        else:
            found.append(library.filled.format(shape=shape, value=writer.printer.write(adjoint, str)))
    return writer, lines, found


def _input_gradient(program: Program, library: Library, is_single: bool) -> Function:
    names = [bare(symbol).ascii for symbol in program.data]
    writer, lines, found = _adjoints(program, sampled_data(program.network, names), library, is_single)
    quoted = [f'"{writer.names.of(bare(symbol))}"' for symbol in program.data]
    pairs = ", ".join(f"{name}: {array} / samples" for name, array in zip(quoted, found, strict=True))
    return Function(
        "input_gradient(parameters",
        "Return the derivatives of the loss by the data, arrays by name; of a batch, of the mean loss.",
        [
            *lines,
            f"rows = {{{pairs}}}",
            "return rows if is_batch else {_key: _one[0] for _key, _one in rows.items()}",
        ],
        writer.functions(),
    )


def _joined(library: Library, parts: Sequence[str], axis: str = "") -> str:
    return library.joined.format(parts=f"[{', '.join(parts)}]{axis}")


def _per_sample(program: Program, library: Library, is_single: bool) -> Function:
    writer, lines, found = _adjoints(program, program.parameters, library, is_single)
    rows = [f"{array}.reshape(samples, -1)" for array in found]
    return Function(
        "per_sample_gradients(parameters",
        "Return the gradient of the loss of each sample, a row each.",
        [*lines, f"return {_joined(library, rows, ', 1')}"],
        writer.functions(),
    )


FUNCTIONS: Mapping[str, Callable[[Program, Library, bool], Function]] = MappingProxyType(
    {"hessian-vector": _hessian_vector, "input-gradient": _input_gradient, "per-sample": _per_sample}
)
"""What may be asked for, by its name."""


def module_with_derivatives(program: Program, check: Check | None, is_single: bool, name: str) -> dict[str, str]:
    """Return the module of one library, with the functions that a program asks for besides.

    Args:
        program: In loop form.
        check: A certified call.
        is_single: Whether numbers are of single precision.
        name: A row of LIBRARIES.

    Raises:
        UsageError: Derivatives by data are asked for, and there is none.
    """
    more = [FUNCTIONS[function](program, LIBRARIES[name], is_single) for function in program.more]
    return array_module(program, check, is_single, name, more)
