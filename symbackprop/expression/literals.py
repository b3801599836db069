"""Numbers as people type them: one grammar, in which every text has one meaning or is refused.

A number is ASCII digits with an optional part behind a point and an optional power of ten. What some language reads
otherwise, `010` in C or `1_000` in Python, and what no double can hold, is refused.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ..errors import ExpressionError
from .tree import Number

LITERAL = re.compile(r"(?P<whole>[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?(?P<exponent>[0-9]+))?")
MOST_EXPONENT = 999
"""Written powers of ten; every number is kept exactly, so that a longer one would fill the memory."""

BEYOND_DOUBLE = Fraction(2) ** 1024
EXPECTED = "expected a number such as 10, 0.5 or 2.5e-3"


def literal(text: str, most_digits: int) -> Number:
    """Return the number that a text stands for, exactly, with its zeros.

    Args:
        text: The number, without a sign before it.
        most_digits: How long it may be, its point and power of ten included.

    Raises:
        ExpressionError: It is no number, it begins with a zero, or it is too long or too large.

    >>> literal("0.050", 40).text, literal("2.5e-3", 40).value
    ('0.050', Fraction(1, 400))
    """
    if len(text) > most_digits:
        raise ExpressionError(f"a number may have at most {most_digits} digits, found {text[:40]}…")
    found = LITERAL.fullmatch(text)
    if found is None:
        raise ExpressionError(f"{EXPECTED}, found {text!r}")
    whole = found["whole"]
    if len(whole) > 1 and whole.startswith("0"):
        raise ExpressionError(f"{text!r} begins with a zero, which languages read differently; leave it out")
    if abs(int(found["exponent"] or 0)) > MOST_EXPONENT:
        raise ExpressionError(f"{text!r}: expected a power of ten of at most three digits")
    value = Fraction(text)
    if value >= BEYOND_DOUBLE:
        raise ExpressionError(f"{text!r} is too large: expected a number below 1.8e308")
    return Number(value, text.lower())
