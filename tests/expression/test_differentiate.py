"""Textbook differentiation, raw and tidied."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symbackprop.errors import ExpressionError
from symbackprop.expression.algebra import to_sympy
from symbackprop.expression.differentiate import (
    MOST_MERGED_BITS,
    as_number,
    derivative,
    rational,
    size_of_derivative,
    slope,
    tidied,
)
from symbackprop.expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Bold,
    Call,
    Expression,
    Index,
    Negative,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    children,
    decimal,
    size_of,
    whole,
)

from ..reference import REALS, value_of
from ..strategies import B, W, X, expressions, points

T, OUT, NET = Symbol("target"), Symbol("out"), Symbol("net")
DIFFERENCE = Sum((T, Negative(OUT)))

# The lines that a lecturer writes: what is differentiated, by what, the line before tidying up, the line after.
WRITTEN: Mapping[str, tuple[Expression, Symbol, Expression, Expression]] = {
    "a net input by a weight": (
        Sum((Product((W, X)), B)),
        W,
        Sum((Product((ONE, X)), ZERO)),
        X,
    ),
    "half the squared error by the output": (
        Product((HALF, Power(DIFFERENCE, TWO))),
        OUT,
        Product((TWO, HALF, Power(DIFFERENCE, Sum((TWO, Negative(ONE)))), Negative(ONE))),
        Negative(DIFFERENCE),
    ),
    "a symbol by itself": (X, X, ONE, ONE),
    "a constant": (Product((W, B)), X, ZERO, ZERO),
    "a quotient by its numerator": (Quotient(X, W), X, Quotient(ONE, W), Quotient(ONE, W)),
    "a reciprocal": (
        Quotient(ONE, X),
        X,
        Negative(Quotient(Product((ONE, ONE)), Power(X, TWO))),
        Negative(Quotient(ONE, Power(X, TWO))),
    ),
}

TIDIED: Mapping[str, tuple[Expression, Expression]] = {
    "nothing to do": (Product((W, X)), Product((W, X))),
    "zero term": (Sum((X, ZERO)), X),
    "zero factor": (Product((X, ZERO, W)), ZERO),
    "one factor": (Product((ONE, X)), X),
    "numbers multiply to the front": (Product((TWO, X, whole(3))), Product((whole(6), X))),
    "half of two": (Product((HALF, TWO, X)), X),
    "minus minus": (Negative(Negative(X)), X),
    "two signs": (Product((Negative(X), Negative(W))), Product((X, W))),
    "one sign comes to the front": (Product((X, Negative(W))), Negative(Product((X, W)))),
    "a nested sum is one sum": (Sum((X, Sum((W, B)))), Sum((X, W, B))),
    "exponent one": (Power(X, Sum((TWO, Negative(ONE)))), X),
    "exponent zero": (Power(X, ZERO), ONE),
    "by one": (Quotient(X, ONE), X),
    "zero above": (Quotient(ZERO, X), ZERO),
    "minus zero": (Negative(ZERO), ZERO),
    "numbers add up": (Sum((HALF, HALF)), ONE),
    "below zero": (Sum((ONE, Negative(TWO))), Negative(ONE)),
    "inside a function": (Call("exp", Sum((X, ZERO))), Call("exp", X)),
}


def agrees(claimed: Expression, of: Expression, at: Mapping[Symbol, Fraction]) -> bool:
    """Say whether a claimed derivative by X has the value, to 40 digits, of the one that SymPy computes."""
    with mpmath.workdps(100):
        real = {symbol: REALS.number(value) for symbol, value in at.items()}
        slope = sympy.diff(to_sympy(of), to_sympy(X))
        by_sympy = sympy.lambdify([to_sympy(symbol) for symbol in at], slope, "mpmath")(*real.values())
        return bool(mpmath.almosteq(by_sympy, value_of(claimed, real, REALS), 1e-40, 1e-40))


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(expressions(), points())
def test_the_raw_and_the_tidied_form_are_the_derivative_of_sympy(of: Expression, at: dict[Symbol, Fraction]) -> None:
    raw = derivative(of, X)

    assert agrees(raw, of, at)
    assert agrees(tidied(raw), of, at)


@settings(max_examples=20, deadline=None)
@given(expressions(), points())
def test_a_derivative_that_is_off_by_a_sliver_is_refused(of: Expression, at: dict[Symbol, Fraction]) -> None:
    with mpmath.workdps(100):
        real = {symbol: REALS.number(value) for symbol, value in at.items()}
        # The comparison is relative: a sliver beside a number of twenty digits is none.
        assume(abs(value_of(derivative(of, X), real, REALS)) < 1e15)

    assert not agrees(Sum((derivative(of, X), decimal("1e-20"))), of, at)


@settings(max_examples=200, deadline=None)
@given(expressions(), points())
def test_tidying_never_changes_the_value(expression: Expression, at: dict[Symbol, Fraction]) -> None:
    with mpmath.workdps(100):
        real = {symbol: REALS.number(value) for symbol, value in at.items()}
        before, after = (value_of(form, real, REALS) for form in (expression, tidied(expression)))

        assert mpmath.almosteq(before, after, 1e-60, 1e-60)


@settings(max_examples=100, deadline=None)
@given(expressions())
def test_tidying_twice_changes_no_more(expression: Expression) -> None:
    assert tidied(tidied(expression)) == tidied(expression)


@settings(max_examples=100, deadline=None)
@given(expressions())
def test_what_is_tidied_multiplies_by_neither_zero_nor_one(expression: Expression) -> None:
    def products(part: Expression) -> list[Product]:
        own = [part] if isinstance(part, Product) else []
        return own + [inner for child in children(part) for inner in products(child)]

    factors = [factor for product in products(tidied(expression)) for factor in product.factors]

    assert ZERO not in factors
    assert ONE not in factors


@pytest.mark.parametrize("name", WRITTEN)
def test_a_derivative_is_written_as_a_lecturer_writes_it(name: str) -> None:
    of, by, raw, tidy = WRITTEN[name]

    assert derivative(of, by) == raw
    assert tidied(derivative(of, by)) == tidy


def test_a_slope_is_written_over_the_output_where_there_is_one() -> None:
    assert derivative(Call("sigmoid", NET), NET, OUT) == Product((OUT, Sum((ONE, Negative(OUT)))))


def test_without_an_output_a_slope_is_written_over_the_function_itself() -> None:
    own = Call("sigmoid", NET)

    assert derivative(own, NET) == Product((own, Sum((ONE, Negative(own)))))


def test_the_output_stands_for_the_whole_and_not_for_a_part() -> None:
    own = Call("exp", X)

    assert derivative(Product((TWO, own)), X, OUT) == Product((TWO, own))


def test_the_chain_rule_multiplies_by_the_inner_derivative() -> None:
    assert tidied(derivative(Call("exp", Product((W, X))), X)) == Product((Call("exp", Product((W, X))), W))


@pytest.mark.parametrize(
    "shown",
    [Bold(X), Total((Index("i", 2),), X)],
    ids=["bold", "total"],
)
def test_what_has_no_rule_is_refused(shown: Expression) -> None:
    with pytest.raises(ExpressionError, match="cannot be differentiated"):
        derivative(shown, X)


def test_a_named_derivative_counts_as_a_constant() -> None:
    assert derivative(Product((Partial(Symbol("E"), X), W)), X) == ZERO


@pytest.mark.parametrize("name", TIDIED)
def test_what_a_reader_leaves_out_is_left_out(name: str) -> None:
    untidy, tidy = TIDIED[name]

    assert tidied(untidy) == tidy


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(3), whole(3)),
        (Fraction(0), ZERO),
        (Fraction(-1), Negative(ONE)),
        (Fraction(1, 2), HALF),
        (Fraction(-2, 3), Negative(Quotient(TWO, whole(3)))),
    ],
    ids=str,
)
def test_a_rational_number_is_written_with_its_sign_before_it(value: Fraction, written: Expression) -> None:
    assert as_number(value) == written
    assert rational(written) == value


@pytest.mark.parametrize("expression", [X, Quotient(ONE, ZERO), Call("exp", ZERO)], ids=["symbol", "1/0", "exp 0"])
def test_what_is_not_made_of_numbers_has_no_rational_value(expression: Expression) -> None:
    assert rational(expression) is None


def test_a_number_that_is_alone_in_a_product_stays_as_it_was_written() -> None:
    x = Symbol("x")
    assert tidied(Product((decimal("0.7071"), ONE, x))) == Product((decimal("0.7071"), x))
    assert tidied(Product((decimal("0.5"), TWO, x))) == x


def test_a_product_of_numbers_is_a_decimal_where_one_of_them_is_and_it_ends() -> None:
    x = Symbol("x")
    assert tidied(Product((TWO, decimal("0.01"), x))) == Product((decimal("0.02"), x))
    assert tidied(Product((TWO, HALF, HALF, x))) == Product((HALF, x))
    third = Quotient(ONE, whole(3))
    assert tidied(Product((third, decimal("0.5"), x))) == Product((Quotient(ONE, whole(6)), x))


@settings(max_examples=200, deadline=None)
@given(expressions(), st.sampled_from((X, W, B)))
def test_a_slope_is_the_tidied_derivative_whatever_it_passes_over(expression: Expression, by: Symbol) -> None:
    assert slope(expression, by) == tidied(derivative(expression, by))
    assert slope(expression, by, OUT) == tidied(derivative(expression, by, OUT))


@settings(max_examples=200, deadline=None)
@given(expressions(), st.sampled_from((X, W, B)))
def test_the_length_of_a_derivative_is_not_underestimated_by_much(expression: Expression, by: Symbol) -> None:
    assert size_of(slope(expression, by)) <= 3 * size_of_derivative(expression, by) + 1


def test_numbers_are_taken_together_only_while_they_stay_short() -> None:
    long = decimal("1.23456789012345678901234567890123456789")
    product, total = tidied(Product((X, *[long] * 1000))), tidied(Sum(tuple(Quotient(ONE, whole(n)) for n in PRIMES)))

    for expression in (product, total):
        values = [value for part in children(expression) if (value := rational(part)) is not None]
        assert max(value.denominator.bit_length() for value in values) <= MOST_MERGED_BITS
    assert to_sympy(product) == sympy.Rational(long.value) ** 1000 * to_sympy(X)
    assert to_sympy(total) == sum(sympy.Rational(1, n) for n in PRIMES)


PRIMES = tuple(sympy.primerange(2, 1000))
"""Their reciprocals have no common denominator but their product."""
