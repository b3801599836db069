"""C99 as loops: where the quantities of a function are kept."""

from __future__ import annotations

from dataclasses import dataclass

from ...expression.tree import Symbol

ROWS, FEWEST_ROWS = 4, 16
"""How many rows of a matrix one pass takes, and from how many on: sums of their own do not wait for each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quantity is kept.

    Args:
        name: A variable or a pointer.
        declared: The quantity with its indices.
        is_array: Whether it is read by position.
        is_tiled: Whether each element has a row of samples.
    """

    name: str
    declared: Symbol
    is_array: bool = True
    is_tiled: bool = False
