"""What the first round of training makes of the first parameter of a certified call, each digit certain."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from ...expression.tree import Number, updated
from ...graph.rounding import Rounding
from ...graph.tape import exact
from ...graph.update import PARAMETER, first_round
from ..program.lowering import Program
from .certified_call import BITS, CERTAIN_DIGITS, Check, number_at

RATE_OF_CHECK = Number(Fraction(1, 16), "0.0625")
"""The learning rate of a check, exact in any floating point."""


def trained_value(program: Program, check: Check) -> str | None:
    """Return the first parameter after one round; None where its slope or the length of the gradient is uncertain.

    Args:
        program: The program.
        check: Its certified call.
    """
    has_first = not check.is_formula or (check.samples[:1] and check.samples[0][0] == 0 and check.length)
    if not has_first:
        return None
    optimiser = program.network.optimiser
    update = optimiser.at_rate(RATE_OF_CHECK) or optimiser
    with ctx.workprec(BITS):
        if check.added is not None:
            start, first, norm = number_at(0, check.added), check.samples[0][1], _ball(check.length)
        else:
            slopes = map(_ball, check.gradient)
            start, first = Fraction(check.parameters[0]), check.gradient[0]
            norm = sum((slope * slope for slope in slopes), arb(0)).sqrt()
        value = first_round(update, exact(start), _ball(first), norm)[updated(PARAMETER)]
        shown = Rounding(CERTAIN_DIGITS).decided(value)
    return None if shown is None else shown.text


def _ball(text: str) -> arb:
    return arb(exact(Fraction(text)))
