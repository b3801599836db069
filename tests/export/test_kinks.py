"""One convention for kinks, in every backend: the slope is the number nearest to 0 between those of both sides."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import arb, ctx

from symbackprop.export.backends import BACKENDS, exported
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.functions import FUNCTIONS
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..conftest import missing
from ..reference import FORMULAS, KINKS
from .drivers import Drawn
from .test_backends import runnable
from .test_laws import WAYS, agree

PLACES = [(name, kink) for name, function in FUNCTIONS.items() for kink in function.kinks]
STEP = Fraction(1, 1 << 20)


def sides(name: str, kink: Fraction) -> tuple[Fraction, Fraction]:
    """Return the slopes on both sides, by the definition of the literature."""
    at = [Fraction(FORMULAS[name](kink + step, {})) for step in (-STEP, Fraction(0), STEP)]
    return (at[1] - at[0]) / STEP, (at[2] - at[1]) / STEP


def nearest_to_zero(name: str, kink: Fraction) -> Fraction:
    below, above = sorted(sides(name, kink))
    return max(below, min(above, Fraction(0)))


def test_every_kink_is_in_the_table_and_is_one() -> None:
    smooth = {"elu"}
    assert {name for name, _ in PLACES} == set(KINKS) - smooth
    for name, kink in PLACES:
        assert kink in KINKS[name]
        below, above = sides(name, kink)
        assert below != above


def network() -> Network:
    """Return a model that sums every function at every kink, each with a factor of its own."""
    terms = [f"{at}*{name}(w{at}*x)" for at, (name, _) in enumerate(PLACES, start=1)]
    parameters = ", ".join(f'"w{at}"' for at in range(1, len(PLACES) + 1))
    values = "\n".join(f"w{at} = {kink}" for at, (_, kink) in enumerate(PLACES, start=1))
    return parse(
        f'equations = "E = {" + ".join(terms)}"\nloss = "E"\nparameters = [{parameters}]\n'
        f"learning_rate = 0.1\n[values]\nx = 1\n{values}\n",
        "kinks.toml",
    )


def at_kinks(form: Form) -> Drawn:
    """Return the model with the loss and the gradient that the convention gives it."""
    loss = sum(at * Fraction(FORMULAS[name](kink, {})) for at, (name, kink) in enumerate(PLACES, start=1))
    slopes = [float(at * nearest_to_zero(name, kink)) for at, (name, kink) in enumerate(PLACES, start=1)]
    return Drawn(lowered(network(), form=form), float(loss), slopes)


def test_the_notes_follow_the_convention() -> None:
    found, expected = network(), at_kinks(Form.LOOPS).gradient
    with ctx.workprec(256):
        slopes = [float(arb(found.certified.evaluate(slope, 256))) for slope in found.gradient.values()]
    assert slopes == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_follows_the_convention(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    forms = list(Form) if backend in BACKENDS and BACKENDS[backend].form is None else [Form.LOOPS]
    items = [at_kinks(form) for form in forms]
    agree(WAYS[backend].run(backend, items, tmp_path), items)


@pytest.mark.parametrize("library", ["jax", "torch"])
def test_what_a_library_derives_itself_follows_the_convention(library: str) -> None:
    if importlib.util.find_spec(library) is None:
        missing(library)
    made = {}
    exec(next(iter(exported(network(), library).values())), made)
    found = made["derived"](made["EXAMPLE"], *made["EXAMPLE_DATA"])
    assert np.asarray(found) == pytest.approx(at_kinks(Form.LOOPS).gradient, rel=1e-14)
