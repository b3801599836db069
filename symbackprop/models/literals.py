"""Numbers as a file writes them, with their zeros."""

from __future__ import annotations

import re
from functools import lru_cache

from ..expression.tree import Number, decimal

MOST_DIGITS = 60


class Literal(str):
    """A number as the file writes it, with its zeros."""


def number(value: object) -> Number:
    """Return the number that a TOML value stands for, exactly.

    Raises:
        ValueError: It is no finite decimal number, or a very long one.
    """
    if isinstance(value, bool) or not isinstance(value, (int, Literal)):
        raise ValueError(f"expected a number, found {str(value)[:40]!r}")
    return _number(str(value))


@lru_cache(maxsize=65536)
def _number(written: str) -> Number:
    """Return a number; the weights of a wide network repeat the same few short ones."""
    text = written.replace("_", "").lower().removeprefix("+")
    match = re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d{1,3})?", text)
    if match is None or len(text) > MOST_DIGITS:
        raise ValueError(f"expected a finite decimal number of at most {MOST_DIGITS} digits, found {text[:40]!r}")
    return decimal(text)
