"""Sums that are products of two matrices, whatever the order of their indices."""

from __future__ import annotations

import pytest

from symbackprop.export.c.matrices import Matrices, matrices
from symbackprop.export.c.place import Place
from symbackprop.expression.tree import Affine, Expression, Index, Negative, Number, Product, Symbol, children, decimal
from symbackprop.graph.equations import Term, bare
from symbackprop.graph.windows import Window

S, N, ROW, J, K = (Index(name, size) for name, size in (("s", 7), ("n", 32), ("i", 24), ("j", 40), ("k", 16)))
QUARTER: Number = decimal("0.25")


def read(name: str, *indices: Index) -> Symbol:
    return Symbol(name, indices=indices)


def found(target: Symbol, body: Expression, *over: Index, within: tuple[Window, ...] = ()) -> Matrices | None:
    symbols = [target, *(part for part in _symbols(body))]
    places = {bare(symbol): Place(symbol.base, symbol) for symbol in symbols}
    return matrices(target, Term(body, over, within), places, False)


def made(target: Symbol, body: Expression, *over: Index) -> Matrices:
    one = found(target, body, *over)
    assert one is not None
    return one


def _symbols(body: Expression) -> list[Symbol]:
    if isinstance(body, Symbol):
        return [body]
    parts = children(body)
    return [symbol for part in parts for symbol in _symbols(part)]


@pytest.mark.parametrize("left", [read("A", ROW, K), read("A", K, ROW)])
@pytest.mark.parametrize("right", [read("B", K, J), read("B", J, K)])
def test_factors_may_stand_in_either_order_and_be_stored_either_way(left: Symbol, right: Symbol) -> None:
    for body in (Product((left, right)), Product((right, left))):
        one = found(read("C", ROW, J), body, K)
        assert one is not None
        assert (one.rows, one.columns, one.inner, one.outer) == ((ROW,), (J,), (K,), ())


def test_what_no_matrix_index_moves_is_a_scale() -> None:
    one = made(read("C", ROW, J), Negative(Product((QUARTER, read("A", ROW, K), read("B", K, J)))), K)
    assert len(one.scale) == 2


def test_indices_that_follow_each_other_in_memory_are_one() -> None:
    one = made(read("C", S, N, J), Product((read("A", S, N, K), read("B", J, K))), K)
    assert (one.rows, one.columns, one.outer) == ((N, S), (J,), ())
    sums = made(read("D", J, K), Product((read("C", S, N, J), read("A", S, N, K))), S, N)
    assert (sums.rows, sums.columns, sums.inner) == ((J,), (K,), (N, S))


def test_a_matrix_of_each_sample_is_a_call_for_each() -> None:
    one = made(read("C", S, ROW, J), Product((read("A", S, ROW, K), read("B", S, K, J))), K)
    assert one.outer == (S,)


def test_other_sums_are_no_products_of_matrices() -> None:
    assert found(read("C", ROW, J), Product((read("A", ROW, K), read("B", K, J), read("d", K))), K) is None
    assert found(read("y", ROW), Product((read("A", ROW, K), read("x", K))), K) is None
    assert found(read("C", ROW, J), Product((read("A", ROW, J), read("B", ROW, J))), K) is None
    window = Window(Affine(((1, J), (-1, K)), 0), 40)
    assert found(read("C", ROW, J), Product((read("A", ROW, K), read("B", K, J))), K, within=(window,)) is None


def test_small_sums_stay_loops() -> None:
    row, column, inner = (Index(name, 4) for name in "rci")
    body = Product((read("A", row, inner), read("B", inner, column)))
    assert found(read("C", row, column), body, inner) is None
