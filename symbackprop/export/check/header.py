"""What the header of every export says: the network, the order of the parameters, one call, how it was made."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from ...document.escape import Inert, in_code
from ...expression.tree import Symbol
from ...graph.equations import bare
from ...graph.expand import elements
from ..program.lowering import Form, Program, size_of, sizes_of
from .certified_call import Check

WIDTH = 108
NOTHING = in_code("")
MOST_LISTED = 64
NUMBERING = (
    "A number in brackets beside a statement, or before its loops, is of an equation in the notes that are written "
    "without options: about the quantity itself, or else the local derivative by it, its array, another element."
)


def described(program: Program, check: Check | None, is_single: bool = False) -> list[Inert]:
    """Return the lines of the comment at the head of an export."""
    network = program.network
    lines = [in_code(network.title), NOTHING]
    sizes = "-".join(str(size) for size in _layers(program))
    kind = f"layers of {sizes}, {', '.join(layer.function for layer in network.layers)}" if sizes else "in equations"
    lines += _wrapped(
        f"Network: {kind}; {program.count:,} parameters; {program.operations:,} operations for the loss and the "
        f"gradient of one sample, as {program.form.value}; numbers are float{32 if is_single else 64}."
    )
    lines += _wrapped(f"Parameters, in this order: {_order(program)}.")
    if program.data:
        shapes = ", ".join(f"{bare(symbol).ascii} {_shape(sizes_of(symbol))}" for symbol in program.data)
        lines += _wrapped(f"Data of a sample: {shapes}; of a batch, one more axis in front.")
    if program.outputs:
        shapes = ", ".join(f"{bare(symbol).ascii} {_shape(sizes_of(symbol))}" for symbol in program.outputs)
        lines += _wrapped(f"Outputs of a sample, in this order: {shapes}; of a batch, one more axis in front.")
    if program.constants:
        lines += _wrapped(f"Fixed: {', '.join(bare(symbol).ascii for symbol in program.constants)}.")
    lines += [NOTHING, *_call(program, check), NOTHING]
    lines += _wrapped(
        f"Made by symbackprop{_version()} from the same equations as the notes, which name every quantity as it is "
        f"named here{_derivative(program)}. Yours to keep and change, without warranty."
    )
    if program.numbers:
        lines += _wrapped(NUMBERING)
    return lines


def _derivative(program: Program) -> str:
    """Return what a derivative is called, of the first parameter that has one."""
    for parameter, adjoint in program.adjoints.items():
        if isinstance(adjoint, Symbol):
            loss = bare(program.loss).ascii
            return f": {bare(adjoint).ascii} is the derivative of the loss {loss} with respect to {parameter.ascii}"
    return ""


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f" {version('symbackprop')}"
    except PackageNotFoundError:
        return ""


def _layers(program: Program) -> list[int]:
    layers = program.network.layers
    return [size_of(layers[0].source), *(size_of(layer.out) for layer in layers)] if layers else []


def _order(program: Program) -> str:
    if program.form is Form.STRAIGHT or program.count <= MOST_LISTED:
        names = [name.ascii for symbol in program.parameters for name in elements(symbol, program.network.labels)]
        return ", ".join(names)
    return ", then ".join(
        f"{bare(symbol).ascii} {_shape(sizes_of(symbol))} row by row" for symbol in program.parameters
    )


def _shape(sizes: Iterable[int]) -> str:
    return "(" + ", ".join(map(str, sizes)) + ")"


def _call(program: Program, check: Check | None) -> list[Inert]:
    if check is None or not check.is_certified:
        steps = "; the check compares the gradient with a complex step" if check is not None else ""
        return _wrapped(f"No call was certified: the network is too large for that{steps}.")
    if check.is_formula:
        return _wrapped(
            "A call whose results are certain to the last digit: number the parameters and then the data from 0 and "
            f"let number `at` be ((37 at + 11) mod 101 {check.addition})/128; "
            f"the loss is {check.loss}, and the gradient times the direction ((53 at + 29) mod 97 - 48)/64 is "
            f"{check.gradient[0]}{''.join(f'; its element {at} is {slope}' for at, slope in check.samples)}."
        )
    data = "; ".join(
        f"{bare(symbol).ascii} = {', '.join(values)}" for symbol, values in zip(program.data, check.data, strict=True)
    )
    return _wrapped(
        f"A call whose results are certain to the last digit: parameters = {', '.join(check.parameters)}"
        f"{'; ' + data if data else ''} give the loss {check.loss} and the gradient {', '.join(check.gradient)}."
    )


def _wrapped(text: str) -> list[Inert]:
    return list(map(in_code, wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)))
