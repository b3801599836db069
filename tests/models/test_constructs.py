"""Every construct of the index language: its gradient against JAX and a certified finite difference, and its notes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.export.python.notes_module import module
from symbackprop.graph.rounding import Rounding
from symbackprop.graph.values import Values
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify

from ..formats import files_of
from ..programs import run_all
from ..verify.own_notes import alarms
from .constructs import CONSTRUCTS
from .test_against_jax import check

BITS = 400
STEP = Fraction(1, 2**100)


@pytest.mark.some(12)
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_has_the_gradient_that_jax_finds(name: str) -> None:
    check(CONSTRUCTS[name].network(name), CONSTRUCTS[name].reference)


@pytest.mark.some(20)
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_has_the_gradient_of_a_certified_finite_difference(name: str) -> None:
    network = CONSTRUCTS[name].network(name)

    def loss(shift: Fraction) -> arb:
        moved = Values(network.scalar, {**network.leaves, parameter: network.leaves[parameter] + shift})
        return arb(moved.ball(network.loss, BITS))

    for parameter, slope in network.gradient.items():
        with ctx.workprec(BITS):
            difference = (loss(STEP) - loss(-STEP)) / (arb(2 * STEP.numerator) / STEP.denominator)
            error = abs(difference - arb(network.certified.evaluate(slope, BITS)))
            assert error < 1e-50, parameter.ascii


@pytest.mark.some(12)
@pytest.mark.parametrize("name", [name for name, construct in CONSTRUCTS.items() if construct.is_judged])
def test_the_notes_of_a_construct_are_read_and_right(name: str) -> None:
    network = CONSTRUCTS[name].network(name)
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), 2, CONSTRUCTS[name].forms))

    report = verify(files_of("md", document)["notes.md"], "notes.md", network)

    assert not alarms(report)
    assert sum(claim.verdict in (Verdict.RIGHT, Verdict.ROUNDED) for claim in report.claims) > 10


def test_the_modules_beside_the_notes_check_themselves(tmp_path: Path) -> None:
    paths = []
    for name, construct in CONSTRUCTS.items():
        paths.append(tmp_path / f"{name.replace(' ', '_')}.py")
        paths[-1].write_text(module(construct.network(name)), encoding="utf-8")
    found = run_all(paths, ["-W", "error"])
    assert len(found) == len(CONSTRUCTS)
    assert not [output for status, output in found if status != 0]
