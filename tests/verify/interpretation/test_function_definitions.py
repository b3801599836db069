from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.equality import holds
from symbackprop.verify.interpretation.function_definitions import over_a_quantity
from symbackprop.verify.quantities.atoms import StandIn
from symbackprop.verify.tree import names_in

from .names import chain, interpreted, points

NAMING = interpreted("w_1 = 0.15")


@pytest.mark.parametrize(
    ("line", "is_true"),
    [
        (r"\sigma(x) = \frac{1}{1 + e^{-x}}", True),
        (r"\sigma(x) = \frac{1}{1 + e^{x}}", False),
        (r"\tanh(x) = 2 \sigma(2 x) - 1", True),
        (r"\sigma'(x) = \sigma(x) (1 - \sigma(x))", True),
    ],
)
def test_what_is_said_over_any_argument_is_said_of_one_quantity(line: str, is_true: bool) -> None:
    found = over_a_quantity(NAMING, chain(line))
    assert found is not None
    assert all(isinstance(name, StandIn) for side in found.sides for name in names_in(side.node))
    assert holds(NAMING, found, points(NAMING.network)) is is_true


@pytest.mark.parametrize(
    "line",
    [
        "f(x, y) = x",
        r"\sigma(x) = w_1 x",
        "w_1 = 0.15",
        r"\sigma(x + 1) = 2",
        r"\sigma(2) = 0.88",
        r"\sigma(u) = \sin(u) = 0.9",
    ],
)
def test_what_names_more_than_the_argument_defines_no_function(line: str) -> None:
    assert over_a_quantity(NAMING, chain(line)) is None


def test_an_argument_that_is_a_single_quantity_stays_it() -> None:
    line = chain(r"\sigma(net_{h1}) = \frac{1}{1 + e^{-net_{h1}}}")
    assert over_a_quantity(NAMING, line) is line
