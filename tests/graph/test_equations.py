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

I, J, K = Index("i", 2), Index("j", 3), Index("k", 2)
X, W, B = Symbol("x", indices=(I,)), Symbol("W", indices=(J, I)), Symbol("b")
NET, OUT, LOSS = Symbol("net", "h", (J,)), Symbol("out", "h", (J,)), Symbol("E", "total")

LAYER = Equation(NET, (Term(Product((W, X)), (I,)), Term(B)))
ACTIVATION = Equation(OUT, (Term(Call("sigmoid", NET)),))
TOTAL = Equation(LOSS, (Term(OUT, (J,)),))
GOOD = Graph((X, W, B), (LAYER, ACTIVATION, TOTAL))


@dataclass(frozen=True)
class Bad:
    """Leaves and equations that are no graph, and what the message must name."""

    leaves: tuple[Symbol, ...]
    equations: tuple[Equation, ...]
    names: tuple[str, ...]


Y = Symbol("y", indices=(I,))

REFUSED: Mapping[str, Bad] = {
    "a leaf twice": Bad((X, X), (), ("'x'", "twice")),
    "a leaf defined again": Bad((X, Y), (Equation(Y, (Term(X),)),), ("'y'", "twice")),
    "a quantity defined twice": Bad(
        (X,), (Equation(Y, (Term(X),)), Equation(Symbol("y", indices=(K,)), (Term(Symbol("x", indices=(K,))),))), ("'y'",)
    ),
    "read before it is defined": Bad((X, W, B), (ACTIVATION, LAYER), ("'out_h[j]'", "'net_h'", "nothing before")),
    "read by itself": Bad((X,), (Equation(Y, (Term(Product((X, Y))),)),), ("'y'", "nothing before")),
    "never defined": Bad((X,), (Equation(Y, (Term(Sum((X, Symbol("bias")))),)),), ("'y[i]'", "'bias'")),
    "a misspelt subscript": Bad((X, W, B), (LAYER, Equation(OUT, (Term(Symbol("net", "o", (J,))),))), ("'net_o'",)),
    "too few indices": Bad((X,), (Equation(LOSS, (Term(Symbol("x")),)),), ("'E_total'", "'x'", "0", "expected 1")),
    "too many indices": Bad((X,), (Equation(W, (Term(Symbol("x", indices=(J, I))),)),), ("'x[j,i]'", "2", "expected 1")),
    "an index of another size": Bad(
        (X,), (Equation(Symbol("y", indices=(J,)), (Term(Symbol("x", indices=(J,))),)),), ("'x[j]'", "'j'", "3", "2")
    ),
    "an index that is neither free nor summed": Bad((X,), (Equation(LOSS, (Term(X),)),), ("'x[i]'", "'i'", "neither")),
    "an index that another term sums": Bad(
        (X,), (Equation(LOSS, (Term(X, (I,)), Term(X))),), ("'E_total'", "'x[i]'", "neither")
    ),
    "an index that is free and summed": Bad((X,), (Equation(Y, (Term(X, (I,)),)),), ("'y[i]'", "'i'", "target")),
    "a fixed index below its range": Bad((X,), (Equation(LOSS, (Term(Symbol("x", indices=(0,))),)),), ("'x[0]'", "1 to 2")),
    "a fixed index above its range": Bad((X,), (Equation(LOSS, (Term(Symbol("x", indices=(3,))),)),), ("'x[3]'", "1 to 2")),
    "a leaf with a fixed index": Bad((Symbol("x", indices=(1,)),), (), ("'x[1]'", "fixed")),
    "a target with a fixed index": Bad((B,), (Equation(Symbol("y", indices=(1,)), (Term(B),)),), ("'y[1]'", "fixed")),
    "a leaf with an index twice": Bad((Symbol("W", indices=(I, I)),), (), ("'W[i,i]'", "twice")),
    "a target with an index twice": Bad((B,), (Equation(Symbol("y", indices=(I, I)), (Term(B),)),), ("'y[i,i]'", "twice")),
    "a sum that runs over an index twice": Bad((X,), (Equation(LOSS, (Term(X, (I, I)),)),), ("'E_total'", "'i'")),
    "an equation of no terms": Bad((X,), (Equation(LOSS, ()),), ("'E_total'",)),
    "a named derivative": Bad((B,), (Equation(LOSS, (Term(Partial(B, B)),)),), ("'E_total'", "no value")),
    "a shown sum": Bad((X,), (Equation(LOSS, (Term(Total((I,), X)),)),), ("'E_total'", "no value")),
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
    read = Term(Product((Symbol("W", indices=(J, K)), Symbol("x", indices=(K,)))), (K,))

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
    assert LAYER.body == Sum((Total((I,), Product((W, X))), B))
    assert ACTIVATION.body == Call("sigmoid", NET)


def test_the_bare_symbol_keeps_all_but_the_indices() -> None:
    assert bare(Symbol("W", "1", (I, 2), mark="E", bold=True)) == Symbol("W", "1", mark="E", bold=True)
