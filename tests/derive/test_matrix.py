"""The matrix form of a whole network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.derive.matrix import matrix_form
from symbackprop.derive.numbers import Numbers
from symbackprop.expression.tree import (
    Matrix,
    Number,
    Partial,
    Symbol,
)
from symbackprop.graph.equations import bare
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Layout, Network
from symbackprop.models.spec import example, parse
from symbackprop.render.inline.tex import Tex
from tests.models.test_examples import NAMES


def test_the_four_equations_are_those_of_the_textbooks(mazur: Network, numbers: Numbers) -> None:
    written = [Tex().write(equation.symbols.links[-1].side) for equation in matrix_form(mazur, numbers).backward]
    assert written[1] == (
        r"\underbrace{\boldsymbol{\delta }_{o}}_{2 \times 1} \thinspace "
        r"\underbrace{\mathbf{out}_{h}^{\mathsf{T}}}_{1 \times 2}"
    )
    assert r"\mathbf{W}_{2}^{\mathsf{T}}" in written[2]
    assert written[2].count(r"\odot") == 2
    assert len(written) == 4


def test_with_rows_the_signal_stands_before_the_matrix(mazur: Network) -> None:
    rows = replace(mazur, layout=Layout.ROWS, values={})
    written = [Tex().write(at.symbols.links[-1].side) for at in matrix_form(rows, Numbers(rows, Rounding(9))).forward]
    assert written[0].startswith(r"\underbrace{\mathbf{i}}_{1 \times 2} \thinspace")
    # The weights of this network are given for columns, so that rows take their transpose.
    assert r"\mathbf{W}_{1}^{\mathsf{T}}" in written[0]


def test_the_entries_are_the_gradients_of_the_single_weights(mazur: Network, numbers: Numbers) -> None:
    gradients = matrix_form(mazur, numbers).backward[1::2]
    for equation, names in zip(gradients, (("w5", "w8"), ("w1", "w4")), strict=True):
        entries = equation.numbers.links[-1].side
        assert isinstance(entries, Matrix)
        corners = (entries.rows[0][0], entries.rows[-1][-1])
        for corner, name in zip(corners, names, strict=True):
            assert isinstance(corner, Number)
            assert corner == numbers.of(mazur.gradient[mazur.parameter(name)])


@pytest.mark.some(12)
@pytest.mark.parametrize("name", NAMES)
def test_every_equation_of_the_examples_has_a_matrix_form(name: str) -> None:
    network = example(name)
    form = matrix_form(network, Numbers(network, Rounding(6)))
    # The positions of a recurrence are no entries of a vector.
    runs = {equation.along.index for equation in network.graph.equations if equation.along is not None}
    has_vectors = any(set(symbol.indices) - runs for symbol in network.graph.declared.values())
    assert bool(form.forward) == bool(form.backward) == has_vectors
    # Convolutions, pooling and rows that are looked up are no products of matrices, nor are adjoints of what they read.
    expected = {
        "convolution": {"a", "dE_dw"},
        "pooling": {"a", "max_p", "p", "dE_dmax_p", "dE_dh", "dE_dw"},
        "skip-gram": {"h", "dL_dE"},
    }
    assert {bare(symbol).ascii for symbol in form.left_out} == expected.get(name, set())


@pytest.mark.parametrize(("digits", "columns"), [(4, 4), (15, 3)])
def test_a_matrix_that_would_be_too_wide_shows_fewer_columns(digits: int, columns: int) -> None:
    network = example("deep-4-2-2-1")
    form = matrix_form(network, Numbers(network, Rounding(digits)))
    (wide,) = [at for at in form.backward if at.symbols.left == Partial(network.loss, Symbol("W", "1", bold=True))]
    entries = wide.numbers.links[-1].side
    assert isinstance(entries, Matrix)
    assert len(entries.rows[0]) == columns


def test_without_values_there_are_no_numbers(mazur: Network) -> None:
    bare_network = replace(mazur, values={})
    form = matrix_form(bare_network, Numbers(bare_network, Rounding(6)))
    assert form.backward
    assert not any(equation.numbers.links for equation in (*form.forward, *form.backward))


def test_with_some_of_the_values_there_are_no_numbers(mazur: Network) -> None:
    some = replace(mazur, values={symbol: value for symbol, value in mazur.values.items() if symbol.base != "w"})
    form = matrix_form(some, Numbers(some, Rounding(6)))
    assert form.backward
    assert not any(equation.numbers.links for equation in (*form.forward, *form.backward))


def test_the_error_signal_of_a_batch_is_a_matrix() -> None:
    network = example("batch")
    form = matrix_form(network, Numbers(network, Rounding(6)))
    assert form.signals == {Symbol("net"): Symbol("Δ", bold=True)}


def test_an_adjoint_of_three_dimensions_is_left_out_and_not_an_error() -> None:
    text = """
equations = '''
h[i] = relu(w[i])
p[m] = max(k, h[2*m+k-2])
q[m,n,k] = p[m]*h[n+k-1]
E = sum(m, n, k, q[m,n,k]^2)
'''
loss = "E"
parameters = ["w"]
learning_rate = 0.1
sizes = {i = 6, m = 3, n = 2, k = 2}
values = {w = [1, 2, -1, 3, 0.5, 0.25]}
"""
    network = parse(text, "pool.toml")
    form = matrix_form(network, Numbers(network, Rounding(6)))
    assert "q" in {symbol.base for symbol in form.left_out}


@pytest.mark.parametrize(
    ("equations", "sizes", "left"),
    [
        ("a[i] = tanh(w*x[i])\np[n] = mean(k, a[2*n+k-2])\nE = sum(n, (t[n] - p[n])^2)", "i = 6\nn = 3\nk = 2", "a"),
        ("y = sum(i, w[i]*x[i]) + w[first]\nE = (t - y)^2", "i = 3", "w"),
        ("y[t] = sum(k, w[k]*y[t-k else 0]) + x[t]\nE = sum(t, (d[t] - y[t])^2)", "t = 4\nk = 2", "y"),
    ],
)
def test_what_counts_at_some_positions_only_stays_in_index_form(equations: str, sizes: str, left: str) -> None:
    network = parse(
        f'equations = """\n{equations}\n"""\nloss = "E"\nparameters = ["w"]\nlearning_rate = 0.1\n[sizes]\n{sizes}\n',
        "some.toml",
    )
    assert left in {symbol.base for symbol in matrix_form(network, Numbers(network, Rounding(6))).left_out}
