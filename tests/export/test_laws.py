"""The law of all backends: on networks that Hypothesis makes, saturated or not, they agree with ball arithmetic.

Several networks are drawn at once and compiled together, since starting a compiler takes longer than what it compiles.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from symbackprop.errors import SymbackpropError
from symbackprop.export.backends import BACKENDS
from symbackprop.export.compiled.table import PREFERRED
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import decimal
from symbackprop.graph.equations import bare
from symbackprop.graph.expand import element
from symbackprop.graph.values import Values
from symbackprop.models.network import Network

from ..reference import BALLS, AtKink, OutsideDomain, at_position, forward, positions
from ..strategies import Case, graphs
from .drivers import DRIVERS, Drawn, Results, Way
from .drivers.compiled import as_compiled
from .drivers.modules import as_modules
from .test_backends import runnable

BITS = 640


def network_of(case: Case, scale: int) -> Network:
    """Return a case as a network; its numbers are rounded to sixteenths, so that short sums of them are exact."""
    values = {
        element(bare(leaf), at, {}): decimal(repr(round(float(case.values[at_position(leaf, at)]) * 16) / 16 * scale))
        for leaf in case.graph.leaves
        for at in positions(leaf)
    }
    return Network("drawn", case.graph, case.loss, None, case.parameters, values, decimal("0.1"), {})


def drawn(case: Case, scale: int, form: Form) -> Drawn | None:
    """Return what can be compared, or nothing where the loss is no number or is badly conditioned."""
    network = network_of(case, scale)
    program = lowered(network, form=form)
    if "log" in program.functions or not program.data:
        # A logarithm of anything but a sigmoid or a softmax loses digits next to zero, whoever computes it.
        return None
    at = {
        at_position(leaf, place): network.values[element(bare(leaf), place, {})].value
        for leaf in case.graph.leaves
        for place in positions(leaf)
    }
    try:
        with ctx.workprec(BITS):
            # Next to a kink doubles may take another branch than real numbers do.
            forward(case.graph, {name: BALLS.number(value) for name, value in at.items()}, BALLS)
        certain = Values(network.both, network.leaves)
        with ctx.workprec(BITS):
            loss = float(arb(certain.ball(network.loss, BITS)))
            slopes = [float(arb(certain.evaluate(slope, BITS))) for slope in network.gradient.values()]
    except (AtKink, OutsideDomain, SymbackpropError):
        return None
    if not all(math.isfinite(x) and abs(x) < 1e100 for x in (loss, *slopes)):
        return None
    return Drawn(program, loss, slopes)


@st.composite
def networks(draw: st.DrawFn, count: int) -> list[Drawn]:
    """Return several networks, some of them scaled so that their neurons are saturated."""
    found: list[Drawn] = []
    before = None
    for _ in range(20 * count):
        chosen = draw(graphs()), draw(st.sampled_from((1, 1, 32, 1024))), draw(st.sampled_from(Form))
        if chosen == before:
            # Hypothesis begins with the simplest choices, which make the same network each time.
            break
        before = chosen
        made = drawn(*chosen)
        found += [made] if made else []
        if len(found) == count:
            return found
    raise UnsatisfiedAssumption


def agree(found: Results, expected: Sequence[Drawn]) -> None:
    assert len(found) == len(expected)
    for (loss, gradient), certain in zip(found, expected, strict=True):
        size = max(map(abs, certain.gradient))
        assert loss == pytest.approx(certain.loss, rel=1e-9, abs=1e-13), repr(certain)
        assert gradient == pytest.approx(certain.gradient, rel=1e-7, abs=1e-11 * (1 + size)), repr(certain)


WAYS: Mapping[str, Way] = {name: driver.law for name, driver in DRIVERS.items() if driver.law} | {
    "compiled with llvm": Way(lambda _, items, folder: as_compiled("llvm", items, folder), 4, 3),
    "compiled with numpy": Way(lambda _, items, folder: as_compiled("numpy", items, folder), 4, 3),
}
QUIET = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
    "database": None,
}
"""Without shrinking, which would start a compiler hundreds of times."""


def test_every_backend_is_held_to_the_law() -> None:
    unheld = {name for name, driver in DRIVERS.items() if driver.law is None}
    assert all(DRIVERS[name].read for name in unheld), "what no machine of the tests can run is read by test_backends"
    assert {f"compiled with {name}" for name in PREFERRED if name != "c"} <= set(WAYS)


@pytest.mark.parametrize("backend", WAYS)
def test_a_backend_agrees_with_ball_arithmetic(backend: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    way = WAYS[backend]
    if backend in BACKENDS:
        runnable(backend)

    @settings(max_examples=way.times, **QUIET)  # type: ignore[arg-type]
    @given(networks(way.at_once))
    def law(items: list[Drawn]) -> None:
        agree(way.run(backend, items, tmp_path_factory.mktemp("drawn")), items)

    law()


def test_a_slope_of_the_wrong_sign_breaks_the_law() -> None:
    @settings(max_examples=3, **QUIET)  # type: ignore[arg-type]
    @given(networks(1))
    def law(items: list[Drawn]) -> None:
        ((loss, gradient),) = as_modules("numpy", items, Path())
        assume(max(map(abs, gradient)) > 1e-3)
        with pytest.raises(AssertionError):
            agree([(loss, [-slope for slope in gradient])], items)

    law()
