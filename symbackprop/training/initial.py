"""Weights to begin with: those of the spec, and at random by a seed where there are none.

Matrices are drawn as Glorot and Bengio (2010) do, evenly within ±√(6/(in + out)), or after a rectifier as He and others
(2015) do, normally with the variance 2/in; biases begin at 0.
"""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from ..export.program.lowering import sizes_of
from ..expression.functions import FUNCTIONS
from ..expression.tree import Symbol
from ..graph.equations import bare
from ..graph.given import floats_in
from ..models.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray


def initial(network: Network, seed: int, dtype: type) -> NDArray[np.floating[Any]]:
    """Return the parameters before the first round, in the order of every gradient.

    Args:
        network: The network; the parameters that have values keep them.
        seed: For those that have none; the same seed gives the same weights everywhere.
        dtype: The type of the array.
    """
    missing = set(network.missing)
    draw = np.random.Generator(np.random.PCG64(seed))
    parts = [
        _drawn(network, symbol, draw) if bare(symbol) in missing else floats_in(network.values, symbol, network.labels)
        for symbol in network.trained
    ]
    return np.concatenate([np.ravel(part) for part in parts]).astype(dtype)


def _drawn(network: Network, symbol: Symbol, draw: np.random.Generator) -> NDArray[np.float64]:
    sizes = sizes_of(symbol)
    layer = next((layer for layer in network.layers if bare(layer.weights) == bare(symbol)), None)
    is_bias = any(layer.bias is not None and bare(layer.bias) == bare(symbol) for layer in network.layers)
    if is_bias or len(sizes) < 2:
        # A vector of a model in equations may be weights of a single output: those of a bias begin at 0 as well.
        return np.zeros(sizes) if is_bias or not sizes else draw.uniform(-1, 1, sizes) / sqrt(prod(sizes))
    leads_to, comes_from = sizes[0], prod(sizes[1:])
    if layer is not None and network.layout.leads_away:
        leads_to, comes_from = comes_from, leads_to
    if layer is not None and layer.function in FUNCTIONS and FUNCTIONS[layer.function].kinks:
        return draw.normal(0.0, sqrt(2 / comes_from), sizes)
    reach = sqrt(6 / (comes_from + leads_to))
    return draw.uniform(-reach, reach, sizes)
