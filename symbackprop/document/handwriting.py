"""How much room is needed to write by hand what would be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..expression.tree import (
    Bold,
    Braced,
    Expression,
    Matrix,
    Number,
    Partial,
    Power,
    Quotient,
    Symbol,
    children,
)

BY_HAND = 1.6
"""How much wider numbers are by hand than in print."""

STEP = 4
"""Blanks of numbers are as wide as so many digits, twice as many, and so on."""

WIDEST, LINE, WHOLE_LINE = 24, 0.6, 0.78
"""How wide a blank of a number is at most, in digits; parts of a line that blanks of formulas take."""

FACTOR = 11
"""How wide the blank of a derivative is among factors."""

LOW, HIGH = 1.0, 1.7
"""How high blanks of numbers are and, at least, those of formulas, in lines of handwriting."""


def sizes(numbers: Iterable[str], room: float) -> Callable[[Expression], tuple[int, float]]:
    """Return what says how wide and how high the blank of an expression is, in printed digits and lines by hand.

    Args:
        numbers: All numbers that are asked for, as they are written; the blanks of all are equally wide.
        room: Digits on a line.

    >>> from symbackprop.expression.tree import ONE
    >>> size = sizes(["0.5", "-0.25178"], 72.0)
    >>> size(Symbol("x")), size(ONE)
    ((43, 1.7), (16, 1.0))
    """
    longest = max((len(text.lstrip("-")) + 1 for text in numbers), default=0)
    wide = min(WIDEST, -int(-longest * BY_HAND // STEP) * STEP)

    def size(body: Expression) -> tuple[int, float]:
        if number_in(body) is not None:
            return wide, LOW
        height = max(HIGH, round(0.85 * _floors(body), 1))
        if isinstance(body, Partial):
            return FACTOR, height
        line = LINE if _rough_width(body) < LINE * room else WHOLE_LINE
        return round(line * room), height

    return size


def number_in(expression: Expression) -> Number | None:
    """Return the number that a result is."""
    match expression:
        case Number():
            return expression
        case Bold(body):
            return number_in(body)
        case _:
            return None


def _floors(expression: Expression) -> float:
    """Return how many lines stand one above the other in a formula, about."""
    match expression:
        case Partial():
            return 2.0
        case Quotient(above, below):
            return _floors(above) + _floors(below)
        case Power(base, exponent):
            return _floors(base) + 0.4 * _floors(exponent)
        case Matrix(rows):
            return sum(max(map(_floors, row)) for row in rows)
        case Braced(body):
            return _floors(body) + 0.8
        case _:
            return max(map(_floors, children(expression)), default=1.0)


def _rough_width(expression: Expression) -> float:
    """Return about how wide a formula is, in digits."""
    match expression:
        case Number(_, text):
            return len(text)
        case Symbol(base, subscript, indices):
            return len(base) + 0.7 * (len(subscript) + len(indices))
        case Partial(of, by):
            return 2 + max(_rough_width(of), _rough_width(by))
        case Quotient(above, below):
            return 1 + max(_rough_width(above), _rough_width(below))
        case Power(base, exponent):
            return _rough_width(base) + 0.7 * _rough_width(exponent)
        case _:
            parts = children(expression)
            return sum(map(_rough_width, parts)) + 2.5 * len(parts)
