"""Training in ball arithmetic: the error after many rounds, with every printed digit proven.

Each round widens the balls by a factor that depends on the network, so the precision that is needed grows
with the number of rounds. A first run finds how far the lowest precision reaches, and the next precision
is chosen from that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from flint import arb, ctx

from ..errors import CertificationError, DomainError
from ..expression.tree import Expression, Number, Symbol
from .domain import NEAR_ZERO, refusal
from .expand import Expansion
from .machines import Machine, State, Tracing, machine
from .rounding import Rounding
from .tape import Ball
from .update import Update
from .values import demand_few, work_of

Tick = Callable[[int], None]
"""Is called, every now and then, with the number of rounds that are done."""

ROUNDS_A_TICK = 250
LOWEST_BITS = 64
"""One machine word a ball: the fastest there is, and enough for the usual digits of a usual network."""

MOST_BITS = 1 << 16
LAST_BITS = 1 << 14
"""With so many, what training has made too small to be told from zero is shown as less than some power of ten."""

WIDEST = 1e-3
"""A parameter's ball of this radius, relative to what it holds, is of no use any more."""

MOST_TRACED_IN_ROUNDS = 1_000_000
"""Operations of all rounds up to which these are made anew to prove which numbers are equal: some ten seconds."""

RUNAWAY = 10**300
"""No parameter that is still of use is as large as this."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run at one precision found.

    Args:
        reached: After how many rounds the balls were still of use.
        states: By the number of rounds, the values of the watched quantities.
    """

    reached: int
    states: Mapping[int, Mapping[Symbol, Ball]]


