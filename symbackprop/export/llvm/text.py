"""The text of a program in LLVM's language: straight-line code of one sample, and loops around it.

One function adds a sample's loss and slopes up; those of a batch, an update and training are loops around it.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from itertools import count

from ...errors import ExpressionError
from ...expression.differentiate import rational
from ...expression.functions import X
from ...expression.tree import (
    Call,
    Choice,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    updated,
)
from ...graph.equations import Equation
from ...graph.expand import elements
from ...graph.update import NORM, PARAMETER, RATE, ROUND, SLOPE
from ..program.lowering import Program, size_of
from ..saturation.stabilise import definition_in_code, prepared
from ..syntax.literals import nearest
from ..syntax.primitives import Primitives

DOUBLES = Primitives(
    abs="llvm.fabs.f64",
    erfc="erfc",
    exp="exp",
    expm1="expm1",
    log="log",
    log1p="log1p",
    power="pow",
    sqrt="llvm.sqrt.f64",
    cos="cos",
    sin="sin",
    tanh="tanh",
)
SINGLES = Primitives(
    abs="llvm.fabs.f32",
    erfc="erfcf",
    exp="expf",
    expm1="expm1f",
    log="logf",
    log1p="log1pf",
    power="powf",
    sqrt="llvm.sqrt.f32",
    cos="cosf",
    sin="sinf",
    tanh="tanhf",
)


SIZE = f"i{64 if sys.maxsize > 2**32 else 32}"
PURE = "nounwind memory(none)"
"""The same argument gives the same result, and nothing else happens: calls can be shared and left out."""

Values = Mapping[Symbol, str]


@dataclass
class Function:
    """One function while it is written; values are their names in LLVM's language.

    Args:
        real: The type of numbers, which it returns.
        name: What it is called.
        arguments: The types of its arguments, whose names are %a0, %a1, …
        attributes: What stands behind its head.
    """

    real: str
    name: str
    arguments: Sequence[str]
    attributes: str = ""
    lines: list[str] = field(default_factory=list)
    block: str = "start"

    def __post_init__(self) -> None:
        self._numbers = count()

    def __str__(self) -> str:
        given = ", ".join(
            f"{kind}{' noalias' if kind == 'ptr' else ''} %a{at}" for at, kind in enumerate(self.arguments)
        )
        body = "\n".join(self.lines)
        return f"define {self.real} @{self.name}({given}) {self.attributes} {{\nstart:\n{body}\n}}\n"

    def argument(self, at: int) -> str:
        """Return an argument."""
        return f"%a{at}"

    def new(self, instruction: str) -> str:
        """Write an instruction and return its result."""
        name = f"%v{next(self._numbers)}"
        self.lines.append(f"{name} = {instruction}")
        return name

    def place(self, array: str, at: str | int) -> str:
        """Return where an element of an array stands."""
        return self.new(f"getelementptr {self.real}, ptr {array}, {SIZE} {at}")

    def load(self, place: str) -> str:
        """Return the number at a place."""
        return self.new(f"load {self.real}, ptr {place}")

    def store(self, value: str, place: str) -> None:
        """Write a number to a place."""
        self.lines.append(f"store {self.real} {value}, ptr {place}")

    def of_two(self, operation: str, first: str, second: str) -> str:
        """Return the result of an operation that may be fused with another one."""
        return self.new(f"{operation} contract {self.real} {first}, {second}")

    def call(self, called: str, arguments: Iterable[tuple[str, str]], attributes: str = "") -> str:
        """Return the result of a call, with types and names of its arguments."""
        given = ", ".join(f"{kind} {value}" for kind, value in arguments)
        return self.new(f"call {self.real} {called}({given}) {attributes}".rstrip())

    def result(self, value: str) -> None:
        """Return from the function."""
        self.lines.append(f"ret {self.real} {value}")

    @contextmanager
    def repeated(self, times: str | int) -> Iterator[str]:
        """Repeat what is written inside, possibly never; give how many rounds went before."""
        number = next(self._numbers)
        head, body, after, before = f"head{number}", f"body{number}", f"after{number}", self.block
        at, more = f"%at{number}", f"%more{number}"
        self.lines.append(f"br label %{head}")
        self.lines.append(f"{head}:")
        phi = len(self.lines)
        self.lines.append("")
        self.lines.append(f"%still{number} = icmp ult {SIZE} {at}, {times}")
        self.lines.append(f"br i1 %still{number}, label %{body}, label %{after}")
        self.lines.append(f"{body}:")
        self.block = body
        yield at
        self.lines.append(f"{more} = add {SIZE} {at}, 1")
        self.lines.append(f"br label %{head}")
        self.lines[phi] = f"{at} = phi {SIZE} [ 0, %{before} ], [ {more}, %{self.block} ]"
        self.lines.append(f"{after}:")
        self.block = after


class Code:
    """The functions of one program.

    Args:
        program: Straight-line code.
        is_single: Whether numbers are of float32.
    """

    def __init__(self, program: Program, is_single: bool) -> None:
        self.program, self.is_single = program, is_single
        self.real = "float" if is_single else "double"
        self.given = ["ptr"] * (1 + len(program.data))
        """The types of parameters and data."""
        self.called: dict[str, str] = {}
        """The functions from elsewhere that are called, with their declarations."""

    def loss_and_gradient(self) -> str:
        """Return the text of the function (parameters, *data, samples, gradient)."""
        results = (self.program.loss, *self.program.adjoints.values())
        return self._unit(self._sample(results, [*self.given, "ptr"]), self._batch("loss_and_gradient", ["ptr"]))

    def loss(self) -> str:
        """Return the text of the function (parameters, *data, samples)."""
        return self._unit(self._sample((self.program.loss,), self.given), self._batch("loss", []))

    def descent(self, loss: int, loss_and_gradient: int) -> str:
        """Return the text of update (…, samples, gradient, state, rate, round) and train (…, rounds).

        Args:
            loss: The address of that function.
            loss_and_gradient: The address of that function.
        """
        arguments = [*self.given, SIZE, "ptr", "ptr", self.real, SIZE]
        update = Function(self.real, "update", arguments)
        names = [update.argument(at) for at in range(len(arguments))]
        typed = list(zip(arguments, names, strict=True))[: len(self.given) + 2]
        before = update.call(f"inttoptr ({SIZE} {loss_and_gradient} to ptr)", typed)
        self._moved(update, names[0], names[-4:])
        update.result(before)

        train = Function(self.real, "train", [*arguments, SIZE])
        own = [(kind, train.argument(at)) for at, kind in enumerate(arguments)]
        kind, first = own[-1]
        with train.repeated(train.argument(len(arguments))) as at:
            number = train.new(f"add {SIZE} {first}, {at}")
            train.call("@update", [*own[:-1], (kind, number)])
        train.result(train.call(f"inttoptr ({SIZE} {loss} to ptr)", own[: len(self.given) + 1]))
        return self._unit(update, train)

    def _moved(self, update: Function, parameters: str, control: Sequence[str]) -> None:
        """Write what a round does to the parameters and the state."""
        steps, count = self.program.steps, self.program.count
        gradient, state, rate, number = control
        values: dict[Symbol, str] = {RATE: rate}
        if steps.has_round:
            values[ROUND] = update.new(f"uitofp {SIZE} {number} to {self.real}")
        if steps.has_norm:
            total = update.new(f"alloca {self.real}")
            update.store(self.number(0.0), total)
            with update.repeated(count) as at:
                slope = update.load(update.place(gradient, at))
                update.store(update.of_two("fadd", update.load(total), update.of_two("fmul", slope, slope)), total)
            values[NORM] = self._called(update, "sqrt", [update.load(total)])
        for equation in steps.once:
            values[equation.target] = self._value(update, equation.body, values)
        with update.repeated(count) as at:
            places = {PARAMETER: update.place(parameters, at)}
            for part, name in enumerate(steps.state):
                places[name] = update.place(state, update.new(f"add {SIZE} {at}, {part * count}"))
            values |= {name: update.load(place) for name, place in places.items()}
            values[SLOPE] = update.load(update.place(gradient, at))
            for equation in steps.each:
                values[equation.target] = self._value(update, equation.body, values)
            for name, place in places.items():
                update.store(values[updated(name)], place)

    def _unit(self, *functions: Function) -> str:
        return "\n".join([*map(str, functions), *self.called.values(), ""])

    def number(self, value: float) -> str:
        """Return a constant, whose text is that of the bits of a double."""
        if self.is_single:
            (value,) = struct.unpack("<f", struct.pack("<f", value))
        return "0x" + struct.pack(">d", value).hex()

    def written(self, number: Number) -> str:
        """Return a given number as a constant."""
        return self.number(nearest(number.value, number.text, self.is_single))

    def _sample(self, results: Sequence[Expression], arguments: Sequence[str]) -> Function:
        """Return a function that returns the loss of one sample and adds its slopes to what is in the last argument."""
        program, labels = self.program, self.program.network.labels
        # Inlined into its callers, it would be compiled again.
        function = Function(self.real, "add", arguments, "noinline")
        values: dict[Symbol, str] = {}
        for symbol in program.constants:
            for element in elements(symbol, labels):
                values[element] = self.written(program.network.values[element])
        places = count()
        for symbol in program.parameters:
            for element in elements(symbol, labels):
                values[element] = function.load(function.place(function.argument(0), next(places)))
        for number, symbol in enumerate(program.data, start=1):
            for at, element in enumerate(elements(symbol, labels)):
                values[element] = function.load(function.place(function.argument(number), at))
        for statement in program.needed(results):
            assert isinstance(statement, Equation)
            values[statement.target] = self._value(function, statement.body, values)
        for at, slope in enumerate(results[1:]):
            place = function.place(function.argument(len(arguments) - 1), at)
            total = function.new(f"fadd {self.real} {function.load(place)}, {self._value(function, slope, values)}")
            function.store(total, place)
        function.result(values[program.loss])
        return function

    def _batch(self, name: str, out: Sequence[str]) -> Function:
        """Return a function that takes the mean over the samples."""
        # Three loops would take as long to optimise as all the rest, and there is nothing in them to win.
        function = Function(self.real, name, [*self.given, SIZE, *out], "noinline optnone")
        parameters, *data = (function.argument(at) for at in range(len(self.given)))
        samples = function.argument(len(self.given))
        arrays = [function.argument(len(self.given) + 1 + at) for at in range(len(out))]
        zero, total = self.number(0.0), function.new(f"alloca {self.real}")
        function.store(zero, total)
        for array in arrays:
            with function.repeated(self.program.count) as at:
                function.store(zero, function.place(array, at))
        with function.repeated(samples) as sample:
            rows = [
                function.place(array, function.new(f"mul {SIZE} {sample}, {size_of(symbol)}"))
                for symbol, array in zip(self.program.data, data, strict=True)
            ]
            own = function.call("@add", [("ptr", array) for array in (parameters, *rows, *arrays)])
            function.store(function.new(f"fadd {self.real} {function.load(total)}, {own}"), total)
        size = function.new(f"uitofp {SIZE} {samples} to {self.real}")
        for array in arrays:
            with function.repeated(self.program.count) as at:
                place = function.place(array, at)
                function.store(function.new(f"fdiv {self.real} {function.load(place)}, {size}"), place)
        function.result(function.new(f"fdiv {self.real} {function.load(total)}, {size}"))
        return function

    def _value(self, function: Function, expression: Expression, values: Values) -> str:
        def value(part: Expression) -> str:
            return self._value(function, part, values)

        match expression:
            case Number():
                return self.written(expression)
            case Symbol():
                return values[expression]
            case Sum((first, *rest)):
                total = value(first)
                for term in rest:
                    if isinstance(term, Negative):
                        total = function.of_two("fsub", total, value(term.body))
                    else:
                        total = function.of_two("fadd", total, value(term))
                return total
            case Product(factors):
                return reduce(lambda a, b: function.of_two("fmul", a, b), map(value, factors))
            case Quotient(numerator, denominator):
                exact = rational(expression)
                if exact is not None:
                    return self.number(float(exact))
                return function.new(f"fdiv {self.real} {value(numerator)}, {value(denominator)}")
            case Negative(body):
                return function.new(f"fneg {self.real} {value(body)}")
            case Power(base, exponent):
                return self._called(function, "power", [value(base), value(exponent)])
            case Choice(positive, then, otherwise):
                chosen, zero, real = value(positive), self.number(0.0), self.real
                # nan is neither, and stays.
                below = function.new(f"fcmp ole {real} {chosen}, {zero}")
                other = function.new(f"select i1 {below}, {real} {value(otherwise)}, {real} {chosen}")
                above = function.new(f"fcmp ogt {real} {chosen}, {zero}")
                return function.new(f"select i1 {above}, {real} {value(then)}, {real} {other}")
            case Call(name, argument):
                definition = definition_in_code(name)
                if definition is not None:
                    return self._value(function, prepared(definition), {X: value(argument)})
                return self._called(function, name, [value(argument)])
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    def _called(self, function: Function, name: str, arguments: Sequence[str]) -> str:
        called = (SINGLES if self.is_single else DOUBLES).names[name]
        kinds = ", ".join([self.real] * len(arguments))
        self.called[called] = f"declare {self.real} @{called}({kinds}) {PURE}"
        return function.call(f"@{called}", [(self.real, value) for value in arguments])
