"""Where positions are gathered, the samples stand where they stand among the axes of these positions."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.export.onnx.samples import EverySample

from .graphs import computed

X = np.arange(2.0 * 5 * 4).reshape(2, 5, 4) ** 1.5
ROWS, COLUMNS = np.arange(3)[:, None, None], np.arange(2)[None, :, None]


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_samples_stand_first_last_or_between(axis: int) -> None:
    picks = [None, None]
    picks.insert(axis, slice(None))  # type: ignore[call-overload]
    rows, columns = (np.moveaxis(at, -1, axis) for at in (ROWS, COLUMNS))
    found = computed(lambda _, x: x[EverySample()[tuple(picks)], rows + columns, columns], X)
    samples = np.moveaxis(np.arange(2)[None, None, :], -1, axis)
    assert found == pytest.approx(X[samples, rows + columns, columns])


def test_samples_alone_are_the_first_axis() -> None:
    assert computed(lambda _, x: x[EverySample(), np.array(1), np.array(2)], X) == pytest.approx(X[:, 1, 2])
