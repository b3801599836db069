from __future__ import annotations

from fractions import Fraction

import pytest

from symbackprop.export.saturation.exponentials import (
    Exponentials,
    Monomial,
    Summand,
    fresh,
    is_bounded,
    is_part,
    plain,
    power_of_e,
)
from symbackprop.export.saturation.linear import NOTHING, Linear
from symbackprop.expression.tree import Index, Negative, Product, Symbol, whole

A, B, C = Symbol("a"), Symbol("b"), Symbol("c")
N, J = Index("i", 3), Index("j", 3)


def e(*terms: Symbol) -> Monomial:
    """Return e to the sum of some quantities."""
    exponent = NOTHING
    for term in terms:
        exponent = exponent.plus(Linear.of(term))
    return power_of_e(exponent)


def total(*values: Monomial) -> Exponentials:
    return Exponentials(tuple(Summand(value) for value in values))


def over(whole_: Exponentials, power: int = 1) -> Monomial:
    return Monomial(powers=((whole_, Fraction(-power)),))


SOFTMAX = total(e(A), e(B), e(C))


def test_a_product_adds_exponents_and_powers() -> None:
    product = e(A).times(e(B)).times(plain(Product((whole(3), C)))).times(plain(C))
    assert product == Monomial(Fraction(3), Linear.of(A).plus(Linear.of(B)), ((C, Fraction(2)),))
    assert e(A).times(power_of_e(Linear.of(Negative(A)))) == Monomial()


def test_products_are_the_same_in_any_order() -> None:
    assert e(A).times(plain(B)).times(plain(C)) == plain(C).times(e(A)).times(plain(B))
    assert total(e(A), e(B)) == total(e(B), e(A))
    assert hash(total(e(A), e(B))) == hash(total(e(B), e(A)))
    assert total(e(A), e(B)) != total(e(A), e(C))


def test_a_power_is_taken_factor_by_factor_or_not_at_all() -> None:
    square = e(A).times(plain(B)).raised(Fraction(2))
    assert square == Monomial(exponent=Linear.of(A).scaled(Fraction(2)), powers=((B, Fraction(2)),))
    assert e(A).raised(Fraction(1, 2)) == power_of_e(Linear.of(A).scaled(Fraction(1, 2)))
    assert plain(B).raised(Fraction(1, 2)) is None
    assert Monomial(Fraction(0)).raised(Fraction(-1)) is None


def test_what_is_positive_is_known() -> None:
    assert e(A).is_positive
    assert SOFTMAX.is_positive
    assert not plain(B).is_positive
    assert not total(e(A), Monomial(Fraction(-1))).is_positive


@pytest.mark.parametrize(
    ("value", "bounded"),
    [
        (e(A).times(over(SOFTMAX)), True),
        (e(A).times(plain(B)).times(over(SOFTMAX)), True),
        (e(A), False),
        (over(SOFTMAX), False),
        (e(A, B).times(over(SOFTMAX)), False),
        (e(A).times(over(total(e(A), Monomial()))), True),
        (e(A, A).times(over(total(e(A), Monomial()), 2)), True),
        (e(A, A).times(over(total(e(A), Monomial()))), False),
        (Monomial(powers=((total(e(A), e(B)), Fraction(1)), (SOFTMAX, Fraction(-1)))), True),
        (plain(B), True),
    ],
)
def test_a_part_of_a_sum_over_the_sum_is_bounded(value: Monomial, bounded: bool) -> None:
    assert is_bounded(value) is bounded


def test_an_exponential_is_found_among_those_of_a_sum() -> None:
    assert SOFTMAX.has(Linear.of(B))
    assert not SOFTMAX.has(Linear.of(Symbol("d")))
    assert SOFTMAX.holds(total(e(A), e(C)))
    assert is_part(Linear.of(A).scaled(Fraction(2)), SOFTMAX, 2)


def test_a_pair_is_an_exponential_and_a_one() -> None:
    assert total(e(A), Monomial()).pair == (Linear.of(A), 1)
    assert total(e(A), Monomial(Fraction(-1))).pair == (Linear.of(A), -1)
    assert total(e(A), e(B)).pair is None
    assert total(e(A), Monomial(Fraction(2))).pair is None


def summed(index: Index) -> Summand:
    return Summand(power_of_e(Linear.of(Symbol("z", indices=(index,)))), (index,))


def test_a_sum_over_an_index_is_the_same_whatever_the_index_is_called() -> None:
    assert Exponentials((summed(N),)) == Exponentials((summed(J),))
    assert Exponentials((summed(N),)).indices == frozenset()


def test_an_exponential_of_a_sum_over_an_index_is_found_with_the_index_that_it_has_there() -> None:
    whole_ = Exponentials((summed(J),))
    assert list(whole_.matches(Linear.of(Symbol("z", indices=(N,))))) == [(0, {J: N})]
    assert not whole_.has(Linear.of(Symbol("y", indices=(N,))))


def test_the_index_of_a_sum_makes_way_for_another_of_its_name() -> None:
    z = Symbol("z", indices=(N, J))
    summand = Summand(power_of_e(Linear.of(z)), (J,))
    moved = summand.reindexed({N: J})
    assert moved.over != (J,)
    assert moved.indices == {J}
    assert fresh(N, frozenset({N})) == Index("i'", 3)
