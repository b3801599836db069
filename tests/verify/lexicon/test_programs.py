"""The signs and words of programs."""

from __future__ import annotations

import re

import pytest

from symbackprop.verify.lexicon.programs import (
    ARRAYS,
    CALLS,
    COMMENTS,
    DECLARING,
    LOOPS,
    METHODS,
    NEUTRAL,
    PROGRAM,
    SUBPROGRAMS,
    TEXTS,
)
from symbackprop.verify.reading.code_lines import expression
from symbackprop.verify.source import Plain


@pytest.mark.parametrize(
    "line", ["import numpy as np", "for i in x:", "w -= 0.5", "z = W @ x", "x.T", "a.f(1)", 'print("a")']
)
def test_what_stands_in_programs_only_is_found(line: str) -> None:
    assert PROGRAM.search(line)


@pytest.mark.parametrize(
    "line",
    ["z = w x + b = 0.6", r"\frac{a}{b} = 1", "so the output is 0.6", "a_1 = f(z_1)", "a = 0.8(1.0) → f = σ(0.8)"],
)
def test_mathematics_and_sentences_are_no_program(line: str) -> None:
    assert not PROGRAM.search(line)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (LOOPS, "while x:", "format = 1"),
        (SUBPROGRAMS, "f = lambda x: x", "default = 1"),
        (NEUTRAL, "np.random.seed(1)", "w = 0.5"),
        (NEUTRAL, "np.set_printoptions(precision=4)", "np.dot(W, x)"),
        (DECLARING, "static final double w = 1", "w = 1"),
    ],
    ids=["loops", "subprograms", "neutral", "printing", "declaring"],
)
def test_a_line_is_known_by_how_it_begins(pattern: re.Pattern[str], yes: str, no: str) -> None:
    assert pattern.match(yes)
    assert not pattern.match(no)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_written_with_the_signs_of_its_table(name: str) -> None:
    form, text = CALLS[name], f"np.{name}(a, b)"
    edits = expression(text, 0, len(text), arrays=False)
    assert edits is not None
    found = Plain(text, range(len(text) + 1)).edited(edits).text
    inner = "a" if form.arguments == 1 else f"a{form.comma or ', '}b"
    assert found.replace(" ", "") == f"{form.first}{inner}{form.last}".replace(" ", "")


def test_what_stands_behind_a_value_is_a_product_a_transpose_or_nothing() -> None:
    found = [METHODS.search(text) for text in ("x.dot(w)", "x.T", "self.w", "x.item()")]
    assert [at and at.lastgroup for at in found] == ["product", "turned", "self", None]
    assert None not in found
    assert not METHODS.search("x.grad")


def test_names_are_arrays_where_something_multiplies_arrays() -> None:
    assert all(map(ARRAYS.search, ("W @ x", "np.dot(W, x)", "np.array([1])", "x.T", "A %*% b")))
    assert not ARRAYS.search("z = w * x + b")


def test_a_language_that_has_comments_is_no_text() -> None:
    assert not TEXTS & COMMENTS.keys()
    assert all(label == label.lower() for label in TEXTS | COMMENTS.keys())
