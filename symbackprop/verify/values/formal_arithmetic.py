"""Functions of formulas, in the algebra that proves them equal."""

from __future__ import annotations

from typing import Any

from ...expression.tree import PI
from ..lexicon.functions import lowered
from .algebra import PRIMITIVES, chosen, constant, formula, raised
from .arithmetic import Arithmetic, fraction_of
from .quotients import Field, Unproved


class FormalArithmetic(Arithmetic):
    """Functions of formulas.

    Attributes:
        field: The kernels that the formulas share.
    """

    field: Field

    def applied(self, function: str, primes: int, argument: Any) -> Any:
        """Return the formula of a function of a formula, or of its derivative."""
        x = self.field.number(0) + argument
        if function in PRIMITIVES and not primes:
            return PRIMITIVES[function](x)
        call, of = lowered(function, primes)
        return formula(call, self.field, lambda symbol: {of: x}[symbol])

    def constant(self, letter: str) -> Any:
        """Return the formula of π, or of the base e of the exponential function."""
        return constant(self.field, PI.letter) if letter == "pi" else self.applied("exp", 0, 1)

    def raised(self, base: Any, power: Any) -> Any:
        """Return the formula of a power that is no whole number."""
        exponent = fraction_of(power)
        if exponent is None:
            raise Unproved("an exponent that is no number")
        return raised(self.field.number(0) + base, exponent)

    def extreme(self, is_larger: bool, left: Any, right: Any) -> Any:
        """Return the formula of the larger or smaller one of two."""
        x, y = (self.field.number(0) + side for side in (left, right))
        return chosen(x - y, x, y) if is_larger else chosen(x - y, y, x)

    def case(self, margin: Any, relation: str, then: Any, otherwise: Any) -> Any:
        """Return the formula of a case distinction, where nothing is 0 that decides it."""
        if relation == "=" and otherwise is not None:
            return otherwise
        if otherwise is None or relation == "≠":
            return then
        positive, one, other = (self.field.number(0) + side for side in (margin, then, otherwise))
        return chosen(positive if relation in ">≥" else -positive, one, other)

    def size(self, ball: Any) -> Any:
        """Return the formula of an absolute value."""
        return self.extreme(True, ball, -ball)
