"""Functions that documents call and derivations do not: each by those of the function table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...expression.differentiate import derivative
from ...expression.functions import X, slope_of
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
)

GROWING, FALLING = Call("exp", X), Call("exp", Negative(X))

OTHERS: Mapping[str, Expression] = MappingProxyType(
    {
        "cosh": Quotient(Sum((GROWING, FALLING)), TWO),
        "erf": Sum((Product((TWO, Call("normal_cdf", Product((Power(TWO, HALF), X))))), Negative(ONE))),
        "sign": Choice(X, ONE, Choice(Negative(X), Negative(ONE), ZERO)),
        "sinh": Quotient(Sum((GROWING, Negative(FALLING))), TWO),
    }
)
"""By their names, over X."""


def lowered(function: str, primes: int) -> tuple[Expression, Symbol]:
    """Return a function or its derivative as an expression, with the symbol of its argument.

    >>> lowered("sinh", 1)[0] == lowered("cosh", 0)[0]
    False
    """
    other = OTHERS.get(function)
    if other is not None:
        return (derivative(other, X) if primes else other), X
    call = Call(function, X)
    return (slope_of(call, None) if primes else call), X
