"""The law of saturation: what a model means counts, not how it is written; its results are finite and right."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.export.backends import BACKENDS
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.export.python.notes_module import module

from ..drivers import Drawn, Results
from ..test_backends import needed
from ..test_laws import QUIET, WAYS
from .spellings import CARRIED, MODELS, Model, by_model, certain, some, together

RELATIVE = 1e-12
"""Of the loss, and of the largest slope."""

AT_ONCE = {
    "c": (30, 1),
    "compiled with llvm": (24, 1),
    "javascript": (60, 1),
    "jax": (6, 1),
    "numpy": (40, 3),
    "the module of the notes": (30, 1),
}
"""So many models are drawn and compiled together, so many times."""


def as_functions(backend: str, items: Sequence[Drawn], folder: Path) -> Results:
    """Return what the functions of the module beside the notes compute."""
    found = []
    for item in items:
        network = item.program.network
        functions: Any = ModuleType("gradient")
        exec(compile(module(network), "gradient.py", "exec"), functions.__dict__)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            loss, gradient = functions.loss_and_gradient(item.parameters)
        found.append((float(loss), gradient.tolist()))
    return found


RUN = {name: way.run for name, way in WAYS.items()} | {"the module of the notes": as_functions}


def wrong(models: Sequence[Model], found: Sequence[Sequence[float]], expected: Sequence[Sequence[float]]) -> list[str]:
    """Return what is not as it should be."""
    told = []
    for model, (loss, *slopes), (certain_loss, *certain_slopes) in zip(models, found, expected, strict=True):
        rounding = model.rounding * 2.0**-52
        size = max(map(abs, certain_slopes))
        # A loss is a difference of numbers as large as those given, and is as right as they are.
        given = max(abs(float(word)) for word in model.values["A"].strip("[]").split(","))
        is_right = abs(loss - certain_loss) <= RELATIVE * abs(certain_loss) + rounding * max(1.0, given)
        far = max(abs(a - b) if math.isfinite(a) else math.inf for a, b in zip(slopes, certain_slopes, strict=True))
        if not is_right or not far <= RELATIVE * size + rounding + 1e-300:
            told.append(f"{model.name}: {model.equations!r}: {loss, slopes} for {certain_loss, certain_slopes}")
    return told


@pytest.mark.parametrize("backend", AT_ONCE)
def test_a_saturated_model_is_computed_right_however_it_is_written(
    backend: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    count, times = AT_ONCE[backend]
    if backend in BACKENDS:
        needed(backend)

    @settings(max_examples=times + 1, **QUIET)  # type: ignore[arg-type]
    @given(st.integers(0, 2**32), st.sampled_from([Form.LOOPS, Form.STRAIGHT]))
    def law(seed: int, form: Form) -> None:
        if seed == 0:
            # What Hypothesis draws first is the same each time.
            return
        kinds = some(count, seed)
        networks = list(map(together, kinds))
        results = list(map(certain, networks))
        items = [Drawn(lowered(one, form=form), *result) for one, result in zip(networks, results, strict=True)]
        found = RUN[backend](backend, items, tmp_path_factory.mktemp("saturated"))
        for models, network, (_, gradient), (_, slopes) in zip(kinds, networks, results, found, strict=True):
            told = wrong(models, by_model(network, models, slopes), by_model(network, models, gradient))
            assert not told, "\n".join(told)

    law()


@pytest.mark.parametrize("backend", ["c", "fortran", "javascript", "jax", "numpy", "rust"])
def test_a_saturated_sum_over_reads_that_leave_is_computed_right(backend: str, tmp_path: Path) -> None:
    if backend in BACKENDS:
        needed(backend)
    models = [model for model in MODELS if model.name in {f"{name}, 800" for name in CARRIED}]
    assert len(models) == len(CARRIED)
    # A scan takes JAX a second to compile.
    models = models[1::4] if backend == "jax" else models
    network = together(models)
    result = certain(network)
    ((_, slopes),) = RUN[backend](backend, [Drawn(lowered(network, form=Form.LOOPS), *result)], tmp_path)
    told = wrong(models, by_model(network, models, slopes), by_model(network, models, result[1]))
    assert not told, "\n".join(told)


def test_the_law_sees_a_loss_that_is_lost_and_a_slope_that_is_wrong() -> None:
    models = [model for model in MODELS if model.name == "function, logarithm, -800, 1"]
    network = together(models)
    _, gradient = certain(network)
    expected = by_model(network, models, gradient)
    assert expected == [[800.0, -1.0]]
    assert not wrong(models, expected, expected)
    for spoiled in ([math.inf, math.nan], [800.0, 0.0], [800.0, -1.0 - 1e-11], [800.00001, -1.0]):
        assert len(wrong(models, [spoiled], expected)) == 1
