from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from symbackprop.expression.tree import Symbol, updated
from symbackprop.graph.tape import Ball
from symbackprop.models.network import Network
from symbackprop.models.spec import example
from symbackprop.verify.quantities.atoms import Atom, Role
from symbackprop.verify.values.atom_values import value_of
from symbackprop.verify.values.points import Point

W5 = Symbol("w", "5")
SLOPE = 0.0821670405642308
"""∂E/∂w5 of the example, as it was published."""


def worth(atom: Atom, network: Network, rate: str = "0.5") -> float:
    value: Ball = value_of(atom, Point(network), Fraction(rate))
    return float(arb(value).mid())


@pytest.mark.parametrize(
    ("atom", "expected"),
    [
        (Atom(Role.RATE), 0.5),
        (Atom(Role.ONE), 1.0),
        (Atom(Role.SAMPLES), 1.0),
        (Atom(Role.VALUE, W5), 0.4),
        (Atom(Role.VALUE, W5, sign=-1), -0.4),
        (Atom(Role.ADJOINT, W5), SLOPE),
        (Atom(Role.NEW, W5), 0.4 - 0.5 * SLOPE),
        (Atom(Role.STEP, W5), -0.5 * SLOPE),
    ],
)
def test_an_atom_is_worth_what_the_network_has(atom: Atom, expected: float, mazur: Network) -> None:
    assert worth(atom, mazur) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("atom", "expected"),
    [
        (Atom(Role.NEW, W5), 0.4 - 0.5 * SLOPE / (SLOPE + 1e-8)),
        (Atom(Role.STEP, W5), -0.5 * SLOPE / (SLOPE + 1e-8)),
        (Atom(Role.UPDATE, None, Symbol("β", "2")), 0.999),
        (Atom(Role.UPDATE, W5, Symbol("m")), 0.0),
        (Atom(Role.UPDATE, W5, updated(Symbol("m"))), 0.1 * SLOPE),
        (Atom(Role.UPDATE, W5, Symbol("v", accent="hat")), SLOPE**2),
    ],
)
def test_with_an_optimiser_a_step_is_that_of_its_first_round(atom: Atom, expected: float) -> None:
    assert worth(atom, example("adam")) == pytest.approx(expected, rel=1e-13)
