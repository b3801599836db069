"""What JAX and PyTorch differentiate again: first and second derivatives by every argument, taken in every way.

The truth is the gradient in ball arithmetic, and its differences over steps so small that no double shows their error.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

from symbackprop.export.backends import exported
from symbackprop.export.program.lowering import data_of
from symbackprop.expression.tree import Symbol
from symbackprop.graph.expand import elements
from symbackprop.graph.values import Values
from symbackprop.models.network import Network
from symbackprop.models.spec import example

from ..conftest import missing
from .networks import deep, regularised

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit.script`:DeprecationWarning")
"""PyTorch says this of itself when it first differentiates forwards."""

BITS = 600
STEP = Fraction(1, 2**200)
NETWORKS: Mapping[str, Callable[[], Network]] = {
    "cross-entropy": lambda: deep("softplus", "binary-cross-entropy"),
    "example": example,
    "gelu": lambda: deep("gelu"),
    "layer-norm": lambda: example("layer-norm"),
    "regularised": regularised,
    "softmax": lambda: example("softmax"),
}
CASES = [*(("torch", name) for name in NETWORKS), ("jax", "cross-entropy"), ("jax", "layer-norm")]
"""JAX takes seconds to compile what PyTorch computes at once."""


class Certain:
    """The first and second derivatives of a network's loss by its parameters and its data."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.parameters = network.parameters
        self.data = tuple(name for symbol in data_of(network) for name in elements(symbol, network.labels))

    def gradient(self) -> np.ndarray:
        """Return the derivatives by the parameters."""
        return np.array([float(slope) for slope in self._slopes({})])

    def by_data(self) -> np.ndarray:
        """Return the derivatives by the data."""
        with ctx.workprec(BITS):
            return np.array([float((self._loss({n: STEP}) - self._loss({n: -STEP})) * self._scale) for n in self.data])

    def hessian(self) -> np.ndarray:
        """Return the second derivatives by the parameters."""
        return self._again(self.parameters)

    def mixed(self) -> np.ndarray:
        """Return the derivatives of the gradient by the data, a row for each number of the data."""
        return self._again(self.data)

    def _again(self, names: tuple[Symbol, ...]) -> np.ndarray:
        with ctx.workprec(BITS):
            above, below = ([self._slopes({name: step}) for name in names] for step in (STEP, -STEP))
            rows = zip(above, below, strict=True)
            return np.array([[float((a - b) * self._scale) for a, b in zip(*row, strict=True)] for row in rows])

    @property
    def _scale(self) -> Any:
        return arb(1 << 199)

    def _at(self, shift: Mapping[Symbol, Fraction]) -> Values:
        leaves = self._network.leaves
        return Values(self._network.both, leaves | {name: leaves[name] + by for name, by in shift.items()})

    def _loss(self, shift: Mapping[Symbol, Fraction]) -> Any:
        return arb(self._at(shift).ball(self._network.loss, BITS))

    def _slopes(self, shift: Mapping[Symbol, Fraction]) -> list[Any]:
        at = self._at(shift)
        with ctx.workprec(BITS):
            return [arb(at.evaluate(slope, BITS)) for slope in self._network.gradient.values()]


@cache
def network(name: str) -> Network:
    return NETWORKS[name]()


@cache
def certain(name: str) -> Certain:
    return Certain(network(name))


@cache
def module(backend: str, name: str) -> ModuleType:
    if importlib.util.find_spec(backend) is None:
        missing(backend)
    return made(backend, network(name))


def made(backend: str, network: Network, is_single: bool = False) -> Any:
    (source,) = exported(network, backend, is_single).values()
    found = ModuleType(f"gradient_{backend}")
    exec(compile(source, f"gradient_{backend}.py", "exec"), found.__dict__)
    return found


def are_near(found: Any, expected: np.ndarray, tolerance: float = 1e-12) -> bool:
    error = np.abs(np.asarray(found, dtype=float).reshape(expected.shape) - expected)
    return bool((error <= tolerance * (1e-3 + np.abs(expected).max())).all())


def batch_of(data: np.ndarray, samples: int = 3) -> np.ndarray:
    """Return samples that differ, whose first is the one given."""
    return np.stack([data * (1 - at / 8) + at / 16 for at in range(samples)])


