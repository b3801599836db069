"""Comments of programs that work something out in numbers alone, as in `assert g == 4  # (5-3) * 2 = 4`."""

from __future__ import annotations

import re

from ..source import Replacement

OPERATION = r"(?=[^=≈\n]*\d[ \t)]*[-+*/×·][ \t(]*[-+]?[\d.(])"
"""An operator between two numbers stands before the equals sign."""

ARITHMETIC = re.compile(
    r"[ \t]*[#%/]+[ \t]*(?:[^\W\d]+:[ \t]+)?"
    rf"(?P<sum>{OPERATION}[-+\d.(][-+\d.()*/^×· \t]{{2,80}}[=≈][ \t]*[-+]?[\d.]*\d)[ \t]*"
)


def worked_out(text: str, start: int, end: int) -> list[Replacement]:
    """Return how a comment is read that holds arithmetic with its result alone; none for any other.

    Args:
        text: The document.
        start: Where the comment starts.
        end: Where its line ends.
    """
    found = ARITHMETIC.fullmatch(text, start, end)
    return [] if found is None else [Replacement(start, found.start("sum"), " " * (found.start("sum") - start))]
