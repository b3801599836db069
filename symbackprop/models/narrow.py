"""A small network with the equations of a wide one, for what does not depend on the width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..expression.tree import Expression, Index, Number, Symbol, rebuilt, symbols_of
from ..graph.equations import Equation, Graph, Term, bare
from ..graph.expand import Labels, element, positions
from ..graph.shifts import is_shifted
from .network import Network
from .weight_names import WeightNames


def narrowed(network: Network, widest: int) -> Network:
    """Return a network with the same equations and values whose indices end early.

    Sizes above `widest` become the numbers after it, so that what was equal or different stays so. A network whose
    equations read fixed or shifted positions is returned as it is, since these say where an index ends.
    """
    graph = network.graph
    indices = _indices(graph)
    sizes = sorted({index.size for index in indices if index.size > widest})
    if not sizes or is_shifted(graph):
        return network
    size_of = {size: widest + at for at, size in enumerate(sizes)}
    by = {index: replace(index, size=size_of.get(index.size, index.size)) for index in indices}

    def here(symbol: Symbol) -> Symbol:
        return replace(symbol, indices=tuple(by[at] if isinstance(at, Index) else at for at in symbol.indices))

    def rewritten(expression: Expression) -> Expression:
        return here(expression) if isinstance(expression, Symbol) else rebuilt(expression, rewritten)

    small = Graph(
        tuple(map(here, graph.leaves)),
        tuple(
            Equation(
                here(equation.target),
                tuple(Term(rewritten(term.body), tuple(by[at] for at in term.over)) for term in equation.terms),
                equation.place,
            )
            for equation in graph.equations
        ),
    )
    labels = _labels(network.labels, small)
    return replace(
        network,
        graph=small,
        loss=here(network.loss),
        errors=None if network.errors is None else here(network.errors),
        trained=tuple(map(here, network.trained)),
        values=_values(network, small, labels),
        labels=labels,
        layers=tuple(
            replace(
                layer,
                weights=here(layer.weights),
                bias=None if layer.bias is None else here(layer.bias),
                source=here(layer.source),
                net=here(layer.net),
                out=here(layer.out),
                between=tuple(map(here, layer.between)),
            )
            for layer in network.layers
        ),
        target=None if network.target is None else here(network.target),
        penalty=None if network.penalty is None else here(network.penalty),
        samples=network.samples and size_of.get(network.samples, network.samples),
    )


def _indices(graph: Graph) -> set[Index]:
    """Return all indices of a graph without shifted positions."""
    symbols = [*graph.leaves, *(equation.target for equation in graph.equations)]
    terms = [term for equation in graph.equations for term in equation.terms]
    symbols += [read for term in terms for read in symbols_of(term.body)]
    found = {index for symbol in symbols for index in symbol.indices if isinstance(index, Index)}
    return found.union(*(term.over for term in terms))


def _labels(labels: Labels, small: Graph) -> Labels:
    """Return the names of elements, of which matrices have fewer now."""
    if not isinstance(labels, WeightNames):
        return labels
    matrices, before = dict[Symbol, tuple[int, int, int]](), 0
    for matrix in labels.matrices:
        rows, columns = (index.size for index in small.declared[matrix].indices if isinstance(index, Index))
        matrices[matrix] = (before, rows, columns)
        before += rows * columns
    return WeightNames(labels.weight, matrices, labels.numbered)


def _values(network: Network, small: Graph, labels: Labels) -> Mapping[Symbol, Number]:
    """Return the values of the elements that are left, by their names."""
    found = {}
    for leaf in small.leaves:
        for at in positions(leaf.indices):
            value = network.values.get(element(bare(leaf), at, network.labels))
            if value is not None:
                found[element(bare(leaf), at, labels)] = value
    return found