@dataclass(frozen=True)
class Found:
    """Derivatives of the loss of one sample, and of each sample of a batch.

    Args:
        gradients: By the parameters, and by each kind of data.
        hessians: Second derivatives by the parameters, taken in several ways.
        mixed: Second derivatives by the parameters and then each kind of data.
        of_each_sample: The gradient of each sample of a batch, a row a sample.
        of_batch: The gradient of the batch.
    """

    gradients: Sequence[Any]
    hessians: Sequence[Any]
    mixed: Sequence[Any]
    of_each_sample: Any
    of_batch: Any


def by_jax(name: str) -> Found:
    f: Any = module("jax", name)
    import jax

    def found(w: Any, data: Sequence[Any], batch: Sequence[Any]) -> tuple[Any, ...]:
        by_data = tuple(range(1, 1 + len(data)))
        gradient = jax.grad(f.loss)
        return (
            jax.grad(f.loss, argnums=(0, *by_data))(w, *data),
            [jax.hessian(f.loss)(w, *data), jax.jacfwd(f.gradient)(w, *data), jax.jacrev(f.gradient)(w, *data)],
            jax.jacfwd(gradient, argnums=by_data)(w, *data),
            jax.vmap(gradient, in_axes=(None, *[0] * len(batch)))(w, *batch),
            f.gradient(w, *batch),
        )

    batch = [batch_of(array) for array in f.EXAMPLE_DATA]
    return Found(*jax.jit(found)(f.EXAMPLE, f.EXAMPLE_DATA, batch))


def by_torch(name: str) -> Found:
    f: Any = module("torch", name)
    import torch
    from torch import func
    from torch.autograd import functional

    w, *data = map(torch.tensor, (f.EXAMPLE, *f.EXAMPLE_DATA))
    batch = [torch.tensor(batch_of(array)) for array in f.EXAMPLE_DATA]
    arguments = [tensor.clone().requires_grad_() for tensor in (w, *data)]
    f.loss(*arguments).backward()
    return Found(
        [tensor.grad for tensor in arguments],
        [
            functional.hessian(lambda at: f.loss(at, *data), w),
            functional.jacobian(lambda at: f.gradient(at, *data), w),
            func.hessian(f.loss)(w, *data),
            func.jacfwd(f.gradient)(w, *data),
        ],
        func.jacrev(func.grad(f.loss), argnums=tuple(range(1, 1 + len(data))))(w, *data),
        func.vmap(func.grad(f.loss), in_dims=(None, *[0] * len(batch)))(w, *batch),
        f.gradient(w, *batch),
    )


@cache
def found(library: str, name: str) -> Found:
    return {"jax": by_jax, "torch": by_torch}[library](name)


def flat(parts: Sequence[Any], rows: int = 1) -> np.ndarray:
    return np.concatenate([np.asarray(part).reshape(rows, -1) for part in parts], axis=1)


@pytest.mark.parametrize(("library", "name"), CASES)
def test_derivatives_by_parameters_inputs_and_targets_are_right(library: str, name: str) -> None:
    by_parameters, *by_data = found(library, name).gradients
    assert are_near(by_parameters, certain(name).gradient())
    assert are_near(flat(by_data), certain(name).by_data())


@pytest.mark.parametrize(("library", "name"), CASES)
def test_second_derivatives_are_right_whichever_way_they_are_taken(library: str, name: str) -> None:
    expected = certain(name).hessian()
    assert np.abs(expected).max() > 1e-3
    for hessian in found(library, name).hessians:
        assert are_near(hessian, expected)


@pytest.mark.parametrize(("library", "name"), CASES)
def test_second_derivatives_by_parameters_and_data_are_right(library: str, name: str) -> None:
    mixed = flat(found(library, name).mixed, len(certain(name).parameters))
    assert are_near(mixed.T, certain(name).mixed())


@pytest.mark.parametrize(("library", "name"), CASES)
def test_the_gradient_of_a_batch_is_the_mean_of_those_of_its_samples(library: str, name: str) -> None:
    of = found(library, name)
    assert are_near(of.of_each_sample[0], certain(name).gradient())
    assert are_near(np.asarray(of.of_each_sample).mean(axis=0), np.asarray(of.of_batch))


def test_a_hessian_of_zeros_is_seen() -> None:
    expected = certain("example").hessian()
    assert not are_near(np.zeros_like(expected), expected)
