"""Quotients of polynomials in kernels calculate as fractions do, within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify import thresholds
from symbackprop.verify.values.quotients import Crowded, Field, Formula, Unproved, is_negative, with_powers

WHOLE = st.integers(-9, 9)


def line(slope: int, constant: int, field: Field) -> Formula:
    return field.kernel("x")[1] * slope + constant


@given(WHOLE, WHOLE, WHOLE, WHOLE)
def test_sums_and_products_obey_the_laws_of_fractions(a: int, b: int, c: int, d: int) -> None:
    field = Field()
    x, y = line(a, b, field), line(c, d, field)
    assert (x + y - y - x).is_zero
    assert (x * y - y * x).is_zero
    assert ((x + y) * (x - y) - x * x + y * y).is_zero


@given(st.integers(1, 9), WHOLE, st.integers(1, 9), WHOLE)
def test_a_quotient_in_lowest_terms_is_the_same_quotient(a: int, b: int, c: int, d: int) -> None:
    field = Field()
    x, y = line(a, b, field), line(c, d, field)
    lowest = (x * y / y).lowest
    assert (lowest - x).is_zero
    assert lowest.below.is_one()


@given(WHOLE.filter(bool), st.integers(-4, 4))
def test_powers_are_repeated_products(value: int, power: int) -> None:
    field = Field()
    assert (field.number(value) ** power * field.number(value) ** -power - 1).is_zero


def test_a_division_by_what_is_zero_is_refused() -> None:
    x = Field().kernel("x")[1]
    with pytest.raises(Unproved, match="by zero"):
        _ = 1 / (x - x)


def test_of_a_number_and_its_opposite_one_is_negative() -> None:
    x = Field().kernel("x")[1]
    assert is_negative(x.lowest) is not is_negative((-x).lowest)


def test_the_square_of_a_kernel_is_what_the_field_knows_of_it() -> None:
    field = Field()
    at, root = field.kernel("root of 2")
    field.squares[at] = field.context.constant(2)
    assert (root * root - 2).is_zero
    assert (root**4 - 4).is_zero
    assert not (root - 1).is_zero


def test_a_kernel_is_known_by_what_it_stands_for() -> None:
    field = Field()
    assert field.kernel("x")[0] == field.kernel("x")[0] != field.kernel("y")[0]
    assert with_powers((0, 2, 1)) == ((1, 2), (2, 1))


def test_more_kernels_than_there_is_room_for_are_too_many() -> None:
    field = Field()
    with pytest.raises(Crowded, match="too many kernels"):
        _ = [field.kernel(at) for at in range(1_000)]


def test_too_many_operations_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_OPERATIONS", 10)
    x = Field().kernel("x")[1]
    with pytest.raises(Unproved, match="too large"):
        _ = x**11
