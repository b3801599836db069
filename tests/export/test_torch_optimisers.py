"""A hundred rounds of every optimiser are those of torch.optim, to the last digits of a double.

Where PyTorch has another convention, the row says so, or has the arguments with which the two are the same.
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from symbackprop.expression.tree import decimal
from symbackprop.models.optimisers import OPTIMISERS, optimiser
from symbackprop.models.vectors import packed, unpacked

from ..conftest import missing
from .loops import LIBRARIES, PROGRAMS, Loop, by_compiled, by_library, by_program
from .networks import layered

pytestmark = pytest.mark.slow

RATE, ROUNDS, SAMPLES, BATCH = 0.0078125, 100, 16, 8


@dataclass(frozen=True)
class Row:
    """A row of OPTIMISERS with constants, and the class of torch.optim with its arguments."""

    name: str
    called: str
    given: dict[str, str] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)


MOMENTUM = {"momentum": 0.9}
ROWS: Mapping[str, Row] = MappingProxyType(
    {
        "adagrad": Row("adagrad", "Adagrad"),
        "adam": Row("adam", "Adam"),
        "adam, other constants": Row(
            "adam",
            "Adam",
            {"beta1": "0.8", "beta2": "0.95", "epsilon": "0.001"},
            {"betas": (0.8, 0.95), "eps": 1e-3},
        ),
        "adam, clipped by its norm, with an L2 penalty": Row(
            "adam", "Adam", {"clip_norm": "0.25", "weight_decay": "0.01"}, {"weight_decay": 0.01}
        ),
        "adamw": Row("adamw", "AdamW"),
        "momentum": Row("momentum", "SGD", {}, MOMENTUM),
        "momentum, clipped by its norm": Row("momentum", "SGD", {"clip_norm": "0.25"}, MOMENTUM),
        "momentum, clipped by value": Row("momentum", "SGD", {"clip_value": "0.05"}, MOMENTUM),
        "nesterov": Row("nesterov", "SGD", {}, {**MOMENTUM, "nesterov": True}),
        # PyTorch calls ρ alpha; it is 0.99 there unless one says so.
        "rmsprop": Row("rmsprop", "RMSprop", {}, {"alpha": 0.9}),
        "sgd": Row("sgd", "SGD"),
        "sgd with weight decay": Row("sgd", "SGD", {"weight_decay": "0.125"}, {"weight_decay": 0.125}),
    }
)
EVERYWHERE = "adam, clipped by its norm, with an L2 penalty"
"""What all languages are asked; the other rows are asked of `compile("numpy")`, since all loops are of one update."""


@cache
def loop_of(case: str) -> Loop:
    row = ROWS[case]
    update = optimiser(row.name, {key: decimal(value) for key, value in row.given.items()})
    network = replace(layered(4, 5, 3), optimiser=update)
    w = np.array([float(network.values[name].value) for name in network.parameters])
    draw = np.random.default_rng(5)
    data = draw.normal(size=(SAMPLES, 4)), np.eye(3)[draw.integers(0, 3, SAMPLES)]
    return Loop(network, w, data, ROUNDS * BATCH // SAMPLES, BATCH, RATE)


@cache
def by_torch(case: str) -> np.ndarray:
    """Return the parameters after the same rounds of torch.optim, with gradients of autograd."""
    if importlib.util.find_spec("torch") is None:
        missing("torch")
    import torch

    row, loop = ROWS[case], loop_of(case)
    arrays = unpacked(loop.network, loop.parameters)
    leaves = {name: torch.tensor(array.copy(), requires_grad=True) for name, array in arrays.items()}
    w1, b1, w2, b2 = (leaves[name] for name in ("W1", "b_h", "W2", "b_o"))
    steps = getattr(torch.optim, row.called)(leaves.values(), lr=RATE, **row.arguments)
    for _ in range(loop.epochs):
        for x, t in loop.parts():
            steps.zero_grad()
            out = torch.sigmoid(torch.sigmoid(torch.as_tensor(x) @ w1.T + b1) @ w2.T + b2)
            (((out - torch.as_tensor(t)) ** 2).sum(axis=1) / 2).mean().backward()
            if "clip_value" in row.given:
                torch.nn.utils.clip_grad_value_(leaves.values(), float(row.given["clip_value"]))
            if "clip_norm" in row.given:
                # As Pascanu and others write it; clip_grad_norm_ divides by norm + 1e-6.
                most = float(row.given["clip_norm"])
                norm = torch.sqrt(sum((leaf.grad**2).sum() for leaf in leaves.values()))
                for leaf in leaves.values():
                    leaf.grad *= most / max(most, norm)
            steps.step()
    return packed(loop.network, {name: leaf.detach().numpy() for name, leaf in leaves.items()})


def assert_same(found: np.ndarray, case: str) -> None:
    expected = by_torch(case)
    assert np.abs(expected - loop_of(case).parameters).max() > 0.01
    # Each round rounds a product and a sum, PyTorch in another order: its AdamW first decays the weights.
    assert np.abs(found - expected).max() <= ROUNDS / 4 * np.spacing(np.abs(expected).max())


def test_every_optimiser_is_compared() -> None:
    assert {row.name for row in ROWS.values()} == set(OPTIMISERS)


@pytest.mark.parametrize(
    ("backend", "case"), [("numpy", case) for case in ROWS] + [("c", EVERYWHERE), ("llvm", EVERYWHERE)]
)
def test_what_compile_makes_trains_as_torch_does(backend: str, case: str) -> None:
    assert_same(by_compiled(backend, loop_of(case)), case)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_module_trains_as_torch_does(library: str) -> None:
    if importlib.util.find_spec(library) is None:
        missing(library)
    assert_same(by_library(library, loop_of(EVERYWHERE)), EVERYWHERE)


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_exported_program_trains_as_torch_does(language: str, tmp_path: Path) -> None:
    command = PROGRAMS[language][2].partition(" ")[0]
    if shutil.which(command) is None:
        missing(command)
    assert_same(by_program(language, loop_of(EVERYWHERE), tmp_path), EVERYWHERE)


def test_another_rate_is_told_apart() -> None:
    with pytest.raises(AssertionError):
        assert_same(by_compiled("numpy", replace(loop_of("adam"), rate=RATE * (1 + 1e-12))), "adam")
