"""Weights to begin with are the same for a seed, of the right spread, and those of the spec where it has some."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from symbackprop.export.program.lowering import size_of
from symbackprop.graph.equations import bare
from symbackprop.models.spec import example, parse
from symbackprop.training.initial import initial

WIDE = """
[network]
sizes = [300, 200, 100]
activation = ["relu", "sigmoid"]
loss = "half-squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.1
"""


def test_weights_after_a_rectifier_are_drawn_as_he_does_and_others_as_glorot_does() -> None:
    network = parse(WIDE, "wide.toml")
    drawn = initial(network, 7, np.float64)
    ends = np.cumsum([size_of(symbol) for symbol in network.trained])
    parts = dict(zip([bare(symbol).ascii for symbol in network.trained], np.split(drawn, ends[:-1]), strict=True))
    first, second = parts.pop("W1"), parts.pop("W2")
    biases = list(parts.values())
    assert sorted(map(len, biases)) == [100, 200]
    assert first.std() == pytest.approx(sqrt(2 / 300), rel=0.02)
    assert second.std() == pytest.approx(sqrt(6 / 300) / sqrt(3), rel=0.02)
    assert np.abs(second).max() <= sqrt(6 / 300)
    assert not any(part.any() for part in biases)
    assert np.array_equal(drawn, initial(network, 7, np.float64))
    assert not np.array_equal(drawn, initial(network, 8, np.float64))


def test_weights_that_the_spec_gives_are_kept() -> None:
    network = example()
    assert initial(network, 1, np.float64).tolist() == [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]
