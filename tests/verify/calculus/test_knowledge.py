"""What holds by the definitions of a document."""

from __future__ import annotations

from symbackprop.verify.calculus.evaluation import Way
from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.knowledge import WAYS
from symbackprop.verify.calculus.shapes import Ranks

from .letters import derivation, outcomes

DEFINES, PROVED = Outcome.DEFINES, Outcome.PROVED


def test_the_largest_entry_is_any_number() -> None:
    shares = r"p_i = \frac{e^{z_i - \max(z_i)}}{\sum_k e^{z_k - \max(z_k)}}", r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}"
    assert outcomes(*shares) == [DEFINES, PROVED]


def test_the_strictest_way_comes_first_and_numbers_have_two() -> None:
    assert WAYS[0] == Way()
    slope = derivation("z = w x", r"\frac{\partial z}{\partial x} = w", ranks=Ranks.SINGLE).knowledge
    assert [way.local for way in slope.ways(slope.theory.instances(1))] == [False, True]
    assert [*slope.ways(slope.theory.instances(0))] == [Way()]


def test_letters_behind_a_formula_are_those_that_nothing_defines() -> None:
    known = derivation("z = w x", "y = z^2", ranks=Ranks.SINGLE).knowledge
    (instance,) = known.theory.instances(1)
    assert {quantity.letter for quantity, _ in known.behind(instance.sides[1:])} == {"w", "x"}
