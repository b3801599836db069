"""Why there is no value: what left its domain, divided by zero or overflowed, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from flint import arb, fmpq

from ..errors import DomainError
from ..expression.differentiate import rational, tidied
from ..expression.functions import definition_of
from ..expression.tree import Call, Choice, Expression, Negative, Power, Quotient, Sum, Symbol, children, symbols_of
from .equations import Equation, Graph, bare
from .tape import Ball, Tape

LARGEST: arb = arb(1 << 1024)
"""No double is as large as this, so neither compiled code nor a reader has a use for it."""

NEAR_ZERO = "cannot be told from 0"
"""What every message says of which a higher precision may know better."""

UNDECIDED = f"what {NEAR_ZERO}"
"""What a message calls a ball that contains zero; a higher precision may decide the sign."""

Valued = Callable[[Symbol], Ball]
"""From a quantity that an equation reads to its value."""


def is_fine(value: Ball) -> bool:
    """Say whether a value is there: finite, and of a size that doubles have.

    >>> is_fine(fmpq(1, 3)), is_fine(arb("nan")), is_fine(arb("1e400"))
    (True, False, False)
    """
    return _is_finite(value) and not abs(arb(value)) >= LARGEST


def are_fine(values: Sequence[Ball]) -> bool:
    """Say whether all values are there, quickly where they are."""
    return all(
        value.height_bits() < SHORT if isinstance(value, fmpq) else bool(-LARGEST < value < LARGEST) for value in values
    ) or all(map(is_fine, values))


SHORT = 1000
"""A fraction of fewer bits is nowhere near the largest double."""


def refusal(equation: Equation, graph: Graph, of: Symbol, valued: Valued) -> DomainError:
    """Return the error for an equation that has no value, or one past all doubles.

    Args:
        equation: A scalar equation.
        graph: In which the place is looked up of what an adjoint is the derivative by.
        of: The quantity of that graph which the equation computes an element of.
        valued: The values of what it reads, at the current precision of python-flint.
    """
    target = equation.target
    what = trouble(equation.body, valued) or "it has no finite value"
    if not target.mark:
        return DomainError(f"{equation.name}: {what}")
    by = replace(target, mark="")
    whole = replace(bare(of), mark="")
    reads = {at: {bare(read) for term in at.terms for read in symbols_of(term.body)} for at in graph.equations}
    place = next((at.place for at in reads if at.place and bare(at.target) == whole), "") or next(
        (at.place for at, read in reads.items() if at.place and whole in read), ""
    )
    return DomainError(
        f"{place}: the derivative of {target.mark!r} with respect to {by.ascii!r}: {what}".removeprefix(": ")
    )


def _is_finite(value: Ball) -> bool:
    return isinstance(value, fmpq) or bool(value.is_finite())


def trouble(expression: Expression, valued: Valued) -> str:
    """Return what went wrong in an expression, or nothing.

    Args:
        expression: A scalar expression.
        valued: The values of what it reads, at the current precision of python-flint.

    >>> from ..expression.tree import Call, Negative
    >>> trouble(Call("log", Negative(Symbol("a"))), lambda _: fmpq(1, 2))
    'log of -0.5'
    """
    for part in _parts(expression, valued):
        found = trouble(part, valued)
        if found:
            return found
    value = _value(expression, valued)
    return "" if is_fine(value) else _described(expression, value, valued)


def _parts(expression: Expression, valued: Valued) -> Iterator[Expression]:
    """Yield the parts that the value depends on: of a choice, the branch that is taken."""
    match expression:
        case Choice(positive, then, otherwise):
            yield positive
            yield then if _value(positive, valued) > 0 else otherwise
        case Power(base, exponent):
            yield base
            if symbols_of(exponent):
                yield exponent
        case _:
            yield from children(expression)


def _value(expression: Expression, valued: Valued) -> Ball:
    tape = Tape()
    register = tape.add(expression)
    registers = tape.registers([valued(symbol) for symbol in tape.inputs])
    tape.run(registers)
    return registers[register]


def _described(expression: Expression, value: Ball, valued: Valued) -> str:
    match expression:
        case Quotient(numerator, denominator) if _touches_zero(_value(denominator, valued)):
            return _division(_value(numerator, valued), _value(denominator, valued)) + _of(denominator)
        case Power(base, exponent):
            power = rational(tidied(exponent))
            if power is None:
                return _variable_power(_value(base, valued), _value(exponent, valued), value) + _of(base)
            return _power(_value(base, valued), power, value) + _of(base)
        case Choice(positive, _, _):
            return f"it lies at a kink, or too near to it: {_named(positive)} {NEAR_ZERO}"
        case Call(name, argument):
            given = _value(argument, valued)
            if isinstance(definition_of(expression), Choice) and _is_undecided(expression, valued):
                return f"{name} lies at a kink, or too near to it: {_named(argument)} {NEAR_ZERO}"
            if name == "log" and not given == 0 and _touches_zero(given):  # noqa: SIM201
                return f"log of {UNDECIDED}{_of(argument)}"
            reason = trouble(inner, valued) if (inner := definition_of(expression)) is not None else ""
            if not reason and not (name == "log" and given <= 0):
                reason = "its value overflows" if _is_finite(value) or name == "exp" else "it has no finite value"
            return f"{name} of {shown(given)}{_of(argument)}" + (f": {reason}" if reason else "")
        case _:
            return f"{shown(value)} overflows" if _is_finite(value) else "it has no finite value"


def _is_undecided(call: Call, valued: Valued) -> bool:
    """Say whether a function has no value because it is not known which of its branches holds."""
    definition = definition_of(call)
    while isinstance(definition, Choice):
        positive = _value(definition.positive, valued)
        if not (positive > 0 or positive <= 0):
            return True
        definition = definition.then if positive > 0 else definition.otherwise
    return False


def _named(expression: Expression) -> str:
    """Return how a message names what is held against 0."""
    match expression:
        case Symbol():
            return repr(expression.ascii)
        case Sum((Symbol() as first, Negative(Symbol() as second))):
            return f"{first.ascii!r} less {second.ascii!r}"
    read = ", ".join(dict.fromkeys(symbol.ascii for symbol in symbols_of(expression)))
    return f"what is computed from {read}"


def _of(expression: Expression) -> str:
    return f", the value of {expression.ascii!r}" if isinstance(expression, Symbol) else ""


def _division(numerator: Ball, denominator: Ball) -> str:
    if not denominator == 0:  # noqa: SIM201  (a ball may be neither)
        return f"division by {UNDECIDED}"
    return "0/0, a division by 0" if numerator == 0 else "division by 0"


def _power(base: Ball, power: Fraction, value: Ball) -> str:
    if power.denominator != 1 and base < 0:
        return f"square root of {shown(base)}" if power.denominator == 2 else f"{shown(base)} to the power {power}"
    if power < 0 and _touches_zero(base):
        return "division by 0" if base == 0 else f"division by {UNDECIDED}"
    if power.denominator != 1 and _touches_zero(base):
        return f"root of {UNDECIDED}, to the power {power}"
    return f"{shown(base)} to the power {power} overflows" if _is_finite(value) else "it has no finite value"


def _variable_power(base: Ball, exponent: Ball, value: Ball) -> str:
    if not base > 0:
        what = UNDECIDED if not base <= 0 else shown(base)
        return f"{what} to the power {shown(exponent)}; the base of such a power must be positive"
    return f"{shown(base)} to the power {shown(exponent)} overflows" if _is_finite(value) else "it has no finite value"


def _touches_zero(value: Ball) -> bool:
    return bool(value == 0) if isinstance(value, fmpq) else bool(value.contains(0))


def shown(value: Ball) -> str:
    """Return a value in a few digits, for a message.

    >>> shown(fmpq(-1, 2)), shown(fmpq(2)), shown(arb("1e400"))
    ('-0.5', '2', '1.00000e+400')
    """
    middle = arb(value).mid()
    return f"{float(middle):.6g}" if abs(middle) < LARGEST else str(middle.str(6, radius=False))
