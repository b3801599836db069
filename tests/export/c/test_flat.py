"""Several loops that are one, where all that is read lies in their order."""

from __future__ import annotations

import pytest

from symbackprop.export.c.flat import flattened
from symbackprop.export.c.matrices import Read
from symbackprop.export.c.one import One
from symbackprop.export.c.page import Page
from symbackprop.export.c.place import Place
from symbackprop.export.program.lowering import Form, lowered
from symbackprop.expression.tree import Affine, Index, Position, Symbol
from symbackprop.graph.windows import Window
from symbackprop.models.network import Network

F, ROW, J = Index("f", 3), Index("i", 5), Index("j", 7)


@pytest.fixture
def frame(mazur: Network) -> One:
    return One(Page(lowered(mazur, form=Form.LOOPS)))


def read(*indices: Position, declared: tuple[Position, ...] = (F, ROW, J)) -> Read:
    return Read(Symbol("a", indices=indices), Place("a", Symbol("a", indices=declared)))


def test_loops_along_whole_arrays_are_one(frame: One) -> None:
    flat = flattened(frame, (F, ROW, J), [read(F, ROW, J), read(F, ROW, J)])
    assert flat.loops(["step();"]) == ["for (size_t j = 0; j < 105; j++) {", "    step();", "}"]
    flat.frame.places[Symbol("a")] = Place("a", Symbol("a", indices=(F, ROW, J)))
    assert flat.frame.read(Symbol("a", indices=(F, ROW, J))) == "a[j]"


def test_what_does_not_move_along_keeps_its_loop(frame: One) -> None:
    flat = flattened(frame, (F, ROW, J), [read(F, ROW, J), read(F, declared=(F,))])
    assert (list(flat.outer), list(flat.group)) == ([F], [J, ROW])
    assert list(flattened(frame, (F, ROW, J), [read(F, ROW, J), read(J, declared=(J,))]).group) == [J]


def test_shifted_reads_and_windows_keep_loops(frame: One) -> None:
    shifted = read(F, ROW, Affine(((1, J),), 1), declared=(F, ROW, Index("x", 9)))
    assert list(flattened(frame, (F, ROW, J), [read(F, ROW, J), shifted]).group) == [J]
    window = Window(Affine(((1, ROW),), -1), 5)
    assert list(flattened(frame, (F, ROW, J), [read(F, ROW, J)], [window]).group) == [J]


def test_no_loop_stays_none(frame: One) -> None:
    assert flattened(frame, (), []).loops(["step();"]) == ["step();"]
