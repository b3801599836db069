"""The parts that letters and words play in a network."""

from __future__ import annotations

NET, OUT, INPUT, TARGET, WEIGHT, BIAS, LOSS, DELTA, RATE = (
    "net",
    "out",
    "input",
    "target",
    "weight",
    "bias",
    "loss",
    "delta",
    "rate",
)

PARTS = frozenset({NET, OUT, INPUT, TARGET, WEIGHT, BIAS, LOSS, DELTA, RATE})
"""All of them."""
