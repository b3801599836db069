"""How far compiled gradients are from the certain ones, in units in the last place, in both precisions.

Next to saturation and at large exponents no formula over outputs has all digits: `out·(1 - out)` loses those of
`1 - out`, and `exp(a)` the size of a. What rounding can do to each formula, balls of as many bits as the code has say.
So the law is that a gradient is at most four units of its largest entry away, and what these balls leave open.
"""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import decimal
from symbackprop.graph.equations import bare
from symbackprop.graph.values import Values

from ..strategies import Case, graphs
from .drivers import Drawn
from .networks import deep
from .test_laws import BITS as MANY
from .test_laws import QUIET, drawn

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
"""How many networks of each kind; `make roundings` asks for more than the table does."""

UNITS = 4
BITS = {np.float32: 24, np.float64: 53}
BACKENDS = {"c": 3, "llvm": 8, "numpy": 16}
"""By backend, how many networks are drawn."""


def error_of(item: Drawn, backend: str, kind: type[np.floating]) -> tuple[float, float]:
    """Return how far the gradient is from the certain one at most, and how far it may be by rounding."""
    network, data = item.program.network, [bare(symbol).ascii for symbol in item.program.data]
    functions = compiled(network, backend, kind is np.float32, data)
    found = np.empty(len(item.parameters), kind)
    functions.loss_and_gradient(item.parameters.astype(kind), found)
    size = max(map(abs, item.gradient))
    error = np.abs(found.astype(float) - np.array(item.gradient)).max()
    return float(error), UNITS * float(np.spacing(kind(size))) + open_at(item, BITS[kind])


def open_at(item: Drawn, bits: int) -> float:
    """Return the largest radius of the slopes where each step is rounded to so many bits."""
    network = item.program.network
    with ctx.workprec(bits):
        balls = Values(network.both, network.leaves)
        return max(float(arb(balls.evaluate(slope, bits)).rad()) for slope in network.gradient.values())


@pytest.mark.parametrize("kind", BITS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_gradient_is_as_close_as_its_precision_lets_it_be(backend: str, kind: type[np.floating]) -> None:
    @settings(max_examples=EXAMPLES or BACKENDS[backend], **QUIET)  # type: ignore[arg-type]
    @given(graphs(), st.sampled_from((1, 1, 4, 32)), st.sampled_from(Form))
    def law(case: Case, scale: int, form: Form) -> None:
        item = drawn(case, scale, form)
        assume(item is not None)
        assert item is not None
        largest = max(map(abs, item.gradient))
        assume(1e-30 < largest < 1e30)
        error, allowed = error_of(item, backend, kind)
        assert error <= allowed, (error / np.spacing(kind(largest)), item)

    law()


def saturated(scale: int) -> Drawn:
    """Return a network of sigmoids under a binary cross-entropy, whose weights are large."""
    network = deep("sigmoid", "binary-cross-entropy")
    values = {
        name: decimal(repr(scale * float(number.value))) if name in network.parameters else number
        for name, number in network.values.items()
    }
    network = replace(network, values=values)
    with ctx.workprec(MANY):
        certain = Values(network.both, network.leaves)
        slopes = [float(arb(certain.evaluate(slope, MANY))) for slope in network.gradient.values()]
        return Drawn(lowered(network), float(arb(certain.ball(network.loss, MANY))), slopes)


@pytest.mark.parametrize("backend", ["c", "numpy"])
@pytest.mark.parametrize("scale", [1, 10, 30, 100])
def test_a_saturated_cross_entropy_loses_a_few_units(backend: str, scale: int) -> None:
    item = saturated(scale)
    error, allowed = error_of(item, backend, np.float64)
    size = max(map(abs, item.gradient))
    assert error <= min(allowed, 16 * np.spacing(size))


def test_a_slope_with_a_digit_less_breaks_the_law() -> None:
    item = saturated(1)
    broken = Drawn(item.program, item.loss, [slope * (1 + 1e-14) for slope in item.gradient])
    error, allowed = error_of(broken, "numpy", np.float64)
    assert error > allowed
