"""Built-in examples that agree with what a document states."""

from __future__ import annotations

import pytest

from symbackprop.models.spec import example
from symbackprop.verify.inference.assignments import find_assignments
from symbackprop.verify.inference.published import is_borne_out, published
from symbackprop.verify.inference.scoring import figures
from symbackprop.verify.pipeline import read

INPUTS = "$i_1 = 0.05$, $i_2 = 0.10$"
WEIGHTS = (
    "$w_1 = 0.15$, $w_2 = 0.20$, $w_3 = 0.25$, $w_4 = 0.30$, $w_5 = 0.40$, $w_6 = 0.45$, $w_7 = 0.50$, $w_8 = 0.55$"
)


def names(text: str) -> list[str]:
    trials = read(text.encode(), "x.md")
    return [name for name, _ in published(find_assignments(trials.reading, trials.statements()))]


def test_an_example_is_found_by_its_numbers() -> None:
    trials = read(f"{INPUTS}, {WEIGHTS}".encode(), "x.md")
    found = dict(published(find_assignments(trials.reading, trials.statements())))
    assert example() in found.values()


@pytest.mark.parametrize(
    "text",
    [INPUTS, f"{INPUTS}, $w_1 = 0.15$, $w_2 = 0.20$", f"{INPUTS}, {WEIGHTS.replace('0.45', '0.46')}", "no numbers"],
    ids=["too few to tell", "less than half", "one is another", "none"],
)
def test_what_states_too_little_or_anything_else_is_about_no_example(text: str) -> None:
    assert names(text) == []


def test_a_number_may_be_said_twice() -> None:
    assert names(f"{INPUTS}, {WEIGHTS}, $i = 0.05$") == names(f"{INPUTS}, {WEIGHTS}") != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3775, 0.593269992, 0.75136507, 0.298371109, 0.35891648", True),
        ("0.3775, 0.593269992, 0.7, 0.8, 0.9, 0.123456789, 0.987654321", False),
        ("0.3775, 0.593269992", False),
    ],
    ids=["all of it", "little of it", "too few to tell"],
)
def test_an_example_is_borne_out_by_what_is_printed_of_a_round(text: str, expected: bool) -> None:
    assert is_borne_out(example(), figures(text, ())) is expected
