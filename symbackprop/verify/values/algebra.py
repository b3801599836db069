"""Exact algebra: the functions and the laws of quotients in kernels, so that what is equal can be proved to be.

Two formulas are equal where their difference is 0 as a quotient of polynomials, once

- e to a sum is the product of the powers of its terms, and e to −x the inverse of e to x;
- the logarithm of a quotient of products is the sum of logarithms, and that of e to x is x;
- the square of a root is what stands under it;
- a case distinction is h·a + (1 − h)·b with h² = h, which holds but where the sign itself changes.

These laws hold where all formulas have values; that they have, random points have shown before anything is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from itertools import islice
from types import MappingProxyType

from flint import fmpq_mpoly

from ...expression.differentiate import rational, tidied
from ...expression.functions import definition_of
from ...expression.tree import (
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
)
from ...graph.tape import exact
from .. import thresholds
from .quotients import Field, Formula, Unproved, is_negative, polynomial_key, with_powers


def exponential(x: Formula) -> Formula:
    """Return e to a power."""
    x = x.lowest
    result = x.field.number(1)
    for powers, coefficient in x.top.terms():
        term = Formula(x.field, x.field.context.from_dict({powers: coefficient}), x.below).lowest
        result = result * _exponential_of_term(term)
    return result


def _exponential_of_term(x: Formula) -> Formula:
    """Return e to a quotient of one term; that to a multiple of it is its power."""
    field = x.field
    ((powers, coefficient),) = x.top.terms()
    count = (
        int(coefficient.p)
        if abs(int(coefficient.p)) <= thresholds.MOST_POWER_PROVED
        else (1 if coefficient > 0 else -1)
    )
    unit = coefficient / count
    kernels = with_powers(powers)
    if unit == 1 and x.below.is_one() and len(kernels) == 1 and kernels[0][1] == 1:
        argument = field.arguments.get(kernels[0][0])
        if argument is not None:
            return argument**count
    term = Formula(field, field.context.from_dict({powers: unit}), x.below)
    key = ("exp", kernels, str(unit), polynomial_key(x.below))
    power = field.inverse_pair(key, term, field.logarithms)
    if unit.q % 2 == 0:
        # The square of e to a half is e to the whole, which may stand beside it.
        field.squares.setdefault(field.kernels[key], _exponential_of_term(2 * term).top)
    return power**count


def logarithm(x: Formula) -> Formula:
    """Return a natural logarithm."""
    x = x.lowest
    return _logarithm(x.field, x.top) - _logarithm(x.field, x.below)


def _logarithm(field: Field, polynomial: fmpq_mpoly) -> Formula:
    if polynomial.is_zero():
        raise Unproved("the logarithm of 0")
    if len(polynomial) > 1:
        whole = Formula(field, polynomial, field.one)
        return field.inverse_pair(("log", polynomial_key(polynomial)), whole, field.arguments)
    ((powers, coefficient),) = polynomial.terms()
    total = field.number(0)
    if coefficient != 1:
        total = total + field.inverse_pair(("log", str(coefficient)), field.number(coefficient), field.arguments)
    for at, power in with_powers(powers):
        known = field.logarithms.get(at)
        if known is None:
            itself = Formula(field, field.generators[at], field.one)
            known = field.inverse_pair(("log of", at), itself, field.arguments)
        total = total + known * power
    return total


def root(x: Formula) -> Formula:
    """Return a square root."""
    x = x.lowest
    field = x.field
    field.count(len(x.top), len(x.below))
    under = x.top * x.below
    at, kernel = field.kernel(("root", polynomial_key(under)))
    field.squares[at] = under
    return kernel / Formula(field, x.below, field.one)


def chosen(positive: Formula, then: Formula, otherwise: Formula) -> Formula:
    """Return one formula where another is positive, and else a third."""
    positive = positive.lowest
    field = positive.field
    if positive.top.is_constant() and positive.below.is_constant():
        return then if positive.top.leading_coefficient() > 0 else otherwise
    if is_negative(positive):
        return chosen(-positive, otherwise, then)
    if _is_positive(field, positive.top) and _is_positive(field, positive.below):
        return then
    scale = positive.top.leading_coefficient()
    at, sign = field.kernel(("positive", polynomial_key(positive.top / scale), polynomial_key(positive.below)))
    field.squares[at] = field.generators[at]
    return sign * then + (1 - sign) * otherwise


def _is_positive(field: Field, polynomial: fmpq_mpoly) -> bool:
    """Say whether nothing but powers of e, times positive numbers, is added up."""
    return all(
        coefficient > 0 and all(at in field.logarithms for at, power in enumerate(powers) if power)
        for powers, coefficient in polynomial.terms()
    )


def hyperbolic_tangent(x: Formula) -> Formula:
    """Return a hyperbolic tangent, over powers of e."""
    square = exponential(2 * x)
    return (square - 1) / (square + 1)


def constant(field: Field, letter: str) -> Formula:
    """Return a number that no fraction is."""
    return field.kernel(("constant", letter))[1]


def _opaque(name: str, x: Formula) -> Formula:
    x = x.lowest
    return x.field.kernel((name, polynomial_key(x.top), polynomial_key(x.below)))[1]


PRIMITIVES: Mapping[str, Callable[[Formula], Formula]] = MappingProxyType(
    {
        "cos": partial(_opaque, "cos"),
        "exp": exponential,
        "log": logarithm,
        "normal_cdf": partial(_opaque, "normal_cdf"),
        "normal_pdf": partial(_opaque, "normal_pdf"),
        "sin": partial(_opaque, "sin"),
        "tanh": hyperbolic_tangent,
    }
)


def formula(expression: Expression, field: Field, value: Callable[[Symbol], Formula]) -> Formula:
    """Return what an expression is in this algebra.

    Args:
        expression: The expression.
        field: Where to calculate.
        value: What each symbol is.

    Raises:
        Unproved: It has no place here, or grows too large.
    """

    def of(part: Expression) -> Formula:
        match part:
            case Number(number):
                return field.number(exact(number))
            case Constant(letter):
                return constant(field, letter)
            case Symbol():
                return value(part)
            case Sum(terms):
                total = of(terms[0])
                for term in islice(terms, 1, None):
                    total = total + of(term)
                return total
            case Product(factors):
                product = of(factors[0])
                for factor in islice(factors, 1, None):
                    product = product * of(factor)
                return product
            case Negative(body):
                return -of(body)
            case Quotient(numerator, denominator):
                return of(numerator) / of(denominator)
            case Power(base, exponent):
                power = rational(tidied(exponent))
                if power is None:
                    return exponential(of(exponent) * logarithm(of(base)))
                return raised(of(base), power)
            case Call():
                definition = definition_of(part)
                return PRIMITIVES[part.function](of(part.argument)) if definition is None else of(definition)
            case Choice(positive, then, otherwise):
                return chosen(of(positive), of(then), of(otherwise))
            case Braced(body, _) | Bold(body):
                return of(body)
            case _:
                raise Unproved(f"{type(part).__name__} has no value")

    return of(expression)


def raised(base: Formula, power: Fraction) -> Formula:
    """Return a formula to a power that is whole or half a whole number."""
    if abs(power) > thresholds.MOST_POWER_PROVED or power.denominator > 2:
        raise Unproved("such a power")
    return base**power.numerator if power.denominator == 1 else root(base) ** power.numerator
