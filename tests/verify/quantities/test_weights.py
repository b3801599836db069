"""Names of weights by numbers: every number leads to weights that there are, or to none."""

from __future__ import annotations

from itertools import product

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.atoms import Layout
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.quantities.readings import readings
from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.statements import read_statements
from symbackprop.verify.tree import Name

from ..test_laws import EXAMPLES


def named(text: str) -> Name:
    said = read_statements(read(f"${text} = 1$".encode(), "x.md"), ())
    name = said.chains[0].sides[0].node
    assert isinstance(name, Name)
    return name


@pytest.mark.slow
@pytest.mark.parametrize("example_name", EXAMPLES)
def test_every_number_below_a_weight_has_its_readings(example_name: str) -> None:
    network = example(example_name)
    layers = layers_of(network)
    for first, second in product(range(10), repeat=2):
        for text in (f"w_{{{first}{second}}}", f"w_{{{first},{second}}}", f"w^{{({first})}}_{{{second}}}"):
            assert all(reading.scheme for reading in readings(named(text), network, layers, Layout()))
