"""Functions that documents call and derivations do not, by those of the function table, and what is asked of all."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...expression.differentiate import derivative
from ...expression.functions import FUNCTIONS, X, Y, slope_of
from ...expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Choice,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    substitute,
)

GROWING, FALLING = Call("exp", X), Call("exp", Negative(X))

SINE, COSINE = Call("sin", X), Call("cos", X)
HYPERBOLIC_COSINE = Quotient(Sum((GROWING, FALLING)), TWO)
HYPERBOLIC_SINE = Quotient(Sum((GROWING, Negative(FALLING))), TWO)

OTHERS: Mapping[str, Expression] = MappingProxyType(
    {
        "cot": Quotient(COSINE, SINE),
        "coth": Quotient(HYPERBOLIC_COSINE, HYPERBOLIC_SINE),
        "csc": Quotient(ONE, SINE),
        "csch": Quotient(ONE, HYPERBOLIC_SINE),
        "cosh": HYPERBOLIC_COSINE,
        "erf": Sum((Product((TWO, Call("normal_cdf", Product((Power(TWO, HALF), X))))), Negative(ONE))),
        "sec": Quotient(ONE, COSINE),
        "sech": Quotient(ONE, HYPERBOLIC_COSINE),
        "sinh": HYPERBOLIC_SINE,
        "sqrt": Power(X, HALF),
        "tan": Quotient(SINE, COSINE),
    }
)
"""By their names, over X."""

IDENTITY = "identity"
"""What a layer applies that has no activation."""

SOFTMAX = "softmax"
"""The activation of a layer whose outputs are shares of one; it is of several arguments and has no row."""

EXPONENTIAL = "exp"
"""The function that a power of e writes."""

EXTREMES: Mapping[str, bool] = MappingProxyType({"max": True, "min": False})
"""Functions of several numbers that return one of them: whether it is the largest one."""

PLACES: Mapping[str, bool] = MappingProxyType({"argmax": True, "argmin": False})
"""Functions that return the place of one of several numbers, counted from 1: whether of the largest one."""

DIAGONAL = "diag"
"""What makes a matrix of the entries of a vector, and a vector of the diagonal of a matrix."""

LOGARITHM = next(name for name, row in FUNCTIONS.items() if row.slope == Quotient(ONE, X))
"""The natural logarithm."""

LOGARITHMS = (LOGARITHM, "log2", "log10")
"""The logarithms, whatever their base."""

ROOT = "sqrt"
"""The function that a root sign writes."""

MIXED_UP = ("sigmoid", "tanh", "relu")
"""Activations that are put in for one another."""

RECTIFIER = next(name for name, row in FUNCTIONS.items() if row.definition == Choice(X, X, ZERO))
"""What `max(0, x)` writes."""


def _reads_logarithm(expression: Expression) -> bool:
    return expression == Call("log", X) or any(map(_reads_logarithm, children(expression)))


OF_POSITIVES = frozenset(
    {"log"}
    | {name for name, row in FUNCTIONS.items() if row.definition is not None and _reads_logarithm(row.definition)}
)
"""Functions that have a value for positive numbers only."""

OUTPUT_AND_REST = frozenset(
    name for name, row in FUNCTIONS.items() if row.slope == Product((Y, Sum((ONE, Negative(Y)))))
)
"""Functions whose slope is their output times what that lacks to 1."""


def defined_as(body: Expression, argument: Symbol) -> str | None:
    """Return the function of the table that an expression is, of an argument; None where it is none.

    >>> defined_as(Choice(Symbol("z"), Symbol("z"), ZERO), Symbol("z"))
    'relu'
    """
    over_x = substitute(body, {argument: X})
    return next((name for name, row in FUNCTIONS.items() if row.definition == over_x), None)


def lowered(function: str, primes: int) -> tuple[Expression, Symbol]:
    """Return a function or its derivative as an expression, with the symbol of its argument.

    >>> lowered("sinh", 1)[0] == lowered("cosh", 0)[0]
    False
    """
    other = OTHERS.get(function)
    call = Call(function, X)
    lowest = other if other is not None else slope_of(call, None) if primes else call
    for _ in range(primes if other is not None else primes - 1):
        lowest = derivative(lowest, X)
    return lowest, X
