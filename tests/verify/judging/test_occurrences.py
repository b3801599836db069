"""Where a number stands, and what its chain is of."""

from __future__ import annotations

import pytest

from symbackprop.verify.interpretation.subject import subject_of
from symbackprop.verify.judging.occurrences import (
    ArrayPlace,
    Occurrence,
    laid_out,
    line_before,
    subject_with_value,
)
from symbackprop.verify.tree import Grid, Plus, printed

from ..interpretation.names import chain, uninterpreted


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (ArrayPlace(0, 1, (2, 2)), "[1,2]"),
        (ArrayPlace(0, 2, (1, 3)), "[3]"),
        (ArrayPlace(2, 0, (3, 1)), "[3]"),
    ],
)
def test_an_entry_is_called_by_row_and_column_where_there_are_several_of_both(place: ArrayPlace, text: str) -> None:
    assert place.text == text


def test_the_line_before_a_number_is_the_arithmetic_next_to_it() -> None:
    found = chain(r"net_{h1} = w_1 i_1 + b_1 = 0.0075 + 0.35 = 0.3575")
    assert isinstance(line_before(found, 3), Plus)


@pytest.mark.parametrize("text", ["net_{h1} = w_1 i_1 + b_1 = 0.3575", "0.3575 = 0.4"])
def test_a_formula_between_or_nothing_but_numbers_is_no_line(text: str) -> None:
    found = chain(text)
    assert line_before(found, len(found.sides) - 1) is None


def test_the_formulas_right_before_a_number_leave_out_the_name_on_the_left() -> None:
    found = chain(r"net_{h1} = w_1 i_1 + b_1 = w_1 i_1 + w_2 i_2 + b_1 = 0.3775")
    number = printed(found.sides[3].node)
    assert number is not None
    assert list(Occurrence(found, 3, number).formulas_before) == [found.sides[2].node, found.sides[1].node]


def test_the_lines_before_a_number_have_decimals_and_end_at_another_number() -> None:
    found = chain(r"net_{h1} = 1 + 1 = 0.0075 + 0.37 = 0.3775")
    number = printed(found.sides[3].node)
    assert number is not None
    assert [node for node, _ in Occurrence(found, 3, number).lines_before] == [found.sides[2].node]
    repeated = chain(r"net_{h1} = 0.0075 + 0.37 = 0.3775 = 0.378")
    number = printed(repeated.sides[3].node)
    assert number is not None
    assert not list(Occurrence(repeated, 3, number).lines_before)


def test_a_transposed_row_is_a_column() -> None:
    node = laid_out(chain(r"x = \begin{pmatrix} 1 & 2 \end{pmatrix}^T").sides[1].node)
    assert isinstance(node, Grid)
    assert [len(row) for row in node.rows] == [1, 1]


def test_the_left_side_says_what_a_chain_is_of() -> None:
    naming, found = uninterpreted(), chain("net_{h1} = 0.3775")
    subject = subject_with_value(naming, found, subject_of(naming, found))
    assert subject.node is found.sides[0].node
    assert subject.meaning is not None
    assert subject.truth is not None


def test_where_the_left_side_is_unknown_the_first_formula_with_a_value_says_it() -> None:
    naming, found = uninterpreted(), chain("R = w_1 + w_2 = 0.35")
    subject = subject_with_value(naming, found, subject_of(naming, found))
    assert subject.node is found.sides[1].node
    assert subject.refusal is not None
    assert subject.refusal.details.quantity == "R"


def test_a_chain_of_unknown_names_has_no_truth() -> None:
    naming, found = uninterpreted(), chain("R = 0.35")
    subject = subject_with_value(naming, found, subject_of(naming, found))
    assert subject.truth is None
    assert subject.refusal
