"""Floating-point values of index graphs, a layer at a time, held against the certified values of their elements."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import HealthCheck, given, settings

from symbackprop.errors import DomainError, ExpressionError, GraphError
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import (
    HALF,
    ONE,
    TWO,
    Call,
    Choice,
    Dots,
    Expression,
    Index,
    Negative,
    Power,
    Product,
    Sum,
    Symbol,
    whole,
)
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import element, elements, expand
from symbackprop.graph.floats import Array, applied, evaluate, pointwise, quantity
from symbackprop.graph.values import Values, merged

from ..reference import LOGARITHMS, REALS, at_position, forward, positions
from ..strategies import Case, graphs

COLUMNS, ROWS, SAMPLES = Index("i", 3), Index("j", 2), Index("n", 4)
W, X, V, S = (
    Symbol("W", indices=(ROWS, COLUMNS)),
    Symbol("x", indices=(COLUMNS,)),
    Symbol("v", indices=(ROWS,)),
    Symbol("s"),
)
MATRIX, ROW, PAIR = np.arange(1.0, 7.0).reshape(2, 3), np.array([2.0, -1.0, 0.5]), np.array([10.0, 20.0])
KNOWN = {bare(W): MATRIX, bare(X): ROW, bare(V): PAIR, S: np.array(3.0)}


def arrays(case: Case) -> dict[Symbol, Array]:
    """Return the values of a case's leaves, an array each."""
    return {
        bare(leaf): np.array([float(case.values[at_position(leaf, at)]) for at in positions(leaf)]).reshape(
            [index.size for index in leaf.indices if isinstance(index, Index)]
        )
        for leaf in case.graph.leaves
    }


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_all_values_and_adjoints_are_the_certified_ones(case: Case) -> None:
    with mpmath.workdps(60):
        forward(case.graph, {at: REALS.number(value) for at, value in case.values.items()}, REALS)  # refuses kinks
    backward = reverse_accumulation(case.graph, case.loss, case.parameters)
    certified = Values(
        merged(expand(case.graph, {}), [expand(backward.graph, {})]),
        {element(bare(at), at.indices, {}): value for at, value in case.values.items()},  # type: ignore[arg-type]
    )

    known = evaluate(case.graph, arrays(case))
    known |= evaluate(backward.graph, known)

    for equation in (*case.graph.equations, *backward.graph.equations):
        for name, found in zip(elements(equation.target, {}), known[bare(equation.target)].ravel(), strict=True):
            truth = float(arb(certified.ball(name, 128)).mid())
            assert found == pytest.approx(truth, rel=1e-9, abs=1e-12 + 4 * lost(certified, name)), name


def lost(certified: Values, name: Symbol) -> float:
    """Return how far from the truth 53 bits can lead, where numbers cancel that are nearly the same."""
    try:
        return float(arb(certified.ball(name, 53)).rad())
    except DomainError:
        return math.inf


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_table_has_its_value(name: str) -> None:
    points = [0.25, 1.0, 4.5] if name in LOGARITHMS else [-4.5, -0.5, 0.25, 2.0]

    truth = [float(REALS.apply(name, mpmath.mpf(point))) for point in points]

    assert applied(name, np.array(points)) == pytest.approx(truth, rel=1e-12)


