"""Equations rewritten so that neither they nor their derivatives overflow: logarithms, quotients and complements.

What an expression is, as `forms` finds out, decides, and not how it is spelled or through how many names it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from ...expression.differentiate import rational
from ...expression.tree import (
    ONE,
    ZERO,
    Call,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    plus,
    rebuilt,
)
from ...graph.equations import Equation, Graph, Term
from .exponentials import Exponentials, Monomial, is_bounded
from .forms import Forms
from .linear import NOTHING, Linear, factored, multiplied, with_number
from .normalise import Made, Normalised, Normaliser
from .outside import Outside

ONCE = Fraction(1)
MOST_COMPLEMENT, MOST_PAIRS = 4, 3
"""Longer sums are not looked at for a complement, such as 1 − σ, nor more factors for sigmoids."""

Factors: TypeAlias = list[tuple[Expression, Fraction]]
Pairs: TypeAlias = Sequence[tuple[Linear, Fraction]]
"""Powers of 1 + e^d, by their d."""


@dataclass
class Logarithm:
    """The logarithm of a product, while it is being written.

    Args:
        exponent: What adds to it as it stands.
        pairs: Multiples of ln(1 + e^d), by their d.
        rest: Multiples of all else.
    """

    exponent: Linear = NOTHING
    pairs: list[tuple[Linear, Fraction]] = field(default_factory=list)
    rest: list[tuple[Expression, Fraction]] = field(default_factory=list)

    def add(self, other: Logarithm, times: Fraction) -> None:
        """Add a multiple of another one."""
        self.exponent = self.exponent.plus(other.exponent, times)
        self.pairs += [(d, coefficient * times) for d, coefficient in other.pairs]
        self.rest += [(body, coefficient * times) for body, coefficient in other.rest]

    @property
    def softplus(self) -> tuple[Linear, list[tuple[Linear, Fraction]]]:
        """The exponent and the arguments of softplus, each d turned so that as much as possible cancels."""
        exponent, found = self.exponent, []
        for d, times in self.pairs:
            turned = exponent.plus(d, times)
            is_turned = len(turned.parts) < len(exponent.parts)
            exponent = turned if is_turned else exponent
            found.append((d.scaled(Fraction(-1)) if is_turned else d, times))
        return exponent, found


class Rewriter:
    """Rewrites the equations of a graph in order.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: Graph) -> None:
        self.forms = Forms()
        self.normaliser = Normaliser({symbol.ascii for symbol in graph.declared}, self.value)
        self.outside = Outside(graph, self.normaliser.fresh)
        self.target = Symbol("")

    def block(self, block: Sequence[Equation]) -> list[Made]:
        """Return equations that are computed together in their stable form, after what they need from outside."""
        made = [one for equation in block for one in self.equation(equation)]
        along = block[0].along
        if along is None:
            return made
        inside = [one for one in made if along.index in one.statement.target.indices]
        outside = [one for one in made if along.index not in one.statement.target.indices]
        return [*outside, *(replace(one, statement=replace(one.statement, along=along)) for one in inside)]

    def equation(self, equation: Equation) -> list[Made]:
        """Return an equation in its stable form, after what it needs."""
        self.normaliser.made = []
        self.target = equation.target
        is_opened = any(self.forms.is_opened(term.body) for term in equation.terms)
        if is_opened and any(term.within for term in equation.terms):
            return self._windowed(equation)
        terms = self._terms(equation.terms) if is_opened else equation.terms
        self.forms.define(equation)
        return [*self.normaliser.made, _made(equation, terms)]

    def _windowed(self, equation: Equation) -> list[Made]:
        """Return an equation of terms that count at some positions only in its stable form, after what it needs."""
        found = self.outside.carried(equation, self.forms.is_opened)
        if found is None:
            # Each term is a sum of its own, whose parts may have no value where it does not count.
            terms = tuple(Term(self.value(term.body), term.over, term.within) for term in equation.terms)
            return [
                *(part for one in self.normaliser.made for part in self.outside.padded(one)),
                _made(equation, terms),
            ]
        made, carried = found
        terms = self._terms(carried.terms)
        self.forms.define(carried)
        is_fine = terms == carried.terms
        return [*made, *self.normaliser.made, _made(equation, equation.terms if is_fine else terms)]

    def _terms(self, terms: Sequence[Term]) -> tuple[Term, ...]:
        apart = [term for term in terms if not term.over]
        if len(apart) < 2:
            return tuple(Term(self.value(term.body), term.over, term.within) for term in terms)
        # Terms without a Σ are one sum, in which a complement may hide.
        whole = self.value(Sum(tuple(term.body for term in apart)))
        parts = whole.terms if isinstance(whole, Sum) else (whole,)
        summed = (Term(self.value(term.body), term.over, term.within) for term in terms if term.over)
        return (*(Term(part) for part in parts), *summed)

    def value(self, expression: Expression) -> Expression:
        """Return an expression that is computed without overflow, and means the same."""
        match expression:
            case Call("log", argument):
                logarithm = self._logarithm(argument)
                return self._written(logarithm) if logarithm else Call("log", self.value(argument))
            case Product() | Quotient() | Power():
                found = self._product(expression)
            case Sum(terms):
                found = self._sum(terms)
            case Negative(body):
                inner = self.value(body)
                return inner.body if isinstance(inner, Negative) else Negative(inner)
            case _:
                found = None
        return rebuilt(expression, self.value) if found is None else found

    def _logarithm(self, argument: Expression) -> Logarithm | None:
        """Return the logarithm of what holds exponentials, or None of all else."""
        if not self.forms.is_opened(argument):
            return None
        value = self.forms.of(argument)
        if not value.is_exponential:
            return None
        found = Logarithm(value.exponent)
        coefficient, inside = value.coefficient, []
        for base, power in value.powers:
            if not isinstance(base, Exponentials):
                inside.append((self.value(base), power))
                continue
            match base.pair:
                case (d, sign) if sign > 0:
                    found.pairs.append((d, power))
                case (d, _) if power == 1:
                    # ln(e^d − 1) where that is positive, and ln(1 − e^d) where the coefficient turns it.
                    is_above = coefficient > 0
                    found.exponent = found.exponent.plus(d if is_above else NOTHING)
                    less = Call("exp", self.value(d.scaled(Fraction(-1 if is_above else 1)).written))
                    found.rest.append((Call("log", Sum((ONE, Negative(less)))), ONCE))
                    coefficient = abs(coefficient)
                case _:
                    if not (base.is_positive or base.has_factors):
                        return None
                    normalised = self.normaliser.of(base, self.target, is_picked=True)
                    found.exponent = found.exponent.plus(normalised.greatest, power)
                    if base.is_positive:
                        found.rest.append((Call("log", normalised.total), power))
                    else:
                        inside.append((normalised.total, power))
        if inside or coefficient != 1:
            found.rest.append((Call("log", with_number(coefficient, multiplied(inside))), ONCE))
        return found

    def _written(self, logarithm: Logarithm) -> Expression:
        exponent, pairs = logarithm.softplus
        terms = list(map(self.value, exponent.terms))
        terms += [with_number(times, Call("softplus", self.value(d.written))) for d, times in pairs]
        terms += [with_number(times, body) for body, times in logarithm.rest]
        return plus(*terms) if terms else ZERO

    def _sum(self, terms: Sequence[Expression]) -> Expression | None:
        """Return a sum in which a complement is carried out, or logarithms have been taken apart."""
        complement = self._complement(terms) if len(terms) <= MOST_COMPLEMENT else None
        if complement is not None:
            return complement
        total, others = Logarithm(), []
        for term in terms:
            coefficient, factors = factored(term)
            match factors:
                case ((Call("log", argument), power),) if power == 1 and (found := self._logarithm(argument)):
                    total.add(found, coefficient)
                case _:
                    others.append(term)
        if not total.exponent and not total.pairs:
            return None
        for other in others:
            total.exponent = total.exponent.plus(Linear.of(self.value(other)))
        return self._written(total)

    def _complement(self, terms: Sequence[Expression]) -> Expression | None:
        """Return what numbers and quotients of exponentials add up to, if something of it cancels."""
        rest = [term for term in terms if rational(term) is None]
        if not rest or not all(self.forms.is_opened(term) and _divides(self.forms.of(term)) for term in rest):
            return None
        found = self.forms.sum(terms)
        if found is None or found.plain:
            return None
        pairs, sums, _ = _paired(found)
        if any(power > 0 for _, power in (*pairs, *sums)):
            # Of three classes, say, the other two are left.
            above = [base for base, power in found.sums if power > 0]
            below = [base for base, power in found.sums if power < 0]
            is_less = len(above) == len(below) == 1 and len(above[0].summands) < len(below[0].summands)
            signs = {self.forms.of(term).coefficient > 0 for term in terms}
            if not (is_less and above[0].is_positive and len(signs) == 2):
                return None
        return self._quotient(found)

    def _product(self, expression: Expression) -> Expression | None:
        """Return a product in which exponentials that may overflow have met, or None where it is fine as it stands."""
        _, factors = factored(expression)
        opened = [(base, power) for base, power in factors if self.forms.is_opened(base)]
        if not opened or factors == ((expression, ONCE),):
            return None
        values = {base: self.forms.of(base) for base, _ in opened}
        wild = [base for base, _ in opened if values[base].is_exponential and not is_bounded(values[base])]
        is_below = any(power < 0 and (base in wild or values[base].is_positive) for base, power in opened)
        is_divided = any(_divides(values[base]) for base in wild)
        is_met = len(wild) > 1 and any(isinstance(base, Call) for base in wild)
        found = self.forms.of(expression)
        # A product that is bounded though a factor is not: the other factors make up for it.
        return self._quotient(found) if is_below or is_divided or is_met or (wild and is_bounded(found)) else None

    def _quotient(self, value: Monomial) -> Expression:
        """Return a product of exponentials, each of its sums relative to its greatest exponent."""
        exponent, pairs, sums, factors = value.exponent, *_paired(value)
        factors = [(self.value(base), power) for base, power in (*value.plain, *factors)]
        below = [(self.normaliser.of(base, self.target), power) for base, power in sums if power < 0]
        whole = [one for one, _ in below]
        for base, power in sums:
            if power < 0:
                continue
            holder = next((one for one in whole if one.sum.holds(base)), None)
            if holder is None:
                below.append((self.normaliser.of(base, self.target), power))
            else:
                factors.append((self.normaliser.weighted(base, holder, self.target), power))
                exponent = exponent.plus(holder.greatest, power)
        for one, power in below:
            exponent = exponent.plus(one.greatest, power)
            factors.append((one.total, power))
        factors = [*self._exponential(exponent, pairs, whole), *factors]
        return with_number(value.coefficient, multiplied(factors))

    def _exponential(self, exponent: Linear, pairs: Pairs, whole: Sequence[Normalised]) -> Factors:
        """Return e to some power over powers of 1 + e^d, by sigmoids where it is made of them."""
        counts = [range(-int(power) + 1) if power < 0 and power.denominator == 1 else () for _, power in pairs]
        for taken in product(*counts) if len(pairs) <= MOST_PAIRS else ():
            rest = exponent
            for count, (d, _) in zip(taken, pairs, strict=True):
                rest = rest.plus(d, -count)
            parts = [part for one in whole if (part := one.part(rest.plus(one.greatest))) is not None]
            if rest and not parts:
                continue
            found: Factors = [(part, ONCE) for part in parts[:1] if rest and part != ONE]
            for count, (d, power) in zip(taken, pairs, strict=True):
                for turned, times in ((d, count), (d.scaled(-ONCE), -power - count)):
                    found += [(Call("sigmoid", self.value(turned.written)), Fraction(times))] if times else []
            return found
        logarithm = Logarithm(exponent, list(pairs))
        return [(Call("exp", self._written(logarithm)), ONCE)]


