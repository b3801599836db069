"""What stands at letters is a label or a position."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.finding import Outcome
from symbackprop.verify.calculus.shapes import Ranks
from symbackprop.verify.calculus.slots import Alphabet, Slot

from .letters import chains, outcomes


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


def test_numbers_written_on_to_each_other_are_positions_where_letters_are() -> None:
    both = alphabet("y = w_{12} x", "z = w_{ij} x")
    assert both.slots(both.names[1]).below == (Slot("", 1), Slot("", 2))
    alone = alphabet("y = w_{12} x")
    assert alone.slots(alone.names[1]).below == (Slot("", 12),)


def test_a_kronecker_delta_may_hold_an_index_against_a_number() -> None:
    found = alphabet(r"y_i = \delta_{i1} x")
    assert found.slots(found.names[1]).below == (Slot("i"), Slot("", 1))
    signal = alphabet(r"y = \delta_{h1} x")
    assert signal.slots(signal.names[1]).below == ()


def test_derivatives_by_any_weight_are_judged_by_deltas_against_numbers() -> None:
    units = "y_1 = f(w_{11} x_1 + w_{12} x_2)", "y_2 = f(w_{21} x_1 + w_{22} x_2)", "f'(x) = f(x) (1 - f(x))"
    right = r"\frac{\partial y_1}{\partial w_{ij}} = y_1 (1 - y_1) \delta_{i1} (\delta_{j1} x_1 + \delta_{j2} x_2)"
    wrong = right.replace("{i1}", "{i2}")
    assert outcomes(*units, right, wrong, ranks=Ranks.SINGLE)[-2:] == [Outcome.PROVED, Outcome.FAILS]
