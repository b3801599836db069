"""The forward pass."""

from __future__ import annotations

import pytest

from symbackprop.derive.forward import evaluation
from symbackprop.derive.numbers import Numbers
from symbackprop.expression.tree import Symbol
from symbackprop.graph.rounding import Rounding
from symbackprop.models.network import Network

# Published with nine decimals.
PUBLISHED = {
    "net_h1": "0.3775",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "net_o1": "1.10590597",
    "out_o1": "0.751365070",
    "out_o2": "0.772928465",
    "E_o1": "0.274811083",
    "E_o2": "0.0235600256",
    "E_total": "0.298371109",
}


@pytest.mark.parametrize(("name", "text"), PUBLISHED.items(), ids=PUBLISHED)
def test_the_quantities_have_their_published_values(mazur: Network, name: str, text: str) -> None:
    base, _, below = name.partition("_")
    equation = mazur.scalar.equation(Symbol(base, below))
    assert equation is not None
    found = evaluation(equation, Numbers(mazur, Rounding(9)))
    assert found.value.text == text


def test_given_numbers_stand_as_they_are_given(numbers: Numbers) -> None:
    assert numbers.of(Symbol("i", "2")).text == "0.10"
