"""An array that a recurrence fills: each position is what was put there, and the others stay as they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbackprop.export.onnx.pending import Samples, Written
from symbackprop.export.onnx.values import Trace, Value

from .graphs import computed

X = np.arange(2.0 * 5 * 4).reshape(2, 5, 4) ** 1.5


def running(trace: Trace, x: Value) -> Any:
    total = Written(trace, (None, 5, 4), 0.0)
    for at in range(4):
        total[:, at, :] = x[:, at] + (total[:, at - 1, :] if at > 0 else 0.0)
    return total


def test_what_was_put_at_a_position_is_read_there_and_the_rest_stays() -> None:
    expected = np.cumsum(X, axis=1)
    expected[:, 4] = 0
    assert computed(running, X) == pytest.approx(expected)
    assert computed(lambda trace, x: running(trace, x)[:, 2, :], X) == pytest.approx(expected[:, 2])


def test_a_number_fills_a_position_and_an_array_that_nothing_was_put_into() -> None:
    def filled(trace: Trace, x: Value) -> Any:
        one = Written(trace, (None, 3), 2.0)
        one[:, 1] = 7.0
        return one * Written(trace, (3,), 0.5)

    assert computed(filled, X).tolist() == [[1.0, 3.5, 1.0]] * 2


def test_the_number_of_samples_is_read_when_the_graph_runs() -> None:
    assert computed(lambda trace, x: x / Samples(trace), X) == pytest.approx(X / 2)
