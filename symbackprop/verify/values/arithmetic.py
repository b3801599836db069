"""Functions of certified numbers: what a formula asks for beside sums, products and quotients."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb, fmpq

from ...graph.tape import Ball, Tape
from .. import thresholds
from ..lexicon.functions import OF_POSITIVES, lowered
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode


class Arithmetic:
    """Functions of certified numbers."""

    def applied(self, function: str, primes: int, argument: Ball) -> Ball:
        """Return a function of a number, or its derivative.

        Raises:
            NotCheckable: It has no value there.
        """
        if function in OF_POSITIVES and not arb(argument) > 0:
            raise NotCheckable(RefusalCode.LOGARITHM)
        tape, register = _lowered(function, primes)
        registers = tape.registers([argument for _ in tape.inputs])
        tape.run(registers)
        return registers[register]

    def constant(self, letter: str) -> Ball:
        """Return π, or the base e of the exponential function."""
        return arb.pi() if letter == "pi" else arb(1).exp()

    def raised(self, base: Ball, power: Ball) -> Ball:
        """Return a power that is no whole number.

        Raises:
            NotCheckable: It is too large.
        """
        if abs(arb(power)) > thresholds.MOST_WHOLE_POWER:
            raise NotCheckable(RefusalCode.EXPONENT_TOO_LARGE)
        return arb(base) ** arb(power)

    def extreme(self, is_larger: bool, left: Ball, right: Ball) -> Ball:
        """Return the larger or the smaller one of two numbers."""
        if isinstance(left, fmpq) and isinstance(right, fmpq):
            return max(left, right) if is_larger else min(left, right)
        return arb(left).max(arb(right)) if is_larger else arb(left).min(arb(right))

    def case(self, margin: Ball, relation: str, then: Ball, otherwise: Ball | None) -> Ball:
        """Return one number where a margin stands to 0 as a relation says, and else another.

        Raises:
            NotCheckable: The margin cannot be distinguished from 0, or the document does not say what holds otherwise.
        """
        if isinstance(margin, arb) and margin.contains(0) and not margin.is_exact():
            if not margin.rad() < arb(2) ** (-thresholds.BITS // 2):
                raise NotCheckable(RefusalCode.CASE_UNDECIDED)
            # Numbers that are equal to the precision count as equal, as where two sides are compared.
            margin = fmpq(0)
        if relation in ("=≤≥" if margin == 0 else ">≥≠" if margin > 0 else "<≤≠"):
            return then
        if otherwise is None:
            raise NotCheckable(RefusalCode.NO_CASE_HOLDS)
        return otherwise

    def size(self, ball: Ball) -> Ball:
        """Return an absolute value."""
        return abs(ball) if isinstance(ball, arb) else max(ball, -ball)


@cache
def _lowered(function: str, primes: int) -> tuple[Tape, int]:
    expression, _ = lowered(function, primes)
    tape = Tape()
    return tape, tape.add(expression)


def fraction_of(ball: Ball) -> Fraction | None:
    """Return what a number is exactly, or None where it is a ball or a formula."""
    return Fraction(int(ball.p), int(ball.q)) if isinstance(ball, fmpq) else None


def is_equal(left: Ball, right: Ball) -> bool | None:
    """Say whether two certified values are the same number: no for certain, yes to the precision, or None."""
    difference: Any = left - right
    if isinstance(difference, fmpq):
        return bool(difference == 0)
    if not isinstance(difference, arb):
        # A formula, where something is proved and not tried.
        return bool(difference.is_zero)
    if not difference.is_finite():
        return None
    if not difference.contains(0):
        return False
    size = abs(arb(left)) + abs(arb(right)) + 1
    return True if difference.rad() < size.mid() * arb(2) ** (-thresholds.BITS // 2) else None
