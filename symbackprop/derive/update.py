"""After the derivation: the table of all weights, and the error after many rounds of descent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile
from math import log10

from flint import arb, fmpq

from ..errors import CertificationError, DomainError
from ..expression.tree import Index, Number, Symbol
from ..graph.descent import LOWEST_BITS, ROUNDS_A_TICK, Descent, Tick
from ..graph.effort import OVERHEAD, operations
from ..graph.equations import bare
from ..graph.machines import MOST_COMPILED
from ..graph.rounding import LADDER
from ..graph.tape import Ball
from ..models.network import Network
from .numbers import Numbers

CURVE_POINTS = 160
WORK = 4_000_000
"""Operations that the notes may take for their rounds; networks that need more for a round show fewer."""

MACHINE = fmpq(1, 1 << 53)
"""What is smaller than this part of a double is lost when it is added to it."""

BITS = 1024
"""The working precision that the notes may take; networks that need more show fewer rounds."""


@dataclass(frozen=True, slots=True)
class UpdatedWeight:
    """A weight, its gradient and its value after one round, which nothing has without a learning rate."""

    weight: Symbol
    before: Number
    gradient: Number
    after: Number | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """The error and the outputs after some rounds."""

    rounds: int
    loss: Number
    outputs: tuple[tuple[Symbol, Number], ...]


@dataclass(frozen=True, slots=True)
class Training:
    """The results of rounds of descent.

    Args:
        milestones: Before, after one round, and at the end; between them, where asked, after 10, 100, … rounds.
        curve: (round, error), from 0 on.
        has_vanished: Whether the rounds end where the error is nothing beside the first one, for any computer.
    """

    milestones: tuple[Milestone, ...]
    curve: tuple[tuple[int, float], ...]
    has_vanished: bool = False


MOST_ROWS = 40
"""A table of more parameters shows the derived ones, and the first and the last of each layer; heat maps show all."""


def tabled(network: Network, chosen: Collection[Symbol]) -> tuple[Symbol, ...]:
    """Return the parameters that a table shows: all of them, or a choice where they are many."""
    if len(network.parameters) <= MOST_ROWS:
        return tuple(name for symbol in network.trained for name in network.listed(symbol))
    kept = set(chosen)
    for symbol in network.trained:
        own = network.elements(symbol)
        kept |= {*own[:3], own[-1]}
    return tuple(parameter for parameter in network.parameters if parameter in kept)


def updated_weights(parameters: tuple[Symbol, ...], numbers: Numbers) -> tuple[UpdatedWeight, ...]:
    """Return the gradient and the new value of each of some parameters."""
    gradient = numbers.network.gradient
    return tuple(
        UpdatedWeight(weight, numbers.of(weight), numbers.of(gradient[weight]), numbers.updated(weight))
        for weight in parameters
    )


LIKELY_BITS = 30
"""How many bits of a gradient must be certain for it to be drawn."""

LARGEST = 1e308
"""Gradients beyond it are drawn as if they were that large, which leaves room to round a scale's limit up."""


def gradients_as_floats(network: Network, symbol: Symbol) -> tuple[tuple[float, ...], ...]:
    """Return the gradient of the loss by a quantity, row by row, to about nine digits.

    Args:
        network: Where the values come from.
        symbol: A trained quantity as it is declared; its last index of two runs along a row, and one index runs
            from row to row.

    Raises:
        CertificationError: A gradient is not finite.
    """
    for bits in LADDER:
        balls = [arb(ball) for ball in _slopes(network, symbol, bits)]
        if all(ball.is_finite() and (ball == 0 or ball.rel_accuracy_bits() >= LIKELY_BITS) for ball in balls):
            break
    if not all(ball.is_finite() for ball in balls):
        raise CertificationError(f"a gradient is not finite even at {LADDER[-1]} bits: it overflows")
    # What no precision tells from zero is drawn as zero.
    entries = [0.0 if ball.contains(0) else min(max(float(ball.mid()), -LARGEST), LARGEST) for ball in balls]
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    across = sizes[-1] if len(sizes) > 1 else 1
    return tuple(tuple(entries[at : at + across]) for at in range(0, len(entries), across))


def _slopes(network: Network, symbol: Symbol, bits: int) -> list[Ball]:
    """Return the gradient of the loss by each element of a quantity."""
    adjoint = network.backward.adjoint[bare(symbol)]
    if isinstance(adjoint, Symbol):
        return network.certified.array(adjoint, bits)
    return [network.certified.evaluate(adjoint, bits)] * len(network.elements(symbol))


