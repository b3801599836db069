"""How many of the printed digits a candidate gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify import thresholds
from symbackprop.verify.inference.scoring import Figure, figures, matching_digits

ONE = (Figure(0.5933, 1e-4, 4),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.5933", Figure(0.5933, 1e-4, 4)),
        ("-0.5933", Figure(0.5933, 1e-4, 4)),
        ("−12.50", Figure(12.5, 1e-2, 4)),
        ("0,5933", Figure(0.5933, 1e-4, 4)),
        ("0{,}5933", Figure(0.5933, 1e-4, 4)),
        ("0.593269992", Figure(0.593269992, 1e-9, 5)),
        ("0.0043", Figure(0.0043, 1e-4, 2)),
    ],
)
def test_a_figure_is_read_with_its_last_place(text: str, expected: Figure) -> None:
    (found,) = figures(f"so {text} it is", ())
    assert (found.value, found.digits) == (pytest.approx(expected.value), expected.digits)
    assert found.unit == pytest.approx(expected.unit)


@pytest.mark.parametrize("text", ["12", "0.5", "x0.5933", "version 1.2.34", "0.00", "w_1.25"])
def test_what_says_nothing_of_a_network_is_no_figure(text: str) -> None:
    assert not figures(text, ())


def test_stated_numbers_and_repeated_ones_do_not_count() -> None:
    assert [one.value for one in figures("0.15 then 0.5933 and 0.5933", (0.15,))] == [0.5933]


def test_of_endless_figures_the_first_count() -> None:
    assert (
        len(figures(" ".join(f"{at / 1000:.3f}" for at in range(1, 2 * thresholds.MOST_FIGURES)), ()))
        == thresholds.MOST_FIGURES
    )


@pytest.mark.parametrize(
    ("value", "digits"),
    [(0.59327, 7), (-0.59327, 7), (0.59338, 4), (0.5943, 1), (0.61, 0)],
    ids=["rounded", "with another sign", "one unit off", "drifted", "another number"],
)
def test_digits_count_by_how_near_a_value_comes(value: float, digits: int) -> None:
    assert matching_digits(np.array([value]), ONE) == digits


def test_a_candidate_without_values_is_worth_less_than_one_that_gives_nothing() -> None:
    assert matching_digits(np.empty(0), ONE) < matching_digits(np.array([9.0]), ONE)


@given(st.lists(st.floats(0.01, 9.99), min_size=1, max_size=20), st.lists(st.floats(-10, 10), min_size=1))
def test_a_network_that_gives_every_figure_gives_most_digits(printed: list[float], values: list[float]) -> None:
    found = figures(" ; ".join(f"{value:.4f}" for value in printed), ())
    all_given = matching_digits(np.array([one.value for one in found] or [0.0]), found)
    assert matching_digits(np.array(values), found) <= all_given == sum(2 * one.digits - 1 for one in found)
