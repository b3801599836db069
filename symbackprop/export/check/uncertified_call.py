"""A call of which no result is certain, tried in floating point; apart, since only here NumPy is needed."""

from __future__ import annotations

import numpy as np

from ...errors import CertificationError
from ...expression.tree import Symbol
from ...graph import floats
from ...graph.equations import bare
from ..program.lowering import Program, size_of, sizes_of
from .certified_call import ADDED, NUMBERS, Check, number_at

MOST_IN_FLOATS = 2_000_000_000
"""Operations up to which a loss is tried in floating point; some seconds."""


def uncertified_call(program: Program) -> Check | None:
    """Return a call of which no result is certain, for a comparison with a complex step; None where it has no value.

    It is made by the formula, and for equations tried in floating point, which holds what is too large for balls.
    """
    for added in ADDED:
        if program.network.layers or _has_value(program, added):
            return Check((), (), "", (), added)
    return None


def _has_value(program: Program, added: int) -> bool:
    numbers = np.array([float(number_at(place, added)) for place in range(NUMBERS)])
    leaves: dict[Symbol, floats.Array] = {}
    at = 0
    for symbol in (*program.parameters, *program.data):
        count = size_of(symbol)
        leaves[bare(symbol)] = numbers[np.arange(at, at + count) % NUMBERS].reshape(sizes_of(symbol))
        at += count
    for symbol in program.constants:
        values = [float(program.network.values[name].value) for name in program.network.elements(symbol)]
        leaves[bare(symbol)] = np.array(values).reshape(sizes_of(symbol))
    work = 0

    def spend(operations: int) -> None:
        nonlocal work
        work += operations
        if work > MOST_IN_FLOATS:
            raise CertificationError(f"the loss takes more than {MOST_IN_FLOATS:,} operations")

    try:
        loss = floats.evaluate(program.network.graph, leaves, spend)[bare(program.loss)]
    except CertificationError:
        return False
    return bool(np.isfinite(loss).all())
