"""The oracle: expression trees as SymPy expressions, and whether two of them are identical."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, cast

import sympy

from ..errors import ExpressionError
from .functions import FUNCTIONS, X, definition_of
from .tree import (
    ZERO,
    Bold,
    Braced,
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
    children,
    plus,
    rebuilt,
    substitute,
    symbols_of,
)


def _normal_cdf(x: sympy.Expr) -> sympy.Expr:
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


def _normal_pdf(x: sympy.Expr) -> sympy.Expr:
    return sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)


PRIMITIVES: Mapping[str, Any] = MappingProxyType(
    {
        "exp": sympy.exp,
        "log": sympy.log,
        "normal_cdf": _normal_cdf,
        "normal_pdf": _normal_pdf,
        "tanh": sympy.tanh,
    }
)


def to_sympy(
    expression: Expression, known: Mapping[Symbol, sympy.Expr] | None = None, opaque: Collection[str] = ()
) -> sympy.Expr:
    """Return the SymPy expression that a tree stands for; symbols are real and named as in code.

    Args:
        expression: The tree.
        known: What some symbols stand for.
        opaque: The functions of the table that are kept as undefined functions of their names.

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
                named = function in opaque
                return sympy.Function(function)(convert(argument)) if named else _function(function)(convert(argument))
            case Choice(positive, then, otherwise):
                return sympy.Piecewise((convert(then), convert(positive) > 0), (convert(otherwise), True))
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
    if left == right:
        return True
    opened = _renamed(_opened(left), _opened(right))
    # Choices that both sides hold as they stand need no branches, of which each choice would double the number.
    whole = _sealed(opened, lambda part: isinstance(part, Choice))
    return _is_identical(*whole) or (whole != opened and all(_is_identical(*branch) for branch in _branches(opened)))


def is_derivative(claimed: Expression, of: Expression, by: Symbol) -> bool:
    """Say whether `claimed` is the derivative of an expression by a symbol, by SymPy's own derivative.

    >>> x = Symbol("x")
    >>> is_derivative(Call("exp", x), Call("exp", x), x)
    True
    """
    # Terms without the symbol fall away; with functions by cases in them they would multiply the branches.
    if isinstance(of, Sum):
        of = plus(*(term for term in of.terms if by in symbols_of(term))) if by in symbols_of(of) else ZERO
    renamed = _renamed(by, _opened(claimed), _opened(of))
    # What the symbol does not stand in is constant, whatever choices are made in it.
    constant = _sealed(renamed, lambda part: renamed[0] not in symbols_of(part) and _choice_in(part) is not None)
    return _is_derivative_in_all(constant) or (constant != renamed and _is_derivative_in_all(renamed))


def _is_derivative_in_all(expressions: tuple[Expression, ...]) -> bool:
    return all(_is_derivative(*branch) for branch in _branches(expressions))


def _sealed(expressions: tuple[Expression, ...], is_sealed: Callable[[Expression], bool]) -> tuple[Expression, ...]:
    """Return the expressions with the largest parts of a kind replaced by symbols, equal ones by the same."""
    symbols: dict[Expression, Symbol] = {}

    def seal(part: Expression) -> Expression:
        if is_sealed(part):
            return symbols.setdefault(part, Symbol("c", str(len(symbols))))
        return rebuilt(part, seal)

    return tuple(map(seal, expressions))


def _renamed(*expressions: Expression) -> tuple[Expression, ...]:
    """Return the expressions with their symbols numbered, so that one proof serves all of one shape."""
    symbols = dict.fromkeys(symbol for expression in expressions for symbol in symbols_of(expression))
    numbered = {symbol: Symbol("s", str(n)) for n, symbol in enumerate(symbols)}
    return tuple(substitute(expression, numbered) for expression in expressions)


def _opened(expression: Expression) -> Expression:
    """Return an expression with its functions that make choices written out."""
    simpler = rebuilt(expression, _opened)
    definition = definition_of(simpler) if isinstance(simpler, Call) else None
    return simpler if definition is None or _choice_in(definition) is None else definition


def _branches(expressions: tuple[Expression, ...]) -> Iterator[tuple[Expression, ...]]:
    """Yield the expressions for each way in which their choices can fall, consistently."""
    choice = next((found for expression in expressions if (found := _choice_in(expression)) is not None), None)
    if choice is None:
        yield expressions
        return
    for taken in (True, False):
        yield from _branches(tuple(_resolved(expression, choice.positive, taken) for expression in expressions))


def _choice_in(expression: Expression) -> Choice | None:
    """Return an innermost choice of an expression, or None."""
    for part in children(expression):
        found = _choice_in(part)
        if found is not None:
            return found
    return expression if isinstance(expression, Choice) else None


def _resolved(expression: Expression, positive: Expression, taken: bool) -> Expression:
    simpler = rebuilt(expression, lambda part: _resolved(part, positive, taken))
    if isinstance(simpler, Choice) and simpler.positive == positive:
        return simpler.then if taken else simpler.otherwise
    return simpler


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
