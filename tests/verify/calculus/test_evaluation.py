"""What formulas are worth at drawn letters."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.evaluation import LetterCalculation, Way
from symbackprop.verify.calculus.letters import DrawnLetters
from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.values.arithmetic import is_equal
from symbackprop.verify.values.arrays import Cells, Worth

from .letters import derivation

STRICT = Way()


def worth(*formulas: str, side: int = 0, way: Way = STRICT, ranks: Ranks = Ranks.COLUMNS) -> Worth:
    """Return what a side of the last of some formulas is worth."""
    found = derivation(*formulas, ranks=ranks)
    instance = found.theory.instances(len(formulas) - 1)[0]
    return LetterCalculation(DrawnLetters(1), found.knowledge.definitions, way).of(instance.sides[side])


def test_a_derivative_goes_through_definitions() -> None:
    slope = worth("z = w x", "a = z^2", r"\frac{\partial a}{\partial w} = 2 z x", ranks=Ranks.SINGLE)
    assert slope == worth("z = w x", "a = z^2", "q = 2 z x", side=1, ranks=Ranks.SINGLE)


def test_a_derivative_of_a_derivative_is_worked_out() -> None:
    formulas = "L = x^3", r"g = \frac{\partial L}{\partial x}", r"\frac{\partial g}{\partial x} = 6 x"
    assert is_equal(worth(*formulas), worth(*formulas, side=1))


def test_a_jacobian_stands_in_one_of_two_layouts() -> None:
    formulas = "z = W x", r"\frac{\partial z}{\partial x} = W"
    found, turned = worth(*formulas), worth(*formulas, way=Way(turned=True))
    assert isinstance(found, Cells)
    assert isinstance(turned, Cells)
    assert found.turned.shape == turned.shape != found.shape


def test_a_diagonal_is_a_matrix() -> None:
    found = worth("z = W x", r"D = \mathrm{diag}(z)", side=1)
    assert isinstance(found, Cells)
    assert found.shape[0] == found.shape[1]


def test_what_nothing_defines_has_no_derivative() -> None:
    with pytest.raises(NotCheckable):
        worth("z = w x", r"\frac{\partial q}{\partial w} = x")


def test_a_definition_in_a_circle_has_no_value() -> None:
    with pytest.raises(NotCheckable):
        worth("a = b + 1", "b = a + 1", "c = a", side=1)
