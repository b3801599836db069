"""Numba: the loops of the C code in Python, compiled when they are first called, with the training loop inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from textwrap import indent

from ...document.page import filled
from ...graph.equations import bare
from ..check.certified_call import Check
from ..check.header import described
from ..program.lowering import Program
from ..program.prediction import data_read
from ..syntax.keywords import PYTHON_PAGES
from ..syntax.language import Language
from ..syntax.loops import Writer
from ..syntax.printer import Printer
from ..syntax.updates import UpdateWriter
from .array_updates import update_blanks
from .page import MATH_FUNCTIONS, check_blanks, data_rows, prediction_blanks

PYTHON = Language(
    printer=Printer(
        MATH_FUNCTIONS.names,
        choice="({then} if {positive} > {zero} else {otherwise} if {positive} <= {zero} else {positive})",
    ),
    pages=PYTHON_PAGES,
    let="{name} = {value}",
    variable="{name} = {value}",
    array="{name} = np.zeros({size}, dtype=parameters.dtype)",
    put="{target} = {value}",
    add="{target} += {value}",
    loop="for {name} in range({size}):",
    range="for {name} in range({low}, {high}):",
    back="for {name} in range({last}, -1, -1):",
    end="",
    condition="if {value} >= 0:",
    end_condition="",
    quotient="{a} // {b}",
    element="{name}[{at}]",
    function='@numba.njit(cache=False, error_model="numpy")\ndef {name}(x):\n    return {body}',
    greater="{target} = max({target}, {value})",
    least="-np.inf",
    comment="# {text}",
    subtract="{target} -= {value}",
    table="{name} = np.array([{values}])",
)


def numba_module(program: Program, check: Check | None, is_single: bool) -> dict[str, str]:
    """Return gradient_numba.py."""
    writer = Writer(program, PYTHON, is_single)
    loss_body, loss_result = writer.loss()
    gradient_body, gradient_result = writer.loss_and_gradient()
    prediction_body = writer.prediction() if program.outputs else []
    names = list(writer.arguments.values())
    checks = check_blanks(program, check, is_single)
    written = (*writer.functions(), *loss_body, *gradient_body, *prediction_body)
    checks["needs_math"] = checks["needs_math"] or any("math." in text for text in written)
    moves = update_blanks(
        program, writer.printer, writer.names, ", ".join(names), {"gradient": "gradient", "rate": "rate"}
    )
    moves["update"] = _update(writer, moves)
    checks["needs_math"] = checks["needs_math"] or "math." in str(moves["update"])
    text = filled(
        "arrays/numba.py",
        module="np",
        row="array.reshape(samples, -1)",
        about=described(program, check, is_single),
        dtype="float32" if is_single else "float64",
        count=program.count,
        learning_rate=program.network.learning_rate.text if program.network.learning_rate is not None else "",
        **moves,
        functions=[*writer.tables(), *writer.functions()],
        arguments="".join(f", {name}" for name in names),
        sliced="".join(f", {name}[sample]" for name in names),
        data=data_rows(program, names),
        **prediction_blanks(program, check, writer.names, writer.arguments),
        predicted_sliced="".join(f", {writer.arguments[bare(symbol)]}[sample]" for symbol in data_read(program)),
        prediction_body=indent("\n".join(prediction_body), "    "),
        more=(),
        loss_body=indent("\n".join(loss_body), "    "),
        loss_result=loss_result,
        gradient_body=indent("\n".join(gradient_body), "    "),
        gradient_result=gradient_result,
        **checks,
    )
    return {"gradient_numba.py": text}


def _update(writer: Writer, moves: Mapping[str, object]) -> list[str]:
    """Return the lines by which the parameters and the state move in place."""
    if writer.program.steps.is_descent:
        return [f"parameters -= {moves['descent']}"]
    language = replace(PYTHON, printer=writer.printer)
    return UpdateWriter(writer.program.steps, language, writer.names, "PARAMETERS").lines()
