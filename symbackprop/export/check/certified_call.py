"""One call with certified results, for the checks that every export carries.

A small network is called with its own numbers. Loops over layers, and equations of more than MOST_GIVEN numbers, are
called with those of a formula, so that the check does not grow with the network: `((37·at + 11) mod 101 − 50)/128` for
the number at a place, exact in any floating point, and of the gradient its product with a direction made the same way
is compared, which no wrong element leaves as it is. Equations may have no value there, as where they take the logarithm
of what is given; for them the formula adds another number than −50, so that all its numbers are above zero, above one
or below zero. Where they have no value there either, they are called with their own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from ...errors import CertificationError, DomainError
from ...expression.differentiate import as_number
from ...expression.tree import Expression, Product, Symbol, plus
from ...graph.arrays import Array, evaluated_block
from ...graph.equations import bare, blocks_of
from ...graph.expand import elements
from ...graph.rounding import Rounding
from ...graph.tape import Ball, exact
from ...graph.values import Values, demand_few, number_of
from ...models.network import Network
from ..program.lowering import MOST_STRAIGHT_OPERATIONS, Form, Program, size_of

CERTAIN_DIGITS = 17
"""What a double can hold."""

FURTHER = (4096, 8192)
"""The working precisions tried where the usual ones decide nothing: 1 − tanh(800)² is 2^-2300."""

MOST_OPERATIONS = 20_000_000
NUMBERS, DIRECTIONS = 101, 97
"""After so many places the formula repeats itself."""

MOST_GIVEN = 64
"""Parameters and data of a model in equations that are written out."""

BOTH_SIGNS, ABOVE_ZERO, ABOVE_ONE, BELOW_ZERO = -50, 1, 129, -101
ADDED = (BOTH_SIGNS, ABOVE_ZERO, ABOVE_ONE, BELOW_ZERO)
"""What the formula adds, so that its numbers are of both signs, or all above zero, above one or below zero."""

BITS = 256


@dataclass(frozen=True, slots=True)
class Check:
    """The arguments of one call and its certified results, as text.

    Args:
        parameters: All parameters in order; empty where the formula makes them.
        data: The numbers of each kind of data; empty where the formula makes them.
        loss: The loss; empty where nothing is certified.
        gradient: Its gradient; of a formula's call, only its product with the direction; empty as the loss is.
        added: What the formula adds, or None where the call is made with numbers of its own.
        samples: Some elements of the gradient of a formula's call, by their places.
        length: The root of the sum of the squares of all elements; empty where no digits of it are certain.
        predicted: The outputs times the direction; empty where there are none, no digits are certain, or it is large.
    """

    parameters: tuple[str, ...]
    data: tuple[tuple[str, ...], ...]
    loss: str
    gradient: tuple[str, ...]
    added: int | None = None
    samples: tuple[tuple[int, str], ...] = ()
    length: str = ""
    predicted: str = ""

    @property
    def is_certified(self) -> bool:
        """Whether results are certain; if they are not, the gradient is compared with a complex step alone."""
        return bool(self.loss)

    @property
    def along(self) -> str:
        """Of a formula's call, the gradient times the direction; empty where nothing is certified."""
        return self.gradient[0] if self.gradient else ""

    @property
    def is_formula(self) -> bool:
        """Whether the numbers come from the formula."""
        return self.added is not None

    @property
    def addition(self) -> str:
        """What the formula adds, with its sign, as all languages write it."""
        return "" if self.added is None else f"{'-' if self.added < 0 else '+'} {abs(self.added)}"


def number_at(at: int, added: int = BOTH_SIGNS) -> Fraction:
    """Return the number that the formula gives to a place."""
    return Fraction((37 * at + 11) % NUMBERS + added, 128)


def direction_at(at: int) -> Fraction:
    """Return the direction's number at a place."""
    return Fraction((53 * at + 29) % DIRECTIONS - 48, 64)


def check_of(program: Program) -> Check:
    """Return one call of a program's functions with its certified results.

    Raises:
        CertificationError: It would take too long, or no precision decides it.
        MissingValuesError: What is called with its own numbers has not all its values.
    """
    demand_few(program.network.single.graph)
    if not _is_called_by_formula(program):
        return _with_own_numbers(program)
    if program.operations > MOST_OPERATIONS:
        raise CertificationError(
            f"a call takes {program.operations:,} operations; at most {MOST_OPERATIONS:,} are certified"
        )
    for added in (BOTH_SIGNS,) if program.network.layers else ADDED:
        check = _with_formula(program, added)
        if check is not None:
            return check
    if program.network.layers:
        raise CertificationError(f"{BITS} bits do not decide the digits of the check")
    return _with_own_numbers(program)


