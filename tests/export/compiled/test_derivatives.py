"""Derivatives by data, of samples and along directions agree with balls and JAX, one sample and in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.export.compiled.imported import _source
from symbackprop.export.compiled.prediction import own_data
from symbackprop.export.compiled.table import Compiled, compiled
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ...graph.hessians import by_differences, direction
from ..networks import deep, kinks, layered
from ..shifted import MODELS, shifted
from .test_prediction import weights

pytestmark = pytest.mark.slow
"""Each test makes several programs."""

BALLS = {
    **{name: (lambda name=name: example(name)) for name in ("softmax", "attention", "layer-norm", "batch-norm")},
    **{name: (lambda name=name: shifted(name)) for name in MODELS},
    "cross-entropy": lambda: deep("tanh", "binary-cross-entropy"),
    "elu": lambda: deep("elu"),
    "gelu": lambda: deep("gelu"),
    "loops": lambda: layered(7, 6, 5),
    "silu": lambda: deep("silu"),
}


@pytest.mark.parametrize("name", BALLS)
def test_hessians_times_vectors_are_as_balls_have_them(name: str) -> None:
    network = BALLS[name]()
    along = direction(network)
    wanted = by_differences(network, along)
    ways = np.array(along, dtype=float)
    found = compiled(network, "numpy").hessian_vector_product(weights(network), ways)
    assert found == pytest.approx(wanted, rel=1e-11, abs=1e-13 * max(map(abs, wanted)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["softmax", "recurrence", "loops"])
def test_c_has_the_same_hessians_times_vectors(name: str) -> None:
    network = BALLS[name]()
    along = direction(network)
    found = compiled(network, "c").hessian_vector_product(weights(network), np.array(along, dtype=float))
    wanted = by_differences(network, along)
    assert found == pytest.approx(wanted, rel=1e-11, abs=1e-13 * max(map(abs, wanted)))


def drawn(network: Network) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the data of the model, and a batch of three samples."""
    data = list(own_data(lowered(network), np.float64) or ())
    draw = np.random.default_rng(3)
    return data, [np.stack([one, *(one + 0.1 * draw.normal(size=one.shape) for _ in range(2))]) for one in data]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kinks", "recurrence"])
def test_jax_has_the_same_derivatives_of_a_batch(name: str) -> None:
    jax = pytest.importorskip("jax")
    network = kinks() if name == "kinks" else shifted(name)
    module: dict[str, Any] = {"__name__": "network"}
    exec(_source("jax", lowered(network, form=Form.LOOPS), False), module)
    loss, at, ways = module["loss"], weights(network), np.array(direction(network), dtype=float)
    # At the kink of the slope of ELU JAX takes that of a branch, and the convention another.
    aside = np.where(at == 0, 0.25, at)
    _, batch = drawn(network)

    def wanted(w: Any, arrays: Any) -> Any:
        return (
            jax.grad(lambda given: loss(w, *given))(arrays),
            jax.vmap(jax.grad(lambda w, given: loss(w, *given)), in_axes=(None, 0))(w, arrays),
            jax.jvp(jax.grad(lambda w: loss(w, *arrays)), (aside,), (ways,))[1],
        )

    by_data, each, product = jax.jit(wanted)(at, tuple(batch))
    for backend in ("numpy", "c"):
        functions = compiled(network, backend)
        found = functions.input_gradient(at, *batch)
        for array, expected in zip(found.values(), by_data, strict=True):
            assert array == pytest.approx(np.asarray(expected), rel=1e-11, abs=1e-14)
        assert functions.per_sample_gradients(at, *batch) == pytest.approx(np.asarray(each), rel=1e-11, abs=1e-14)
        along = functions.hessian_vector_product(aside, ways, *batch)
        assert along == pytest.approx(np.asarray(product), rel=1e-11, abs=1e-13)


@pytest.fixture(params=["numpy", pytest.param("c", marks=pytest.mark.slow)])
def functions(request: pytest.FixtureRequest) -> Compiled:
    return compiled(layered(4, 3, 2), request.param)


def test_gradients_of_samples_have_the_gradient_of_a_batch_as_their_mean(functions: Compiled) -> None:
    network = layered(4, 3, 2)
    _, batch = drawn(network)
    at, mean = weights(network), np.empty(len(network.parameters))
    functions.gradient(at, *batch, mean)
    assert functions.per_sample_gradients(at, *batch).mean(axis=0) == pytest.approx(mean)


def test_data_is_named(functions: Compiled) -> None:
    network = layered(4, 3, 2)
    data, batch = drawn(network)
    at = weights(network)
    one = functions.input_gradient(at, *data)
    assert functions.input_gradient(at, *(np.stack([array] * 2) for array in data))["i"][1] == pytest.approx(
        one["i"] / 2
    )
    assert set(functions.input_gradient(at, *batch)) == {"i", "target_o"}
    assert functions.input_gradient(at, by="i")["i"].shape == (4,)


def test_single_precision_stays() -> None:
    network = layered(4, 3, 2)
    _, batch = drawn(network)
    at = weights(network)
    functions, single = compiled(network, "numpy"), compiled(network, "numpy", is_single=True)
    arrays = [array.astype(np.float32) for array in batch]
    found = single.hessian_vector_product(at.astype(np.float32), at.astype(np.float32), *arrays)
    assert found.dtype == np.float32
    assert found == pytest.approx(functions.hessian_vector_product(at, at, *batch), rel=1e-3, abs=1e-5)
    assert single.input_gradient(at.astype(np.float32), *arrays)["i"].dtype == np.float32


def test_what_cannot_be_meant_is_refused(functions: Compiled) -> None:
    at = weights(layered(4, 3, 2))
    with pytest.raises(UnknownNameError, match="no data is called 'x'"):
        functions.input_gradient(at, by="x")
    with pytest.raises(UsageError, match="by: 'i' stands there twice"):
        functions.input_gradient(at, by=["i", "i"])
    with pytest.raises(ValueError, match=r"direction: expected shape \(23,\), given \(3,\)"):
        functions.hessian_vector_product(at, at[:3])
    with pytest.raises(ValueError, match="parameters: expected numbers, given nan"):
        functions.per_sample_gradients(at * np.nan)
    with pytest.raises(TypeError, match="expected 2 arrays of data or none, given 1"):
        functions.input_gradient(at, np.zeros(4))


@pytest.mark.parametrize("name", ["abs", "elu", "leaky_relu", "relu"])
def test_second_derivatives_at_kinks_are_those_of_the_slope_that_the_notes_take(name: str) -> None:
    network = parse(
        f'parameters = ["w"]\nequations = """\ny = {name}(w)\nE = y + 1/2*w^2\n"""\nloss = "E"\nlearning_rate = 0.1\n'
        "[values]\nw = 0\n",
        "kink.toml",
    )
    found = compiled(network, "numpy").hessian_vector_product(np.zeros(1), np.ones(1))
    assert found.item() == pytest.approx(1.0)
