"""Numba: the loops of the C code in Python, compiled when they are first called, with the training loop inside."""

from __future__ import annotations

from textwrap import indent
from types import MappingProxyType

from ..document.page import filled
from .arrays import WORDS, _tuple
from .certify import Check
from .describe import described
from .lowering import Form, Program, size_of, sizes_of
from .numbering import NUMBERING, equation_numbers
from .printer import Printer
from .scalarcode import Language, Writer, listed

NAMES = ("erfc", "exp", "expm1", "log", "log1p", "sqrt", "tanh")
PYTHON = Language(
    printer=Printer(
        MappingProxyType({name: f"math.{name}" for name in NAMES} | {"abs": "abs"}),
        choice="({then} if {positive} > {zero} else {otherwise} if {positive} <= {zero} else {positive})",
        power="({base}) ** ({exponent})",
    ),
    words=WORDS | {"numba", "one", "total", "sample", "found", "given", "call", "data", "arrays"},
    let="{name} = {value}",
    variable="{name} = {value}",
    array="{name} = np.zeros({size}, dtype=parameters.dtype)",
    put="{target} = {value}",
    add="{target} += {value}",
    loop="for {name} in range({size}):",
    end="",
    element="{name}[{at}]",
    function='@numba.njit(cache=False, error_model="numpy")\ndef {name}(x):\n    return {body}',
    greater="{target} = max({target}, {value})",
    least="-np.inf",
    comment="# {text}",
)


def numba_module(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient_numba.py."""
    numbers = equation_numbers(program.network) if program.form is Form.STRAIGHT else {}
    writer = Writer(program, PYTHON, is_single, numbers)
    loss_body, loss_result = writer.loss()
    gradient_body, gradient_result = writer.loss_and_gradient()
    names = list(writer.arguments.values())
    text = filled(
        "numba/gradient.py",
        about=[*described(program, check, is_single), *([NUMBERING] if numbers else [])],
        dtype="float32" if is_single else "float64",
        count=program.count,
        rate=program.network.learning_rate.text,
        functions=writer.functions(),
        arguments="".join(f", {name}" for name in names),
        sliced="".join(f", {name}[sample]" for name in names),
        data=[
            (name, _tuple(sizes_of(symbol)), size_of(symbol), len(sizes_of(symbol)))
            for name, symbol in zip(names, program.data, strict=True)
        ],
        loss_body=indent("\n".join(loss_body), "    "),
        loss_result=loss_result,
        gradient_body=indent("\n".join(gradient_body), "    "),
        gradient_result=gradient_result,
        is_formula=check is not None and check.is_formula,
        has_check=check is not None,
        parameters=listed(check.parameters, "    ") if check else "",
        given=[listed(values, "    ") for values in check.data] if check else [],
        expected_loss=check.loss if check else "",
        expected_along=check.gradient[0] if check else "",
        expected_gradient=listed(check.gradient, "    ") if check else "",
        tolerance="2e-4" if is_single else "1e-12",
        step="1e-2" if is_single else "1e-6",
        step_tolerance="5e-2" if is_single else "1e-6",
    )
    return {"gradient_numba.py": text}
