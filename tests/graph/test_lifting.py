"""Equations that a formula needs beside its own."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from symbackprop.expression.tree import Index, Symbol
from symbackprop.graph.equations import Graph, bare
from symbackprop.graph.language import parse_equations
from symbackprop.render.inline.tex import DISPLAY

from ..reference import REALS, at_position, forward

FROM, TO, SAMPLE = Index("i", 2), Index("j", 3), Index("n", 2)
INDICES = {"i": FROM, "j": TO, "n": SAMPLE}
LEAVES = {
    "w": (TO, FROM),
    "v": (TO,),
    "u": (TO,),
    "x": (FROM,),
    "X": (SAMPLE, FROM),
    "b": (),
    "t": (),
}


def written(text: str) -> list[str]:
    return [f"{at.equation.target.ascii} = {DISPLAY.write(at.equation.body)}" for at in parse_equations(text, INDICES)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("h[j] = tanh(sum(i, w[j,i]*x[i]) + b)", ["net_h[j]", "h[j]"]),
        ("out_h[j] = sigmoid(sum(i, w[j,i]*x[i]))", ["net_h[j]", "out_h[j]"]),
        ("out_h1 = sigmoid(sum(i, x[i]))", ["net_h1", "out_h1"]),
        ("E = 1/2*sum(j, (t - v[j])^2)", ["E"]),
        ("E = -sum(j, v[j])/3", ["E"]),
        ("E = sum(i, x[i]) - 2*sum(j, v[j]) + b", ["E"]),
        ("E = (t - sum(i, x[i]) - b)^2", ["sum_E", "E"]),
        ("E = sum(i, x[i])*sum(j, v[j])", ["sum_E1", "sum_E2", "E"]),
        ("y[j] = v[j]/sum(j, v[j])", ["sum_y", "y[j]"]),
        ("y = sum(j, v[j]*sum(i, w[j,i]*x[i]))", ["y"]),
        ("y = sum(j, v[j]*sum(i, x[i]))", ["sum_y", "y"]),
        ("y = sum(j, v[j]*relu(sum(i, w[j,i]*x[i]) + b))", ["net_y[j]", "y"]),
        ("y[n,j] = tanh(sum(i, w[j,i]*X[n,i]) + v[j])", ["net_y[n,j]", "y[n,j]"]),
        ("y = exp(sum(i, x[i])) + exp(sum(j, v[j]))", ["sum_y1", "sum_y2", "y"]),
        ("y = exp(sum(i, x[i])) + log(sum(i, x[i]))", ["sum_y", "y"]),
        ("y = tanh(exp(sum(i, x[i])) + sum(j, v[j]))", ["sum_y", "net_y", "y"]),
        ("net_y = b\ny = tanh(sum(i, x[i]))", ["net_y", "net_y1", "y"]),
        ("h_2 = tanh(sum(i, x[i]))\ny = h_2", ["net_h2", "h2", "y"]),
        ("y = sqrt(sum(i, x[i]^2)/2 + b)", ["sum_y", "y"]),
        ("y = where(sum(i, x[i]) > 0, sum(j, v[j]), b)", ["sum_y1", "sum_y2", "y"]),
        ("y = sum(i, sum(j, w[j,i]))", ["y"]),
        ("y = (b + sum(i, x[i]))*t", ["sum_y", "y"]),
        ("y = prod(i, 1 + x[i])", ["prod_y[i]", "prod_y[0]", "y"]),
        ("y[n] = max(i, X[n,i]) + prod(i, X[n,i])", ["prod_y[n,i]", "prod_y[n,0]", "y[n]"]),
        ("y = min(j, v[j])", ["min_y[r]", "min_y[0]", "y"]),
        ("y = min(i, j, w[j,i])", ["min_y[i,r]", "min_y[i,0]", "y"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_inside_a_formula_has_a_plain_name(text: str, names: list[str]) -> None:
    assert [at.equation.target.ascii for at in parse_equations(text, INDICES)] == names


def value_of(text: str) -> Any:
    """Return the value of the last quantity of a text, where all leaves have values."""
    equations = tuple(at.equation for at in parse_equations(text, INDICES))
    leaves = tuple(Symbol(name, indices=indices) for name, indices in LEAVES.items())
    given = {}
    for count, leaf in enumerate(leaves, start=1):
        places = product(*(range(1, index.size + 1) for index in leaf.indices if isinstance(index, Index)))
        for number, at in enumerate(places):
            given[at_position(leaf, at)] = REALS.number(Fraction(2 * number + count, 7))
    return forward(Graph(leaves, equations), given, REALS)[bare(equations[-1].target)]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("y = tanh(sum(i, x[i]) + b)", "s = sum(i, x[i])\ny = tanh(s + b)"),
        ("y = 1/2*sum(j, (t - v[j])^2)", "s = sum(j, (t - v[j])^2)\ny = s/2"),
        ("y = b*sum(i, x[i])*t/3", "s = sum(i, x[i])\ny = b*s*t/3"),
        ("y = b - sum(i, x[i])*sum(j, v[j])", "s = sum(i, x[i])\nr = sum(j, v[j])\ny = b - s*r"),
        ("y = sum(j, v[j]*sum(i, w[j,i]*x[i]))", "s[j] = sum(i, w[j,i]*x[i])\ny = sum(j, v[j]*s[j])"),
        ("y = sum(j, v[j]*(b + sum(i, w[j,i]*x[i])))", "s[j] = sum(i, w[j,i]*x[i])\ny = sum(j, v[j]*(b + s[j]))"),
        ("y = sum(j, v[j] - sum(i, w[j,i]))", "s[j] = sum(i, w[j,i])\ny = sum(j, v[j] - s[j])"),
        ("y = sum(j, v[j]/sum(j, u[j]))", "s = sum(j, u[j])\ny = sum(j, v[j]/s)"),
        ("y = sum(i, x[i])^2/sum(j, v[j])", "s = sum(i, x[i])\nr = sum(j, v[j])\ny = s^2/r"),
        ("y = -sum(i, x[i])/sum(j, v[j])", "s = sum(i, x[i])\nr = sum(j, v[j])\ny = -s/r"),
        ("y = max(sum(i, x[i]), sum(j, v[j]), b)", "s = sum(i, x[i])\nr = sum(j, v[j])\nq = max(s, r)\ny = max(q, b)"),
    ],
    ids=lambda value: value if value.startswith("y") else "",
)
def test_a_formula_has_the_value_of_its_parts_one_by_one(short: str, long: str) -> None:
    assert abs(value_of(short) - value_of(long)) < 1e-12
    assert abs(value_of(short) - value_of(long.replace("y = ", "y = 1.001*(") + ")")) > 1e-6


def test_a_factor_goes_into_its_sum() -> None:
    assert written("E = 1/2*sum(i, x[i]*b)") == [r"E = \sum_{i=1}^{2} \frac{1}{2} \cdot x_{i} \cdot b"]


def test_a_sum_of_a_free_index_has_another_scope() -> None:
    assert written("y[i] = x[i]*sum(i, x[i])") == [
        r"sum_y = \sum_{i=1}^{2} x_{i}",
        r"y[i] = x_{i} \cdot \mathrm{sum}_{y}",
    ]
