"""The built-in examples that read more than layers do, in every backend, against balls: one run for all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from flint import arb

from symbackprop.export.backends import BACKENDS
from symbackprop.export.program.lowering import lowered
from symbackprop.models.spec import example

from .drivers import Drawn
from .test_backends import runnable
from .test_laws import WAYS, agree

pytestmark = pytest.mark.slow

NAMES = (
    *("adam", "gru", "lstm", "momentum", "pooling", "recurrent", "residual-block", "skip-gram", "transformer-block"),
)


LONG = {"adam", "gru", "lstm", "momentum", "residual-block", "transformer-block"}
LEFT_OUT = {
    "compiled with llvm": {"pooling"},
    "jax": LONG,
    "numba": LONG,
}
"""What is too long to be written out, and what takes a library seconds to compile; other tests have models like it."""


@cache
def certified(name: str) -> tuple[float, tuple[float, ...]]:
    """Return the loss and the gradient of an example."""
    network = example(name)
    slopes = (network.certified.evaluate(slope, 128) for slope in network.gradient.values())
    return float(arb(network.certified.ball(network.loss, 128))), tuple(float(arb(slope)) for slope in slopes)


@pytest.mark.parametrize("backend", WAYS)
def test_every_backend_has_the_gradients_of_the_examples(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        runnable(backend)
    names = [name for name in NAMES if name not in LEFT_OUT.get(backend, ())]
    items = [Drawn(lowered(example(name)), loss, list(slopes)) for name in names for loss, slopes in [certified(name)]]
    agree(WAYS[backend].run(backend, items, tmp_path), items)


def test_a_gradient_that_is_wrong_is_noticed(tmp_path: Path) -> None:
    loss, slopes = certified("pooling")
    item = Drawn(lowered(example("pooling")), loss, [slopes[0] * 1.001, *slopes[1:]])
    found = WAYS["compiled with numpy"].run("compiled with numpy", [item], tmp_path)
    with pytest.raises(AssertionError):
        agree(found, [item])
