"""The oracle: conversion to SymPy, identity, derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings

from symbackprop.errors import ExpressionError
from symbackprop.expression.algebra import is_derivative, is_identical, to_sympy
from symbackprop.expression.differentiate import derivative, tidied
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Bold,
    Braced,
    Call,
    Dots,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Negative,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    decimal,
    whole,
)

from ..reference import REALS, value_of
from ..strategies import B, W, X, expressions, points

x, w = sympy.Symbol("x", real=True), sympy.Symbol("w1", real=True)

CONVERTED: Mapping[str, tuple[Expression, sympy.Expr]] = {
    "decimal": (decimal("0.050"), sympy.Rational(1, 20)),
    "difference": (Sum((X, Negative(W))), x - w),
    "product": (Product((TWO, W, X)), 2 * w * x),
    "quotient": (Quotient(X, Sum((ONE, W))), x / (1 + w)),
    "power": (Power(Sum((X, W)), TWO), (x + w) ** 2),
    "reciprocal": (Power(X, whole(-1)), 1 / x),
    "exp": (Call("exp", Negative(X)), sympy.exp(-x)),
    "log": (Call("log", X), sympy.log(x)),
    "tanh": (Call("tanh", X), sympy.tanh(x)),
    "sigmoid": (Call("sigmoid", Product((W, X))), 1 / (1 + sympy.exp(-w * x))),
    "bold": (Bold(X), x),
    "braced": (Braced(X, "note"), x),
}

ONLY_SHOWN: Mapping[str, Expression] = {
    "partial": Partial(X, W),
    "sum over an index": Total((Index("i", 2),), X),
    "matrix": Matrix(((X,),)),
    "matrix product": MatrixProduct((X, W)),
    "dots": Sum((X, Dots())),
}

OUT = Symbol("out")
IDENTICAL: Mapping[str, tuple[Expression, Expression]] = {
    "order of factors": (Product((X, W)), Product((W, X))),
    "distributed": (Product((X, Sum((W, ONE)))), Sum((Product((X, W)), X))),
    "sign of a square": (Power(Sum((X, Negative(W))), TWO), Power(Sum((W, Negative(X))), TWO)),
    "common denominator": (Sum((HALF, Quotient(ONE, X))), Quotient(Sum((X, TWO)), Product((TWO, X)))),
    "sigmoid at minus x": (Call("sigmoid", Negative(X)), Sum((ONE, Negative(Call("sigmoid", X))))),
    "decimal and fraction": (decimal("0.50"), HALF),
    "an odd function": (Call("tanh", Negative(X)), Negative(Call("tanh", X))),
    "exp of a sum": (Call("exp", Sum((X, W))), Product((Call("exp", X), Call("exp", W)))),
}

DIFFERENT: Mapping[str, tuple[Expression, Expression]] = {
    "sign": (Product((OUT, Sum((ONE, Negative(OUT))))), Product((OUT, Sum((ONE, OUT))))),
    "digit": (decimal("0.50"), decimal("0.51")),
    "index": (Symbol("w", "1"), Symbol("w", "2")),
    "names that look alike": (Symbol("net", "h1"), Symbol("net_h1")),
    "mark": (Symbol("w", "1"), Symbol("w", "1", mark="+")),
    "function": (Call("sigmoid", X), Call("tanh", X)),
    "exponent": (Power(X, TWO), Power(X, whole(3))),
    "equal at one and at zero alone": (X, Power(X, TWO)),
}

NOT_DERIVATIVES: Mapping[str, tuple[Expression, Expression]] = {
    "sign": (Product((whole(-2), X)), Power(X, TWO)),
    "missing inner derivative": (Call("exp", Product((TWO, X))), Call("exp", Product((TWO, X)))),
    "by the other symbol": (X, Product((W, X))),
    "missing factor": (X, Power(X, TWO)),
    "a constant kept": (Sum((W, ONE)), Sum((Product((W, X)), ONE))),
    "zero": (ZERO, X),
}


@pytest.mark.parametrize("name", CONVERTED)
def test_a_tree_becomes_the_sympy_expression_it_stands_for(name: str) -> None:
    tree, expected = CONVERTED[name]

    assert to_sympy(tree) == expected


@settings(max_examples=60, deadline=None)
@given(expressions(), points())
def test_the_sympy_expression_has_the_value_of_the_tree(expression: Expression, at: dict[Symbol, Fraction]) -> None:
    with mpmath.workdps(100):
        real = {symbol: REALS.number(value) for symbol, value in at.items()}
        by_sympy = sympy.lambdify([to_sympy(symbol) for symbol in at], to_sympy(expression), "mpmath")

        assert mpmath.almosteq(by_sympy(*real.values()), value_of(expression, real, REALS), 1e-40, 1e-40)


@pytest.mark.parametrize("name", ONLY_SHOWN)
def test_what_only_shows_something_is_refused(name: str) -> None:
    with pytest.raises(ExpressionError, match="has no value"):
        to_sympy(ONLY_SHOWN[name])


def test_what_a_symbol_stands_for_is_put_in() -> None:
    assert to_sympy(Product((X, W)), {X: sympy.Integer(3)}) == 3 * w


@pytest.mark.parametrize("name", IDENTICAL)
def test_equal_expressions_are_identical(name: str) -> None:
    assert is_identical(*IDENTICAL[name])


@pytest.mark.parametrize("name", DIFFERENT)
def test_different_expressions_are_not_identical(name: str) -> None:
    assert not is_identical(*DIFFERENT[name])


@settings(max_examples=25, deadline=None)
@given(expressions(depth=2))
def test_no_expression_is_identical_to_itself_plus_one(expression: Expression) -> None:
    assert not is_identical(expression, Sum((expression, ONE)))


def test_a_derivative_holds_the_other_symbols_fixed() -> None:
    assert is_derivative(W, Sum((Product((W, X)), B)), X)


@pytest.mark.parametrize("name", NOT_DERIVATIVES)
def test_a_wrong_derivative_is_refused(name: str) -> None:
    claimed, of = NOT_DERIVATIVES[name]

    assert not is_derivative(claimed, of, X)


MANY = tuple(Symbol("w", str(n)) for n in range(1, 41))
"""So many that nobody can try all ways in which their absolute values fall."""


@pytest.mark.slow
def test_choices_that_do_not_depend_on_the_symbol_cost_nothing() -> None:
    penalty = Product((decimal("0.01"), Sum(tuple(Call("abs", w) for w in MANY))))
    slope = Product((decimal("0.01"), derivative(Call("abs", MANY[0]), MANY[0])))
    assert is_derivative(slope, penalty, MANY[0])
    assert not is_derivative(Negative(slope), penalty, MANY[0])
    assert not is_derivative(Sum((slope, Call("abs", MANY[1]))), penalty, MANY[0])


def test_choices_that_both_sides_share_cost_nothing() -> None:
    terms = tuple(Call("relu", w) for w in MANY)
    assert is_identical(Product((TWO, Sum(terms))), Sum((*terms, *terms[::-1])))


def test_choices_are_compared_by_what_they_come_to() -> None:
    x, rectified = Symbol("x"), Call("relu", Symbol("x"))
    assert is_identical(Product((rectified, rectified)), Product((x, rectified)))
    assert not is_identical(Sum((rectified, rectified)), Sum((x, rectified)))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_derivative_of_a_function_of_a_sum_is_confirmed_as_it_is_shown(name: str) -> None:
    of = Call(name, Sum((Product((W, X)), B)))
    assert is_derivative(tidied(derivative(of, X)), of, X)
    assert not is_derivative(Sum((tidied(derivative(of, X)), ONE)), of, X)
