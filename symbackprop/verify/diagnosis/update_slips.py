"""Slips of the update of a weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...expression.tree import Symbol
from ...graph.tape import exact
from ..judging.sources import quantity_of
from ..quantities.atoms import Atom, Role
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
NOT_UPDATED = slip_code(
    "not-updated",
    "a parameter is left as it was",
    "All that is trained is updated, the biases as well.",
    ("this is {quantity} before the update",),
)
OLD_VALUE_LEFT_OUT = slip_code(
    "old-value-left-out",
    "only the change of a weight is given, not its new value",
    "The new value is the old value minus the learning rate times the gradient.",
    ("the old value is left out",),
    ("subtract this from the old value: {right}",),
)
RATE_IN_GRADIENT = slip_code(
    "learning-rate-in-gradient",
    "the learning rate is a factor of a gradient",
    "A gradient is a derivative and has no learning rate in it; that comes in with the update.",
    ("the learning rate does not belong to a gradient",),
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
    meaning = quantity_of(case.naming, case.draft.subject, case.draft.subject_node)
    known_rate = case.naming.layers.rate.value
    match meaning.atom if meaning is not None else None:
        case Atom(Role.ADJOINT, Symbol() as by, None) if by in case.naming.parameters and 2 * known_rate != 1:
            # One half is rather a factor of the loss.
            yield Suspect(case.truth * exact(known_rate), case.slip(RATE_IN_GRADIENT))
    weight = case.atom.symbol if case.atom is not None and case.atom.role is Role.NEW else None
    if weight is None:
        return
    point, rate = case.naming.truth, exact(known_rate)
    value, slope = point.value(weight), point.adjoint(weight)
    yield Suspect(value + rate * slope, case.slip(GRADIENT_ADDED))
    yield Suspect(value - slope, case.slip(RATE_FORGOTTEN))
    yield Suspect(rate * slope, case.slip(OLD_VALUE_LEFT_OUT))
    yield Suspect(value, case.slip(NOT_UPDATED, weight.ascii))
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
    Slip(GRADIENT_ADDED, Of.NUMBER, mistaken_updates, of_rule=True),
    Slip(GRADIENTS_TRANSPOSED, Of.NUMBER, mistaken_updates, of_rule=True),
    Slip(NOT_UPDATED, Of.NUMBER, mistaken_updates, of_rule=True, exact_tells=True),
    Slip(OLD_VALUE_LEFT_OUT, Of.NUMBER, mistaken_updates, of_rule=True),
    Slip(RATE_FORGOTTEN, Of.NUMBER, mistaken_updates, of_rule=True),
    Slip(RATE_IN_GRADIENT, Of.NUMBER, mistaken_updates, of_rule=True),
)
"""Slips of an update."""
