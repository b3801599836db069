from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import HealthCheck, given, settings

from symbackprop.errors import ExpressionError
from symbackprop.expression.tree import (
    Affine,
    Call,
    Index,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    whole,
)
from symbackprop.graph.arrays import evaluated, evaluated_block
from symbackprop.graph.effort import OVERHEAD, ROOT, operations
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.windows import Window
from symbackprop.models.spec import parse

from ..reference import BALLS, at_position, forward, positions
from ..strategies import Case, layered_graphs

i, j, k = Index("i", 2), Index("j", 3), Index("k", 2)
W, X = Symbol("W", indices=(i, j)), Symbol("x", indices=(j,))
Y = Symbol("y", indices=(i,))
DECLARED = {bare(W): W, bare(X): X}
VALUES = {bare(W): [fmpq(n) for n in (1, 2, 3, 4, 5, 6)], bare(X): [fmpq(n) for n in (1, 10, 100)]}


def found(*terms: Term, target: Symbol = Y) -> list[float]:
    """Return the elements of y over a matrix [[1, 2, 3], [4, 5, 6]] and a vector (1, 10, 100)."""
    return [float(arb(value)) for value in evaluated(Equation(target, terms), DECLARED, VALUES)]


def test_a_sum_over_an_index_is_a_product_of_matrix_and_vector() -> None:
    assert found(Term(Product((W, X)), (j,))) == list(np.array([[1, 2, 3], [4, 5, 6]]) @ [1, 10, 100])


def test_a_read_with_its_indices_turned_is_the_transpose() -> None:
    square = Symbol("S", indices=(i, k))
    turned = Symbol("S", indices=(k, i))
    equation = Equation(Symbol("y", indices=(i, k)), (Term(turned),))
    values = {bare(square): [fmpq(n) for n in (1, 2, 3, 4)]}
    assert [int(value.p) for value in evaluated(equation, {bare(square): square}, values)] == [1, 3, 2, 4]


def test_a_read_moves_with_its_index_and_outside_its_window_counts_nothing() -> None:
    place = Affine(((1, i), (1, k)), 0)
    shifted = Symbol("x", indices=(place,))
    assert found(Term(shifted, (k,), (Window(place, 3),))) == [10 + 100, 100]


def test_a_fixed_place_is_read_for_every_element() -> None:
    assert found(Term(Symbol("x", indices=(2,)))) == [10, 10]


def test_terms_are_added_and_those_with_a_minus_taken_off() -> None:
    once = Term(Symbol("x", indices=(1,)))
    assert found(Term(Product((W, X)), (j,)), Term(Negative(once.body))) == [320, 653]
    assert found(Term(Negative(Sum((once.body, Negative(whole(3))))))) == [2, 2]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layered_graphs())
def test_all_elements_are_those_of_a_loop_over_single_ones(case: Case) -> None:
    expected = forward(case.graph, {symbol: BALLS.number(value) for symbol, value in case.values.items()}, BALLS)
    known = {
        bare(leaf): [BALLS.number(case.values[at_position(leaf, at)]) for at in positions(leaf)]
        for leaf in case.graph.leaves
    }
    for equation in case.graph.equations:
        known[bare(equation.target)] = evaluated(equation, case.graph.declared, known)
        ours = [expected[at_position(equation.target, at)] for at in positions(equation.target)]
        assert len(ours) == len(known[bare(equation.target)])
        assert all(arb(one).overlaps(other) for one, other in zip(known[bare(equation.target)], ours, strict=True))


def test_a_long_fraction_becomes_a_ball() -> None:
    power = Equation(Symbol("y"), (Term(Power(Sum((Symbol("x"), whole(1))), whole(50_000))),))
    (value,) = evaluated(power, {Symbol("x"): Symbol("x")}, {Symbol("x"): [fmpq(1, 3)]})
    assert isinstance(value, arb)
    assert float(value.log()) == pytest.approx(50_000 * np.log(4 / 3))


def test_a_kind_of_expression_without_a_value_is_refused() -> None:
    with pytest.raises(ExpressionError, match="Total has no value"):
        found(Term(Total((j,), X)))


def test_an_equation_takes_as_many_operations_as_it_has_points_times_parts() -> None:
    product = Equation(Y, (Term(Product((W, X)), (j,)),))
    one = operations(Equation(Symbol("y"), (Term(Product((Symbol("a"), Symbol("b")))),)))
    assert operations(product) == 2 * 3 * one
    assert operations(product, overhead=10) == (2 * 3 + 10) * one


def test_a_high_power_and_a_root_count_for_more() -> None:
    def of(exponent: Fraction) -> int:
        power = Power(Symbol("a"), Quotient(whole(exponent.numerator), whole(exponent.denominator)))
        return operations(Equation(Symbol("y"), (Term(power),)))

    assert of(Fraction(100)) - of(Fraction(4)) == 96
    assert of(Fraction(1, 3)) - of(Fraction(1, 2)) == ROOT
    assert operations(Equation(Symbol("y"), (Term(Call("tanh", Symbol("a"))),))) < ROOT


def test_the_precision_is_that_of_the_context() -> None:
    equation = Equation(Symbol("y"), (Term(Call("exp", Symbol("x"))),))
    radii = []
    for bits in (53, 200):
        with ctx.workprec(bits):
            (value,) = evaluated(equation, {Symbol("x"): Symbol("x")}, {Symbol("x"): [fmpq(1, 3)]})
            radii.append(float(arb(value).rad()))
    assert radii[1] < radii[0] * 2.0**-100


def recurrence(positions: int) -> Graph:
    """Return h[t] = h[t-1] + x[t], which begins with zero."""
    equations = "h[t] = h[t-1] + x[t]\\nh[0] = 0\\nE = h[last]^2"
    head = f'equations = "{equations}"\nloss = "E"\nparameters = ["x"]\nlearning_rate = 0.1\n'
    return parse(f"{head}[sizes]\nt = {positions}\n", "recurrence.toml").graph


def test_a_recurrence_begins_at_each_position() -> None:
    ten, thousand = (recurrence(positions).equations[0] for positions in (10, 1000))
    assert operations(ten, OVERHEAD) == 2 * 10 * (1 + OVERHEAD)
    assert operations(thousand, OVERHEAD) == 100 * operations(ten, OVERHEAD)


def test_a_recurrence_adds_position_after_position() -> None:
    graph = recurrence(100)
    block = graph.blocks[0]
    sums = evaluated_block(block, graph.declared, {Symbol("x"): [fmpq(1)] * 100})
    assert sums[Symbol("h")] == list(range(1, 101))
