"""Expressions over arrays, in which what holds numbers alone is computed here and written as a number."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite, nan, prod
from types import MappingProxyType

from ...errors import ExpressionError
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
    substitute,
    symbols_of,
)
from ..saturation.stabilise import definition_in_code, prepared
from ..syntax.printer import ATOM, UNARY, Printer, Reader
from .page import MATH_FUNCTIONS

MATH: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        name: getattr(math, called.removeprefix("math."))
        for name, called in MATH_FUNCTIONS.names.items()
        if "." in called
    }
    | {"abs": abs}
)


@dataclass(frozen=True, slots=True)
class ArrayPrinter(Printer):
    """A way to write expressions over arrays, in which a function of numbers alone is a number.

    PyTorch's functions take no bare numbers, and what NumPy's make of one turns single precision into double.
    """

    def written(self, expression: Expression, read: Reader) -> tuple[str, int]:
        """Return an expression and how tightly it holds together."""
        if isinstance(expression, Call | Choice | Power) and not symbols_of(expression):
            value = value_of(expression)
            if isfinite(value):
                return self.number(Fraction(value)), UNARY if value < 0 else ATOM
        return super(ArrayPrinter, self).written(expression, read)


def value_of(expression: Expression) -> float:
    """Return the value of an expression over numbers; nan where it has none that a double holds."""
    match expression:
        case Number(value):
            return float(value)
        case Sum(terms):
            return sum(map(value_of, terms))
        case Product(factors):
            return prod(map(value_of, factors))
        case Negative(body):
            return -value_of(body)
        case Choice(positive, then, otherwise):
            return value_of(then if value_of(positive) > 0 else otherwise)
        case _:
            pass
    try:
        match expression:
            case Quotient(first, second):
                return value_of(first) / value_of(second)
            case Power(base, exponent):
                return math.pow(value_of(base), value_of(exponent))
            case Call(name, argument):
                definition = definition_in_code(name)
                if definition is not None:
                    return value_of(substitute(prepared(definition), {X: argument}))
                return MATH[name](value_of(argument))
            case _:
                raise ExpressionError(f"{type(expression).__name__} has no value")
    except (ArithmeticError, ValueError):
        return nan
