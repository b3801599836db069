"""Certified values: a scalar graph and the values of its leaves, evaluated in ball arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import ctx, fmpq

from ..errors import GraphError
from ..expression.tree import Expression, Number, Symbol
from .domain import is_fine, refusal
from .equations import Graph
from .rounding import LADDER, Rounding
from .tape import Ball, Tape, exact

DECISIVE_BITS = LADDER[2]
"""Below this precision a ball may be infinite because it is wide, not because its value is."""


@dataclass
class Values:
    """The values of all quantities of a scalar graph, at whatever precision is asked for.

    Args:
        graph: A graph without indices.
        leaves: The value of each leaf, exactly.

    Raises:
        GraphError: A leaf that an equation reads has no value.
    """

    graph: Graph
    leaves: Mapping[Symbol, Fraction]
    _tape: Tape = field(init=False)
    _registers: dict[Symbol, int] = field(init=False, default_factory=dict)
    _runs: dict[int, list[Ball]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._tape = Tape()
        for equation in self.graph.equations:
            self._registers[equation.target] = self._tape.define(equation.target, equation.body)
        for symbol in self._tape.inputs:
            if symbol not in self.leaves:
                raise GraphError(f"{symbol.ascii!r} has no value; every quantity given from outside needs one")

    def ball(self, symbol: Symbol, bits: int) -> Ball:
        """Return the value of a quantity, computed with a working precision in bits.

        Raises:
            DomainError: A function is given a value outside its domain, or a value overflows.
        """
        if symbol in self._registers:
            return self._run(bits)[self._registers[symbol]]
        return exact(self.leaves[symbol])

    def evaluate(self, expression: Expression, bits: int) -> Ball:
        """Return the value of an expression over the graph's quantities."""
        tape = Tape()
        register = tape.add(expression)
        with ctx.workprec(bits):
            registers = tape.registers([self.ball(symbol, bits) for symbol in tape.inputs])
            tape.run(registers)
            return registers[register]

    def show(self, expression: Expression, rounding: Rounding) -> Number:
        """Return the value of an expression as it is to be printed, every digit proven."""
        return rounding.show(lambda bits: self.evaluate(expression, bits))

    def _run(self, bits: int) -> list[Ball]:
        if bits not in self._runs:
            with ctx.workprec(bits):
                registers = self._tape.registers([exact(self.leaves[symbol]) for symbol in self._tape.inputs])
                self._tape.run(registers)
                self._check(registers, bits)
            self._runs[bits] = registers
        return self._runs[bits]

    def _check(self, registers: list[Ball], bits: int) -> None:
        known = self._registers | self._tape.inputs
        for equation in self.graph.equations:
            value = registers[self._registers[equation.target]]
            decided = bits >= DECISIVE_BITS or isinstance(value, fmpq) or value.is_finite()
            if decided and not is_fine(value):
                raise refusal(equation, self.graph, lambda symbol: registers[known[symbol]])


def number_of(expression: Expression) -> Ball:
    """Return the value of an expression that is made of numbers alone, at the current precision."""
    tape = Tape()
    register = tape.add(expression)
    registers = tape.registers([])
    tape.run(registers)
    return registers[register]


def fractions(values: Mapping[Symbol, Number]) -> dict[Symbol, Fraction]:
    """Return the exact values of given numbers."""
    return {symbol: number.value for symbol, number in values.items()}


def merged(graph: Graph, more: Iterable[Graph]) -> Graph:
    """Return one graph that evaluates a graph and then others that read its quantities."""
    equations = list(graph.equations)
    for other in more:
        equations.extend(other.equations)
    return Graph(graph.leaves, tuple(equations))
