"""Positions that a document looks up: read as a table and where in it."""

from __future__ import annotations

import pytest

from symbackprop.expression.tree import Table
from symbackprop.models.spec import parse
from symbackprop.verify.judging.verdicts import Verdict
from symbackprop.verify.pipeline import verify
from symbackprop.verify.quantities.looked_up import looked_up

TABLES = {"word": Table((3,), (2, 4, 1)), "tag": Table((2, 2), (1, 2, 3, 4))}


@pytest.mark.parametrize(
    ("text", "chosen", "number"),
    [
        ("wordn", {"n": 2}, 4),
        ("word3", {}, 1),
        ("wordn+1", {"n": 1}, 3),
        ("tagtk-1", {"t": 2, "k": 1}, 2),
        ("wordn'+1", {"n": 3}, 2),
    ],
)
def test_a_position_is_the_number_that_is_given(text: str, chosen: dict[str, int], number: int) -> None:
    found = looked_up(text, TABLES)
    assert found is not None
    assert found.number(chosen) == number


def test_a_long_row_of_digits_is_no_position_and_is_seen_to_be_none_at_once() -> None:
    # Under a pattern with two ways to take each digit this would take hours.
    assert looked_up("word" + "1" * 60 + "!", TABLES) is None


def test_a_letter_that_is_open_leaves_the_position_open_and_runs_as_far_as_the_table() -> None:
    found = looked_up("tagtk", TABLES)
    assert found is not None
    assert found.number({"t": 1}) is None
    assert found.letters == {"t": 2, "k": 2}


@pytest.mark.parametrize("text", ["n", "words", "wordn2", "tagt", "word", "other1"])
def test_other_names_look_nothing_up(text: str) -> None:
    assert looked_up(text, {"tag": TABLES["tag"]} if text == "words" else TABLES) is None


EMBEDDING = """equations = '''
h[n,d] = E[word[n],d]*x[n] + E[word[n]+1,d]
L = sum(n, d, h[n,d]^2)
'''
loss = "L"
parameters = ["E"]
[sizes]
n = 3
d = 2
[shapes]
E = [4, 2]
[values]
word = [2, 3, 1]
x = [1, 2, 1]
E = [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6], [0.7, 0.1]]
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"h_{n,d} = E_{word_n,d}\, x_n + E_{word_n+1,d}", Verdict.RIGHT),
        (r"h_{nd} = E_{word_n d} x_n + E_{(word_n+1) d}", Verdict.RIGHT),
        (r"h_{nd} = E_{(\mathrm{word}_{n}) d} x_n + E_{(\mathrm{word}_{n} + 1), d}", Verdict.RIGHT),
        (r"h_{nd} = E_{word_n d} x_n + E_{(word_n-1) d}", Verdict.WRONG),
    ],
)
def test_a_line_of_what_is_looked_up_is_judged_with_brackets_and_without(line: str, verdict: Verdict) -> None:
    report = verify(f"$${line}$$\n".encode(), "lines.md", parse(EMBEDDING, "embedding.toml"))
    assert [claim.verdict for claim in report.claims] == [verdict]
