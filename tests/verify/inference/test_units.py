"""The parts of a document that may each be about something of their own, and what they inherit."""

from __future__ import annotations

from itertools import pairwise

import pytest

from symbackprop.verify.inference.units import Unit
from symbackprop.verify.pipeline import read

PREAMBLE = "All neurons are sigmoid, and $b = 0.1$.\n\n"
FIRST = "## Exercise 1\n\n$x = 1$, $w = 0.5$.\n\n### Forward pass\n\n$z = w x + b$\n\n"
SECOND = "## Exercise 2\n\n$x = 2$, $w = 0.3$.\n\n"
SOLUTIONS = "# Solutions\n\n## Solution 2\n\n$z = 0.7$\n\n## Solution 1\n\n$z = 0.6$\n"


def units(text: str) -> tuple[Unit, ...]:
    return read(text.encode(), "x.md").units


def titles(text: str) -> list[str]:
    return [unit.scope.title for unit in units(text)]


def stretches(unit: Unit, text: str) -> list[str]:
    return [text[span.start : span.end].strip().split("\n")[0] for span in unit.inherited]


def test_an_exercise_with_givens_of_its_own_is_a_part_and_a_heading_in_it_is_none() -> None:
    assert titles(PREAMBLE + FIRST + SECOND) == ["", "Exercise 1", "Exercise 2"]
    assert titles("## Forward pass\n\n$z = w x$\n\n## Backward pass\n\n$w = 1$") == [""]


def test_the_parts_are_the_whole_document() -> None:
    text = PREAMBLE + FIRST + SECOND + SOLUTIONS
    spans = [unit.span for unit in units(text)]
    assert spans[0].start == 0
    assert spans[-1].end == len(text)
    assert all(before.end == after.start for before, after in pairwise(spans))


def test_an_exercise_inherits_what_stands_before_all_of_them_and_nothing_of_another() -> None:
    text = PREAMBLE + FIRST + SECOND
    assert [stretches(unit, text) for unit in units(text)[1:]] == [[PREAMBLE.strip()]] * 2


def test_a_solution_inherits_its_exercise_wherever_it_stands() -> None:
    text = PREAMBLE + FIRST + SECOND + SOLUTIONS
    last, other = units(text)[-2:]
    assert (last.scope.title, stretches(last, text)[0]) == ("Solution 2", "## Exercise 2")
    assert (other.scope.title, stretches(other, text)[0]) == ("Solution 1", "## Exercise 1")


def test_a_solution_below_its_exercise_belongs_to_it() -> None:
    assert titles(f"{FIRST}## Solution 1\n\n$z = 0.6$\n\n{SECOND}") == ["Exercise 1", "Solution 1", "Exercise 2"]
    assert titles(f"{FIRST}**Solution.** $z = 0.6$\n\n{SECOND}") == ["Exercise 1", "Exercise 2"]


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("## Another point\n\n$x = 2$, $w = 0.3$.", 2),
        ("## Another point\n\n$x = 2$.", 1),
        ("## Another network\n\n$x = 2$, $W^{(1)} = 0.3$.", 2),
        ("## The next layer\n\n$x = 1$, $v = 0.3$.", 1),
        ("## The same\n\n$x = 1$, $w = 0.5$.", 1),
        ("Now let $x = 2$.", 2),
        ("## Round 2\n\n$x = 2$, $w = 0.3$.", 1),
        ("## Exercise 2\n\nWhat is the error?", 1),
    ],
)
def test_a_section_is_a_part_where_it_gives_several_numbers_anew(section: str, parts: int) -> None:
    assert len(units(f"$x = 1$, $w = 0.5$.\n\n{section}")) == parts


def test_what_goes_on_with_other_givens_inherits_what_stands_before_it() -> None:
    text = f"{PREAMBLE}$x = 1$, $w = 0.5$.\n\nNow let $x = 2$.\n\n$z = w x$"
    assert stretches(units(text)[1], text) == [PREAMBLE.strip()]


@pytest.mark.parametrize(
    ("first", "second", "parts"),
    [
        ("Let $u = 4 - 2w$, so $L = u^2$.", "Let $u = 2 - v - 3w$, so $L = u^2$.", 2),
        ("$\\frac{dJ}{dk} = 8k - 16$", "$\\frac{dJ}{dk} = 2k - 6$ has its zero at 3.", 2),
        ("Let $u = 4 - 2w$.", "As $u = 4 - 2w$, it falls.", 1),
        ("$L = (y - t)^2$", "$L = e^2$", 1),
        ("$z = w x + b$", "$z = w_1 x_1 + w_2 x_2 + b$", 1),
        ("$z = 2 x$ and $x = 3$", "$z = 2 \\cdot 3 = 6$", 1),
    ],
)
def test_a_section_is_a_part_where_it_defines_something_by_other_numbers(first: str, second: str, parts: int) -> None:
    assert len(units(f"## Slopes\n\n{first}\n\n## Two of them\n\n{second}")) == parts


NETWORK = "## 1. One weight\n\n$y = w x$, $w = 0.5$, $x = 2$.\n\n"


def test_what_only_defines_before_numbers_are_given_anew_belongs_to_these() -> None:
    anew = "## 2. With a hidden neuron\n\n$h = \\tanh(w x)$ and $y = v h$.\n\n### Numbers\n\n$w = 0.1$, $x = 3$."
    assert titles(NETWORK + anew) == ["", "2. With a hidden neuron"]
    worked = anew.replace("$y = v h$", "$y = v h = 0.7$")
    assert titles(NETWORK + worked) == ["", "Numbers"]


def test_a_section_in_which_a_formula_makes_what_was_given_before_is_a_part() -> None:
    assert titles(f"{NETWORK}## Errors\n\n$x = u + u$") == ["", "Errors"]
    assert titles(f"{NETWORK}## Update\n\n$w = w - \\eta d$") == [""]
