"""The oracle: expression trees as SymPy expressions, and whether two of them are identical."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

import sympy

from ..errors import ExpressionError
from .functions import FUNCTIONS, X
from .tree import (
    Braced,
    Bold,
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


def to_sympy(expression: Expression) -> sympy.Expr:
    """Return the SymPy expression that a tree stands for; symbols are real and named as in code.

    Raises:
        ExpressionError: The tree holds a part that only shows something, such as ∂E/∂w.

    >>> to_sympy(Quotient(Symbol("x"), Sum((Number(1, "1"), Symbol("w", "5")))))
    x/(w5 + 1)
    """
    return _to_sympy(expression)


def _to_sympy(expression: Expression) -> sympy.Expr:
    match expression:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Symbol():
            return _symbol(expression.ascii)
        case Sum(terms):
            return sympy.Add(*map(_to_sympy, terms))
        case Product(factors):
            return sympy.Mul(*map(_to_sympy, factors))
        case Negative(body):
            return -_to_sympy(body)
        case Quotient(numerator, denominator):
            return _to_sympy(numerator) / _to_sympy(denominator)
        case Power(base, exponent):
            return _to_sympy(base) ** _to_sympy(exponent)
        case Call(function, argument):
            return _function(function)(_to_sympy(argument))
        case Braced(body, _) | Bold(body):
            return _to_sympy(body)
        case _:
            raise ExpressionError(f"{type(expression).__name__} has no value that SymPy could hold")


@lru_cache(maxsize=None)
def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


@lru_cache(maxsize=None)
def _function(name: str) -> Any:
    definition = FUNCTIONS[name].definition
    if definition is None:
        return PRIMITIVES[name]
    return sympy.Lambda(_symbol(X.ascii), _to_sympy(definition))


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
    return _is_zero(_to_sympy(left) - _to_sympy(right))


@lru_cache(maxsize=4096)
def _is_derivative(by: Expression, claimed: Expression, of: Expression) -> bool:
    return _is_zero(sympy.diff(_to_sympy(of), _to_sympy(by)) - _to_sympy(claimed))


def _is_zero(difference: sympy.Expr) -> bool:
    for simpler in (lambda e: e, sympy.expand, lambda e: sympy.cancel(sympy.together(e)), sympy.simplify):
        if cast(sympy.Expr, simpler(difference)) == 0:
            return True
    return False
