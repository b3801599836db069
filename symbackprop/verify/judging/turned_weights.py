"""The same network with its weights written the other way round: x W for W x, or counted by their source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ...expression.tree import Expression, Index, Number, Symbol, rebuilt
from ...graph.equations import Graph, bare
from ...graph.expand import At, Labels, element, positions
from ...models.network import Layout, Network
from ...models.weight_names import WeightNames
from .remarks import Remark, RemarkCode


def turned_weights(network: Network) -> Iterator[tuple[Network, Remark]]:
    """Yield a network with its matrices of weights transposed, numbered otherwise, or both, and what a document does.

    Args:
        network: The network; of one without matrices nothing is yielded.
    """
    matrices = tuple(filter(_is_matrix, _weights(network)))
    if not matrices:
        return
    rows = network.layout is Layout.ROWS
    turned = Remark(RemarkCode.WEIGHTS_BY_TARGET if rows else RemarkCode.WEIGHTS_BY_SOURCE)
    labels = network.labels
    if not isinstance(labels, WeightNames):
        yield _turned(network, matrices, _swapped(labels, matrices)), turned
        return
    sizes = {matrix: (before, columns, rows) for matrix, (before, rows, columns) in labels.matrices.items()}
    other = replace(labels, matrices=sizes)
    if labels.numbered:
        renumbered = Remark(RemarkCode.NUMBERED_BY_TARGET if rows else RemarkCode.NUMBERED_BY_SOURCE)
        yield _renamed(network, matrices, _swapped(dict(other), matrices)), renumbered
    yield _turned(network, matrices, other), turned
    if labels.numbered:
        yield _turned(network, matrices, _swapped(dict(labels), matrices)), turned


def _weights(network: Network) -> tuple[Symbol, ...]:
    return tuple(layer.weights for layer in network.layers) or network.trained


def _is_matrix(symbol: Symbol) -> bool:
    """Say whether a symbol has two indices that say something."""
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    return len(symbol.indices) == len(sizes) == 2 and not symbol.sample and max(sizes) > 1


def _swapped_entry(symbol: Symbol) -> Symbol:
    return symbol.read_at(symbol.indices[::-1])


def _swapped(labels: Labels, matrices: tuple[Symbol, ...]) -> Labels:
    """Return labels with the two positions of the entries of matrices exchanged."""
    of = set(map(bare, matrices))
    return {_swapped_entry(entry) if bare(entry) in of else entry: name for entry, name in labels.items()}


def _turned(network: Network, matrices: tuple[Symbol, ...], labels: Labels) -> Network:
    """Return a network whose matrices have their indices exchanged, with its entries under other names."""
    of = set(map(bare, matrices))

    def turned(expression: Expression) -> Expression:
        if isinstance(expression, Symbol):
            return of_symbol(expression)
        return rebuilt(expression, turned)

    def of_symbol(symbol: Symbol) -> Symbol:
        return _swapped_entry(symbol) if bare(symbol) in of and len(symbol.indices) == 2 else symbol

    equations = tuple(
        replace(equation, terms=tuple(replace(term, body=turned(term.body)) for term in equation.terms))
        for equation in network.graph.equations
    )
    return replace(
        network,
        graph=Graph(tuple(map(of_symbol, network.graph.leaves)), equations),
        trained=tuple(map(of_symbol, network.trained)),
        layers=tuple(replace(layer, weights=of_symbol(layer.weights)) for layer in network.layers),
        layout=Layout.COLUMNS if network.layout is Layout.ROWS else Layout.ROWS,
        labels=labels,
        values=_renamed_values(network, matrices, labels, turned=True),
    )


def _renamed(network: Network, matrices: tuple[Symbol, ...], labels: Labels) -> Network:
    """Return a network with other names for the entries of its matrices."""
    return replace(network, labels=labels, values=_renamed_values(network, matrices, labels, turned=False))


def _renamed_values(
    network: Network, matrices: tuple[Symbol, ...], labels: Labels, *, turned: bool
) -> Mapping[Symbol, Number]:
    values = network.values
    new: dict[Symbol, Number] = {}
    old: set[Symbol] = set()
    for matrix, at in _entries(matrices):
        name = element(bare(matrix), at, network.labels)
        if name in values:
            new[element(bare(matrix), at[::-1] if turned else at, labels)] = values[name]
            old.add(name)
    return {**{symbol: value for symbol, value in values.items() if symbol not in old}, **new}


def _entries(matrices: tuple[Symbol, ...]) -> Iterator[tuple[Symbol, At]]:
    for matrix in matrices:
        yield from ((matrix, at) for at in positions(matrix.indices))
