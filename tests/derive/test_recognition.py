"""Equations recognised as products of matrices: each against its index equation, in numbers."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from symbackprop.derive.entries import ONES, NoMatrixForm
from symbackprop.derive.recognition import Recognition
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import (
    Braced,
    Call,
    Choice,
    Elementwise,
    Expression,
    Index,
    MatrixProduct,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transposed,
    rebuilt,
    symbols_of,
)
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import element
from symbackprop.graph.language import parse_equations
from symbackprop.models.network import Layout, Network
from symbackprop.render.inline.tex import Tex
from tests.reference import REALS, at_position, forward, positions
from tests.strategies import Case, graphs

Array = NDArray[np.float64]
INDICES = {name: Index(name, size) for name, size in zip("abcd", (2, 3, 4, 2), strict=True)}


@dataclass
class Evaluation:
    """NumPy's value of a matrix expression, with no more broadcasting than the notes promise.

    Args:
        at: From each name to its array: two axes, or none for a single number.
    """

    at: Mapping[Symbol, Array]

    def of(self, expression: Expression, entrywise: bool = False) -> Array:
        """Return the value; under a brace sums and functions are taken entry by entry."""
        match expression:
            case Braced(inner, note):
                height, width = map(int, note.split(" × "))
                value = np.ones((height, width)) if is_ones(inner) else self.of(inner, entrywise=True)
                assert value.shape == (height, width), note
                return value
            case Symbol():
                # As long as it must be: outside a brace a single one is stretched.
                return np.ones((1, 1)) if expression == ONES else self.at[expression]
            case Number(value):
                return np.array(float(value))
            case Negative(body):
                return -self.of(body, entrywise)
            case Sum(terms):
                values = [self.of(term, entrywise) for term in terms]
                assert entrywise or len(set(map(shape_of, values))) == 1, "a sum of different shapes"
                return reduce(operator.add, values)
            case Product(factors):
                values = [self.of(factor, entrywise) for factor in factors]
                assert sum(value.size > 1 for value in values) <= 1, "a product of vectors without a sign"
                return reduce(operator.mul, values)
            case Elementwise(factors):
                values = [self.of(factor, entrywise) for factor in factors]
                assert entrywise or len(set(map(shape_of, values))) == 1, "⊙ of different shapes"
                return reduce(operator.mul, values)
            case MatrixProduct(factors):
                values = [self.of(factor, entrywise) for factor in factors]
                scalars, arrays = [v for v in values if v.ndim == 0], [v for v in values if v.ndim]
                return np.asarray(reduce(operator.matmul, arrays) * reduce(operator.mul, scalars, 1.0))
            case Transposed(body):
                return self.of(body, entrywise).T
            case Quotient(above, below):
                return self.of(above, entrywise) / self.of(below, entrywise)
            case Power(base, exponent):
                return self.of(base, entrywise) ** self.of(exponent)
            case Call(function, argument):
                apply = np.vectorize(lambda x: float(REALS.apply(function, mpmath.mpf(float(x)))))
                return np.asarray(apply(self.of(argument, entrywise)))
            case Choice(positive, then, otherwise):
                condition = self.of(positive, entrywise) > 0
                return np.where(condition, self.of(then, entrywise), self.of(otherwise, entrywise))
            case _:
                raise AssertionError(f"{type(expression).__name__} has no value")


def shape_of(value: Array) -> tuple[int, ...]:
    """Return the shape; a row times a column is a single number."""
    return () if value.size == 1 else value.shape


def is_ones(expression: Expression) -> bool:
    return ONES in (expression, getattr(expression, "body", None))


def array_of(symbol: Symbol, values: Mapping[Symbol, mpmath.mpf], layout: Layout) -> Array:
    """Return the elements of a declared quantity as they stand in matrix form."""
    flat = np.array([float(values[at_position(symbol, at)]) for at in positions(symbol)])
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    if len(sizes) == 1:
        return flat.reshape((-1, 1) if layout.has_columns else (1, -1))
    return flat.reshape(sizes)


def holds(equation: Equation, graph: Graph, values: Mapping[Symbol, mpmath.mpf], layout: Layout) -> bool:
    """Say whether an equation is recognised as what it is."""
    reading = Recognition(layout, {})
    return is_value(reading.recognised(equation), reading, equation, graph, values)


def is_value(
    found: Expression,
    reading: Recognition,
    equation: Equation,
    graph: Graph,
    values: Mapping[Symbol, mpmath.mpf],
) -> bool:
    declared = {**graph.declared, bare(equation.target): equation.target}
    at = {name: array_of(declared[bare(read)], values, reading.layout) for name, read in reading.shown.items()}
    expected = array_of(equation.target, values, reading.layout)
    value = Evaluation(at).of(found)
    if value.shape != expected.shape and value.size == expected.size == 1:
        value = value.reshape(expected.shape)
    return value.shape == expected.shape and bool(np.allclose(value, expected, rtol=1e-9, atol=1e-12))


def values_of(graph: Graph, given_values: Mapping[Symbol, Fraction]) -> dict[Symbol, mpmath.mpf]:
    return forward(graph, {symbol: REALS.number(value) for symbol, value in given_values.items()}, REALS)


@pytest.mark.slow
@settings(deadline=None)
@given(graphs(), st.sampled_from(Layout))
def test_every_equation_of_a_network_is_recognised_as_what_it_is(case: Case, layout: Layout) -> None:
    values = values_of(case.graph, case.values)
    assert all(holds(equation, case.graph, values, layout) for equation in case.graph.equations)


@pytest.mark.slow
@settings(deadline=None)
@given(graphs(), st.sampled_from(Layout))
def test_every_adjoint_equation_of_a_network_is_recognised_as_what_it_is(case: Case, layout: Layout) -> None:
    backward = reverse_accumulation(case.graph, case.loss, case.parameters).graph
    values = forward(backward, values_of(case.graph, case.values), REALS)
    assert all(holds(equation, backward, values, layout) for equation in backward.equations)


@st.composite
def products(draw: st.DrawFn) -> Equation:
    """Return an equation of one term: a product over up to four indices, some of them summed."""
    names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    pairs = [tuple(pair) for pair in draw(st.lists(st.permutations(names).map(lambda p: p[:2]), max_size=4))]
    singles = [(name,) for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))]
    factors: list[Expression] = []
    for at, read in enumerate([*pairs, *singles]):
        symbol = Symbol("q", str(at), tuple(INDICES[name] for name in read))
        shape = draw(st.sampled_from(("plain", "square", "under", "shifted")))
        other = Symbol("c", str(at))
        factors.append(
            {
                "plain": symbol,
                "square": Power(symbol, Number(Fraction(2), "2")),
                "under": Quotient(other, symbol),
                "shifted": Sum((other, Negative(symbol))),
            }[shape]
        )
    free = tuple(INDICES[name] for name in draw(st.permutations(names))[: draw(st.integers(0, 2))])
    over = tuple(INDICES[name] for name in names if INDICES[name] not in free)
    body: Expression = Product(tuple(draw(st.permutations(factors)))) if len(factors) > 1 else factors[0]
    return Equation(Symbol("y", indices=free), (Term(Negative(body) if draw(st.booleans()) else body, over),))


@settings(deadline=None)
@given(products(), st.sampled_from(Layout), st.integers(0, 2**32))
def test_any_product_is_recognised_as_what_it_is_or_not_at_all(equation: Equation, layout: Layout, seed: int) -> None:
    graph = graph_of((equation,))
    draw = np.random.default_rng(seed)
    values = drawn(graph, draw)
    try:
        assert holds(equation, graph, values, layout)
    except NoMatrixForm:
        assert len(equation.terms[0].over) > 0 or len(equation.target.indices) > 1


def graph_of(equations: tuple[Equation, ...]) -> Graph:
    """Return the graph of some equations, with what they read as leaves."""
    reads = [read for equation in equations for term in equation.terms for read in symbols_of(term.body)]
    free = {bare(read): read for read in reads if all(isinstance(index, Index) for index in read.indices)}
    return Graph(tuple(free.values()), equations)


def drawn(graph: Graph, draw: np.random.Generator) -> dict[Symbol, mpmath.mpf]:
    elements = [at_position(leaf, position) for leaf in graph.leaves for position in positions(leaf)]
    return values_of(graph, {element: Fraction(int(draw.integers(1, 40)), 20) for element in elements})


SHAPES = {
    "a bias over samples": ("y[a,b] = x[a,b] + t[b]", r"\mathbf{1}"),
    "a product of three matrices": ("y[a,c] = sum(b, d, P[a,b]*Q[b,d]*R[d,c])", r"\mathbf{P}"),
    "a weighted sum of outer products": ("y[a,c] = sum(b, P[a,b]*s[b]*Q[c,b])", r"\odot"),
    "a matrix minus its means": ("y[a,b] = (x[a,b] - m[b])^2*g[b]", r"\mathbf{m}^{\mathsf{T}}"),
    "a transposed matrix": ("y[a,b] = x[b,a] + 1", r"\mathbf{x}^{\mathsf{T}}"),
    "a sum with nothing to sum over": ("y = sum(a, b, x[a])", "3"),
    "a softmax over rows": ("y[a,b] = exp(x[a,b])/s[a]", r"\frac{1}{\mathbf{s}}"),
    "a number minus a vector": ("y[a] = q - x[a]", r"\mathbf{1}"),
    "differences of all pairs": ("y[a,b] = (x[a] - z[b])^3", r"\mathbf{z}"),
}


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize(("text", "shows"), SHAPES.values(), ids=SHAPES)
def test_a_shape_of_its_own_is_recognised(text: str, shows: str, layout: Layout) -> None:
    (statement,) = parse_equations(text, INDICES)
    graph = graph_of((statement.equation,))
    assert holds(statement.equation, graph, drawn(graph, np.random.default_rng(1)), layout)
    if layout is Layout.COLUMNS:
        assert shows in Tex().write(Recognition(layout, {}).recognised(statement.equation))


@pytest.mark.parametrize(
    "text",
    [
        "y[a] = sum(b, c, T[a,b,c]*x[b]*z[c])",
        "y[a] = x[1] + z[a]",
        "y = sum(a, b, c, d, P[a,b]*Q[a,c]*R[a,d]*S[b,c]*T[b,d]*U[c,d])",
        "y[a] = sum(b, c, tanh(P[a,b]*Q[b,c]))",
    ],
)
def test_what_is_no_product_of_matrices_has_no_matrix_form(text: str) -> None:
    (statement,) = parse_equations(text, INDICES)
    with pytest.raises(NoMatrixForm):
        Recognition(Layout.COLUMNS, {}).recognised(statement.equation)


def test_a_matrix_that_should_be_transposed_is_refused(mazur: Network) -> None:
    values = {symbol: REALS.number(number.value) for symbol, number in mazur.values.items()}
    elements = {
        at_position(leaf, at): values[element(bare(leaf), at, mazur.labels)]
        for leaf in mazur.graph.leaves
        for at in positions(leaf)
    }
    backward = mazur.backward.graph
    known = forward(backward, forward(mazur.graph, elements, REALS), REALS)
    equation = next(e for e in backward.equations if bare(e.target) == Symbol("out", "h", mark="E"))
    reading = Recognition(Layout.COLUMNS, {})
    right = reading.recognised(equation)
    assert is_value(right, reading, equation, backward, known)
    assert not is_value(_untransposed(right), reading, equation, backward, known)


def _untransposed(expression: Expression) -> Expression:
    return expression.body if isinstance(expression, Transposed) else rebuilt(expression, _untransposed)


def test_every_function_that_a_slope_needs_can_be_evaluated_here() -> None:
    for name in FUNCTIONS:
        argument = Braced(Symbol("x", bold=True), "1 × 1")
        value = Evaluation({Symbol("x", bold=True): np.array([[0.5]])}).of(Braced(Call(name, argument), "1 × 1"))
        assert np.isfinite(value).all()
