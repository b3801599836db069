"""Points at which a derivation is tried: the values of all quantities there, and the derivatives between them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from flint import ctx, fmpq

from ...errors import DomainError
from ...expression.differentiate import derivative
from ...expression.tree import ONE, Expression, Number, Symbol, symbols_of, updated
from ...graph.domain import is_fine
from ...graph.equations import Graph
from ...graph.tape import Ball, Tape, exact
from ...graph.update import LENGTH, NORM, PARAMETER, RATE, ROUND, first_round
from ...graph.values import DECISIVE_BITS
from ...models.network import Network
from .. import thresholds
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from .arithmetic import Arithmetic


class Ways:
    """Which single quantities lie before and after one another: the same at every point of a network."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.reads = {equation.target: tuple(symbols_of(equation.body)) for equation in graph.equations}
        self._before: dict[Symbol, frozenset[Symbol]] = {}
        self._after: dict[Symbol, frozenset[Symbol]] = {}

    def before(self, symbol: Symbol) -> frozenset[Symbol]:
        """Return what a quantity depends on, itself included."""
        if symbol not in self._before:
            self._before[symbol] = self.graph.ancestors([symbol])
        return self._before[symbol]

    def after(self, symbol: Symbol) -> frozenset[Symbol]:
        """Return what depends on a quantity, itself included."""
        if symbol not in self._after:
            found = {symbol}
            for target, reads in self.reads.items():
                if not found.isdisjoint(reads):
                    found.add(target)
            self._after[symbol] = frozenset(found)
        return self._after[symbol]


