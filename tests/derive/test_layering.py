"""Rows of a graph: few crossings, gaps kept, long arrows beside the nodes that they pass."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.derive.layering import layering, spaced


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_nodes_and_long_arrows_of_a_column_keep_their_distance(data: st.DataObject) -> None:
    columns = {f"n{at}": data.draw(st.integers(0, 4)) for at in range(data.draw(st.integers(2, 8)))}
    pairs = [(a, b) for a in columns for b in columns if columns[a] < columns[b]]
    arrows = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=12)) if pairs else []
    found = layering(columns, arrows)
    for column in set(columns.values()):
        rows = sorted(found.rows[name] for name in columns if columns[name] == column)
        assert all(second - first > 0.99 for first, second in pairwise(rows))
        passed = [row for points in found.through.values() for at, row in points if at == column]
        assert all(abs(row - other) > 0.59 for row in rows for other in passed)
    assert set(found.through) == {(a, b) for a, b in arrows if columns[b] - columns[a] > 1}


def test_two_pairs_are_not_crossed() -> None:
    found = layering({"a": 0, "b": 0, "c": 1, "d": 1}, [("a", "d"), ("b", "c")])
    assert (found.rows["a"] < found.rows["b"]) == (found.rows["d"] < found.rows["c"])


def test_numbers_are_moved_apart_no_more_than_they_must() -> None:
    assert spaced([3.0, 1.0], [1.0]) == [1.5, 2.5]
    assert spaced([0.0, 4.0], [1.0]) == [0.0, 4.0]
