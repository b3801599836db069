"""One round of training over whole arrays: the vector of the parameters, and one of each part of the state."""

from __future__ import annotations

from collections.abc import Mapping

from ...document.escape import in_code
from ...expression.tree import Expression, Negative, Sum, Symbol, symbols_of, updated
from ...graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE
from ..program.lowering import Program
from ..syntax.arguments import moving_arguments
from ..syntax.naming import Names
from ..syntax.printer import Printer

PARAMETERS, GRADIENT = "parameters", "slopes"


def update_blanks(
    program: Program, printer: Printer, names: Names, data: str, read: Mapping[str, str], zeros: str = "np.zeros_like"
) -> dict[str, object]:
    """Return what the templates of arrays have blanks for that train.

    Args:
        program: The program.
        printer: How expressions are written.
        names: The names that are taken, of which this takes more.
        data: What the data is called.
        read: How plain descent, which is an expression, reads the parameters, the gradient and the rate.
        zeros: Makes an array of zeros like another one.
    """
    steps = program.steps
    fixed = {PARAMETER: PARAMETERS, SLOPE: GRADIENT, RATE: "rate", ROUND: "round"}
    named: dict[Symbol, str] = {}

    def name(symbol: Symbol) -> str:
        if symbol not in fixed and symbol not in named:
            named[symbol] = names.fresh(symbol.ascii)
        return fixed.get(symbol) or named[symbol]

    def whole(symbol: Symbol) -> str:
        """Return a new value as an array, also where it is the same for all parameters."""
        shared = any(symbol == at.target for at in steps.once)
        return f"{zeros}({PARAMETERS}) + {name(symbol)}" if shared else name(symbol)

    def code(expression: Expression) -> str:
        return printer.write(expression, name)

    lines = [
        f"{name(part)} = state[{number} * PARAMETERS:{number + 1} * PARAMETERS]"
        for number, part in enumerate(steps.state)
    ]
    if steps.has_norm:
        root = printer.primitives["sqrt"]
        lines.append(f"{name(NORM)} = {root}(({GRADIENT} * {GRADIENT}).sum())")
    lines += [f"{name(at.target)} = {code(at.body)}" for at in (*steps.once, *steps.each)]
    return {
        "is_descent": steps.is_descent,
        "has_rate": steps.has_rate,
        "has_round": steps.has_round,
        "starts": [(part.ascii, printer.number(start)) for part, start in steps.state.items()],
        "optimiser": in_code(program.network.optimiser.title or "the update"),
        "update": lines,
        "moved": whole(updated(PARAMETER)),
        "kept": [whole(updated(part)) for part in steps.state],
        "descent": _subtracted(program, printer, read) if steps.is_descent else "",
        "control": "".join([", state" * bool(steps.state), ", rate" * steps.has_rate]),
        **moving_arguments(steps, data),
    }


def _subtracted(program: Program, printer: Printer, read: Mapping[str, str]) -> str:
    """Return what plain descent takes from the parameters."""
    fixed = {SLOPE: read["gradient"], RATE: read["rate"]}
    (equation,) = program.steps.each
    match equation.body:
        case Sum((first, Negative(step))) if first == PARAMETER and PARAMETER not in symbols_of(step):
            return printer.write(step, fixed.__getitem__)
        case _:
            raise AssertionError("plain descent subtracts something from a parameter")
