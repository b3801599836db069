"""The ends of loops in C, whose variables have no sign while what they are compared with may be negative."""

from __future__ import annotations

from symbackprop.export.c.ranges import asked, ends, macros
from symbackprop.export.program.ranges import Range, counted, ranges_of
from symbackprop.expression.tree import Affine, Index
from symbackprop.graph.windows import Window

ROW, K = Index("i", 9), Index("k", 3)


def test_the_ends_of_an_inner_loop_depend_on_the_outer_one() -> None:
    window = Window(Affine(((2, ROW), (1, K)), -3), 8)
    low, high = ends(ranges_of([window], (ROW, K)).of[K], str)
    assert low == "BACKPROP_FROM(1 - 2 * (ptrdiff_t)i)"
    assert high == "BACKPROP_TO(9 - 2 * (ptrdiff_t)i, 3)"
    assert "#define BACKPROP_TO" in macros(high)


def test_a_step_divides() -> None:
    window = Window(Affine(((-2, ROW), (1, K)), 5), 3)
    low, high = ends(ranges_of([window], (K, ROW)).of[ROW], str)
    assert low == "BACKPROP_FROM(((ptrdiff_t)k + 2) / 2)"
    assert high == "BACKPROP_TO(((ptrdiff_t)k + 5) / 2, 9)"


def test_a_loop_along_all_positions_needs_no_macros() -> None:
    assert ends(Range.of(ROW), str) == ("0", "9")
    assert macros("for (size_t i = 0; i < 9; i++)") == ""


def test_conditions_are_of_signed_numbers() -> None:
    assert asked((counted(Affine(((1, ROW),), -1)),), str) == "(ptrdiff_t)i - 1 >= 0"