def _made(equation: Equation, terms: tuple[Term, ...]) -> Made:
    return Made(Equation(equation.target, terms, equation.place, equation.along))


def _divides(value: Monomial) -> bool:
    return any(power < 0 for _, power in value.sums)


def _paired(value: Monomial) -> tuple[Pairs, list[tuple[Exponentials, Fraction]], Factors]:
    """Return the powers of 1 + e^d of a product, its other sums, and as factors the tangents that are quotients."""
    sums = dict(value.sums)
    factors: Factors = []
    for base, power in value.sums:
        if base.pair is None or base.pair[1] > 0 or power < 0:
            continue
        d = base.pair[0]
        other = next((one for one in sums if one.pair == (d, ONCE) and sums[one] < 0), None)
        if other is not None:
            count = min(power, -sums[other])
            factors.append((Call("tanh", d.scaled(Fraction(1, 2)).written), count))
            sums[base] -= count
            sums[other] += count
    kept = [(base, power) for base, power in sums.items() if power]
    if any(base.pair is not None and base.pair[1] < 0 for base, _ in kept):
        # Beside e^d − 1 the sum e^d + 1 is brought to the same greatest exponent.
        return [], kept, factors
    pairs = [(base.pair[0], power) for base, power in kept if base.pair is not None]
    return pairs, [(base, power) for base, power in kept if base.pair is None], factors
