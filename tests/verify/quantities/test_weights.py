"""Names of weights by numbers: every number leads to weights that there are, or to none."""

from __future__ import annotations

from itertools import product

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.atoms import Layout
from symbackprop.verify.quantities.counting import (
    Counting,
    Ends,
    Layer,
    LayerFrom,
    Matrix,
    Numbering,
    WeightBetween,
    WeightJoining,
    WeightOfLayer,
    WeightOrder,
    WeightPair,
    WeightThrough,
)
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.quantities.readings import readings
from symbackprop.verify.quantities.weights import weights

from ..formulas import name
from ..test_laws import EXAMPLES


@pytest.mark.slow
@pytest.mark.parametrize("example_name", EXAMPLES)
def test_every_number_below_a_weight_has_its_readings(example_name: str) -> None:
    network = example(example_name)
    layers = layers_of(network)
    for first, second in product(range(10), repeat=2):
        for text in (f"w_{{{first}{second}}}", f"w_{{{first},{second}}}", f"w^{{({first})}}_{{{second}}}"):
            assert all(reading.scheme for reading in readings(name(text), network, layers, Layout()))


SMALL = layers_of(example())
SINGLE = layers_of(example("single-neuron"))
OF_LETTER = Layer(LayerFrom.LETTER)
ABOVE = Layer(LayerFrom.ABOVE)

READ: list[tuple[str, Counting, str]] = [
    ("w_3", WeightThrough(WeightOrder.BY_TARGET), "w3"),
    ("w_3", WeightThrough(WeightOrder.BY_SOURCE), "w2"),
    ("w_3", WeightThrough(WeightOrder.FROM_THE_OUTPUTS), "w7"),
    ("v_2", WeightOfLayer(OF_LETTER, WeightOrder.BY_TARGET), "w6"),
    ("w_2^{(2)}", WeightOfLayer(ABOVE, WeightOrder.BY_SOURCE), "w7"),
    ("w_{12}", WeightPair(OF_LETTER, Ends.TARGET_FIRST), "w2"),
    ("w_{12}", WeightPair(OF_LETTER, Ends.SOURCE_FIRST), "w3"),
    ("w_{1,2}", WeightPair(OF_LETTER, Ends.TARGET_FIRST, comma=True), "w2"),
    ("w_{01}", WeightPair(OF_LETTER, Ends.SOURCE_FIRST), "b1"),
    ("w_{01}", WeightPair(OF_LETTER, Ends.TARGET_FIRST, from_zero=True), "w2"),
    ("w_{12}^{(2)}", WeightPair(ABOVE, Ends.TARGET_FIRST), "w6"),
    ("w_{212}", WeightPair(Layer(LayerFrom.NUMBER), Ends.TARGET_FIRST), "w6"),
    ("W2_1", WeightOfLayer(Layer(LayerFrom.NUMBER), WeightOrder.BY_TARGET), "w5"),
    ("W2_0", WeightOfLayer(Layer(LayerFrom.NUMBER), WeightOrder.BY_TARGET, from_zero=True), "w5"),
    ("W2_12", WeightPair(Layer(LayerFrom.NUMBER), Ends.TARGET_FIRST), "w6"),
    ("w_{14}", WeightBetween(Ends.SOURCE_FIRST, Numbering.THROUGH_INPUTS), "w3"),
    ("w_{41}", WeightBetween(Ends.TARGET_FIRST, Numbering.THROUGH_INPUTS), "w3"),
    ("w_{13}", WeightBetween(Ends.SOURCE_FIRST, Numbering.THROUGH_LAYERS), "w5"),
    ("w_{O2.H1}", WeightJoining(Ends.TARGET_FIRST), "w7"),
    ("w_{H1.O2}", WeightJoining(Ends.SOURCE_FIRST), "w7"),
]


@pytest.mark.parametrize(("text", "counting", "weight"), READ, ids=str)
def test_a_weight_is_counted_in_every_way(text: str, counting: Counting, weight: str) -> None:
    found = [reading for reading in weights(name(text), SMALL, Layout()) if reading.scheme.counting == counting]
    assert found
    assert [atom.symbol and atom.symbol.ascii for atom in found[0].meaning.flat] == [weight]


def test_all_weights_of_a_layer_are_a_matrix_with_or_without_the_biases() -> None:
    shapes = {
        reading.scheme.counting: (len(reading.meaning.rows), len(reading.meaning.rows[0]))
        for reading in weights(name("W^{(1)}"), layers_of(example("deep-4-2-2-1")), Layout())
    }
    assert shapes[Matrix(ABOVE)] == (2, 4)
    assert shapes[Matrix(ABOVE, with_biases=True)] == (2, 5)


def test_the_bias_of_a_single_neuron_is_the_weight_of_number_0() -> None:
    (first, *_) = weights(name("w_0"), SINGLE, Layout())
    assert first.meaning.flat[0].symbol == SINGLE.stages[0].bias[0]


def test_a_number_beyond_the_weights_leads_to_none() -> None:
    assert list(weights(name("w_{99}"), SMALL, Layout())) == []
