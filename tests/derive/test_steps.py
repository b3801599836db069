from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.derive.steps import MOST_TERMS, Link, Relation, elided, equal
from symbackprop.expression.tree import Dots, Expression, Product, Sum, Symbol


def terms(count: int) -> tuple[Symbol, ...]:
    return tuple(Symbol("a", str(n)) for n in range(1, count + 1))


def shown(expression: Expression) -> str:
    assert isinstance(expression, Sum)
    return " ".join("…" if isinstance(term, Dots) else getattr(term, "subscript", "?") for term in expression.terms)


def test_equal_sides_are_joined_by_equals_signs() -> None:
    a, b = terms(2)
    assert equal(a, b) == (Link(Relation.EQUAL, a), Link(Relation.EQUAL, b))
    assert [relation.value for relation in Relation] == ["=", "≈"]


def test_a_short_sum_and_what_is_no_sum_stay_whole() -> None:
    whole = Sum(terms(MOST_TERMS))
    assert elided(whole) is whole
    product = Product(terms(40))
    assert elided(product) is product


@pytest.mark.parametrize(
    ("interesting", "expected"),
    [
        ("", "1 2 … 9"),
        ("5", "1 … 5 … 9"),
        ("1", "1 … 9"),
        ("3", "1 2 3 … 9"),
        ("5 6 7", "1 … 5 6 7 8 9"),
        ("4 5 6", "1 … 4 5 6 … 9"),
        ("2 3 4 6", "1 2 3 … 6 … 9"),
        ("9", "1 … 9"),
        ("8", "1 … 8 9"),
    ],
)
def test_of_a_long_sum_the_ends_and_what_is_of_interest_are_shown(interesting: str, expected: str) -> None:
    found = elided(Sum(terms(9)), lambda term: isinstance(term, Symbol) and term.subscript in interesting.split())
    assert shown(found) == expected


@given(st.integers(MOST_TERMS + 1, 60), st.sets(st.integers(1, 60)))
def test_dots_stand_for_two_terms_or_more_and_the_order_stays(count: int, interesting: set[int]) -> None:
    found = shown(elided(Sum(terms(count)), lambda term: int(term.subscript) in interesting)).split()  # type: ignore[attr-defined]
    assert len(found) <= 11
    assert found[0] == "1"
    assert found[-1] == str(count)
    for before, at, after in zip(found, found[1:], found[2:], strict=False):
        if at == "…":
            assert int(after) - int(before) > 2
    numbers = [int(term) for term in found if term != "…"]
    assert numbers == sorted(set(numbers))
    chosen = sorted(interesting & set(range(1, count + 1)))[:2]
    assert set(chosen) <= set(numbers)
