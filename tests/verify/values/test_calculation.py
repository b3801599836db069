"""Formulas are worked out from what their names are worth."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq

from symbackprop.verify.source import Span
from symbackprop.verify.tree import Name, Node, Numeral, Omitted, Plus
from symbackprop.verify.values.arithmetic import Arithmetic
from symbackprop.verify.values.arrays import Worth
from symbackprop.verify.values.calculation import Calculation, as_printed

NOWHERE = Span(0, 0)


class Halves(Calculation):
    """A calculation in which every name is worth one half."""

    point = Arithmetic()
    number = staticmethod(as_printed)
    entrywise = True
    steps = 0

    def _name(self, name: Name) -> Worth:
        return fmpq(1, 2)

    def _rate(self, of: Node, by: Node, held: tuple[Name | Omitted, ...] = ()) -> Worth:
        return fmpq(0)


def test_what_names_are_worth_comes_from_the_kind_of_calculation() -> None:
    x = Name("x", (), (), (), "", False, False, "x", NOWHERE)
    assert Halves().of(Plus((x, Numeral("0.25", Fraction(1, 4), NOWHERE)))) == fmpq(3, 4)
