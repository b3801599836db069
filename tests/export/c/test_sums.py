"""C99 as loops: what is summed part by part, and what at once over all parts, gives one gradient."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.export.c import sums
from symbackprop.export.c.page import Page
from symbackprop.export.c.source import Source
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..networks import layered

TWICE = """
equations = '''
a[j] = sum(i, W[j,i]*x[i]) + b[j]
h[i] = tanh(z[i])
c[j] = sum(i, W[j,i]*h[i])
p = sum(j, i, 1/8*W[j,i]^2)
E = sum(j, 1/2*(t[j] - c[j] - tanh(a[j]))^2) + p
'''
loss = "E"
parameters = ["W", "b"]
learning_rate = 0.1
sizes = {i = 21, j = 19}
"""
"""A matrix that is read twice, and that the loss depends on besides: what counts once is added after the mean."""


def twice() -> Network:
    return parse(TWICE, "twice.toml")


NETWORKS = {"layers": lambda: layered(30, 26, 18, 5), "read twice": twice}


def source(network: Network) -> Source:
    return Source(Page(lowered(network, form=Form.LOOPS)), "A network")


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("is_single", [False, True], ids=["double", "float"])
def test_a_gradient_is_the_same_whenever_its_matrices_are_summed(
    name: str, is_single: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, dtype = NETWORKS[name](), np.float32 if is_single else np.float64
    monkeypatch.setattr(sums, "PIECE_ROWS", 8)
    monkeypatch.setattr(sums, "PIECE_COLUMNS", 16)
    draw, count = np.random.default_rng(3), lowered(network).count
    weights = draw.normal(size=count).astype(dtype) / 4
    # More tiles than there are parts, and the last one not full.
    data = [
        draw.normal(size=(1100, *(index.size for index in symbol.indices))).astype(dtype)  # type: ignore[union-attr]
        for symbol in lowered(network).data
    ]
    found = []
    for least in (1, 10**9):
        monkeypatch.setattr(sums, "LATE_BYTES", least)
        assert ("rounds" in source(network).body.batch_both) == (least == 1)
        gradient = np.full(count, 7, dtype)
        loss = compiled(network, "c", is_single).loss_and_gradient(weights, *data, gradient)
        found.append((loss, gradient))
    expected = np.zeros(count)
    wide = [weights.astype(float), *(array.astype(float) for array in data)]
    loss = compiled(network, "numpy").loss_and_gradient(wide[0], *wide[1:], expected)
    close = 2e-5 if is_single else 1e-13
    for own_loss, gradient in found:
        assert own_loss == pytest.approx(loss, rel=close)
        assert np.abs(gradient - expected).max() < close * np.abs(expected).max()


def test_only_wide_matrices_are_summed_at_once() -> None:
    wide, narrow = (source(layered(*sizes)).body.batch_both for sizes in ((100, 90, 4), (40, 30, 4)))
    assert "piece" in wide
    assert "piece" not in narrow


def test_what_is_summed_at_once_needs_no_room_in_each_part() -> None:
    made = source(layered(400, 300, 4)).body
    assert made.part_work < 400 * 300
