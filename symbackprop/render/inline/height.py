"""How tall a formula is when it is set in a line of its own."""

from __future__ import annotations

from functools import lru_cache

from ...expression.choices import branch_of
from ...expression.tree import (
    Braced,
    Call,
    Choice,
    Expression,
    Matrix,
    Partial,
    Power,
    Quotient,
    Total,
    children,
)

FRACTION, SUM, BRACE, BRANCH = 2.35, 2.7, 0.95, 1.25
"""Lines that a fraction of two names takes, a sign of summation with its limits, a brace with its note, and a case."""

BAR, RAISED, WITHIN = 0.35, 0.35, 0.8
"""Lines that a fraction has more than its two parts; how far an exponent stands out; how large a fraction is in one."""


@lru_cache(maxsize=65536)
def height(expression: Expression) -> float:
    """Return about how tall an expression is, in lines of text.

    >>> from symbackprop.expression.tree import ONE, TWO
    >>> height(Quotient(ONE, TWO))
    2.35
    """
    match expression:
        case Partial():
            return FRACTION
        case Quotient(numerator, denominator):
            return BAR + _within(numerator) + _within(denominator)
        case Power(base, exponent):
            return height(base) + RAISED * height(exponent)
        case Call("exp", argument):
            return 1.0 + RAISED * height(argument)
        case Braced(body, _):
            return height(body) + BRACE
        case Matrix(rows):
            return sum(max(map(height, row)) * 1.2 for row in rows) + 0.2
        case Total(_, body):
            return max(SUM, height(body))
        case Choice():
            _, then, rest = branch_of(expression)
            return max(BRANCH, _within(then)) + (
                height(rest) if isinstance(rest, Choice) else max(BRANCH, _within(rest))
            )
        case _:
            return max((1.0, *map(height, children(expression))))


def _within(expression: Expression) -> float:
    found = height(expression)
    return found if found == 1.0 else 1.0 + (found - 1.0) * WITHIN
