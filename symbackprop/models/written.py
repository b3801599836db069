"""Models written in the index language: what is not defined by an equation is given from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any, TypeAlias

from ..errors import GraphError, repeated, unknown
from ..expression.tree import ZERO, Index, Number, Position, Symbol, symbols_of
from ..graph.equations import Equation, Graph, bare, blocks_of
from ..graph.expand import NO_LABELS, element, positions
from ..graph.given import Given, Stored
from ..graph.update import DESCENT, Update
from ..spelling import nearest
from .axes import MOST_ELEMENTS, declared_leaves, resolved
from .boundaries import bounded
from .clashes import check_apart, check_beside_the_rate, without_bars
from .lookup_faults import check_looked_up
from .lookups import with_tables
from .network import Network
from .order import after_needs, line_of, ordered, reads_of
from .starts import check_read, is_start, starts_of
from .value_files import Found

Array: TypeAlias = "Number | tuple[Array, ...]"
"""A number, or rows of them, nested as deeply as there are indices."""

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
        shapes: By name, how long what is given is along each dimension, where reads do not reach its ends.
        is_typed: Whether somebody typed the names, so that one without a value may be misspelt.
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
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    is_typed: bool = True


def written(description: Written) -> Network:
    """Return the network of some equations.

    Raises:
        GraphError: The equations are no graph, or the values do not fit them.
        UnknownNameError: The loss, a parameter or a value is of a quantity that is not there.
    """
    place = description.place
    if not description.equations:
        raise GraphError(f"{place('equations')}equations: expected one a line, as in 'y = w*x', found none")
    check_looked_up(description.equations, description.parameters)
    plain, tables = with_tables(without_bars(description.equations), description.values)
    read = {bare(symbol).ascii for equation in plain for symbol in reads_of(equation)}
    values_left = {name: value for name, value in description.values.items() if name in read or name not in tables}
    description = replace(description, equations=plain, values=values_left)
    equations, leaves = _bounded(description)
    for equation in equations:
        _check_size(equation)
    graph = Graph(tuple(leaves.values()), equations)
    check_apart(graph.declared.values())
    if description.learning_rate is not None or not description.optimiser.lacks_rate:
        check_beside_the_rate(graph.declared.values())
    defined = {bare(equation.target).ascii: equation for equation in equations}
    given = {symbol.ascii: leaf for symbol, leaf in leaves.items()}
    for name in description.values:
        if name in defined:
            raise GraphError(f"{place(f'values.{name}')}{name!r} is given and defined by {line_of(defined[name])} too")
        if name not in given:
            raise GraphError(f"{place(f'values.{name}')}{unknown('given quantity', name, list(given))}")
    for name in description.shapes:
        if name in defined:
            at = f"{place(f'shapes.{name}')}{name!r} is as long as the indices say of {line_of(defined[name])}"
            raise GraphError(f"{at}; leave this line out")
        if name not in given:
            raise GraphError(f"{place(f'shapes.{name}')}{unknown('given quantity', name, list(given))}")
    if description.is_typed:
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
                how = _how_long(leaf, description.values[name])
                raise GraphError(f"{place(f'values.{name}')}{error}{how}") from error
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
        looked_up=dict(sorted(tables.items())),
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
    leaves = declared_leaves(description.equations, frozenset(declared), values, description.shapes, description.place)
    sizes |= {name: _sizes(symbol) for name, symbol in leaves.items()}
    resolve = {at: resolved(at, sizes) for at in description.equations}
    edges = [resolve[at] for at in description.equations if is_start(at)]
    starts, made = starts_of(edges, declared, (*declared, *leaves))
    check_read(edges, resolve.values())
    equations = tuple(bounded(at, sizes, starts) for at in ordered([resolve[at] for at in whole]))
    return _before_readers([bounded(at, sizes, starts) for at in made], equations), leaves


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
    """Refuse an equation that has too many elements or adds up too many terms, or defines a diagonal."""
    names = [index.name for index in equation.target.indices if isinstance(index, Index)]
    if len(set(names)) != len(names):
        raise GraphError(f"{equation.name}: {equation.target.ascii!r} has an index twice; each index may stand once")
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


def _read(leaf: Symbol, value: Array | Found) -> Array | Stored:
    """Return the values of a leaf, read where they are in a file."""
    if not isinstance(value, Found):
        return value
    taken = value.taken([index.size for index in leaf.indices if isinstance(index, Index)])
    return taken if isinstance(taken, Stored) else _tupled(taken)


def _tupled(rows: Sequence[Any] | Number) -> Array:
    return rows if isinstance(rows, Number) else tuple(map(_tupled, rows))


def _elements(leaf: Symbol, value: Array) -> Iterator[tuple[Symbol, Number]]:
    sizes = [index.size for index in leaf.indices if isinstance(index, Index)]
    _check_shape(bare(leaf).ascii, value, sizes)
    for at in positions(leaf.indices):
        entry = value
        for position in at:
            assert isinstance(entry, tuple)
            entry = entry[position - 1]
        assert isinstance(entry, Number)
        yield element(bare(leaf), at, NO_LABELS), entry


def _how_long(leaf: Symbol, value: Array | Found) -> str:
    """Return how to say that a quantity is longer than its reads reach, where its values are."""
    lengths, reached = _shape(value), _sizes(leaf)
    if len(lengths) != len(reached) or lengths == reached or any(map(int.__lt__, lengths, reached)):
        return ""
    said = str(list(lengths)) if len(lengths) > 1 else str(lengths[0])
    return f"; where the rest is not to be read, say '{leaf.ascii.partition('[')[0]} = {said}' under [shapes]"


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
