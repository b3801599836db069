"""Two ways to carry out rounds of descent in ball arithmetic: straight-line code, and whole quantities at once.

Compiled straight-line code is the fastest for a small network; compiling it for a wide one would take longer than
it saves, and its scalar graph would fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from flint import arb

from ..expression.differentiate import rational
from ..expression.tree import Expression, Symbol, symbols_of
from .arrays import Array, evaluated_block, operations
from .equations import bare
from .expand import Expansion, element, expand, positions
from .tape import Ball, Stepper, Tape, exact, exact_all

MOST_COMPILED = 5_000
"""Up to so many operations a round, they are compiled as straight-line code."""


class State(Protocol):
    """The values of one training, which advance in place."""

    def advance(self, rounds: int, rate: Ball) -> None:
        """Make some updates `w⁺ = w − rate · ∂E/∂w`, all parameters at once."""

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
    view: Expansion, leaves: Mapping[Symbol, Fraction], adjoint: Mapping[Symbol, Expression], watched: Sequence[Symbol]
) -> Machine:
    """Return the faster machine for a graph.

    Args:
        view: The forward equations and the adjoint equations after them.
        leaves: The value of each element of the leaves, exactly.
        adjoint: From each bare parameter to its adjoint, a bare symbol or a number.
        watched: The elements to report.
    """
    few = sum(map(operations, view.graph.equations)) <= MOST_COMPILED
    return (Compiled if few else Wide)(view, leaves, adjoint, tuple(watched))


@dataclass(frozen=True)
class _Given:
    view: Expansion
    leaves: Mapping[Symbol, Fraction]
    adjoint: Mapping[Symbol, Expression]
    watch: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class _Lowered:
    tape: Tape
    updates: Sequence[tuple[int, int]]
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
        pairs = [(parameter, tape.add(slope)) for parameter, slope in slopes]
        updates = [(tape.inputs[parameter], slope) for parameter, slope in pairs if parameter in tape.inputs]
        watched = {symbol: tape.add(symbol) for symbol in self.watch}
        return _Lowered(tape, updates, watched, tape.stepper(updates))


class _Registers:
    def __init__(self, lowered: _Lowered, leaves: Mapping[Symbol, Fraction]) -> None:
        self._lowered = lowered
        self._registers = lowered.tape.registers([exact(leaves[at]) for at in lowered.tape.inputs], balls=True)
        lowered.tape.run(self._registers)

    def advance(self, rounds: int, rate: Ball) -> None:
        self._lowered.step(rounds, rate, self._registers)

    @property
    def telling(self) -> Iterable[Ball]:
        return (self._registers[register] for register, _ in self._lowered.updates)

    def watched(self) -> Mapping[Symbol, Ball]:
        return {symbol: self._registers[at] for symbol, at in self._lowered.watched.items()}

    def value(self, name: Symbol) -> Ball:
        return self._registers[self._lowered.tape.add(name)]


class Wide(_Given):
    """Equations in index notation, over lists of balls."""

    def start(self) -> State:
        """Return the state of the given values."""
        return _Lists(self)


class _Lists:
    def __init__(self, given: Wide) -> None:
        self._given = given
        graph = given.view.graph
        self._values: dict[Symbol, Array] = {
            bare(leaf): [arb(value) for value in exact_all(given.leaves[name] for name in given.view.elements(leaf))]
            for leaf in graph.leaves
            if graph.equation(leaf) is None
        }
        needed = {slope for slope in given.adjoint.values() if isinstance(slope, Symbol)}
        needed |= {place[0] for name in given.watch if (place := given.view.place(name)) is not None}
        wanted = graph.ancestors(needed)
        self._blocks = [block for block in graph.blocks if any(bare(at.target) in wanted for at in block)]
        self._run()

    def _run(self) -> None:
        declared = self._given.view.graph.declared
        for block in self._blocks:
            reads = {bare(read) for at in block for term in at.terms for read in symbols_of(term.body)}
            reads -= {bare(equation.target) for equation in block}
            self._values.update(evaluated_block(block, declared, {symbol: self._values[symbol] for symbol in reads}))

    def advance(self, rounds: int, rate: Ball) -> None:
        for _ in range(rounds):
            moved = {parameter: self._moved(parameter, slope, rate) for parameter, slope in self._given.adjoint.items()}
            self._values.update(moved)
            self._run()

    def _moved(self, parameter: Symbol, slope: Expression, rate: Ball) -> Array:
        values = self._values[parameter]
        if isinstance(slope, Symbol):
            return [value - by * rate for value, by in zip(values, self._values[slope], strict=True)]
        constant = rational(slope)
        assert constant is not None, f"the adjoint of {parameter.ascii} is neither a quantity nor a number"
        return [value - exact(constant) * rate for value in values]

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
