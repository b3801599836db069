"""What the first round of training makes of the first parameter of a certified call, each digit certain."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from ...expression.tree import Number, updated
from ...graph.rounding import Rounding
from ...graph.tape import exact
from ...graph.update import PARAMETER, first_round
from ..program.lowering import Program
from .certified_call import BITS, CERTAIN_DIGITS, Check

RATE_OF_CHECK = Number(Fraction(1, 16), "0.0625")
"""The learning rate of a check, exact in any floating point."""


def trained_value(program: Program, check: Check) -> str | None:
    """Return the first parameter after one round; None where the call has no certified gradient for each parameter.

    Args:
        program: The program.
        check: Its certified call.
    """
    if check.is_formula:
        return None
    optimiser = program.network.optimiser
    update = optimiser.at_rate(RATE_OF_CHECK) or optimiser
    with ctx.workprec(BITS):
        slopes = [arb(exact(Fraction(text))) for text in check.gradient]
        norm = sum((slope * slope for slope in slopes), arb(0)).sqrt()
        start = exact(Fraction(check.parameters[0]))
        value = first_round(update, start, slopes[0], norm)[updated(PARAMETER)]
        shown = Rounding(CERTAIN_DIGITS).decided(value)
    return None if shown is None else shown.text
