"""Slips of the update of a weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...graph.tape import exact
from ..quantities.atoms import Role
from ..reasons import slip_code
from .case import NumberCase, Suspect
from .slip import NumberSlip, Of, Slip

GRADIENTS_TRANSPOSED = slip_code(
    "gradients-transposed",
    "the matrix of gradients is transposed in an update",
    "The matrix of gradients has the shape of the weights: entry i, j belongs to the weight i, j.",
    ("the gradient of {other} is subtracted: the matrix of gradients is transposed",),
    ("subtract the gradient of {quantity}: {right}",),
)
GRADIENT_ADDED = slip_code(
    "gradient-added",
    "the gradient is added in an update",
    "Gradient descent lowers the error, so it subtracts the learning rate times the gradient.",
    ("the gradient is added, not subtracted",),
    ("subtract: {right}",),
)
OLD_VALUE_LEFT_OUT = slip_code(
    "old-value-left-out",
    "only the change of a weight is given, not its new value",
    "The new value is the old value minus the learning rate times the gradient.",
    ("the old value is left out",),
    ("subtract this from the old value: {right}",),
)
RATE_FORGOTTEN = slip_code(
    "learning-rate-forgotten",
    "the learning rate is forgotten in an update",
    "An update subtracts the learning rate times the gradient, not the gradient itself.",
    ("the learning rate is forgotten",),
    ("multiply the gradient by the learning rate: {right}",),
)


def mistaken_updates(case: NumberCase) -> Iterator[Suspect]:
    """Yield values of an updated weight, each with the slip that leads to it."""
    weight = case.atom.symbol if case.atom is not None and case.atom.role is Role.NEW else None
    if weight is None:
        return
    point, rate = case.naming.truth, exact(case.naming.layers.rate.value)
    value, slope = point.value(weight), point.adjoint(weight)
    yield Suspect(value + rate * slope, case.slip(GRADIENT_ADDED))
    yield Suspect(value - slope, case.slip(RATE_FORGOTTEN))
    yield Suspect(rate * slope, case.slip(OLD_VALUE_LEFT_OUT))
    for stage in case.naming.layers.stages:
        rows = stage.weights
        for i, row in enumerate(rows):
            for j, one in enumerate(row):
                if one == weight and j < len(rows) and i < len(row):
                    other = rows[j][i]
                    if other != weight:
                        slip = case.slip(GRADIENTS_TRANSPOSED, weight.ascii, other.ascii)
                        yield Suspect(value - rate * point.adjoint(other), slip)


UPDATE_SLIPS: Sequence[NumberSlip] = (
    Slip(GRADIENT_ADDED, Of.NUMBER, mistaken_updates),
    Slip(GRADIENTS_TRANSPOSED, Of.NUMBER, mistaken_updates),
    Slip(OLD_VALUE_LEFT_OUT, Of.NUMBER, mistaken_updates),
    Slip(RATE_FORGOTTEN, Of.NUMBER, mistaken_updates),
)
"""Slips of an update."""
