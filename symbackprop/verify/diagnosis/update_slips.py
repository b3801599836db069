"""Slips of the update of a weight."""

from __future__ import annotations

from collections.abc import Iterator

from ...expression.tree import Symbol
from ...graph.tape import exact
from ..reasons import SlipCode
from .case import NumberCase, Suspect


def mistaken_updates(case: NumberCase, weight: Symbol) -> Iterator[Suspect]:
    """Yield values of an updated weight, each with the slip that leads to it."""
    point, rate = case.naming.truth, exact(case.naming.layers.rate.value)
    value, slope = point.value(weight), point.adjoint(weight)
    yield Suspect(value + rate * slope, case.slip(SlipCode.GRADIENT_ADDED))
    yield Suspect(value - slope, case.slip(SlipCode.RATE_FORGOTTEN))
    yield Suspect(rate * slope, case.slip(SlipCode.OLD_VALUE_LEFT_OUT))
    for stage in case.naming.layers.stages:
        rows = stage.weights
        for i, row in enumerate(rows):
            for j, one in enumerate(row):
                if one == weight and j < len(rows) and i < len(row):
                    other = rows[j][i]
                    if other != weight:
                        slip = case.slip(SlipCode.GRADIENTS_TRANSPOSED, weight.ascii, other.ascii)
                        yield Suspect(value - rate * point.adjoint(other), slip)
