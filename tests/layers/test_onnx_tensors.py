"""Quantities behind the names of a graph: reads, names, positions."""

from __future__ import annotations

import numpy as np
import pytest

from symbackprop.layers.onnx_tensors import Condition, GraphWriter, Known, Tensor, Words, bounded, joint, literal


@pytest.fixture
def writer() -> GraphWriter:
    return GraphWriter(shape=())


def test_a_dimension_of_one_entry_is_read_at_it(writer: GraphWriter) -> None:
    value = writer.input("x", (3, 1))
    assert writer.read_at(value, writer.letters((2, 3, 4))) == "x[j,1]"


def test_a_view_reads_in_the_order_of_the_quantity() -> None:
    assert Tensor("q", (1, None, 0), (4, 1, 3), is_batch=True).at(["i", "1", "j"]) == "q[j,i]"


def test_shapes_are_brought_in_line_and_samples_come_first(writer: GraphWriter) -> None:
    x = writer.input("x", (2, 1))
    sizes, is_batch, lined = joint([x, Known(np.ones((1, 1, 5)))])
    assert (sizes, is_batch) == ((2, 5), True)
    assert lined[1].sizes == (1, 5)
    with pytest.raises(ValueError, match="other numbers for each sample"):
        joint([x, Known(np.ones((3, 2, 1)))])


def test_names_of_the_file_stay_where_the_language_has_such_names(writer: GraphWriter) -> None:
    names = ["W_in", "0.weight", "sum", "b", "b1", "E", "b"]
    assert [writer.kept(name, "W") for name in names] == ["W_in", "W1", "W2", "b", "W3", "W4", "W5"]


def test_positions_are_a_sum_of_indices_or_a_table(writer: GraphWriter) -> None:
    grid = np.add.outer(np.arange(4), 2 * np.arange(3))
    assert writer.position(grid, ["i", "j"]) == "i+2*j-2"
    assert writer.position(np.array([3, 2, 1]), ["i"]) == "at1[i]"
    assert writer.tables["at1"].tolist() == [4, 3, 2]
    assert writer.position(np.array([[2]]), ["1", "1"]) == "3"


def test_numbers_are_written_as_the_language_has_them() -> None:
    assert [literal(number) for number in (2.0, -0.5, 1e-7)] == ["2", "(-0.5)", "1e-07"]
    with pytest.raises(ValueError, match="the number nan"):
        literal(np.nan)


def test_words_are_no_numbers_and_large_arrays_are_not_made(writer: GraphWriter) -> None:
    with pytest.raises(ValueError, match="whole numbers that say rows"):
        writer.read_at(Words("x", (3,)), ["i"])
    with pytest.raises(ValueError, match="makes more than"):
        bounded((10**6, 10**6))


def test_a_condition_is_read_at_its_own_positions(writer: GraphWriter) -> None:
    condition = Condition(lambda at: f"x[{at[0]}] > 0", (3,), is_batch=True)
    assert writer.read_at(condition, ["i", "j"]) == "x[j] > 0"
