"""Recurrences: computed a position at a time in floats and in balls, and their adjoints run the other way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.errors import GraphError
from symbackprop.expression.tree import Affine, Index, Product, Symbol
from symbackprop.graph.arrays import evaluated_block
from symbackprop.graph.equations import Equation, Graph, Recurrence, Term, bare
from symbackprop.graph.expand import NO_LABELS, expand
from symbackprop.graph.recurrences import fixed, part_of
from symbackprop.graph.tape import exact
from symbackprop.graph.values import Values
from symbackprop.graph.windows import Window
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

T = Index("t", 4)
S, X, W = Symbol("s", indices=(T,)), Symbol("x", indices=(T,)), Symbol("w")
BEFORE = Affine(((1, T),), -1)
SUMS = Equation(S, (Term(X), Term(Product((W, S.read_at((BEFORE,)))), (), (Window(BEFORE, 4),))), along=Recurrence(T))

SPEC = '''
equations = """
{equations}
"""
loss = "E"
parameters = ["w", "u"]
learning_rate = 0.1
[sizes]
t = {length}
j = 2
k = 2
[values]
w = 0.7
u = [[0.3, -0.2], [0.1, 0.4]]
s = [0.5, -0.25]
x = {x}
'''
CELLS = {
    "a vector": """
        a[t,j] = sum(k, u[j,k]*h[t-1,k]) + w*x[t]
        h[t,j] = tanh(a[t,j])
        h[0,j] = s[j]
        E = sum(j, h[last,j]^2)""",
    "a loss at each position": """
        a[t,j] = sum(k, u[j,k]*h[t-1,k]) + w*x[t]
        h[t,j] = tanh(a[t,j])
        h[0,j] = 0
        E = sum(t, j, h[t,j]^2) + s[2]""",
    "two states": """
        h[t,j] = sum(k, u[j,k]*c[t,k])
        c[t,j] = f[t,j]*c[t-1,j] + x[t]
        f[t,j] = sigmoid(w*x[t] + h[t-1,j])
        h[0,j] = 0
        c[0,j] = s[j]
        E = sum(j, h[last,j]^2)""",
    "backwards": """
        g[t,j] = sigmoid(w*x[t] + g[t+1,j])*u[j,2]
        g[last+1,j] = s[j]
        E = sum(t, j, g[t,j]^2)""",
    "two steps back": """
        h[t,j] = w*h[t-1,j] + u[j,2]*h[t-2,j] + x[t]
        h[0,j] = s[j]
        h[-1,j] = 1
        E = sum(j, h[last,j])""",
    "a window of the past": """
        y[t,j] = sum(k, u[j,k]*y[t-k else 0,j]) + x[t]*s[j]
        q = sum(t, j, y[t,j]^2)
        E = w*q""",
}


def network(cell: str, length: int = 4) -> Network:
    x = [round(0.5 - 0.3 * at, 2) for at in range(length)]
    return parse(SPEC.format(equations=CELLS[cell], length=length, x=x), "net.toml")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_the_gradient_is_the_certified_slope_of_the_loss(cell: str, length: int) -> None:
    made = network(cell, length)
    step = Fraction(1, 1 << 60)
    for name in made.parameters:
        above, below = (
            Values(made.scalar, {**made.leaves, name: made.leaves[name] + by}).ball(made.loss, 256)
            for by in (step, -step)
        )
        error = (above - below) / exact(2 * step) - made.certified.evaluate(made.gradient[name], 256)
        assert abs(arb(error)) < arb(2) ** -50


@pytest.mark.parametrize("cell", CELLS)
def test_the_loop_and_the_single_quantities_have_the_same_values(cell: str) -> None:
    made = network(cell)
    one, other = Values(made.both, made.leaves), made.certified
    for equation in made.both.equations:
        error = one.ball(equation.target, 128) - other.ball(equation.target, 128)
        assert abs(arb(error)) < arb(2) ** -100


@pytest.mark.parametrize("cell", CELLS)
def test_the_adjoints_are_a_recurrence_the_other_way_of_a_size_that_does_not_grow(cell: str) -> None:
    short, long = network(cell, 3), network(cell, 50)
    there = {equation.along.step for equation in long.graph.equations if equation.along}
    back = {equation.along.step for equation in long.backward.graph.equations if equation.along}
    assert back == {-step for step in there} != set()
    assert len(short.backward.graph.equations) == len(long.backward.graph.equations)


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=8), st.integers(-3, 3), st.sampled_from([1, -1]))
@settings(max_examples=50)
def test_a_linear_recurrence_is_a_sum_of_powers(x: list[int], w: int, step: int) -> None:
    t = Index("t", len(x))
    before = Affine(((1, t),), -step)
    s, given_x = Symbol("s", indices=(t,)), Symbol("x", indices=(t,))
    body = (Term(given_x), Term(Product((W, s.read_at((before,)))), (), (Window(before, len(x)),)))
    block = (Equation(s, body, along=Recurrence(t, step)),)
    declared = {bare(symbol): symbol for symbol in (s, given_x, W)}
    found = evaluated_block(block, declared, {bare(given_x): list(map(fmpq, x)), W: [fmpq(w)]})
    ordered = x if step > 0 else x[::-1]
    wanted = [sum(value * w ** (at - k) for k, value in enumerate(ordered[: at + 1])) for at in range(len(x))]
    assert found[bare(s)] == (wanted if step > 0 else wanted[::-1])


def test_one_position_has_no_terms_that_count_elsewhere() -> None:
    assert len(fixed(SUMS, T, 1).terms) == 1
    assert fixed(SUMS, T, 2).terms[1].within == ()


def test_a_part_of_a_middle_dimension_is_several_runs() -> None:
    i, j = Index("i", 2), Index("j", 3)
    declared = Symbol("h", indices=(i, T, j))
    assert part_of(declared, declared.read_at((i, 3, j))) == (2, 12, 6, 3)
    values = np.arange(24).reshape(2, 4, 3)
    runs, apart, first, length = part_of(declared, declared.read_at((i, 3, j)))
    picked = [values.ravel()[first + run * apart :][:length].tolist() for run in range(runs)]
    assert picked == values[:, 2].tolist()


def test_single_quantities_stand_in_the_order_in_which_they_are_computed() -> None:
    order = [equation.target.ascii for equation in expand(network("two states", 2).graph, NO_LABELS).equations]
    assert order[:6] == ["f1_1", "f1_2", "c1_1", "c1_2", "h1_1", "h1_2"]
    assert order[6] == "f2_1"


def test_a_recurrence_that_reads_what_is_not_there_yet_is_no_graph() -> None:
    later = Affine(((1, T),), 1)
    ahead = Equation(S, (Term(S.read_at((later,)), (), (Window(later, 4),)),), along=Recurrence(T))
    with pytest.raises(GraphError, match="reads itself only at positions before 't'"):
        Graph((), (ahead,))
