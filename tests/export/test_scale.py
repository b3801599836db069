"""The source of a model is as long for a thousand positions as for twenty, in every language."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from symbackprop.export.backends import BACKENDS, exported
from symbackprop.models.spec import parse

SCALE: dict[str, Any] = runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks" / "scale.py"))
LENGTHS = {"recurrence": (20, 100), "convolution": (1000, 4000), "slices": (256, 512)}
"""Multiples of the positions that are computed at a time, and long enough for C to have samples one after the other."""


def slices(length: int) -> Any:
    """Return a gated layer whose two halves, and every second entry, are read by one index."""
    equations = f"a[j] = sum(i, W[j,i]*x[i])\ng[k] = a[k]*sigmoid(a[k+{length}])\nE = sum(k, g[k]^2 + a[2*k])"
    return SCALE["Case"](equations, ("W",), {"i": 4, "j": 2 * length, "k": length}, SCALE["SMALL"])


def without_digits(family: str, length: int, backend: str) -> dict[str, str]:
    made = SCALE.get(family, slices)
    files = exported(parse(made(length).spec, "scale.toml"), backend)
    # Comments break their lines where they are long, and so do lists of given numbers.
    joined = {name: " ".join(re.sub(r"[\d,.]+", "0", text).replace("&\n", "").split()) for name, text in files.items()}
    return {name: re.sub(r"\b0( 0)+", "0", text) for name, text in joined.items()}


@pytest.mark.some(15)
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("family", LENGTHS)
def test_lengths_change_digits_alone(family: str, backend: str) -> None:
    short, long = (without_digits(family, length, backend) for length in LENGTHS[family])
    sizes = {name: (len(short[name]), len(long[name])) for name in short}
    assert {name: pair for name, pair in sizes.items() if abs(pair[0] - pair[1]) > 0.01 * pair[0]} == {}


@pytest.mark.parametrize("name", ["layer-norm-256", "batch-norm-256", "attention-64"])
def test_wide_models_have_sources_of_less_than_sixty_kilobytes(name: str) -> None:
    files = exported(parse(SCALE["CASES"][name].spec, "scale.toml"), "c")
    assert max(map(len, files.values())) < 60_000


def test_loops_over_a_number_of_positions_that_is_no_multiple_add_their_rest_alone() -> None:
    found = [len(without_digits("recurrence", length, "c")["gradient.c"]) for length in (48, 49, 50, 51)]
    assert max(found) <= 1.02 * min(found)
