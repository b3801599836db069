"""Models written in the index language: what is not defined by an equation is given from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from math import prod
from typing import Any, TypeAlias

from ..errors import GraphError, repeated, unknown
from ..expression.tree import ZERO, Affine, Index, Number, Position, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare, blocks_of
from ..graph.expand import NO_LABELS, element, positions
from ..graph.given import Given, Stored
from ..graph.shifts import LAST, indices_in, indices_of, reach_of
from ..graph.update import DESCENT, Update
from ..spelling import nearest
from .boundaries import bounded, check_read, is_start, resolved, starts_of
from .clashes import check_apart, without_bars
from .lookups import with_rows
from .network import Network
from .order import after_needs, line_of, ordered, reads_of
from .value_files import Found

Array: TypeAlias = "Number | tuple[Array, ...]"
"""A number, or rows of them, nested as deeply as there are indices."""

MOST_ELEMENTS = 20_000_000
DIMENSIONS = "mnpqrs"
"""Names for dimensions that no index runs along."""

MOST_TERMS = 1_000_000_000
"""So many terms may all elements of an equation add up, which compiled loops do in seconds."""


@dataclass(frozen=True, slots=True)
class Written:
    """The description of a model in equations.

    Args:
        equations: In evaluation order.
        loss: The name of the scalar that is minimised.
        parameters: The names of the quantities that descent updates.
        values: By name, the values of what no equation defines; any of them may be left out.
        learning_rate: η, or None.
        title: What it is called.
        source: Where it was published, or nothing.
        rounds_remark: What is to be said of published figures for many rounds, or nothing.
        place: From a key, as `values.x`, to where it is written, `file:line: `, or nothing.
        decimal_comma: Whether numbers are shown with a comma.
        optimiser: What a round of training does to a parameter.
    """

    equations: tuple[Equation, ...]
    loss: str
    parameters: tuple[str, ...]
    values: Mapping[str, Array | Found]
    learning_rate: Number | None
    title: str = ""
    source: str = ""
    rounds_remark: str = ""
    place: Callable[[str], str] = lambda _: ""
    decimal_comma: bool = False
    optimiser: Update = DESCENT


def written(description: Written) -> Network:
    """Return the network of some equations.

    Raises:
        GraphError: The equations are no graph, or the values do not fit them.
        UnknownNameError: The loss, a parameter or a value is of a quantity that is not there.
    """
    place = description.place
    plain, numbers = with_rows(without_bars(description.equations), description.values)
    numbers_of = {name: description.values[name] for name in sorted(numbers)}
    read = {bare(symbol).ascii for equation in plain for symbol in reads_of(equation)}
    values_left = {name: value for name, value in description.values.items() if name in read or name not in numbers}
    description = replace(description, equations=plain, values=values_left)
    equations, leaves = _bounded(description)
    for equation in equations:
        _check_size(equation)
    graph = Graph(tuple(leaves.values()), equations)
    check_apart(graph.declared.values())
    defined = {bare(equation.target).ascii: equation for equation in equations}
    given = {symbol.ascii: leaf for symbol, leaf in leaves.items()}
    for name in description.values:
        if name in defined:
            raise GraphError(f"{place(f'values.{name}')}{name!r} is given and defined by {line_of(defined[name])} too")
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
                f"{line_of(defined[name])}, and only what is given can be trained"
            )
        if name not in given:
            raise GraphError(f"{place('parameters')}parameters: {unknown('given quantity', name, list(given))}")
    values: dict[Symbol, Number] = {}
    stored: dict[Symbol, Stored] = {}
    for name, leaf in given.items():
        if name in description.values:
            try:
                value = _read(leaf, description.values[name])
                if isinstance(value, Stored):
                    stored[leaf] = value
                else:
                    values.update(_elements(leaf, value))
            except (GraphError, ValueError) as error:
                raise GraphError(f"{place(f'values.{name}')}{error}") from error
    return Network(
        title=description.title,
        graph=graph,
        loss=loss.target,
        errors=None,
        trained=tuple(given[name] for name in description.parameters),
        values=Given(values, stored, NO_LABELS) if stored else values,
        learning_rate=description.learning_rate,
        optimiser=description.optimiser,
        labels=NO_LABELS,
        source=description.source,
        rounds_remark=description.rounds_remark,
        decimal_comma=description.decimal_comma,
        looked_up={name: _listed(value) for name, value in numbers_of.items()},
    )


def _bounded(description: Written) -> tuple[tuple[Equation, ...], dict[Symbol, Symbol]]:
    """Return equations none of whose reads leaves what it reads, and the leaves, by bare name, as declared.

    Raises:
        GraphError: A read leaves a quantity to where nothing stands, or a start fits nothing.
    """
    whole = tuple(at for at in description.equations if not is_start(at))
    declared = {bare(equation.target): equation.target for equation in whole}
    values = {name: _shape(value) for name, value in description.values.items()}
    # Where a leaf ends is known from its reads only when `last` is, which is about the others first.
    sizes = {name: _sizes(symbol) for name, symbol in declared.items()}
    leaves = _leaves(description.equations, frozenset(declared), values)
    sizes |= {name: _sizes(symbol) for name, symbol in leaves.items()}
    resolve = {at: resolved(at, sizes) for at in description.equations}
    edges = [resolve[at] for at in description.equations if is_start(at)]
    starts, made = starts_of(edges, declared, (*declared, *leaves))
    check_read(edges, resolve.values())
    equations = tuple(bounded(at, sizes, starts) for at in ordered([resolve[at] for at in whole]))
    return _before_readers(made, equations), leaves


def _before_readers(made: Sequence[Equation], equations: tuple[Equation, ...]) -> tuple[Equation, ...]:
    """Return equations with those of starts before the first that reads them, and behind what they read."""
    found: list[tuple[Equation, ...]] = []
    left = list(made)
    for block in blocks_of(equations):
        read = {bare(symbol) for equation in block for symbol in reads_of(equation)}
        found += [(at,) for at in left if bare(at.target) in read]
        left = [at for at in left if bare(at.target) not in read]
        found.append(tuple(block))
    found += [(at,) for at in left]
    return after_needs(found) if made else equations


def _sizes(symbol: Symbol) -> tuple[int, ...]:
    return tuple(index.size for index in symbol.indices if isinstance(index, Index))


def _shape(value: Array | Found) -> tuple[int, ...]:
    """Return the lengths of the first entries of an array; whether the others have them is checked elsewhere."""
    if isinstance(value, Found):
        return value.row_shape
    shape = []
    while isinstance(value, tuple):
        shape.append(len(value))
        value = value[0] if value else ZERO
    return tuple(shape)


def _check_size(equation: Equation) -> None:
    """Refuse an equation that has too many elements or adds up too many terms, and an index that stands twice."""
    for read in (equation.target, *reads_of(equation)):
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
            reader = next(at for at in graph.equations for read in reads_of(at) if bare(read).ascii == name)
            raise GraphError(
                f"{reader.name}: {name!r} is neither defined by an equation nor given among the values "
                f"(nearest: {near})"
            )


def _leaves(
    equations: tuple[Equation, ...], targets: frozenset[Symbol], shapes: Mapping[str, tuple[int, ...]]
) -> dict[Symbol, Symbol]:
    """Return what is read and not defined, with an index for each dimension.

    Args:
        equations: As they are written.
        targets: What is defined.
        shapes: Of values, by name; they say where a quantity ends that is padded, or read at its last position.
    """
    reads: dict[Symbol, list[Symbol]] = {}
    for equation in equations:
        for term in equation.terms:
            for read in symbols_of(term.body):
                if bare(read) not in targets:
                    reads.setdefault(bare(read), []).append(read)
    used = {index.name for found in reads.values() for read in found for index in indices_of(read)}
    # An index `n` beside a quantity n would make [n = 1] say something else.
    used.update(symbol.base for symbol in (*reads, *targets))
    fresh = (letter for letter in chain(DIMENSIONS, (f"d{at}" for at in count(1))) if letter not in used)
    named: dict[int, list[Index]] = {}

    def unnamed(size: int, taken: Sequence[Position]) -> Index:
        known = named.setdefault(size, [])
        found = next((index for index in known if index not in taken), None)
        if found is None:
            found = Index(next(fresh), size)
            known.append(found)
        return found

    return {leaf: _declared(found, unnamed, shapes.get(leaf.ascii, ())) for leaf, found in reads.items()}


def _declared(reads: list[Symbol], unnamed: Callable[[int, Sequence[Position]], Index], shape: Sequence[int]) -> Symbol:
    """Return a leaf with the index of the first plain reading of each dimension.

    A dimension that is only read at shifted or fixed positions reaches as far as they do; where zeros stand outside, or
    only single positions are read, it reaches as far as its values do, or else as the first index of a padded position.
    `unnamed` names it.
    """
    first = reads[0]
    length = dict(enumerate(shape)) if len(shape) == len(first.indices) else {}
    dimensions: list[Position] = []
    for dimension, position in enumerate(first.indices):
        alike = [read.indices[dimension] for read in reads if len(read.indices) == len(first.indices)]
        plain = next((at for at in alike if _is_plain(at) and at not in dimensions), None)
        if plain is None and not _is_plain(position):
            end = _end([at for at in alike if not _is_plain(at)], length.get(dimension))
            if end is None:
                raise GraphError(
                    f"{bare(first).ascii!r} is read at its last position: give its values to say where it is"
                )
            plain = unnamed(end, dimensions)
        dimensions.append(plain or position)
    return replace(first, indices=tuple(dimensions))


def _is_plain(position: Position) -> bool:
    return isinstance(position, Index) and position != LAST


def _end(read_at: Sequence[Position], length: int | None) -> int | None:
    """Return how far a dimension reaches that is read at shifted and fixed positions; None where nothing says it."""
    is_open = [LAST in indices_in(at) or (isinstance(at, Affine) and at.is_padded) for at in read_at]
    is_free = any(is_open) or all(isinstance(at, int) for at in read_at)
    if is_free and length is not None:
        return max(length, 1)
    closed = [at for at, open_ in zip(read_at, is_open, strict=True) if not open_]
    firsts = [at.parts[0] for at in read_at if isinstance(at, Affine) and LAST not in indices_in(at)]
    ends = [reach_of(at)[1] for at in closed] or [times * index.size for times, index in firsts if times > 0]
    return max(*ends, 1, 1) if ends else 1 if firsts else None


def _read(leaf: Symbol, value: Array | Found) -> Array | Stored:
    """Return the values of a leaf, read where they are in a file."""
    if not isinstance(value, Found):
        return value
    taken = value.taken([index.size for index in leaf.indices if isinstance(index, Index)])
    return taken if isinstance(taken, Stored) else _tupled(taken)


def _tupled(rows: Sequence[Any] | Number) -> Array:
    return rows if isinstance(rows, Number) else tuple(map(_tupled, rows))


def _listed(value: Array | Found) -> str:
    """Return numbers as a spec has them."""
    if isinstance(value, Number):
        return value.text
    return f"[{', '.join(map(_listed, value))}]" if isinstance(value, tuple) else ""


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
