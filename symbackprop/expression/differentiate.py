"""Textbook differentiation: what a lecturer writes after "differentiate", before and after tidying up.

Each rule is one `case`. The rules write, SymPy judges: whoever shows a derivative asks
`algebra.is_derivative` first.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from ..errors import ExpressionError
from .functions import NO_SLOPES, slope_of
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
    children,
    places_in,
    plus,
    reads,
    rebuilt,
    size_of,
    times,
    whole,
)

MINUS_ONE = Negative(ONE)

MOST_PLACES = 9
"""A product of numbers with more decimals is written as a fraction."""

MOST_MERGED_BITS = 512
"""Numbers are taken together while what they make is no longer than this; nobody reads more digits."""


def derivative(of: Expression, by: Symbol, output: Symbol | None = None) -> Expression:
    """Return the derivative before tidying up, with every zero, one and exponent.

    Args:
        of: What is differentiated; its symbols other than `by` are held fixed.
        by: The symbol to differentiate by.
        output: A symbol that equals `of`, over which a function's slope may be written.

    >>> from .tree import decimal
    >>> w, x, b = Symbol("w"), Symbol("x"), Symbol("b")
    >>> derivative(Sum((Product((w, x)), b)), w) == Sum((Product((ONE, x)), ZERO))
    True
    """
    return _derivative(of, by, output, zeros=True)


def slope(
    of: Expression, by: Symbol, output: Symbol | None = None, slopes: Mapping[str, Expression] = NO_SLOPES
) -> Expression:
    """Return the tidied derivative, at the cost of what is returned: terms without `by` are not looked at.

    Args:
        of: What is differentiated.
        by: The symbol to differentiate by.
        output: A symbol that equals `of`, over which a function's slope may be written.
        slopes: The slopes of functions that are written otherwise than in the table; see `functions.slope_of`.

    >>> w, x, b = Symbol("w"), Symbol("x"), Symbol("b")
    >>> slope(Sum((Product((w, x)), b)), w) == x
    True
    """
    return tidied(_derivative(of, by, output, zeros=False, slopes=slopes))


def _derivative(
    of: Expression, by: Symbol, output: Symbol | None, zeros: bool, slopes: Mapping[str, Expression] = NO_SLOPES
) -> Expression:
    if by not in reads(of):
        return ZERO

    def inner(part: Expression) -> Expression:
        return _derivative(part, by, None, zeros, slopes)

    match of:
        case Symbol():
            return ONE
        case Sum(terms):
            return Sum(tuple(map(inner, terms))) if zeros else plus(*(inner(terms[at]) for at in places_in(of)[by]))
        case Negative(body):
            return Negative(inner(body))
        case Product(factors):
            return plus(*(_with(factors, at, inner(factors[at])) for at in places_in(of)[by]))
        case Quotient(numerator, denominator) if by not in reads(denominator):
            return Quotient(inner(numerator), denominator)
        case Quotient(numerator, denominator):
            below = Power(denominator, whole(2))
            fall = Product((numerator, inner(denominator)))
            if by not in reads(numerator):
                return Negative(Quotient(fall, below))
            return Quotient(Sum((Product((inner(numerator), denominator)), Negative(fall))), below)
        case Power(_, Number(Fraction(numerator=0))):
            return ZERO
        case Power(base, exponent) if rational(exponent) is not None:
            lowered = Power(base, Sum((exponent, MINUS_ONE)))
            by_base = tidied(inner(base))
            return Product((exponent, lowered) if by_base == ONE else (exponent, lowered, by_base))
        case Power(base, exponent):
            parts: list[Expression] = []
            if by in reads(base):
                lowered = Power(base, Sum((exponent, MINUS_ONE)))
                parts.append(times(exponent, lowered, *_factors_of_inner(inner(base))))
            if by in reads(exponent):
                parts.append(times(of, Call("log", base), *_factors_of_inner(inner(exponent))))
            return plus(*parts)
        case Choice(positive, then, otherwise):
            return Choice(positive, inner(then), inner(otherwise))
        case Call(_, argument):
            outer, by_argument = slope_of(of, output, slopes), inner(argument)
            return outer if by_argument == ONE else times(*_factors(outer), by_argument)
        case _:
            raise ExpressionError(f"{type(of).__name__} cannot be differentiated")


def _factors_of_inner(expression: Expression) -> tuple[Expression, ...]:
    """Return the factors that an inner derivative adds to a product; a one adds nothing."""
    simpler = tidied(expression)
    return () if simpler == ONE else _factors(simpler)


def size_of_derivative(of: Expression, by: Symbol, output: Symbol | None = None) -> int:
    """Return about how many numbers and symbols a derivative will show, without making it.

    >>> size_of_derivative(Product((Symbol("w"),) * 1000), Symbol("w"))
    1000000
    """
    if by not in reads(of):
        return 0

    def inner(part: Expression) -> int:
        return size_of_derivative(part, by)

    match of:
        case Symbol():
            return 1
        case Product(factors):
            return sum(size_of(of) - size_of(factors[at]) + inner(factors[at]) for at in places_in(of)[by])
        case Quotient(numerator, denominator):
            return inner(numerator) + inner(denominator) + (2 if by in reads(denominator) else 1) * size_of(of)
        case Power(base, exponent):
            return size_of(of) + inner(base) + (inner(exponent) + 2 * size_of(of) if by in reads(exponent) else 0)
        case Call(_, argument):
            return size_of(slope_of(of, output)) + inner(argument)
        case _:
            parts = children(of)
            return sum(inner(parts[at]) for at in places_in(of)[by])


def _with(factors: tuple[Expression, ...], position: int, changed: Expression) -> Expression:
    """Put a derivative in its factor's place; the exponent that a power rule brings down goes to the front."""
    before, after = factors[:position], factors[position + 1 :]
    inner = _factors(changed)
    if isinstance(factors[position], Power):
        return Product((inner[0], *before, *inner[1:], *after))
    return Product((*before, *inner, *after))


def _factors(expression: Expression) -> tuple[Expression, ...]:
    return expression.factors if isinstance(expression, Product) else (expression,)


@lru_cache(maxsize=16384)
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
    if not kept:
        return ZERO
    total = Fraction(0)
    for value in map(rational, kept):
        if value is None or _is_long(total + value):
            return plus(*kept)
        total += value
    return as_number(total)


def _tidy_product(factors: tuple[Expression, ...]) -> Expression:
    flat: list[Expression] = []
    coefficient = Fraction(1)
    written: list[Expression] = []
    for factor in (inner for outer in factors for inner in _factors(outer)):
        sign, body = (-1, factor.body) if isinstance(factor, Negative) else (1, factor)
        value = rational(body)
        coefficient *= sign
        if value is None or (value and _is_long(coefficient * value)):
            flat.extend(_factors(body))
            continue
        coefficient *= value
        if value != 1:
            written.append(body)
    if coefficient == 0 or not flat:
        return as_number(coefficient)
    flat = _over_one_line(flat)
    size = abs(coefficient)
    number = _as_written(size, written)
    body = times(*flat) if size == 1 else Product((number, *flat))
    return Negative(body) if coefficient < 0 else body


def _is_long(value: Fraction) -> bool:
    """Say whether a number is too long to be taken together from others: product after product would grow."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_MERGED_BITS


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
