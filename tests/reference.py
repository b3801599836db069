"""A second evaluation of expressions and graphs, written apart from the package, to hold it against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
from flint import arb, fmpq

from symbackprop.expression.functions import FUNCTIONS, X
from symbackprop.expression.tree import (
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from symbackprop.graph.equations import Graph


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers of one kind.

    Args:
        number: Makes one from a fraction.
        primitives: Holds `exp`, `log` and what else a row of the table without a definition needs.
    """

    number: Callable[[Fraction], Any]
    primitives: Any

    def apply(self, function: str, argument: Any) -> Any:
        if function == "sigmoid":
            return 1 / (1 + self.primitives.exp(-argument))
        definition = FUNCTIONS[function].definition
        if definition is None:
            return getattr(self.primitives, function)(argument)
        return value_of(definition, {X: argument}, self)


def _real(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


REALS = Arithmetic(_real, mpmath.mp)
BALLS = Arithmetic(lambda value: arb(fmpq(value.numerator, value.denominator)), arb)


def value_of(expression: Expression, at: Mapping[Symbol, Any], arithmetic: Arithmetic) -> Any:
    """Return the value of an expression, in the arithmetic's working precision."""

    def value(part: Expression) -> Any:
        match part:
            case Number(number):
                return arithmetic.number(number)
            case Symbol():
                return at[part]
            case Sum(terms):
                return sum(map(value, terms), arithmetic.number(Fraction(0)))
            case Product(factors):
                result = arithmetic.number(Fraction(1))
                for factor in factors:
                    result = result * value(factor)
                return result
            case Negative(body):
                return -value(body)
            case Quotient(numerator, denominator):
                return value(numerator) / value(denominator)
            case Power(base, exponent):
                return _power(value(base), value(exponent))
            case Call(function, argument):
                return arithmetic.apply(function, value(argument))
            case _:
                raise AssertionError(f"{type(part).__name__} has no value")

    return value(expression)


def _power(base: Any, exponent: Any) -> Any:
    """Return a power by repeated multiplication where the exponent is a natural number."""
    for natural in range(9):
        if exponent == natural:
            result = exponent * 0 + 1
            for _ in range(natural):
                result = result * base
            return result
    return base**exponent


def positions(symbol: Symbol) -> Iterator[tuple[int, ...]]:
    """Yield the positions of a declared quantity, from 1, the last index fastest."""
    return product(*(range(1, index.size + 1) for index in symbol.indices if isinstance(index, Index)))


def at_position(symbol: Symbol, position: tuple[int, ...]) -> Symbol:
    """Return an element of a quantity as a symbol with fixed indices."""
    return replace(symbol, indices=position)


def forward(graph: Graph, given: Mapping[Symbol, Any], arithmetic: Arithmetic) -> dict[Symbol, Any]:
    """Return the value of each element of each quantity; elements are symbols with fixed indices."""
    known = dict(given)
    for equation in graph.equations:
        for own in positions(equation.target):
            total = arithmetic.number(Fraction(0))
            for term in equation.terms:
                for summed in positions(Symbol("Σ", indices=term.over)):
                    here = dict(zip((*equation.target.indices, *term.over), (*own, *summed), strict=True))
                    total = total + value_of(term.body, _Elements(known, here), arithmetic)
            known[at_position(equation.target, own)] = total
    return known


@dataclass(frozen=True, slots=True)
class _Elements(Mapping[Symbol, Any]):
    known: Mapping[Symbol, Any]
    here: Mapping[Index | int, int]

    def __getitem__(self, symbol: Symbol) -> Any:
        fixed = tuple(i if isinstance(i, int) else self.here[i] for i in symbol.indices)
        return self.known[replace(symbol, indices=fixed)]

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)
