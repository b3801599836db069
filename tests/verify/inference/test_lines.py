"""The lines of a model in the index language."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.definitions import definitions_in
from symbackprop.verify.inference.families import families_of
from symbackprop.verify.inference.formula_parts import Unshaped, Unwritten
from symbackprop.verify.inference.givens import givens_of
from symbackprop.verify.inference.lines import Builder, StatedModel
from symbackprop.verify.inference.sizes import sizes_of
from symbackprop.verify.pipeline import read

RECURRENCE = r"$h_t = \tanh(w h_{t-1} + x_t)$, $h_0 = 0$, $x_1 = 1$, $x_2 = -1$, $w = 0.5$"
MATRIX = r"$u = W x$, $W = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, $x = [5, 6]$"
BY_HAND = r"$h_1 = w x_1$, $h_2 = w x_2 + h_1$, $L = \sum_{t=1}^{2} h_t$, $w = 2$, $x_1 = 1$, $x_2 = 3$"


def builder(text: str, unrolled: bool = False) -> Builder:
    trials = read(text.encode(), "x.md")
    chains = trials.statements().chains
    families = families_of(chains)
    givens = givens_of(find_assignments(trials.reading, trials.statements()), families)
    definitions = [*definitions_in(chains, givens.starts, families, {}).values()]
    lengths, letters = sizes_of(definitions, chains, families, givens)
    return Builder(StatedModel(families, givens, definitions, lengths, letters, "sigmoid", {}), unrolled)


@pytest.mark.parametrize(
    ("text", "unrolled", "lines"),
    [
        (RECURRENCE, False, ["h[t] = tanh(w*h[t-1] + x[t])", "h[0] = 0"]),
        (RECURRENCE, True, ["h1 = tanh(w*h0 + x1)", "h2 = tanh(w*h1 + x2)", "h0 = 0"]),
        (MATRIX, False, ["u[i] = sum(j, W[i,j]*x[j])"]),
        (MATRIX, True, ["u1 = W1_1*x1 + W1_2*x2", "u2 = W2_1*x1 + W2_2*x2"]),
        (BY_HAND, True, ["h1 = w*x1", "h2 = w*x2 + h1", "L = h1 + h2"]),
    ],
    ids=["recurrence", "its members", "matrix", "its entries", "by hand"],
)
def test_a_model_is_written_by_families_or_member_by_member(text: str, unrolled: bool, lines: list[str]) -> None:
    assert builder(text, unrolled).lines() == lines


def test_arrays_that_do_not_fit_have_no_lines() -> None:
    with pytest.raises(Unshaped):
        builder(MATRIX.replace("[5, 6]", "[5, 6, 7]")).lines()


def test_members_that_are_defined_one_by_one_have_no_lines_by_families() -> None:
    with pytest.raises(Unwritten):
        builder(BY_HAND).lines()


NETWORK = """
loss = "E"
parameters = ["W", "c"]
equations = "E = sum(i, sum(j, W[i,j]*x[j])) + c"
[sizes]
i = 2
j = 2
[values]
W = [[0, 0], [0, 0]]
x = [0, 0]
c = 0
"""


def test_each_member_has_the_number_that_the_document_gives_it() -> None:
    values = builder(MATRIX).values(parse(NETWORK, "x.toml"))
    assert {symbol.ascii: number.text for symbol, number in values.items()} == {
        "W1_1": "1",
        "W1_2": "2",
        "W2_1": "3",
        "W2_2": "4",
        "x1": "5",
        "x2": "6",
    }


@pytest.mark.parametrize(
    ("unrolled", "called", "added_up", "arrays"),
    [(False, ["u"], "sum(i, u[i])", ["W", "x"]), (True, ["u1", "u2"], "(u1 + u2)", [])],
)
def test_what_is_read_by_nothing_else_is_added_up(
    unrolled: bool, called: list[str], added_up: str, arrays: list[str]
) -> None:
    made = builder(MATRIX, unrolled)
    made.lines()
    assert made.ends() == ["u"]
    assert made.called("u") == called
    assert made.added_up("u") == added_up
    assert sorted(made.arrays_given()) == arrays
