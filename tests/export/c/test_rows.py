"""C99 as loops: samples one after the other give the gradient that lanes of samples give."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.export.c import batch
from symbackprop.export.c.page import Page
from symbackprop.export.c.source import Source
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered

from .of_samples import EQUATIONS, network


@pytest.mark.parametrize("is_single", [False, True], ids=["double", "float"])
@pytest.mark.parametrize("name", EQUATIONS)
def test_samples_after_each_other_give_the_gradient_of_arrays(
    name: str, is_single: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, parameters, data = EQUATIONS[name]
    monkeypatch.setattr(batch, "is_in_lanes", lambda *_: False)
    # Several tiles a part, and the last of them not full.
    monkeypatch.setattr(batch, "rows_for", lambda *_: 3)
    draw, dtype = np.random.default_rng(3), np.float32 if is_single else np.float64
    w = np.concatenate([draw.normal(size=shape).ravel() / 2 for shape in parameters.values()]).astype(dtype)
    ours, expected = compiled(network(name), "c", is_single, data), compiled(network(name), "numpy", False, data)
    for samples in (1, 2, 3, 50):
        given = [draw.normal(size=(samples, *shape)).astype(dtype) for shape in data.values()]
        gradient, wide = np.full(w.shape, 7, dtype), np.zeros(w.shape)
        loss = ours.loss_and_gradient(w, gradient, *given)
        right = expected.loss_and_gradient(w.astype(float), wide, *(array.astype(float) for array in given))
        close = 2e-5 if is_single else 1e-13
        assert loss == pytest.approx(right, rel=close)
        assert np.abs(gradient - wide).max() < close * np.abs(wide).max()
        assert ours.loss(w, *given) == pytest.approx(right, rel=close)


def code(name: str) -> str:
    return Source(Page(lowered(network(name), EQUATIONS[name][3], Form.LOOPS)), "A network").code()


@pytest.mark.parametrize("name", ["attention", "convolution and pooling"])
def test_a_sample_that_fills_the_cache_is_no_lane(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "lane < count" in code(name)
    monkeypatch.setattr(batch, "TILE_BYTES", 1024)
    assert "lane < count" not in code(name)


def test_steps_of_a_recurrence_stay_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "TILE_BYTES", 1024)
    assert "lane < count" in code("a recurrence")
