"""Exported modules have the derivatives that are asked for, and they are those of the compiled functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from symbackprop.errors import UnknownNameError
from symbackprop.export.backends import exported
from symbackprop.export.compiled.table import compiled
from symbackprop.export.python.derivative_functions import FUNCTIONS
from symbackprop.models.network import Network
from symbackprop.models.spec import example

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


def loaded(network: Network, is_single: bool = False) -> dict[str, Any]:
    module: dict[str, Any] = {"__name__": "gradient"}
    exec(exported(network, "numpy", is_single, functions=FUNCTIONS)["gradient.py"], module)
    return module


@pytest.mark.parametrize("name", NETWORKS)
def test_a_module_has_the_derivatives_of_the_compiled_functions_and_checks_them(name: str) -> None:
    network = NETWORKS[name]()
    module, functions, at = loaded(network), compiled(network, "numpy"), weights(network)
    module["self_check"]()
    ways = np.linspace(-1, 1, len(at))
    for given in drawn(network):
        product = functions.hessian_vector_product(at, ways, *given)
        assert module["hessian_vector_product"](at, ways, *given) == pytest.approx(product)
        assert module["per_sample_gradients"](at, *given) == pytest.approx(functions.per_sample_gradients(at, *given))
        by_data = functions.input_gradient(at, *given)
        for key, array in module["input_gradient"](at, *given).items():
            assert array == pytest.approx(by_data[key])
            assert array.shape == by_data[key].shape


def test_a_wrong_product_fails_the_check() -> None:
    text = exported(example(), "numpy", functions=["hessian-vector"])["gradient.py"]
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
