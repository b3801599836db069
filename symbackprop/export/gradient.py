"""The module beside the notes: a statement a line while a reader can follow it, whole arrays for a wide network."""

from __future__ import annotations

from ..graph.effort import operations
from ..models.network import Network
from .licence import licensed
from .python.notes_module import module

MOST_STATEMENTS = 5_000
"""With more operations than this, nobody reads the module line by line, and importing it would take seconds."""


def gradient_module(network: Network) -> str:
    """Return a NumPy module of a network's loss and gradient, which checks itself."""
    if is_straight(network):
        return licensed({"gradient.py": module(network)})["gradient.py"]
    from .backends import exported

    return exported(network, "numpy")["gradient.py"]


def is_straight(network: Network) -> bool:
    """Say whether a network is small enough for a statement a line."""
    return sum(map(operations, network.single.graph.equations)) <= MOST_STATEMENTS
