"""Derivatives between quantities stand as the arrays that a document writes for them."""

from __future__ import annotations

import pytest
from flint import arb

from symbackprop.models.spec import example
from symbackprop.verify import thresholds
from symbackprop.verify.quantities.atoms import Atom, Meaning, Role
from symbackprop.verify.quantities.refusals import NotCheckable
from symbackprop.verify.values.arrays import Cells
from symbackprop.verify.values.points import Point
from symbackprop.verify.values.slopes import slopes

POINT = Point(example())
SYMBOLS = {equation.target.ascii: equation.target for equation in POINT.network.scalar.equations}
SYMBOLS |= {symbol.ascii: symbol for symbol in POINT.network.values}


def atom(name: str, sign: int = 1) -> Atom:
    return Atom(Role.VALUE, SYMBOLS[name], sign=sign)


def number(name: str, sign: int = 1) -> Meaning:
    return Meaning(((atom(name, sign),),))


def column(*names: str) -> Meaning:
    return Meaning(tuple((atom(name),) for name in names), free=True)


def row(*names: str) -> Meaning:
    return Meaning((tuple(map(atom, names)),), free=True)


def is_near(found: object, expected: float) -> bool:
    return bool(abs(arb(found) - expected) < 1e-8)


def test_a_derivative_of_the_published_example() -> None:
    assert is_near(slopes(POINT, number("E_total"), number("w5"), False), 0.082167041)


@pytest.mark.parametrize(("top", "below", "sign"), [(1, 1, 1), (-1, 1, -1), (1, -1, -1), (-1, -1, 1)])
def test_a_negative_meaning_turns_the_sign(top: int, below: int, sign: int) -> None:
    assert is_near(slopes(POINT, number("E_total", top), number("w5", below), False), sign * 0.082167041)


def test_of_a_number_by_an_array_stands_as_the_array() -> None:
    found = slopes(POINT, number("E_total"), Meaning(((atom("w5"), atom("w6")), (atom("w7"), atom("w8")))), False)
    assert isinstance(found, Cells)
    assert found.shape == (2, 2)
    assert not found.free
    assert is_near(found.rows[0][0], 0.082167041)


def test_of_an_array_by_a_number_is_a_vector() -> None:
    found = slopes(POINT, column("net_o1", "net_o2"), number("out_h1"), False)
    assert isinstance(found, Cells)
    assert (found.shape, found.free) == ((2, 1), True)
    assert is_near(found.rows[0][0], 0.4)


@pytest.mark.parametrize(("top", "shape"), [(column("out_h1", "out_h2"), (2, 1)), (row("out_h1", "out_h2"), (1, 2))])
def test_where_each_entry_depends_on_its_own_alone_a_vector_stands_for_the_diagonal(
    top: Meaning, shape: tuple[int, int]
) -> None:
    found = slopes(POINT, top, column("net_h1", "net_h2"), False)
    assert isinstance(found, Cells)
    assert (found.shape, found.free) == (shape, True)


def test_of_a_vector_by_a_vector_is_a_matrix_with_a_row_for_each_entry_of_the_first() -> None:
    found = slopes(POINT, column("net_o1", "net_o2"), column("out_h1", "out_h2"), False)
    assert isinstance(found, Cells)
    for cells, weights in zip(found.rows, ((0.4, 0.45), (0.5, 0.55)), strict=True):
        assert all(is_near(cell, weight) for cell, weight in zip(cells, weights, strict=True))


def test_other_parents_are_held_fixed_where_that_is_asked_for() -> None:
    (total, local) = (slopes(POINT, number("E_o1"), number("out_h1"), each) for each in (False, True))
    assert is_near(total, float(arb(local).mid()))
    assert is_near(slopes(POINT, number("net_o1"), number("out_h1"), True), 0.4)


def test_matrices_on_both_sides_and_too_many_derivatives_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = Meaning(((atom("w5"), atom("w6")), (atom("w7"), atom("w8"))))
    with pytest.raises(NotCheckable, match="array-by-array"):
        slopes(POINT, matrix, matrix, False)
    monkeypatch.setattr(thresholds, "LARGEST_ARRAY", 3)
    with pytest.raises(NotCheckable, match="array-by-array"):
        slopes(POINT, column("out_h1", "out_h2"), column("net_h1", "net_h2"), False)
