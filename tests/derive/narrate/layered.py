"""Networks of layers, by their sizes alone."""

from __future__ import annotations

from collections.abc import Sequence

from symbackprop.models.network import Network
from symbackprop.models.spec import parse


def layered(sizes: Sequence[int], notation: str = "") -> Network:
    """Return a network of tanh and half squares without values, all of whose weights and biases are trained."""
    spec = f"""
[network]
sizes = {list(sizes)}
activation = "tanh"
loss = "half-squared"
bias = "per-neuron"
train_biases = true
learning_rate = 0.5
"""
    return parse(spec, "layered.toml", notation=notation)
