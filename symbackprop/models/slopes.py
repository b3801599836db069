"""How steep the functions of the table are, and what values they can have."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..expression.functions import FUNCTIONS, X, Y
from ..graph.floats import Array, applied, pointwise


def slope(function: str, argument: Array) -> Array:
    """Return the derivative of a function of the table."""
    known = {X: argument, Y: applied(function, argument)}
    return pointwise(FUNCTIONS[function].slope, known.__getitem__) + np.zeros_like(argument)


@lru_cache(maxsize=64)
def steepest(function: str) -> float:
    """Return the largest slope of an activation, on a grid.

    >>> steepest("sigmoid"), steepest("tanh")
    (0.25, 1.0)
    """
    with np.errstate(all="ignore"):
        return float(np.nanmax(np.abs(slope(function, np.arange(-80, 81) / 8.0))))


@lru_cache(maxsize=64)
def never_flat(function: str) -> bool:
    """Say whether the slope of an activation is nowhere near zero, as that of the leaky rectifier.

    >>> never_flat("leaky_relu"), never_flat("relu")
    (True, False)
    """
    with np.errstate(all="ignore"):
        return bool(np.nanmin(np.abs(slope(function, np.arange(-80, 81) / 8.0))) > steepest(function) / 1000)


@lru_cache(maxsize=64)
def ends(function: str) -> tuple[float, float]:
    """Return the least and the greatest value of a function, on a grid and far beyond it.

    >>> ends("relu"), round(ends("silu")[0], 2)
    ((0.0, 1000000.0), -0.28)
    """
    with np.errstate(all="ignore"):
        values = applied(function, np.concatenate([np.arange(-80, 81) / 8.0, [-1e6, 1e6]]))
        return float(np.nanmin(values)), float(np.nanmax(values))
