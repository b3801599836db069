"""Models written in the index language: what is not defined by an equation is given from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ..errors import GraphError, unknown
from ..expression.tree import Affine, Index, Number, Position, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare
from ..graph.expand import element, positions
from ..graph.shifts import indices_of
from .network import Network

Array: TypeAlias = "Number | tuple[Array, ...]"
"""A number, or rows of them, nested as deeply as there are indices."""

MOST_ELEMENTS = 1_000_000
DIMENSIONS = "mnpqrs"
"""Names for dimensions that no index runs along."""


@dataclass(frozen=True, slots=True)
class Written:
    """The description of a model in equations.

    Args:
        equations: In evaluation order.
        loss: The name of the scalar that is minimised.
        parameters: The names of the quantities that descent updates.
        values: By name, the values of all that no equation defines.
        learning_rate: η.
        title: What it is called.
        source: Where it was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
    """

    equations: tuple[Equation, ...]
    loss: str
    parameters: tuple[str, ...]
    values: Mapping[str, Array]
    learning_rate: Number
    title: str = ""
    source: str = ""
    rounds_remark: str = ""


def written(description: Written) -> Network:
    """Return the network of some equations.

    Raises:
        GraphError: The equations are no graph, or the values do not fit them.
        UnknownNameError: The loss, a parameter or a value is of a quantity that is not there.
    """
    leaves = _leaves(description.equations)
    graph = Graph(tuple(leaves.values()), description.equations)
    defined = {bare(equation.target).ascii: equation.target for equation in description.equations}
    if description.loss not in defined:
        raise unknown("quantity", description.loss, list(defined))
    given = {symbol.ascii: leaf for symbol, leaf in leaves.items()}
    for name in (*description.parameters, *description.values):
        if name not in given:
            raise unknown("given quantity", name, list(given))
    values: dict[Symbol, Number] = {}
    for name, leaf in given.items():
        if name not in description.values:
            raise GraphError(f"{name!r} is read but neither defined by an equation nor given among the values")
        values.update(_elements(leaf, description.values[name]))
    return Network(
        title=description.title,
        graph=graph,
        loss=defined[description.loss],
        errors=None,
        trained=tuple(given[name] for name in dict.fromkeys(description.parameters)),
        values=values,
        learning_rate=description.learning_rate,
        labels={},
        source=description.source,
        rounds_remark=description.rounds_remark,
    )


def _leaves(equations: tuple[Equation, ...]) -> dict[Symbol, Symbol]:
    """Return what is read and not defined, with an index for each dimension."""
    targets = {bare(equation.target) for equation in equations}
    reads: dict[Symbol, list[Symbol]] = {}
    for equation in equations:
        for term in equation.terms:
            for read in symbols_of(term.body):
                if bare(read) not in targets:
                    reads.setdefault(bare(read), []).append(read)
    used = {index.name for found in reads.values() for read in found for index in indices_of(read)}
    names = [letter for letter in DIMENSIONS if letter not in used] or list(DIMENSIONS)
    return {leaf: _declared(found, names) for leaf, found in reads.items()}


def _declared(reads: list[Symbol], names: list[str]) -> Symbol:
    """Return a leaf with the index of the first plain reading of each dimension.

    A dimension that is only read at shifted or fixed positions reaches as far as they do.
    """
    first = reads[0]
    dimensions: list[Position] = []
    for dimension, position in enumerate(first.indices):
        alike = [read.indices[dimension] for read in reads if len(read.indices) == len(first.indices)]
        plain = next((index for index in alike if isinstance(index, Index) and index not in dimensions), None)
        if plain is None and not isinstance(position, Index):
            ends = [at.range[1] if isinstance(at, Affine) else at for at in alike if not isinstance(at, Index)]
            plain = Index(names[dimension % len(names)], max(*ends, 1))
        dimensions.append(plain or position)
    return replace(first, indices=tuple(dimensions))


def _elements(leaf: Symbol, value: Array) -> Iterator[tuple[Symbol, Number]]:
    sizes = [index.size for index in leaf.indices if isinstance(index, Index)]
    total = 1
    for size in sizes:
        total *= size
    if total > MOST_ELEMENTS:
        raise GraphError(f"{bare(leaf).ascii!r} has {total:,} elements; at most {MOST_ELEMENTS:,}")
    _check_shape(bare(leaf).ascii, value, sizes)
    for at in positions(leaf.indices):
        entry = value
        for position in at:
            assert isinstance(entry, tuple)
            entry = entry[position - 1]
        assert isinstance(entry, Number)
        yield element(bare(leaf), at, {}), entry


def _check_shape(name: str, value: Array, sizes: list[int]) -> None:
    if not sizes:
        if isinstance(value, tuple):
            raise GraphError(f"{name!r} is read as a single number, but a list is given")
        return
    if not isinstance(value, tuple):
        raise GraphError(f"{name!r} is read with {len(sizes)} more indices than its value has")
    if len(value) != sizes[0]:
        raise GraphError(f"{name!r} has {len(value)} entries where its index runs to {sizes[0]}")
    for entry in value:
        _check_shape(name, entry, sizes[1:])
