"""Gradient descent in ball arithmetic: the error after many rounds, with every printed digit proven."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb, ctx

from ..expression.tree import Expression, Number, Symbol
from .equations import Graph
from .rounding import LADDER, Certified, Rounding
from .tape import Ball, Tape, exact

Tick = Callable[[int], None]
"""Is told, every now and then, how many rounds are done."""

ROUNDS_A_TICK = 250


@dataclass(frozen=True, slots=True)
class State:
    """Where descent stands after some rounds: the values of the quantities that were to be watched."""

    rounds: int
    balls: Mapping[Symbol, Ball]


@dataclass
class Descent:
    """Gradient descent `w⁺ = w − η ∂E/∂w` on all parameters at once, from given values.

    Args:
        graph: The scalar forward graph and the adjoint equations after it.
        leaves: The value of each leaf, exactly.
        gradient: From each parameter to the expression of its adjoint.
        learning_rate: η.
        watched: The quantities to report.
    """

    graph: Graph
    leaves: Mapping[Symbol, Fraction]
    gradient: Mapping[Symbol, Expression]
    learning_rate: Fraction
    watched: Sequence[Symbol]
    _runs: dict[tuple[int, int], dict[int, State]] = field(init=False, default_factory=dict)

    def run(self, rounds: int, bits: int, record: Collection[int] = (), tick: Tick | None = None) -> dict[int, State]:
        """Return the states after the recorded numbers of rounds and after the last.

        Args:
            rounds: How many updates to make, 0 or more.
            bits: The working precision.
            record: Numbers of rounds after which to keep a state.
            tick: Is told of the progress.

        Raises:
            ValueError: `rounds` is negative.
        """
        if rounds < 0:
            raise ValueError(f"rounds must be 0 or more, not {rounds}")
        tape = Tape()
        watched = {}
        for equation in self.graph.equations:
            register = tape.define(equation.target, equation.body)
            if equation.target in self.watched:
                watched[equation.target] = register
        slopes = [(parameter, tape.add(slope)) for parameter, slope in self.gradient.items()]
        watched |= {symbol: tape.add(symbol) for symbol in self.watched if symbol not in watched}
        stops = sorted({*(done for done in record if 0 <= done <= rounds), *range(0, rounds, ROUNDS_A_TICK), rounds})
        wanted = {*record, rounds}
        states: dict[int, State] = {}
        with ctx.workprec(bits):
            registers = tape.registers([exact(self.leaves[symbol]) for symbol in tape.inputs], balls=True)
            updates = [(tape.inputs[parameter], slope) for parameter, slope in slopes if parameter in tape.inputs]
            step = tape.stepper(updates, arb(exact(self.learning_rate)))
            for before, done in zip([0, *stops], stops, strict=False):
                step(done - before, registers)
                if tick is not None:
                    tick(done)
                if done in wanted:
                    tape.run(registers)
                    states[done] = State(done, {symbol: registers[at] for symbol, at in watched.items()})
        return states

    def show(
        self, rounds: int, rounding: Rounding, record: Collection[int] = (), tick: Tick | None = None
    ) -> dict[Symbol, Number]:
        """Return the watched values after some rounds as they are to be printed, every digit proven."""

        def value(symbol: Symbol) -> Certified:
            return lambda bits: self._states(rounds, bits, record, tick)[rounds].balls[symbol]

        return {symbol: rounding.show(value(symbol)) for symbol in self.watched}

    def curve(self, of: Symbol, rounds: int, record: Collection[int]) -> tuple[tuple[int, float], ...]:
        """Return a watched quantity after each recorded number of rounds, for a plot."""
        states = self._states(rounds, LADDER[0], record, None)
        return tuple((done, float(arb(states[done].balls[of]).mid())) for done in sorted(states))

    def _states(self, rounds: int, bits: int, record: Collection[int], tick: Tick | None) -> dict[int, State]:
        if (rounds, bits) not in self._runs:
            self._runs[rounds, bits] = self.run(rounds, bits, record, tick)
        return self._runs[rounds, bits]