def _is_called_by_formula(program: Program) -> bool:
    if program.network.layers:
        return program.form is Form.LOOPS and program.operations > MOST_STRAIGHT_OPERATIONS
    return program.count + sum(map(size_of, program.data)) > MOST_GIVEN


def _with_own_numbers(program: Program) -> Check:
    network = program.network
    network.demand_values()
    texts = [network.values[name].text for name in network.parameters]
    data = [tuple(network.values[name].text for name in elements(symbol, network.labels)) for symbol in program.data]
    loss, *gradient = certified(network)
    return Check(tuple(texts), tuple(data), loss, tuple(gradient), predicted=_predicted(program))


def _predicted(program: Program) -> str:
    """Return the outputs times the direction, for the numbers of the network."""
    network = program.network
    names = [name for symbol in program.outputs for name in network.elements(symbol)]
    along = plus(*(Product((as_number(direction_at(at)), name)) for at, name in enumerate(names))) if names else None
    values = Values(network.single, network.leaves, may_overflow=True)
    try:
        return _of_single(_text(values, along, Rounding(CERTAIN_DIGITS))) if along is not None else ""
    except (CertificationError, DomainError):
        return ""


def _with_formula(program: Program, added: int) -> Check | None:
    """Return a call with the numbers of the formula, or None where it has no value or none that is decided."""
    shown = Rounding(CERTAIN_DIGITS)
    with ctx.workprec(BITS):
        try:
            ball, slopes, outputs = _by_formula(program, added)
        except DomainError:
            return None
        directions = [exact(direction_at(place)) for place in range(DIRECTIONS)]
        along = sum((slope * directions[at % DIRECTIONS] for at, slope in enumerate(slopes)), arb(0))
        length = sum((slope * slope for slope in slopes), arb(0)).sqrt()
        predicted = sum((value * directions[at % DIRECTIONS] for at, value in enumerate(outputs)), arb(0))
        sums = [shown.decided(value) for value in (ball, along, length, predicted)]
        places = dict.fromkeys((0, len(slopes) // 2, len(slopes) - 1))
        samples = [(at, sample.text) for at in places if (sample := shown.decided(slopes[at])) is not None]
    texts = [number.text if number is not None else "" for number in sums]
    if not texts[0] or not texts[1]:
        return None
    return Check(
        (), (), texts[0], (texts[1],), added, tuple(samples), texts[2], _of_single(texts[3]) if outputs else ""
    )


def _of_single(text: str) -> str:
    """Return a number that single precision holds, too, or nothing."""
    return text if text and abs(Fraction(text)) < 10**30 else ""


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
                    value = values.evaluate(wanted, bits)
                    if abs(arb(value)) < arb(10) ** -400:
                        return "0"  # No double is as small, and code has nothing else for it.
                    number = shown.decided(value)
            except DomainError:
                continue
            if number is not None:
                return number.text
        raise


def _by_formula(program: Program, added: int) -> tuple[Ball, list[Ball], list[Ball]]:
    """Return the loss, the gradient and the outputs, computed from the equations of the notes.

    Raises:
        DomainError: A quantity on the way has no value.
    """
    network = program.network
    if program.constants:
        network.demand_values(name for symbol in program.constants for name in network.elements(symbol))
    numbers = [arb(exact(number_at(place, added))) for place in range(NUMBERS)]
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
    for block in blocks_of(graph.equations):
        values.update(evaluated_block(block, graph.declared, values))
        for equation in block:
            if not all(arb(value).is_finite() for value in values[bare(equation.target)]):
                raise DomainError(f"{equation.target.ascii} has no value")
    slopes: list[Ball] = []
    for symbol in program.parameters:
        adjoint = network.backward.adjoint[bare(symbol)]
        slopes += values[adjoint] if isinstance(adjoint, Symbol) else [number_of(adjoint)] * size_of(symbol)
    outputs = [value for symbol in program.outputs for value in values[bare(symbol)]]
    return values[bare(network.loss)][0], slopes, outputs
