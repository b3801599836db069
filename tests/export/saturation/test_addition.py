from __future__ import annotations

from fractions import Fraction

import mpmath
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.export.saturation.addition import MOST_SUMMANDS, added
from symbackprop.export.saturation.exponentials import Exponentials, Monomial, Summand, plain, power_of_e
from symbackprop.export.saturation.linear import Linear
from symbackprop.expression.tree import Negative, Symbol

from ...reference import REALS
from ...strategies import B, W, X, points
from .worth import is_near, of_monomial

E_X, E_W = power_of_e(Linear.of(X)), power_of_e(Linear.of(W))
ONE = Monomial()
BELOW = Exponentials((Summand(E_X), Summand(ONE)))
OVER = Monomial(powers=((BELOW, Fraction(-1)),))

MONOMIALS = st.lists(
    st.sampled_from([E_X, E_W, ONE, OVER, plain(B), plain(W), Monomial(Fraction(-2)), Monomial(Fraction(3, 4))]),
    min_size=1,
    max_size=3,
).map(lambda factors: _product(factors))


def _product(factors: list[Monomial]) -> Monomial:
    found = ONE
    for factor in factors:
        found = found.times(factor)
    return found


@settings(deadline=None)
@given(st.lists(MONOMIALS, min_size=1, max_size=4), points())
def test_a_sum_is_worth_what_its_summands_are_together(values: list[Monomial], point: dict[Symbol, Fraction]) -> None:
    found = added([Summand(value) for value in values])
    assert (found is None) is not any(value.is_exponential for value in values) or found is None
    if found is not None:
        with mpmath.workdps(50):
            at = {symbol: REALS.number(value) for symbol, value in point.items()}
            assert is_near(of_monomial(found, at), mpmath.fsum(of_monomial(value, at) for value in values))


def test_a_complement_is_carried_out() -> None:
    """1 − e^x/(1 + e^x) = 1/(1 + e^x)."""
    sigmoid = E_X.times(OVER)
    assert added([Summand(ONE), Summand(Monomial(Fraction(-1)).times(sigmoid))]) == OVER


def test_what_is_equal_is_taken_together_and_what_is_shared_taken_out() -> None:
    assert added([Summand(E_X), Summand(E_X)]) == Monomial(Fraction(2)).times(E_X)
    shared = added([Summand(E_X.times(plain(B))), Summand(E_W.times(plain(B)))])
    assert shared is not None
    assert (B, Fraction(1)) in shared.powers


def test_what_cancels_is_nothing() -> None:
    nothing = added([Summand(E_X), Summand(Monomial(Fraction(-1)).times(E_X))])
    assert nothing is not None
    assert nothing.coefficient == 0


def test_of_a_sum_without_exponentials_nothing_is_said() -> None:
    assert added([Summand(plain(X)), Summand(plain(W))]) is None


def test_a_sum_that_would_have_to_be_multiplied_out_at_length_is_left() -> None:
    long = Exponentials(tuple(Summand(power_of_e(Linear.of(Symbol("a", str(n))))) for n in range(MOST_SUMMANDS + 5)))
    over_long = Monomial(powers=((long, Fraction(-1)),))
    assert added([Summand(over_long), Summand(power_of_e(Linear.of(Negative(X))))]) is None
