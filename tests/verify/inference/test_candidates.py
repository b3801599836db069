"""The networks that a document may mean, the likeliest first."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Number
from symbackprop.verify import thresholds
from symbackprop.verify.inference.assignments import Assignments, find_assignments
from symbackprop.verify.inference.candidates import Candidate, candidates, function_of, left_out, rates_of, vectors
from symbackprop.verify.lexicon.roles import INPUT, TARGET
from symbackprop.verify.pipeline import read

NUMBERS = (
    "$x_1 = 0.5$, $x_2 = 1$, $w_1 = 0.1$, $w_2 = 0.2$, $w_3 = 0.3$, $w_4 = 0.4$, $w_5 = 0.5$, $w_6 = 0.6$, $t = 1$"
)


def found(text: str) -> Assignments:
    trials = read(text.encode(), "x.md")
    return find_assignments(trials.reading, trials.statements())


def all_of(text: str) -> list[Candidate]:
    here = found(text)
    return list(candidates(here, text, rates_of(here) or [Number(1, "1")]))  # type: ignore[arg-type]


def test_layers_are_put_together_from_inputs_to_targets() -> None:
    for one in all_of(NUMBERS):
        assert [one.text for one in one.inputs] == ["0.5", "1"]
        assert [len(matrix) for matrix in one.weights] == [2, 1]


def test_each_network_is_yielded_once() -> None:
    every = all_of(f"{NUMBERS}, sigmoid and tanh, $\\eta = 0.1$")
    assert len(every) == len(set(every))


@pytest.mark.parametrize("text", ["$x_1 = 1$, $w_1 = 2$", "$w_1 = 2$, $t = 1$", "$x_1 = 1$, $t = 1$", "nothing at all"])
def test_without_inputs_weights_and_targets_there_is_no_candidate(text: str) -> None:
    assert not all_of(text)


def test_the_activations_are_those_that_the_text_mentions_and_the_usual_ones() -> None:
    mentioned = {one.activations for one in all_of(f"{NUMBERS}, with tanh")}
    assert {name for names in mentioned for name in names} == {"identity", "sigmoid", "tanh"}
    assert {len(names) for names in mentioned} == {2}


def test_an_activation_beside_the_word_for_a_layer_comes_first() -> None:
    first = all_of(f"{NUMBERS}. The hidden layer has tanh, the output a sigmoid.")[0]
    assert first.activations == ("tanh", "sigmoid")


def test_a_loss_goes_with_what_it_asks_for() -> None:
    text = f"{NUMBERS}. binary cross-entropy, softmax, mean squared error, tanh"
    for one in all_of(text):
        assert one.loss != "binary-cross-entropy" or one.activations[-1] == "sigmoid"
        # One output has no shares and no mean.
        assert one.loss not in ("mean-squared", "softmax-cross-entropy")


def test_words_name_a_square_and_leave_its_factor_to_the_reader() -> None:
    assert {one.loss for one in all_of(NUMBERS)} >= {"half-squared", "squared"}


def test_endless_ways_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "MOST_CANDIDATES", 5)
    assert len(all_of(f"{NUMBERS}, sigmoid, tanh, relu")) == 5


def test_entries_of_one_vector_are_gathered_by_their_numbers() -> None:
    inputs = vectors(found("$x_2 = 2$, $x_1 = 1$"), INPUT)
    assert [[one.text for one in vector] for vector in inputs] == [["1", "2"]]


def test_words_give_a_vector_where_no_letter_does() -> None:
    assert [[one.text for one in at] for at in vectors(found("the desired output is 1"), TARGET)] == [["1"]]
    assert [[one.text for one in at] for at in vectors(found("$t = 0$, the desired output is 1"), TARGET)] == [["0"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("$w_1 = 1$, $w_3 = 3$", ["w2"]),
        ("$w_1 = 1$, $w_2 = 3$", []),
        ("$w_5 = 1$, $w_7 = 3$", []),
        ("$w_1 = 1$, $w_9 = 3$", []),
        ("$x_1 = 1$, $x_3 = 3$", ["x2"]),
    ],
)
def test_what_is_left_out_between_others_is_named(text: str, names: list[str]) -> None:
    assert left_out(found(text)) == names


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("$\\alpha = 0.2$, $\\eta = 0.1$", ["0.1", "0.2"]),
        ("learning rate of 0.3", ["0.3"]),
        ("$\\eta = 0$", []),
        ("$\\eta = 0.1$, and again $\\eta = 0.1$", ["0.1"]),
    ],
)
def test_the_rate_is_η_before_every_other_letter(text: str, rates: list[str]) -> None:
    assert [rate.text for rate in rates_of(found(text))] == rates


def test_σ_stands_for_the_activation_that_a_text_mentions() -> None:
    assert (function_of("a tanh network"), function_of("no word of it")) == ("tanh", "sigmoid")
