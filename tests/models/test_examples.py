"""The built-in examples: each gradient against a finite difference, each set of notes a PDF."""

from __future__ import annotations

from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest
from flint import arb, ctx

from symbackprop.derive.narrate import Outline, default_weights, notes
from symbackprop.derive.numbers import Numbers
from symbackprop.export.python.notes_module import module
from symbackprop.graph.rounding import Rounding
from symbackprop.graph.values import Values
from symbackprop.models.spec import example, parse
from symbackprop.render.documents.typst import typst
from symbackprop.render.engine import typst_pdf

from ..programs import run_all

NAMES = sorted(at.name.removesuffix(".toml") for at in (files("symbackprop.models") / "examples").iterdir())
BITS = 400
STEP = Fraction(1, 2**100)


@pytest.mark.parametrize("name", NAMES)
def test_every_gradient_is_the_certified_finite_difference(name: str) -> None:
    network = example(name)

    def loss(shift: Fraction) -> arb:
        moved = Values(network.scalar, {**network.leaves, parameter: network.leaves[parameter] + shift})
        return arb(moved.ball(network.loss, BITS))

    for parameter, slope in network.gradient.items():
        with ctx.workprec(BITS):
            gap = arb(2 * STEP.numerator) / STEP.denominator
            difference = (loss(STEP) - loss(-STEP)) / gap
            error = abs(difference - arb(network.certified.evaluate(slope, BITS)))
            assert error < 1e-50, parameter.ascii


@pytest.mark.some(8)
@pytest.mark.parametrize("name", NAMES)
def test_the_notes_become_an_accessible_pdf(name: str) -> None:
    network = example(name)
    document = notes(Numbers(network, Rounding(6)), Outline(default_weights(network), rounds=10))
    assert typst_pdf(typst(document)).startswith(b"%PDF")


def test_training_lowers_the_loss_of_pooling() -> None:
    network = example("pooling")
    before = network.certified.show(network.loss, Rounding(6))
    after = network.descent().show(20, Rounding(6))[network.loss]
    assert (before.text, after.value < Fraction(1, 10**15)) == ("0.15125", True)


def test_the_modules_check_themselves(tmp_path: Path) -> None:
    paths = []
    for name in NAMES:
        paths.append(tmp_path / f"{name}.py")
        paths[-1].write_text(module(example(name)), encoding="utf-8")
    found = run_all(paths, ["-W", "error"])
    assert len(found) == len(NAMES)
    assert not [said for status, said in found if status != 0]


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_accepts_what_is_trusted(name: str) -> None:
    path = files("symbackprop.models") / "examples" / f"{name}.toml"
    assert parse(path.read_text(encoding="utf-8"), name) == example(name)
