"""The points at which terms count: those that a look at all finds, in the same order, and no more than are counted."""

from __future__ import annotations

from itertools import product
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.expression.tree import Affine, Index, Lookup, Position, Symbol, Table
from symbackprop.graph.equations import Term
from symbackprop.graph.points import count_of, inside, places, whole_count
from symbackprop.graph.shifts import looked_up
from symbackprop.graph.windows import Window

T, J, K = Index("t", 4), Index("j", 3), Index("k", 5)
WORD = Table((4,), (2, 5, 1, 5))


def value(position: Position, at: dict[Index, int]) -> int:
    """Return what a position is where its indices are."""
    match position:
        case Affine(parts, offset):
            return offset + sum(coefficient * value(index, at) for coefficient, index in parts)
        case Lookup(where=(where,), table=table) if table is not None:
            return table.at([value(where, at)])
        case Index():
            return at[position]
    assert isinstance(position, int)
    return position


@st.composite
def positions(draw: st.DrawFn) -> Position:
    word = looked_up(Symbol("word"), (T,), WORD)
    assert isinstance(word, Lookup)
    kept = [index for index in (T, J, K, word) if draw(st.booleans())]
    parts = tuple((draw(st.sampled_from([-3, -2, -1, 1, 2, 3])), index) for index in kept)
    offset = draw(st.integers(-6, 6))
    return Affine(parts, offset) if parts else offset


@given(st.lists(st.tuples(positions(), st.integers(1, 5)), max_size=3), st.permutations([T, J, K]))
def test_the_points_inside_are_those_at_which_all_windows_hold(
    windows: list[tuple[Position, int]], space: list[Index]
) -> None:
    every = [dict(zip(space, at, strict=True)) for at in product(*(range(1, one.size + 1) for one in space))]
    held = [n for n, at in enumerate(every) if all(1 <= value(where, at) <= size for where, size in windows)]
    term = Term(Symbol("x"), tuple(space[1:]), tuple(Window(where, size) for where, size in windows))
    assert inside(space, term.within) == held
    for where, _ in windows:
        assert places(space, ((2, where),), 3, held) == [3 + 2 * value(where, every[at]) for at in held]
    assert count_of(Symbol("y", indices=(space[0],)), Term(term.body, term.over, term.within)) >= len(held)


def test_a_stride_and_a_lookup_are_counted_as_what_they_are() -> None:
    m, i = Index("m", 1000), Index("i", 499)
    strided = Term(Symbol("y", indices=(i,)), (i,), (Window(Affine(((1, m), (-2, i)), 1), 3),))
    assert count_of(Symbol("x", indices=(m,)), strided) == 3 * 499
    assert whole_count(Symbol("x", indices=(m,)), strided) == 1000 * 499
    word = looked_up(Symbol("word"), (T,), WORD)
    assert isinstance(word, Lookup)
    picked = Term(Symbol("h", indices=(T,)), (T,), (Window(Affine(((1, word), (-1, K)), 1), 1),))
    assert count_of(Symbol("E", indices=(K,)), picked) == T.size
    assert whole_count(Symbol("E", indices=(K,)), picked) == T.size


@pytest.mark.parametrize("size", [2000, 20000])
def test_the_few_points_of_a_long_stride_are_found_in_no_time(size: int) -> None:
    m, i = Index("m", 2 * size), Index("i", size - 1)
    before = perf_counter()
    assert len(inside((m, i), [Window(Affine(((1, m), (-2, i)), 1), 3)])) == 3 * (size - 1)
    assert perf_counter() - before < 2
