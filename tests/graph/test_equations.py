"""Graphs are checked when they are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from symbackprop.errors import GraphError
from symbackprop.expression.tree import (
    Bold,
    Braced,
    Call,
    Index,
    Matrix,
    Partial,
    Product,
    Sum,
    Symbol,
    Total,
)
from symbackprop.graph.equations import Equation, Graph, Term, bare

i, j, k = Index("i", 2), Index("j", 3), Index("k", 2)
X, W, B = Symbol("x", indices=(i,)), Symbol("W", indices=(j, i)), Symbol("b")
NET, OUT, LOSS = Symbol("net", "h", (j,)), Symbol("out", "h", (j,)), Symbol("E", "total")

LAYER = Equation(NET, (Term(Product((W, X)), (i,)), Term(B)))
ACTIVATION = Equation(OUT, (Term(Call("sigmoid", NET)),))
TOTAL = Equation(LOSS, (Term(OUT, (j,)),))
GOOD = Graph((X, W, B), (LAYER, ACTIVATION, TOTAL))


@dataclass(frozen=True)
class Bad:
    """Leaves and equations that are no graph, and what the message must name."""

    leaves: tuple[Symbol, ...]
    equations: tuple[Equation, ...]
    names: tuple[str, ...]


Y = Symbol("y", indices=(i,))
X_K, Y_K = Symbol("x", indices=(k,)), Symbol("y", indices=(k,))


def refused_read(read: Symbol, target: Symbol, *names: str) -> Bad:
    """Return the equation of a target that reads an element of x, of two."""
    return Bad((X,), (Equation(target, (Term(read),)),), names)


REFUSED: Mapping[str, Bad] = {
    "a leaf twice": Bad((X, X), (), ("'x'", "twice")),
    "a leaf defined again": Bad((X, Y), (Equation(Y, (Term(X),)),), ("'y'", "twice")),
    "a quantity defined twice": Bad((X,), (Equation(Y, (Term(X),)), Equation(Y_K, (Term(X_K),))), ("'y'", "twice")),
    "read before it is defined": Bad((X, W, B), (ACTIVATION, LAYER), ("'out_h[j]'", "'net_h'", "nothing before")),
    "read by itself": Bad((X,), (Equation(Y, (Term(Product((X, Y))),)),), ("'y'", "nothing before")),
    "never defined": Bad((X,), (Equation(Y, (Term(Sum((X, Symbol("bias")))),)),), ("'y[i]'", "'bias'")),
    "a misspelt subscript": Bad((X, W, B), (LAYER, Equation(OUT, (Term(Symbol("net", "o", (j,))),))), ("'net_o'",)),
    "too few indices": refused_read(Symbol("x"), LOSS, "'E_total'", "'x'", "0", "expected 1"),
    "too many indices": refused_read(Symbol("x", indices=(j, i)), W, "'x[j,i]'", "2", "expected 1"),
    "an index of another size": refused_read(Symbol("x", indices=(j,)), NET, "'x[j]'", "'j'", "3", "2"),
    "an index that is neither free nor summed": Bad((X,), (Equation(LOSS, (Term(X),)),), ("'x[i]'", "'i'", "neither")),
    "an index that another term sums": Bad(
        (X,), (Equation(LOSS, (Term(X, (i,)), Term(X))),), ("'E_total'", "'x[i]'", "neither")
    ),
    "an index that is free and summed": Bad((X,), (Equation(Y, (Term(X, (i,)),)),), ("'y[i]'", "'i'", "target")),
    "a fixed index below its range": refused_read(Symbol("x", indices=(0,)), LOSS, "'x[0]'", "1 to 2"),
    "a fixed index above its range": refused_read(Symbol("x", indices=(3,)), LOSS, "'x[3]'", "1 to 2"),
    "a leaf with a fixed index": Bad((Symbol("x", indices=(1,)),), (), ("'x[1]'", "fixed")),
    "a target with a fixed index": refused_read(X_K, Symbol("y", indices=(k, 1)), "'y[k,1]'", "fixed"),
    "a leaf with an index twice": Bad((Symbol("W", indices=(i, i)),), (), ("'W[i,i]'", "twice")),
    "a target with an index twice": refused_read(X_K, Symbol("y", indices=(k, k)), "'y[k,k]'", "twice"),
    "a sum that runs over an index twice": Bad((X,), (Equation(LOSS, (Term(X, (i, i)),)),), ("'E_total'", "'i'")),
    "an equation of no terms": Bad((X,), (Equation(LOSS, ()),), ("'E_total'",)),
    "a named derivative": Bad((B,), (Equation(LOSS, (Term(Partial(B, B)),)),), ("'E_total'", "no value")),
    "a shown sum": Bad((X,), (Equation(LOSS, (Term(Total((i,), X)),)),), ("'E_total'", "no value")),
    "a brace inside": Bad((B,), (Equation(LOSS, (Term(Sum((B, Braced(B, "note")))),)),), ("'E_total'", "no value")),
    "a bold part": Bad((B,), (Equation(LOSS, (Term(Bold(B)),)),), ("'E_total'", "no value")),
    "a matrix": Bad((B,), (Equation(LOSS, (Term(Matrix(((B,),))),)),), ("'E_total'", "no value")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_graph_is_refused_by_name_in_one_line(case: str) -> None:
    bad = REFUSED[case]

    with pytest.raises(GraphError) as refused:
        Graph(bad.leaves, bad.equations)

    message = str(refused.value)
    assert "\n" not in message
    assert [name for name in bad.names if name not in message] == []


def test_a_graph_knows_how_each_quantity_was_declared() -> None:
    assert GOOD.declared == {bare(symbol): symbol for symbol in (X, W, B, NET, OUT, LOSS)}


def test_the_declarations_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        GOOD.declared[B] = B  # type: ignore[index]


def test_a_quantity_is_read_with_other_index_names_of_the_same_sizes() -> None:
    read = Term(Product((Symbol("W", indices=(j, k)), Symbol("x", indices=(k,)))), (k,))

    assert Graph((X, W), (Equation(NET, (read,)),)).equation(NET) is not None


def test_a_quantity_may_be_read_at_a_fixed_position() -> None:
    assert Graph((X,), (Equation(LOSS, (Term(Symbol("x", indices=(2,))),)),)).declared[LOSS] == LOSS


def test_an_equation_is_found_by_its_quantity_and_a_leaf_has_none() -> None:
    assert GOOD.equation(Symbol("net", "h")) is LAYER
    assert GOOD.equation(NET) is LAYER
    assert GOOD.equation(X) is None


def test_the_ancestors_are_all_that_a_quantity_depends_on() -> None:
    assert GOOD.ancestors([NET]) == {bare(symbol) for symbol in (NET, W, X, B)}
    assert GOOD.ancestors([B]) == {B}


def test_the_descendants_are_all_that_depend_on_a_quantity() -> None:
    assert GOOD.descendants([B]) == {bare(symbol) for symbol in (B, NET, OUT, LOSS)}
    assert GOOD.descendants([LOSS]) == {LOSS}


def test_an_equation_is_written_with_its_sums() -> None:
    assert LAYER.body == Sum((Total((i,), Product((W, X))), B))
    assert ACTIVATION.body == Call("sigmoid", NET)


def test_the_bare_symbol_keeps_all_but_the_indices() -> None:
    assert bare(Symbol("W", "1", (i, 2), mark="E", bold=True)) == Symbol("W", "1", mark="E", bold=True)
