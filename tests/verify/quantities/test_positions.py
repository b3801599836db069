from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.quantities.counting import Layer, LayerFrom, NeuronPlace, Numbering
from symbackprop.verify.quantities.layers import layers_of
from symbackprop.verify.quantities.positions import (
    Spot,
    ints,
    letters_of,
    level_of,
    neuron_of,
    pieces_of,
    spots,
    symbols_at,
)
from symbackprop.verify.quantities.scheme import Quantity

from ..formulas import name
from .named import table

DEEP = layers_of(example("deep-4-2-2-1"))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("w_{12}", ["12"]), ("out_{h1}", ["h", "1"]), ("w_{1,2}", ["1", "2"]), ("x", []), ("W[1, 2]", ["1", "2"])],
)
def test_indices_are_parted_into_letters_and_digits(text: str, pieces: list[str]) -> None:
    assert pieces_of(name(text)) == pieces
    assert ints(pieces) == [int(piece) for piece in pieces if piece.isdigit()]


@pytest.mark.parametrize(("text", "level"), [("a^{(2)}", 2), ("a^{[1]}_3", 1), ("a^{(L)}", None), ("a", None)])
def test_a_number_above_a_name_is_a_layer(text: str, level: int | None) -> None:
    assert level_of(name(text)) == level


def test_letters_in_indices_tell_the_kind_of_layer() -> None:
    assert letters_of(name("out_{h1}")) == {"h"}
    assert letters_of(name("z^{hidden}_1")) == {"hidden"}


@pytest.mark.parametrize(
    ("text", "layer", "neuron"),
    [
        ("a_{h2}", 1, 2),
        ("a_{o1}", 2, 1),
        ("a^{(1)}_2", 1, 2),
        ("a^{(2)}_1", 2, 1),
        ("a_{21}", 2, 1),
        ("a_1", 1, 1),
        ("a", 2, None),
        ("A_1", 1, None),
    ],
)
def test_the_likeliest_place_of_a_name_comes_first(text: str, layer: int, neuron: int | None) -> None:
    first = next(iter(spots(name(text), table())))
    assert (first.layer, first.neuron) == (layer, neuron)


def test_other_ways_to_count_come_later() -> None:
    found = {(spot.layer, spot.neuron): spot.place for spot in spots(name("a_3"), table())}
    assert found[(2, 1)] == NeuronPlace(Layer(LayerFrom.COUNT), Numbering.THROUGH_LAYERS)
    inputs = {(spot.layer, spot.neuron): spot.place for spot in spots(name("a_5"), table())}
    assert inputs[(2, 1)] == NeuronPlace(Layer(LayerFrom.COUNT), Numbering.THROUGH_INPUTS)


def test_neurons_are_counted_through_all_layers() -> None:
    assert [neuron_of(number, DEEP) for number in (1, 2, 3, 5)] == [(1, 1), (1, 2), (2, 1), (3, 1)]
    assert neuron_of(0, DEEP) is None
    assert neuron_of(6, DEEP) is None


def spot(layer: int, neuron: int | None) -> Spot:
    return Spot(NeuronPlace(Layer(LayerFrom.NUMBER), Numbering.FROM_ONE), layer, neuron)


def test_at_a_place_stand_the_quantities_of_a_kind() -> None:
    def at(layer: int, neuron: int | None, of: Quantity) -> list[str] | None:
        found = symbols_at(spot(layer, neuron), table(), of)
        return None if found is None else [symbol.ascii for symbol in found]

    assert at(1, 2, Quantity.OUT) == ["out_h2"]
    assert at(1, None, Quantity.NET) == ["net_h1", "net_h2"]
    assert at(0, 1, Quantity.OUT) == ["i1"]
    assert at(0, 1, Quantity.NET) is None
    assert at(1, 3, Quantity.OUT) is None
    assert at(3, 1, Quantity.OUT) is None
    # A bias that the neurons of a layer share is one quantity.
    assert at(1, None, Quantity.BIAS) == ["b1"]
