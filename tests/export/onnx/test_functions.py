"""Functions that ONNX lacks, or that runtimes lack in double precision, are right to the last digits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symbackprop.export.onnx.functions import Functions

from .graphs import computed

POINTS = np.concatenate([np.linspace(-6, 6, 601), [0.0, 1e-300, -1e-300, 1e-17, -1e-9, 1e-5, 30.0, -30.0, 700.0]])


@pytest.mark.parametrize(
    ("name", "expected", "points", "within"),
    [
        ("erfc", math.erfc, POINTS, 4.0),
        ("expm1", math.expm1, POINTS, 8.0),
        ("log1p", math.log1p, np.abs(POINTS), 4.0),
        ("log1p", math.log1p, -np.abs(np.sin(POINTS)) / 2, 4.0),
    ],
)
def test_a_function_loses_no_digit(name: str, expected: object, points: np.ndarray, within: float) -> None:
    assert callable(expected)
    found = computed(lambda trace, x: getattr(Functions(trace), name)(x), points, has_samples=False)
    wanted = np.array([expected(float(point)) for point in points])
    ulp = np.spacing(np.abs(wanted) if name != "erfc" else np.maximum(np.abs(wanted), 1.0))
    assert np.all(np.abs(found - wanted) <= within * ulp)
