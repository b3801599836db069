"""Exported modules have the derivatives that are asked for, and they are those of the compiled functions."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from symbackprop.errors import UnknownNameError, UsageError
from symbackprop.export.backends import exported
from symbackprop.export.compiled.table import compiled
from symbackprop.export.python.derivative_functions import FUNCTIONS
from symbackprop.export.python.libraries import LIBRARIES
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ...conftest import missing
from ..compiled.test_derivatives import drawn
from ..compiled.test_prediction import weights
from ..networks import kinks
from ..shifted import shifted

NETWORKS = {
    "attention": lambda: example("attention"),
    "example": example,
    "kinks": kinks,
    "recurrence": lambda: shifted("recurrence"),
}


CASES = [*((library, name) for library in ("numpy", "torch") for name in NETWORKS), ("jax", "attention")]
"""JAX takes seconds to compile what the others compute at once."""


def source(network: Network, library: str = "numpy", functions: Iterable[str] = FUNCTIONS) -> str:
    (text,) = exported(network, library, functions=functions).values()
    return text


def loaded(network: Network, library: str = "numpy") -> dict[str, Any]:
    if importlib.util.find_spec(library) is None:
        missing(library)
    module: dict[str, Any] = {"__name__": "gradient"}
    exec(source(network, library), module)
    return module


def are_near(found: np.ndarray, expected: np.ndarray) -> bool:
    return found.shape == expected.shape and found == pytest.approx(
        expected, rel=1e-12, abs=1e-12 * np.abs(expected).max()
    )


@pytest.mark.slow
@pytest.mark.parametrize(("library", "name"), CASES)
def test_a_module_has_the_derivatives_of_the_compiled_functions_and_checks_them(library: str, name: str) -> None:
    network = NETWORKS[name]()
    module, functions, at = loaded(network, library), compiled(network, "numpy"), weights(network)
    module["self_check"]()
    ways = np.linspace(-1, 1, len(at))

    def called(function: str, *arguments: np.ndarray) -> Any:
        return module["applied"](module[function], *arguments)

    for given in drawn(network):
        product = np.asarray(called("hessian_vector_product", at, ways, *given))
        assert are_near(product, functions.hessian_vector_product(at, ways, *given))
        rows = np.asarray(called("per_sample_gradients", at, *given))
        assert are_near(rows, functions.per_sample_gradients(at, *given))
        by_data = functions.input_gradient(at, *given)
        found = called("input_gradient", at, *given)
        assert set(found) == set(by_data)
        assert all(are_near(np.asarray(array), by_data[key]) for key, array in found.items())


@pytest.mark.filterwarnings("ignore:`torch.jit.script`:DeprecationWarning")
def test_they_are_differentiated_again() -> None:
    module, network = loaded(example("softmax"), "torch"), example("softmax")
    torch = module["torch"]
    at, *given = (torch.tensor(array) for array in (weights(network), *drawn(network)[1]))
    ways = torch.linspace(-1, 1, len(at), dtype=torch.float64)
    slopes = torch.func.jvp(lambda w: module["per_sample_gradients"](w, *given), (at,), (ways,))[1]
    product = module["hessian_vector_product"](at, ways, *given)
    assert are_near(slopes.mean(0).numpy(), product.numpy())


def test_a_wrong_product_fails_the_check() -> None:
    text = source(example(), functions=["hessian-vector"])
    head, function, rest = text.partition("def hessian_vector_product")
    wrong = rest.replace("W_along2", "W2", 3)
    assert wrong != rest
    module: dict[str, Any] = {"__name__": "gradient"}
    exec(head + function + wrong, module)
    with pytest.raises((AssertionError, ValueError, NameError)):
        module["self_check"]()


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"no function is called 'hessian'.*nearest: hessian-vector"):
        exported(example(), "numpy", functions=["hessian"])
    module = loaded(example())
    with pytest.raises(ValueError, match=r"direction: expected shape \(8,\), given \(3,\)"):
        module["hessian_vector_product"](weights(example()), np.zeros(3), *drawn(example())[0])


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_network_without_data_has_no_derivatives_by_it(library: str) -> None:
    network = parse('parameters = ["w"]\nequations = "L = w^2"\nloss = "L"\n[values]\nw = 2\n', "own")
    with pytest.raises(UsageError, match="a sample has no data"):
        source(network, library, ["input-gradient"])
    assert "per_sample_gradients(parameters)" in source(network, library, ["per-sample"])
