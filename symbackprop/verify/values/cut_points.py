"""Points at which some quantities are cut off from their equations, so that they take any value and not only theirs."""

from __future__ import annotations

from collections.abc import Mapping

from flint import ctx

from ...expression.tree import Expression, Symbol
from ...graph.tape import Ball, Tape
from ...models.network import Network
from .. import thresholds
from .points import Point


class CutPoint(Point):
    """A point at which some quantities have values of their own, whatever their equations say.

    Args:
        network: The network, with the values that hold at this point.
        own: The quantities that are cut off, with what they are here.
    """

    def __init__(self, network: Network, own: Mapping[Symbol, Ball]) -> None:
        super().__init__(network)
        self._values: dict[Symbol, Ball] = dict(own)

    def value(self, symbol: Symbol) -> Ball:
        """Return the value of a quantity, by the equations from what is cut off on."""
        known = self._values.get(symbol)
        if known is None:
            equation = self.network.scalar.equation(symbol) or self.network.both.equation(symbol)
            known = super().value(symbol) if equation is None else self.evaluate(equation.body)
            self._values[symbol] = known
        return known

    def evaluate(self, expression: Expression) -> Ball:
        """Return the value of an expression over quantities."""
        tape = Tape()
        register = tape.add(expression)
        with ctx.workprec(thresholds.BITS):
            registers = tape.registers([self.value(symbol) for symbol in tape.inputs])
            tape.run(registers)
        return registers[register]
