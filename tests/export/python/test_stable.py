"""Functions of NumPy that neither overflow nor lose digits."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx

from symbackprop.export.python import stable
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Call, Symbol
from symbackprop.graph.tape import Tape, exact

POINTS = (-800.0, -5.0, -3.0, -0.5, 0.0, 1e-9, 0.75, 3.0, 30.0, 800.0)


@pytest.mark.parametrize("name", sorted(vars(stable).keys() & FUNCTIONS.keys()))
def test_a_stable_form_is_right_to_the_last_digits_and_never_warns(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = getattr(stable, name)(np.array(POINTS))
    tape = Tape()
    register = tape.add(Call(name, Symbol("x")))
    for point, value in zip(POINTS, found, strict=True):
        with ctx.workprec(2000):
            registers = tape.registers([exact(Fraction(point))])
            tape.run(registers)
            certain = float(arb(registers[register]))
        assert value == pytest.approx(certain, rel=1e-13, abs=1e-300), point
