"""The picture of a recurrence that is too long to be drawn position by position: one of its positions."""

from __future__ import annotations

from collections.abc import Iterator

from ..document.blocks import Diagram, Edge, Node, NodeKind
from ..expression.tree import Index, Symbol, symbols_of
from ..graph.equations import Equation, bare
from ..models.network import Network

MOST_NODES = 20
"""A position with more quantities is not drawn."""


def cell(network: Network) -> Diagram | None:
    """Return the quantities of a model with their indices: those at a position, and those of others that they read.

    Args:
        network: A model with recurrences.

    Returns:
        None where there are too many, or where the model has no recurrence.
    """
    if not network.graph.has_recurrences:
        return None
    runs = {equation.along.index for equation in network.graph.equations if equation.along is not None}
    reads = {
        equation.target: list(dict.fromkeys(_read(network, equation, runs))) for equation in network.graph.equations
    }
    named = list(dict.fromkeys(symbol for target, symbols in reads.items() for symbol in (*symbols, target)))
    if len(named) > MOST_NODES:
        return None
    depth: dict[Symbol, int] = {}
    for target, symbols in reads.items():
        depth[target] = 1 + max((depth.get(symbol, 0) for symbol in symbols), default=0)
    for symbol in named:
        if symbol not in reads:
            depth[symbol] = min(depth[target] for target, symbols in reads.items() if symbol in symbols) - 1
    columns: dict[int, list[Symbol]] = {}
    for symbol in named:
        columns.setdefault(depth[symbol], []).append(symbol)
    tallest = max(map(len, columns.values()))
    nodes = [
        Node(
            symbol.ascii,
            NodeKind.OUTPUT if symbol == network.loss else NodeKind.HIDDEN if symbol in reads else NodeKind.INPUT,
            at,
            row + (tallest - len(column)) / 2 + (0.25 if at % 2 else 0.0),
            symbol,
        )
        for at, column in columns.items()
        for row, symbol in enumerate(column)
    ]
    edges = [Edge(symbol.ascii, target.ascii) for target, symbols in reads.items() for symbol in symbols]
    return Diagram(tuple(nodes), tuple(edges))


def _read(network: Network, equation: Equation, runs: set[Index]) -> Iterator[Symbol]:
    """Yield what an equation reads: quantities at this position, recurrences at others, and what is given here."""
    computed = {bare(at.target): at for at in network.graph.equations}
    for term in equation.written or equation.terms:
        for read in symbols_of(term.body):
            of = computed.get(bare(read))
            if of is None:
                declared = network.graph.declared[bare(read)]
                if runs.intersection(declared.indices):
                    yield read
            elif of.along is not None and of.along == equation.along:
                dimension = of.target.indices.index(of.along.index)
                here = read.indices[dimension] == of.along.index
                yield (
                    of.target
                    if here
                    else of.target.read_at(
                        (*of.target.indices[:dimension], read.indices[dimension], *of.target.indices[dimension + 1 :])
                    )
                )
            else:
                yield of.target
