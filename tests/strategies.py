"""Hypothesis strategies: expressions, and small graphs with their values, for the laws that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from symbackprop.expression.tree import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    decimal,
    whole,
)
from symbackprop.graph.equations import Equation, Graph, Term
from symbackprop.models.activations import ACTIVATIONS, activated
from symbackprop.models.losses import LOSSES

from .reference import at_position, positions

X, W, B = Symbol("x"), Symbol("w", "1"), Symbol("b", "h")
"""The symbols of the expressions that `expressions` makes."""


@dataclass(frozen=True)
class Case:
    """A graph with values.

    Args:
        graph: The forward equations.
        loss: The scalar that they end in.
        parameters: The leaves to differentiate by, as declared.
        values: The value of each element of each leaf; an element is a symbol with fixed indices.
    """

    graph: Graph
    loss: Symbol
    parameters: tuple[Symbol, ...]
    values: Mapping[Symbol, Fraction]

    def elements(self) -> tuple[Symbol, ...]:
        """Return the elements of all parameters."""
        return tuple(at_position(p, position) for p in self.parameters for position in positions(p))


def fractions(most: int = 20) -> st.SearchStrategy[Fraction]:
    """Return small fractions of both signs; zero, at which many functions have a kink, is one of many."""
    return st.integers(-most, most).map(lambda n: Fraction(2 * n + 1, 20) if n < most else Fraction(0))


def numbers() -> st.SearchStrategy[Number]:
    """Return small numbers as they are written, of which none is negative."""
    return st.sampled_from((ZERO, ONE, TWO, whole(3), decimal("0.5"), decimal("1.25"), decimal("0.10")))


def expressions(depth: int = 3) -> st.SearchStrategy[Expression]:
    """Return pointwise expressions over X, W and B that have a finite value wherever their symbols do."""
    if depth == 0:
        return st.one_of(st.sampled_from((X, W, B)), numbers())
    part = expressions(depth - 1)
    several = st.lists(part, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        part,
        several.map(Sum),
        several.map(Product),
        part.map(Negative),
        st.builds(Quotient, part, _positive(part)),
        st.builds(Power, part, st.sampled_from((ZERO, ONE, TWO, whole(3)))),
        st.builds(Power, _positive(part), st.sampled_from((whole(-1), whole(-2), decimal("0.5")))),
        st.builds(Call, st.sampled_from(("exp", *(name for name in ACTIVATIONS.values() if name))), part),
        _positive(part).map(lambda argument: Call("log", argument)),
    )


def _positive(part: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return part.map(lambda base: Sum((TWO, Power(base, TWO))))


def points() -> st.SearchStrategy[dict[Symbol, Fraction]]:
    """Return values of X, W and B, none of them zero."""
    return st.fixed_dictionaries({symbol: fractions(10).filter(bool) for symbol in (X, W, B)})


def graphs() -> st.SearchStrategy[Case]:
    """Return small scalar and layered networks with skip connections, shared parameters and every activation."""
    return st.one_of(scalar_graphs(), layered_graphs())


@st.composite
def scalar_graphs(draw: st.DrawFn) -> Case:
    """Return networks of single neurons, each of which may read any value before it, and any weight."""
    inputs, target, bias = (Symbol("x", "1"), Symbol("x", "2")), Symbol("t"), Symbol("b")
    weights = tuple(Symbol("w", str(n)) for n in range(1, draw(st.integers(1, 4)) + 1))
    nodes = list(inputs)
    equations: list[Equation] = []
    for n in range(1, draw(st.integers(1, 4)) + 1):
        sources = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=3))
        products = tuple(Product((draw(st.sampled_from(weights)), source)) for source in sources)
        bodies: tuple[Expression, ...] = (*products, bias) if draw(st.booleans()) else products
        terms = tuple(map(Term, bodies)) if draw(st.booleans()) else (Term(Sum(bodies)),)
        net, out = Symbol("net", f"h{n}"), Symbol("out", f"h{n}")
        equations.append(Equation(net, terms))
        equations.append(Equation(out, (Term(activated(draw(st.sampled_from(sorted(ACTIVATIONS))), net)),)))
        nodes.append(out)
    error = LOSSES[draw(st.sampled_from(sorted(LOSSES)))].of
    terms = (Term(error(target, nodes[-1], 1)),)
    if draw(st.booleans()):
        terms += (Term(error(target, draw(st.sampled_from(nodes)), 1)),)
    if draw(st.booleans()):
        terms += (Term(Product((HALF, Power(weights[0], TWO)))),)
    loss = Symbol("E", "total")
    leaves = (*inputs, target, bias, *weights)
    graph = Graph(leaves, (*equations, Equation(loss, terms)))
    return Case(graph, loss, (*weights, bias), draw(_values(leaves)))


@st.composite
def layered_graphs(draw: st.DrawFn, sizes: Sequence[int] | None = None) -> Case:
    """Return networks of layers in index notation, of the widths given or of widths from 1 to 3."""
    widths = sizes or draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    source = Symbol("x", indices=(Index("i", widths[0]),))
    leaves, outs, matrices, equations = [source], [source], list[Symbol](), list[Equation]()
    for layer, width in enumerate(widths[1:], start=1):
        own = Index("jklm"[layer - 1], width)
        net, out = Symbol("net", f"h{layer}", (own,)), Symbol("out", f"h{layer}", (own,))
        terms = [_weighted(draw, own, source, matrices, str(layer))]
        match draw(st.sampled_from(("none", "layer", "neuron"))):
            case "layer":
                leaves.append(Symbol("b", str(layer)))
                terms.append(Term(leaves[-1]))
            case "neuron":
                leaves.append(Symbol("b", f"h{layer}", (own,)))
                terms.append(Term(leaves[-1]))
        skipped = draw(st.sampled_from(outs))
        if draw(st.booleans()):
            terms.append(_weighted(draw, own, skipped, matrices, f"{layer}s"))
        elif skipped.indices[0].size == width and draw(st.booleans()):
            terms.append(Term(Symbol(skipped.base, skipped.subscript, (own,))))
        equations.append(Equation(net, tuple(terms)))
        equations.append(Equation(out, (Term(activated(draw(st.sampled_from(sorted(ACTIVATIONS))), net)),)))
        outs.append(out)
        source = out
    (last,) = source.indices
    target, errors, loss = Symbol("t", indices=(last,)), Symbol("E", "o", (last,)), Symbol("E", "total")
    error = LOSSES[draw(st.sampled_from(sorted(LOSSES)))].of
    equations += [Equation(errors, (Term(error(target, source, last.size)),)), Equation(loss, (Term(errors, (last,)),))]
    leaves += [*matrices, target]
    parameters = tuple(leaf for leaf in leaves if leaf.base in "Wb")
    return Case(Graph(tuple(leaves), tuple(equations)), loss, parameters, draw(_values(leaves)))


def _weighted(draw: st.DrawFn, own: Index, source: Symbol, matrices: list[Symbol], number: str) -> Term:
    """Return `Σ_i W[j,i]·x[i]`: W is new, or stands already, perhaps to be read the other way round."""
    (before,) = source.indices
    summed = draw(st.sampled_from((before, Index("s", before.size))))
    fitting = [
        Symbol(matrix.base, matrix.subscript, read)
        for matrix in matrices
        for read in ((own, summed), (summed, own))
        if [index.size for index in read] == [index.size for index in matrix.indices]
    ]
    if fitting and draw(st.booleans()):
        weight = draw(st.sampled_from(fitting))
    else:
        matrices.append(Symbol("W", number, (own, before)))
        weight = Symbol("W", number, (own, summed))
    factors = (weight, Symbol(source.base, source.subscript, (summed,)))
    return Term(Product(factors if draw(st.booleans()) else factors[::-1]), (summed,))


def _values(leaves: Iterable[Symbol]) -> st.SearchStrategy[dict[Symbol, Fraction]]:
    elements = [at_position(leaf, position) for leaf in leaves for position in positions(leaf)]
    return st.fixed_dictionaries({element: fractions() for element in elements})
