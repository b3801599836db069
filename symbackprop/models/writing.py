"""How a file wants its notes to be written: what options of the command say too, for whoever writes no options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

DOT, CROSS = TIMES = ("dot", "cross")
ROUND, SQUARE = "(l)", "[l]"


@dataclass(frozen=True, slots=True)
class Writing:
    """The section `notes` of a file; what is not said there is left to the options and their defaults.

    Args:
        digits: To how many significant digits numbers are shown.
        decimals: To how many decimals instead.
        rounding: The name of a policy of `graph.rounding`, or nothing.
        approximate: Whether `≈` stands before every rounded result.
        times: The sign of a product, one of TIMES.
        ones: Whether a bias is multiplied by the input 1 that it belongs to.
        layer: Where the number of a layer stands above, how: SQUARE or ROUND.
    """

    digits: int | None = None
    decimals: int | None = None
    rounding: str = ""
    approximate: bool = False
    times: str = DOT
    ones: bool = False
    layer: str = ROUND


def writing_of(content: Mapping[str, Any]) -> Writing:
    """Return how the notes of a checked file are to be written."""
    said: Mapping[str, Any] = content.get("notes", {})
    return Writing(**said)
