"""The orders in which the weights of a document may be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.models.dense import Bias
from symbackprop.verify.inference.assignments import Assignments, find_assignments
from symbackprop.verify.inference.weight_orders import biases_of, digits_in, weights_of
from symbackprop.verify.pipeline import read


def found(text: str) -> Assignments:
    trials = read(text.encode(), "x.md")
    return find_assignments(trials.reading, trials.statements())


def texts(matrices: tuple[tuple[tuple[object, ...], ...], ...]) -> list[list[list[str]]]:
    return [[[one.text for one in row] for row in matrix] for matrix in matrices]  # type: ignore[attr-defined]


def ways(text: str, inputs: int, outputs: int) -> list[list[list[list[str]]]]:
    return [texts(weights) for weights, _ in weights_of(found(text), inputs, outputs)]


EIGHT = ", ".join(f"$w_{at} = 0.{at}$" for at in range(1, 9))


def test_weights_that_are_counted_through_go_by_the_neuron_they_lead_to_first() -> None:
    first, second, *_ = weights_of(found(EIGHT), 2, 2)
    assert texts(first[0]) == [[["0.1", "0.2"], ["0.3", "0.4"]], [["0.5", "0.6"], ["0.7", "0.8"]]]
    assert texts(second[0]) == [[["0.1", "0.3"], ["0.2", "0.4"]], [["0.5", "0.7"], ["0.6", "0.8"]]]
    assert (first[1], second[1]) == (False, True)


def test_weights_are_ordered_by_their_numbers_wherever_they_stand() -> None:
    assert ways("$w_2 = 0.2$ and $w_1 = 0.1$", 2, 1)[0] == [[["0.1", "0.2"]]]


def test_a_matrix_that_fits_one_way_is_taken_that_way() -> None:
    text = "$W_1 = [[1, 2, 3], [4, 5, 6]]$, $W_2 = [[7, 8, 9]]$"
    assert ways(text, 2, 1) == [[[["1", "4"], ["2", "5"], ["3", "6"]], [["7", "8", "9"]]]] * 4


def test_a_square_matrix_is_tried_both_ways() -> None:
    found_ways = ways("$W = [[1, 2], [3, 4]]$", 2, 2)
    assert [[["1", "2"], ["3", "4"]]] in found_ways
    assert [[["1", "3"], ["2", "4"]]] in found_ways


def test_pairs_of_indices_say_from_which_neuron_to_which() -> None:
    text = "$w_{13} = 0.2$, $w_{14} = -0.4$, $w_{23} = 0.6$, $w_{24} = 0.8$, $w_{35} = 0.3$, $w_{45} = -0.7$"
    assert [[["0.2", "0.6"], ["-0.4", "0.8"]], [["0.3", "-0.7"]]] in ways(text, 2, 1)


def test_letters_of_their_own_are_layers_of_their_own() -> None:
    text = "$w_1 = 0.1$, $w_2 = 0.2$, $v_1 = 0.3$"
    assert ways(text, 2, 1)[0] == [[["0.1", "0.2"]], [["0.3"]]]


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 12))
def test_every_way_is_a_chain_of_layers_that_holds_each_weight_once(inputs: int, outputs: int, count: int) -> None:
    text = " ".join(f"$w_{{{at}}} = {at}$;" for at in range(1, count + 1))
    for weights in ways(text, inputs, outputs):
        widths = [inputs, *(len(matrix) for matrix in weights)]
        assert widths[-1] == outputs
        assert all(len(row) == width for width, matrix in zip(widths, weights, strict=False) for row in matrix)
        flat = [number for matrix in weights for row in matrix for number in row]
        assert len(flat) == len(set(flat)) >= count - 1


@pytest.mark.parametrize(
    ("text", "widths", "first", "rows"),
    [
        ("no bias", [2, 1], Bias.NONE, []),
        ("$b_1 = 1$, $b_2 = 2$", [3, 1], Bias.PER_LAYER, [["1"], ["2"]]),
        ("$b_1 = 1$, $b_2 = 2$, $b_3 = 3$", [2, 1], Bias.PER_NEURON, [["1", "2"], ["3"]]),
        ("$b = 1$", [2, 1], Bias.PER_LAYER, [["1"], ["1"]]),
        ("$b_1 = 1$, $b_2 = 2$", [2, 2], Bias.PER_NEURON, [["1", "2"], ["0", "0"]]),
        ("a bias of 0.5", [1], Bias.PER_NEURON, [["0.5"]]),
    ],
    ids=["none", "one a layer", "one a neuron", "one for all", "none at the output", "in words"],
)
def test_biases_are_shared_as_their_number_says(
    text: str, widths: list[int], first: Bias, rows: list[list[str]]
) -> None:
    kind, biases = biases_of(found(text), widths)[0]
    assert (kind, [[one.text for one in row] for row in biases]) == (first, rows)


def test_biases_that_fit_no_layers_are_no_biases() -> None:
    assert not biases_of(found("$b_1 = 1$, $b_2 = 2$, $b_3 = 3$, $b_4 = 4$"), [2, 1])


def test_the_numbers_in_a_name_are_those_above_it_and_below_it() -> None:
    (at,) = found("$w_{12}^{(3)} = 1$").every
    assert digits_in(at.name) == [3, 12]
