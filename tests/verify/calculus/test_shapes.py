"""Shapes follow from equations."""

from __future__ import annotations

import pytest

from symbackprop.verify.calculus.shapes import ONE, Classes, Ranks

from .letters import theory


def shapes(*formulas: str, ranks: Ranks = Ranks.COLUMNS) -> dict[str, tuple[int, int]]:
    found = theory(*formulas, ranks=ranks)
    return {quantity.key[0]: shape for quantity, shape in found._shapes.items()}


def test_a_product_joins_columns_and_rows() -> None:
    found = shapes("z = W x + b", "L = u^T z")
    assert found["W"] == (found["z"][0], found["x"][0])
    assert found["b"] == found["z"] == found["u"]
    assert found["z"][0] != found["x"][0]
    assert found["L"] == (1, 1)


def test_vectors_that_lie_stand_before_matrices() -> None:
    found = shapes("z = x W", ranks=Ranks.ROWS)
    assert found["z"] == (1, found["W"][1])
    assert found["x"] == (1, found["W"][0])


def test_what_a_row_times_a_column_is_added_to_is_a_single_number() -> None:
    found = shapes("z = w^T x + b")
    assert found["b"] == (1, 1)
    assert found["w"] == found["x"] != (1, 1)


def test_single_numbers_stay_single() -> None:
    assert set(shapes("z = W x + b", ranks=Ranks.SINGLE).values()) == {(1, 1)}


def test_an_index_has_the_size_of_where_it_stands() -> None:
    found = shapes(r"z_i = \sum_j W_{ij} x_j", "a = W c")
    assert found["W"] == (found["z"][0], found["x"][0])
    assert found["c"] == found["x"]


@pytest.mark.parametrize("size", [2, 5])
def test_a_class_is_as_large_as_a_number_asks_for(size: int) -> None:
    classes = Classes()
    classes.join("a", "b")
    classes.demand("a", size)
    classes.join("c", ONE)
    assert classes.sizes(["b", "c"]) == {"b": max(size, 3), "c": 1}


def test_a_class_that_counts_labels_is_as_large_as_they_are_many() -> None:
    classes = Classes()
    classes.count("samples", 2)
    classes.join("rows", "samples")
    assert classes.sizes(["other", "rows"])["rows"] == 2
