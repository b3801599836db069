"""Claims that algebra would take too long to prove: right ones are accepted, wrong ones refused, in a bounded time."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time

import pytest
from hypothesis import given, settings

from symbackprop.errors import DerivationError
from symbackprop.expression.algebra import is_within_reach
from symbackprop.expression.differentiate import derivative, slope
from symbackprop.expression.tree import (
    ONE,
    TWO,
    Call,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    plus,
    times,
    whole,
)
from symbackprop.graph.proofs import is_derivative, is_identical

from ..strategies import W, X, expressions

SECONDS = 2
"""Of processor time; each of these takes a twentieth of it, and took minutes."""


def nested(name: str, depth: int) -> Expression:
    found: Expression = W
    for _ in range(depth):
        found = Call(name, found)
    return found


def fraction(depth: int) -> Expression:
    found: Expression = W
    for _ in range(depth):
        found = Quotient(W, Sum((ONE, Product((W, found)))))
    return found


LONG: Mapping[str, Expression] = {
    "a sum of 60 absolute values, squared": Power(
        plus(*(Call("abs", Sum((W, Negative(whole(at))))) for at in range(60))), TWO
    ),
    "a product of 25 reciprocals": times(*(Quotient(ONE, Sum((W, whole(at)))) for at in range(1, 26))),
    "roots of high order": Product(
        (
            Power(Sum((W, X, ONE)), Quotient(whole(63), whole(64))),
            Power(Sum((W, X)), Quotient(whole(61), whole(63))),
            Power(W, Negative(whole(64))),
        )
    ),
    "powers of sums": Product((Power(Sum((W, X, ONE)), whole(64)), Power(Sum((W, Negative(X))), whole(64)))),
    "a fraction of 20 floors": fraction(20),
    **{f"{name}, 50 times": nested(name, 50) for name in ("abs", "gelu", "hard_sigmoid", "leaky_relu", "silu", "tanh")},
}


@pytest.mark.parametrize("name", LONG)
def test_a_derivative_too_long_for_algebra_is_confirmed_in_a_moment_and_a_wrong_one_refused(name: str) -> None:
    of, began = LONG[name], process_time()
    right = slope(of, W)

    assert not is_within_reach(right, of)
    assert is_derivative(right, of, W)
    assert is_derivative(derivative(of, W), of, W)
    assert not is_derivative(Negative(right), of, W)
    assert not is_derivative(Product((right, Sum((ONE, Power(whole(1000), whole(-6)))))), of, W)
    assert process_time() - began < SECONDS


@pytest.mark.parametrize("name", LONG)
def test_two_forms_too_long_for_algebra_are_told_apart(name: str) -> None:
    of, began = LONG[name], process_time()

    assert is_identical(Product((of, of)), Power(of, TWO))
    assert not is_identical(of, Product((of, Sum((ONE, Power(whole(1000), whole(-6)))))))
    assert process_time() - began < SECONDS


@settings(max_examples=25, deadline=None)
@given(expressions(depth=2))
def test_what_algebra_proves_the_points_confirm(expression: Expression) -> None:
    of = Product((Sum((ONE, Power(expression, TWO))), *[Sum((X, W, ONE))] * 40))
    right = slope(of, X)

    assert not is_within_reach(of)
    assert is_derivative(right, of, X)
    assert not is_derivative(Sum((right, ONE)), of, X)


def test_what_has_no_value_anywhere_cannot_be_checked_and_that_is_said() -> None:
    with pytest.raises(DerivationError, match="no numbers were found at which it has a value"):
        is_identical(Power(plus(*[nested("exp", 50)] * 20), TWO), nested("exp", 50))


def test_what_divides_by_zero_everywhere_cannot_be_checked() -> None:
    nothing = Quotient(X, Sum((X, Negative(X))))

    with pytest.raises(DerivationError, match="does it divide by zero"):
        is_derivative(slope(nothing, X), nothing, X)


def test_what_is_zero_at_some_points_is_compared_at_others() -> None:
    dead = nested("relu", 50)

    assert not is_identical(dead, Product((TWO, dead)))


def test_a_symbol_that_only_one_side_reads_matters() -> None:
    long = times(*[Sum((X, ONE))] * 400)

    assert not is_identical(long, Product((long, Symbol("v"))))
