"""What sentences and heads say, by expressions that are built from the words of all languages."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from symbackprop.verify.lexicon import prose
from symbackprop.verify.lexicon.languages import words_of
from symbackprop.verify.lexicon.prose import (
    ACTIVATIONS,
    GIVEN_ROLES,
    LOSSES,
    MANY,
    NUMBERED,
    ONCE,
    TO,
    Spoken,
    speaks_of_rounds,
)


@pytest.mark.parametrize(
    ("text", "rounds"),
    [
        ("10,000 times", "10,000"),
        ("10.000mal", "10.000"),
        ("500 Durchläufen", "500"),
        ("100 more iterations", "100"),
        ("10000次", "10000"),
        ("10000 итераций", "10000"),
        ("1 000 fois", "1 000"),
        ("2.5 epochs", None),
        ("10 neurons", None),
    ],
)
def test_a_number_of_rounds_is_read_with_its_word(text: str, rounds: str | None) -> None:
    found = MANY.search(text)
    assert (found[1] if found and found.start() == 0 else None) == rounds


@pytest.mark.parametrize(
    "text", ["after the first round", "in one step", "nach dem Update", "primeira rodada", "第一轮", "the new error"]
)
def test_one_round_is_told_in_words(text: str) -> None:
    assert ONCE.search(text)
    assert speaks_of_rounds(text)


@pytest.mark.parametrize("text", ["the first neuron", "one weight", "erste Schicht", "a new weight"])
def test_what_is_first_or_new_is_no_round(text: str) -> None:
    assert not speaks_of_rounds(text)


@pytest.mark.parametrize("text", ["AFTER THE FIRST ROUND", "İşte: After The Update", "НОВАЯ Ошибка; One Step"])
def test_words_are_found_in_capitals_where_they_stand(text: str) -> None:
    found = ONCE.search(text)
    assert found
    assert text[found.start() : found.end()].lower() == found[0]


def test_words_are_in_lower_case_where_the_text_is_searched_so() -> None:
    expressions = [value for value in vars(prose).values() if isinstance(value, Spoken) and value.folds]
    assert len(expressions) > 10
    for expression in expressions:
        letters = re.sub(r"\\[A-Za-z]|\(\?P<\w+>", "", expression.pattern)
        assert letters == letters.lower()


@pytest.mark.parametrize("text", [" to ", " auf $", " a ", "降到", "まで"])
def test_between_two_numbers_of_a_change_stands_one_word(text: str) -> None:
    assert TO.fullmatch(text)


@pytest.mark.parametrize("text", [" is ", " to the ", " or "])
def test_anything_else_is_no_change(text: str) -> None:
    assert not TO.fullmatch(text)


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        ("a sigmoidal unit", ["sigmoid"]),
        ("1/(1+e^{-z})", ["sigmoid"]),
        ("max(0, z)", ["relu"]),
        ("leaky ReLU", ["relu", "leaky_relu"]),
        ("the output is linear", ["identity"]),
        ("a linear combination", []),
        ("线性组合", []),
        ("线性输出", ["identity"]),
        ("シグモイド関数", ["sigmoid"]),
    ],
)
def test_activations_are_known_by_their_names_and_formulas(text: str, functions: list[str]) -> None:
    assert [name for name, words in ACTIVATIONS.items() if re.search(words, text, re.I)] == functions


@pytest.mark.parametrize(
    ("text", "losses"),
    [
        ("cross-entropy", {"binary-cross-entropy"}),
        ("Kreuzentropie", {"binary-cross-entropy"}),
        ("mean squared error", {"squared", "mean-squared"}),
        ("MSE", {"squared", "mean-squared"}),
        (r"\frac{1}{2}(t - o)^2", {"half-squared", "squared"}),
        ("softmax", {"softmax-cross-entropy"}),
        ("nothing of this", set()),
    ],
)
def test_losses_are_known_by_their_names_and_formulas(text: str, losses: set[str]) -> None:
    assert {name for name, words in LOSSES.items() if re.search(words, text, re.I)} == losses


def test_a_word_before_a_number_names_what_is_numbered() -> None:
    assert all(NUMBERED.fullmatch(word) for word in ("Figure", "Gleichung", "paso", "нейрон", "図", "step"))
    assert not NUMBERED.fullmatch("weight")


def test_every_expression_can_be_compiled() -> None:
    spoken = [value for value in vars(prose).values() if isinstance(value, Spoken)]
    assert len(spoken) > 10
    for words in spoken:
        assert words.compiled is words.compiled


def test_words_around_a_condition_are_no_letters() -> None:
    assert "e" not in prose.CONDITIONAL
    assert {"if", "wenn", "otherwise", "et"} <= prose.CONDITIONAL


def test_no_word_of_a_part_begins_one_of_another() -> None:
    words = {part: words_of("prose", *roles) for part, roles in GIVEN_ROLES.items()}
    for part, other in permutations(words, 2):
        assert not any(one.startswith(another.strip("*")) for one in words[part] for another in words[other])
