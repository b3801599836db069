"""Where quantities of a function in C are, and the loops around statements."""

from __future__ import annotations

import pytest

from symbackprop.export.c.frame import Frame
from symbackprop.export.c.one import One
from symbackprop.export.c.page import Page
from symbackprop.export.c.place import ROWS, Place
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Index, Symbol
from symbackprop.models.network import Network

ROW, COLUMN = Index("r", 5), Index("c", 7)
W, X = Symbol("W", indices=(ROW, COLUMN)), Symbol("x", indices=(COLUMN,))


@pytest.fixture
def frame(mazur: Network) -> Frame:
    places = {
        Symbol("W"): Place("W", W),
        Symbol("x"): Place("x", X, True, True),
        Symbol("E"): Place("E", Symbol("E"), is_array=False),
    }
    return One(Page(lowered(mazur, form=Form.LOOPS)), places)


def test_elements_are_read_by_position_and_numbers_by_name(frame: Frame) -> None:
    assert frame.read(W) == "W[7 * r + c]"
    assert frame.read(Symbol("W", indices=(2, COLUMN))) == "W[7 + c]"
    assert frame.read(Symbol("W", indices=(1, 1))) == "W[0]"
    assert frame.read(Symbol("E")) == "E"


def test_in_a_tile_each_element_has_a_row_of_samples(frame: Frame) -> None:
    assert frame.read(X) == "x[c * TILE + lane]"
    assert frame.read(Symbol("x", indices=(1,))) == "x[lane]"


def test_loops_stand_around_lines_with_the_pragma_innermost(frame: Frame) -> None:
    assert frame.loops([ROW, COLUMN], ["step();"], "SIMD") == [
        "for (size_t r = 0; r < 5; r++) {",
        "    SIMD",
        "    for (size_t c = 0; c < 7; c++) {",
        "        step();",
        "    }",
        "}",
    ]


def test_several_rows_at_once_leave_the_rest_one_by_one(frame: Frame) -> None:
    index = Index("m", 4 * ROWS + 1)
    lines = frame.rows(index, lambda count: [f"rows({count});"])
    assert lines[0] == f"for (size_t m = 0; m < {4 * ROWS}; m += {ROWS}) {{"
    assert f"    rows({ROWS});" in lines
    assert "    rows(1);" in lines
    assert frame.rows(Index("n", 3), lambda count: [f"rows({count});"])[1] == "    rows(1);"
