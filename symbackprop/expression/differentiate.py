"""Textbook differentiation: what a lecturer writes after "differentiate", before and after tidying up.

Each rule is one `case`. The rules write, SymPy judges: whoever shows a derivative asks
`algebra.is_derivative` first.
"""

from __future__ import annotations

from fractions import Fraction

from ..errors import ExpressionError
from .functions import slope_of
from .tree import (
    ONE,
    ZERO,
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
    plus,
    rebuilt,
    symbols_of,
    times,
    whole,
)

MINUS_ONE = Negative(ONE)

MOST_PLACES = 9
"""A product of numbers with more decimals is written as a fraction."""


def derivative(of: Expression, by: Symbol, output: Symbol | None = None) -> Expression:
    """Return the derivative with every zero, one and exponent still in sight.

    Args:
        of: What is differentiated; its symbols other than `by` are held fixed.
        by: The symbol to differentiate by.
        output: A symbol that equals `of`, over which a function's slope may be written.

    >>> from .tree import decimal
    >>> w, x, b = Symbol("w"), Symbol("x"), Symbol("b")
    >>> derivative(Sum((Product((w, x)), b)), w) == Sum((Product((ONE, x)), ZERO))
    True
    """
    if by not in symbols_of(of):
        return ZERO
    match of:
        case Symbol():
            return ONE
        case Sum(terms):
            return Sum(tuple(derivative(term, by) for term in terms))
        case Negative(body):
            return Negative(derivative(body, by))
        case Product(factors):
            return plus(
                *(
                    _with(factors, position, derivative(factor, by))
                    for position, factor in enumerate(factors)
                    if by in symbols_of(factor)
                )
            )
        case Quotient(numerator, denominator) if by not in symbols_of(denominator):
            return Quotient(derivative(numerator, by), denominator)
        case Quotient(numerator, denominator):
            below = Power(denominator, whole(2))
            fall = Product((numerator, derivative(denominator, by)))
            if by not in symbols_of(numerator):
                return Negative(Quotient(fall, below))
            return Quotient(Sum((Product((derivative(numerator, by), denominator)), Negative(fall))), below)
        case Power(_, Number(Fraction(numerator=0))):
            return ZERO
        case Power(base, exponent) if rational(exponent) is not None:
            lowered = Power(base, Sum((exponent, MINUS_ONE)))
            inner = tidied(derivative(base, by))
            return Product((exponent, lowered) if inner == ONE else (exponent, lowered, inner))
        case Choice(positive, then, otherwise):
            return Choice(positive, derivative(then, by), derivative(otherwise, by))
        case Call(_, argument):
            slope = slope_of(of, output)
            inner = derivative(argument, by)
            return slope if inner == ONE else times(*_factors(slope), inner)
        case _:
            raise ExpressionError(f"{type(of).__name__} cannot be differentiated")


def _with(factors: tuple[Expression, ...], position: int, changed: Expression) -> Expression:
    """Put a derivative in its factor's place; the exponent that a power rule brings down goes to the front."""
    before, after = factors[:position], factors[position + 1 :]
    inner = _factors(changed)
    if isinstance(factors[position], Power):
        return Product((inner[0], *before, *inner[1:], *after))
    return Product((*before, *inner, *after))


def _factors(expression: Expression) -> tuple[Expression, ...]:
    return expression.factors if isinstance(expression, Product) else (expression,)


def tidied(expression: Expression) -> Expression:
    """Return an expression without its zeros, ones and unevaluated numbers, in the same reading order.

    >>> w, x = Symbol("w"), Symbol("x")
    >>> tidied(Sum((Product((ONE, x)), ZERO))) == x
    True
    """
    simpler = rebuilt(expression, tidied)
    match simpler:
        case Sum(terms):
            return _tidy_sum(terms)
        case Product(factors):
            return _tidy_product(factors)
        case Negative(Negative(body)):
            return body
        case Choice(_, then, otherwise) if then == otherwise:
            return then
        case Negative(Number(Fraction(numerator=0))):
            return ZERO
        case Quotient(top, Number(Fraction(numerator=1, denominator=1))):
            return top
        case Quotient(Number(Fraction(numerator=0)), _):
            return ZERO
        case Power(base, Number(value)) if value == 1:
            return base
        case Power(_, Number(value)) if value == 0:
            return ONE
        case _:
            return simpler


def _tidy_sum(terms: tuple[Expression, ...]) -> Expression:
    flat = [inner for term in terms for inner in (term.terms if isinstance(term, Sum) else (term,))]
    kept = [term for term in flat if rational(term) != 0]
    values = [rational(term) for term in kept]
    if kept and all(value is not None for value in values):
        return as_number(sum((value for value in values if value is not None), Fraction(0)))
    return plus(*kept) if kept else ZERO


def _tidy_product(factors: tuple[Expression, ...]) -> Expression:
    flat: list[Expression] = []
    coefficient = Fraction(1)
    written: list[Expression] = []
    for factor in (inner for outer in factors for inner in _factors(outer)):
        sign, body = (-1, factor.body) if isinstance(factor, Negative) else (1, factor)
        value = rational(body)
        coefficient *= sign * (1 if value is None else value)
        if value is None:
            flat.extend(_factors(body))
        elif value != 1:
            written.append(body)
    if coefficient == 0 or not flat:
        return as_number(coefficient)
    flat = _over_one_line(flat)
    size = abs(coefficient)
    number = _as_written(size, written)
    body = times(*flat) if size == 1 else Product((number, *flat))
    return Negative(body) if coefficient < 0 else body


def _as_written(value: Fraction, numbers: list[Expression]) -> Expression:
    """Return the product of some numbers in their manner: a decimal where one of them is, a single one as it stands."""
    if len(numbers) == 1 and rational(numbers[0]) == value:
        return numbers[0]
    places = next((n for n in range(MOST_PLACES) if (value * 10**n).denominator == 1), None)
    if places and any(isinstance(number, Number) and "." in number.text for number in numbers):
        digits = f"{int(value * 10**places):0{places + 1}d}"
        return Number(value, f"{digits[:-places]}.{digits[-places:]}")
    return as_number(value)


def _over_one_line(factors: list[Expression]) -> list[Expression]:
    """Return factors with a reciprocal among them taken together: t · 1/o is t/o."""
    reciprocal = next((factor for factor in factors if isinstance(factor, Quotient) and factor.numerator == ONE), None)
    if reciprocal is None or len(factors) == 1:
        return factors
    above = [factor for factor in factors if factor is not reciprocal]
    return [Quotient(times(*above), reciprocal.denominator)]


def rational(expression: Expression) -> Fraction | None:
    """Return the value of an expression made of numbers alone by + and ·, or None."""
    match expression:
        case Number(value):
            return value
        case Negative(body):
            inner = rational(body)
            return None if inner is None else -inner
        case Quotient(Number(top), Number(below)) if below:
            return top / below
        case _:
            return None


def as_number(value: Fraction) -> Expression:
    """Return a rational number as it is written: an integer, a fraction, with its sign before it."""
    if value < 0:
        return Negative(as_number(-value))
    if value.denominator == 1:
        return whole(value.numerator)
    return Quotient(whole(value.numerator), whole(value.denominator))
