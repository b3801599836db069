"""C99 as loops: from where to where a loop runs whose ends depend on those around it, and what is asked inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from ...document.page import filled
from ...expression.tree import Index
from ..program.ranges import Bound, Range, Whole
from ..syntax.literals import whole

MORE, LESS = "BACKPROP_MORE({}, {})", "BACKPROP_LESS({}, {})"

Variable = Callable[[Index], str]
"""Returns the variable of a loop, which has no sign."""


def ends(limited: Range, variable: Variable) -> tuple[str, str]:
    """Return where a loop begins and before what it ends."""

    def bound(one: Bound) -> str:
        number = _signed(one.number, variable)
        return number if one.by == 1 else f"({number}) / {one.by}"

    lows = [*map(bound, limited.lows), *([str(limited.first)] if limited.first else [])]
    low = f"BACKPROP_FROM({reduce(MORE.format, lows)})" if limited.lows else str(limited.first)
    high = f"BACKPROP_TO({reduce(LESS.format, map(bound, limited.highs))}, {limited.end})" if limited.highs else ""
    return low, high or str(limited.end)


def asked(numbers: Sequence[Whole], variable: Variable) -> str:
    """Return the condition that no number is negative."""
    return " && ".join(f"{_signed(number, variable)} >= 0" for number in numbers)


def _signed(number: Whole, variable: Variable) -> str:
    return whole(number, lambda index: f"(ptrdiff_t){variable(index)}")


def macros(text: str) -> str:
    """Return what a text needs that has such loops."""
    return filled("c/ranges.c").strip() if "BACKPROP_FROM(" in text or "BACKPROP_TO(" in text else ""
