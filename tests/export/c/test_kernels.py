"""Functions for matrices: which sums become a call of one."""

from __future__ import annotations

import pytest

from symbackprop.export.c.kernels import (
    FUNCTIONS,
    called_in,
    column_sums,
    declarations,
    definitions,
    products,
    row_sums,
)
from symbackprop.export.c.place import FEWEST_ROWS, Place
from symbackprop.expression.tree import Index, Product, Symbol
from symbackprop.graph.equations import Equation, Term, bare

ROW, COLUMN = Index("j", FEWEST_ROWS), Index("i", FEWEST_ROWS + 1)
W, X, Y = Symbol("W", indices=(ROW, COLUMN)), Symbol("x", indices=(COLUMN,)), Symbol("y", indices=(ROW,))
G = Symbol("G", indices=(ROW, COLUMN))


def places(*symbols: Symbol, **options: bool) -> dict[Symbol, Place]:
    return {bare(symbol): Place(symbol.base, symbol, **options) for symbol in symbols}


ALL = places(W, X, Y, G)


def test_a_matrix_times_a_vector_is_a_call() -> None:
    assert row_sums(Y, Term(Product((W, X)), (COLUMN,)), ALL) == "add_row_sums(16, 17, W, x, y);"
    assert row_sums(Y, Term(Product((X, W)), (COLUMN,)), ALL) == "add_row_sums(16, 17, W, x, y);"


def test_products_of_two_vectors_are_a_call() -> None:
    assert products(Equation(G, (Term(Product((Y, X))),)), ALL) == "write_products(16, 17, y, x, G);"


def test_a_transposed_sum_takes_the_products_along() -> None:
    written = Equation(G, (Term(Product((Y, X))),))
    sums = Term(Product((W, Y)), (ROW,))
    target = Symbol("z", indices=(COLUMN,))
    assert column_sums(target, sums, written, {**ALL, **places(target)}) == "add_column_sums(16, 17, W, y, z, x, G);"


@pytest.mark.parametrize(
    "where",
    [places(W, X), places(W, X, Y, is_array=False), places(W, X, Y, is_tiled=True)],
    ids=["elsewhere", "no array", "tiled"],
)
def test_what_is_no_whole_array_stays_a_loop(where: dict[Symbol, Place]) -> None:
    assert row_sums(Y, Term(Product((W, X)), (COLUMN,)), where) == ""


def test_short_rows_stay_a_loop() -> None:
    few = Index("j", FEWEST_ROWS - 1)
    matrix, result = Symbol("W", indices=(few, COLUMN)), Symbol("y", indices=(few,))
    assert row_sums(result, Term(Product((matrix, X)), (COLUMN,)), places(matrix, X, result)) == ""


@pytest.mark.parametrize("real", ["double", "float"])
def test_each_function_is_defined_once_and_declared_for_other_files(real: str) -> None:
    text = definitions(FUNCTIONS, real)
    for name in FUNCTIONS:
        assert text.count(f"static BACKPROP_APART void {name}(") == 1
        assert f"{name}(" in declarations(real)
    assert called_in("add_row_sums(1, 2, W, x, y);") == ["add_row_sums"]
