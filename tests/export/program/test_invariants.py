"""What a loop would compute again stands before it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from symbackprop.export.program.invariants import hoisted
from symbackprop.export.program.lowering import Statement
from symbackprop.expression.tree import Symbol
from symbackprop.graph.equations import Equation
from symbackprop.models.spec import parse

SIZES = {"n": 100, "i": 20, "j": 20, "k": 3}


def statements(*equations: str, sizes: Mapping[str, int] = SIZES) -> tuple[Statement, ...]:
    lines = "\n".join(f"{name} = {size}" for name, size in sizes.items())
    text = "\n".join(equations)
    head = f"equations = '''\n{text}\nE = w\n'''\nloss = 'E'\nparameters = ['w']\nlearning_rate = 1\n"
    return parse(f"{head}[sizes]\n{lines}\n", "model.toml").graph.equations[:-1]


def targets(found: tuple[Statement, ...]) -> list[str]:
    return [at.target.ascii for at in found]


def test_a_root_that_one_index_moves_is_taken_once_for_each_of_its_positions() -> None:
    found = hoisted(statements("y[n,i] = x[n,i]/sqrt(v[i] + 1)"), False)
    assert targets(found) == ["y_part1[i]", "y[n,i]"]


def test_the_same_part_has_one_name() -> None:
    found = hoisted(statements("y[n,i] = x[n,i]*sqrt(v[i])", "z[n,i] = y[n,i] - sqrt(v[i])"), False)
    assert targets(found) == ["y_part1[i]", "y[n,i]", "z[n,i]"]


@pytest.mark.parametrize(
    "equation",
    ["y[n,i] = x[n,i]*(v[i] + u[i])", "y[n,i] = sqrt(x[n,i])", "y[i] = x[i]*sqrt(v[i])", "y[k] = u[k]*sqrt(v)"],
    ids=["cheap", "moved by all", "not computed again", "short"],
)
def test_other_parts_stay(equation: str) -> None:
    given = statements(equation)
    assert hoisted(given, True) == given


def test_factors_of_one_side_become_a_matrix() -> None:
    found = hoisted(statements("y[n,i] = sum(j, M[i,j]*l[i,j]*c[n,j])"), True)
    assert targets(found) == ["y_part1[i,j]", "y[n,i]"]
    assert hoisted(statements("y[n,i] = sum(j, M[i,j]*l[i,j]*c[n,j])"), False) == statements(
        "y[n,i] = sum(j, M[i,j]*l[i,j]*c[n,j])"
    )


def test_what_no_index_of_the_sum_moves_is_multiplied_by_after_it() -> None:
    found = hoisted(statements("y[i,j] = sum(n, M[i,j]*a[n,i]*b[n,j])"), True)
    assert targets(found) == ["y_part1[i,j]", "y[i,j]"]
    first, last = found
    assert isinstance(first, Equation)
    assert isinstance(last, Equation)
    assert first.terms[0].over
    assert not last.terms[0].over


def test_products_of_two_matrices_stay() -> None:
    given = statements("y[i,j] = sum(n, 1/4*a[n,i]*b[n,j])")
    assert hoisted(given, True) == given


def test_of_samples_only_what_depends_on_one_is_named() -> None:
    given = statements("y[n,i] = x[n,i]/sqrt(v[i] + 1)")
    assert hoisted(given, False, frozenset({Symbol("x")})) == given
    assert len(hoisted(given, False, frozenset({Symbol("v")}))) == 2


def test_recurrences_stay() -> None:
    given = statements("h[n,i] = sqrt(v[i])*h[n-1,i]", "h[0,i] = 1")
    assert hoisted(given, True) == given