@dataclass
class Point(Arithmetic):
    """A network with values, and the derivatives between any two of its quantities.

    Args:
        network: The network, with the values that hold at this point.
    """

    network: Network
    known: dict[object, Ball] = field(init=False, default_factory=dict)
    _totals: dict[tuple[Symbol, Symbol], Ball] = field(init=False, default_factory=dict)
    _locals: dict[tuple[Symbol, Symbol], Ball] = field(init=False, default_factory=dict)
    _ways: Ways | None = field(init=False, default=None)
    _after: dict[Fraction, dict[Symbol, Ball]] = field(init=False, default_factory=dict)

    def value(self, symbol: Symbol) -> Ball:
        """Return the value of a quantity."""
        return _decided(lambda bits: self.network.certified.ball(symbol, bits))

    def evaluate(self, expression: Expression) -> Ball:
        """Return the value of an expression over quantities."""
        return _decided(lambda bits: self.network.certified.evaluate(expression, bits))

    def adjoint(self, symbol: Symbol) -> Ball:
        """Return the derivative of the loss by a quantity."""
        found = self.network.adjoints.get(symbol)
        if found is None:
            return self.total(self.network.loss, symbol)
        return self.evaluate(found)

    def total(self, of: Symbol, by: Symbol) -> Ball:
        """Return the derivative of one quantity by another, over all paths between them."""
        known = self._totals.get((of, by))
        if known is None:
            known = self._totals[of, by] = self._total(of, by)
        return known

    @property
    def ways(self) -> Ways:
        """What lies before and after what."""
        if self._ways is None:
            self._ways = Ways(self.network.scalar)
        return self._ways

    def _total(self, of: Symbol, by: Symbol) -> Ball:
        if of == by:
            return fmpq(1)
        if of == self.network.loss and by in self.network.adjoints:
            return self.adjoint(by)
        return self.holding(of, by, frozenset())

    def holding(self, of: Symbol, by: Symbol, fixed: frozenset[Symbol]) -> Ball:
        """Return the derivative of one quantity by another, over the paths between them that avoid what is fixed."""
        ways = self.ways
        between = (ways.before(of) & ways.after(by)) - fixed
        if by not in between:
            return fmpq(0)
        moved: dict[Symbol, Ball] = {by: fmpq(1)}
        for target, reads in ways.reads.items():
            if target in between and target != by:
                total: Ball = fmpq(0)
                for read in reads:
                    if read in moved:
                        total = total + self.local(target, read) * moved[read]
                moved[target] = total
                if target == of:
                    break
        return moved.get(of, fmpq(0))

    def reads(self, of: Symbol, by: Symbol) -> bool:
        """Say whether the equation of a quantity reads another."""
        equation = self.network.scalar.equation(of)
        return equation is not None and by in symbols_of(equation.body)

    def local(self, of: Symbol, by: Symbol) -> Ball:
        """Return the derivative of a quantity by one that its equation reads, the others held fixed."""
        known = self._locals.get((of, by))
        if known is None:
            equation = self.network.scalar.equation(of)
            slope = fmpq(0) if equation is None else self.evaluate(derivative(equation.body, by))
            known = self._locals[of, by] = slope
        return known

    def updated(self, symbol: Symbol, rate: Fraction) -> Ball:
        """Return a parameter after one update, or what a quantity is then."""
        self.demand_rate()
        with ctx.workprec(thresholds.BITS):
            if symbol in self.network.parameters or self.network.scalar.equation(symbol) is None:
                return self._moved(symbol, rate)
            if rate not in self._after:
                self._after[rate] = self._forward(rate)
            return self._after[rate][symbol]

    def _moved(self, symbol: Symbol, rate: Fraction) -> Ball:
        """Return what the first round makes of a parameter; what is not trained moves as if it were."""
        if self.network.optimiser.is_descent:
            return self.value(symbol) - exact(rate) * self.adjoint(symbol)
        return self._first_round(symbol, rate)[updated(PARAMETER)]

    def rate(self, given: Fraction) -> Ball:
        """Return the learning rate in the first round: the given one, unless the optimiser has an equation of it."""
        self.demand_rate()
        if any(equation.target == RATE for equation in self.network.optimiser.equations):
            return self.of_update(None, RATE, given)
        return exact(given)

    def demand_rate(self) -> None:
        """Look whether there is a learning rate at all.

        Raises:
            NotCheckable: There is none, so that nothing is known of updates.
        """
        if self.network.update is None:
            raise NotCheckable(RefusalCode.NO_RATE)

    def step(self, symbol: Symbol, rate: Fraction) -> Ball:
        """Return what the first round adds to a parameter."""
        if self.network.optimiser.is_descent:
            return -exact(rate) * self.adjoint(symbol)
        return self.updated(symbol, rate) - self.value(symbol)

    def of_update(self, parameter: Symbol | None, name: Symbol | None, rate: Fraction) -> Ball:
        """Return what the optimiser calls a name in the first round: of a parameter, or the same for all."""
        assert name is not None
        update = self.network.optimiser
        given = {**update.constants, **update.state, ROUND: ONE}
        if name in given:
            return exact(given[name].value)
        if name == NORM:
            return self.value(LENGTH)
        with ctx.workprec(thresholds.BITS):
            return self._first_round(parameter or self.network.parameters[0], rate)[name]

    def _first_round(self, parameter: Symbol, rate: Fraction) -> dict[Symbol, Ball]:
        update = self.network.optimiser.at_rate(Number(rate, ""))
        assert update is not None
        norm = self.value(LENGTH) if NORM in update.reads else fmpq(0)
        return first_round(update, self.value(parameter), self.adjoint(parameter), norm)

    def _forward(self, rate: Fraction) -> dict[Symbol, Ball]:
        """Return what all quantities are once every parameter has been updated."""
        tape = Tape()
        equations = self.network.scalar.equations
        registers = {equation.target: tape.define(equation.target, equation.body) for equation in equations}
        trained = set(self.network.parameters)
        given = [self.updated(s, rate) if s in trained else self.value(s) for s in tape.inputs]
        values = tape.registers(given)
        tape.run(values)
        return {symbol: values[register] for symbol, register in registers.items()}


def _decided(value: Callable[[int], Ball]) -> Ball:
    """Return a value at the precision of this module, or where a tie leaves it open, as proofs of ties decide it."""
    found = value(thresholds.BITS)
    if is_fine(found):
        return found
    with suppress(DomainError):
        return value(DECISIVE_BITS)
    return found
