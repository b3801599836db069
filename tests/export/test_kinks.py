"""One convention for kinks, in every backend: the slope is the number nearest to 0 between those of both sides."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
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


TIES: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "max({0}, {1})": ((0.5, 0.5), (1, 0)),
    "min({0}, {1})": ((-0.5, -0.5), (1, 0)),
    "max({0}, {1}, {2})": ((0.25, 0.75, 0.75), (0, 1, 0)),
    "max(0, {0} - {1})": ((0.75, 0.75), (0, 0)),
    "max({0}, 2)": ((2,), (0,)),
    "max(0, 1 - {0}*{1})": ((2, 0.5), (0, 0)),
    "clip({0}, -1, 2)": ((2,), (0,)),
    "clip({0}, -1, 2.5)": ((-1,), (0,)),
    "sign({0})": ((0,), (0,)),
    "step({0})": ((0,), (0,)),
    "where({0} > 1, 3*{0}, 2*{0})": ((1,), (2,)),
    "where({0} >= 1, 3*{0}, 2*{0})": ((1,), (3,)),
    "where(abs({0}) <= 1, 1/2*{0}^2, abs({0}) - 1/2)": ((-1,), (-1,)),
    "min({0}*{1}, clip({0}, 0.75, 1.25)*{1})": ((1.25, 2), (2, 1.25)),
    "relu(tanh({0}) - tanh({1}))": ((0.5, 0.5), (0, 0)),
}
"""By a formula over parameters: their values, at which it has no derivative, and what the convention takes for that."""

POOLED = "max(k, l, h[2*i+k-2,l])"
PICTURE, GOES_ON = ((0.5, 1), (1, 0.25), (-1, 2), (2, 2)), ((0, 1), (0, 0), (0, 1), (0, 0))
"""A picture in whose blocks of 2×2 the greatest number stands twice and three times; the first one goes on."""


def ties() -> Network:
    """Return a model that sums all formulas at their ties, each with a factor of its own."""
    terms, values = [f"sum(i, i_f*{POOLED})"], [f"h = {[list(row) for row in PICTURE]}", "i_f = 0.5"]
    names = ["h"]
    for at, (formula, (numbers, _)) in enumerate(TIES.items(), start=1):
        own = [f"w{letter}{at}" for letter in ("_a", "_b", "_c")[: len(numbers)]]
        terms.append(f"{at}*({formula.format(*own)})")
        values += [f"{name} = {number}" for name, number in zip(own, numbers, strict=True)]
        names += own
    parameters = ", ".join(f'"{name}"' for name in names)
    return parse(
        f'equations = "E = {" + ".join(terms)}"\nloss = "E"\nparameters = [{parameters}]\nlearning_rate = 0.1\n'
        "[sizes]\ni = 2\nk = 2\nl = 2\n[values]\n" + "\n".join(values),
        "ties.toml",
    )


def at_ties(form: Form) -> Drawn:
    """Return the model with its loss and the gradient that the convention gives it."""
    model = ties()
    slopes = [0.5 * goes_on for row in GOES_ON for goes_on in row]
    slopes += [float(at * slope) for at, (_, of) in enumerate(TIES.values(), start=1) for slope in of]
    return Drawn(lowered(model, form=form), float(arb(model.certified.ball(model.loss, 2048)).mid()), slopes)


MODELS = {"kinks": (network, at_kinks), "ties": (ties, at_ties)}


@pytest.mark.parametrize("name", MODELS)
def test_the_notes_follow_the_convention(name: str) -> None:
    model, at = MODELS[name]
    found, expected = model(), at(Form.LOOPS).gradient
    with ctx.workprec(2048):
        slopes = [float(arb(found.certified.evaluate(slope, 2048)).mid()) for slope in found.gradient.values()]
    assert slopes == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_follows_the_convention(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    forms = list(Form) if backend in BACKENDS and BACKENDS[backend].form is None else [Form.LOOPS]
    items = [at(form) for form in forms for _, at in MODELS.values()]
    agree(WAYS[backend].run(backend, items, tmp_path), items)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("library", ["jax", "torch"])
def test_what_a_library_derives_itself_follows_the_convention(library: str, name: str) -> None:
    if importlib.util.find_spec(library) is None:
        missing(library)
    model, at = MODELS[name]
    made = {}
    exec(next(iter(exported(model(), library).values())), made)
    found, *_ = made["derived"](made["EXAMPLE"], *made["EXAMPLE_DATA"])
    assert np.asarray(found) == pytest.approx(at(Form.LOOPS).gradient, rel=1e-14)
