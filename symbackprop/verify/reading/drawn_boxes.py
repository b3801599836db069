"""Formulas in boxes that are drawn with characters side by side, and go on in the lines below each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from ..source import Plain
from ..tree import Chain, Unread

BOX = re.compile(r"[│┃║]")
"""What stands at the sides of boxes that are drawn with characters."""


def in_same_box(found: Sequence[Chain | Unread], statement: Chain, plain: Plain) -> Chain | None:
    """Return the statement on the line above that stands in the same box; None where none does.

    Args:
        found: The statements so far.
        statement: What goes on.
        plain: The document.
    """
    text = plain.text
    at = bisect_left(plain.places, statement.span.start)
    start = text.rfind("\n", 0, at) + 1
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    box = len(BOX.findall(text, start, at))
    for other in reversed(found):
        begins = bisect_left(plain.places, other.span.start)
        if begins < above:
            return None
        if begins < start and isinstance(other, Chain) and len(BOX.findall(text, above, begins)) == box:
            return other
    return None
