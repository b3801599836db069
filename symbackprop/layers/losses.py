"""The losses that a list of layers may end with: a formula over an output and its target, added up over the outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import unknown


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss.

    Args:
        formula: Of one output, over its target t and the output y.
        is_mean: Whether the sum over the outputs is divided by how many they are.
        head: What comes before it where the layers have not ended with that: `softmax`, or an activation.
    """

    formula: str
    is_mean: bool = False
    head: str = ""


ENTROPY = "-(t*log(y) + (1 - t)*log(1 - y))"
HUBER = "where(1 - (t - y)^2 > 0, 1/2*(t - y)^2, abs(t - y) - 1/2)"

LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        "absolute": Loss("abs(t - y)"),
        "binary-cross-entropy": Loss(ENTROPY, head="sigmoid"),
        "half-squared": Loss("1/2*(t - y)^2"),
        "hinge": Loss("max(0, 1 - t*y)"),
        "huber": Loss(HUBER),
        "mean-absolute": Loss("abs(t - y)", is_mean=True),
        "mean-binary-cross-entropy": Loss(ENTROPY, is_mean=True, head="sigmoid"),
        "mean-huber": Loss(HUBER, is_mean=True),
        "mean-squared": Loss("(t - y)^2", is_mean=True),
        "softmax-cross-entropy": Loss("-t*log(y)", head="softmax"),
        "squared": Loss("(t - y)^2"),
    }
)
"""By the names of specs; those that specs have no name for are written as equations."""

SHORT: Mapping[str, str] = MappingProxyType(
    {
        "bce": "mean-binary-cross-entropy",
        "cross-entropy": "softmax-cross-entropy",
        "mae": "mean-absolute",
        "mse": "mean-squared",
    }
)
"""Names that people use."""


def loss_named(name: str) -> str:
    """Return the name of a row of LOSSES.

    Raises:
        UnknownNameError: There is no such loss.
    """
    found = SHORT.get(name, name)
    if found not in LOSSES:
        raise unknown("loss", name, sorted([*LOSSES, *SHORT]))
    return found
