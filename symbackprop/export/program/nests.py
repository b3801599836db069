"""Statements in index notation as nests of loops: what runs in one loop, and where an element stands in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import prod
from typing import TypeVar

from ...expression.tree import Affine, Index, Position, Product, Symbol, symbols_of
from ...graph.equations import Equation, Recurrence, Term, bare
from ...graph.scatter import is_placed
from ...graph.shifts import indices_in, indices_of, moved, reindexed
from ..saturation.normalise import Maximum
from .lowering import Statement, bodies, size_of, sizes_of
from .staging import Sampled

Loopable = TypeVar("Loopable", bound=Equation | Maximum | Sampled)


@dataclass(frozen=True, slots=True)
class Nest:
    """Pointwise statements under the same loops, or a single statement of any kind.

    Args:
        indices: The free indices, the last one fastest.
        statements: In order, all over those indices.
        passing: The bare targets that nothing outside the nest reads.
    """

    indices: tuple[Index, ...]
    statements: tuple[Statement, ...]
    passing: frozenset[Symbol] = frozenset()


@dataclass(frozen=True, slots=True)
class Repeated:
    """The nests of a recurrence at one position, which a loop repeats; there its index is no index of theirs.

    Args:
        along: The recurrence.
        nests: In order.
    """

    along: Recurrence
    nests: tuple[Nest, ...]


def scheduled(statements: Iterable[Statement], kept: Collection[Symbol]) -> tuple[Nest | Repeated, ...]:
    """Return statements in nests, those of a recurrence under its loop.

    Args:
        statements: In order.
        kept: The bare quantities that are read elsewhere.
    """
    groups = [(along, tuple(group)) for along, group in groupby(statements, key=lambda statement: statement.along)]
    readers: dict[Symbol, set[int]] = {}
    for number, (_, group) in enumerate(groups):
        for read in (read for statement in group for body in bodies(statement) for read in symbols_of(body)):
            readers.setdefault(bare(read), set()).add(number)
    found: list[Nest | Repeated] = []
    for number, (along, together) in enumerate(groups):
        outside = {symbol for symbol, read_in in readers.items() if read_in != {number}}
        if along is None:
            found += nests(together, outside.union(kept))
            continue
        # What is read at another position must still be there when that is computed.
        outside |= {
            bare(read)
            for at in together
            for body in bodies(at)
            for read in symbols_of(body)
            if any(isinstance(position, Affine) and along.index in indices_of(read) for position in read.indices)
        }
        found.append(Repeated(along, nests([at_position(at, along.index) for at in together], outside.union(kept))))
    return tuple(found)


def passing_of(schedule: Iterable[Nest | Repeated]) -> frozenset[Symbol]:
    """Return the bare targets of loops that nothing outside their nest reads, so that they need no memory."""
    inner = [nest for one in schedule for nest in (one.nests if isinstance(one, Repeated) else (one,))]
    return frozenset(name for nest in inner for name in nest.passing if nest.indices)


def at_position(statement: Loopable, index: Index) -> Loopable:
    """Return a statement for one position of an index, which stands in it as a position and not as an index."""
    by: dict[Index, Position] = {index: Affine(((1, index),), 0)}
    target = moved(statement.target, by)
    if isinstance(statement, Maximum):
        return replace(statement, target=target, body=reindexed(statement.body, by))
    if isinstance(statement, Sampled):
        return replace(statement, target=target, mean=_moved(statement.mean, by), once=_moved(statement.once, by))
    return replace(statement, target=target, terms=_moved(statement.terms, by))


def _moved(terms: Iterable[Term], by: Mapping[Index, Position]) -> tuple[Term, ...]:
    """Return terms over other positions; those that they sum over stay."""
    return tuple(
        Term(
            reindexed(term.body, by),
            term.over,
            tuple(window.moved(by) for window in term.within),
        )
        for term in terms
    )


def nests(statements: Iterable[Statement], kept: Collection[Symbol]) -> tuple[Nest, ...]:
    """Return statements with pointwise neighbours fused.

    Args:
        statements: In order.
        kept: The bare quantities that are read elsewhere.
    """
    groups: list[list[Statement]] = []
    # What the last group makes, and where: kept beside it, since a group may become very long.
    targets: dict[Symbol, tuple[Position, ...]] = {}
    joins = False
    for statement in statements:
        if joins and _fits(statement, groups[-1][0], targets):
            first = _free(groups[-1][0])
            groups[-1].append(renamed(statement, dict(zip(_free(statement), first, strict=True))))
        else:
            groups.append([statement])
            targets, joins = {}, is_pointwise(statement)
        newest = groups[-1][-1].target
        targets[bare(newest)] = newest.indices
    readers: dict[Symbol, set[int]] = {}
    for number, group in enumerate(groups):
        for statement in group:
            for body in bodies(statement):
                for read in symbols_of(body):
                    readers.setdefault(bare(read), set()).add(number)
    made = []
    for number, group in enumerate(groups):
        passing = frozenset(
            bare(statement.target)
            for statement in group
            if is_pointwise(statement)
            and bare(statement.target) not in kept
            and readers.get(bare(statement.target), set()) <= {number}
        )
        made.append(Nest(_free(group[0]), tuple(group), passing))
    return tuple(made)


def _free(statement: Statement) -> tuple[Index, ...]:
    return tuple(index for index in statement.target.indices if isinstance(index, Index))


def beside(row: Index, column: Index, nest: Nest, later: Sequence[Nest]) -> Nest | None:
    """Return the nest of a later matrix that can be written row by row beside a sum over the rows of another one.

    Writing waits for stores and summing for loads, so the two together take little longer than one of them.

    Args:
        row: The index that is summed over.
        column: The index of the sum.
        nest: That of the sum.
        later: The nests after it.
    """
    unknown = {bare(statement.target) for statement in nest.statements}
    for other in later:
        (statement, *more) = other.statements
        read = {bare(symbol) for body in bodies(statement) for symbol in symbols_of(body)}
        shape = tuple(index.size for index in other.indices)
        if not more and is_pointwise(statement) and shape == (row.size, column.size) and not read & unknown:
            return replace(
                other, statements=(renamed(statement, dict(zip(other.indices, (row, column), strict=True))),)
            )
        unknown |= {bare(at.target) for at in other.statements}
    return None


def is_pointwise(statement: Statement) -> bool:
    """Say whether a statement sums over nothing and adds nowhere that is looked up."""
    return isinstance(statement, Equation) and not any(
        term.over or is_placed(statement.target, term) for term in statement.terms
    )


def _fits(statement: Statement, head: Statement, targets: Mapping[Symbol, tuple[Position, ...]]) -> bool:
    """Say whether a pointwise statement can stand in a nest: it reads the nest's results only where they are made.

    Args:
        statement: What comes next.
        head: The first statement of the nest, which is pointwise too.
        targets: From each bare quantity that the nest makes to the indices at which it does.
    """
    if not is_pointwise(statement):
        return False
    first = _free(head)
    if sizes_of(statement.target) != sizes_of(head.target):
        return False
    there = renamed(statement, dict(zip(_free(statement), first, strict=True)))
    read = [read for body in bodies(there) for read in symbols_of(body)]
    # Matrices that have nothing to do with each other are written one after the other: each in turn fits the cache.
    is_apart = len(first) > 1 and not any(bare(symbol) in targets for symbol in read)
    return not is_apart and all(targets.get(bare(symbol), symbol.indices) == symbol.indices for symbol in read)


def renamed(statement: Statement, by: Mapping[Index, Index]) -> Equation:
    """Return a pointwise statement over other indices."""
    assert isinstance(statement, Equation)
    return replace(statement, target=moved(statement.target, by), terms=_moved(statement.terms, by))


def strides_of(symbol: Symbol) -> tuple[int, ...]:
    """Return how far apart in memory two neighbours along each index are, the last index fastest."""
    sizes = sizes_of(symbol)
    return tuple(prod(sizes[at + 1 :]) for at in range(len(sizes)))


def innermost(term: Term, free: Collection[Index], declared: Mapping[Symbol, Symbol]) -> Index:
    """Return the index that the innermost loop should run over: along memory in the largest array that is read."""
    candidates = [*term.over, *free]
    reads = sorted(filter(_is_array, symbols_of(term.body)), key=lambda read: -size_of(declared[bare(read)]))
    for read in reads:
        last = next((index for index in reversed(indices_in(read.indices[-1])) if index in candidates), None)
        if last is not None:
            return last
    return term.over[-1]


def _is_array(symbol: Symbol) -> bool:
    return bool(symbol.indices)


def factors_of(term: Term) -> tuple[Symbol, Symbol] | None:
    """Return the two quantities of which a term is the product, or None."""
    match term.body:
        case Product((Symbol() as first, Symbol() as second)):
            return first, second
        case _:
            return None
