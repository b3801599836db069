"""The rounds after the first: parameters, gradients and the state of the optimiser, with every digit proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flint import ctx

from ..errors import CertificationError
from ..expression.tree import TWO, Expression, Number, Symbol, substitute, updated
from ..graph.descent import Descent
from ..graph.equations import bare
from ..graph.tape import Ball, Tape
from ..graph.update import LENGTH, NORM, PARAMETER, ROUND, SLOPE
from ..graph.values import number_of
from .first_round import named_for
from .numbers import Numbers
from .steps import Chain, Link, equal


@dataclass(frozen=True)
class Rounds:
    """The first rounds of training of one network.

    Args:
        numbers: The network and how its numbers are shown.
        watched: The single quantities that are asked for, adjoints among them.
        last: The last round that is asked for.
    """

    numbers: Numbers
    watched: tuple[Symbol, ...]
    last: int
    _shown: dict[int, Mapping[Symbol, Number]] = field(init=False, default_factory=dict, compare=False)

    @cached_property
    def _descent(self) -> Descent:
        network = self.numbers.network
        adjoint = {bare(symbol): network.backward.adjoint[bare(symbol)] for symbol in network.trained}
        return Descent(network.single, network.leaves, adjoint, network.demand_update(), self.watched)

    def after(self, done: int) -> Mapping[Symbol, Number]:
        """Return the watched quantities after some rounds, as they are printed.

        Raises:
            CertificationError: They cannot be certified.
            DomainError: The parameters run away.
        """
        if done not in self._shown:
            record = range(self.last + 1)
            self._shown[done] = self._descent.show(done, self.numbers.rounding, record)
        return self._shown[done]

    def ball(self, symbol: Symbol, done: int, bits: int) -> Ball:
        """Return a watched quantity after some rounds."""
        run = self._descent.run(done, bits, range(self.last + 1))
        if done not in run.states:
            raise CertificationError(f"{symbol.ascii!r} after {done} rounds is not certain with {bits} bits")
        return run.states[done][symbol]


def second_round(rounds: Rounds, weight: Symbol) -> tuple[Chain, ...]:
    """Return the equations of the second round for one weight, each with its numbers.

    Args:
        rounds: Of which the weight, its adjoint and, where the update reads it, the length of the gradient are watched.
        weight: The weight.
    """
    numbers = rounds.numbers
    network, update = numbers.network, numbers.network.demand_update()
    first = numbers.after_first_round(weight)
    adjoint = network.gradient[weight]
    state = {name: first[updated(name)] for name in update.state}
    shown: dict[Symbol, Expression] = {
        **update.constants,
        **state,
        ROUND: TWO,
        PARAMETER: first[updated(PARAMETER)],
        SLOPE: rounds.after(1)[adjoint] if isinstance(adjoint, Symbol) else numbers.of(adjoint),
    }
    if NORM in update.reads:
        shown[NORM] = rounds.after(1)[LENGTH]
    names = named_for(network, update, weight)
    found: list[Chain] = []
    for equation in update.equations:
        put_in = substitute(equation.body, shown)
        result = _result(rounds, weight, equation.target)
        links = (*equal(put_in), Link(numbers.relation(put_in, result), result))
        found.append(Chain(substitute(equation.target, names), links))
        shown[equation.target] = result
    return tuple(found)


def _result(rounds: Rounds, weight: Symbol, target: Symbol) -> Number:
    return rounds.numbers.rounding.show(lambda bits: _balls(rounds, weight, bits)[target])


def _balls(rounds: Rounds, weight: Symbol, bits: int) -> dict[Symbol, Ball]:
    """Return the targets of the update in the second round."""
    network, update = rounds.numbers.network, rounds.numbers.network.demand_update()
    first, adjoint = rounds.numbers.first_round(weight), network.gradient[weight]
    with ctx.workprec(bits):
        tape = Tape()
        for name, value in {**update.constants, ROUND: TWO}.items():
            tape.define(name, value)
        registers = {at.target: tape.define(at.target, at.body) for at in update.equations}
        given: dict[Symbol, Ball] = {
            name: network.certified.evaluate(first[updated(name)], bits) for name in (PARAMETER, *update.state)
        }
        given[SLOPE] = rounds.ball(adjoint, 1, bits) if isinstance(adjoint, Symbol) else number_of(adjoint)
        if NORM in update.reads:
            given[NORM] = rounds.ball(LENGTH, 1, bits)
        values = tape.registers([given[name] for name in tape.inputs])
        tape.run(values)
        return {target: values[register] for target, register in registers.items()}
