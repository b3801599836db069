"""Numbers as a file writes them, with their zeros."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ..errors import ExpressionError
from ..expression.literals import literal
from ..expression.tree import Number

MOST_CHARACTERS = 60


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
    try:
        found = literal(text.removeprefix("-"), MOST_CHARACTERS)
    except ExpressionError as error:
        raise ValueError(str(error)) from error
    return replace(found, value=-found.value, text=text) if text.startswith("-") else found
