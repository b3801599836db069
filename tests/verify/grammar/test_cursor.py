from __future__ import annotations

import pytest

from symbackprop.verify import thresholds

from ..formulas import name, read, unread


@pytest.mark.parametrize(
    ("text", "below"),
    [
        ("w_{ij}", ("ij",)),
        ("w_{i j}", ("i", "j")),
        ("w_{i, j}", ("i", "j")),
        (r"w_{\text{hidden}}", ("hidden",)),
        ("w_h1", ("h1",)),
        ("E_{o_1}", ("o1",)),
    ],
)
def test_an_index_is_read_as_text(text: str, below: tuple[str, ...]) -> None:
    assert name(text).below == below


def test_an_index_without_braces_is_one_letter_where_a_factor_follows() -> None:
    assert read("w_ix_i") == ["(w_i x_i)"]


@pytest.mark.parametrize(
    ("text", "at"), [("x[1]", ("1",)), ("W[1, 2]", ("1", "2")), ("W[i][j]", ("i", "j")), ("x[:, 1]", (":", "1"))]
)
def test_indices_in_brackets_belong_to_the_name_before_them(text: str, at: tuple[str, ...]) -> None:
    assert name(text).at == at


def test_what_is_no_index_in_brackets_is_a_factor() -> None:
    assert read("x [0.5, 0.1]") == ["(x [['0.5', '0.1']])"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (r"a = 0.5 \text{ which is small}", ["a = 0.5"]),
        (r"a = 0.5 \text{(exactly } 0.4 \text{)}", ["a = 0.5"]),
        (r"a = \text{net} + 1", ["a = (net + 1)"]),
    ],
)
def test_words_for_the_reader_end_an_equation_and_names_do_not(text: str, rest: list[str]) -> None:
    assert read(text) == rest


def test_what_is_nested_too_deep_or_has_too_long_an_index_is_not_read() -> None:
    deep = thresholds.MOST_DEPTH + 1
    assert unread(f"a = {'(' * deep}1{')' * deep}") == f"nested more than {thresholds.MOST_DEPTH} deep"
    long = "i" * (thresholds.LONGEST_INDEX + 1)
    assert "an index is longer than" in unread(f"a_{{{long}}} = 1")


def test_a_piece_that_ends_too_early_says_what_was_expected() -> None:
    assert unread("a = b_") == "expected an index, found the end"
