"""What is kept of a training: the weights by their names, as a spec reads them, and what it takes to go on."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import UsageError
from ..export.program.lowering import size_of, sizes_of
from ..expression.tree import Symbol
from ..graph.equations import bare
from ..models.array_files import npz_contents
from ..models.network import Network
from ..models.value_files import OF_TRAINING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

STATE, PROGRESS = f"{OF_TRAINING}state", f"{OF_TRAINING}progress"
"""What stands beside the weights; no quantity has a point in its name."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A training at the end of an epoch.

    Args:
        parameters: In the order of every gradient.
        state: What the optimiser keeps.
        epochs: How many are done.
        rounds: How many are done.
        seed: What shuffles the samples.
    """

    parameters: Array
    state: Array
    epochs: int
    rounds: int
    seed: int


def written(network: Network, checkpoint: Checkpoint) -> bytes:
    """Return the content of an `.npz` file."""
    arrays: dict[str, Any] = {}
    at = 0
    for symbol in network.trained:
        size = size_of(symbol)
        arrays[name_of(network, symbol)] = checkpoint.parameters[at : at + size].reshape(sizes_of(symbol))
        at += size
    arrays[STATE] = checkpoint.state
    arrays[PROGRESS] = np.array([checkpoint.epochs, checkpoint.rounds, checkpoint.seed], dtype=np.int64)
    stream = BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def name_of(network: Network, symbol: Symbol) -> str:
    """Return what a parameter is called in a file, as a spec reads it: W1 and b1 of a first layer, or its own name."""
    for number, layer in enumerate(network.layers, start=1):
        if bare(layer.weights) == bare(symbol):
            return f"W{number}"
        if layer.bias is not None and bare(layer.bias) == bare(symbol):
            return f"b{number}"
    return bare(symbol).ascii


def read(network: Network, path: Path, parts: int, dtype: type) -> Checkpoint:
    """Return the training of a file.

    Args:
        network: That which was trained.
        path: The file.
        parts: Of how many numbers a parameter the state of the optimiser consists.
        dtype: The type of the arrays.

    Raises:
        UsageError: It is none of this network and optimiser.
    """
    try:
        with path.open("rb") as file:
            held = {name: look() for name, look in npz_contents(file).items()}
            wanted = {name_of(network, symbol): sizes_of(symbol) for symbol in network.trained}
            count = sum(map(size_of, network.trained))
            wanted |= {STATE: (parts * count,), PROGRESS: (3,)}
            for name, shape in wanted.items():
                if name not in held:
                    raise UsageError(
                        f"{path}: holds no {name!r}; expected a file that training has saved for this model"
                    )
                if held[name].shape != shape:
                    found = held[name].shape
                    raise UsageError(f"{path}: {name!r} has the shape {found}; expected that of this model, {shape}")
            arrays = {name: held[name].read() for name in wanted}
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    parameters: Array = np.concatenate(
        [np.ravel(arrays[name_of(network, symbol)]) for symbol in network.trained]
    ).astype(dtype)
    state: Array = arrays[STATE].astype(dtype)
    if not (np.isfinite(parameters).all() and np.isfinite(state).all()):
        raise UsageError(f"{path}: expected numbers, found nan or infinity")
    epochs, rounds, seed = (int(value) for value in arrays[PROGRESS])
    if min(epochs, rounds, seed) < 0:
        raise UsageError(f"{path}: {PROGRESS!r} has a negative number")
    return Checkpoint(parameters, state, epochs, rounds, seed)
