"""One call with certified results, for the checks that every export carries.

A small network is called with its own numbers. In loop form the numbers come from a formula, so that the check does
not grow with the network: `((37·at + 11) mod 101 − 50)/128` for the number at a place, exact in any floating point, and
of the gradient its product with a direction made the same way is compared, which no wrong element leaves as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from ...errors import CertificationError, DomainError
from ...expression.tree import Expression, Symbol
from ...graph.arrays import Array, evaluated
from ...graph.equations import bare
from ...graph.expand import elements
from ...graph.rounding import Rounding
from ...graph.tape import Ball, exact
from ...graph.values import Values, number_of
from ...models.network import Network
from ..program.lowering import MOST_STRAIGHT_OPERATIONS, Form, Program, size_of

CERTAIN_DIGITS = 17
"""What a double can hold."""

FURTHER = (4096, 8192)
"""The working precisions tried where the usual ones decide nothing: 1 − tanh(800)² is 2^-2300."""

MOST_OPERATIONS = 20_000_000
NUMBERS, DIRECTIONS = 101, 97
"""After so many places the formula repeats itself."""

BITS = 256


@dataclass(frozen=True, slots=True)
class Check:
    """The arguments of one call and its certified results, as text.

    Args:
        parameters: All parameters in order; empty where the formula makes them.
        data: The numbers of each kind of data; empty where the formula makes them.
        loss: The loss.
        gradient: Its gradient; of a formula's call, only its product with the direction.
    """

    parameters: tuple[str, ...]
    data: tuple[tuple[str, ...], ...]
    loss: str
    gradient: tuple[str, ...]

    @property
    def is_formula(self) -> bool:
        """Whether the numbers come from the formula."""
        return not self.parameters


def number_at(at: int) -> Fraction:
    """Return the number that the formula gives to a place."""
    return Fraction((37 * at + 11) % NUMBERS - 50, 128)


def direction_at(at: int) -> Fraction:
    """Return the direction's number at a place."""
    return Fraction((53 * at + 29) % DIRECTIONS - 48, 64)


def check_of(program: Program) -> Check:
    """Return one call of a program's functions with its certified results.

    Raises:
        CertificationError: It would take too long, or no precision decides it.
        MissingValuesError: A small network, or a model in equations, has not all its values.
    """
    network, shown = program.network, Rounding(CERTAIN_DIGITS)
    if program.operations <= MOST_STRAIGHT_OPERATIONS or program.form is Form.STRAIGHT or not network.layers:
        network.demand_values()
        texts = [network.values[name].text for name in network.parameters]
        data = [
            tuple(network.values[name].text for name in elements(symbol, network.labels)) for symbol in program.data
        ]
        shown_loss, *gradient = certified(network)
        return Check(tuple(texts), tuple(data), shown_loss, tuple(gradient))
    if program.operations > MOST_OPERATIONS:
        raise CertificationError(
            f"a call takes {program.operations:,} operations; at most {MOST_OPERATIONS:,} are certified"
        )
    with ctx.workprec(BITS):
        loss, along = _by_formula(program)
        found = [shown.decided(ball) for ball in (loss, along)]
    if None in found:
        raise CertificationError(f"{BITS} bits do not decide the digits of the check")
    return Check((), (), *(number.text if at == 0 else (number.text,) for at, number in enumerate(found) if number))  # type: ignore[arg-type]


def certified(network: Network) -> list[str]:
    """Return the loss of a network and its gradient, each digit certain.

    Quantities on the way may be larger than any double, since the code does not compute them as the notes do.

    Raises:
        CertificationError: No precision decides them.
        DomainError: The network has no value.
    """
    values, shown = Values(network.single, network.leaves, may_overflow=True), Rounding(CERTAIN_DIGITS)
    return [_text(values, wanted, shown) for wanted in (network.loss, *network.gradient.values())]


def _text(values: Values, wanted: Expression, shown: Rounding) -> str:
    try:
        return values.show(wanted, shown).text
    except (CertificationError, DomainError):
        for bits in FURTHER:
            try:
                with ctx.workprec(bits):
                    number = shown.decided(values.evaluate(wanted, bits))
            except DomainError:
                continue
            if number is not None:
                return number.text
        raise


def _by_formula(program: Program) -> tuple[Ball, Ball]:
    """Return the loss, and the product of gradient and direction, computed from the equations of the notes."""
    network = program.network
    numbers = [arb(exact(number_at(place))) for place in range(NUMBERS)]
    directions = [exact(direction_at(place)) for place in range(DIRECTIONS)]
    values: dict[Symbol, Array] = {}
    at = 0
    for symbol in (*program.parameters, *program.data):
        count = size_of(symbol)
        values[bare(symbol)] = [numbers[place % len(numbers)] for place in range(at, at + count)]
        at += count
    for symbol in program.constants:
        names = network.elements(symbol)
        values[bare(symbol)] = [arb(exact(network.values[name].value)) for name in names]
    graph = network.single.graph
    for equation in graph.equations:
        values[bare(equation.target)] = evaluated(equation, graph.declared, values)
    along: Ball = arb(0)
    at = 0
    for symbol in program.parameters:
        adjoint = network.backward.adjoint[bare(symbol)]
        count = size_of(symbol)
        slopes = values[adjoint] if isinstance(adjoint, Symbol) else [number_of(adjoint)] * count
        for place, slope in enumerate(slopes, start=at):
            along = along + slope * directions[place % len(directions)]
        at += count
    return values[bare(network.loss)][0], along
