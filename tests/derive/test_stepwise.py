"""Recurrences in matrix form, for one position at a time."""

from __future__ import annotations

from symbackprop.derive.matrix import matrix_form
from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.derive.steps import Chain
from symbackprop.expression.tree import Braced, Expression, rebuilt
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.markdown import markdown
from symbackprop.render.inline.tex import Tex
from tests.derive.narrate.test_recurrences import NEURON
from tests.derive.narrate.test_recurrences import network as neuron

VECTORS = '''
equations = """
a[t,j] = sum(i, W[j,i]*x[t,i]) + sum(k, U[j,k]*h[t-1,k]) + b[j]
h[t,j] = tanh(a[t,j])
h[0,j] = 0
o[t] = sum(j, v[j]*h[t,j])
E = sum(t, 1/2*(y[t] - o[t])^2)
"""
loss = "E"
parameters = ["W", "U", "b", "v"]
learning_rate = 0.1
[sizes]
t = 4
j = 3
k = 3
i = 2
'''


def unbraced(expression: Expression) -> Expression:
    return unbraced(expression.body) if isinstance(expression, Braced) else rebuilt(expression, unbraced)


def line(chain: Chain) -> str:
    tex = Tex(inline=True)
    return " = ".join(tex.write(unbraced(side)) for side in (chain.left, *(link.side for link in chain.links)))


def lines(made: Network) -> list[str]:
    form = matrix_form(made, Numbers(made, Rounding(6)))
    found = [line(equation.symbols) for equation in (*form.forward, *form.backward)]
    return [text.replace(r"\thinspace ", "").replace(r"\boldsymbol{\delta }", "δ") for text in found]


def test_vectors_of_a_recurrence_have_an_equation_for_any_position() -> None:
    found = lines(parse(VECTORS, "net.toml"))
    assert r"\mathbf{a}_{t} = \mathbf{W} \mathbf{x}_{t} + \mathbf{U} \mathbf{h}_{t-1} + \mathbf{b}" in found
    assert r"o_{t} = \mathbf{v}^{\mathsf{T}} \mathbf{h}_{t}" in found
    assert any(at.endswith(r"= \overline{o}_{t} \cdot \mathbf{v} + \mathbf{U}^{\mathsf{T}} δ_{t+1}") for at in found)
    assert any(at.endswith(r"= \overline{\mathbf{h}}_{t} \odot (1 - \mathbf{h}_{t}^{2})") for at in found)
    assert any(at.endswith(r"= \sum_{t=1}^{4} δ_{t} \mathbf{h}_{t-1}^{\mathsf{T}}") for at in found)


def matrix_notes(made: Network) -> str:
    return markdown(notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0, forms=(Form.MATRIX,))))


def test_what_is_zero_beyond_the_end_is_said() -> None:
    text = matrix_notes(parse(VECTORS, "net.toml"))
    assert r"There is no position after $t = 4$, so $\boldsymbol{\delta }_ {5} = 0$." in text


def test_single_numbers_at_each_position_have_no_matrix_form() -> None:
    made = neuron(NEURON.format(start="0"))
    assert matrix_form(made, Numbers(made, Rounding(6))).forward == ()


LAST = VECTORS.replace("o[t] = sum(j, v[j]*h[t,j])", "o = sum(j, v[j]*h[last,j])").replace(
    "sum(t, 1/2*(y[t] - o[t])^2)", "1/2*(y - o)^2"
)


def test_a_term_that_counts_at_one_position_stands_behind_a_bracket() -> None:
    text = matrix_notes(parse(LAST, "last.toml"))
    assert (
        r"\overline{\mathbf{h}}_ {t} &= \frac{\partial E}{\partial \mathbf{h}_ {t}} = [t = 4] \cdot \overline{o}"
        in text
    )
    assert "Here $[t = 4]$ is one where this equation holds, and zero elsewhere." in text
    assert "counts only where" not in text


FILTER = '''
equations = """
y[t] = x[t] - sum(p, w[p]*y[t-p else 0])
E = sum(t, 1/2*(d[t] - y[t])^2)
"""
loss = "E"
parameters = ["w"]
[sizes]
t = 5
p = 2
'''


def test_a_position_that_shifts_with_a_sum_keeps_its_index_form() -> None:
    text = matrix_notes(parse(FILTER, "filter.toml"))
    assert r"$y$, $\overline{y}$ and $\overline{w}$ are no products of matrices and vectors" in text
    assert r"y_ {t} &= x_ {t} - \sum_ {p=1}^{2} w_ {p} \cdot y_ {t-p}" in text
    assert r"\frac{\partial E}{\partial w_ {p}} = -\sum_ {t=1}^{5} \overline{y}_ {t} \cdot y_ {t-p}" in text
