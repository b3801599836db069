"""Numbers that the parts show beside those of the derivation: fewer digits, and sizes of ratios."""

from __future__ import annotations

from flint import arb, ctx

from ....errors import CertificationError, DomainError
from ....expression.tree import Expression, Negative, Number, Partial, Quotient
from ....graph.rounding import LADDER, Rounding
from ..lecture import Lecture

FEW = 3
"""Significant digits of what is only compared."""


def few(lecture: Lecture) -> Rounding:
    """Return the rounding of what is only compared."""
    rounding = lecture.numbers.rounding
    return rounding.to(min(FEW, max(rounding.places, 1)))


def shown(lecture: Lecture, expression: Expression) -> Number:
    """Return a value with few digits, proven."""
    return lecture.numbers.values.show(expression, few(lecture))


def sign_of(lecture: Lecture, expression: Expression) -> int:
    """Return −1, 0 or 1, proven; 0 also where no precision decides."""
    for bits in LADDER:
        with ctx.workprec(bits):
            ball = arb(lecture.numbers.values.evaluate(expression, bits))
            if ball > 0 or ball < 0 or ball == 0:
                return int(ball > 0) - int(ball < 0)
    return 0


def magnitude(lecture: Lecture, expression: Expression) -> Expression:
    """Return an expression whose value is the size of another one's."""
    return Negative(expression) if sign_of(lecture, expression) < 0 else expression


def ratio(lecture: Lecture, larger: Expression, smaller: Expression) -> Number | None:
    """Return how many times larger one value is than another, as sizes, with few digits; None beside a zero."""
    if sign_of(lecture, smaller) == 0:
        return None
    try:
        return shown(lecture, Quotient(magnitude(lecture, larger), magnitude(lecture, smaller)))
    except (CertificationError, DomainError):
        return None


def expression_of(lecture: Lecture, partial: Partial) -> Expression:
    """Return the value of a factor of the chain rule as an expression over the quantities of both passes."""
    return lecture.backward.slope(partial) if partial.local else lecture.network.adjoints[partial.by]