SUMS: dict[str, tuple[Equation, object]] = {
    "matrix times vector": (
        Equation(Symbol("y", indices=(ROWS,)), (Term(Product((W, X)), (COLUMNS,)),)),
        MATRIX @ ROW,
    ),
    "transposed matrix times vector": (
        Equation(Symbol("y", indices=(COLUMNS,)), (Term(Product((V, W)), (ROWS,)),)),
        PAIR @ MATRIX,
    ),
    "outer product": (Equation(Symbol("y", indices=(ROWS, COLUMNS)), (Term(Product((X, V))),)), np.outer(PAIR, ROW)),
    "outer product, axes exchanged": (
        Equation(Symbol("y", indices=(COLUMNS, ROWS)), (Term(Product((X, V))),)),
        np.outer(ROW, PAIR),
    ),
    "minus a sum": (Equation(Symbol("y"), (Term(Negative(Product((V, V))), (ROWS,)),)), -(PAIR @ PAIR)),
    "a number times a sum": (Equation(Symbol("y"), (Term(Product((HALF, V)), (ROWS,)),)), PAIR.sum() / 2),
    "a sum that is no product": (
        Equation(Symbol("y", indices=(ROWS,)), (Term(Sum((W, X)), (COLUMNS,)),)),
        (MATRIX + ROW).sum(axis=1),
    ),
    "a sum over what is not read": (Equation(Symbol("y"), (Term(S, (SAMPLES, ROWS)),)), 8 * 3.0),
    "a scalar in every position": (Equation(Symbol("y", indices=(ROWS,)), (Term(S),)), np.array([3.0, 3.0])),
    "a fixed element": (Equation(Symbol("y"), (Term(Symbol("W", indices=(2, 1))),)), 4.0),
    "a fixed row": (
        Equation(Symbol("y", indices=(COLUMNS,)), (Term(Symbol("W", indices=(2, COLUMNS))),)),
        MATRIX[1],
    ),
    "several terms": (
        Equation(Symbol("y", indices=(ROWS,)), (Term(Product((W, X)), (COLUMNS,)), Term(V), Term(S))),
        MATRIX @ ROW + PAIR + 3,
    ),
}


@pytest.mark.parametrize("name", SUMS)
def test_an_equation_is_evaluated_at_all_positions_at_once(name: str) -> None:
    equation, expected = SUMS[name]

    assert quantity(equation, KNOWN) == pytest.approx(expected)


def test_a_diagonal_is_read() -> None:
    square, y = Symbol("A", indices=(COLUMNS, COLUMNS)), Symbol("y", indices=(COLUMNS,))

    assert list(quantity(Equation(y, (Term(square),)), {Symbol("A"): np.arange(9.0).reshape(3, 3)})) == [0, 4, 8]


def test_an_index_of_size_one_is_an_index() -> None:
    one, wide = Index("m", 1), Index("k", 3)
    matrix, vector = Symbol("A", indices=(wide, one)), Symbol("u", indices=(one,))
    known = {Symbol("A"): np.ones((3, 1)), Symbol("u"): np.array([2.0])}

    assert list(
        quantity(Equation(Symbol("y", indices=(wide,)), (Term(Product((matrix, vector)), (one,)),)), known)
    ) == [
        2,
        2,
        2,
    ]


def test_wide_layers_are_contracted_in_good_time_and_rightly() -> None:
    rows, columns, samples = Index("j", 300), Index("i", 400), Index("n", 500)
    matrix, batch = Symbol("A", indices=(rows, columns)), Symbol("B", indices=(samples, columns))
    generator = np.random.default_rng(1)
    known = {Symbol("A"): generator.normal(size=(300, 400)), Symbol("B"): generator.normal(size=(500, 400))}

    found = quantity(
        Equation(Symbol("y", indices=(samples, rows)), (Term(Product((matrix, batch)), (columns,)),)), known
    )

    assert np.allclose(found, known[Symbol("B")] @ known[Symbol("A")].T)


def test_a_choice_takes_its_second_branch_at_zero() -> None:
    body = Choice(X, ONE, whole(-1))

    assert list(quantity(Equation(X, (Term(body),)), {bare(X): np.array([1.0, 0.0, -1.0])})) == [1, -1, -1]


def test_outside_a_domain_values_are_not_finite_and_nothing_is_said(recwarn: pytest.WarningsRecorder) -> None:
    body: Expression = Sum((Call("log", X), Power(X, HALF), Power(X, Negative(TWO))))

    found = quantity(Equation(X, (Term(body),)), {bare(X): np.array([1.0, 0.0, -1.0])})

    assert list(np.isfinite(found)) == [True, False, False]
    assert not recwarn.list


@pytest.mark.parametrize(
    ("leaves", "says"),
    [({}, "'x' has no value"), ({bare(X): np.zeros((3, 1))}, r"'x' has values of shape \(3, 1\), expected \(3,\)")],
)
def test_leaves_that_do_not_fit_are_refused_by_name(leaves: dict[Symbol, Array], says: str) -> None:
    with pytest.raises(GraphError, match=says):
        evaluate(Graph((X,), (Equation(Symbol("y"), (Term(X, (COLUMNS,)),)),)), leaves)


def test_what_only_shows_has_no_value() -> None:
    with pytest.raises(ExpressionError, match="Dots has no value"):
        pointwise(Dots(), KNOWN.__getitem__)
