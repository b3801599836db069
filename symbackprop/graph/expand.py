"""Expansion: a graph in index notation to the scalar graph of the same meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from ..expression.tree import Expression, Index, Symbol, plus, rebuilt
from .equations import Equation, Graph, Term, bare

Labels = Mapping[Symbol, Symbol]
"""From an element, a symbol with fixed indices, to the name that the field gives it: `W1[1,2]` to `w2`."""


def element(symbol: Symbol, at: tuple[int, ...], labels: Labels) -> Symbol:
    """Return the scalar name of one element of a quantity.

    >>> element(Symbol("net", "h"), (1,), {}).ascii, element(Symbol("W", "1"), (2, 3), {}).ascii
    ('net_h1', 'W1_2_3')
    >>> element(Symbol("net", "h", sample="n"), (2, 1), {}).ascii
    'net_h1_s2'
    """
    if not at:
        return bare(symbol)
    label = labels.get(replace(symbol, indices=at, mark="")) if labels else None
    if label is None:
        sample, at = (str(at[0]), at[1:]) if symbol.sample else ("", at)
        below, joined = symbol.subscript, ",".join(map(str, at))
        separator = "," if below and at and (len(at) > 1 or below[-1].isdigit()) else ""
        label = replace(symbol, subscript=below + separator + joined, sample=sample, indices=(), mark="")
    return replace(label, mark=symbol.mark) if symbol.mark else label


def positions(indices: tuple[Index | int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the positions that indices run through, the last one fastest, from 1."""
    return product(*(range(1, i.size + 1) if isinstance(i, Index) else (i,) for i in indices))


def elements(symbol: Symbol, labels: Labels) -> tuple[Symbol, ...]:
    """Return the scalar names of all elements of a declared quantity, the last index fastest."""
    return tuple(element(bare(symbol), at, labels) for at in positions(symbol.indices))


def expand(graph: Graph, labels: Labels) -> Graph:
    """Return the graph whose quantities are the elements of the given one and whose sums are written out."""
    leaves = tuple(name for leaf in graph.leaves for name in elements(leaf, labels))
    equations = tuple(
        expand_at(equation, at, labels) for equation in graph.equations for at in positions(equation.target.indices)
    )
    return Graph(leaves, equations)


def expand_at(equation: Equation, at: tuple[int, ...], labels: Labels) -> Equation:
    """Return the scalar equation of one element of an equation's target."""
    free = dict(zip(equation.target.indices, at, strict=True))
    terms = [
        _instance(term.body, free | dict(zip(term.over, summed, strict=True)), labels)
        for term in equation.terms
        for summed in positions(term.over)
    ]
    return Equation(element(bare(equation.target), at, labels), (Term(plus(*terms)),))


def _instance(expression: Expression, at: Mapping[Index | int, int], labels: Labels) -> Expression:
    if isinstance(expression, Symbol):
        fixed = tuple(i if isinstance(i, int) else at[i] for i in expression.indices)
        return element(bare(expression), fixed, labels)
    return rebuilt(expression, lambda part: _instance(part, at, labels))
