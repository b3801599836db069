"""The tape: scalar expressions lowered to a list of operations, each common subexpression once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from flint import arb, ctx, fmpq

from ..errors import ExpressionError
from ..expression.differentiate import rational, tidied
from ..expression.functions import FUNCTIONS, computed_as
from ..expression.tree import (
    ONE,
    PI,
    Bold,
    Braced,
    Call,
    Choice,
    Constant,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)

Ball: TypeAlias = fmpq | arb
"""A certified value: a rational, exactly, or an interval that holds the real number."""

Stepper: TypeAlias = Callable[[int, "list[Ball]"], None]
"""Makes a number of rounds, in place, from registers that a run has filled: (rounds, registers)."""

MOST_EXACT_BITS = 1 << 14
"""A fraction that has grown longer than this goes on as a ball: squared again and again, it would fill the memory."""

MOST_EXACT_POWER = 64
"""Up to here a fraction with a computed exponent stays a fraction."""

NONE = -1


def exact(value: Fraction) -> fmpq:
    """Return a fraction as python-flint holds it."""
    return fmpq(value.numerator, value.denominator)


def exact_all(values: Iterable[Fraction]) -> list[fmpq]:
    """Return fractions as python-flint holds them; one that comes again, as short numbers do, is converted once.

    >>> half = Fraction(1, 2)
    >>> exact_all([half, half])
    [1/2, 1/2]
    """
    known: dict[int, fmpq] = {}
    found: list[fmpq] = []
    for value in values:
        # By identity, since the hash of a fraction costs more than its conversion.
        converted = known.get(id(value))
        if converted is None:
            known[id(value)] = converted = exact(value)
        found.append(converted)
    return found


@dataclass
class Tape:
    """Operations over numbered registers; `add` lowers an expression, `run` computes.

    Args:
        inputs: The registers of the symbols whose values are given to `run`, in the order of first use.
    """

    inputs: dict[Symbol, int] = field(default_factory=dict)
    _constants: dict[int, fmpq] = field(default_factory=dict)
    _operations: list[tuple[Callable[..., Ball], int, int, int]] = field(default_factory=list)
    _known: dict[Expression, int] = field(default_factory=dict)
    _size: int = 0

    def define(self, symbol: Symbol, expression: Expression) -> int:
        """Lower an expression, let a symbol stand for it, and return its register."""
        self._known[symbol] = register = self.add(expression)
        return register

    def add(self, expression: Expression) -> int:
        """Lower an expression and return the register that will hold its value.

        Raises:
            ExpressionError: A part has no value.
        """
        known = self._known.get(expression)
        if known is None:
            self._known[expression] = known = self._lower(expression)
        return known

    def _lower(self, expression: Expression) -> int:
        match expression:
            case Number(value):
                self._constants[self._size] = exact(value)
                return self._new()
            case Constant(letter):
                return self._do(CONSTANTS[letter], self.add(ONE))
            case Symbol():
                self.inputs[expression] = self._size
                return self._new()
            case Sum(terms):
                register = self.add(terms[0])
                for term in terms[1:]:
                    if isinstance(term, Negative):
                        register = self._do(operator.sub, register, self.add(term.body))
                    else:
                        register = self._do(operator.add, register, self.add(term))
                return register
            case Product(factors):
                register = self.add(factors[0])
                for factor in factors[1:]:
                    register = self._do(operator.mul, register, self.add(factor))
                return register
            case Negative(body):
                return self._do(operator.neg, self.add(body))
            case Quotient(numerator, denominator):
                return self._do(divided, self.add(numerator), self.add(denominator))
            case Power(base, exponent):
                power = rational(tidied(exponent))
                if power is None:
                    return self._do(to_the_power, self.add(base), self.add(exponent))
                return self._do(raised(power), self.add(base))
            case Call():
                definition = computed_as(expression)
                if definition is not None:
                    return self.add(definition)
                return self._do(Applied.of(expression.function), self.add(expression.argument))
            case Choice(positive, then, otherwise):
                branches = self._do(_both, self.add(then), self.add(otherwise))
                return self._do(_one_of, self.add(positive), branches)
            case Braced(body, _) | Bold(body):
                return self.add(body)
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    def _do(self, operation: Callable[..., Ball], first: int, second: int = NONE) -> int:
        self._operations.append((operation, self._size, first, second))
        return self._new()

    def _new(self) -> int:
        self._size += 1
        return self._size - 1

    @property
    def operations(self) -> int:
        """How many operations one run takes."""
        return len(self._operations)

    def registers(self, inputs: Sequence[Ball], balls: bool = False) -> list[Ball]:
        """Return the registers before a run: constants and inputs in place.

        Args:
            inputs: One value an input, in the order of `inputs`.
            balls: Compute in balls throughout, so that exact fractions cannot grow without bound.
        """
        registers: list[Ball] = [fmpq(0)] * self._size
        for register, constant in self._constants.items():
            registers[register] = arb(constant) if balls else constant
        for register, value in zip(self.inputs.values(), inputs, strict=True):
            registers[register] = arb(value) if balls else value
        return registers

    def stepper(self, moves: Sequence[tuple[int, int]]) -> Stepper:
        """Return a function that repeats a round, in place: all moves at once, and the tape after them.

        Args:
            moves: Pairs of an input's register and the register of its value in the next round.
        """
        names: dict[str, object] = {}
        exec(self._straight_line(moves, names), names)  # noqa: S102  (the source is made of register numbers alone)
        compiled = cast("Stepper", names["step"])

        def step(rounds: int, registers: list[Ball]) -> None:
            if rounds:
                compiled(rounds, registers)
                self.run(registers)

        return step

    def _straight_line(self, moves: Sequence[tuple[int, int]], names: dict[str, object]) -> str:
        """Return Python source of one round after another, without what the moves do not need."""
        moved = {register for register, _ in moves}
        needed = {value for _, value in moves}
        lines = self._lines(needed, names)
        # A value that is itself moved, as in w⁺ = w, must be read before.
        held = {value: f"h{value}" for _, value in moves if value in moved}
        first = [f"{name} = r{at}" for at, name in held.items()]
        first += [f"r{register} = {held.get(value, f'r{value}')}" for register, value in moves]
        loaded = [f"    r{at} = registers[{at}]" for at in sorted(needed | moved)]
        repeated = [f"        {line}" for line in (*first, *lines)] or ["        pass"]
        stored = [f"    registers[{at}] = r{at}" for at in sorted(moved)]
        head = "def step(rounds, registers):"
        return "\n".join([head, *loaded, "    for _ in range(rounds):", *repeated, *stored])

    def _lines(self, needed: set[int], names: dict[str, object]) -> list[str]:
        """Return a line for each operation that is needed; what they read is added to it."""
        lines: list[str] = []
        for operation, target, first, second in reversed(self._operations):
            if target in needed:
                needed |= {first, second} - {NONE}
                if operation in BALL_SIGNS:
                    lines.append(f"r{target} = r{first} {BALL_SIGNS[operation]} r{second}")
                elif operation is operator.neg:
                    lines.append(f"r{target} = -r{first}")
                else:
                    names[f"f{target}"] = operation.ball if isinstance(operation, Applied) else operation
                    lines.append(f"r{target} = f{target}(r{first}" + (")" if second == NONE else f", r{second})"))
        return lines[::-1]

    def function(self, arguments: Sequence[Symbol], results: Sequence[int]) -> Callable[..., tuple[Ball, ...]]:
        """Return a function from the values of inputs to balls in registers, compiled for the current precision."""
        needed = set(results)
        names: dict[str, object] = {}
        lines = self._lines(needed, names)
        names |= {f"r{at}": arb(value) for at, value in self._constants.items()}
        given = [f"r{self.inputs[name]}" if name in self.inputs else f"_{at}" for at, name in enumerate(arguments)]
        head = f"def function({', '.join(given)}):"
        ending = f"return ({''.join(f'r{at}, ' for at in results)})"
        exec("\n    ".join([head, *lines, ending]), names)  # noqa: S102  (made of register numbers alone)
        return cast("Callable[..., tuple[Ball, ...]]", names["function"])

    def run(self, registers: list[Ball]) -> None:
        """Carry out all operations, at the current precision of python-flint, in place."""
        for operation, target, first, second in self._operations:
            first_value = registers[first]
            value = operation(first_value) if second == NONE else operation(first_value, registers[second])
            registers[target] = arb(value) if type(value) is fmpq and is_long(value) else value


def is_long(value: fmpq, times: int = 1) -> bool:
    """Say whether a fraction, raised to a power, is too long to be kept exactly."""
    return bool(value.height_bits() * times > MOST_EXACT_BITS)


def divided(top: Ball, below: Ball) -> Ball:
    """Return a quotient, or a ball that holds every number where it would divide by zero."""
    return top / below if below != 0 else arb("nan")


CONSTANTS: Mapping[str, Callable[[Ball], Ball]] = MappingProxyType({PI.letter: lambda _: arb.pi()})
"""From the letter of a constant to what makes it, at the precision of the moment, of any number."""

BALL_SIGNS: Mapping[Callable[..., Ball], str] = MappingProxyType(
    {divided: "/", operator.add: "+", operator.mul: "*", operator.sub: "-"}
)
"""Operations that have a sign in Python; divided by a ball that contains zero, a ball becomes one of all numbers."""


def _both(then: Ball, otherwise: Ball) -> Any:
    """Hold the two branches of a choice in one register."""
    return then, otherwise


def _one_of(positive: Ball, branches: Any) -> Ball:
    return chosen(positive, *branches)


def chosen(positive: Ball, then: Ball, otherwise: Ball) -> Ball:
    """Return the branch that a sign decides, or a ball that holds both where they agree, or else every number.

    >>> chosen(arb(0, 0.1), fmpq(1, 2), fmpq(1, 2)), chosen(arb(0, 0.1), fmpq(1), fmpq(0)).is_finite()
    (1/2, False)
    """
    if positive > 0:
        return then
    return otherwise if positive <= 0 else _either(then, otherwise)


def _either(then: Ball, otherwise: Ball) -> Ball:
    """Return what holds two numbers, if they agree to half of the digits of the working precision."""
    if type(then) is type(otherwise) is fmpq and then == otherwise:
        return then
    both: arb = arb(then).union(arb(otherwise))
    return both if both.rad() * (1 << ctx.prec // 2) < 1 + abs(both.mid()) else arb("nan")


def raised(power: Fraction) -> Callable[[Ball], Ball]:
    """Return the function that raises a ball to a power."""
    if power.denominator != 1:
        return lambda base: arb(base) ** exact(power)
    count = abs(int(power))

    def multiplied(base: Ball) -> Ball:
        # Multiplied out: a ball that holds zero has no logarithm, by which python-flint would raise it.
        if isinstance(base, fmpq) and is_long(base, count):
            base = arb(base)
        one: Ball = arb(1) if isinstance(base, arb) else fmpq(1)
        result, squared, left = one, base, count
        while left:
            result = result * squared if left % 2 else result
            left //= 2
            squared = squared * squared if left else squared
        return result if power >= 0 else divided(one, result)

    return multiplied


def to_the_power(base: Ball, exponent: Ball) -> Ball:
    """Return a power whose exponent is computed; a base that is not positive has whole powers only."""
    if isinstance(exponent, fmpq) and max(abs(exponent.p), exponent.q) <= MOST_EXACT_POWER:
        return raised(Fraction(int(exponent.p), int(exponent.q)))(base)
    return arb(base) ** arb(exponent)


@dataclass(frozen=True, slots=True)
class Applied:
    """A primitive row of the table of functions, exact where it is rational.

    Args:
        ball: The function of a ball.
        exact: The argument at which its value is rational, and that value; or None.
    """

    ball: Callable[[arb], arb]
    exact: tuple[fmpq, fmpq] | None

    @classmethod
    def of(cls, name: str) -> Applied:
        """Return the function of a name."""
        function = FUNCTIONS[name]
        assert function.ball is not None, f"the row of {name!r} has neither a definition nor a ball function"
        at_and_there = (exact(function.exact[0]), exact(function.exact[1])) if function.exact else None
        return cls(function.ball, at_and_there)

    def __call__(self, argument: Ball) -> Ball:
        """Return the value."""
        if isinstance(argument, fmpq):
            if self.exact is not None and argument == self.exact[0]:
                return self.exact[1]
            return self.ball(arb(argument))
        return self.ball(argument)
