"""A sum that is added up where its terms are made, in C."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.document.escape import in_code
from symbackprop.export.c import Page, Source
from symbackprop.export.compiled.table import compiled
from symbackprop.export.program.lowering import Form, lowered

from ..program.test_totals import ADDED_UP, APART, SIDE, network


@pytest.mark.parametrize("name", [*ADDED_UP, *APART])
@pytest.mark.parametrize("is_single", [False, True], ids=["double", "float"])
@pytest.mark.slow
def test_the_gradient_is_that_of_arrays(name: str, is_single: bool) -> None:
    made = network((ADDED_UP | APART)[name])
    dtype = np.float32 if is_single else np.float64
    w = np.random.default_rng(6).normal(size=SIDE**2).astype(dtype)
    gradient, wide = np.full(w.shape, 7, dtype), np.zeros(w.shape)
    loss = compiled(made, "c", is_single).loss_and_gradient(w, gradient)
    right = compiled(made, "numpy").loss_and_gradient(w.astype(float), wide)
    close = 2e-5 if is_single else 1e-13
    assert loss == pytest.approx(right, rel=close, abs=close * SIDE**2)
    assert np.abs(gradient - wide).max() < close * np.abs(wide).max()


def test_the_loop_that_makes_the_terms_has_the_sum() -> None:
    code = Source(
        Page(lowered(network(ADDED_UP["with what is summed over nothing"]), form=Form.LOOPS), False), in_code("x")
    )
    loop = code.body.both.split("reduction(+ : sum)")[1].split("}")[0]
    assert "y[j] = " in loop
    assert "sum += cos(y[j]);" in loop
