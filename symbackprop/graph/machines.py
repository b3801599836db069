"""Two ways to carry out rounds of descent in ball arithmetic: straight-line code, and whole quantities at once.

Compiled straight-line code is the fastest for a small network; compiling it for a wide one would take longer than
it saves, and its scalar graph would fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from flint import arb, fmpq

from ..expression.differentiate import rational
from ..expression.tree import HALF, ONE, Expression, Power, Sum, Symbol, substitute, symbols_of, updated
from .arrays import BALLS, Array, evaluated_block
from .effort import operations
from .equations import bare
from .expand import Expansion, element, expand, positions
from .given import all_of
from .tape import Ball, Stepper, Tape, exact, exact_all
from .ties import Traces, balls_of
from .update import NORM, PARAMETER, ROUND, SLOPE, Update, squared_length

MOST_COMPILED = 5_000
"""Up to so many operations a round, they are compiled as straight-line code."""


class State(Protocol):
    """The values of one training, which advance in place."""

    def advance(self, rounds: int) -> None:
        """Make some rounds of the update, all parameters at once."""

    @property
    def telling(self) -> Iterable[Ball]:
        """The values that tell whether the balls are still of use."""

    def watched(self) -> Mapping[Symbol, Ball]:
        """Return the values of the watched elements."""

    def value(self, name: Symbol) -> Ball:
        """Return the value of any element."""


class Machine(Protocol):
    """Makes states that stand before the first round."""

    def start(self) -> State:
        """Return the state of the given values, at the current precision of python-flint."""


def machine(
    view: Expansion,
    leaves: Mapping[Symbol, Fraction],
    adjoint: Mapping[Symbol, Expression],
    update: Update,
    watched: Sequence[Symbol],
) -> Machine:
    """Return the faster machine for a graph.

    Args:
        view: The forward equations and the adjoint equations after them.
        leaves: The value of each element of the leaves, exactly.
        adjoint: From each bare parameter to its adjoint, a bare symbol or a number.
        update: What a round does to a parameter.
        watched: The elements to report.
    """
    few = sum(map(operations, view.graph.equations)) <= MOST_COMPILED
    return (Compiled if few else Wide)(view, leaves, adjoint, update, tuple(watched))


@dataclass(frozen=True)
class _Given:
    view: Expansion
    leaves: Mapping[Symbol, Fraction]
    adjoint: Mapping[Symbol, Expression]
    update: Update
    watch: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class _Lowered:
    tape: Tape
    parameters: Sequence[int]
    starts: Mapping[Symbol, Fraction]
    watched: Mapping[Symbol, int]
    step: Stepper


class Compiled(_Given):
    """Straight-line code over the scalar graph."""

    def start(self) -> State:
        """Return the state of the given values."""
        return _Registers(self.lowered, self.leaves)

    @cached_property
    def lowered(self) -> _Lowered:
        """The compiled code, made once for all precisions."""
        labels, declared = self.view.labels, self.view.graph.declared
        tape = Tape()
        for equation in expand(self.view.graph, labels).equations:
            tape.define(equation.target, equation.body)
        slopes = [
            (element(parameter, at, labels), element(slope, at, labels) if isinstance(slope, Symbol) else slope)
            for parameter, slope in self.adjoint.items()
            for at in positions(declared[parameter].indices)
        ]
        watched = {symbol: tape.add(symbol) for symbol in self.watch}
        for parameter, _ in slopes:
            tape.add(parameter)
        moves, starts = self._moves(tape, slopes)
        parameters = [tape.inputs[parameter] for parameter, _ in slopes]
        return _Lowered(tape, parameters, starts, watched, tape.stepper(moves))

    def _moves(
        self, tape: Tape, slopes: Sequence[tuple[Symbol, Expression]]
    ) -> tuple[list[tuple[int, int]], dict[Symbol, Fraction]]:
        """Lower the update of each parameter; return what is moved to where, and the starts of what is no leaf."""
        update, once = self.update, Symbol("once", mark=" ")
        known: dict[Symbol, Expression] = {**update.constants, ROUND: replace(ROUND, mark=" "), NORM: once}
        moves: list[tuple[int, int]] = []
        starts: dict[Symbol, Fraction] = {}
        if NORM in update.reads:
            tape.define(once, Power(squared_length(slope for _, slope in slopes), HALF))
        if ROUND in update.reads:
            count = replace(ROUND, mark=" ")
            starts[count] = Fraction(1)
            moves.append((tape.add(count), tape.add(Sum((count, ONE)))))
        for parameter, slope in slopes:
            state = {at: replace(parameter, mark=f" {at.ascii}") for at in update.state}
            starts |= {state[at]: start.value for at, start in update.state.items()}
            own = {**known, PARAMETER: parameter, SLOPE: slope, **state}
            for equation in update.equations:
                name = replace(parameter, mark=f" {equation.target.ascii}")
                tape.define(name, substitute(equation.body, own))
                own[equation.target] = name
            moves += [(tape.add(own[at]), tape.add(own[updated(at)])) for at in update.moves]
        return moves, starts


class _Registers:
    def __init__(self, lowered: _Lowered, leaves: Mapping[Symbol, Fraction]) -> None:
        self._lowered = lowered
        given = {**leaves, **lowered.starts}
        self._registers = lowered.tape.registers([exact(given[at]) for at in lowered.tape.inputs], balls=True)
        lowered.tape.run(self._registers)

    def advance(self, rounds: int) -> None:
        self._lowered.step(rounds, self._registers)

    @property
    def telling(self) -> Iterable[Ball]:
        return (self._registers[register] for register in self._lowered.parameters)

    def watched(self) -> Mapping[Symbol, Ball]:
        return {symbol: self._registers[at] for symbol, at in self._lowered.watched.items()}

    def value(self, name: Symbol) -> Ball:
        return self._registers[self._lowered.tape.add(name)]


class Wide(_Given):
    """Equations in index notation, over lists of balls."""

    is_tracing = False

    def start(self) -> State:
        """Return the state of the given values."""
        return _Lists(self)


class Tracing(Wide):
    """The same, and where balls do not tell which branch holds, it is tried to prove that two numbers are equal."""

    is_tracing = True


class _Lists:
    def __init__(self, given: Wide) -> None:
        self._given = given
        graph = given.view.graph
        self._values: dict[Symbol, Array] = {
            bare(leaf): [value if given.is_tracing else arb(value) for value in self._start_of(leaf)]
            for leaf in graph.leaves
            if graph.equation(leaf) is None
        }
        needed = {slope for slope in given.adjoint.values() if isinstance(slope, Symbol)}
        needed |= {place[0] for name in given.watch if (place := given.view.place(name)) is not None}
        wanted = graph.ancestors(needed)
        self._blocks = [block for block in graph.blocks if any(bare(at.target) in wanted for at in block)]
        update = given.update
        self._round: Ball = arb(1)
        self._state: dict[Symbol, list[Array]] = {
            parameter: [[arb(exact(start.value))] * len(self._values[parameter]) for start in update.state.values()]
            for parameter in given.adjoint
        }
        tape = Tape()
        for name, value in update.constants.items():
            tape.define(name, value)
        for equation in update.equations:
            tape.define(equation.target, equation.body)
        arguments = (ROUND, NORM, PARAMETER, SLOPE, *update.state)
        self._update = tape.function(arguments, [tape.add(updated(name)) for name in update.moves])
        self._run()

    def _start_of(self, leaf: Symbol) -> list[fmpq]:
        given = self._given
        return all_of(given.leaves, bare(leaf)) or exact_all(given.leaves[name] for name in given.view.elements(leaf))

    def _run(self) -> None:
        declared = self._given.view.graph.declared
        traces = Traces()
        known = (
            {at: traces.of(values) for at, values in self._values.items()} if self._given.is_tracing else self._values
        )
        arithmetic = traces.arithmetic if self._given.is_tracing else BALLS
        for block in self._blocks:
            reads = {bare(read) for at in block for term in at.terms for read in symbols_of(term.body)}
            reads -= {bare(equation.target) for equation in block}
            known.update(evaluated_block(block, declared, {symbol: known[symbol] for symbol in reads}, arithmetic))
        if self._given.is_tracing:
            self._values.update({at: balls_of(values) for at, values in known.items()})

    def advance(self, rounds: int) -> None:
        for _ in range(rounds):
            slopes = {parameter: self._slopes(parameter) for parameter in self._given.adjoint}
            norm: Ball = arb(0)
            if NORM in self._given.update.reads:
                norm = arb(sum((slope * slope for own in slopes.values() for slope in own), norm)).sqrt()
            for parameter, own in slopes.items():
                entries = zip(self._values[parameter], own, *self._state[parameter], strict=True)
                moved = [self._update(self._round, norm, *entry) for entry in entries]
                self._values[parameter], *self._state[parameter] = map(list, zip(*moved, strict=True))
            self._round = self._round + 1
            self._run()

    def _slopes(self, parameter: Symbol) -> Array:
        slope = self._given.adjoint[parameter]
        if isinstance(slope, Symbol):
            return self._values[slope]
        constant = rational(slope)
        assert constant is not None, f"the adjoint of {parameter.ascii} is neither a quantity nor a number"
        return [exact(constant)] * len(self._values[parameter])

    @property
    def telling(self) -> Iterable[Ball]:
        # Every parameter acts on these, and there are too many to look at each.
        return self.watched().values()

    def watched(self) -> Mapping[Symbol, Ball]:
        return {name: self.value(name) for name in self._given.watch}

    def value(self, name: Symbol) -> Ball:
        place = self._given.view.place(name)
        assert place is not None, f"{name.ascii} is no quantity of the graph"
        return self._values[place[0]][self._given.view.offset(*place)]
