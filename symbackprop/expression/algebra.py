"""The oracle: expression trees as SymPy expressions, and whether two of them are identical."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, cast

import sympy

from ..errors import ExpressionError
from .functions import FUNCTIONS, X
from .tree import (
    Bold,
    Braced,
    Call,
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

PRIMITIVES: Mapping[str, Any] = {"exp": sympy.exp, "log": sympy.log, "tanh": sympy.tanh}


def to_sympy(
    expression: Expression, known: Mapping[Symbol, sympy.Expr] | None = None, opaque: bool = False
) -> sympy.Expr:
    """Return the SymPy expression that a tree stands for; symbols are real and named as in code.

    Args:
        expression: The tree.
        known: What some symbols stand for.
        opaque: Keep a function that has a definition as an undefined function of its name.

    Raises:
        ExpressionError: The tree holds a part that only shows something, such as ∂E/∂w.

    >>> to_sympy(Quotient(Symbol("x"), Sum((Number(1, "1"), Symbol("w", "5")))))
    x/(w5 + 1)
    """
    known = known or {}

    def convert(part: Expression) -> sympy.Expr:
        match part:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Symbol():
                return known[part] if part in known else _symbol(part.ascii)
            case Sum(terms):
                return sympy.Add(*map(convert, terms))
            case Product(factors):
                return sympy.Mul(*map(convert, factors))
            case Negative(body):
                return -convert(body)
            case Quotient(numerator, denominator):
                return convert(numerator) / convert(denominator)
            case Power(base, exponent):
                return convert(base) ** convert(exponent)
            case Call(function, argument):
                named = opaque and FUNCTIONS[function].definition is not None
                return sympy.Function(function)(convert(argument)) if named else _function(function)(convert(argument))
            case Braced(body, _) | Bold(body):
                return convert(body)
            case _:
                raise ExpressionError(f"{type(part).__name__} has no value that SymPy could hold")

    return convert(expression)


@cache
def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


@cache
def _function(name: str) -> Any:
    definition = FUNCTIONS[name].definition
    if definition is None:
        return PRIMITIVES[name]
    return sympy.Lambda(_symbol(X.ascii), to_sympy(definition))


def is_identical(left: Expression, right: Expression) -> bool:
    """Say whether two expressions are equal for all values of their symbols, by algebra.

    >>> x = Symbol("x")
    >>> is_identical(Product((x, x)), Power(x, Number(2, "2"))), is_identical(x, Negative(x))
    (True, False)
    """
    return left == right or _is_identical(*_renamed(left, right))


def is_derivative(claimed: Expression, of: Expression, by: Symbol) -> bool:
    """Say whether `claimed` is the derivative of an expression by a symbol, by SymPy's own derivative.

    >>> x = Symbol("x")
    >>> is_derivative(Call("exp", x), Call("exp", x), x)
    True
    """
    return _is_derivative(*_renamed(by, claimed, of))


def _renamed(*expressions: Expression) -> tuple[Expression, ...]:
    """Return the expressions with their symbols numbered, so that one proof serves all of one shape."""
    symbols = dict.fromkeys(symbol for expression in expressions for symbol in symbols_of(expression))
    numbered = {symbol: Symbol("s", str(n)) for n, symbol in enumerate(symbols)}
    return tuple(substitute(expression, numbered) for expression in expressions)


@lru_cache(maxsize=4096)
def _is_identical(left: Expression, right: Expression) -> bool:
    return _is_zero(to_sympy(left) - to_sympy(right))


@lru_cache(maxsize=4096)
def _is_derivative(by: Expression, claimed: Expression, of: Expression) -> bool:
    return _is_zero(sympy.diff(to_sympy(of), to_sympy(by)) - to_sympy(claimed))


def _is_zero(difference: sympy.Expr) -> bool:
    for simpler in (lambda e: e, sympy.expand, lambda e: sympy.cancel(sympy.together(e)), sympy.simplify):
        if cast(sympy.Expr, simpler(difference)) == 0:
            return True
    return False
