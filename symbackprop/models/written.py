"""Models written in the index language: what is not defined by an equation is given from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import chain, count
from math import prod
from typing import TypeAlias

from ..errors import GraphError, repeated, unknown
from ..expression.tree import Affine, Index, Number, Position, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare
from ..graph.expand import NO_LABELS, element, positions
from ..graph.shifts import indices_of
from ..spelling import nearest
from .network import Network

Array: TypeAlias = "Number | tuple[Array, ...]"
"""A number, or rows of them, nested as deeply as there are indices."""

MOST_ELEMENTS = 1_000_000
DIMENSIONS = "mnpqrs"
"""Names for dimensions that no index runs along."""

MOST_TERMS = 10_000_000
"""So many terms may all elements of all equations add up; a layer of a thousand by a thousand neurons has a million."""


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
        place: From a key, as `values.x`, to where it is written, `file:line: `, or nothing.
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
    place: Callable[[str], str] = lambda _: ""
    decimal_comma: bool = False


def written(description: Written) -> Network:
    """Return the network of some equations.

    Raises:
        GraphError: The equations are no graph, or the values do not fit them.
        UnknownNameError: The loss, a parameter or a value is of a quantity that is not there.
    """
    equations, place = description.equations, description.place
    _check_order(equations)
    for equation in equations:
        _check_size(equation)
    leaves = _leaves(equations)
    graph = Graph(tuple(leaves.values()), equations)
    defined = {bare(equation.target).ascii: equation for equation in equations}
    given = {symbol.ascii: leaf for symbol, leaf in leaves.items()}
    for name in description.values:
        if name in defined:
            raise GraphError(f"{place(f'values.{name}')}{name!r} is given and defined by {_line(defined[name])} too")
        if name not in given:
            raise GraphError(f"{place(f'values.{name}')}{unknown('given quantity', name, list(given))}")
    _check_misspelt(graph, description, list(given))
    if description.loss not in defined:
        raise GraphError(f"{place('loss')}loss: {unknown('quantity', description.loss, list(defined))}")
    loss = defined[description.loss]
    if loss.target.indices:
        raise GraphError(f"{loss.name} is that of the loss, which must be a scalar; sum over its indices")
    twice = repeated(description.parameters)
    if twice is not None:
        raise GraphError(f"{place('parameters')}parameters: {twice!r} stands there twice; name each quantity once")
    for name in description.parameters:
        if name in defined:
            raise GraphError(
                f"{place('parameters')}parameters: no given quantity is called {name!r}; it is computed by "
                f"{_line(defined[name])}, and only what is given can be trained"
            )
        if name not in given:
            raise GraphError(f"{place('parameters')}parameters: {unknown('given quantity', name, list(given))}")
    values: dict[Symbol, Number] = {}
    for name, leaf in given.items():
        if name in description.values:
            try:
                values.update(_elements(leaf, description.values[name]))
            except GraphError as error:
                raise GraphError(f"{place(f'values.{name}')}{error}") from error
    return Network(
        title=description.title,
        graph=graph,
        loss=loss.target,
        errors=None,
        trained=tuple(given[name] for name in description.parameters),
        values=values,
        learning_rate=description.learning_rate,
        labels=NO_LABELS,
        source=description.source,
        rounds_remark=description.rounds_remark,
        decimal_comma=description.decimal_comma,
    )


def _reads(equation: Equation) -> Iterator[Symbol]:
    for term in equation.terms:
        yield from symbols_of(term.body)


def _line(equation: Equation) -> str:
    """Return how another message points to an equation."""
    line = equation.place.rpartition(":")[2]
    return f"the equation on line {line}" if line else f"the equation of {equation.target.ascii!r}"


def _check_order(equations: Sequence[Equation]) -> None:
    """Refuse a second definition, a reading before the definition, and a cycle.

    Raises:
        GraphError: With the place and, for a cycle, all the quantities that make it.
    """
    defined: dict[Symbol, Equation] = {}
    for equation in equations:
        target = bare(equation.target)
        if target in defined:
            raise GraphError(
                f"{equation.name}: {target.ascii!r} is defined twice, first by {_line(defined[target])}; "
                "each quantity has one definition"
            )
        defined[target] = equation
    needs = {target: [bare(read) for read in _reads(at) if bare(read) in defined] for target, at in defined.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # Of its nodes each is needed by the next, and the first stands at the end again.
        cycle = list(reversed(error.args[1][1:]))
        at = min(range(len(cycle)), key=lambda place: list(defined).index(cycle[place]))
        names = " → ".join(symbol.ascii for symbol in (*cycle[at:], *cycle[: at + 1]))
        name = defined[cycle[at]].name
        raise GraphError(f"{name} is part of a cycle, each computed from the next: {names}") from error
    done: set[Symbol] = set()
    for target, equation in defined.items():
        for needed in needs[target]:
            if needed not in done:
                raise GraphError(
                    f"{equation.name}: {needed.ascii!r} is used before its definition by {_line(defined[needed])}; "
                    "move that up"
                )
        done.add(target)


def _check_size(equation: Equation) -> None:
    """Refuse an equation that has too many elements or adds up too many terms, and an index that stands twice."""
    for read in (equation.target, *_reads(equation)):
        names = [index.name for index in read.indices if isinstance(index, Index)]
        if len(set(names)) != len(names):
            raise GraphError(f"{equation.name}: {read.ascii!r} has an index twice; each index may stand once")
    elements = _count(equation.target.indices)
    if elements > MOST_ELEMENTS:
        raise GraphError(f"{equation.name} has {elements:,} elements; at most {MOST_ELEMENTS:,}")
    terms = elements * sum(_count(term.over) for term in equation.terms)
    if terms > MOST_TERMS:
        raise GraphError(f"{equation.name} adds up {terms:,} terms; at most {MOST_TERMS:,}")


def _count(indices: Sequence[Position]) -> int:
    return prod(index.size for index in indices if isinstance(index, Index))


def _check_misspelt(graph: Graph, description: Written, given: list[str]) -> None:
    """Refuse a quantity without a value whose name is near to one that is computed and that nothing reads."""
    read = {bare(symbol) for at in graph.equations for term in at.terms for symbol in symbols_of(term.body)}
    targets = [bare(equation.target) for equation in graph.equations]
    unread = [symbol.ascii for symbol in targets if symbol not in read and symbol.ascii != description.loss]
    for name in given:
        near = nearest(name, unread) if name not in description.values else None
        if near:
            reader = next(at for at in graph.equations for read in _reads(at) if bare(read).ascii == name)
            raise GraphError(
                f"{reader.name}: {name!r} is neither defined by an equation nor given among the values "
                f"(nearest: {near})"
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
    fresh = (letter for letter in chain(DIMENSIONS, (f"d{at}" for at in count(1))) if letter not in used)
    named: dict[int, Index] = {}

    def unnamed(size: int) -> Index:
        if size not in named:
            named[size] = Index(next(fresh), size)
        return named[size]

    return {leaf: _declared(found, unnamed) for leaf, found in reads.items()}


def _declared(reads: list[Symbol], unnamed: Callable[[int], Index]) -> Symbol:
    """Return a leaf with the index of the first plain reading of each dimension.

    A dimension that is only read at shifted or fixed positions reaches as far as they do; `unnamed` names it.
    """
    first = reads[0]
    dimensions: list[Position] = []
    for dimension, position in enumerate(first.indices):
        alike = [read.indices[dimension] for read in reads if len(read.indices) == len(first.indices)]
        plain = next((index for index in alike if isinstance(index, Index) and index not in dimensions), None)
        if plain is None and not isinstance(position, Index):
            ends = [at.range[1] if isinstance(at, Affine) else at for at in alike if not isinstance(at, Index)]
            plain = unnamed(max(*ends, 1))
            while plain in dimensions:
                plain = Index(plain.name + "'", plain.size)
        dimensions.append(plain or position)
    return replace(first, indices=tuple(dimensions))


def _elements(leaf: Symbol, value: Array) -> Iterator[tuple[Symbol, Number]]:
    sizes = [index.size for index in leaf.indices if isinstance(index, Index)]
    total = _count(leaf.indices)
    if total > MOST_ELEMENTS:
        raise GraphError(f"{bare(leaf).ascii!r} has {total:,} elements; at most {MOST_ELEMENTS:,}")
    _check_shape(bare(leaf).ascii, value, sizes)
    for at in positions(leaf.indices):
        entry = value
        for position in at:
            assert isinstance(entry, tuple)
            entry = entry[position - 1]
        assert isinstance(entry, Number)
        yield element(bare(leaf), at, NO_LABELS), entry


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
