from __future__ import annotations

import pytest

from symbackprop.verify.quantities.scheme import (
    DECLARED,
    NOTHING,
    Change,
    Changed,
    Element,
    Ends,
    Layer,
    LayerFrom,
    Matrix,
    Numbering,
    Place,
    Scheme,
    Signal,
    Subject,
    WeightBetween,
    WeightJoining,
    WeightOfLayer,
    WeightOrder,
    WeightPair,
    WeightThrough,
)

ABOVE, BELOW_ABOVE, NUMBER = Layer(LayerFrom.ABOVE), Layer(LayerFrom.ABOVE, -1), Layer(LayerFrom.NUMBER)
PAIR = WeightPair(ABOVE, Ends.TARGET_FIRST)
DELTA = Scheme(Signal(Subject.NET), Place(ABOVE, Numbering.FROM_ONE))

SHIFTED = {
    "a neuron of a layer": (Scheme(Subject.OUT, Place(ABOVE, Numbering.FROM_ONE)), False),
    "layers counted from another one": (Scheme(Subject.OUT, Place(BELOW_ABOVE, Numbering.FROM_ONE)), True),
    "neurons counted from 0": (Scheme(Subject.OUT, Place(ABOVE, Numbering.FROM_ZERO)), True),
    "neurons counted through": (Scheme(Subject.OUT, Place(ABOVE, Numbering.THROUGH_LAYERS)), True),
    "the layer below the name": (Scheme(Subject.OUT, Place(Layer(LayerFrom.BELOW), Numbering.FROM_ONE)), True),
    "v after w": (Scheme(Subject.WEIGHT, Matrix(Layer(LayerFrom.LETTER, 1))), False),
    "a vector from 0": (Scheme(Subject.INPUT, Numbering.FROM_ZERO), False),
    "an element from 0": (Scheme(Subject.DECLARED, Element(from_zero=True)), True),
    "a pair": (Scheme(Subject.WEIGHT, PAIR), False),
    "a pair from 0": (Scheme(Subject.WEIGHT, WeightPair(ABOVE, Ends.TARGET_FIRST, from_zero=True)), True),
    "a weight counted through": (Scheme(Subject.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)), True),
    "a weight of its layer": (Scheme(Subject.WEIGHT, WeightOfLayer(NUMBER, WeightOrder.BY_TARGET)), False),
    "a weight between": (Scheme(Subject.WEIGHT, WeightBetween(Ends.SOURCE_FIRST, Numbering.THROUGH_INPUTS)), True),
    "a weight by names": (Scheme(Subject.WEIGHT, WeightJoining(Ends.SOURCE_FIRST)), False),
    "nothing counted": (Scheme(Subject.LOSS), False),
}


@pytest.mark.parametrize("name", SHIFTED)
def test_a_scheme_is_shifted_that_counts_as_no_single_letter_does(name: str) -> None:
    scheme, is_shifted = SHIFTED[name]
    assert scheme.is_shifted is is_shifted
    assert Scheme(Changed(Change.BAR, scheme)).is_shifted is is_shifted


def test_equal_schemes_are_one_key() -> None:
    again = Scheme(Signal(Subject.NET), Place(Layer(LayerFrom.ABOVE), Numbering.FROM_ONE))
    assert (again, hash(again)) == (DELTA, hash(DELTA))
    assert {again: 1}[DELTA] == 1
    assert Scheme(Signal(Subject.NET, negative=True), DELTA.counting) != DELTA


def test_schemes_of_one_part_differ_in_how_they_count() -> None:
    through = Scheme(Subject.OUT, Place(ABOVE, Numbering.THROUGH_LAYERS))
    assert through.is_of_part(Scheme(Subject.OUT, Place(NUMBER, Numbering.WHOLE)))
    assert not through.is_of_part(Scheme(Subject.NET, through.counting))
    assert not through.is_of_part(Scheme(Subject.OUT, through.counting, guessed=True))
    assert not Scheme(Subject.WEIGHT, PAIR).is_of_part(Scheme(Subject.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)))
    assert not Scheme(Subject.WEIGHT, Matrix(ABOVE)).is_of_part(Scheme(Subject.WEIGHT, Matrix(BELOW_ABOVE)))


def test_the_sign_of_an_error_signal_is_changed_and_of_nothing_else() -> None:
    negative = DELTA.with_sign(negative=True)
    assert negative.signal == Signal(Subject.NET, negative=True)
    assert negative.with_sign(negative=False) == DELTA
    assert Scheme(Subject.LOSS).with_sign(negative=True) == Scheme(Subject.LOSS)
    assert Scheme(Changed(Change.DIFFERENTIAL, DELTA)).signal == Signal(Subject.NET)
    assert Scheme(Subject.LOSS).signal is None


def test_a_comma_parts_a_pair_and_nothing_else() -> None:
    pair = Scheme(Subject.WEIGHT, PAIR)
    parted = pair.with_comma()
    assert isinstance(parted.counting, WeightPair)
    assert parted.counting.comma
    assert parted.with_comma() == NOTHING
    assert Scheme(Subject.WEIGHT, WeightThrough(WeightOrder.BY_TARGET)).with_comma() == NOTHING
    assert Scheme(Changed(Change.DIFFERENTIAL, pair)).with_comma() == Scheme(Changed(Change.DIFFERENTIAL, parted))
    assert Scheme(Changed(Change.DIFFERENTIAL, DELTA)).with_comma() == NOTHING


def test_an_entry_of_an_array_tells_how_the_array_is_read() -> None:
    entry = Scheme(Subject.OUT, Place(Layer(LayerFrom.FIRST_INDEX), Numbering.FROM_ONE))
    assert entry.of_array == Scheme(Subject.OUT, Place(NUMBER, Numbering.WHOLE))
    assert Scheme(Subject.OUT, Place(BELOW_ABOVE, Numbering.FROM_ONE)).of_array is None
    assert Scheme(Subject.LOSS).of_array is None


def test_layers_before_the_first_are_counted_by_the_number_above() -> None:
    assert Scheme(Subject.OUT, Place(BELOW_ABOVE, Numbering.FROM_ONE)).layers_before == 1
    assert Scheme(Changed(Change.BAR, Scheme(Subject.WEIGHT, Matrix(BELOW_ABOVE)))).layers_before == 1
    assert Scheme(Subject.OUT, Place(Layer(LayerFrom.FIRST_INDEX, -1), Numbering.FROM_ONE)).layers_before == 0


def test_what_is_declared_is_known() -> None:
    assert DECLARED.is_declared
    assert not NOTHING.is_declared
