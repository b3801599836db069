"""Certified values of scalar graphs."""

from __future__ import annotations

import re
import time
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, given, settings

from symbackprop.errors import CertificationError, DomainError, GraphError
from symbackprop.expression.tree import (
    HALF,
    ONE,
    Call,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import element, expand
from symbackprop.graph.rounding import Digits, Rounding
from symbackprop.graph.values import Values, demand_few, fractions, merged, number_of, work_of
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..reference import REALS, forward
from ..strategies import Case, graphs

X, W, Y, E = Symbol("x"), Symbol("w"), Symbol("y"), Symbol("E")

# Published in the example, to nine digits.
PUBLISHED = {
    "net_h1": "0.3775",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "net_o1": "1.10590597",
    "out_o1": "0.751365070",
    "out_o2": "0.772928465",
    "E_o1": "0.274811083",
    "E_o2": "0.0235600256",
    "E_total": "0.298371109",
}


def values(body: object, **given: str) -> Values:
    """Return the graph of y = body, over leaves with values."""
    leaves = {Symbol(name): Fraction(text) for name, text in given.items()}
    return Values(Graph(tuple(leaves), (Equation(Y, (Term(body),)),)), leaves)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_forward_pass_of_the_example_is_the_published_one(mazur: Network, name: str) -> None:
    symbol = next(e.target for e in mazur.scalar.equations if e.target.ascii == name)

    assert mazur.certified.show(symbol, Rounding(9)).text == PUBLISHED[name]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_all_values_are_those_that_mpmath_computes(case: Case) -> None:
    certified = Values(
        expand(case.graph, {}),
        {element(bare(at), at.indices, {}): value for at, value in case.values.items()},  # type: ignore[arg-type]
    )

    with mpmath.workdps(60), ctx.workprec(200):
        truth = forward(case.graph, {symbol: REALS.number(value) for symbol, value in case.values.items()}, REALS)
        for at, value in truth.items():
            ball = certified.ball(element(bare(at), at.indices, {}), 128)  # type: ignore[arg-type]
            middle = mpmath.mpf(arb(ball).mid().str(50, radius=False))
            assert mpmath.almosteq(middle, value, 1e-30, 1e-30)


def test_rational_arithmetic_stays_exact() -> None:
    found = values(Sum((Product((W, X)), Negative(HALF))), w="0.15", x="0.05").ball(Y, 128)

    assert isinstance(found, fmpq)
    assert found == fmpq(15 * 5, 10_000) - fmpq(1, 2)


def test_more_precision_gives_a_smaller_ball() -> None:
    known = values(Call("exp", X), x="0.7")

    coarse, fine = known.ball(Y, 128), known.ball(Y, 1024)

    assert coarse.contains(fine)
    assert fine.rad() < coarse.rad()


def test_an_expression_over_the_quantities_is_evaluated() -> None:
    known = values(Product((W, X)), w="3", x="0.5")

    assert known.evaluate(Sum((Y, X, Negative(ONE))), 128) == 1


def test_a_leaf_is_shown_as_it_is() -> None:
    assert values(X, x="0.05").show(X, Rounding(9)) == decimal("0.05")


def test_a_leaf_without_a_value_is_refused_by_name() -> None:
    with pytest.raises(GraphError, match="'w' has no value"):
        Values(Graph((X, W), (Equation(Y, (Term(Product((W, X))),)),)), {X: Fraction(1)})


def test_a_leaf_that_nothing_reads_needs_no_value() -> None:
    assert Values(Graph((X, W), (Equation(Y, (Term(X),)),)), {X: Fraction(1)}).ball(Y, 128) == 1


OUTSIDE = {
    "division by zero": (Quotient(ONE, Sum((X, Negative(X)))), "division by 0"),
    "nothing by nothing": (Quotient(Sum((X, Negative(X))), Sum((X, Negative(X)))), "0/0, a division by 0"),
    "logarithm of zero": (Call("log", Sum((X, Negative(X)))), "log of 0"),
    "logarithm of a negative number": (Call("log", Negative(X)), "log of -0.3"),
    "root of a negative number": (Power(Negative(X), decimal("0.5")), "square root of -0.3"),
    "reciprocal of zero": (Power(Sum((X, Negative(X))), whole(-1)), "division by 0"),
    "reciprocal of a hidden zero": (
        Quotient(X, Sum((Product((Call("exp", X), Call("exp", Negative(X)))), Negative(ONE)))),
        "division by what cannot be told from 0",
    ),
    "overflow": (Call("exp", Product((whole(10_000), X))), "exp of 3000: its value overflows"),
    "overflow of a fraction": (Power(Product((whole(10**9), X)), whole(64)), "3e+08 to the power 64 overflows"),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_outside_the_domain_of_a_function_the_equation_is_named_with_what_happened(case: str) -> None:
    expression, says = OUTSIDE[case]
    known = values(expression, x="0.3")

    with pytest.raises(DomainError, match=rf"^the equation of 'y': {re.escape(says)}$"):
        known.show(Y, Rounding(9))


def test_the_quantity_at_fault_is_named() -> None:
    with pytest.raises(DomainError, match=r"^the equation of 'y': log of 0, the value of 'x'$"):
        values(Call("log", X), x="0").show(Y, Rounding(9))


def test_a_fraction_that_is_squared_again_and_again_fills_no_memory() -> None:
    expression: Expression = Sum((ONE, Negative(Power(whole(10), whole(-40)))))
    for _ in range(6):
        expression = Power(expression, whole(64))
    assert values(Sum((X, expression)), x="0").show(Y, Rounding(9)).text == "1.00000000"


def test_an_expression_that_divides_by_zero_is_refused() -> None:
    with pytest.raises(CertificationError):
        values(X, x="0").show(Quotient(ONE, Y), Rounding(9))


@pytest.mark.parametrize("exponent", [1, 2])
def test_a_hidden_zero_and_its_square_are_shown_as_zero(exponent: int) -> None:
    body = Power(Sum((Product((Call("exp", X), Call("exp", Negative(X)))), Negative(ONE))), whole(exponent))

    shown = values(body, x="0.7").show(Y, Rounding(5, Digits.DECIMALS))

    assert shown == Number(Fraction(0), "0.00000")


def test_a_difference_that_cancels_forty_digits_is_shown_right() -> None:
    """exp(x) − 1 at x = 10^-40 is 10^-40 + 10^-80/2 + …"""
    shown = values(Sum((Call("exp", X), Negative(ONE))), x="1e-40").show(Y, Rounding(9))

    assert shown.text == "1.00000000e-40"


def test_numbers_alone_have_a_value() -> None:
    assert number_of(Quotient(Product((decimal("0.05"), whole(3))), whole(2))) == fmpq(3, 40)
    with ctx.workprec(128):
        assert number_of(Call("exp", ONE)).overlaps(arb("2.7182818284590452353602874713526624977572"))


def test_the_values_of_numbers_are_their_fractions() -> None:
    assert fractions({X: decimal("0.050")}) == {X: Fraction(1, 20)}


def test_graphs_are_merged_in_order() -> None:
    first = Graph((X,), (Equation(Y, (Term(Product((X, X))),)),))
    second = Graph((X, Y), (Equation(E, (Term(Sum((Y, X))),)),))

    both = merged(first, [second])

    assert [equation.target for equation in both.equations] == [Y, E]
    assert both.leaves == (X,)


def test_graphs_that_define_a_quantity_twice_are_not_merged() -> None:
    graph = Graph((X,), (Equation(Y, (Term(X),)),))

    with pytest.raises(GraphError, match="'y' is defined twice"):
        merged(graph, [graph])


def test_steps_of_a_recurrence_take_work_and_time_in_proportion() -> None:
    equations = "h[t] = tanh(u*h[t-1] + x[t])\\nh[0] = 0\\nE = h[last]^2"
    head = f'equations = "{equations}"\nloss = "E"\nparameters = ["u"]\n[sizes]\nt = '
    short, long = (parse(f"{head}{positions}\n", "long.toml") for positions in (1_000, 20_000))
    assert work_of(long.single.graph) > 19 * work_of(short.single.graph) > 100_000
    demand_few(long.single.graph)
    given = {name: Fraction(1, 3) for leaf in long.graph.leaves for name in long.elements(leaf)}

    started = time.process_time()
    Values(long.single, given).array(bare(long.loss), 128)

    # A step that begins anew takes 100 µs.
    assert time.process_time() - started < 1
