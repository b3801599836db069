from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from symbackprop.expression.tree import (
    ONE,
    TWO,
    Call,
    Choice,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.domain import UNDECIDED, are_fine, is_fine, refusal, shown, trouble
from symbackprop.graph.equations import Equation, Graph, Term
from symbackprop.graph.tape import Ball

A, ZERO, MINUS, HUGE, NEAR = (Symbol(name) for name in ("a", "z", "m", "h", "n"))
VALUES: Mapping[Symbol, Ball] = {
    A: fmpq(2),
    ZERO: fmpq(0),
    MINUS: fmpq(-3),
    HUGE: fmpq(10**400),
    NEAR: arb(0, 1e-30),
}
"""Among them a ball that holds zero, of which nobody can tell whether it is."""

TROUBLES: Mapping[str, tuple[Expression, str]] = {
    "division": (Quotient(ONE, ZERO), "division by 0, the value of 'z'"),
    "nothing by nothing": (Quotient(ZERO, ZERO), "0/0, a division by 0, the value of 'z'"),
    "undecided division": (Quotient(ONE, NEAR), f"division by {UNDECIDED}, the value of 'n'"),
    "reciprocal": (Power(ZERO, whole(-1)), "division by 0, the value of 'z'"),
    "undecided reciprocal": (Power(NEAR, whole(-2)), f"division by {UNDECIDED}, the value of 'n'"),
    "square root": (Power(MINUS, decimal("0.5")), "square root of -3, the value of 'm'"),
    "another root": (Power(MINUS, Quotient(ONE, whole(3))), "-3 to the power 1/3, the value of 'm'"),
    "undecided root": (Power(NEAR, decimal("0.5")), f"root of {UNDECIDED}, to the power 1/2, the value of 'n'"),
    "large power": (Power(A, whole(2000)), "2 to the power 2000 overflows, the value of 'a'"),
    "logarithm of nothing": (Call("log", ZERO), "log of 0, the value of 'z'"),
    "logarithm below nothing": (Call("log", Negative(A)), "log of -2"),
    "undecided logarithm": (Call("log", NEAR), f"log of {UNDECIDED}, the value of 'n'"),
    "exponential": (Call("exp", Product((whole(1000), A))), "exp of 2000: its value overflows"),
    "product": (Product((HUGE, HUGE)), "1.00000e+400 overflows"),
    "inside": (Sum((A, Call("tanh", Quotient(A, ZERO)))), "division by 0, the value of 'z'"),
    "the branch that is taken": (Choice(A, Call("log", MINUS), ONE), "log of -3, the value of 'm'"),
}
"""Expressions without a value, and what is said of them."""


@pytest.mark.parametrize("name", TROUBLES)
def test_it_is_said_what_went_wrong_and_where(name: str) -> None:
    expression, says = TROUBLES[name]
    assert trouble(expression, VALUES.__getitem__) == says


FINE: Mapping[str, Expression] = {
    "a branch that is not taken": Choice(A, ONE, Call("log", MINUS)),
    "an odd power of a negative number": Power(MINUS, whole(3)),
    "a power of nothing": Power(ZERO, TWO),
    "a logarithm": Call("log", A),
    "a saturated sigmoid": Call("sigmoid", Product((whole(1000), MINUS))),
}


@pytest.mark.parametrize("name", FINE)
def test_of_what_has_a_value_nothing_is_said(name: str) -> None:
    assert trouble(FINE[name], VALUES.__getitem__) == ""


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        (fmpq(1, 3), True),
        (fmpq(2) ** 1023, True),
        (fmpq(2) ** 1024, False),
        (-(fmpq(2) ** 1024), False),
        (arb("1e300"), True),
        (arb("1e400"), False),
        (arb("nan"), False),
        (arb("inf"), False),
    ],
    ids=str,
)
def test_a_value_is_there_that_a_double_could_hold(value: Ball, fine: bool) -> None:
    assert is_fine(value) is fine
    assert are_fine([fmpq(1), value, arb(2)]) is fine


def test_a_long_fraction_near_one_is_there() -> None:
    assert are_fine([fmpq(3**2000, 3**2000 + 1)])


def test_a_value_is_shown_in_a_few_digits() -> None:
    assert [shown(value) for value in (fmpq(1, 3), fmpq(-2), arb("1e400"))] == ["0.333333", "-2", "1.00000e+400"]


def refused(graph: Graph, equation: Equation, values: Mapping[Symbol, Fraction]) -> str:
    with ctx.workprec(100):
        given = {symbol: fmpq(value.numerator, value.denominator) for symbol, value in values.items()}
        return str(refusal(equation, graph, equation.target, given.__getitem__))


def test_an_equation_is_named_by_its_place() -> None:
    x, y = Symbol("x"), Symbol("y")
    equation = Equation(y, (Term(Call("log", x)),), "net.toml:7")
    says = refused(Graph((x,), (equation,)), equation, {x: Fraction(0)})
    assert says == "net.toml:7: the equation of 'y': log of 0, the value of 'x'"


def test_an_adjoint_is_named_by_what_it_is_the_derivative_by_and_where_that_stands() -> None:
    x, y = Symbol("x"), Symbol("y")
    root = Equation(y, (Term(Power(x, decimal("0.5"))),), "net.toml:7")
    graph = Graph((x,), (root,))
    backward = reverse_accumulation(graph, y, [x])
    slope = backward.graph.equation(backward.adjoint[x])
    assert slope is not None
    says = refused(graph, slope, dict.fromkeys(backward.graph.leaves, Fraction(0)))
    assert says.startswith("net.toml:7: the derivative of 'y' with respect to 'x': division by 0")
