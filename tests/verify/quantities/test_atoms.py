from __future__ import annotations

from functools import partial

from symbackprop.expression.tree import Symbol
from symbackprop.verify.quantities.atoms import (
    Atom,
    Layout,
    Meaning,
    Role,
    adjoint,
    in_row_or_column,
    one,
    stand_in,
    step,
    updated,
)
from symbackprop.verify.source import Span

W, V = Symbol("w", "1"), Symbol("w", "2")
ROW = (Atom(Role.VALUE, W), Atom(Role.VALUE, V))


def test_a_scalar_has_one_atom_and_a_vector_none_of_its_own() -> None:
    assert one(W).atom == Atom(Role.VALUE, W)
    assert one(W, Role.ADJOINT, -1).atom == Atom(Role.ADJOINT, W, None, -1)
    assert in_row_or_column(ROW, Layout()).atom is None
    assert in_row_or_column(ROW[:1], Layout()) == one(W)


def test_a_vector_stands_or_lies_as_the_document_has_it_and_may_be_turned() -> None:
    column, row = in_row_or_column(ROW, Layout()), in_row_or_column(ROW, Layout(rows=True))
    assert (column.rows, row.rows) == (((ROW[0],), (ROW[1],)), (ROW,))
    assert column.free
    assert row.free
    assert column.flat == row.flat == ROW


def test_a_change_is_made_to_every_atom() -> None:
    meaning = in_row_or_column(ROW, Layout())
    assert [atom.role for atom in meaning.of(updated).flat] == [Role.NEW, Role.NEW]
    assert meaning.of(updated).free


def test_only_quantities_have_derivatives_steps_and_new_values() -> None:
    for change in (adjoint, updated, partial(step, sign=-1)):
        assert change(Atom(Role.RATE)) == Atom(Role.RATE)
        assert change(Atom(Role.ADJOINT, W)) == Atom(Role.ADJOINT, W)
        assert change(Atom(Role.VALUE, W)) != Atom(Role.VALUE, W)
    assert step(Atom(Role.VALUE, W), -1) == Atom(Role.STEP, W, None, -1)


def test_a_stand_in_carries_its_meaning_under_a_name_that_no_document_can_hold() -> None:
    meaning = Meaning(((Atom(Role.ONE),),))
    name = stand_in("one", meaning, Span(3, 4))
    assert (name.meaning, name.span, name.base[0]) == (meaning, Span(3, 4), "\0")
