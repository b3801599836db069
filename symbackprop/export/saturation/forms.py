"""What the expressions and quantities of a graph are as products of exponentials, seen through the names they read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from ...expression.differentiate import rational, tidied
from ...expression.tree import (
    TWO,
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Position,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
)
from ...graph.equations import Equation, Term, bare
from ...graph.shifts import reindexed
from .addition import MOST_POWER, added
from .exponentials import Exponentials, Monomial, Summand, is_bounded, plain, power_of_e
from .linear import Linear

OPENED = frozenset({"exp", "sigmoid", "tanh"})
"""The functions that are exponentials, or quotients of them."""


class Forms:
    """The forms of the quantities that are defined so far."""

    def __init__(self) -> None:
        self._known: dict[Symbol, tuple[Symbol, Monomial]] = {}
        self._logarithms: dict[Symbol, tuple[Symbol, Expression]] = {}

    def define(self, equation: Equation) -> None:
        """Take in what a quantity is, if exponentials are in it."""
        if any(term.within for term in equation.terms):
            return  # A sum whose terms count at some positions only is no sum of exponentials.
        if not any(self.is_opened(term.body) for term in equation.terms):
            return
        match equation.terms:
            case (Term(Call("log", argument), ()),):
                self._logarithms[bare(equation.target)] = equation.target, argument
        value = self._defined(equation)
        if value is not None and value.is_exponential:
            self._known[bare(equation.target)] = equation.target, _named(value, equation.target)

    def _defined(self, equation: Equation) -> Monomial | None:
        match equation.terms:
            case (term,) if not term.over:
                return self.of(term.body)
            case terms:
                summands = [Summand(self.of(term.body), term.over, self._name(term.body)) for term in terms]
                return None if _is_away_from_zero(summands) else added(summands)

    def is_opened(self, expression: Expression) -> bool:
        """Say whether an expression holds exponentials, seen through the names that it reads."""
        match expression:
            case Symbol():
                return bare(expression) in self._known
            case Call(function, _) if function in OPENED:
                return True
            case _:
                return any(map(self.is_opened, children(expression)))

    def read(self, symbol: Symbol) -> Monomial | None:
        """Return what a quantity is, over the indices with which it is read, or None where it is no exponential."""
        if bare(symbol) not in self._known:
            return None
        target, value = self._known[bare(symbol)]
        by = _renaming(target, symbol)
        return value.reindexed(by) if by else value if by is not None else None

    def _opened(self, expression: Expression) -> Expression:
        """Return what a quantity stands for that is a logarithm, and all else as it is."""
        if not isinstance(expression, Symbol) or bare(expression) not in self._logarithms:
            return expression
        target, argument = self._logarithms[bare(expression)]
        by = _renaming(target, expression)
        return expression if by is None else Call("log", reindexed(argument, by))

    def of(self, expression: Expression) -> Monomial:
        """Return an expression as a product; one without exponentials is a product of plain factors."""
        found = self._of(expression)
        return plain(expression) if found is None else found

    def _of(self, expression: Expression) -> Monomial | None:
        match expression:
            case Number(value):
                return Monomial(value)
            case Symbol():
                return self.read(expression)
            case Negative(body):
                return Monomial(Fraction(-1)).times(self.of(body))
            case Product(factors):
                return reduce(Monomial.times, map(self.of, factors))
            case Quotient(above, below):
                inverse = self.of(below).raised(Fraction(-1))
                return None if inverse is None else self.of(above).times(inverse)
            case Power(base, exponent):
                power = rational(tidied(exponent))
                return None if power is None else self.of(base).raised(power)
            case Sum(terms):
                return self.sum(terms)
            case Call("exp", argument):
                return self._exponential(argument)
            case Call("sigmoid", argument):
                odds = self._exponential(argument)
                return odds.times(_inverse(_sum_with(odds, 1)))
            case Call("tanh", argument):
                odds = self._exponential(Product((TWO, argument)))
                return _sum_with(odds, -1).times(_inverse(_sum_with(odds, 1)))
            case _:
                return None

    def sum(self, terms: Sequence[Expression]) -> Monomial | None:
        """Return a sum as a product, or None where that tells nothing."""
        summands = [Summand(self.of(term), (), self._name(term)) for term in terms]
        return None if _is_away_from_zero(summands) else added(summands)

    def _name(self, expression: Expression) -> Symbol | None:
        """Return the quantity that an expression reads, if that is an exponential and nothing else."""
        if not isinstance(expression, Symbol):
            return None
        value = self.read(expression)
        return expression if value is not None and value == power_of_e(value.exponent) else None

    def _exponential(self, argument: Expression) -> Monomial:
        """Return e to an argument, in which e to a logarithm is what the logarithm is of."""
        exponent = Linear.of(argument)
        found = Monomial()
        for part, coefficient in exponent.parts:
            match self._opened(part.written):
                case Call("log", inner):
                    value = self.of(inner).raised(coefficient)
                case Call("softplus", inner) if coefficient.denominator == 1 and abs(coefficient) <= MOST_POWER:
                    value = _sum_with(self._exponential(inner), 1).raised(coefficient)
                case _:
                    value = None
            if value is not None:
                found = found.times(value)
                exponent = exponent.minus(Linear(((part, coefficient),)))
        return power_of_e(exponent).times(found)


def _renaming(declared: Symbol, read: Symbol) -> dict[Index, Position] | None:
    """Return where a reader is along the indices of a quantity, where it reads it at as many positions."""
    by: dict[Index, Position] = {}
    for own, given in zip(declared.indices, read.indices, strict=True):
        if not isinstance(own, Index):
            return None
        if own != given:
            by[own] = given
    return by


def _sum_with(value: Monomial, number: int) -> Monomial:
    found = added([Summand(value), Summand(Monomial(Fraction(number)))])
    return Monomial(value.coefficient + number) if found is None else found


def _inverse(value: Monomial) -> Monomial:
    found = value.raised(Fraction(-1))
    assert found is not None, "1 more than an exponential is not 0"
    return found


def _named(value: Monomial, name: Symbol) -> Monomial:
    match value.powers:
        case ((Exponentials(summands, None), power),) if power == 1 and value.coefficient == 1 and not value.exponent:
            return Monomial(powers=((Exponentials(summands, name), power),))
    return value


def _is_away_from_zero(summands: Sequence[Summand]) -> bool:
    """Say whether a sum is a positive number and bounded positive parts, with which nothing can go wrong."""
    numbers = [summand for summand in summands if not summand.value.is_exponential and not summand.value.powers]
    others = [summand for summand in summands if summand not in numbers]
    return any(summand.value.coefficient > 0 for summand in numbers) and all(
        summand.value.is_positive and is_bounded(summand.value) for summand in others
    )
