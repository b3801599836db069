"""The picture of a model in equations: its scalar quantities where these are few, else its indexed ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import prod

from ..document.blocks import Diagram, Edge, Node, NodeKind
from ..expression.tree import Index, Symbol, symbols_of
from ..graph.effort import operations
from ..graph.equations import bare
from ..models.network import Network
from .layering import layering

MOST_NODES, MOST_LEAVES = 20, 7
"""A model in equations with more scalar quantities is not drawn so; of more given ones, only those on the path are."""

MOST_QUANTITIES, MOST_COLUMNS = 30, 22
"""A model with more indexed quantities is not drawn, or with more of them one after the other."""

MOST_READ = 2_000
"""Numbers and symbols that its equations may hold when all sums are written out."""


def scalars_drawn(network: Network, path: frozenset[Symbol]) -> Diagram | None:
    """Return the scalar quantities, each to the right of what it reads; None where they are many.

    Args:
        network: A model in equations.
        path: The quantities that are highlighted.
    """
    whole = network.graph
    targets = (equation.target for equation in whole.equations)
    if sum(prod(i.size for i in target.indices if isinstance(i, Index)) for target in targets) > MOST_NODES:
        return None
    if sum(map(operations, whole.equations)) > MOST_READ:
        return None
    graph = network.scalar
    reads = {equation.target: sorted(symbols_of(equation.body), key=_by_name) for equation in graph.equations}
    read = {symbol for symbols in reads.values() for symbol in symbols}
    used = [leaf for leaf in graph.leaves if leaf in read]
    if len(used) > MOST_LEAVES:
        used = [leaf for leaf in used if leaf in path]
    if len(reads) + len(used) > MOST_NODES:
        return None
    return layered(reads, used, network, path)


def quantities_drawn(network: Network) -> Diagram | None:
    """Return the indexed quantities of a model, each to the right of what it reads; None where they are many."""
    equations = network.graph.equations
    computed = {bare(equation.target): equation.target for equation in equations}
    reads: dict[Symbol, list[Symbol]] = {}
    for equation in equations:
        own = {bare(read) for term in equation.written or equation.terms for read in symbols_of(term.body)}
        names = sorted(own - {bare(equation.target)}, key=_by_name)
        reads[equation.target] = [computed.get(name, network.graph.declared[name]) for name in names]
    used = list(dict.fromkeys(at for names in reads.values() for at in names if at not in reads))
    if len(reads) + len(used) > MOST_NODES:
        # What is given to one equation alone says the least about the model.
        readers = [at for names in reads.values() for at in names]
        used = [at for at in used if readers.count(at) > 1]
    if len(reads) + len(used) > MOST_QUANTITIES:
        return None
    if max(depths_of(reads, used).values()) >= MOST_COLUMNS:
        return None
    found = layered(reads, used, network)
    if len(found.nodes) <= MOST_NODES:
        return found
    # Circles that stand close hold a name without its indices.
    named = (replace(node, label=bare(node.label)) for node in found.nodes if isinstance(node.label, Symbol))
    return replace(found, nodes=tuple(named))


def layered(
    reads: Mapping[Symbol, Sequence[Symbol]],
    used: Sequence[Symbol],
    network: Network,
    path: frozenset[Symbol] = frozenset(),
    first: Sequence[Symbol] = (),
) -> Diagram:
    """Return a picture in which each quantity stands to the right of what it reads.

    Args:
        reads: What each computed quantity reads, in the order of computation.
        used: What is given and drawn.
        network: Which of them is the loss.
        path: The quantities that are highlighted.
        first: What stands in a column of its own before all others.
    """
    depths = depths_of(reads, used)
    if first:
        depths = {symbol: depth + 1 for symbol, depth in depths.items()} | dict.fromkeys(first, 0)
    drawn = {symbol.ascii: symbol for symbol in (*first, *used, *reads)}
    arrows = {
        (symbol.ascii, target.ascii): symbol in path and target in path
        for target, symbols in reads.items()
        for symbol in symbols
        if symbol.ascii in drawn
    }
    found = layering({name: depths[symbol] for name, symbol in drawn.items()}, list(arrows))
    kind = kinds(reads, network)
    nodes = [
        Node(name, kind(symbol), depths[symbol], found.rows[name], symbol, None, symbol in path)
        for name, symbol in drawn.items()
    ]
    edges = [
        Edge(origin, target, on_path=on_path, through=found.through.get((origin, target), ()))
        for (origin, target), on_path in arrows.items()
    ]
    return Diagram(tuple(nodes), tuple(edges))


def kinds(reads: Mapping[Symbol, Sequence[Symbol]], network: Network) -> Callable[[Symbol], NodeKind]:
    """Return how a quantity is drawn: given, computed, or the loss."""
    return lambda symbol: (
        NodeKind.OUTPUT if symbol == network.loss else NodeKind.HIDDEN if symbol in reads else NodeKind.INPUT
    )


def depths_of(reads: Mapping[Symbol, Sequence[Symbol]], used: Sequence[Symbol]) -> dict[Symbol, int]:
    """Return a column for each quantity: after all that it reads; what is given, just before its first reader."""
    depths: dict[Symbol, int] = {}
    for target, symbols in reads.items():
        depths[target] = 1 + max((depths.get(symbol, 0) for symbol in symbols), default=0)
    for leaf in used:
        depths[leaf] = min((depths[target] for target, symbols in reads.items() if leaf in symbols), default=1) - 1
    return depths


def _by_name(symbol: Symbol) -> str:
    return symbol.ascii
