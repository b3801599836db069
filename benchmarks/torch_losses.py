"""The mean losses of `models` in the words of PyTorch, and calls of their gradients, as written and compiled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Loss = Callable[..., Any]


def softmax(w: list[Any], x: Any, z: Any) -> Any:
    """Layers of sigmoids and a softmax."""
    import torch

    for at in range(0, len(w) - 2, 2):
        x = torch.sigmoid(torch.nn.functional.linear(x, w[at], w[at + 1]))
    return _cross_entropy(torch.nn.functional.linear(x, w[-2], w[-1]), z)


def _cross_entropy(outputs: Any, z: Any) -> Any:
    import torch

    return -(z * torch.log_softmax(outputs, -1)).sum(-1).mean()


def convolution(w: list[Any], x: Any, z: Any) -> Any:
    """Filters along a line, ReLU, and one output."""
    import torch

    a = torch.nn.functional.conv1d(x[:, None, :], w[0][:, None, :], w[1])
    return (0.5 * (z - (w[2] * torch.relu(a)).sum((1, 2))) ** 2).mean()


def pictures(w: list[Any], x: Any, z: Any) -> Any:
    """Filters over a picture, ReLU, pooling, and a softmax."""
    import torch

    a = torch.relu(torch.nn.functional.conv2d(x[:, None], w[0][:, None], w[1]))
    pooled = torch.nn.functional.avg_pool2d(a, 2).flatten(1)
    return _cross_entropy(torch.nn.functional.linear(pooled, w[2].flatten(1), w[3]), z)


def attention(w: list[Any], x: Any, z: Any) -> Any:
    """One head of attention."""
    import torch

    q, k, v = (x @ matrix.T for matrix in w)
    return (0.5 * (z - torch.softmax(q @ k.transpose(-1, -2) / 4, -1) @ v) ** 2).sum((-1, -2)).mean()


def batch_norm(w: list[Any], x: Any, z: Any) -> Any:
    """A layer with batch norm over the rows of each sample."""
    return _normalised(w, x, z, -2).sum((-1, -2)).mean()


def layer_norm(w: list[Any], x: Any, z: Any) -> Any:
    """A layer with layer norm."""
    return _normalised(w, x, z, -1).sum(-1).mean()


def _normalised(w: list[Any], x: Any, z: Any, along: int) -> Any:
    import torch

    a = x @ w[0].T
    d = a - a.mean(along, keepdim=True)
    y = d / torch.sqrt((d * d).mean(along, keepdim=True) + 1e-3) * w[1] + w[2]
    return 0.5 * (z - y) ** 2


LOSSES: Mapping[str, Loss] = {
    "attention": attention,
    "batch norm": batch_norm,
    "convolution": convolution,
    "layer norm": layer_norm,
    "pictures": pictures,
    "softmax": softmax,
}
"""By the words with which titles begin."""


def calls(title: str, weights: list[np.ndarray], data: list[np.ndarray]) -> dict[str, Callable[[], object]]:
    """Return calls of the gradient by PyTorch, as written and compiled; nothing where no loss has been written."""
    import torch

    loss = next((loss for name, loss in LOSSES.items() if title.startswith(name)), None)
    if loss is None:
        return {}
    w, given = [torch.tensor(part, requires_grad=True) for part in weights], [torch.tensor(part) for part in data]

    def call(of: Loss) -> object:
        value = of(w, *given)
        return value, torch.autograd.grad(value, w)

    found: dict[str, Callable[[], object]] = {"torch": lambda: call(loss)}
    compiled = torch.compile(loss, dynamic=False)
    try:
        call(compiled)
    except Exception as error:
        print(f"  (torch.compile cannot compile {title}: {str(error).splitlines()[0][:100]})")
    else:
        found["torch.compile"] = lambda: call(compiled)
    return found
