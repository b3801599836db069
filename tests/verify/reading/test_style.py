from __future__ import annotations

import pytest

from symbackprop.verify.reading.document import read
from symbackprop.verify.reading.style import letters_alone, letters_with_layers, uses_commas, writing_style


@pytest.mark.parametrize(
    ("text", "commas"),
    [
        ("$w = 0,15$ und $b = 0,35$", True),
        ("$w = 0{,}15$", True),
        ("$w = 0.15$ and $b = 0.35$", False),
        ("$x = (1, 2)$", False),
        ("$w = 0,15$ and $a = 0.1$, $b = 0.2$", False),
        (r"$M = [zeros(n-1,1), I]$ and $b = \text{ones}(3,1)$", False),
        ("$f(0,5) = 0,62$", True),
        ("no numbers", False),
    ],
)
def test_a_document_writes_commas_where_most_of_its_numbers_have_them(text: str, commas: bool) -> None:
    assert uses_commas(read(text.encode(), "x.md")) is commas


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("$a^1 = 0.5$", {"a"}),
        ("$a^1 = 0.5$, $W^2_{11} = 3$", {"a", "W"}),
        (r"$\delta^l = 1$", {"delta"}),
        ("$a^2 = 0.5$", set()),
        ("$e^1 = 2.718$", set()),
        ("$x^{12}$", set()),
    ],
)
def test_a_bare_number_above_a_letter_is_a_layer_where_there_is_a_first_one(text: str, letters: set[str]) -> None:
    assert letters_with_layers(text) == letters


@pytest.mark.parametrize(
    ("text", "known", "letters"),
    [
        ("$e = t - y$", (), {"e"}),
        (r"$\delta = e$", (), {"delta"}),
        (r"$\Delta = 0.5$", (), {"Delta"}),
        ("$S(0.5) = 0.62$", (), {"S("}),
        ("$e^{-x}$", (), set()),
        (r"$\delta_1 = e$", (), set()),
    ],
)
def test_a_letter_that_is_given_a_value_names_a_quantity(text: str, known: tuple[str, ...], letters: set[str]) -> None:
    assert letters_alone(text, known) == letters


def test_words_of_the_network_are_known_and_single_letters_need_not_be() -> None:
    style = writing_style(read(b"$w = 0,15$", "x.md"), ["speed", "w"], ["n"])
    assert (style.known, style.samples, style.commas) == (frozenset({"speed"}), frozenset("n"), True)


@pytest.mark.parametrize(
    ("text", "letters"), [("`f(x) = 3x^2 - 4`, `L = d f`", set()), ("$f(d) = 2 d$, $L = d f$", {"f"})]
)
def test_a_function_of_what_the_network_does_not_have_is_no_quantity_of_it(text: str, letters: set[str]) -> None:
    assert letters_alone(text, ["d", "f", "L"]) == letters
