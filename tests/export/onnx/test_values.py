"""Values of ONNX graphs are indexed, reordered and added up as arrays of NumPy are."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop.errors import ExportError
from symbackprop.export.onnx import values
from symbackprop.export.onnx.functions import Functions
from symbackprop.export.onnx.values import Trace, Value, summed

from .graphs import computed

ROW, K = np.arange(3)[:, None], np.arange(2)[None, :]
X = np.arange(2.0 * 5 * 4).reshape(2, 5, 4) ** 1.5
Pair = tuple[Callable[[Trace, Value], Any], Callable[[np.ndarray], np.ndarray]]


def product(trace: Trace, x: Value) -> Any:
    return summed(x[:, :, None, :] * x[:, None, :, :], (-1,))


OPERATIONS: MappingProxyType[str, Pair] = MappingProxyType(
    {
        "a fixed position": (lambda _, x: x[:, 3], lambda x: x[:, 3]),
        "two fixed positions": (lambda _, x: x[:, 3, 1], lambda x: x[:, 3, 1]),
        "new axes": (lambda _, x: x[:, None, 2, None], lambda x: x[:, None, 2, None]),
        "gathered": (lambda _, x: x[:, ROW + K, K], lambda x: x[:, ROW + K, K]),
        "gathered with whole axes behind": (lambda _, x: x[:, ROW + K], lambda x: x[:, ROW + K]),
        "gathered with whole axes before": (lambda _, x: x[:, :, ROW + K], lambda x: x[:, :, ROW + K]),
        "a sum of products": (product, lambda x: np.einsum("nik,njk->nij", x, x)),
        "a sum that repeats": (
            lambda trace, x: summed(x * trace.lifted(np.ones((5, 1))), (-2,)),
            lambda x: x.sum(-2),
        ),
        "a mean": (lambda _, x: x[:, 0, 0].mean(), lambda x: x[:, 0, 0].mean()),
        "numbers on the left": (lambda _, x: 1.0 - 2.0 / (1.0 + x) ** 2.0, lambda x: 1 - 2 / (1 + x) ** 2),
        "a number of samples": (
            lambda trace, x: x / Functions(trace).sum(Functions(trace).full((2,), 1.0), (-1,)),
            lambda x: x / 2,
        ),
    }
)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_that_of_numpy(name: str) -> None:
    made, expected = OPERATIONS[name]
    assert computed(made, X) == pytest.approx(expected(X), rel=1e-15)


def test_a_product_behind_a_mask_is_summed_as_a_product() -> None:
    trace = Trace(np.float64, "x")
    x, w = Value(trace, "x", (None, 5, 4)), Value(trace, "w", (3, 1, 1, 1))
    found = summed(values.where(np.ones((5, 1), dtype=bool), x[:, None] * w[:, 0][None], trace), (-1,))
    assert [node.kind for node in trace.nodes[-1:]] == ["Einsum"]
    assert found.shape == (None, 3, 5)


def test_constants_that_are_alike_are_one_and_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = Trace(np.float64, "x")
    assert trace.whole(1, 2) == trace.whole(1, 2) != trace.whole(2, 1)
    monkeypatch.setattr(values, "MOST_CONSTANTS", 10)
    with pytest.raises(ExportError, match="more than 10 entries"):
        trace.constant(np.zeros(8))
