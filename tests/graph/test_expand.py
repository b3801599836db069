"""Expansion of index notation into scalars."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from numpy.typing import NDArray

from symbackprop.expression.algebra import is_identical
from symbackprop.expression.differentiate import derivative, tidied
from symbackprop.expression.tree import Call, Index, Product, Symbol
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import Expansion, element, elements, expand, expand_at, positions
from symbackprop.graph.values import Values
from symbackprop.models.activations import ACTIVATIONS, activated

from ..reference import BALLS, at_position, forward, in_numpy
from ..strategies import Case, graphs

ELEMENTS = {
    "net_h1": (Symbol("net", "h"), (1,)),
    "net_h1_2": (Symbol("net", "h1"), (2,)),
    "W1_2_3": (Symbol("W", "1"), (2, 3)),
    "i2": (Symbol("i"), (2,)),
    "b_h3": (Symbol("b", "h"), (3,)),
    "E_total": (Symbol("E", "total"), ()),
    "dE_dnet_h1": (Symbol("net", "h", mark="E"), (1,)),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_an_element_has_a_name_of_its_own(name: str) -> None:
    symbol, at = ELEMENTS[name]

    assert element(symbol, at, {}).ascii == name


def test_a_label_replaces_the_name_and_keeps_the_mark() -> None:
    labels = {Symbol("W", "1", (1, 2)): Symbol("w", "2")}

    assert element(Symbol("W", "1"), (1, 2), labels) == Symbol("w", "2")
    assert element(Symbol("W", "1", mark="E"), (1, 2), labels) == Symbol("w", "2", mark="E")
    assert element(Symbol("W", "1"), (2, 1), labels) == element(Symbol("W", "1"), (2, 1), {})


def test_all_elements_of_wide_quantities_have_different_names() -> None:
    matrix = Symbol("W", "1", (Index("j", 30), Index("i", 30)))
    hidden = [Symbol("net", f"h{layer}", (Index("i", 30),)) for layer in range(1, 30)]

    names = [name.ascii for quantity in (matrix, *hidden) for name in elements(quantity, {})]

    assert len(set(names)) == 30 * 30 + 29 * 30


def test_positions_run_from_one_with_the_last_index_fastest() -> None:
    assert list(positions((Index("i", 2), 7, Index("j", 2)))) == [(1, 7, 1), (1, 7, 2), (2, 7, 1), (2, 7, 2)]
    assert list(positions(())) == [()]


def test_a_sum_is_written_out_in_order() -> None:
    i, j = Index("i", 2), Index("j", 1)
    w, x, net = Symbol("w", indices=(j, i)), Symbol("x", indices=(i,)), Symbol("net", indices=(j,))
    equation = Equation(net, (Term(Product((w, x)), (i,)), Term(Symbol("b"))))

    written = expand_at(equation, (1,), {}).body

    assert [[s.ascii for s in p.factors] for p in written.terms[:2]] == [["w1_1", "x1"], ["w1_2", "x2"]]  # type: ignore[union-attr]
    assert written.terms[2] == Symbol("b")  # type: ignore[union-attr]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (4, 3, 2), (3, 5, 4, 2)], ids=str)
def test_the_scalar_graph_computes_the_forward_pass_of_numpy(sizes: tuple[int, ...], activation: str) -> None:
    random = np.random.default_rng(len(sizes))
    weights = [random.uniform(-1, 1, (b, a)).round(3) for a, b in pairwise(sizes)]
    biases = [random.uniform(-1, 1, width).round(3) for width in sizes[1:]]
    x = random.uniform(-1, 1, sizes[0]).round(3)
    graph, values = layers(weights, biases, x, activation)

    found = Values(expand(graph, {}), values)

    expected = x
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True), start=1):
        expected = in_numpy(activation)(w @ expected + b)
        outs = [found.ball(Symbol("out", f"{layer},{n}"), 128) for n in range(1, len(expected) + 1)]
        np.testing.assert_allclose([float(BALLS.number(Fraction(0)) + out) for out in outs], expected, rtol=1e-13)


def layers(
    weights: list[NDArray[np.float64]], biases: list[NDArray[np.float64]], x: NDArray[np.float64], activation: str
) -> tuple[Graph, dict[Symbol, Fraction]]:
    """Return the layers in index notation, and their values by the names that elements have."""
    source = Symbol("x", indices=(Index("i0", len(x)),))
    leaves, equations = [source], list[Equation]()
    values = {Symbol("x", str(n)): Fraction(str(v)) for n, v in enumerate(x, start=1)}
    for layer, (matrix, row) in enumerate(zip(weights, biases, strict=True), start=1):
        own, (before,) = Index(f"i{layer}", len(row)), source.indices
        w, b = Symbol("W", str(layer), (own, before)), Symbol("b", str(layer), (own,))
        net, out = Symbol("net", str(layer), (own,)), Symbol("out", str(layer), (own,))
        equations.append(Equation(net, (Term(Product((w, source)), (before,)), Term(b))))
        equations.append(Equation(out, (Term(activated(activation, net)),)))
        for (to, origin), value in np.ndenumerate(matrix):
            values[Symbol("W", f"{layer},{to + 1},{origin + 1}")] = Fraction(str(value))
        for to, value in enumerate(row, start=1):
            values[Symbol("b", f"{layer},{to}")] = Fraction(str(value))
        leaves += [w, b]
        source = out
    return Graph(tuple(leaves), tuple(equations)), values


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graphs())
def test_the_scalar_graph_has_the_values_of_the_index_graph(case: Case) -> None:
    scalar = expand(case.graph, {})
    values = {element(bare(at), at.indices, {}): value for at, value in case.values.items()}  # type: ignore[arg-type]

    found = forward(scalar, {symbol: BALLS.number(value) for symbol, value in values.items()}, BALLS)

    expected = forward(case.graph, {symbol: BALLS.number(value) for symbol, value in case.values.items()}, BALLS)
    for declared in case.graph.declared.values():
        for at in positions(declared.indices):
            assert found[element(bare(declared), at, {})].overlaps(expected[at_position(declared, at)])


def test_an_expanded_scalar_graph_is_the_same_graph() -> None:
    graph = Graph((Symbol("x"),), (Equation(Symbol("E"), (Term(Call("tanh", Symbol("x"))),)),))

    assert expand(graph, {}) == graph


def test_a_swapped_index_changes_the_expansion() -> None:
    i, j = Index("i", 2), Index("j", 2)
    leaves, y = (Symbol("W", indices=(i, j)), Symbol("x", indices=(j,))), Symbol("y", indices=(i,))

    def product_with(*read: Index) -> Graph:
        return Graph(leaves, (Equation(y, (Term(Product((Symbol("W", indices=read), leaves[1])), (j,)),)),))

    assert expand(product_with(i, j), {}) != expand(product_with(j, i), {})


def wide(rows: int) -> tuple[Graph, Expansion]:
    i, j = Index("i", rows), Index("j", 20)
    w, x, b = Symbol("w", indices=(i, j)), Symbol("x", indices=(j,)), Symbol("b", indices=(i,))
    first_x = Symbol("x", indices=(1,))
    y = Symbol("y", indices=(i,))
    terms = (Term(Product((w, x)), (j,)), Term(b), Term(Product((b, first_x))))
    graph = Graph((w, x, b), (Equation(y, terms),))
    return graph, Expansion(graph, {})


@pytest.mark.parametrize("read", ["w2_3", "w1_3", "x1", "x7", "b2", "b1"])
def test_the_part_of_a_long_sum_that_reads_a_quantity_has_the_derivative_of_the_whole(read: str) -> None:
    graph, view = wide(rows=2)
    (y2,) = [equation for equation in expand(graph, {}).equations if equation.target.ascii == "y2"]
    by = next(symbol for leaf in graph.leaves for symbol in elements(leaf, {}) if symbol.ascii == read)

    part = view.part_reading(y2.target, by)

    assert part is not None
    assert is_identical(tidied(derivative(part, by)), tidied(derivative(y2.body, by)))
    assert part != y2.body


def test_a_short_sum_is_made_whole() -> None:
    i, j = Index("i", 2), Index("j", 3)
    w, x, y = Symbol("w", indices=(i, j)), Symbol("x", indices=(j,)), Symbol("y", indices=(i,))
    view = Expansion(Graph((w, x), (Equation(y, (Term(Product((w, x)), (j,)),)),)), {})

    assert view.part_reading(Symbol("y", "1"), Symbol("x", "1")) is None
