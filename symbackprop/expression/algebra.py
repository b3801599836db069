"""The oracle: expression trees as SymPy expressions, and whether two of them are identical."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from math import prod
from types import MappingProxyType
from typing import Any, cast

import sympy

from ..errors import ExpressionError
from .differentiate import rational, tidied
from .functions import FUNCTIONS, X, definition_of
from .tree import (
    PI,
    ZERO,
    Bold,
    Braced,
    Call,
    Choice,
    Constant,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    places_in,
    plus,
    reads,
    rebuilt,
    size_of,
    substitute,
    symbols_of,
)


def _normal_cdf(x: sympy.Expr) -> sympy.Expr:
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


def _normal_pdf(x: sympy.Expr) -> sympy.Expr:
    return sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi)


CONSTANTS: Mapping[str, sympy.Expr] = MappingProxyType({PI.letter: sympy.pi})
PRIMITIVES: Mapping[str, Any] = MappingProxyType(
    {
        "cos": sympy.cos,
        "exp": sympy.exp,
        "log": sympy.log,
        "normal_cdf": _normal_cdf,
        "normal_pdf": _normal_pdf,
        "sin": sympy.sin,
        "tanh": sympy.tanh,
    }
)


def to_sympy(expression: Expression, known: Mapping[Symbol, sympy.Expr] | None = None) -> sympy.Expr:
    """Return the SymPy expression that a tree stands for; symbols are real and named as in code.

    Args:
        expression: The tree.
        known: What some symbols stand for.

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
            case Constant(letter):
                return CONSTANTS[letter]
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
                return _function(function)(convert(argument))
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
    """Return whether `claimed` is the derivative of an expression by a symbol, by SymPy's own derivative.

    >>> x = Symbol("x")
    >>> is_derivative(Call("exp", x), Call("exp", x), x)
    True
    """
    renamed = _renamed(by, _opened(claimed), _opened(depending_on(by, of)))
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


def depending_on(by: Symbol, of: Expression) -> Expression:
    """Return an expression without its terms that do not read a symbol, which no derivative by it needs.

    With functions by cases in them they would multiply the branches.
    """
    if by not in reads(of):
        return ZERO
    return plus(*(of.terms[at] for at in places_in(of)[by])) if isinstance(of, Sum) else of


def _renamed(*expressions: Expression) -> tuple[Expression, ...]:
    """Return the expressions with their symbols numbered, so that one proof holds for all of one shape."""
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
    if isinstance(simpler, Choice) and _is_same_bound(simpler.positive, positive):
        return simpler.then if taken else simpler.otherwise
    # What several conditions come to is 1 or 0 once each of them is decided.
    if isinstance(simpler, Choice) and (decided := rational(simpler.positive)) is not None:
        return simpler.then if decided > 0 else simpler.otherwise
    return simpler


def _is_same_bound(one: Expression, other: Expression) -> bool:
    """Say whether two choices fall alike, as at w x + b − 3 and at (w x + b) − 3."""
    return one == other or (_choice_in(one) is None and _is_same_sum(one, other))


@lru_cache(maxsize=4096)
def _is_same_sum(one: Expression, other: Expression) -> bool:
    return bool(sympy.expand(to_sympy(one) - to_sympy(other)) == 0)


@lru_cache(maxsize=4096)
def _is_identical(left: Expression, right: Expression) -> bool:
    return _is_zero(to_sympy(left) - to_sympy(right))


@lru_cache(maxsize=4096)
def _is_derivative(by: Expression, claimed: Expression, of: Expression) -> bool:
    return _is_zero(sympy.diff(to_sympy(of), to_sympy(by)) - to_sympy(claimed))


def _is_zero(difference: sympy.Expr) -> bool:
    # Not `simplify`: it tries all that it knows, for minutes where sums are nested in functions.
    for simpler in (lambda e: e, sympy.expand, lambda e: sympy.cancel(sympy.together(e))):
        if cast(sympy.Expr, simpler(difference)) == 0:
            return True
    return False


LONGEST_PROOF = 500
"""Parts of a claim up to which it is proved; SymPy's time grows faster than what it is given."""

MOST_CHOICES = 5
"""Each of so many choices may fall in two ways, and all ways are proved one by one."""

LONGEST_EXPANSION = 1_000
"""Terms that a claim may have when it is brought over one denominator and multiplied out."""


def is_within_reach(*expressions: Expression) -> bool:
    """Say whether a proof about some expressions takes a bounded time, judging from their length and their shape.

    >>> from .tree import decimal
    >>> x, long = Symbol("x"), decimal("64")
    >>> is_within_reach(Power(x, long)), is_within_reach(Power(plus(x, Symbol("w"), Symbol("v")), long))
    (True, False)
    """
    if sum(map(_opened_size, expressions)) > LONGEST_PROOF:
        return False
    opened = [*map(_opened, expressions)]
    conditions = {choice.positive for expression in opened for choice in _choices_in(expression)}
    fractions = (_terms(expression) for expression in opened)
    return len(conditions) <= MOST_CHOICES and sum(above + below for above, below in fractions) <= LONGEST_EXPANSION


@lru_cache(maxsize=4096)
def _opened_size(expression: Expression) -> int:
    """Return how long an expression is with its choices and functions written out, without writing them out."""
    if isinstance(expression, Call):
        definition = FUNCTIONS[expression.function].definition or X
        return 1 + size_of(definition) + _occurrences(X, definition) * _opened_size(expression.argument)
    return 1 + sum(map(_opened_size, children(expression)))


def _occurrences(symbol: Symbol, expression: Expression) -> int:
    return expression == symbol or sum(_occurrences(symbol, part) for part in children(expression))


def _choices_in(expression: Expression) -> Iterator[Choice]:
    if isinstance(expression, Choice):
        yield expression
    for part in children(expression):
        yield from _choices_in(part)


@lru_cache(maxsize=4096)
def _terms(expression: Expression) -> tuple[int, int]:
    """Return about how many terms the numerator and the denominator have, multiplied out; functions are one term."""
    match expression:
        case Sum(terms):
            fractions = [*map(_terms, terms)]
            below = prod(denominator for _, denominator in fractions)
            return sum(numerator * below // denominator for numerator, denominator in fractions), below
        case Product(factors):
            fractions = [*map(_terms, factors)]
            return prod(above for above, _ in fractions), prod(below for _, below in fractions)
        case Quotient(numerator, denominator):
            (above, over), (below, under) = _terms(numerator), _terms(denominator)
            return above * under, over * below
        case Power(base, exponent):
            power = rational(tidied(exponent)) or Fraction(1)
            # A root is a generator of its own, and its powers make polynomials of that degree.
            degree = abs(power.numerator) * (power.denominator if power.denominator > 2 else 1)
            above, below = (min(count, 1 << 20) ** degree for count in _terms(base))
            above, below = (count + degree * (power.denominator > 1) for count in (above, below))
            return (above, below) if power > 0 else (below, above)
        case Call():
            definition = definition_of(expression)
            return (1, 1) if definition is None else _terms(definition)
        case _:
            counts = [*map(_terms, children(expression))]
            return max((above for above, _ in counts), default=1), max((below for _, below in counts), default=1)
