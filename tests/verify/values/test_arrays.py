from __future__ import annotations

import operator
from typing import Any

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.quantities.refusals import Misfit, NotCheckable
from symbackprop.verify.reasons import Details, Reason, RefusalCode
from symbackprop.verify.values.arrays import (
    Cells,
    added,
    cell,
    cell_at,
    divided,
    each,
    multiplied,
    paired,
    shape_of,
    summed_down,
    times,
)


def cells(rows: Any, free: bool = False) -> Cells:
    return Cells(tuple(tuple(map(fmpq, row)) for row in rows), free)


def plain(worth: Any) -> list[list[int]] | int:
    return [[int(entry.p) for entry in row] for row in worth.rows] if isinstance(worth, Cells) else int(worth.p)


MATRIX, ROW, COLUMN = [[1, 2, 3], [4, 5, 6]], [[1, 2, 3]], [[1], [2], [3]]
SIZES = st.integers(1, 4)


@st.composite
def factors(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]]]:
    """Return two matrices that can be multiplied."""
    height, inner, width = draw(SIZES), draw(SIZES), draw(SIZES)

    def filled(rows: int, columns: int) -> list[list[int]]:
        return [[draw(st.integers(-9, 9)) for _ in range(columns)] for _ in range(rows)]

    return filled(height, inner), filled(inner, width)


@given(factors())
def test_a_product_is_that_of_numpy_and_a_number_where_it_has_one_entry(pair: tuple[Any, Any]) -> None:
    left, right = pair
    expected = (np.array(left) @ np.array(right)).tolist()
    assert plain(multiplied(cells(left), cells(right))) == (expected[0][0] if np.size(expected) == 1 else expected)


def test_a_product_that_is_a_row_or_a_column_may_stand_or_lie() -> None:
    product = multiplied(cells(MATRIX), cells(COLUMN))
    assert isinstance(product, Cells)
    assert product.free
    square = multiplied(cells(MATRIX), cells([[1, 0], [0, 1], [1, 1]]))
    assert isinstance(square, Cells)
    assert not square.free


def test_the_transpose_and_the_entries_in_reading_order() -> None:
    assert plain(cells(MATRIX).turned) == [[1, 4], [2, 5], [3, 6]]
    assert cells(MATRIX).turned.shape == (3, 2)
    assert [int(entry.p) for entry in cells(MATRIX).flat] == [1, 2, 3, 4, 5, 6]
    assert shape_of(cells(MATRIX)) == "2×3"


def test_arrays_are_joined_entry_by_entry_and_a_number_with_each() -> None:
    assert plain(paired(cells(MATRIX), cells(MATRIX), operator.add)) == [[2, 4, 6], [8, 10, 12]]
    assert plain(paired(fmpq(10), cells(ROW), operator.sub)) == [[9, 8, 7]]
    assert plain(paired(cells(ROW), fmpq(10), operator.sub)) == [[-9, -8, -7]]
    assert plain(paired(fmpq(7), fmpq(3), operator.sub)) == 4


@pytest.mark.parametrize("left_free", [True, False])
def test_a_vector_that_may_stand_or_lie_fits_the_other(left_free: bool) -> None:
    total = paired(cells(ROW, left_free), cells(COLUMN, not left_free), operator.add)
    assert sorted(int(entry.p) for entry in total.flat) == [2, 4, 6]  # type: ignore[union-attr]
    assert total.shape == ((3, 1) if left_free else (1, 3))  # type: ignore[union-attr]


@pytest.mark.parametrize("other", [COLUMN, [[1, 2]], [[1, 2], [3, 4]]])
def test_arrays_of_other_shapes_are_refused_with_both_shapes(other: list[list[int]]) -> None:
    with pytest.raises(Misfit) as refused:
        paired(cells(ROW), cells(other), operator.add)
    shapes = Details("1×3", f"{len(other)}×{len(other[0])}")
    assert refused.value.reason == Reason(RefusalCode.SHAPES_DIFFER, shapes)