def training(numbers: Numbers, rounds: int, tick: Tick | None = None, by_decades: bool = False) -> Training:
    """Return the error after rounds of descent, with every printed digit proven.

    Args:
        numbers: The network and how its numbers are shown.
        rounds: How many rounds are wanted, 1 or more. Where so many would take too long to certify, a power
            of ten below it is shown.
        tick: Is told of the progress.
        by_decades: Whether there are milestones after 10, 100, … rounds too.
    """
    network = numbers.network
    descent = network.descent()
    affordable = _power_of_ten_below(rounds, WORK // max(_a_round(network), 1))
    try:
        within = descent.within_reach(affordable, BITS, _recorded(affordable), tick)
    except DomainError:
        within = ROUNDS_A_TICK
    last = _power_of_ten_below(affordable, within)
    vanished = _vanishes(descent, network.loss, affordable)
    if vanished is not None and vanished <= last:
        return replace(_training(descent, numbers, vanished, tick, by_decades), has_vanished=True)
    while True:
        try:
            found = _training(descent, numbers, last, tick, by_decades)
        except (CertificationError, DomainError):
            # It diverges, or needs more precision than foreseen: fewer rounds still tell the story.
            if last <= 1:
                raise
            last = _power_of_ten_below(last, last // 10)
            continue
        ended = _ended(found.curve)
        if ended is None:
            return found
        return replace(_training(descent, numbers, ended, tick, by_decades), has_vanished=True)


def _ended(curve: Sequence[tuple[int, float]]) -> int | None:
    """Return the first round of a curve after which the loss is nothing beside where it began, or None."""
    least = float(MACHINE) * abs(curve[0][1])
    return next((done for done, error in curve if done > 1 and abs(error) < least), None)


def _vanishes(descent: Descent, loss: Symbol, rounds: int) -> int | None:
    """Return the first recorded round after which the loss is nothing beside where it began, or None."""
    try:
        states = descent.run(rounds, LOWEST_BITS, _recorded(rounds)).states
    except DomainError:
        return None
    for done in sorted(states):
        if done > 1 and abs(arb(states[done][loss])) < MACHINE * abs(arb(states[0][loss])):
            return done
    return None


def _a_round(network: Network) -> int:
    """Return about how many operations a round of descent takes."""
    equations = network.single.graph.equations
    compiled = sum(map(operations, equations))
    return compiled if compiled <= MOST_COMPILED else sum(operations(equation, OVERHEAD) for equation in equations)


def _training(descent: Descent, numbers: Numbers, last: int, tick: Tick | None, by_decades: bool) -> Training:
    decades = takewhile(lambda done: done < last, (10**power for power in count(1))) if by_decades else ()
    reported = {0, 1, *decades, last}
    record = _recorded(last) | reported
    milestones: list[Milestone] = []
    # The last first: its run has passed the others.
    for reached in sorted(reported, reverse=True):
        shown = descent.show(reached, numbers.rounding, record, tick if reached == last else None, most_bits=2 * BITS)
        if reached == 0:
            shown = {symbol: _before(numbers, symbol, at) for symbol, at in shown.items()}
        outputs = tuple((symbol, shown[symbol]) for symbol in numbers.network.outputs)
        milestones.insert(0, Milestone(reached, shown[numbers.network.loss], outputs))
    return Training(tuple(milestones), descent.curve(numbers.network.loss, last, record))


def _before(numbers: Numbers, symbol: Symbol, shown: Number) -> Number:
    """Return a number before the first round: that of the derivation, which is exact where it ends sooner."""
    derived = numbers.of(symbol)
    return derived if numbers.is_carried or derived.value == shown.value else shown


def _power_of_ten_below(wanted: int, limit: int) -> int:
    """Return what is wanted if the limit allows it, and else the largest power of ten that it does."""
    return wanted if wanted <= limit else 10 ** int(log10(max(limit, 1)))


def _recorded(rounds: int) -> frozenset[int]:
    """Return the rounds at which the curve is drawn: 0, and then evenly on a logarithmic axis."""
    if rounds < 1:
        return frozenset({0})
    even = (round(10 ** (log10(rounds) * at / CURVE_POINTS)) for at in range(CURVE_POINTS + 1))
    return frozenset({0, *even})
