"""Values from arrays: exactly those of the file, by the names that the elements have."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from symbackprop.expression.tree import Index, Number, Symbol
from symbackprop.graph.equations import bare
from symbackprop.graph.expand import NO_LABELS, elements, positions
from symbackprop.graph.given import Exact, Given, Stored, all_of, floats_in, is_stored, stored_in
from symbackprop.models.weight_names import WeightNames

KINDS = ("<f8", "<f4", "<f2", ">f8", "<i4", "|u1", "|b1", "<i2")


def leaf(*sizes: int, subscript: str = "") -> Symbol:
    return Symbol("w", subscript, tuple(Index(name, size) for name, size in zip("ijk", sizes, strict=False)))


@given(st.data(), st.sampled_from(KINDS), st.lists(st.integers(1, 3), max_size=3), st.sampled_from(["", "2", "h"]))
def test_each_element_has_exactly_the_number_of_the_array(
    data: st.DataObject, kind: str, sizes: list[int], subscript: str
) -> None:
    numbers = arrays.from_dtype(np.dtype(kind), allow_nan=False, allow_infinity=False)
    array = data.draw(arrays.arrays(kind, tuple(sizes), elements=numbers))
    quantity = leaf(*sizes, subscript=subscript)
    values = Given({}, {quantity: Stored(array, "w.npz", "w")}, NO_LABELS)

    names = elements(quantity, NO_LABELS)

    assert [values[name].value for name in names] == [Fraction(number) for number in array.reshape(-1).tolist()]
    assert [float(values[name].text) for name in names] == array.astype("f8").reshape(-1).tolist()
    assert list(values) == list(names)
    assert len(values) == prod(sizes)


@given(st.lists(st.integers(1, 4), min_size=2, max_size=4), st.booleans())
def test_weights_are_found_by_their_numbers_and_by_their_rows_and_columns(sizes: list[int], numbered: bool) -> None:
    matrices, stored, before = {}, {}, 0
    for at, (rows, columns) in enumerate(zip(sizes[1:], sizes, strict=False), start=1):
        matrix = Symbol("W", str(at)) if numbered else Symbol("W", superscript=f"({at})")
        matrices[matrix] = (before, rows, columns)
        declared = matrix.read_at((Index("j", rows), Index("i", columns)))
        stored[declared] = Stored(np.arange(before, before + rows * columns).reshape(rows, columns), "w.npz")
        before += rows * columns
    labels = WeightNames("w", matrices, numbered)
    values = Given({}, stored, labels)

    found = [values[labels[matrix.read_at(at)]].value for matrix in stored for at in positions(matrix.indices)]

    assert found == list(range(before))
    assert Symbol("w", str(before + 1)) not in values


@pytest.mark.parametrize(
    "name",
    [
        Symbol("w"),
        Symbol("w", "3,1"),
        Symbol("w", "0,1"),
        Symbol("w", "1"),
        Symbol("w", "1,1,1"),
        Symbol("w", "1,01"),
        Symbol("w", "1,1", mark="E"),
        Symbol("w", "1,1", superscript="(1)"),
        Symbol("w", "1," + "9" * 5000),
        Symbol("w", "1,²"),
        Symbol("v", "1,1"),
    ],
)
def test_what_is_no_element_has_no_value(name: Symbol) -> None:
    values = Given({}, {leaf(2, 2): Stored(np.ones((2, 2)), "w.npy")}, NO_LABELS)

    assert name not in values


def test_written_values_and_arrays_stand_side_by_side() -> None:
    half, quantity = Number(Fraction(1, 2), "0.50"), leaf(2)
    values = Given({Symbol("b"): half}, {quantity: Stored(np.array([0.1, 3.0]), "w.npy")}, NO_LABELS)

    assert values[Symbol("b")] is half
    assert (is_stored(values, Symbol("b")), is_stored(values, Symbol("w", "1"))) == (False, True)
    assert stored_in(values, Symbol("b")) is None
    assert floats_in(values, quantity, NO_LABELS).tolist() == [0.1, 3.0]
    assert floats_in(values, Symbol("b"), NO_LABELS) == 0.5
    assert values == Given({Symbol("b"): half}, values.stored, NO_LABELS)
    assert values != Given({Symbol("b"): half}, {quantity: Stored(np.array([0.1, 3.5]), "w.npy")}, NO_LABELS)


def test_exact_values_of_an_array_come_all_at_once() -> None:
    quantity = leaf(3)
    exact = Exact(Given({}, {quantity: Stored(np.array([0.1, -2.0, 0.0], "f4"), "w.npy")}, NO_LABELS))

    found = all_of(exact, bare(quantity))

    assert found is not None
    assert [Fraction(int(at.p), int(at.q)) for at in found] == [exact[name] for name in elements(quantity, NO_LABELS)]
    assert all_of({}, bare(quantity)) is None