def test_a_change_is_made_to_every_entry() -> None:
    assert plain(each(cells(ROW, free=True), operator.neg)) == [[-1, -2, -3]]
    assert each(cells(ROW, free=True), operator.neg).free  # type: ignore[union-attr]
    assert each(fmpq(2), operator.neg) == -2


def test_entries_are_counted_from_1_and_there_is_none_beyond_them() -> None:
    entries = tuple("abc")
    assert [cell_at(entries, number) for number in (1, 2, 3)] == ["a", "b", "c"]
    for number in (0, 4, -1):
        with pytest.raises(NotCheckable, match="index-out-of-range"):
            cell_at(entries, number)


def test_a_number_is_the_same_in_every_place() -> None:
    assert cell(cells(MATRIX), 1, 2) == 6
    assert cell(fmpq(5), 1, 2) == 5


def test_sums_go_over_all_entries_or_down_the_columns() -> None:
    assert added(cells(MATRIX).flat) == 21
    assert plain(summed_down(cells(MATRIX))) == [[5, 7, 9]]
    assert plain(summed_down(cells(ROW, free=True))) == 6
    assert plain(summed_down(cells(ROW))) == [[1, 2, 3]]


def test_nothing_is_divided_by_what_may_be_zero() -> None:
    assert divided(fmpq(1), fmpq(4)) == fmpq(1, 4)
    for below in (fmpq(0), arb(0), arb(0, 1e-30)):
        with pytest.raises(NotCheckable, match="division-by-zero"):
            divided(fmpq(1), below)


@pytest.mark.parametrize(
    ("left", "right", "product"),
    [
        (cells([[1, 2]]), cells([[3], [4]]), 11),
        (cells([[1], [2]], free=True), cells([[3], [4]]), 11),
        (cells([[1, 2]]), cells([[3, 4]], free=True), 11),
        (cells([[1, 2], [3, 4]]), cells([[5, 6]], free=True), [[17], [39]]),
        (cells([[1, 2], [3, 4]]), fmpq(2), [[2, 4], [6, 8]]),
        (cells([[1, 2, 3]]), cells([[4, 5, 6]]), [[4, 10, 18]]),
    ],
    ids=["as they stand", "the first turned", "the second turned", "a matrix and a row", "a number", "entry by entry"],
)
def test_a_product_takes_vectors_as_they_fit(left: Any, right: Any, product: Any) -> None:
    assert plain(times(left, right, entrywise=True)) == product


def test_two_vectors_of_one_shape_are_multiplied_entry_by_entry_or_added_up() -> None:
    x, y = cells([[1], [2]], free=True), cells([[3], [4]], free=True)
    assert plain(times(x, y, entrywise=True)) == [[3], [8]]
    assert plain(times(x, y, entrywise=False)) == 11


def test_a_product_of_shapes_that_fit_in_no_way_is_refused() -> None:
    with pytest.raises(Misfit, match="shapes-multiplied"):
        times(cells([[1], [2]]), cells([[1], [2], [3]]), entrywise=True)


@pytest.mark.parametrize(
    ("rows", "other", "total"),
    [
        ([[1], [2]], [[0, 1, 2], [3, 4, 5]], [[1, 2, 3], [5, 6, 7]]),
        ([[1, 2, 3]], [[0, 1, 2], [3, 4, 5]], [[1, 3, 5], [4, 6, 8]]),
    ],
)
def test_a_vector_that_is_repeated_is_as_many_as_the_other_array_asks_for(rows: Any, other: Any, total: Any) -> None:
    repeated = Cells(cells(rows).rows, repeats=True)
    assert plain(paired(repeated, cells(other), operator.add)) == total
    assert plain(paired(cells(other), repeated, operator.add)) == total
    with pytest.raises(Misfit):
        paired(repeated, cells([[1, 2], [3, 4], [5, 6], [7, 8]]), operator.add)
    with pytest.raises(Misfit):
        paired(cells(rows), cells(other), operator.add)
