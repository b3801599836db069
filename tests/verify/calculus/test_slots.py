"""What stands at letters is a label or a position."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.slots import Alphabet, Slot

from .letters import chains


def alphabet(*formulas: str) -> Alphabet:
    return Alphabet(chains(*formulas))


@pytest.mark.parametrize(
    ("formula", "labels"),
    [
        (r"z^l_j = \sum_k w^l_{jk} a^{l-1}_k", [True, False]),
        (r"h_t = \tanh(h_{t-1})", [True]),
        (r"y_i = \sum_j W_{ij} x_j", [False]),
        (r"u_k^T v = u_k^T v", [True]),
        (r"w_1 x = w_2 x", [True]),
    ],
)
def test_layers_times_and_members_are_labels_and_indices_are_positions(formula: str, labels: list[bool]) -> None:
    found = alphabet(formula)
    first = found.slots(found.names[0])
    assert [is_label for _, is_label in found.labels_of(first)] == labels


def test_a_shifted_letter_has_the_number_of_its_letter_and_the_shift() -> None:
    found = alphabet("a^{l-1} = z^l")
    assert found.slots(found.names[0]).above == (Slot("l", -1),)
    assert Slot("l", -1).at({"l": 3}) == 2
    assert Slot("l").at({}) is None
    assert Slot("", 4).at({}) == 4


def test_words_below_a_name_belong_to_its_family() -> None:
    found = alphabet("x_{max} = x_i")
    keys = [found.slots(name).key for name in found.names]
    assert keys[0] != keys[1]
