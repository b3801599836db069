"""The network after some rounds of descent, as it should be taught and as it is sometimes programmed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from flint import arb, fmpq

from ...errors import SymbackpropError
from ...expression.tree import ONE, Expression, Number, Symbol, substitute, symbols_of, updated
from ...graph.descent import Descent
from ...graph.equations import Equation, Graph, Term, bare
from ...graph.expand import Expansion
from ...graph.tape import Ball
from ...graph.update import DESCENT, PARAMETER, ROUND, SLOPE
from ...models.network import Network
from .. import thresholds
from ..limits import background as ahead
from ..values.digits import figures_of, fit, rounded_like
from .ledger import decimals
from .loss_variants import with_trained_biases
from .prose_claims import ProseClaim

Trajectories: TypeAlias = dict[tuple[bool, int], dict[int, dict[Symbol, Ball]]]
"""By the order of the updates and the precision, and by the rounds, the values that are watched."""


@dataclass
class Rounds:
    """What the loss and the outputs are after some rounds.

    Args:
        network: The network.
        wanted: The numbers of rounds that a document mentions, and those that it may have meant.
        figures: To how many figures the values must be known.
        places: To how many decimals, which is enough of what is nearly 0.
    """

    network: Network
    wanted: frozenset[int]
    figures: int
    places: int
    _found: Trajectories = field(default_factory=dict)
    _ahead: ahead.Ahead[Trajectories] | None = None

    @classmethod
    def of(cls, network: Network, claims: Sequence[ProseClaim], others: Sequence[ProseClaim] = ()) -> Rounds:
        """Return what some claims need, which another process begins to find out where that takes long.

        Args:
            network: The network.
            claims: What is claimed.
            others: What may be claimed, of which the quantity is not known yet.
        """
        every = {claim.rounds for claim in (*claims, *others)}
        near = frozenset(n + step for n in every for step in (-1, 0, 1) if n + step >= 0)
        numbers = [claim.stated for claim in (*claims, *others)]
        figures = max((figures_of(number.text) for number in numbers), default=1)
        rounds = cls(network, near, figures, max(map(decimals, numbers), default=1))
        if rounds._longest() * len(network.both.equations) >= thresholds.LEAST_AHEAD and ahead.is_worth_it():
            # Where processes or files are short, this one finds it out itself, later.
            with suppress(OSError):
                rounds._ahead = ahead.Ahead(partial(rounds._needed, claims, others))
        return rounds

    def _needed(self, claims: Sequence[ProseClaim], others: Sequence[ProseClaim]) -> Trajectories:
        for claim in others:
            self.value(claim.quantity, claim.rounds)
        for claim in claims:
            truth = self.value(claim.quantity, claim.rounds)
            if truth is not None and not fit(claim.stated, truth).good:
                self.value(claim.quantity, claim.rounds, mixed=True)
        return self._found

    def _longest(self) -> int:
        return max((n for n in self.wanted if n * len(self.network.both.equations) <= thresholds.MOST_WORK), default=0)

    def with_biases(self) -> Rounds | None:
        """Return the same of the network with its biases trained, or None where that is no other."""
        other = with_trained_biases(self.network)
        return None if other is None else replace(self, network=other, _found={}, _ahead=None)

    def value(self, quantity: Symbol, rounds: int, mixed: bool = False) -> Ball | None:
        """Return a quantity after some rounds, or None where that takes too long or runs away.

        Args:
            quantity: The loss or an output.
            rounds: How many.
            mixed: Whether the output weights are updated before the hidden error signals are computed.
        """
        if rounds * len(self.network.both.equations) > thresholds.MOST_WORK:
            return None
        if self._ahead is not None:
            self._found.update(self._ahead.result() or {})
            self._ahead = None
        enough = thresholds.BITS_A_FIGURE * self.figures + thresholds.SPARE_BITS
        small = arb(10) ** -(self.places + thresholds.SPARE_PLACES)
        for bits in thresholds.BITS_OF_ROUNDS:
            key = (mixed, bits)
            if rounds not in self._found.get(key, {}):
                self._found.setdefault(key, {}).update(self._states(mixed, bits, rounds))
            ball = self._found[key].get(rounds, {}).get(quantity)
            if ball is not None and (
                not isinstance(ball, arb) or ball.rel_accuracy_bits() > enough or ball.rad() < small
            ):
                return ball
        return None

    def _states(self, mixed: bool, bits: int, rounds: int) -> dict[int, dict[Symbol, Ball]]:
        """Return the values after all rounds that are wanted, or after these where descent runs away later."""
        for last in dict.fromkeys((max(self._longest(), rounds), rounds)):
            with suppress(SymbackpropError):
                descent = _mixed(self.network) if mixed else self.network.descent()
                run = descent.run(last, bits, sorted(done for done in {*self.wanted, rounds} if done <= last))
                return {done: dict(state) for done, state in run.states.items()}
        return {}


def _mixed(network: Network) -> Descent:
    """Return the descent in which an error signal sees weights of the next round."""
    parameters = set(network.parameters)
    forward = network.scalar
    known = {equation.target for equation in forward.equations}
    adjoints = {e.target: e for e in network.both.equations if e.target not in known}
    update = network.demand_update()
    moved: dict[Symbol, Expression] = {}
    for parameter in parameters:
        slope = network.gradient[parameter]
        equation = adjoints.get(slope) if isinstance(slope, Symbol) else None
        body = equation.body if equation is not None else slope
        moved[parameter] = update.values({PARAMETER: parameter, SLOPE: body, ROUND: ONE})[updated(PARAMETER)]
    equations: list[Equation] = []
    of_parameters = {slope for slope in network.gradient.values() if isinstance(slope, Symbol)}
    for equation in network.both.equations:
        target = equation.target
        if target in known or target in of_parameters:
            equations.append(equation)
            continue
        read = [symbol for symbol in symbols_of(equation.body) if symbol in parameters]
        body = substitute(equation.body, {symbol: moved[symbol] for symbol in read}) if read else equation.body
        equations.append(Equation(target, (Term(body),)))
    graph = Graph(network.both.leaves, tuple(equations))
    watched: Sequence[Symbol] = (network.loss, *network.outputs)
    return Descent(Expansion(graph, {}), network.leaves, network.gradient, update, watched)


def in_later_round(network: Network, rounds: int) -> Network:
    """Return a network after some rounds, without values of its parameters where these cannot be known."""
    moved = after_rounds(network, rounds)
    if moved is not None:
        return moved
    parameters = frozenset(network.parameters)
    return network.at({symbol: number for symbol, number in network.values.items() if symbol not in parameters})


def after_rounds(network: Network, rounds: int) -> Network | None:
    """Return a network with the parameters that some rounds leave, or None where they cannot be known.

    Args:
        network: The network before them.
        rounds: How many.
    """
    if network.missing:
        return None
    if rounds * len(network.both.equations) > thresholds.MOST_WORK:
        return None
    adjoint = {bare(symbol): network.backward.adjoint[bare(symbol)] for symbol in network.trained}
    with suppress(SymbackpropError):
        descent = Descent(network.single, network.leaves, adjoint, network.demand_update(), network.parameters)
        state = descent.run(rounds, thresholds.BITS_OF_PASSES, [rounds]).states.get(rounds)
        if state is not None:
            moved = network.at({**network.values, **{symbol: _number(ball) for symbol, ball in state.items()}})
            # What other optimisers remember is no part of a network, so that nothing is known of the next update.
            return moved if network.optimiser.is_descent else replace(moved, optimiser=DESCENT, learning_rate=None)
    return None


def _number(ball: Ball) -> Number:
    """Return a value as one with so many decimals that nothing printed can tell the two apart."""
    if isinstance(ball, fmpq):
        exactly = Fraction(int(ball.p), int(ball.q))
    else:
        mantissa, exponent = ball.mid().man_exp()
        exactly = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    scale = 10**thresholds.PLACES_OF_PASSES
    return Number(Fraction(round(exactly * scale), scale), rounded_like(ball, thresholds.PLACES_SHOWN_OF_PASSES))
