"""Shifted and fixed reads: convolutions, strides, single elements, and what they do to the gradient."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from symbackprop.errors import GraphError
from symbackprop.expression.tree import Affine, Index, Symbol
from symbackprop.graph.adjoint import reverse_accumulation
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.expand import Expansion, elements, expand
from symbackprop.graph.floats import evaluate, shape_of
from symbackprop.graph.language import parse_equations
from symbackprop.graph.shifts import combined, shifted, solved_for
from symbackprop.graph.tokens import LanguageError
from symbackprop.graph.values import Values, merged

i, k, m, j, n = Index("i", 4), Index("k", 3), Index("m", 6), Index("j", 2), Index("n", 5)
SIZES = {index.name: index for index in (i, k, m, j, n)}

# Each model ends in E; x and w are its leaves, with the sizes that the reads reach.
MODELS: Mapping[str, tuple[str, Mapping[str, tuple[int, ...]]]] = {
    "convolution": ("a[i] = sum(k, w[k]*x[i+k-1])\nE = sum(i, 1/2*a[i]^2)", {"x": (6,), "w": (3,)}),
    "flipped": ("a[i] = sum(k, w[k]*x[i-k+3])\nE = sum(i, 1/2*a[i]^2)", {"x": (6,), "w": (3,)}),
    "stride": ("a[j] = sum(k, w[k]*x[2*j+k-2])\nE = sum(j, 1/2*a[j]^2)", {"x": (5,), "w": (3,)}),
    "every second": ("a[j] = w*x[2*j]\nE = sum(j, 1/2*a[j]^2)", {"x": (4,), "w": ()}),
    "dilated": ("a[j] = sum(k, w[k]*x[j+2*k-2])\nE = sum(j, a[j]^2)", {"x": (6,), "w": (3,)}),
    "mirrored": ("a[i] = w[i]*x[5-i]\nE = sum(i, a[i]^2)", {"x": (4,), "w": (4,)}),
    "no target index": ("E = sum(i, k, w[k]*x[i+k-1]^2)", {"x": (6,), "w": (3,)}),
    "in a function": ("E = sum(i, tanh(w*x[i+1]))", {"x": (5,), "w": ()}),
    "image": ("a[i,j] = sum(k, w[k,j]*x[i+k-1,j+1])\nE = sum(i, j, a[i,j]^2)", {"x": (6, 3), "w": (3, 2)}),
    "moving difference": ("a[i] = w*(x[i+2] - x[i+1])^2\nE = sum(i, a[i])", {"x": (6,), "w": ()}),
    "one element": ("a[i] = w*x[i]\nE = 1/2*a[2]^2 + a[4]", {"x": (4,), "w": ()}),
    "row of a matrix": ("E = sum(j, w[2,j]^2*x[j])", {"x": (2,), "w": (3, 2)}),
}


def made(name: str) -> tuple[Graph, dict[Symbol, Fraction]]:
    """Return a model and values for its leaves, all different and of both signs."""
    text, shapes = MODELS[name]
    leaves = tuple(
        Symbol(base, indices=tuple(Index(f"{base}{at}", size) for at, size in enumerate(shape)))
        for base, shape in shapes.items()
    )
    graph = Graph(leaves, tuple(found.equation for found in parse_equations(text, SIZES)))
    names = [name for leaf in leaves for name in elements(leaf, {})]
    values = {name: Fraction((7 * at) % 11 - 5, 4) or Fraction(1, 8) for at, name in enumerate(names)}
    return graph, values


@pytest.mark.parametrize("name", MODELS)
def test_the_gradient_of_a_shifted_read_is_the_finite_difference(name: str) -> None:
    graph, given = made(name)
    loss = Symbol("E")
    found = reverse_accumulation(graph, loss, graph.leaves)
    certified = Values(merged(graph, [found.graph]), given)
    step = Fraction(1, 2**80)
    with ctx.workprec(512):
        for leaf in graph.leaves:
            for at in elements(leaf, {}):
                ends = [arb(Values(graph, {**given, at: given[at] + sign * step}).ball(loss, 512)) for sign in (1, -1)]
                difference = (ends[0] - ends[1]) / (2 * arb(fmpq(step.numerator, step.denominator)))
                slope = certified.ball(Symbol(at.base, at.subscript, mark="E"), 512)
                assert abs(difference - arb(slope)) < arb(2) ** -100, at.ascii


@pytest.mark.parametrize("name", MODELS)
def test_the_scalar_adjoints_are_those_of_the_scalar_graph(name: str) -> None:
    graph, given = made(name)
    found = reverse_accumulation(graph, Symbol("E"), graph.leaves)
    whole = Values(expand(merged(graph, [found.graph]), {}), given)
    pieces = Values(merged(graph, [found.graph]), given)
    for leaf in graph.leaves:
        for at in elements(leaf, {}):
            slope = Symbol(at.base, at.subscript, mark="E")
            assert arb(whole.ball(slope, 128)).overlaps(arb(pieces.ball(slope, 128)))


@pytest.mark.parametrize("name", MODELS)
def test_the_floats_are_those_of_the_balls(name: str) -> None:
    graph, given = made(name)
    whole = merged(graph, [reverse_accumulation(graph, Symbol("E"), graph.leaves).graph])
    balls = Values(whole, given)
    leaves = {
        bare(leaf): np.array([float(given[at]) for at in elements(leaf, {})]).reshape(shape_of(leaf))
        for leaf in graph.leaves
    }
    for quantity, found in evaluate(whole, leaves).items():
        if quantity not in leaves:
            expected = [float(arb(ball)) for ball in balls.array(quantity, 128)]
            np.testing.assert_allclose(found.ravel(), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_the_readers_are_those_that_the_expanded_equations_name(name: str) -> None:
    graph, _ = made(name)
    view, whole = Expansion(graph, {}), expand(graph, {})
    for declared in graph.declared.values():
        for at in elements(declared, {}):
            expected = [e.target for e in whole.equations if any(at == read for read in _symbols(e))]
            assert list(view.readers(at)) == expected, at.ascii


def _symbols(equation: Equation) -> list[Symbol]:
    from symbackprop.expression.tree import symbols_of

    return list(symbols_of(equation.body))


def test_a_shifted_read_that_leaves_its_quantity_is_refused_with_its_range() -> None:
    x, y = Symbol("x", indices=(i,)), Symbol("y", indices=(i,))
    read = Symbol("x", indices=(Affine(((1, i),), 1),))

    with pytest.raises(GraphError, match=r"'x\[i\+1\]'; i\+1 runs from 2 to 5, expected 1 to 4"):
        Graph((x,), (Equation(y, (Term(read),)),))


def test_an_index_of_a_shift_must_be_bound() -> None:
    x, y = Symbol("x", indices=(m,)), Symbol("y", indices=(i,))
    read = Symbol("x", indices=(Affine(((1, i), (1, k)), -1),))

    with pytest.raises(GraphError, match="index 'k' is neither free nor summed"):
        Graph((x,), (Equation(y, (Term(read),)),))


@pytest.mark.parametrize("text", ["y[i] = x[i+]", "y[i] = x[i*k]", "y[i] = x[i+1.5]", "y[i+1] = x[i]", "y[i] = x[i+q]"])
def test_a_position_that_is_no_combination_of_indices_is_refused(text: str) -> None:
    with pytest.raises(LanguageError):
        parse_equations(text, SIZES)


def _evaluated(position: Any, at: Mapping[Index, int]) -> int:
    return position if isinstance(position, int) else position.at(at) if isinstance(position, Affine) else at[position]


def test_solving_and_substituting_are_inverse() -> None:
    position = Affine(((1, i), (-2, k), (1, j)), 3)
    solution = solved_for(i, position, m)

    assert shifted(position, {i: solution}) == m
    assert _evaluated(solution, {m: 6, k: 1, j: 2}) == 6 + 2 - 2 - 3


def test_what_cancels_is_left_out() -> None:
    assert combined((1, i), (1, k), (-1, i)) == k
    assert combined((1, i), (-1, i), (2, 3)) == 6


def test_elements_of_an_image_are_counted_row_by_row() -> None:
    graph, given = made("image")
    (x, *_) = graph.leaves

    assert prod(index.size for index in x.indices if isinstance(index, Index)) == len(elements(x, {})) == 18
    assert [name.ascii for name in elements(bare(x), {})] == ["x"]
    assert len(given) == 24
