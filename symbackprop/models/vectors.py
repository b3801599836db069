"""Parameters as one vector and as arrays by name: which is where, the same in every export."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import unknown
from ..expression.tree import Index
from ..graph.equations import bare
from .network import Network

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


def shapes_of(network: Network) -> Mapping[str, tuple[int, ...]]:
    """Return the shape of each trained quantity, by name, in the order of every gradient."""
    return MappingProxyType(
        {
            bare(symbol).ascii: tuple(index.size for index in symbol.indices if isinstance(index, Index))
            for symbol in network.trained
        }
    )


def packed(network: Network, arrays: Mapping[str, ArrayLike]) -> NDArray[np.float64]:
    """Return a vector of parameters from arrays by name.

    Raises:
        UnknownNameError: There is an array of no trained quantity.
        ValueError: One is missing, or of another shape.
    """
    import numpy as np

    shapes = shapes_of(network)
    for name in arrays:
        if name not in shapes:
            raise unknown("trained quantity", name, list(shapes))
    parts = []
    for name, shape in shapes.items():
        if name not in arrays:
            raise ValueError(f"{name}: expected an array of shape {shape}, given none")
        array = np.asarray(arrays[name], dtype=np.float64)
        if array.shape != shape:
            raise ValueError(f"{name}: expected shape {shape}, given {array.shape}")
        parts.append(array.reshape(-1))
    return np.concatenate(parts)


def unpacked(network: Network, parameters: ArrayLike) -> dict[str, NDArray[np.float64]]:
    """Return the arrays of a vector of parameters, by name.

    Raises:
        ValueError: It has another number of parameters.
    """
    import numpy as np

    vector = np.asarray(parameters, dtype=np.float64)
    if vector.shape != (network.parameter_count,):
        raise ValueError(f"parameters: expected shape ({network.parameter_count},), given {vector.shape}")
    found, at = {}, 0
    for name, shape in shapes_of(network).items():
        found[name] = vector[at : at + prod(shape)].reshape(shape)
        at += prod(shape)
    return found
