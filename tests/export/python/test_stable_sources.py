"""The sources of stable functions, as pages carry them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symbackprop.export.python import stable
from symbackprop.export.python.stable_sources import all_stable_sources, called_sources


@pytest.mark.parametrize("name", all_stable_sources())
def test_a_source_with_those_that_it_calls_runs_by_itself(name: str) -> None:
    made: dict[str, object] = {"np": np, "math": math}
    for source in called_sources([name]):
        exec(source, made)
    at = np.array([-3.5, 0.0, 2.0])
    assert np.array_equal(made[name](at), getattr(stable, name)(at))  # type: ignore[operator]


def test_only_what_is_called_comes_along() -> None:
    assert [source.split("(")[0] for source in called_sources(["silu", "exp"])] == ["def sigmoid", "def silu"]
    assert called_sources(["tanh"]) == []


def test_the_name_of_one_may_end_as_that_of_another() -> None:
    called = [source.split("(")[0] for source in called_sources(["relu", "gelu"])]
    assert called == ["def gelu", "def normal_cdf", "def relu"]
