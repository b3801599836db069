"""Reads that leave what they read: zeros where that is asked for, starts where there are some, else a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from symbackprop.errors import SpecError
from symbackprop.expression.tree import Symbol
from symbackprop.graph.equations import bare
from symbackprop.graph.floats import evaluate
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

SPEC = '''
equations = """
{equations}
"""
loss = "E"
parameters = ["w"]
learning_rate = 0.1
[sizes]
{sizes}
[values]
{values}
'''


def network(equations: str, sizes: str, values: str) -> Network:
    return parse(SPEC.format(equations=equations, sizes=sizes, values=values), "net.toml")


def evaluated(made: Network) -> Mapping[str, np.ndarray]:
    leaves = {
        bare(leaf): np.reshape(
            [float(made.values[name].value) for name in made.elements(leaf)],
            [index.size for index in leaf.indices],  # type: ignore[union-attr]
        )
        for leaf in made.graph.leaves
    }
    values = evaluate(made.graph, leaves)
    return {symbol.ascii: value for symbol, value in values.items()}


def test_zeros_stand_outside_where_that_is_asked_for() -> None:
    made = network("y[i] = w*x[i-1 else 0]\nE = sum(i, y[i])", "i = 4", "w = 2\nx = [1, 2, 3, 4]")
    assert evaluated(made)["y"].tolist() == [0, 2, 4, 6]


def test_what_does_not_vanish_with_a_read_keeps_its_value_outside() -> None:
    made = network("y[i] = exp(w*x[i+1 else 0])\nE = sum(i, y[i])", "i = 3", "w = 1\nx = [1, 2, 3]")
    assert evaluated(made)["y"].tolist() == pytest.approx([np.exp(2), np.exp(3), 1])


def test_a_picture_is_padded_on_all_sides() -> None:
    text = "y[i,j] = sum(k, l, w[k,l]*x[i+k-2 else 0,j+l-2 else 0])\nE = sum(i, j, y[i,j])"
    rng = np.random.default_rng(3)
    w, x = rng.integers(-3, 4, (3, 3)), rng.integers(-3, 4, (4, 5))
    made = network(text, "i = 4\nj = 5\nk = 3\nl = 3", f"w = {w.tolist()}\nx = {x.tolist()}")
    padded = np.pad(x, 1)
    wanted = [[np.sum(w * padded[i : i + 3, j : j + 3]) for j in range(5)] for i in range(4)]
    assert evaluated(made)["y"].tolist() == wanted


def test_a_recurrence_starts_with_what_its_line_says() -> None:
    made = network("h[t] = 1/2*h[t-1] + x[t]\nh[0] = 3*w\nE = h[last]", "t = 3", "w = 4\nx = [1, 1, 1]")
    assert evaluated(made)["h"].tolist() == [7, 4.5, 3.25]
    assert evaluated(made)["h0"] == 12


def test_a_recurrence_with_two_starts_reads_each_at_its_place() -> None:
    made = network("f[t] = f[t-1] + w*f[t-2]\nf[0] = 1\nf[-1] = 0\nE = f[last]", "t = 6", "w = 1")
    assert evaluated(made)["f"].tolist() == [1, 2, 3, 5, 8, 13]


def test_a_recurrence_that_starts_with_rows_reads_their_entries() -> None:
    text = "h[t,j] = sum(k, u[j,k]*h[t-1,k]) + w\nh[0,j] = s[j]\nE = sum(j, h[last,j])"
    made = network(text, "t = 2\nj = 2\nk = 2", "w = 0\nu = [[0, 1], [1, 1]]\ns = [1, 2]")
    assert evaluated(made)["h"].tolist() == [[2, 3], [3, 5]]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("h[0] = tanh(sum(i, w[i]*x[i]))", 4 * math.tanh(0.3)),
        ("h[0] = tanh(sum(i, w[i]*x[i])) + exp(sum(i, x[i]))", 4 * (math.tanh(0.3) + math.exp(2))),
        ("z[s] = 3*z[s-1]\nz[0] = 1\nh[0] = exp(sum(s, z[s]))", 4 * math.exp(12)),
    ],
)
def test_a_start_may_hold_sums_and_what_is_written_after_its_recurrence(start: str, expected: float) -> None:
    made = network(
        f"h[t] = 2*h[t-1]\n{start}\nE = sum(i, w[i]) + h[last]",
        "t = 2\ns = 2\ni = 2" if "s]" in start else "t = 2\ni = 2",
        "w = [0.1, 0.2]\nx = [1, 1]" if "x" in start.replace("exp", "") else "w = [0.1, 0.2]",
    )
    assert float(made.certified.ball(made.loss, 64)) == pytest.approx(0.3 + expected)


def test_sums_of_a_recurrence_and_of_its_starts_have_names_of_their_own() -> None:
    made = network(
        "h[t] = tanh(h[t-1] + h[t-2] + sum(i, w[i]))\nh[0] = tanh(sum(i, w[i]^2))\nh[-1] = tanh(sum(i, w[i]))\n"
        "E = h[last]",
        "t = 1\ni = 2",
        "w = [0.1, 0.2]",
    )
    expected = math.tanh(math.tanh(0.05) + math.tanh(0.3) + 0.3)
    assert float(made.certified.ball(made.loss, 64)) == pytest.approx(expected)


def test_a_recurrence_backwards_starts_after_the_last_position() -> None:
    made = network("g[t] = w*g[t+1] + x[t]\ng[last+1] = 0\nE = g[first]", "t = 3", "w = 2\nx = [1, 1, 1]")
    assert evaluated(made)["g"].tolist() == [7, 3, 1]


@pytest.mark.parametrize(
    ("equations", "says"),
    [
        ("h[t] = w*h[t-1]\nE = h[last]", "net.toml:3: .*expected a line 'h\\[0\\] = …', or 't−1 else 0'"),
        ("h[t] = w*h[t-2]\nh[0] = 1\nE = h[last]", "expected a line 'h\\[-1\\] = …'"),
        ("h[t] = w*h[t-1]\nh[1] = 0\nE = h[last]", "has that position already, from 1 to 3"),
        ("h[t] = w*h[t-1]\nh[0] = 0\nh[0] = 1\nE = h[last]", "defined twice; each position has one definition"),
        ("q[0] = 1\nh[t] = w*x[t]\nE = h[last]", "single position; expected an equation of all others"),
        ("h[t] = w*x[t]\ny[t] = h[t+1]\nE = y[last]", "t\\+1 runs from 2 to 4, expected 1 to 3, or 't\\+1 else 0'"),
        ("h[t] = w*x[t-5]\nE = h[last]", "t−5 runs from -4 to -2, expected 1 and more, or 't−5 else 0'"),
        ("h[t,j] = w*h[t-1,j]\nh[0] = 0\nE = h[last,1]", "expected 2 indices, as in 'h\\[t,j\\]'"),
        ("h[t] = w*h[t-2000000 else 1]\nE = h[last]", "at most 6 digits"),
        ("h[t] = w*h[t-1] + h[t-2]\nh[0] = q\nh[-1] = h0\nE = h[last]", "'h0' and h\\[0\\] would both be called 'h0'"),
        ("h[t] = w*h[t-1]\nh[0] = 0\nE = h[last]*h0", "'h0' and h\\[0\\] would both be called 'h0'"),
        ("h[t] = w*h[t-1]\nh[0] = h[1]\nE = h[last]", "is a start that is computed from what starts there"),
        (
            "h[t] = w*h[t-1]\nh[0] = exp(sum(t, h[t]))\nE = h[last]",
            "is a start that is computed from what starts there",
        ),
    ],
)
def test_a_read_that_leaves_is_refused_with_what_was_expected(equations: str, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        network(equations, "t = 3\nj = 2", "w = 1")


def test_the_gradient_with_respect_to_a_start_is_that_of_the_first_position() -> None:
    made = network("h[t] = w*h[t-1]\nh[0] = w\nE = h[last]", "t = 3", "w = 2")
    (slope,) = [made.certified.ball(Symbol("w", mark="E"), 64)]
    assert slope == 4 * 2**3


@pytest.mark.parametrize(
    ("equations", "says"),
    [
        ("h[t] = w*h[t-1 else 0]\nh[0] = 1\nE = h[last]", "nothing reads 'h\\[0\\]'; leave the line out"),
        ("h[t] = w*h[t-1]\nh[0] = 1\nh[5] = 2\nE = h[last]", "nothing reads 'h\\[5\\]'"),
        ("y[t] = w*x[last]\nE = sum(t, y[t])", "'x' is read at its last position: give its values"),
    ],
)
def test_a_line_without_use_and_an_end_that_nothing_says_are_refused(equations: str, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        network(equations, "t = 3", "w = 1")


def test_the_last_position_of_what_is_given_is_where_its_values_end() -> None:
    made = network("E = w*x[last] + x[first]*x[last-1]", "t = 1", "w = 10\nx = [2, 3, 5]")
    assert evaluated(made)["E"] == 56


def test_a_start_is_called_by_its_position_also_where_that_is_below_zero() -> None:
    text = (
        'equations = """\nh[t] = tanh(w*x[t] + h[t-1] + h[t-2])\nh[0] = sum(i, q[i])\nh[-1] = tanh(sum(i, q[i]))\n'
        'E = sum(t, h[t])\n"""\nloss = "E"\nparameters = ["w", "q"]\nlearning_rate = 0.1\n[sizes]\nt = 3\ni = 2\n'
    )
    names = [equation.target.ascii for equation in parse(text, "starts.toml").graph.equations]
    assert names[:3] == ["h0", "net_h_minus1", "h_minus1"]
