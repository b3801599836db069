"""Statements as nests of loops: what runs in one loop, and where an element stands in memory."""

from __future__ import annotations

from symbackprop.export.program.nests import factors_of, innermost, is_pointwise, nests, strides_of
from symbackprop.expression.tree import Call, Index, Product, Sum, Symbol
from symbackprop.graph.equations import Equation, Term, bare

ACROSS, DOWN = Index("i", 3), Index("j", 4)
A, B, C = (Symbol(name, indices=(ACROSS,)) for name in "abc")
W, X = Symbol("W", indices=(DOWN, ACROSS)), Symbol("x", indices=(ACROSS,))
DOUBLED = Equation(B, (Term(Sum((A, A))),))
SQUASHED = Equation(C, (Term(Call("tanh", B)),))
MATRIX = Equation(Symbol("y", indices=(DOWN,)), (Term(Product((W, X)), (ACROSS,)),))


def test_pointwise_neighbours_share_their_loop_and_what_only_they_read_passes() -> None:
    (nest,) = nests((DOUBLED, SQUASHED), {bare(C)})
    assert nest.statements == (DOUBLED, SQUASHED)
    assert nest.indices == (ACROSS,)
    assert nest.passing == {bare(B)}


def test_what_is_read_elsewhere_does_not_pass() -> None:
    (nest,) = nests((DOUBLED, SQUASHED), {bare(B), bare(C)})
    assert nest.passing == frozenset()


def test_a_sum_has_loops_of_its_own() -> None:
    assert not is_pointwise(MATRIX)
    assert [len(nest.statements) for nest in nests((DOUBLED, MATRIX, SQUASHED), ())] == [1, 1, 1]


def test_the_last_index_is_the_fastest() -> None:
    assert strides_of(Symbol("W", indices=(DOWN, ACROSS, Index("k", 5)))) == (15, 5, 1)
    assert strides_of(Symbol("E")) == ()


def test_the_innermost_loop_runs_along_memory_in_the_largest_array() -> None:
    declared = {bare(W): W, bare(X): X}
    assert innermost(MATRIX.terms[0], [DOWN], declared) == ACROSS
    transposed = Term(Product((W, Symbol("d", indices=(DOWN,)))), (DOWN,))
    assert innermost(transposed, [ACROSS], declared | {Symbol("d"): Symbol("d", indices=(DOWN,))}) == ACROSS


def test_only_a_product_of_two_quantities_has_factors() -> None:
    assert factors_of(MATRIX.terms[0]) == (W, X)
    assert factors_of(Term(Product((W, X, X)), (ACROSS,))) is None
