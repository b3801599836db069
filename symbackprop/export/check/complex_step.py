"""The check of a gradient by a complex step: the forward pass over complex numbers, the real part choosing branches.

For a tiny h the imaginary part of `loss(w + ih·v)`, divided by h, is the derivative of the loss along v, to the last
digit, since nothing is subtracted. A function that is not analytic everywhere has branches that are, each of which ends
where the real part says; on the border itself it is the branch whose slope the notes take.

References:
    Squire and Trapp, Using complex variables to estimate derivatives of real functions (1998).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ...expression.functions import FUNCTIONS, X
from ...expression.tree import (
    ONE,
    ZERO,
    Call,
    Choice,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    rebuilt,
    symbols_of,
)
from ..program.lowering import Program, changed, needed
from ..program.steps import NO_STEPS

MOST_STEPS, MOST_STEPPED_OPERATIONS = 32, 20_000_000
"""How many parameters are stepped one by one, and about how many operations that may take in all."""

_SMALL = Call("exp", Choice(X, Negative(X), X))
"""exp(−|x|), whose slope at 0 is that of exp(x)."""

_ABSOLUTE = FUNCTIONS["abs"].definition
assert _ABSOLUTE is not None

STEPPED_FORMS: Mapping[str, Expression] = MappingProxyType(
    {
        "abs": _ABSOLUTE,
        "sigmoid": Quotient(Choice(X, ONE, _SMALL), Sum((ONE, _SMALL))),
        "softplus": Sum((Choice(X, X, ZERO), Call("log1p", _SMALL))),
    }
)
"""Over X, what has to be computed otherwise than over real numbers."""


def stepped(program: Program) -> Program:
    """Return what a program does for its loss, with functions that take complex numbers."""
    forward = tuple(changed(at, _without_powers) for at in needed(program.forward, (program.loss,)))
    return replace(
        program, forward=forward, backward=(), forms=STEPPED_FORMS, numbers={}, steps=NO_STEPS, outputs=(), predicted=()
    )


def _without_powers(expression: Expression) -> Expression:
    """Return an expression in which powers with exponents that may be stepped are exponentials."""
    simpler = rebuilt(expression, _without_powers)
    if isinstance(simpler, Power) and symbols_of(simpler.exponent):
        return Call("exp", Product((simpler.exponent, Call("log", simpler.base))))
    return simpler


def steps_of(program: Program) -> int:
    """Return how many parameters are stepped one by one, besides all of them together."""
    return min(MOST_STEPS, program.count, max(1, MOST_STEPPED_OPERATIONS // max(1, program.operations)))
