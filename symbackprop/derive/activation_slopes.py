"""The slope of an activation, line by line from its definition to the form of the table of functions.

Every line is checked: the first is the derivative of the definition, each other one equals the line before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from ..errors import DerivationError
from ..expression.differentiate import derivative, tidied
from ..expression.functions import FUNCTIONS, X, Y
from ..expression.tree import (
    ONE,
    TWO,
    Call,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    substitute,
)
from ..graph.proofs import is_derivative, is_identical

_UP, _DOWN = Call("exp", X), Call("exp", Negative(X))
_BELOW = Sum((ONE, _DOWN))
_DIFFERENCE, _TOTAL = Sum((_UP, Negative(_DOWN))), Sum((_UP, _DOWN))

DEFINITIONS: Mapping[str, Expression] = MappingProxyType({"tanh": Quotient(_DIFFERENCE, _TOTAL)})
"""Over X, what is differentiated of a function that the table of functions does not define."""

LINES: Mapping[str, tuple[Expression, ...]] = MappingProxyType(
    {
        "sigmoid": (
            Quotient(_DOWN, Power(_BELOW, TWO)),
            Product((Quotient(ONE, _BELOW), Quotient(_DOWN, _BELOW))),
            Product((Quotient(ONE, _BELOW), Sum((ONE, Negative(Quotient(ONE, _BELOW)))))),
        ),
        "softplus": (Quotient(_UP, Sum((ONE, _UP))), Quotient(ONE, _BELOW)),
        "tanh": (
            Quotient(Sum((Power(_TOTAL, TWO), Negative(Power(_DIFFERENCE, TWO)))), Power(_TOTAL, TWO)),
            Sum((ONE, Negative(Power(Quotient(_DIFFERENCE, _TOTAL), TWO)))),
        ),
    }
)
"""Over X, the lines between the definition of a function and its slope; of others it is the tidied derivative."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How the slope of a function comes about.

    Args:
        definition: What is differentiated, over its argument.
        lines: Its derivative, and the same in other forms; the last is the form that the notes use.
    """

    definition: Expression
    lines: tuple[Expression, ...]


def slope_lines(function: str, argument: Symbol, output: Symbol) -> Slope | None:
    """Return how the slope of a function comes about, or None where the table of functions only says it.

    Args:
        function: A row of FUNCTIONS.
        argument: What it is taken of.
        output: What it gives.

    Raises:
        DerivationError: A line does not follow; a bug, never hidden.

    >>> slope = slope_lines("sigmoid", Symbol("net"), Symbol("out"))
    >>> len(slope.lines), slope.lines[-1] == Product((Symbol("out"), Sum((ONE, Negative(Symbol("out"))))))
    (4, True)
    """
    definition = FUNCTIONS[function].definition or DEFINITIONS.get(function)
    if definition is None:
        return None
    lines = LINES.get(function) or (tidied(derivative(definition, X)),)
    slope = FUNCTIONS[function].slope
    found = tuple(line for line in lines if line != slope)
    _check(function, definition, (*found, substitute(slope, {Y: definition})))
    put_in = {X: argument, Y: output}
    return Slope(substitute(definition, put_in), tuple(substitute(line, put_in) for line in (*found, slope)))


def _check(function: str, definition: Expression, lines: tuple[Expression, ...]) -> None:
    follows = all(is_identical(before, after) for before, after in pairwise(lines))
    if not (is_derivative(lines[0], definition, X) and follows):
        raise DerivationError(f"the slope of {function} does not follow from its definition; this is a bug of ours")
