"""How many of the figures that a document prints does a candidate give?

It only ranks candidates, so that few of them are put before the judge; nothing that it computes is ever shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...graph.floats import Array
from .. import thresholds

FIGURE = re.compile(r"(?<![\w.,])[-−]?\d{0,9}(?:\.|,|\{,\})(\d{2,15})(?![\d,]*\d)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its size, the worth of its last place, and how many digits it has."""

    value: float
    unit: float
    digits: int


def figures(text: str, without: Iterable[float]) -> list[Figure]:
    """Return the figures that a document prints, each with its last place, without those that it states."""
    known = {abs(number) for number in without}
    found: dict[float, Figure] = {}
    for figure in FIGURE.finditer(text):
        digits = figure[0].replace("−", "-").replace("{,}", ".").replace(",", ".")
        number = abs(float(digits))
        if number not in known and number > 0:
            significant = len(digits.lstrip("-0.").replace(".", ""))
            found.setdefault(
                number, Figure(number, 10.0 ** -len(figure[1]), min(significant, thresholds.MOST_SIGNIFICANT))
            )
        if len(found) == thresholds.MOST_FIGURES:
            break
    return list(found.values())


def matching_digits(values: Array, printed: Sequence[Figure]) -> int:
    """Return how many digits of the printed figures some values give, signs aside.

    Args:
        values: All that a candidate computes; nothing where it computes no error.
        printed: The figures of the document.
    """
    if not values.size or not printed:
        return 0 if values.size else -1
    sizes = np.sort(np.abs(values))
    numbers = np.array([figure.value for figure in printed])
    units = np.array([figure.unit for figure in printed])
    digits = np.array([figure.digits for figure in printed])
    within = thresholds.ROUNDED_WITHIN * units, thresholds.CUT_WITHIN * units, thresholds.DRIFT * numbers
    rounded, cut, drifted = (_has(sizes, numbers, off) for off in within)
    return int(np.select([rounded, cut, drifted], [2 * digits - 1, digits, 1], 0).sum())


def _has(sizes: Array, numbers: Array, off: Array) -> NDArray[np.bool_]:
    """Say of each number whether there is a value that is off by so much at most."""
    at = np.searchsorted(sizes, numbers - off)
    return (at < sizes.size) & (sizes[np.minimum(at, sizes.size - 1)] <= numbers + off)
