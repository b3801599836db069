"""C99 as loops: samples one after the other give the gradient that lanes of samples give."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from symbackprop.export.c import batch, choice
from symbackprop.export.c.page import Page
from symbackprop.export.c.source import Source
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network

from ..networks import layered
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
        loss = ours.loss_and_gradient(w, *given, gradient)
        right = expected.loss_and_gradient(w.astype(float), *(array.astype(float) for array in given), wide)
        close = 2e-5 if is_single else 1e-13
        assert loss == pytest.approx(right, rel=close)
        assert np.abs(gradient - wide).max() < close * np.abs(wide).max()
        assert ours.loss(w, *given) == pytest.approx(right, rel=close)


def code(network: Network, data: Iterable[str] = ()) -> str:
    return Source(Page(lowered(network, data, Form.LOOPS)), "A network").code()


def test_a_sample_that_fills_the_cache_is_no_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = layered(12, 9, 5)
    assert "lane < count" in code(layers)
    monkeypatch.setattr(choice, "TILE_BYTES", 64)
    assert "lane < count" not in code(layers)


def test_a_sample_whose_quantities_are_multiplied_by_each_other_is_no_lane() -> None:
    assert "lane < count" not in code(network("attention"), EQUATIONS["attention"][3])


def test_steps_of_a_recurrence_stay_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "TILE_BYTES", 64)
    assert "lane < count" in code(network("a recurrence"), EQUATIONS["a recurrence"][3])
