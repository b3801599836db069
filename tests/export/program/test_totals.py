from __future__ import annotations

import re

import numpy as np
import pytest

from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.program.nests import Nest, nests
from symbackprop.export.program.totals import LEAST_TOTAL, total_over
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

ADDED_UP = {
    "a loss of what was just made": ("y[i,j] = tanh(w[i,j]*x[i,j])", "E = sum(i, j, y[i,j]^2)"),
    "with what is summed over nothing": ("y[i,j] = w[i,j]*x[i,j]", "E = log(c) + sum(i, j, cos(y[i,j]))"),
    "over other letters": ("y[i,j] = w[i,j]^2 + x[i,j]", "E = sum(k, l, y[k,l]*x[k,l])"),
}
APART = {
    "read at another position": ("y[i,j] = sin(w[i,j])", "E = sum(i, j, y[i,j]*y[i-1 else 0,j])"),
    "read with its indices in another order": ("y[i,j] = sin(w[i,j])", "E = sum(i, j, y[j,i]*x[i,j])"),
    "read outside the sum too": ("y[i,j] = sin(w[i,j])", "E = y[1,2]^2 + sum(i, j, y[i,j]^3)"),
    "a sum for each row": ("y[i,j] = sin(w[i,j])", "r[i] = sum(j, y[i,j]^2)", "E = sum(i, r[i])"),
    "two sums": ("y[i,j] = sin(w[i,j])", "E = sum(i, j, y[i,j]^2) + sum(i, x[i,1])"),
}
SIDE = 70


def network(equations: tuple[str, ...], side: int = SIDE) -> Network:
    draw = np.random.default_rng(5)
    values = {name: draw.normal(size=(side, side)).round(3).tolist() for name in ("w", "x")}
    text = "\n".join(equations)
    sizes = "\n".join(f"{index} = {side}" for index in "ijkl" if re.search(rf"\b{index}\b", text))
    given = {"c": 3} | values
    shown = "\n".join(f"{name} = {value}" for name, value in given.items() if re.search(rf"\b{name}\b", text))
    return parse(
        f'title = "total"\nequations = """\n{text}\n"""\nloss = "E"\nparameters = ["w"]\n'
        f"[sizes]\n{sizes}\n[values]\n{shown}\n",
        "total.toml",
    )


def first(made: Network) -> tuple[Nest, Nest]:
    found = nests(lowered(made, form=Form.LOOPS).statements, ())
    return found[0], found[1]


@pytest.mark.parametrize("name", ADDED_UP)
def test_a_sum_of_what_was_just_made_is_added_up_there(name: str) -> None:
    assert total_over(*first(network(ADDED_UP[name]))) is not None


@pytest.mark.parametrize("name", APART)
def test_another_sum_keeps_loops_of_its_own(name: str) -> None:
    assert total_over(*first(network(APART[name]))) is None


def test_what_stays_in_the_first_cache_is_read_again() -> None:
    small = 12
    assert small**2 < LEAST_TOTAL < SIDE**2
    assert total_over(*first(network(ADDED_UP["over other letters"], small))) is None
