"""A second evaluation of expressions and graphs, written apart from the package, to hold it against."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from types import MappingProxyType
from typing import Any

import mpmath
import numpy as np
from flint import arb, fmpq
from hypothesis.errors import UnsatisfiedAssumption
from numpy.typing import NDArray

from symbackprop.expression.functions import FUNCTIONS, X
from symbackprop.expression.tree import (
    Call,
    Choice,
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

Array = NDArray[np.float64]

NEAR = 2.0**-60
"""Nearer than this to the place where two branches meet, a finite difference sees both of them."""


class AtKink(UnsatisfiedAssumption):
    """A function is to be evaluated where its branches meet; Hypothesis draws another example."""


class OutsideDomain(UnsatisfiedAssumption):
    """A logarithm is to be taken of a number that is not positive; Hypothesis draws another example."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Numbers of one kind.

    Args:
        number: Makes one from a fraction.
        primitives: The functions that all others are made of.
    """

    number: Callable[[Fraction], Any]
    primitives: Mapping[str, Callable[[Any], Any]]

    def apply(self, function: str, argument: Any) -> Any:
        """Return a function's value by the formula of this module, or by the definition in its row."""
        for kink in (*KINKS.get(function, ()), *JUMPS.get(function, ())):
            check_distance(argument - kink)
        if function in LOGARITHMS and not argument > 0:
            raise OutsideDomain
        if function in FORMULAS:
            return FORMULAS[function](argument, self.primitives)
        definition = FUNCTIONS[function].definition
        if definition is None:
            return self.primitives[function](argument)
        return value_of(definition, {X: argument}, self)


def check_distance(distance: Any) -> None:
    """Refuse to choose between branches where a number is next to zero.

    Raises:
        AtKink: It is.
    """
    if abs(distance) < NEAR:
        raise AtKink


FORMULAS: Mapping[str, Callable[[Any, Mapping[str, Callable[[Any], Any]]], Any]] = MappingProxyType(
    {
        "abs": lambda x, _: x if x > 0 else -x,
        "elu": lambda x, p: x if x > 0 else p["exp"](x) - 1,
        "gelu": lambda x, p: x * p["normal_cdf"](x),
        "hard_sigmoid": lambda x, _: x * 0 if x < -3 else x * 0 + 1 if x > 3 else (x + 3) / 6,
        "leaky_relu": lambda x, _: x if x > 0 else x / 100,
        "log10": lambda x, p: p["log"](x) / p["log"](x * 0 + 10),
        "log2": lambda x, p: p["log"](x) / p["log"](x * 0 + 2),
        "relu": lambda x, _: x if x > 0 else x * 0,
        "sigmoid": lambda x, p: 1 / (1 + p["exp"](-x)),
        "sign": lambda x, _: x * 0 + 1 if x > 0 else x * 0 - 1 if x < 0 else x * 0,
        "silu": lambda x, p: x / (1 + p["exp"](-x)),
        "softplus": lambda x, p: p["log"](1 + p["exp"](x)),
        "step": lambda x, _: x * 0 + 1 if x > 0 else x * 0,
    }
)
"""The functions as the literature defines them, over an argument and primitives."""

KINKS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {"abs": (0,), "elu": (0,), "hard_sigmoid": (-3, 3), "leaky_relu": (0,), "relu": (0,)}
)

JUMPS: Mapping[str, tuple[int, ...]] = MappingProxyType({"sign": (0,), "step": (0,)})
LOGARITHMS = frozenset({"log", "log10", "log2"})

NUMPY: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "elu": lambda net: np.where(net > 0, net, np.exp(net) - 1),
        "gelu": lambda net: net * (1 + np.vectorize(math.erf)(net / math.sqrt(2))) / 2,
        "hard_sigmoid": lambda net: np.clip(net / 6 + 0.5, 0, 1),
        "identity": lambda net: net,
        "leaky_relu": lambda net: np.where(net > 0, net, net / 100),
        "relu": lambda net: np.maximum(net, 0),
        "sigmoid": lambda net: 1 / (1 + np.exp(-net)),
        "silu": lambda net: net / (1 + np.exp(-net)),
        "softplus": lambda net: np.log1p(np.exp(net)),
        "tanh": np.tanh,
    }
)
"""The activations over arrays."""


def in_numpy(activation: str) -> Callable[[Array], Array]:
    """Return an activation over arrays; one that the table above does not have yet comes from mpmath."""
    return NUMPY.get(activation) or np.vectorize(lambda net: float(REALS.apply(activation, mpmath.mpf(net))))


REALS = Arithmetic(
    lambda value: mpmath.mpf(value.numerator) / value.denominator,
    {
        "cos": mpmath.cos,
        "exp": mpmath.exp,
        "log": mpmath.log,
        "normal_cdf": mpmath.ncdf,
        "normal_pdf": mpmath.npdf,
        "sin": mpmath.sin,
        "tanh": mpmath.tanh,
    },
)
BALLS = Arithmetic(
    lambda value: arb(fmpq(value.numerator, value.denominator)),
    {
        "cos": arb.cos,
        "exp": arb.exp,
        "log": arb.log,
        "normal_cdf": lambda x: (1 + (x / arb(2).sqrt()).erf()) / 2,
        "normal_pdf": lambda x: (-x * x / 2).exp() / (2 * arb.pi()).sqrt(),
        "sin": arb.sin,
        "tanh": arb.tanh,
    },
)


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
            case Choice(positive, then, otherwise):
                distance = value(positive)
                check_distance(distance)
                return value(then if distance > 0 else otherwise)
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
