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
from symbackprop.graph.equations import Equation, Graph, Term
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


PARTS = 4
"""Into so many models all constructs are put: one would be too long for straight code in LLVM."""


@cache
def everything(part: int) -> Network:
    """Return one model of every fourth construct, whose loss is the sum of theirs, so that few are compiled."""
    leaves: list[Symbol] = []
    equations: list[Equation] = []
    trained: list[Symbol] = []
    values = {}
    losses = []
    for number, (name, construct) in enumerate(list(CONSTRUCTS.items())[part::PARTS]):
        letter = chr(ord("a") + number)
        one = construct.network(name)
        leaves += [symbol(leaf, letter) for leaf in one.graph.leaves]
        trained += [symbol(leaf, letter) for leaf in one.trained]
        values |= {symbol(at, letter): value for at, value in one.values.items()}
        equations += [
            replace(
                at,
                target=symbol(at.target, letter),
                terms=tuple(replace(term, body=renamed(term.body, letter)) for term in at.terms),
                outside=tuple((symbol(start, letter), renamed(value, letter)) for start, value in at.outside),
                written=(),
            )
            for at in one.graph.equations
        ]
        losses.append(Term(symbol(one.loss, letter)))
    graph = Graph(tuple(leaves), (*equations, Equation(LOSS, tuple(losses))))
    return Network("everything", graph, LOSS, None, tuple(trained), values, decimal("0.1"), {})


@cache
def item(form: Form, part: int) -> Drawn:
    """Return the program with its certified loss and gradient."""
    network = everything(part)
    with ctx.workprec(BITS):
        loss = float(arb(network.certified.ball(network.loss, BITS)))
        slopes = [float(arb(network.certified.evaluate(slope, BITS))) for slope in network.gradient.values()]
    return Drawn(lowered(network, form=form), loss, slopes)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_computes_what_a_formula_says(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    has_both = backend in BACKENDS and BACKENDS[backend].form is None
    items = [
        item(Form.LOOPS, 0),
        item(Form.STRAIGHT if has_both else Form.LOOPS, 1),
        item(Form.LOOPS, 2),
        item(Form.LOOPS, 3),
    ]
    agree(WAYS[backend].run(backend, items, tmp_path), items)


def test_a_gradient_that_is_off_in_the_sixth_digit_is_noticed(tmp_path: Path) -> None:
    ((loss, gradient),) = WAYS["numpy"].run("numpy", [item(Form.LOOPS, 0)], tmp_path)
    assert loss == pytest.approx(item(Form.LOOPS, 0).loss, rel=1e-9)
    assert [slope * (1 + 1e-6) for slope in gradient] != pytest.approx(item(Form.LOOPS, 0).gradient, rel=1e-7)


def test_all_constructs_are_in_the_models() -> None:
    assert sum(len(everything(part).graph.equations[-1].terms) for part in range(PARTS)) == len(CONSTRUCTS)
