"""Terms that add at positions that are looked up: they are the same as at all positions where they count."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from symbackprop.expression.tree import Affine, Index, Position, Symbol, Table, value_of_position
from symbackprop.graph.equations import Equation, Graph, Term, bare
from symbackprop.graph.floats import evaluate
from symbackprop.graph.scatter import is_placed, placed
from symbackprop.graph.shifts import combined, looked_up
from symbackprop.graph.windows import Window

T, M, D = Index("t", 6), Index("m", 5), Index("d", 2)
WORD, TAGS = Table((6,), (2, 5, 2, 1, 4, 5)), Table((6, 2), (1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2))
READ, TARGET = Symbol("s", indices=(T, D)), Symbol("g", indices=(M, D))


def at(table: Table, *where: Position) -> Position:
    return combined((1, looked_up(Symbol("word"), where, table)))


WINDOWS: dict[str, Window] = {
    "a row": Window(combined((1, at(WORD, T)), (-1, M), (1, 1)), 1),
    "the row before": Window(combined((1, at(WORD, T)), (-1, M)), 1),
    "by two indices": Window(combined((1, at(TAGS, T, D)), (-1, M), (1, 1)), 1),
    "counted from the end": Window(combined((1, at(WORD, combined((1, 7), (-1, T)))), (-1, M), (1, 1)), 1),
    "of what is looked up": Window(combined((1, at(WORD, at(WORD, T))), (-1, M), (1, 1)), 1),
    "a row or beyond": Window(combined((2, at(WORD, T)), (-1, M), (-1, 1)), 1),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_what_adds_where_it_is_looked_up_is_what_counts_at_all_positions(name: str) -> None:
    term = Term(READ, (T,), (WINDOWS[name],))
    values = np.arange(1.0, 13.0).reshape(6, 2)
    wanted = np.zeros((5, 2))
    for t, m, d in product(range(1, 7), range(1, 6), range(1, 3)):
        inside = value_of_position(WINDOWS[name].position, {T: t, M: m, D: d})
        wanted[m - 1, d - 1] += values[t - 1, d - 1] if inside == 1 else 0

    where, there = placed(TARGET, term)
    found = evaluate(Graph((READ,), (Equation(TARGET, (term,)),)), {bare(READ): values})[bare(TARGET)]

    assert is_placed(TARGET, term)
    assert M not in there.over
    assert isinstance(where.indices[0], Affine)
    assert np.array_equal(found, wanted)


def test_a_term_that_looks_up_no_position_of_its_target_stays() -> None:
    term = Term(READ, (T,), (Window(combined((1, T), (-1, M), (1, 1)), 1),))
    assert placed(TARGET, term) == (TARGET, term)
    assert not is_placed(TARGET, term)


def test_outside_of_a_table_nothing_is_looked_up() -> None:
    assert (WORD.at((0,)), WORD.at((7,)), WORD.at((2,))) == (0, 0, 5)
    assert looked_up(Symbol("word"), (2,), WORD) == 5
