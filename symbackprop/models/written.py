"""Models written in the index language: what is not defined by an equation is given from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeAlias

from ..errors import GraphError, unknown
from ..expression.tree import Index, Number, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare
from ..graph.expand import element, positions
from .network import Network

Array: TypeAlias = "Number | tuple[Array, ...]"
"""A number, or rows of them, nested as deeply as there are indices."""

MOST_ELEMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """The description of a model in equations.

    Args:
        equations: In evaluation order.
        loss: The name of the scalar that is minimised.
        parameters: The names of the quantities that descent updates.
        values: By name, the values of what no equation defines; any of them may be left out.
        learning_rate: η.
        title: What it is called.
        source: Where it was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
        decimal_comma: Whether numbers are shown with a comma.
    """

    equations: tuple[Equation, ...]
    loss: str
    parameters: tuple[str, ...]
    values: Mapping[str, Array]
    learning_rate: Number
    title: str = ""
    source: str = ""
    rounds_remark: str = ""
    decimal_comma: bool = False


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
    _check_misspelt(graph, description, list(given))
    values: dict[Symbol, Number] = {}
    for name, leaf in given.items():
        if name in description.values:
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
        decimal_comma=description.decimal_comma,
    )


def _check_misspelt(graph: Graph, description: Written, given: list[str]) -> None:
    """Refuse a quantity without a value whose name is near to one that is computed and that nothing reads."""
    read = {bare(symbol) for at in graph.equations for term in at.terms for symbol in symbols_of(term.body)}
    targets = [bare(equation.target) for equation in graph.equations]
    unread = [symbol.ascii for symbol in targets if symbol not in read and symbol.ascii != description.loss]
    for name in given:
        near = get_close_matches(name, unread, n=1, cutoff=0.5) if name not in description.values else []
        if near:
            raise GraphError(
                f"{name!r} is read but neither defined by an equation nor given among the values (nearest: {near[0]})"
            )


def _leaves(equations: tuple[Equation, ...]) -> dict[Symbol, Symbol]:
    """Return what is read and not defined, with the indices of the first reading in which they are free."""
    targets = {bare(equation.target) for equation in equations}
    found: dict[Symbol, Symbol] = {}
    for equation in equations:
        for term in equation.terms:
            for read in symbols_of(term.body):
                free = all(isinstance(index, Index) for index in read.indices)
                if bare(read) not in targets and (
                    bare(read) not in found or (not _is_free(found[bare(read)]) and free)
                ):
                    found[bare(read)] = read
    return found


FIXED = Symbol("", indices=(1,))


def _is_free(symbol: Symbol) -> bool:
    return all(isinstance(index, Index) for index in symbol.indices)


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
