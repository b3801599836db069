"""Every construct of the index language in every backend, in both forms of code, held against ball arithmetic."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.export.backends import BACKENDS
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Expression, Symbol, decimal, rebuilt
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.models.network import Network

from ..models.constructs import CONSTRUCTS
from .drivers import Drawn
from .test_backends import runnable
from .test_laws import WAYS, agree

BITS = 256
LOSS = Symbol("E")


def renamed(expression: Expression, letter: str) -> Expression:
    if isinstance(expression, Symbol):
        return replace(expression, base=expression.base + letter)
    return rebuilt(expression, lambda part: renamed(part, letter))


def symbol(of: Symbol, letter: str) -> Symbol:
    found = renamed(of, letter)
    assert isinstance(found, Symbol)
    return found


@cache
def everything() -> Network:
    """Return one model of all constructs, whose loss is the sum of theirs: it is compiled once."""
    leaves: list[Symbol] = []
    equations: list[Equation] = []
    trained: list[Symbol] = []
    values = {}
    losses = []
    for number, (name, construct) in enumerate(CONSTRUCTS.items()):
        letter = chr(ord("a") + number)
        one = construct.network(name)
        leaves += [symbol(leaf, letter) for leaf in one.graph.leaves]
        trained += [symbol(leaf, letter) for leaf in one.trained]
        values |= {symbol(at, letter): value for at, value in one.values.items()}
        equations += [
            Equation(
                symbol(at.target, letter),
                tuple(replace(term, body=renamed(term.body, letter)) for term in at.terms),
            )
            for at in one.graph.equations
        ]
        losses.append(Term(symbol(one.loss, letter)))
    graph = Graph(tuple(leaves), (*equations, Equation(LOSS, tuple(losses))))
    return Network("everything", graph, LOSS, None, tuple(trained), values, decimal("0.1"), {})


@cache
def item(form: Form) -> Drawn:
    """Return the program with its certified loss and gradient."""
    network = everything()
    with ctx.workprec(BITS):
        loss = float(arb(network.certified.ball(network.loss, BITS)))
        slopes = [float(arb(network.certified.evaluate(slope, BITS))) for slope in network.gradient.values()]
    return Drawn(lowered(network, form=form), loss, slopes)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_computes_what_a_formula_says(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    # The compilers of these take longest; loops and straight code differ in the statements, not in the formulas.
    forms = {"c": list(Form), "numba": [Form.STRAIGHT]}.get(backend, [Form.LOOPS])
    items = [item(form) for form in forms]
    agree(WAYS[backend].run(backend, items, tmp_path), items)


def test_a_gradient_that_is_off_in_the_sixth_digit_is_noticed(tmp_path: Path) -> None:
    ((loss, gradient),) = WAYS["numpy"].run("numpy", [item(Form.LOOPS)], tmp_path)
    assert loss == pytest.approx(item(Form.LOOPS).loss, rel=1e-9)
    assert [slope * (1 + 1e-6) for slope in gradient] != pytest.approx(item(Form.LOOPS).gradient, rel=1e-7)


def test_all_constructs_are_in_the_model() -> None:
    losses = [read for term in everything().graph.equations[-1].terms for read in [bare(term.body)]]  # type: ignore[arg-type]
    assert len(set(losses)) == len(CONSTRUCTS)
