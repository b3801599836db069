"""Tangents are the derivatives along a direction, and their adjoints the Hessian times it, both in ball arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.expression.functions import FUNCTIONS
from symbackprop.graph.tangent import forward_accumulation
from symbackprop.models.network import Network
from symbackprop.models.spec import example, parse

from ..export.shifted import MODELS, shifted
from .hessians import by_differences, by_equations, direction, gradient_at

EXAMPLES = ("mazur-2-2-2", "softmax", "attention", "layer-norm", "batch-norm", "recurrent")
POSITIVE = frozenset({"log", "sqrt"})


def of_function(name: str) -> Network:
    """Return a model whose loss takes a function of what depends on two parameters, next to no kink."""
    inner = "2 + w*x + v^2" if name in POSITIVE else "w*x + v^2"
    return parse(
        f"""
        parameters = ["w", "v"]
        equations = \"\"\"
        a = {inner}
        y = {name}(a) + w*{name}(v + 2)
        E = 1/2*(t - y)^2
        \"\"\"
        loss = "E"
        learning_rate = 0.1
        [values]
        w = 0.7
        v = 0.4
        x = 0.9
        t = 0.3
        """,
        f"{name}.toml",
    )


def checked(network: Network) -> None:
    along = direction(network)
    slope, products = by_equations(network, along)
    gradient = np.array([float(ball) for ball in gradient_at(network)])
    assert slope == pytest.approx(float(gradient @ np.array(along, dtype=float)), rel=1e-9, abs=1e-12)
    assert products == pytest.approx(by_differences(network, along), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("name", sorted(name for name in FUNCTIONS if name.isidentifier()))
def test_every_function_has_second_derivatives(name: str) -> None:
    checked(of_function(name))


@pytest.mark.some(12)
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_have_the_hessian_that_differences_of_gradients_have(name: str) -> None:
    checked(example(name))


@pytest.mark.parametrize("name", MODELS)
def test_recurrences_and_windows_have_the_hessian_that_differences_of_gradients_have(name: str) -> None:
    checked(shifted(name))


def test_a_hessian_is_symmetric() -> None:
    network = example("attention")
    first, second = direction(network), direction(network, 5)
    along, across = (np.array(way, dtype=float) for way in (first, second))
    assert np.dot(across, by_equations(network, first)[1]) == pytest.approx(
        np.dot(along, by_equations(network, second)[1])
    )


def test_directions_have_names_of_their_own() -> None:
    network = parse(
        'parameters = ["w"]\nequations = """\nw_along = w*x\nE = w_along^2\n"""\nloss = "E"\nlearning_rate = 0.1\n'
        "[values]\nw = 2\nx = 3\n",
        "taken.toml",
    )
    tangent = forward_accumulation(network.graph, network.trained)
    assert len({symbol.ascii for symbol in tangent.graph.declared.values()}) == len(tangent.graph.declared)
    assert by_equations(network, direction(network))[1] == pytest.approx([18 * float(direction(network)[0])])
