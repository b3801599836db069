from __future__ import annotations

import pytest

from symbackprop.models.spec import parse
from symbackprop.verify.interpretation.schemes import choose_schemes
from symbackprop.verify.quantities.counting import NeuronPlace, Numbering
from symbackprop.verify.quantities.patterns import pattern_of
from symbackprop.verify.quantities.refusals import UnknownName
from symbackprop.verify.quantities.scheme import DECLARED, NOTHING

from ..formulas import name
from .names import chains, interpreted, meaning_of, points, uninterpreted

BY_SOURCE = ("w_1 = 0.15", "w_2 = 0.25", "w_3 = 0.20")
"""Weights that are counted by the neuron that they come from."""

ONE_NEURON = """
[network]
sizes = [1, 1]
activation = "identity"
loss = "half-squared"
learning_rate = 0.5
bias = "none"
[values]
inputs = [2]
targets = [1]
weights = [[[0.5]]]
"""


def test_all_names_of_a_pattern_are_read_by_the_scheme_that_the_numbers_fit() -> None:
    naming = interpreted(*BY_SOURCE)
    assert [meaning_of(naming, text) for text in ("w_2", "w_3", "w_6")] == [["w3"], ["w2"], ["w7"]]


def test_the_names_of_the_spec_are_read_as_in_the_spec() -> None:
    naming = interpreted("w_1 = 0.15", "w_2 = 0.20", "w_3 = 0.25")
    assert naming.chosen[pattern_of(name("w_2"))] == DECLARED


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("a_1 = 0.593269992", "a_2 = 0.596884378"), "out_h2"),
        (("a_1 = 0.75136507", "a_2 = 0.772928465"), "out_o2"),
        (("a_3 = 0.75136507", "a_4 = 0.772928465"), "out_h2"),
    ],
)
def test_neurons_are_counted_as_their_numbers_say(lines: tuple[str, ...], found: str) -> None:
    assert meaning_of(interpreted(*lines), "a_2") == [found]


def test_a_formula_decides_where_no_number_does() -> None:
    naming = interpreted(r"a_1 = \sigma(w_5 h_1 + w_6 h_2 + b_2)", r"a_2 = \sigma(w_7 h_1 + w_8 h_2 + b_2)")
    assert meaning_of(naming, "a_1") == ["out_o1"]


def test_one_letter_is_the_learning_rate_where_another_has_another_value() -> None:
    naming = interpreted(r"\eta = 0.5", r"\alpha = 0.9")
    assert meaning_of(naming, r"\eta") == ["rate"]
    assert naming.chosen[pattern_of(name(r"\alpha"))] == NOTHING
    with pytest.raises(UnknownName):
        naming.meaning(name(r"\alpha"))


def test_a_letter_is_the_learning_rate_where_it_has_its_value() -> None:
    assert meaning_of(interpreted(r"\alpha = 0.5"), r"\alpha") == ["rate"]


def test_what_has_entries_is_an_array() -> None:
    naming = interpreted("a_1[1] = 0.593269992", "a_1[2] = 0.596884378", "a_1 + 0.123 = 5")
    scheme = naming.chosen[pattern_of(name("a_1"))]
    assert isinstance(scheme.counting, NeuronPlace)
    assert scheme.counting.neurons is Numbering.WHOLE
    assert meaning_of(naming, "a_1") == ["out_h1", "out_h2"]


def test_what_was_known_before_is_left_as_it_was() -> None:
    before = uninterpreted()
    after = choose_schemes(before, chains(*BY_SOURCE), points(before.network))
    assert dict(before.chosen) == {}
    assert after.chosen


def test_a_derivative_alone_gives_a_letter_no_other_part_than_its_numbers_elsewhere() -> None:
    gradient = r"\frac{\partial E_{total}}{\partial a_{o1}} = 0.13849856"
    assert meaning_of(interpreted("a_{h1} = 0.593269992", gradient), "a_{o1}") == ["out_o1"]
    assert meaning_of(interpreted(gradient), "a_{o1}") == ["net_o1"]


def test_beside_a_target_with_a_number_a_letter_without_one_is_the_output() -> None:
    network = parse(ONE_NEURON, "x.toml")
    assert meaning_of(interpreted(r"t = 1", r"E = \frac12 (t - y)^2", network=network), "y") == ["out_o1"]
    assert meaning_of(interpreted(r"y = 1", r"E = \frac12 (y - a)^2", network=network), "y") == ["target_o1"]
