"""Expressions in a programming language: one class decides where brackets stand, each language what is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, nan, prod
from types import MappingProxyType

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
    substitute,
    symbols_of,
)
from ..saturation.stabilise import definition_in_code, prepared
from .literals import is_exact, literal

CHOICE, SUM, PRODUCT, UNARY, POWER, ATOM = range(6)
Reader = Callable[[Symbol], str]
"""Writes the reading of a quantity: a name, or an element of an array."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A language's way to write expressions.

    Args:
        primitives: From a function that the language has to what it is called there.
        suffix: What follows a number, such as the `f` of a C float.
        choice: Writes `a > 0 ? b : c`, which is nan where a is; has the blanks {positive}, {zero}, {then}, {otherwise}.
        power: Writes a power that is not whole; has the blanks {base} and {exponent}.
        call: Writes a call; has the blanks {function} and {argument}.
        is_single: Whether numbers are of single precision.
    """

    primitives: Mapping[str, str]
    suffix: str = ""
    choice: str = "({positive} > {zero} ? {then} : {positive} <= {zero} ? {otherwise} : {positive})"
    power: str = "pow({base}, {exponent})"
    call: str = "{function}({argument})"
    is_single: bool = False

    def write(self, expression: Expression, read: Reader) -> str:
        """Return an expression in the language, in the order in which it is written."""
        return self._written(expression, read)[0]

    def number(self, value: Fraction, text: str = "") -> str:
        """Return a number; one that is no decimal is rounded to the nearest double, twice at most."""
        return literal(value, text, self.is_single) + self.suffix

    def _written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        match expression:
            case Number(value, text):
                return self.number(value, text), UNARY if value < 0 or text.startswith("-") else ATOM
            case Symbol():
                return read(expression), ATOM
            case Sum(terms):
                written = self._at_least(terms[0], SUM, read)
                for term in terms[1:]:
                    if isinstance(term, Negative):
                        less = self._at_least(term.body, PRODUCT, read)
                        written += f" - ({less})" if less.startswith("-") else f" - {less}"
                    else:
                        more = self._at_least(term, PRODUCT, read)
                        written += f" + ({more})" if more.startswith("-") else f" + {more}"
                return written, SUM
            case Product(factors):
                return " * ".join(
                    self._at_least(factor, PRODUCT if at == 0 else POWER, read) for at, factor in enumerate(factors)
                ), PRODUCT
            case Quotient(numerator, denominator):
                exact = rational(expression)
                if exact is not None and not _is_shown_as_quotient(exact):
                    return self.number(exact), UNARY if exact < 0 else ATOM
                above = self._at_least(numerator, PRODUCT, read)
                return f"{above} / {self._at_least(denominator, POWER, read)}", PRODUCT
            case Negative(body):
                return f"-{self._at_least(body, POWER, read)}", UNARY
            case Power(base, exponent):
                blanks = {"base": self.write(base, read), "exponent": self.write(exponent, read)}
                return self.power.format(**blanks), ATOM
            case Choice(positive, then, otherwise):
                return self.choice.format(
                    positive=self._at_least(positive, SUM, read),
                    then=self.write(then, read),
                    otherwise=self.write(otherwise, read),
                    zero=self.number(Fraction(0)),
                ), ATOM
            case Call(name, argument):
                called = self.primitives.get(name, name)
                return self.call.format(function=called, argument=self.write(argument, read)), ATOM
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")

    def _at_least(self, expression: Expression, level: int, read: Reader) -> str:
        written, own = self._written(expression, read)
        return written if own >= level else f"({written})"


def _is_shown_as_quotient(value: Fraction) -> bool:
    """Say whether a language's own division of numerator by denominator gives the number nearest to a fraction."""
    parts = (Fraction(value.numerator), Fraction(value.denominator))
    return not is_exact(value) and all(map(is_exact, parts))


@dataclass(frozen=True, slots=True)
class ArrayPrinter(Printer):
    """A way to write expressions over arrays, in which a function of numbers alone is a number.

    PyTorch's functions take no bare numbers, and what NumPy's make of one turns single precision into double.
    """

    def _written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        if isinstance(expression, Call | Choice | Power) and not symbols_of(expression):
            value = _number(expression)
            if isfinite(value):
                return self.number(Fraction(value)), UNARY if value < 0 else ATOM
        return super(ArrayPrinter, self)._written(expression, read)


def _number(expression: Expression) -> float:
    """Return the value of an expression over numbers; nan where it has none that a double holds."""
    match expression:
        case Number(value):
            return float(value)
        case Sum(terms):
            return sum(map(_number, terms))
        case Product(factors):
            return prod(map(_number, factors))
        case Negative(body):
            return -_number(body)
        case Choice(positive, then, otherwise):
            return _number(then if _number(positive) > 0 else otherwise)
        case _:
            pass
    try:
        match expression:
            case Quotient(first, second):
                return _number(first) / _number(second)
            case Power(base, exponent):
                return math.pow(_number(base), _number(exponent))
            case Call(name, argument):
                definition = definition_in_code(name)
                if definition is not None:
                    return _number(substitute(prepared(definition), {X: argument}))
                return float(getattr(math, C_PRIMITIVES[name])(_number(argument)))
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")
    except (ArithmeticError, ValueError):
        return nan


C_PRIMITIVES: Mapping[str, str] = MappingProxyType(
    {name: name for name in ("erfc", "exp", "expm1", "log", "log1p", "sqrt", "tanh")} | {"abs": "fabs"}
)