@dataclass
class Descent:
    """Rounds of training, all parameters at once, from given values.

    Args:
        view: The forward equations and the adjoint equations after them, with the names of elements.
        leaves: The value of each element of the leaves, exactly.
        adjoint: From each bare parameter to its adjoint, a bare symbol or a number.
        update: What a round does to a parameter.
        watched: The elements to report.
    """

    view: Expansion
    leaves: Mapping[Symbol, Fraction]
    adjoint: Mapping[Symbol, Expression]
    update: Update
    watched: Sequence[Symbol]
    _runs: dict[tuple[int, int, frozenset[int]], Run] = field(init=False, default_factory=dict)
    _is_tracing: bool = field(init=False, default=False)
    _undecided: DomainError | None = field(init=False, default=None)

    def run(self, rounds: int, bits: int, record: Collection[int] = (), tick: Tick | None = None) -> Run:
        """Return the states after the recorded numbers of rounds and after the last, as far as balls reach.

        Args:
            rounds: How many updates to make, 0 or more.
            bits: The working precision.
            record: Numbers of rounds after which to keep a state.
            tick: Is told of the progress.

        Raises:
            ValueError: `rounds` is negative.
            DomainError: The parameters run away.
        """
        if rounds < 0:
            raise ValueError(f"rounds must be 0 or more, not {rounds}")
        wanted = frozenset({*(done for done in record if 0 <= done <= rounds), rounds})
        key = (rounds, bits, wanted)
        for (_, precision, _), known in self._runs.items():
            # A longer run that has kept the states which are wanted tells as much.
            if precision == bits and wanted <= known.states.keys():
                return Run(rounds, known.states)
        if key not in self._runs:
            with ctx.workprec(bits):
                self._runs[key] = self._run(rounds, wanted, tick)
        return self._runs[key]

    def _run(self, rounds: int, wanted: frozenset[int], tick: Tick | None) -> Run:
        state = self._start()
        states: dict[int, Mapping[Symbol, Ball]] = {}
        stops = [0, *sorted({*wanted, *range(0, rounds, ROUNDS_A_TICK)})]
        for before, done in pairwise(stops):
            state.advance(done - before)
            at_tick = done % ROUNDS_A_TICK == 0 or done == rounds
            if at_tick and not _of_use(state.telling, done):
                return Run(before, states)
            if tick is not None:
                tick(done)
            if done in wanted:
                states[done] = state.watched()
        return Run(rounds, states)

    @cached_property
    def _machine(self) -> Machine:
        demand_few(self.view.graph)
        return machine(self.view, self.leaves, self.adjoint, self.update, self.watched)

    @cached_property
    def _tracing_machine(self) -> Machine:
        return Tracing(self.view, self.leaves, self.adjoint, self.update, tuple(self.watched))

    def _start(self) -> State:
        return (self._tracing_machine if self._is_tracing else self._machine).start()

    def show(
        self,
        rounds: int,
        rounding: Rounding,
        record: Collection[int] = (),
        tick: Tick | None = None,
        most_bits: int | None = None,
    ) -> dict[Symbol, Number]:
        """Return the watched values after some rounds as they are to be printed, every digit proven.

        Args:
            rounds: How many updates to make.
            rounding: How the values are printed.
            record: Numbers of rounds after which to keep a state.
            tick: Is told of the progress.
            most_bits: The highest precision to try, where it is lower than usual.

        Raises:
            CertificationError: The precision that so many rounds need is past the limit.
            DomainError: The parameters run away.
        """
        bits, most_bits = LOWEST_BITS, most_bits or MOST_BITS
        while bits <= most_bits:
            run = self.run(rounds, bits, record, tick)
            if rounds in run.states:
                with ctx.workprec(bits):
                    shown = {
                        symbol: _shown(symbol, ball, rounding, bits) for symbol, ball in run.states[rounds].items()
                    }
                decided = {symbol: number for symbol, number in shown.items() if number is not None}
                if len(decided) == len(shown):
                    return decided
                if not all(arb(ball).is_finite() for ball in run.states[rounds].values()):
                    self._check_domain(bits, 0, rounds, rounds)
            else:
                self._check_domain(bits, run.reached, min(rounds, run.reached + ROUNDS_A_TICK), rounds)
            bits = max(2 * bits, self._needed(bits, run.reached, rounds))
        if self._undecided is not None:
            raise self._undecided
        raise CertificationError(
            f"after {rounds:,} rounds no digit would be certain with {most_bits:,} bits; ask for fewer rounds"
        )

    def _check_domain(self, bits: int, first: int, last: int, rounds: int) -> None:
        """Look for the round in which a value was lost for another reason than a lack of precision.

        Raises:
            DomainError: A quantity left its domain or divided by zero while all parameters were known.
        """
        with ctx.workprec(bits):
            state = self._start()
            state.advance(first)
            certain = False
            for done in range(first, last + 1):
                if not _are_of_use(state.telling):
                    if certain and done:
                        self._check_update(state, done)
                    return
                certain = _are_of_use(state.telling, 2.0 ** (-bits // 2))
                error = self._lost(state)
                if error is not None:
                    named = DomainError(f"{error}, after {done:,} {'round' if done == 1 else 'rounds'} of descent")
                    if NEAR_ZERO not in str(error):
                        raise named
                    self._undecided = named
                    self._trace(rounds)
                    return
                state.advance(1)

    def _trace(self, rounds: int) -> None:
        """Begin anew and prove which numbers are equal, if that is not too long for so many rounds."""
        if not self._is_tracing and work_of(self.view.graph) * max(rounds, 1) <= MOST_TRACED_IN_ROUNDS:
            self._is_tracing = True
            self._runs.clear()

    def _check_update(self, state: State, done: int) -> None:
        """Look for a parameter that has no value though all of them were known well before the round.

        Raises:
            DomainError: There is one: its update divides by zero, or leaves the domain of a function.
        """
        for parameter in self.adjoint:
            for name in self.view.elements(self.view.graph.declared[parameter]):
                if not arb(state.value(name)).is_finite():
                    raise DomainError(
                        f"the update of {name.ascii!r} divides by zero, or leaves the domain of a function, in round "
                        f"{done:,} of training"
                    )

    def _lost(self, state: State) -> DomainError | None:
        """Return why the first quantity without a finite value has none, or None if all have."""
        for whole in self.view.graph.equations:
            for name in self.view.elements(whole.target):
                value = state.value(name)
                if isinstance(value, arb) and not value.is_finite():
                    equation = self.view.equation(name)
                    assert equation is not None, f"{name.ascii} has no equation"
                    return refusal(equation, self.view.graph, whole.target, state.value)
        return None

    @staticmethod
    def _needed(bits: int, reached: int, rounds: int) -> int:
        """Return the precision that should last for all rounds, judging from how far one has reached."""
        return 64 + bits * rounds * 9 // (8 * reached) if 0 < reached < rounds else 0

    def within_reach(self, rounds: int, bits: int, record: Collection[int] = (), tick: Tick | None = None) -> int:
        """Return how many of the wanted rounds a precision should last for, judging from the lowest one."""
        reached = self.run(rounds, LOWEST_BITS, record, tick).reached
        return rounds if reached == rounds else min(rounds, reached * bits // LOWEST_BITS)

    def curve(self, of: Symbol, rounds: int, record: Collection[int]) -> tuple[tuple[int, float], ...]:
        """Return a watched quantity after each recorded number of rounds, for a plot."""
        wanted = frozenset({*(done for done in record if 0 <= done <= rounds), rounds})
        lowest = self.run(rounds, LOWEST_BITS, record)
        finished = [(bits, run.states) for (_, bits, _), run in self._runs.items() if rounds in run.states]
        states = max(finished, key=lambda found: found[0])[1] if finished else lowest.states
        return tuple((done, float(arb(states[done][of]).mid())) for done in sorted(wanted & states.keys()))


def _shown(symbol: Symbol, ball: Ball, rounding: Rounding, bits: int) -> Number | None:
    try:
        return rounding.decided(ball) or rounding.undecidable(ball, bits, LAST_BITS, is_trained=True)
    except CertificationError as error:
        raise CertificationError(f"{symbol.ascii!r} at the end: {error}") from error


def _of_use(balls: Iterable[Ball], done: int) -> bool:
    """Return whether the balls of the parameters are still narrow enough to be of use.

    Raises:
        DomainError: The parameters themselves run away.
    """
    held = list(balls)
    if not _are_of_use(held):
        return False
    for ball in map(arb, held):
        if abs(ball) > RUNAWAY:
            raise DomainError(
                f"training diverges: a parameter has left all bounds by round {done:,}; choose a smaller learning rate"
            )
    return True


def _are_of_use(balls: Iterable[Ball], widest: float = WIDEST) -> bool:
    return all(ball.is_finite() and not ball.rad() > widest * (1 + abs(ball)) for ball in map(arb, balls))
