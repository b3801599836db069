"""Positions that a document looks up: read as a table and where in it."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Table
from symbackprop.verify.quantities.looked_up import looked_up

TABLES = {"word": Table((3,), (2, 4, 1)), "tag": Table((2, 2), (1, 2, 3, 4))}


@pytest.mark.parametrize(
    ("text", "chosen", "number"),
    [("wordn", {"n": 2}, 4), ("word3", {}, 1), ("wordn+1", {"n": 1}, 3), ("tagtk-1", {"t": 2, "k": 1}, 2)],
)
def test_a_position_is_the_number_that_is_given(text: str, chosen: dict[str, int], number: int) -> None:
    found = looked_up(text, TABLES)
    assert found is not None
    assert found.number(chosen) == number


def test_a_letter_that_is_open_leaves_the_position_open_and_runs_as_far_as_the_table() -> None:
    found = looked_up("tagtk", TABLES)
    assert found is not None
    assert found.number({"t": 1}) is None
    assert found.letters == {"t": 2, "k": 2}


@pytest.mark.parametrize("text", ["n", "words", "wordn2", "tagt", "word", "other1"])
def test_other_names_look_nothing_up(text: str) -> None:
    assert looked_up(text, {"tag": TABLES["tag"]} if text == "words" else TABLES) is None
