"""Printed arrays beside the certified ones, entry by entry."""

from __future__ import annotations

from fractions import Fraction

from symbackprop.graph.tape import exact
from symbackprop.verify.judging.printed_arrays import array_of
from symbackprop.verify.judging.verdicts import Flag, Verdict
from symbackprop.verify.tree import Grid
from symbackprop.verify.values.arrays import Cells

from ..interpretation.names import chain
from .judged import drafts_of


def grid(*rows: str) -> Grid:
    node = chain(r"x = \begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}").sides[1].node
    assert isinstance(node, Grid)
    return node


def cells(*rows: tuple[int, ...]) -> Cells:
    return Cells(tuple(tuple(exact(Fraction(entry)) for entry in row) for row in rows))


def test_an_array_of_the_same_shape_is_compared_as_it_stands() -> None:
    array = array_of(grid("1 & 2", "3 & 4"), cells((1, 2), (3, 4)))
    assert not array.is_transposed
    assert [number.text for number in array.numbers] == ["1", "2", "3", "4"]


def test_an_array_of_which_more_comes_true_transposed_is_transposed() -> None:
    array = array_of(grid("1 & 3", "2 & 4"), cells((1, 2), (3, 4)))
    assert array.is_transposed
    assert array.cells == cells((1, 3), (2, 4))


def test_a_row_that_is_printed_for_a_column_is_turned_without_a_word() -> None:
    array = array_of(grid("1 & 2"), cells((1,), (2,)))
    assert not array.is_transposed
    assert array.cells == cells((1, 2))


def test_an_array_of_another_shape_has_no_certified_one_beside_it() -> None:
    assert array_of(grid("1 & 2"), cells((1, 2, 3))).cells is None


def test_one_entry_is_printed_for_a_number() -> None:
    assert array_of(grid("5"), exact(Fraction(5))).cells == cells((5,))


def test_a_wrong_entry_is_called_by_its_place() -> None:
    drafts = drafts_of(r"\mathbf{i} = \begin{pmatrix} 0.05 \\ 0.2 \end{pmatrix}")
    wrong = [draft for draft in drafts if draft.verdict is Verdict.WRONG]
    assert [draft.quantity for draft in wrong] == ["i[2]"]


def test_each_entry_is_held_against_its_own_part_of_the_line() -> None:
    line = r"\begin{pmatrix} 0.15 + 0.1 \\ 0.2 + 0.1 \end{pmatrix} = \begin{pmatrix} 0.25 \\ 0.4 \end{pmatrix}"
    assert [draft.verdict for draft in drafts_of(line)] == [Verdict.RIGHT, Verdict.WRONG]


def test_entries_that_one_wrong_operand_explains_point_to_one_of_them() -> None:
    line = (
        r"\begin{pmatrix} net_{h1} \\ net_{h2} \end{pmatrix} = "
        r"\begin{pmatrix} 0.15 & 0.2 \\ 0.25 & 0.3 \end{pmatrix} \begin{pmatrix} 0.6 \\ 0.1 \end{pmatrix} + "
        r"\begin{pmatrix} 0.35 \\ 0.35 \end{pmatrix} = \begin{pmatrix} 0.3775 \\ 0.3925 \end{pmatrix}"
    )
    first, second = drafts_of(line)
    assert {Flag.LINE_MISMATCH} <= {*first.flags, *second.flags}
    assert (first.cause is second) != (second.cause is first)
