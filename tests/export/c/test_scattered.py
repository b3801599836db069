"""Adjoints of reads in strides go to each place that was read there."""

from __future__ import annotations

import pytest

from symbackprop.export.c.one import One
from symbackprop.export.c.page import Page
from symbackprop.export.c.place import Place
from symbackprop.export.c.scattered import scattered
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Affine, Index, Symbol
from symbackprop.graph.equations import Term
from symbackprop.graph.windows import Window
from symbackprop.models.network import Network

ROW, M = Index("i", 12), Index("m", 6)
TARGET, G = Symbol("h", indices=(ROW,)), Symbol("g", indices=(M,))


@pytest.fixture
def frame(mazur: Network) -> One:
    places = {Symbol("h"): Place("h", TARGET), Symbol("g"): Place("g", G)}
    return One(Page(lowered(mazur, form=Form.LOOPS)), places)


def window(step: int, size: int) -> Window:
    """The position of u in `h[step*m + u − step]`, at which `h[i]` was read."""
    return Window(Affine(((1, ROW), (-step, M)), step), size)


def test_each_place_that_was_read_has_a_statement(frame: One) -> None:
    lines = scattered(frame, TARGET, Term(G, (M,), (window(2, 2),)))
    assert lines == [
        "BACKPROP_PRAGMA(omp simd)",
        "for (size_t m = 0; m < 6; m++) {",
        "    h[2 * m] += g[m];",
        "    h[2 * m + 1] += g[m];",
        "}",
    ]


def test_places_that_two_reads_share_are_added_one_after_the_other(frame: One) -> None:
    lines = scattered(frame, TARGET, Term(G, (M,), (window(2, 3),)))
    assert len([line for line in lines if line.startswith("for ")]) == 3
    # The last read of the third place lies outside.
    assert "for (size_t m = 0; m < 5; m++) {" in lines


def test_other_terms_are_left_to_loops(frame: One) -> None:
    assert scattered(frame, TARGET, Term(G, (M,), (window(1, 2),))) == []
    assert scattered(frame, TARGET, Term(G, (M,))) == []
    assert scattered(frame, TARGET, Term(G, (M,), (window(20, 20),))) == []
