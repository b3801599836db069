"""The picture of a layered network: its neurons, its weights, and the path of a derivation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..document.blocks import Diagram, Edge, Node, NodeKind
from ..expression.tree import Expression, Index, Symbol
from ..graph.equations import bare
from ..graph.expand import element
from ..models.network import Layer, Network
from .computation import quantities_drawn, scalars_drawn
from .numbers import Numbers
from .time_axis import position_drawn, time_drawn

MOST_ROWS = 5
"""A layer with more neurons is drawn with dots."""

MOST_LAYERS = 20
"""Of more layers no picture fits the page."""

MOST_VALUES, MOST_LABELS = 6, 12
"""Between two columns with more arrows, names stand without values, and only those on the path are labelled."""


def diagram(numbers: Numbers, path: frozenset[Symbol] = frozenset(), values: bool = True) -> Diagram | None:
    """Return the picture of a network, or None where it is too large.

    Args:
        numbers: The network and how its numbers are shown.
        path: The quantities whose neurons and weights are highlighted.
        values: Whether the given numbers stand beside the names.
    """
    network = numbers.network
    if not network.layers:
        return _equations(network, path)
    if len(network.layers) > MOST_LAYERS:
        return None
    nodes: list[Node] = []
    edges: list[Edge] = []
    # All samples pass through the same neurons, which are drawn once.
    path = frozenset(_unsampled(symbol) for symbol in path)
    columns = [_column(network.layers[0].source, network, path)]
    columns += [_column(layer.out, network, path) for layer in network.layers]
    given = _given(network) if values and network.samples is None else {}
    tallest = max(len(column) for column in columns)
    for at, column in enumerate(columns):
        kind = NodeKind.INPUT if at == 0 else NodeKind.OUTPUT if at == len(columns) - 1 else NodeKind.HIDDEN
        offset = (tallest - len(column)) / 2
        for row, drawn in enumerate(column):
            nodes.append(_neuron(drawn and drawn[1], kind, at, row + offset, numbers, path, given))
    for at, layer in enumerate(network.layers):
        edges += _weights(layer, columns[at], columns[at + 1], numbers, path, values)
        if layer.bias is not None and not layer.bias.indices:
            node, arrows = _bias(layer.bias, at, tallest, columns[at + 1], numbers, path, values)
            nodes.append(node)
            edges += arrows
    return Diagram(tuple(nodes), tuple(edges))


def _equations(network: Network, path: frozenset[Symbol]) -> Diagram | None:
    """Return the picture of a model in equations: along its recurrence, of its numbers, or of its quantities."""
    if path:
        return scalars_drawn(network, path)
    if network.graph.has_recurrences:
        return time_drawn(network) or position_drawn(network)
    return scalars_drawn(network, path) or quantities_drawn(network)


def _neuron_at(symbol: Symbol, at: int, network: Network) -> Symbol:
    """Return one neuron of a layer, without its sample; its place is counted from 0."""
    return network.named(replace(symbol, sample=""), (at + 1,))


def _wide(symbol: Symbol) -> int:
    """Return how many neurons a layer has."""
    index = symbol.indices[-1]
    assert isinstance(index, Index)
    return index.size


def _unsampled(symbol: Symbol) -> Symbol:
    return replace(symbol, sample="") if symbol.sample else symbol


def _given(network: Network) -> dict[Symbol, Symbol]:
    """Return what is given beside a neuron: of an input itself, of an output its target."""
    assert network.target is not None
    outs, targets = (network.elements(at) for at in (network.layers[-1].out, network.target))
    inputs = network.elements(network.layers[0].source)
    return dict(zip((*inputs, *outs), (*inputs, *targets), strict=True))


def _column(symbol: Symbol, network: Network, path: frozenset[Symbol]) -> list[tuple[int, Symbol] | None]:
    """Return the neurons of a layer that are drawn, each with its place, None for dots."""
    size = _wide(symbol)
    if size <= MOST_ROWS:
        return [(at, _neuron_at(symbol, at, network)) for at in range(size)]
    inner = (at for at in range(1, size - 1) if _neuron_at(symbol, at, network) in path) if path else iter(())
    kept = sorted({0, next(inner, 1), size - 1})
    shown: list[tuple[int, Symbol] | None] = []
    for before, at in zip([-1, *kept], kept, strict=False):
        shown += ([None] if at - before > 1 else []) + [(at, _neuron_at(symbol, at, network))]
    return shown


def _neuron(
    symbol: Symbol | None,
    kind: NodeKind,
    column: int,
    row: float,
    numbers: Numbers,
    path: frozenset[Symbol],
    given: Mapping[Symbol, Symbol],
) -> Node:
    if symbol is None:
        return Node(f"dots{column}", NodeKind.DOTS, column, row, None)
    tag = re.match(r"[^\W\d_]+", symbol.subscript)
    label = (
        Symbol(tag[0], symbol.subscript[tag.end() :].removeprefix(","))
        if tag and kind is not NodeKind.INPUT
        else symbol
    )
    value = numbers.of(given[symbol]) if symbol in given else None
    return Node(symbol.ascii, kind, column, row, label, value, symbol in path)


def _weights(
    layer: Layer,
    before: Sequence[tuple[int, Symbol] | None],
    after: Sequence[tuple[int, Symbol] | None],
    numbers: Numbers,
    path: frozenset[Symbol],
    values: bool,
) -> list[Edge]:
    network = numbers.network
    drawn = [(origin, target) for origin in before for target in after if origin and target]
    found = []
    for (start, origin), (to, target) in drawn:
        at = (start + 1, to + 1) if network.layout.leads_away else (to + 1, start + 1)
        weight = element(bare(layer.weights), at, network.labels)
        net = _neuron_at(layer.net, to, network)
        on_path = weight in path or (origin in path and net in path)
        labelled = len(drawn) <= MOST_LABELS or on_path
        valued = values and len(drawn) <= MOST_VALUES
        found.append(_edge(origin.ascii, target.ascii, weight, numbers, on_path, labelled, valued))
    return found


def _edge(
    origin: str, target: str, weight: Symbol, numbers: Numbers, on_path: bool, labelled: bool, values: bool
) -> Edge:
    value: Expression | None = numbers.of(weight) if values and labelled else None
    return Edge(origin, target, weight if labelled else None, value, on_path)


def _bias(
    bias: Symbol,
    column: int,
    tallest: int,
    after: Sequence[tuple[int, Symbol] | None],
    numbers: Numbers,
    path: frozenset[Symbol],
    values: bool,
) -> tuple[Node, list[Edge]]:
    on_path = bias in path
    value = numbers.of(bias) if values else None
    node = Node(bias.ascii, NodeKind.BIAS, column + 0.45, tallest - 0.25, bias, value, on_path)
    return node, [Edge(bias.ascii, drawn[1].ascii, None, None, on_path) for drawn in after if drawn]
