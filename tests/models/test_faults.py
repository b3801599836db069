"""What makes the numbers of a network poor teachers is recognised, and good numbers are left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from symbackprop.expression.functions import FUNCTIONS
from symbackprop.expression.tree import Symbol, decimal
from symbackprop.models.faults import faults
from symbackprop.models.network import Network
from symbackprop.models.slopes import never_flat, steepest
from symbackprop.models.spec import example, parse


def scalar(equations: str, **values: str) -> Network:
    """Return a network of scalar equations whose loss is L and whose letters w and v are trained."""
    trained = ", ".join(f'"{name}"' for name in values if name in "wv")
    given = "\n".join(f"{name} = {text}" for name, text in values.items())
    head = f'equations = """\n{equations}\n"""\nloss = "L"\nparameters = [{trained}]\nlearning_rate = 1'
    return parse(f"{head}\n[values]\n{given}\n", "test.toml")


def first(network: Network) -> tuple[str, str]:
    found = next(faults(network))
    return found.name, found.reason


@pytest.mark.parametrize(
    "name", ["attention", "batch", "linear-layer", "recurrent", "single-neuron", "skip-connection"]
)
def test_good_numbers_have_no_faults(name: str) -> None:
    network = example(name)
    if name == "linear-layer":  # as published, its second unit is dead; see below
        network = replace(network, values=network.values | {Symbol("b", "2"): decimal("0.9")})

    assert not list(faults(network))


@pytest.mark.parametrize("weight", ["60", "-60"])
def test_a_saturated_unit_of_the_published_example_is_found(mazur: Network, weight: str) -> None:
    saturated = replace(mazur, values=mazur.values | {Symbol("w", "2"): decimal(weight)})

    found = list(faults(saturated))

    assert (found[0].name, found[0].reason) == ("out_h", "is saturated or dead")
    assert found[0].where.tolist() == [True, False]


POOR = {
    "dead rectifier": (scalar("h = relu(w*x)\nL = h*v + v", w="-1", x="1", v="1"), ("h", "is saturated or dead")),
    "rectifier at its kink": (scalar("h = relu(w*x)\nL = h*v", w="0.01", x="1", v="1"), ("h", "is next to a kink")),
    "hard sigmoid at its kink": (
        scalar("h = hard_sigmoid(w*x)\nL = h*v", w="2.99", x="1", v="1"),
        ("h", "is next to a kink"),
    ),
    "saturated tanh": (scalar("h = tanh(w*x)\nL = h*v", w="-3", x="1", v="1"), ("h", "is saturated or dead")),
    "logarithm of a negative number": (scalar("L = log(w)", w="-1"), ("L", "leaves the domain of the logarithm")),
    "division by zero": (scalar("L = v/w", w="0", v="1"), ("L", "divides by next to nothing")),
    "root of a negative number": (
        scalar("L = sqrt(w)", w="-1"),
        ("L", "takes a root or a reciprocal of next to nothing"),
    ),
    "overflow": (scalar("L = exp(w)", w="1000"), ("L", "has no value of a readable size")),
    "loss of zero": (scalar("L = (w - t)^2", w="0.5", t="0.5"), ("L", "is next to zero")),
    "vanishing gradient": (scalar("L = 1 + v*w*x", w="1", x="0.00001", v="1"), ("dL_dw", "vanishes")),
    "cancelling gradient": (scalar("L = exp(w - w)", w="1"), ("dL_dw", "vanishes")),
}


@pytest.mark.parametrize("case", POOR)
def test_poor_numbers_are_named_with_the_reason(case: str) -> None:
    network, expected = POOR[case]

    assert first(network) == expected


def test_a_hinge_that_is_met_has_no_slope() -> None:
    from .test_draw import drawn, open_dense

    known = drawn(open_dense((2, 2), ("identity",), "hinge"), 0)
    large = {symbol: decimal("5.0") if symbol.base in "wib" else decimal("1") for symbol in known.values}

    assert first(replace(known, values=large)) == ("E_o", "is constant, so that its slope is zero")


def test_the_negative_side_of_a_leaky_rectifier_is_alive() -> None:
    assert not list(faults(scalar("h = leaky_relu(w*x)\nL = h*v + v", w="-1", x="1", v="1")))


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.activation])
def test_every_activation_has_a_steepest_slope(name: str) -> None:
    assert 0.1 < steepest(name) < 1.2
    assert never_flat(name) == (name == "leaky_relu")
