from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
import pytest

from symbackprop.export.saturation.exponentials import Exponentials, Monomial, Summand, plain, power_of_e
from symbackprop.export.saturation.linear import Linear
from symbackprop.export.saturation.normalise import Maximum, Normaliser, renamed
from symbackprop.expression.tree import Index, Symbol
from symbackprop.graph.equations import Equation, Term

from .worth import is_near, of_expression, of_linear

A, B, E = Symbol("a"), Symbol("b"), Symbol("E")


def e(symbol: Symbol) -> Monomial:
    return power_of_e(Linear.of(symbol))


def normaliser() -> Normaliser:
    return Normaliser({"a", "b", "E"}, lambda expression: expression)


def worked_out(made: Normaliser, at: Mapping[Symbol, mpmath.mpf]) -> dict[Symbol, mpmath.mpf]:
    """Return the values of what was made, in order."""
    known = dict(at)
    for one in made.made:
        assert isinstance(one.statement, Equation)
        known[one.statement.target] = mpmath.fsum(of_expression(term.body, known) for term in one.statement.terms)
    return known


@pytest.mark.parametrize(("a", "b"), [("1", "2"), ("-3", "700"), ("1000", "-1000")])
@mpmath.workdps(60)
def test_a_sum_is_e_to_its_greatest_exponent_times_what_is_made(a: str, b: str) -> None:
    made = normaliser()
    found = made.of(Exponentials((Summand(e(A)), Summand(e(B)))), E)
    known = worked_out(made, {A: mpmath.mpf(a), B: mpmath.mpf(b)})
    greatest, total = of_linear(found.greatest, known), of_expression(found.total, known)
    assert greatest == max(known[A], known[B])
    assert 1 <= total <= 2
    assert is_near(total, mpmath.exp(known[A] - greatest) + mpmath.exp(known[B] - greatest))
    assert [of_expression(part, known) <= 1 for part in found.parts] == [True, True]


def test_the_greatest_exponent_is_held_fixed_by_the_derivatives() -> None:
    made = normaliser()
    made.of(Exponentials((Summand(e(A)), Summand(e(B)))), E)
    assert [one.statement.target.ascii for one in made.made if one.is_held] == ["E_max"]


def test_one_sum_is_made_once_and_two_sums_have_names_of_their_own() -> None:
    made = normaliser()
    both = Exponentials((Summand(e(A)), Summand(e(B))))
    assert made.of(both, E).total == made.of(both, E).total
    count = len(made.made)
    made.of(Exponentials((Summand(e(A)), Summand(Monomial()))), E)
    targets = [one.statement.target.ascii for one in made.made]
    assert len(targets) > count
    assert len(set(targets)) == len(targets)


def test_over_an_index_the_greatest_exponent_is_a_maximum() -> None:
    i = Index("i", 3)
    z = Symbol("z", indices=(i,))
    made = normaliser()
    made.of(Exponentials((Summand(e(z), (i,)),)), E)
    maxima = [one.statement for one in made.made if isinstance(one.statement, Maximum)]
    assert [(maximum.body, maximum.over) for maximum in maxima] == [(z, (i,))]


def test_an_exponential_with_a_factor_counts_by_that_only_where_it_is_picked() -> None:
    weighted = Exponentials((Summand(e(A).times(plain(Symbol("w")))), Summand(e(B))))
    targets = {}
    for is_picked in (False, True):
        made = normaliser()
        made.of(weighted, E, is_picked)
        targets[is_picked] = [one.statement.target.ascii for one in made.made]
    assert "E_picked" in targets[True]
    assert "E_picked" not in targets[False]


def test_a_part_is_found_by_its_exponent() -> None:
    made = normaliser()
    found = made.of(Exponentials((Summand(e(A)), Summand(e(B)))), E)
    assert found.part(Linear.of(A)) == found.parts[0]
    assert found.part(Linear.of(A).scaled(Fraction(2))) is None


def test_names_are_changed_in_what_is_defined_and_in_what_is_read() -> None:
    equation = Equation(E, (Term(A),))
    assert renamed(equation, {A: B}) == Equation(E, (Term(B),))
    assert renamed(equation, {E: B}) == Equation(B, (Term(A),))
