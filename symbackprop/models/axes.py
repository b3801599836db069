"""How long quantities are: what is given as far as any read reaches, or as `[shapes]` says; and where `last` is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from math import prod

from ..errors import GraphError
from ..expression.tree import Affine, Expression, Index, Position, Symbol, rebuilt, symbols_of
from ..graph.equations import Equation, Graph, Term, bare
from ..graph.shifts import LAST, indices_in, indices_of, lookups_in, reach_of, shifted

MOST_ELEMENTS = 20_000_000
DIMENSIONS = "mnpqrs"
"""Names for dimensions that no index runs along."""


def declared_leaves(
    equations: Iterable[Equation],
    targets: frozenset[Symbol],
    shapes: Mapping[str, tuple[int, ...]],
    declared: Mapping[str, tuple[int, ...]],
    place: Callable[[str], str],
) -> dict[Symbol, Symbol]:
    """Return what is read and not defined, with an index for each dimension, by bare name.

    Args:
        equations: As they are written.
        targets: What is defined.
        shapes: Of values, by name; they say where a quantity ends that is padded, or read at its last position.
        declared: Shapes that are said by name; they need not be those of the reads.
        place: From a key, as `shapes.x`, to where it is written.

    Raises:
        GraphError: Nothing says where the last position is, a shape has another number of dimensions than a read, or
            there would be too many elements.
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

    made: dict[Symbol, Symbol] = {}
    for leaf, found in reads.items():
        said = declared.get(leaf.ascii)
        if said is not None and len(said) != len(found[0].indices):
            raise GraphError(f"{place(f'shapes.{leaf.ascii}')}{_misfit(found[0])}")
        made[leaf] = _declared(found, unnamed, shapes.get(leaf.ascii, ()), said)
        elements = prod(index.size for index in made[leaf].indices if isinstance(index, Index))
        if elements > MOST_ELEMENTS:
            key = "values" if said is None else "shapes"
            at = place(f"{key}.{leaf.ascii}")
            raise GraphError(f"{at}{leaf.ascii!r} has {elements:,} elements; at most {MOST_ELEMENTS:,}")
    return made


def _misfit(read: Symbol) -> str:
    count = len(read.indices)
    if not count:
        return f"{read.ascii!r} is read as a single number, which has no length; leave this line out"
    return f"{bare(read).ascii!r} is read as {read.ascii!r}; expected {count} length{'s' * (count > 1)}"


def resolved(equation: Equation, sizes: Mapping[Symbol, tuple[int, ...]]) -> Equation:
    """Return an equation in which `last` is the number of the last position.

    Args:
        equation: As it is written.
        sizes: Of each bare quantity that is known, how long it is along each dimension.

    Raises:
        GraphError: A quantity whose length nothing says is read at its last position.
    """

    def here(symbol: Symbol) -> Symbol:
        if not any(LAST in indices_in(at) for at in symbol.indices):
            return symbol
        known = sizes.get(bare(symbol), ())
        if len(known) != len(symbol.indices):
            raise GraphError(f"{equation.name}: {symbol.ascii!r} is read at its last position, which nothing says")
        ends = zip(symbol.indices, known, strict=True)
        return symbol.read_at(tuple(shifted(at, {LAST: size}) for at, size in ends))

    def changed(expression: Expression) -> Expression:
        return here(expression) if isinstance(expression, Symbol) else rebuilt(expression, changed)

    terms = tuple(Term(changed(term.body), term.over, term.within) for term in equation.terms)
    return replace(equation, target=here(equation.target), terms=terms)


def parts_read(graph: Graph) -> Mapping[Symbol, str]:
    """Return where quantities are read that are not read from end to end: "1…3", by bare quantity.

    Args:
        graph: The forward equations.
    """
    reached: dict[Symbol, list[tuple[int, int]]] = {}
    for read in (read for at in graph.equations for term in at.terms for read in symbols_of(term.body)):
        sizes = graph.sizes[bare(read)]
        ends = [
            (max(low, 1), min(high, size)) for (low, high), size in zip(map(reach_of, read.indices), sizes, strict=True)
        ]
        known = reached.setdefault(bare(read), ends)
        reached[bare(read)] = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(known, ends, strict=True)]
    return {
        quantity: " × ".join(f"{low}…{high}" for low, high in ends)
        for quantity, ends in reached.items()
        if ends != [(1, size) for size in graph.sizes[quantity]]
    }


def is_read_whole(graph: Graph, quantity: Symbol) -> bool:
    """Say whether a term reads all elements of a quantity, each of its indices running alone from end to end."""
    reads = (read for at in graph.equations for term in at.terms for read in symbols_of(term.body))
    own = (read.indices for read in reads if bare(read) == quantity)
    return any(len(set(at)) == len(at) and all(type(index) is Index for index in at) for at in own)


def _declared(
    reads: list[Symbol],
    unnamed: Callable[[int, Sequence[Position]], Index],
    shape: Sequence[int],
    said: Sequence[int] | None,
) -> Symbol:
    """Return a leaf with the index of the first plain reading of each whole dimension, or one that `unnamed` makes.

    A dimension is as long as is said, or as its reads reach; where zeros stand outside, or only single positions are
    read, it reaches as far as its values do, or else as the first index of a padded position.
    """
    first = reads[0]
    length = dict(enumerate(shape)) if len(shape) == len(first.indices) else {}
    dimensions: list[Position] = []
    for dimension in range(len(first.indices)):
        alike = [read.indices[dimension] for read in reads if len(read.indices) == len(first.indices)]
        end = said[dimension] if said is not None else _end(alike, length.get(dimension))
        if end is None:
            raise GraphError(f"{bare(first).ascii!r} is read at its last position: give its values to say where it is")
        whole = [at for at in alike if _is_plain(at) and reach_of(at)[1] == end]
        plain = next((at for at in whole if at not in dimensions), None)
        dimensions.append(plain or unnamed(end, dimensions))
    return replace(first, indices=tuple(dimensions))


def _is_plain(position: Position) -> bool:
    return isinstance(position, Index) and position != LAST


def _is_given(position: Position) -> bool:
    """Say whether a position is a number, or looked up: whatever indices run, it is one of a few."""
    is_shifted = isinstance(position, Affine) and len(lookups_in(position)) == len(position.parts)
    return isinstance(position, int) or is_shifted


def _end(read_at: Sequence[Position], length: int | None) -> int | None:
    """Return how far a dimension reaches, from its reads and the length of its values; None where nothing says it."""
    is_open = [LAST in indices_in(at) or (isinstance(at, Affine) and at.is_padded) for at in read_at]
    plain = [reach_of(at)[1] for at in read_at if _is_plain(at)]
    is_free = not plain and (any(is_open) or all(map(_is_given, read_at)))
    if is_free and length is not None:
        return max(length, 1)
    closed = [reach_of(at)[1] for at, open_ in zip(read_at, is_open, strict=True) if not open_]
    if length in plain and length < max(closed):
        # The values are as long as an index, so a read that goes further leaves them, and its line is named.
        return length
    firsts = [at.parts[0] for at in read_at if isinstance(at, Affine) and LAST not in indices_in(at)]
    ends = closed or [times * index.size for times, index in firsts if times > 0]
    return max(*ends, 1, 1) if ends else 1 if firsts else None
