"""Loops run exactly where windows hold, which counting all positions confirms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from symbackprop.export.program.ranges import Ranges, Whole, counted, ranges_of
from symbackprop.expression.tree import Affine, Index
from symbackprop.graph.windows import Window

ROW, J, K = Index("i", 7), Index("j", 4), Index("k", 3)


def value(number: Whole, at: Mapping[Index, int]) -> int:
    return number.offset + sum(coefficient * at[index] for coefficient, index in number.parts)


def visited(ranges: Ranges, order: tuple[Index, ...], at: dict[Index, int]) -> Iterator[tuple[int, ...]]:
    """Yield the positions that loops visit, as code written from the ranges does: quotients are rounded towards 0."""
    if any(value(number, at) < 0 for number in ranges.asked):
        return
    if not order:
        yield tuple(at.values())
        return
    first, *rest = order
    limited = ranges.of.get(first)
    lows = [int(value(bound.number, at) / bound.by) for bound in limited.lows] if limited else []
    highs = [int(value(bound.number, at) / bound.by) for bound in limited.highs] if limited else []
    least, most = (limited.first, limited.end) if limited else (0, first.size)
    for place in range(max([least, *lows]), min([most, *highs])):
        yield from visited(Ranges(ranges.of), tuple(rest), {**at, first: place})


steps = st.integers(-3, 3).filter(bool)
windows = st.builds(
    lambda i, j, k, offset, size: Window(
        Affine(tuple((c, index) for c, index in ((i, ROW), (j, J), (k, K)) if c) or ((1, ROW),), offset), size
    ),
    st.sampled_from([0, 1, -1, 2, -2]),
    st.sampled_from([0, 0, 1, -1]),
    st.sampled_from([0, 1, -1, 3]),
    st.integers(-8, 8),
    st.integers(1, 9),
)


@given(st.lists(windows, min_size=1, max_size=3), st.sampled_from([(ROW, J, K), (K, J, ROW), (J, ROW, K)]))
@settings(max_examples=300)
def test_loops_visit_exactly_the_positions_at_which_all_windows_hold(
    given_windows: list[Window], order: tuple[Index, ...]
) -> None:
    found = list(visited(ranges_of(given_windows, order), order, {}))
    wanted = []
    for places in product(*(range(index.size) for index in order)):
        at = dict(zip(order, places, strict=True))
        if all(0 <= value(counted(window.position), at) < window.size for window in given_windows):
            wanted.append(places)
    assert found == wanted


@given(st.lists(windows, min_size=1, max_size=2))
@settings(max_examples=100)
def test_what_no_loop_decides_is_asked(given_windows: list[Window]) -> None:
    for places in product(*(range(index.size) for index in (ROW, J, K))):
        at = dict(zip((ROW, J, K), places, strict=True))
        holds = all(0 <= value(counted(window.position), at) < window.size for window in given_windows)
        assert bool(list(visited(ranges_of(given_windows, ()), (), at))) is holds


def test_ends_that_are_numbers_are_known_before() -> None:
    ranges = ranges_of([Window(Affine(((1, ROW),), -1), 7)], (ROW,))
    assert (ranges.of[ROW].first, ranges.of[ROW].end) == (1, 7)
    nowhere = ranges_of([Window(Affine(((2, ROW),), -20), 1)], (ROW,)).of[ROW]
    assert nowhere.first == nowhere.end


def test_a_window_that_always_holds_limits_nothing() -> None:
    assert ranges_of([Window(ROW, 7), Window(Affine(((1, ROW), (1, K)), -1), 9)], (ROW, K)) == Ranges({}, ())
