"""The module for JAX inside JAX: every function, with arrays of NumPy and of JAX, traced or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from ..networks import deep, kinks
from ..test_derivatives import batch_of, made, module


@pytest.fixture(scope="module")
def functions() -> Any:
    return module("jax", "regularised")


ARRAYS: Mapping[str, Callable[[Any, Any], Any]] = {
    "NumPy": lambda jax, array: np.asarray(array),
    "JAX": lambda jax, array: jax.numpy.asarray(array),
}


def trained(functions: Any, data: list[np.ndarray], rounds: int) -> np.ndarray:
    """Return the parameters after some rounds of the plain gradient."""
    w = np.array(functions.EXAMPLE)
    gradient = functions.jax.jit(functions.gradient)
    for _ in range(rounds):
        w = w - 0.5 * np.asarray(gradient(w, *data))
    return w


@pytest.mark.parametrize(("kind", "samples"), [("NumPy", 0), ("JAX", 3)])
def test_every_function_takes_arrays_of_every_kind_traced_or_not(functions: Any, kind: str, samples: int) -> None:
    jax = functions.jax
    plain = [batch_of(array, samples) if samples else array for array in functions.EXAMPLE_DATA]
    w, *data = (ARRAYS[kind](jax, array) for array in (functions.EXAMPLE, *plain))
    expected = trained(functions, plain, 3)
    loss = float(jax.jit(functions.loss)(functions.EXAMPLE, *plain))
    traced = jax.numpy.asarray(functions.EXAMPLE)
    rate, rounds = jax.numpy.asarray(0.5), jax.numpy.asarray(3)

    # Data that a traced function closes over is known, but nothing that is computed of it is.
    whole = {
        "train": functions.train(w, *data, 0.5, 3),
        "train by arrays": functions.train(w, *data, rate, rounds),
        "traced": jax.jit(lambda w: functions.train(w, *data, rate, rounds))(traced),
        "traced rounds": jax.jit(lambda w, rate, rounds: functions.train(w, *data, rate, rounds))(traced, 0.5, 3),
        "scan": jax.lax.scan(lambda w, _: (functions.update(w, *data, rate), None), traced, None, length=3)[0],
    }
    for name, found in whole.items():
        assert np.asarray(found) == pytest.approx(expected, rel=1e-13), name
    assert float(jax.jit(lambda w: functions.loss(w, *data))(traced)) == pytest.approx(loss, rel=1e-14)
    along = jax.jit(jax.grad(lambda rate: functions.loss(functions.train(w, *data, rate, 3), *data)))(0.5)
    step = 1e-6
    there, here = (functions.loss(trained_by(functions, 0.5 + by, plain), *plain) for by in (step, -step))
    assert float(along) == pytest.approx((float(there) - float(here)) / (2 * step), rel=1e-5)


def trained_by(functions: Any, rate: float, data: list[np.ndarray]) -> Any:
    return functions.jax.jit(functions.train)(functions.EXAMPLE, *data, rate, 3)


def test_what_is_known_is_looked_at(functions: Any) -> None:
    jax = functions.jax
    w, data = functions.EXAMPLE, functions.EXAMPLE_DATA
    nan = jax.numpy.asarray(np.nan)
    for call, message in [
        (lambda: functions.loss(jax.numpy.asarray(w) * nan, *data), "parameters: expected numbers, given nan"),
        (lambda: functions.train(w, *data, nan, 1), "rate: expected a number, given nan"),
        (lambda: jax.jit(lambda w: functions.update(w, *data, nan))(w), "rate: expected a number, given nan"),
        (lambda: functions.train(w, *data, 0.5, jax.numpy.asarray(-1)), "rounds: expected 0 or more, given -1"),
        (lambda: functions.train(w, *data, 0.5, 1.5), "rounds: expected a whole number, given float"),
        (lambda: jax.jit(functions.loss)(w[1:], *data), r"parameters: expected shape \(2,\), given \(1,\)"),
    ]:
        with pytest.raises((ValueError, TypeError), match=message):
            call()


def test_derivatives_at_kinks_are_those_of_the_notes_and_second_ones_are_numbers() -> None:
    module("jax", "regularised")
    functions = made("jax", kinks())
    jax = functions.jax
    w, data = functions.EXAMPLE, functions.EXAMPLE_DATA

    def found(w: Any) -> tuple[Any, Any, Any]:
        return jax.grad(functions.loss)(w, *data), jax.hessian(functions.loss)(w, *data), functions.gradient(w, *data)

    own, hessian, gradient = map(np.asarray, jax.jit(found)(w))
    assert own == pytest.approx(functions.EXPECTED_GRADIENT, rel=1e-12, abs=1e-12)
    assert gradient == pytest.approx(functions.EXPECTED_GRADIENT, rel=1e-12, abs=1e-12)
    assert np.isfinite(hessian).all()


def test_single_precision_stays_single_precision_under_every_rate() -> None:
    module("jax", "regularised")
    functions = made("jax", deep("softplus"), is_single=True)
    jax = functions.jax
    for rate in (0.5, np.float64(0.5), jax.numpy.asarray(0.5)):
        assert functions.train(functions.EXAMPLE, *functions.EXAMPLE_DATA, rate, 2).dtype == np.float32
