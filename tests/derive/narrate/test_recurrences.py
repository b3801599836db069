"""Recurrences in notes: as they are written, in the order in which they are computed, and short where they are long."""

from __future__ import annotations

import re

import pytest

from symbackprop.derive.narrate import Form, Outline, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network
from symbackprop.models.spec import parse
from symbackprop.render.documents.markdown import markdown
from tests.graph.test_recurrences import CELLS
from tests.graph.test_recurrences import network as cell_of

pytestmark = pytest.mark.slow
"""Each test derives whole notes."""

SPEC = '''
equations = """
{equations}
"""
loss = "E"
parameters = [{parameters}]
learning_rate = 0.1
[sizes]
t = {length}
[values]
w = 0.5
u = 0.3
{start}
x = {x}
y = {x}
'''
NEURON = """
a[t] = w*x[t] + u*h[t-1]
h[t] = tanh(a[t])
h[0] = {start}
E = sum(t, 1/2*(y[t] - h[t])^2)
"""
BACKWARDS = """
a[t] = w*x[t] + u*g[t+1]
g[t] = tanh(a[t])
g[last+1] = {start}
E = sum(t, 1/2*(y[t] - g[t])^2)
"""
FILTER = """
a[t] = u*x[t-1 else 0] + w*x[t] + h0
E = sum(t, 1/2*(y[t] - a[t])^2)
"""


def network(equations: str, length: int = 3, parameters: tuple[str, ...] = ("w", "u")) -> Network:
    x = [round(0.5 - 0.1 * (at % 7), 2) for at in range(length)]
    named = ", ".join(f'"{name}"' for name in parameters)
    start = "h0 = 0.2" if "h0" in equations else ""
    return parse(SPEC.format(equations=equations, length=length, x=x, parameters=named, start=start), "net.toml")


def written(made: Network, *forms: Form, rounds: int = 0) -> str:
    outline = Outline(made.parameters, rounds=rounds, forms=forms or (Form.SCALAR,))
    document = notes(Numbers(made, Rounding(6)), outline)
    return markdown(document).replace("_ {", "_{")


@pytest.mark.parametrize("form", [Form.SCALAR, Form.INDEX])
def test_an_equation_is_shown_as_its_author_wrote_it(form: Form) -> None:
    found = written(network(NEURON.format(start="h0")), form)
    assert "a_{t} = w \\cdot x_{t} + u \\cdot h_{t-1}" in found.replace("&", "")


@pytest.mark.parametrize(
    ("equations", "runs", "starts"),
    [
        (NEURON.format(start="0"), "for $t = 1, 2, 3$ in turn", "It starts with $h_{0} = 0$."),
        (NEURON.format(start="h0"), "each position from the ones before it", "It starts with $h_{0}$."),
        (NEURON.format(start="2*w"), "for $t = 1, 2, 3$ in turn", "It starts with $h_{0}$."),
        (BACKWARDS.format(start="u"), "for $t = 3, 2, 1$ in turn", "It starts with $g_{4} = u$."),
    ],
)
def test_a_recurrence_says_how_it_runs_and_where_it_starts(equations: str, runs: str, starts: str) -> None:
    found = written(network(equations))
    assert runs in found
    assert starts in found


def test_a_start_that_is_computed_has_an_equation_of_its_own() -> None:
    assert "h_{0} = 2 \\cdot w" in written(network(NEURON.format(start="2*w"))).replace("&", "")


def test_a_recurrence_of_a_single_position_says_so() -> None:
    assert "here it has a single position, $t = 1$." in written(network(NEURON.format(start="0"), 1))


def test_what_is_continued_with_zeros_is_said_once() -> None:
    found = written(network(FILTER))
    assert "a_{t} = u \\cdot x_{t-1} + w \\cdot x_{t} + h_{0}" in found.replace("&", "")
    assert found.count("Beyond its ends, $x_{t}$ counts as zero.") == 1


def test_the_forward_pass_goes_from_position_to_position() -> None:
    found = written(network(NEURON.format(start="h0")))
    lines = [f"{name}_{{{at}}} &= " for at in (1, 2, 3) for name in "ah"]
    places = [found.index(line) for line in lines]
    assert places == sorted(places)


def test_of_a_long_recurrence_the_first_positions_are_derived_and_others_are_in_a_table() -> None:
    found = written(network(NEURON.format(start="h0"), 40))
    assert "For $t = 3, \\ldots, 40$ the computation is the same:" in found
    assert "For $t = 38, \\ldots, 1$ the computation is the same:" in found
    assert [at for at in range(1, 41) if f"\nh_{{{at}}} &= " in found] == [1, 2, 40]
    assert found.count("The values along $t$; 28 positions more are left out.") == 2
    rows = [line for line in found.splitlines() if re.match(r"\| \$\d+\$ \|", line)]
    assert [int(row.split("$")[1]) for row in rows] == [*range(1, 12), 40, *range(40, 29, -1), 1]


def test_of_a_short_recurrence_every_position_is_derived() -> None:
    found = written(network(NEURON.format(start="h0")))
    assert [at for at in range(1, 4) if f"\nh_{{{at}}} &= " in found] == [1, 2, 3]
    assert "the computation is the same" not in found


def test_the_derivatives_are_a_recurrence_the_other_way_in_its_published_form() -> None:
    found = written(network(NEURON.format(start="h0")), Form.INDEX)
    assert "they are computed for $t = 3, 2, 1$ in turn, each position from the ones after it." in found
    assert "There is no position after $t = 3$, so $\\overline{a}_{4} = 0$." in found
    published = "\\overline{a}_{t} = (-(y_{t} - h_{t}) + u \\cdot \\overline{a}_{t+1}) \\cdot (1 - h_{t}^{2})"
    assert published in found


def test_the_index_form_of_another_length_differs_in_numbers_alone() -> None:
    short, long = (written(network(NEURON.format(start="h0"), length), Form.INDEX) for length in (6, 400))
    changed = {"6": "400", "7": "401"}
    section = "### From the loss backwards"
    one, other = short[short.index(section) :], long[long.index(section) :]
    for figure, becomes in changed.items():
        one = one.replace(f"={figure}}}", f"={becomes}}}").replace(f"^{{{figure}}}", f"^{{{becomes}}}")
        one = one.replace(f"= {figure}", f"= {becomes}").replace(f"_{{{figure}}}", f"_{{{becomes}}}")
    assert one == other


def test_the_backward_pass_derives_each_quantity_once_from_the_end() -> None:
    found = written(network(NEURON.format(start="h0")))
    back = found[found.index("## Backward pass") :]
    heads = [f"\\frac{{\\partial E}}{{\\partial {name}_{{{at}}}}} &=" for at in (3, 2, 1) for name in "ha"]
    places = [back.index(f"\n{head}") for head in heads]
    assert places == sorted(places)
    assert all(back.count(f"\n{head}") == 1 for head in heads)
    assert back.index("### How much does $u$ affect $E$?") > places[-1]


def test_the_derivation_of_a_weight_is_as_long_for_any_number_of_positions() -> None:
    equations = [written(network(NEURON.format(start="h0"), length)).count("\\tag{") for length in (9, 300)]
    assert equations[0] == equations[1]


@pytest.mark.some(8)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("length", [1, 3, 9])
def test_every_form_of_every_cell_is_derived(cell: str, length: int) -> None:
    made = cell_of(cell, length)
    document = notes(Numbers(made, Rounding(6)), Outline(made.parameters, rounds=0, forms=tuple(Form)))
    assert markdown(document)
