from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
import pytest

from symbackprop.document.escape import in_code
from symbackprop.export.c import Page, Source, Unit
from symbackprop.export.c.outlined import MOST_COPIES, declared, outlined
from symbackprop.export.compiled.compiler import compiler
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ...conftest import missing


@pytest.fixture
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    if compiler() is None:
        missing("a C compiler")
    before = os.environ.get("SYMBACKPROP_CACHE")
    os.environ["SYMBACKPROP_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("SYMBACKPROP_CACHE")
    if before is not None:
        os.environ["SYMBACKPROP_CACHE"] = before


def chain(layers: int, width: int) -> Network:
    """Return layers of recurrences with one weight a place, through tanh and sigmoid in turn, and exp at their end."""
    names = ("tanh", "sigmoid")
    lines = [
        f"h{at}[t,j] = {names[at % 2]}(w{at}[j]*{f'h{at - 1}[t,j]' if at else 'x[t,j]'} + u{at}[j]*h{at}[t-1 else 0,j])"
        for at in range(layers)
    ]
    weights = [f"{letter}{at}" for at in range(layers) for letter in "wu"]
    text = "\n".join([*lines, f"e[t,j] = exp(h{layers - 1}[t,j])", "E = sum(t, j, e[t,j])"])
    draw = np.random.default_rng(1)
    values = {name: draw.normal(size=width) for name in weights} | {"x": 8 * draw.normal(size=(3, width))}
    shown = "\n".join(f"{name} = {value.round(3).tolist()}" for name, value in values.items())
    return parse(
        f'title = "chain"\nequations = """\n{text}\n"""\nloss = "E"\nparameters = {weights}\n'
        f"[sizes]\nt = 3\nj = {width}\n[values]\n{shown}\n",
        "chain.toml",
    )


def source(network: Network, is_single: bool = False, form: Form = Form.LOOPS) -> Source:
    return Source(Page(lowered(network, form=form), is_single), in_code("A chain"))


def test_only_the_gradient_of_one_sample_in_loops_calls_functions_and_only_where_their_copies_would_be_many() -> None:
    many = chain(8, 17)
    called = outlined(source(many), Unit.ONE_GRADIENT)
    assert called == ("exponential", "hyperbolic_tangent", "sigmoid")
    text = source(many).body.both
    assert sum(text.count(f"{name}(") for name in called) > MOST_COPIES
    assert all(outlined(source(many), unit) == () for unit in Unit if unit is not Unit.ONE_GRADIENT)
    assert outlined(source(chain(2, 17)), Unit.ONE_GRADIENT) == ()
    assert outlined(source(chain(8, 2), form=Form.STRAIGHT), Unit.ONE_GRADIENT) == ()


def test_a_vector_of_single_precision_holds_twice_as_many_numbers() -> None:
    assert "simdlen(8)" in declared(source(chain(8, 17)), Unit.ONE_GRADIENT)
    single = declared(source(chain(8, 17), is_single=True), Unit.ONE_GRADIENT)
    assert "simdlen(16)" in single
    assert "static float sigmoid(float)" in single


@pytest.mark.slow
@pytest.mark.usefixtures("_own_cache")
@pytest.mark.parametrize("width", [13, 23])
@pytest.mark.parametrize(("dtype", "most"), [(np.float64, 4e-15), (np.float32, 2e-5)])
def test_called_functions_give_the_gradient_that_numpy_gives(width: int, dtype: type, most: float) -> None:
    network = chain(8, width)
    is_single = dtype is np.float32
    assert outlined(source(network, is_single), Unit.ONE_GRADIENT)
    ours, reference = compiled(network, "c", is_single), compiled(network, "numpy")
    w = np.random.default_rng(2).normal(size=16 * width).astype(dtype)
    g, expected = np.zeros_like(w), np.zeros(w.size)
    loss = ours.loss_and_gradient(w, g)
    value = reference.loss_and_gradient(w.astype(np.float64), expected)
    assert abs(loss - value) <= most * abs(value)
    assert np.abs(g - expected).max() <= most * np.abs(expected).max()
    # What trains has them inline.
    assert abs(ours.loss(w) - value) <= most * abs(value)
