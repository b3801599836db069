from __future__ import annotations

import pytest

from symbackprop.verify.quantities.counting import (
    Counting,
    Element,
    Ends,
    Layer,
    LayerFrom,
    Matrix,
    NeuronPlace,
    Numbering,
    WeightBetween,
    WeightJoining,
    WeightOfLayer,
    WeightOrder,
    WeightPair,
    WeightThrough,
    is_shifted,
    layer_of,
    way_of,
)

ABOVE, NUMBER = Layer(LayerFrom.ABOVE), Layer(LayerFrom.NUMBER)
BEFORE = Layer(LayerFrom.ABOVE, -1)
PAIR = WeightPair(ABOVE, Ends.TARGET_FIRST)

SHIFTED: dict[Counting, bool] = {
    NeuronPlace(ABOVE, Numbering.FROM_ONE): False,
    NeuronPlace(BEFORE, Numbering.FROM_ONE): True,
    NeuronPlace(ABOVE, Numbering.FROM_ZERO): True,
    NeuronPlace(ABOVE, Numbering.THROUGH_LAYERS): True,
    NeuronPlace(Layer(LayerFrom.BELOW), Numbering.FROM_ONE): True,
    Numbering.FROM_ZERO: False,
    Numbering.THROUGH_INPUTS: True,
    Element(): False,
    Element(from_zero=True): True,
    Matrix(Layer(LayerFrom.LETTER, 1)): False,
    Matrix(BEFORE): True,
    PAIR: False,
    WeightPair(ABOVE, Ends.TARGET_FIRST, from_zero=True): True,
    WeightOfLayer(NUMBER, WeightOrder.BY_TARGET): False,
    WeightOfLayer(NUMBER, WeightOrder.BY_TARGET, from_zero=True): True,
    WeightThrough(WeightOrder.BY_TARGET): True,
    WeightBetween(Ends.SOURCE_FIRST, Numbering.THROUGH_INPUTS): True,
    WeightJoining(Ends.SOURCE_FIRST): False,
    None: False,
}
"""Ways to count, and whether no single letter counts so."""


@pytest.mark.parametrize("counting", SHIFTED, ids=str)
def test_a_way_to_count_is_shifted_that_no_single_letter_has(counting: Counting) -> None:
    assert is_shifted(counting) is SHIFTED[counting]


def test_what_tells_the_layer_is_known_where_there_is_one() -> None:
    assert layer_of(PAIR) == layer_of(Matrix(ABOVE)) == layer_of(NeuronPlace(ABOVE, Numbering.WHOLE)) == ABOVE
    assert layer_of(WeightThrough(WeightOrder.BY_SOURCE)) is None
    assert layer_of(None) is None


def test_ways_to_count_weights_are_one_where_the_same_tells_the_layer() -> None:
    assert way_of(PAIR) == way_of(WeightPair(ABOVE, Ends.SOURCE_FIRST, comma=True)) == way_of(Matrix(ABOVE))
    assert way_of(PAIR) != way_of(Matrix(BEFORE))
    assert way_of(Matrix(NUMBER)) == way_of(Matrix(Layer(LayerFrom.NUMBER, -1)))
    assert way_of(WeightThrough(WeightOrder.BY_SOURCE)) == way_of(WeightThrough(WeightOrder.BY_TARGET))
    assert way_of(WeightThrough(WeightOrder.BY_SOURCE)) != way_of(WeightJoining(Ends.SOURCE_FIRST))


def test_a_layer_read_from_the_letter_of_the_name_is_not_shifted() -> None:
    assert not Layer(LayerFrom.LETTER, 1).is_shifted
    assert Layer(LayerFrom.NUMBER, -1).is_shifted
    assert not NUMBER.is_shifted
