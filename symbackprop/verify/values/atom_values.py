"""What an atom is worth at a point: a certified number of the network, of its training or of its optimiser."""

from __future__ import annotations

from fractions import Fraction

from flint import ctx, fmpq

from ...graph.tape import Ball
from .. import thresholds
from ..quantities.atoms import Atom, Role
from .points import Point


def value_of(atom: Atom, point: Point, rate: Fraction) -> Ball:
    """Return the value of an atom.

    Args:
        atom: What is asked for.
        point: The network with the values that hold there.
        rate: The learning rate.
    """
    with ctx.workprec(thresholds.BITS):
        value = _value(atom, point, rate)
        return -value if atom.sign < 0 else value


def _value(atom: Atom, point: Point, rate: Fraction) -> Ball:
    match atom.role:
        case Role.RATE:
            return point.rate(rate)
        case Role.ONE:
            return fmpq(1)
        case Role.SAMPLES:
            return fmpq(point.network.samples or 1)
        case Role.UPDATE:
            return point.of_update(atom.symbol, atom.of, rate)
        case Role.VALUE:
            assert atom.symbol
            return point.value(atom.symbol)
        case Role.NEW:
            assert atom.symbol
            return point.updated(atom.symbol, rate)
        case Role.ADJOINT:
            assert atom.symbol
            return point.total(atom.of or point.network.loss, atom.symbol)
        case Role.STEP:
            assert atom.symbol
            point.demand_rate()
            return point.step(atom.symbol, rate)
