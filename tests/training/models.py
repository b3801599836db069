"""A model and samples that it can learn: clouds of points on a ring, a class each."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from symbackprop.models.network import Network
from symbackprop.models.spec import parse

CLASSES = 5
SPEC = f"""
[network]
sizes = [2, 16, {CLASSES}]
activation = ["tanh", "identity"]
loss = "softmax-cross-entropy"
bias = "per-neuron"
train_biases = true
learning_rate = 0.5
"""


def model() -> Network:
    return parse(SPEC, "ring.toml")


def clouds(count: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    classes = draw.integers(0, CLASSES, count)
    angle = 2 * np.pi * classes / CLASSES
    return np.c_[np.cos(angle), np.sin(angle)] + draw.normal(0, 0.2, (count, 2)), classes


def table(path: Path, count: int, header: bool = True) -> Path:
    points, classes = clouds(count)
    rows = [f"{x!r},{y!r},{k}" for (x, y), k in zip(points.tolist(), classes.tolist(), strict=True)]
    path.write_text("\n".join((["x,y,class"] if header else []) + rows) + "\n", encoding="utf-8")
    return path
