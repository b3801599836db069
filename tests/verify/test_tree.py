from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symbackprop.verify.source import Span
from symbackprop.verify.tree import (
    Applied,
    Cases,
    Condition,
    Entrywise,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Omitted,
    Over,
    Picked,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
    names_in,
    numerals_in,
    parts,
    printed,
    walk,
    with_parts,
)

HERE = Span(0, 1)


def name(base: str) -> Name:
    return Name(base, (), (), (), "", False, False, base, HERE)


def numeral(value: int) -> Numeral:
    return Numeral(str(value), Fraction(value), HERE)


X, Y, Z, ONE, TWO = name("x"), name("y"), name("z"), numeral(1), numeral(2)

PARTS: dict[Node, tuple[Node, ...]] = {
    ONE: (),
    X: (),
    Omitted(HERE): (),
    Minus(X): (X,),
    Plus((X, ONE, Y)): (X, ONE, Y),
    Times((X, ONE), tight=True): (X, ONE),
    Entrywise((X, Y)): (X, Y),
    Over(X, Y): (X, Y),
    Raised(X, TWO): (X, TWO),
    Applied("max", 1, ("h",), (ONE, X), HERE): (ONE, X),
    Rate(X, Y, HERE): (X, Y),
    Summed(("i",), X, ("3",), ("2",)): (X,),
    Grid(((X, Y), (ONE, TWO)), HERE): (X, Y, ONE, TWO),
    Cases((X, Y), (Condition(Z, ">", ONE), None), HERE): (X, Y, Z, ONE),
    Turned(X): (X,),
    Size(X, double=True): (X,),
    Picked(X, ("1",), HERE): (X,),
}
"""A node of each kind, and its direct parts."""


def test_there_is_a_node_of_every_kind() -> None:
    assert {type(node) for node in PARTS} == set(Node.__args__)


@pytest.mark.parametrize("node", PARTS, ids=lambda node: type(node).__name__)
def test_the_parts_of_a_node_stand_in_reading_order(node: Node) -> None:
    assert parts(node) == PARTS[node]


@pytest.mark.parametrize("node", PARTS, ids=lambda node: type(node).__name__)
def test_new_parts_take_the_place_of_the_old_and_nothing_else_changes(node: Node) -> None:
    assert with_parts(node, parts(node)) == node
    new = tuple(Turned(part) for part in parts(node))
    changed = with_parts(node, new)
    assert parts(changed) == new
    assert with_parts(changed, parts(node)) == node


LEAVES = st.sampled_from([X, Y, ONE, TWO, Omitted(HERE)])


def of_parts(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    shapes = [node for node in PARTS if PARTS[node]]
    return st.sampled_from(shapes).flatmap(
        lambda node: st.tuples(*[inner] * len(parts(node))).map(lambda new: with_parts(node, new))
    )


TREES = st.recursive(LEAVES, of_parts, max_leaves=12)


def in_order(node: Node) -> list[Node]:
    """Return a node and all in it, by recursion."""
    return [node, *(found for part in parts(node) for found in in_order(part))]


@given(TREES)
def test_a_walk_passes_every_node_once_in_reading_order(tree: Node) -> None:
    passed = list(walk(tree))
    assert passed == in_order(tree)
    assert names_in(tree) == tuple(node for node in passed if isinstance(node, Name))
    assert numerals_in(tree) == tuple(node for node in passed if isinstance(node, Numeral))


def test_a_walk_is_not_stopped_by_depth() -> None:
    tree: Node = X
    for _ in range(100_000):
        tree = Minus(tree)
    assert sum(1 for _ in walk(tree)) == 100_001


def test_a_printed_number_has_its_sign() -> None:
    assert printed(TWO) == TWO
    assert printed(Minus(TWO)) == Numeral("-2", Fraction(-2), HERE)
    assert printed(Minus(Minus(TWO))) is None
    assert printed(X) is None
