"""The Python modules of the export, imported: ball arithmetic says what they compute; bad input is named."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symbackprop.export.backends import exported
from symbackprop.graph.values import Values
from symbackprop.models.network import Network
from symbackprop.models.spec import parse

from ..conftest import missing
from .networks import deep

MODULES = ("jax", "numba", "numpy", "torch")


@cache
def network() -> Network:
    return deep("softplus", "binary-cross-entropy")


@cache
def module(backend: str) -> ModuleType:
    (source,) = exported(network(), backend).values()
    made = ModuleType(f"gradient_{backend}")
    exec(compile(source, f"{backend}.py", "exec"), made.__dict__)
    return made


def available(backend: str) -> ModuleType:
    if importlib.util.find_spec(backend) is None:
        missing(backend)
    return module(backend)


def called(backend: str, w: np.ndarray, *data: np.ndarray) -> tuple[float, np.ndarray]:
    loss, gradient = available(backend).call(w, *data)
    return float(loss), np.asarray(gradient)


@pytest.mark.parametrize("backend", MODULES)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    values=st.lists(st.integers(-400, 400), min_size=7, max_size=7),
    scale=st.sampled_from([Fraction(1, 100), Fraction(1), Fraction(40)]),
)
def test_a_module_agrees_with_ball_arithmetic_saturated_or_not(
    backend: str, values: list[int], scale: Fraction
) -> None:
    made, net = available(backend), network()
    w = np.array([float(scale * values[at % 7] * (1 + at % 3) / 100) for at in range(len(net.parameters))])
    loss, gradient = called(backend, w, *made.EXAMPLE_DATA)
    leaves = net.leaves | {symbol: Fraction(float(x)) for symbol, x in zip(net.parameters, w, strict=True)}
    certain = Values(net.both, leaves)
    with ctx.workprec(4096):
        certain_loss = float(arb(certain.ball(net.loss, 4096)))
        slopes = [float(arb(certain.evaluate(slope, 4096))) for slope in net.gradient.values()]
    assert math.isfinite(loss)
    assert loss == pytest.approx(certain_loss, rel=1e-10, abs=1e-14)
    assert gradient == pytest.approx(slopes, rel=1e-8, abs=1e-12 * (1 + max(map(abs, slopes))))


def arrays(backend: str, *given: np.ndarray) -> tuple[Any, ...]:
    if backend == "torch":
        import torch

        return tuple(torch.as_tensor(array) for array in given)
    return given


W, X, T = np.zeros(19), np.zeros((3, 4)), np.zeros((3, 1))
BAD: dict[str, tuple[Callable[..., object], str]] = {
    "shape": (lambda f, make: f.loss(*make(W[:5], X, T)), r"parameters: expected shape \(19,\), given"),
    "data": (lambda f, make: f.loss(*make(W, X[:, :3], T)), "i: expected shape"),
    "no samples": (lambda f, make: f.loss(*make(W, X[:0], T[:0])), "i: expected at least one sample"),
    "samples": (lambda f, make: f.loss(*make(W, X, T[:2])), "target_o: expected 3 samples, given 2"),
    "rate": (lambda f, make: f.update(make(W)[0], *make(X, T), None), "rate: expected a number, given NoneType"),
    "rounds": (lambda f, make: f.train(make(W)[0], *make(X, T), 0.1, -1), "rounds: expected 0 or more, given -1"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("backend", MODULES)
def test_bad_input_is_named(backend: str, name: str) -> None:
    call, message = BAD[name]
    with pytest.raises((ValueError, TypeError), match=message):
        call(available(backend), lambda *given: arrays(backend, *given))


@pytest.mark.parametrize("backend", MODULES)
def test_nan_is_named(backend: str) -> None:
    made = available(backend)
    with pytest.raises(ValueError, match="parameters: expected numbers, given nan"):
        made.loss(*arrays(backend, W * np.nan, X, T))
    with pytest.raises(ValueError, match="i: expected numbers, given nan"):
        made.loss(*arrays(backend, W, X * np.nan, T))


def test_a_jitted_function_of_jax_passes_nan_on() -> None:
    made = available("jax")
    import jax

    assert math.isnan(jax.jit(made.loss)(W * np.nan, X, T))


def test_jax_functions_can_be_jitted_and_differentiated() -> None:
    made = available("jax")
    import jax

    w = made.EXAMPLE
    loss, gradient = jax.jit(made.loss_and_gradient)(w, *made.EXAMPLE_DATA)
    own_loss, own_gradient = jax.value_and_grad(made.loss)(w, *made.EXAMPLE_DATA)
    assert float(loss) == pytest.approx(float(own_loss), rel=1e-13)
    assert np.asarray(gradient) == pytest.approx(np.asarray(own_gradient), rel=1e-11)


CONSTANTS = """
equations = \"\"\"
s[m] = sum(c, q[m,c]*k[c]/sqrt(2)) + relu(3 - 5) + 2^0.5
L = sum(m, exp(-1)*tanh(s[m]) + abs(-2)*s[m]^2 + sigmoid(0.5))
\"\"\"
loss = "L"
parameters = ["q"]
learning_rate = 0.1
[sizes]
m = 2
c = 2
[values]
q = [[0.4, -0.2], [0.3, 0.5]]
k = [0.7, -0.1]
"""


@pytest.mark.parametrize("is_single", [False, True], ids=["float64", "float32"])
@pytest.mark.parametrize("backend", MODULES)
def test_functions_of_numbers_alone_are_numbers_of_the_same_precision(backend: str, is_single: bool) -> None:
    available(backend)
    net = parse(CONSTANTS, "constants.toml")
    (source,) = exported(net, backend, is_single).values()
    made = ModuleType(f"constants_{backend}")
    exec(compile(source, f"{backend}.py", "exec"), made.__dict__)
    loss, gradient = made.loss_and_gradient(*arrays(backend, made.EXAMPLE, *made.EXAMPLE_DATA))
    assert np.asarray(gradient).dtype == (np.float32 if is_single else np.float64)
    tolerance = 1e-6 if is_single else 1e-14
    with ctx.workprec(256):
        assert float(loss) == pytest.approx(float(arb(net.certified.ball(net.loss, 256))), rel=tolerance)
        slopes = [float(arb(net.certified.evaluate(slope, 256))) for slope in net.gradient.values()]
    assert np.asarray(gradient) == pytest.approx(slopes, rel=tolerance)


@pytest.mark.parametrize("backend", MODULES)
def test_training_follows_the_gradient(backend: str) -> None:
    made = available(backend)
    (w, *data) = arrays(backend, made.EXAMPLE, *made.EXAMPLE_DATA)
    before, after = (float(made.loss(at, *data)) for at in (w, made.train(w, *data, 0.125, 50)))
    assert after < before
    one = np.asarray(made.train(w, *data, 0.125, 1))
    assert one == pytest.approx(made.EXAMPLE - 0.125 * called(backend, made.EXAMPLE, *made.EXAMPLE_DATA)[1], rel=1e-12)
