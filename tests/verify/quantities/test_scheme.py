from __future__ import annotations

import pytest

from symbackprop.verify.quantities.counting import (
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
)
from symbackprop.verify.quantities.scheme import DECLARED, NOTHING, Change, Changed, Quantity, Scheme, Signal

ABOVE, BELOW_ABOVE, NUMBER = Layer(LayerFrom.ABOVE), Layer(LayerFrom.ABOVE, -1), Layer(LayerFrom.NUMBER)
PAIR = WeightPair(ABOVE, Ends.TARGET_FIRST)
DELTA = Scheme(Signal(Quantity.NET), NeuronPlace(ABOVE, Numbering.FROM_ONE))

SHIFTED = {
    "a neuron of a layer": (Scheme(Quantity.OUT, NeuronPlace(ABOVE, Numbering.FROM_ONE)), False),
    "layers counted from another one": (Scheme(Quantity.OUT, NeuronPlace(BELOW_ABOVE, Numbering.FROM_ONE)), True),
    "neurons counted from 0": (Scheme(Quantity.OUT, NeuronPlace(ABOVE, Numbering.FROM_ZERO)), True),
    "neurons counted through": (Scheme(Quantity.OUT, NeuronPlace(ABOVE, Numbering.THROUGH_LAYERS)), True),
    "the layer below the name": (Scheme(Quantity.OUT, NeuronPlace(Layer(LayerFrom.BELOW), Numbering.FROM_ONE)), True),
    "v after w": (Scheme(Quantity.WEIGHT, Matrix(Layer(LayerFrom.LETTER, 1))), False),
    "a vector from 0": (Scheme(Quantity.INPUT, Numbering.FROM_ZERO), False),
    "an element from 0": (Scheme(Quantity.DECLARED, Element(from_zero=True)), True),
    "a pair": (Scheme(Quantity.WEIGHT, PAIR), False),
    "a pair from 0": (Scheme(Quantity.WEIGHT, WeightPair(ABOVE, Ends.TARGET_FIRST, from_zero=True)), True),
    "a weight counted through": (Scheme(Quantity.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)), True),
    "a weight of its layer": (Scheme(Quantity.WEIGHT, WeightOfLayer(NUMBER, WeightOrder.BY_TARGET)), False),
    "a weight between": (Scheme(Quantity.WEIGHT, WeightBetween(Ends.SOURCE_FIRST, Numbering.THROUGH_INPUTS)), True),
    "a weight by names": (Scheme(Quantity.WEIGHT, WeightJoining(Ends.SOURCE_FIRST)), False),
    "nothing counted": (Scheme(Quantity.LOSS), False),
}


@pytest.mark.parametrize("name", SHIFTED)
def test_a_scheme_is_shifted_that_counts_as_no_single_letter_does(name: str) -> None:
    scheme, is_shifted = SHIFTED[name]
    assert scheme.is_shifted is is_shifted
    assert Scheme(Changed(Change.BAR, scheme)).is_shifted is is_shifted


def test_equal_schemes_are_one_key() -> None:
    again = Scheme(Signal(Quantity.NET), NeuronPlace(Layer(LayerFrom.ABOVE), Numbering.FROM_ONE))
    assert (again, hash(again)) == (DELTA, hash(DELTA))
    assert {again: 1}[DELTA] == 1
    assert Scheme(Signal(Quantity.NET, negative=True), DELTA.counting) != DELTA


def test_schemes_of_one_part_differ_in_how_they_count() -> None:
    through = Scheme(Quantity.OUT, NeuronPlace(ABOVE, Numbering.THROUGH_LAYERS))
    assert through.is_of_part(Scheme(Quantity.OUT, NeuronPlace(NUMBER, Numbering.WHOLE)))
    assert not through.is_of_part(Scheme(Quantity.NET, through.counting))
    assert not through.is_of_part(Scheme(Quantity.OUT, through.counting, guessed=True))
    assert not Scheme(Quantity.WEIGHT, PAIR).is_of_part(Scheme(Quantity.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)))
    assert not Scheme(Quantity.WEIGHT, Matrix(ABOVE)).is_of_part(Scheme(Quantity.WEIGHT, Matrix(BELOW_ABOVE)))


def test_the_sign_of_an_error_signal_is_changed_and_of_nothing_else() -> None:
    negative = DELTA.with_sign(negative=True)
    assert negative.signal == Signal(Quantity.NET, negative=True)
    assert negative.with_sign(negative=False) == DELTA
    assert Scheme(Quantity.LOSS).with_sign(negative=True) == Scheme(Quantity.LOSS)
    assert Scheme(Changed(Change.DIFFERENTIAL, DELTA)).signal == Signal(Quantity.NET)
    assert Scheme(Quantity.LOSS).signal is None


def test_a_comma_parts_a_pair_and_nothing_else() -> None:
    pair = Scheme(Quantity.WEIGHT, PAIR)
    parted = pair.with_comma()
    assert isinstance(parted.counting, WeightPair)
    assert parted.counting.comma
    assert parted.with_comma() == NOTHING
    assert Scheme(Quantity.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)).with_comma() == NOTHING
    assert Scheme(Changed(Change.DIFFERENTIAL, pair)).with_comma() == Scheme(Changed(Change.DIFFERENTIAL, parted))
    assert Scheme(Changed(Change.DIFFERENTIAL, DELTA)).with_comma() == NOTHING


def test_an_entry_of_an_array_tells_how_the_array_is_read() -> None:
    entry = Scheme(Quantity.OUT, NeuronPlace(Layer(LayerFrom.FIRST_INDEX), Numbering.FROM_ONE))
    assert entry.of_array == Scheme(Quantity.OUT, NeuronPlace(NUMBER, Numbering.WHOLE))
    assert Scheme(Quantity.OUT, NeuronPlace(BELOW_ABOVE, Numbering.FROM_ONE)).of_array is None
    assert Scheme(Quantity.LOSS).of_array is None


def test_layers_before_the_first_are_counted_by_the_number_above() -> None:
    assert Scheme(Quantity.OUT, NeuronPlace(BELOW_ABOVE, Numbering.FROM_ONE)).layers_before == 1
    assert Scheme(Changed(Change.BAR, Scheme(Quantity.WEIGHT, Matrix(BELOW_ABOVE)))).layers_before == 1
    assert Scheme(Quantity.OUT, NeuronPlace(Layer(LayerFrom.FIRST_INDEX, -1), Numbering.FROM_ONE)).layers_before == 0


def test_what_is_declared_is_known() -> None:
    assert DECLARED.is_declared
    assert not NOTHING.is_declared
