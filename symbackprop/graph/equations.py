"""Equations in index notation, checked once, when they are made.

The module is long because a graph checks all that it is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Protocol, TypeVar

from ..errors import GraphError
from ..expression.tree import (
    Affine,
    Bracket,
    Expression,
    Index,
    Negative,
    Position,
    Product,
    Shown,
    Symbol,
    Total,
    children,
    plus,
    symbols_of,
    whole,
)
from .shifts import combined, indices_in, reach_of
from .windows import Window


@dataclass(frozen=True, slots=True)
class Term:
    """A pointwise expression over indexed quantities, and the indices it sums over.

    Args:
        body: What is added up.
        over: The indices of the sum.
        within: Where it counts; everywhere if there is no window. Adjoints of shifted reads have windows.
    """

    body: Expression
    over: tuple[Index, ...] = ()
    within: tuple[Window, ...] = ()

    @property
    def written(self) -> Expression:
        """The term with its Σ, behind a bracket where it counts at a single position only."""
        body = Total(self.over, self.body) if self.over else self.body
        places = [place for window in self.within if (place := window.place) is not None]
        return Product((*(Bracket(index, whole(at)) for index, at in places), body)) if places else body


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How a block of equations is computed: at one position of an index after the other, each from those before it.

    Args:
        index: Along which it runs, an index of all that the block defines.
        step: 1 from the first position to the last, −1 from the last to the first.
        number: Tells blocks along the same index apart.
    """

    index: Index
    step: int = 1
    number: int = 1

    @property
    def order(self) -> range:
        """The positions in the order in which they are computed."""
        return range(1, self.index.size + 1) if self.step > 0 else range(self.index.size, 0, -1)

    @property
    def reverse(self) -> Recurrence:
        """The recurrence of the adjoints, which runs the other way."""
        return Recurrence(self.index, -self.step, self.number)


@dataclass(frozen=True, slots=True)
class Equation:
    """`target = terms[0] + terms[1] + …`; the target's indices are free.

    Args:
        target: What it defines.
        terms: What is added up.
        place: Where it was written, `file:line`, or nothing.
        along: The recurrence that it is part of, or None. The equations of one stand side by side in a graph.
        written: The terms as they are written, where some of them read positions outside of what they read, so that
            `terms` are others, with windows; else nothing.
        outside: What stands at positions outside of the target, as `h[0]` with its value, over the other indices.
        stated: What the line defines of whose formula this is a part, where it is a part.
    """

    target: Symbol
    terms: tuple[Term, ...]
    place: str = field(default="", compare=False, repr=False)
    along: Recurrence | None = None
    written: tuple[Term, ...] = field(default=(), compare=False, repr=False)
    outside: tuple[tuple[Symbol, Expression], ...] = field(default=(), compare=False, repr=False)
    stated: Symbol | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """How a message names it.

        >>> Equation(Symbol("y"), (), "net.toml:3").name
        "net.toml:3: the equation of 'y'"
        """
        return f"{self.place}: the equation of {(self.stated or self.target).ascii!r}".removeprefix(": ")

    @property
    def body(self) -> Expression:
        """The right-hand side as it is written, with a minus before a sum and not in it."""
        return plus(*(_signed(term.written) for term in self.written or self.terms))

    def reads_as_written(self, quantity: Symbol) -> bool:
        """Say whether the terms as they are written, which read positions outside, read a bare quantity."""
        return any(bare(read) == quantity for term in self.written for read in symbols_of(term.body))


def _signed(expression: Expression) -> Expression:
    match expression:
        case Total(over, Negative(body)):
            return Negative(Total(over, body))
        case _:
            return expression


@lru_cache(maxsize=65536)
def bare(symbol: Symbol) -> Symbol:
    """Return the quantity that a symbol reads, without indices."""
    return symbol.read_at(()) if symbol.indices else symbol


@dataclass(frozen=True)
class Graph:
    """An evaluation order: leaves, then equations that read only what stands before them.

    Args:
        leaves: The quantities given from outside, with the indices they are declared with.
        equations: In evaluation order, one per quantity.

    Raises:
        GraphError: A quantity is defined twice or not before it is used, is read with the wrong number of
            indices or sizes, an index is neither free nor summed or is both, a recurrence reads what it has not
            computed yet, or an expression only shows.
    """

    leaves: tuple[Symbol, ...]
    equations: tuple[Equation, ...]
    declared: Mapping[Symbol, Symbol] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        declared: dict[Symbol, Symbol] = {}
        for leaf in self.leaves:
            _declare(leaf, declared)
        for block in self.blocks:
            if block[0].along is not None:
                _declare_block(block, declared)
            for equation in block:
                if not equation.terms:
                    raise GraphError(f"{equation.name} has no terms; a sum needs one or more")
                for term in equation.terms:
                    _check_term(equation, term, declared)
                if equation.along is None:
                    _declare(equation.target, declared, equation.place)
        object.__setattr__(self, "declared", MappingProxyType(declared))

    @cached_property
    def blocks(self) -> tuple[tuple[Equation, ...], ...]:
        """The equations in evaluation order, those of one recurrence together."""
        return blocks_of(self.equations)

    @cached_property
    def has_recurrences(self) -> bool:
        """Whether some equations are computed a position at a time."""
        return any(equation.along is not None for equation in self.equations)

    @cached_property
    def sizes(self) -> Mapping[Symbol, tuple[int, ...]]:
        """Of each bare quantity, how long it is along each dimension."""
        return {
            name: tuple(index.size for index in symbol.indices if isinstance(index, Index))
            for name, symbol in self.declared.items()
        }

    def equation(self, symbol: Symbol) -> Equation | None:
        """Return the equation that defines a quantity, or None for a leaf."""
        return self._by_target.get(bare(symbol))

    def block(self, symbol: Symbol) -> tuple[Equation, ...]:
        """Return the equation that defines a quantity, with those of its recurrence; of a leaf, none."""
        return self._block_of.get(bare(symbol), ())

    def readers(self, symbol: Symbol) -> list[Equation]:
        """Return the equations that read a quantity, in evaluation order."""
        return list(self._by_read.get(bare(symbol), ()))

    @cached_property
    def _by_read(self) -> Mapping[Symbol, Sequence[Equation]]:
        found: dict[Symbol, list[Equation]] = {}
        for equation in self.equations:
            for read in {bare(read) for term in equation.terms for read in symbols_of(term.body)}:
                found.setdefault(read, []).append(equation)
        return found

    @cached_property
    def _block_of(self) -> Mapping[Symbol, tuple[Equation, ...]]:
        return {bare(equation.target): block for block in self.blocks for equation in block}

    @cached_property
    def _by_target(self) -> Mapping[Symbol, Equation]:
        return {bare(equation.target): equation for equation in self.equations}

    def ancestors(self, of: Iterable[Symbol]) -> frozenset[Symbol]:
        """Return the bare symbols that the given quantities depend on, themselves included."""
        found = {bare(symbol) for symbol in of}
        for block in reversed(self.blocks):
            for equation in closed(block, lambda equation: bare(equation.target) in found):
                found.update(bare(s) for term in equation.terms for s in symbols_of(term.body))
        return frozenset(found)

    def descendants(self, of: Iterable[Symbol]) -> frozenset[Symbol]:
        """Return the bare symbols that depend on the given quantities, themselves included."""
        found = {bare(symbol) for symbol in of}

        def is_reached(equation: Equation) -> bool:
            return any(bare(s) in found for term in equation.terms for s in symbols_of(term.body))

        for block in self.blocks:
            for equation in closed(block, is_reached):
                found.add(bare(equation.target))
        return frozenset(found)


class Ordered(Protocol):
    """What may be part of a recurrence: an equation, or a statement of a program."""

    @property
    def along(self) -> Recurrence | None: ...


Part = TypeVar("Part", bound=Ordered)


def blocks_of(equations: Iterable[Part]) -> tuple[tuple[Part, ...], ...]:
    """Return equations in their order, the neighbours of one recurrence together and all others alone."""
    found: list[tuple[Part, ...]] = []
    for along, group in groupby(equations, key=lambda equation: equation.along):
        together = tuple(group)
        found += [together] if along is not None else [(equation,) for equation in together]
    return tuple(found)


def closed(block: Sequence[Part], holds: Callable[[Part], bool]) -> Iterator[Part]:
    """Yield the equations of a block for which something holds that others of them, once yielded, may bring about."""
    left = list(enumerate(block))
    while found := [(at, equation) for at, equation in left if holds(equation)]:
        yield from (equation for _, equation in found)
        left = [one for one in left if one not in found]


def _declare_block(block: Sequence[Equation], declared: dict[Symbol, Symbol]) -> None:
    """Declare what a recurrence defines, and check that each position is computed from those before it."""
    (along,) = {equation.along for equation in block}
    assert along is not None
    for equation in block:
        if along.index not in equation.target.indices:
            raise GraphError(f"{equation.name} is part of a recurrence along {along.index.name!r}, which it lacks")
        _declare(equation.target, declared, equation.place)
    done: set[Symbol] = set()
    order = {bare(equation.target): equation.target.indices.index(along.index) for equation in block}
    for equation in block:
        for term in equation.terms:
            for read in symbols_of(term.body):
                dimension = order.get(bare(read))
                if dimension is None or len(read.indices) <= dimension:
                    continue
                low, high = _apart(read.indices[dimension], along.index)
                is_now = low == high == 0 and bare(read) in done
                if not is_now and not (high < 0 if along.step > 0 else low > 0):
                    raise GraphError(
                        f"{equation.name} reads {read.ascii!r}; a recurrence along {along.index.name!r} reads itself "
                        f"only at positions {'before' if along.step > 0 else 'after'} {along.index.name!r}"
                    )
        done.add(bare(equation.target))


def _apart(position: Position, index: Index) -> tuple[int, int]:
    """Return how far a position is from that of an index, at the least and at the most."""
    return reach_of(combined((1, position), (-1, index)))


def _declare(symbol: Symbol, declared: dict[Symbol, Symbol], place: str = "") -> None:
    at = f"{place}: " if place else ""
    if bare(symbol) in declared:
        raise GraphError(f"{at}{bare(symbol).ascii!r} is defined twice; each quantity has one definition")
    if any(not isinstance(index, Index) for index in symbol.indices):
        raise GraphError(f"{at}{symbol.ascii!r} is declared with a fixed index; indices must be free")
    if len(set(symbol.indices)) != len(symbol.indices):
        raise GraphError(f"{at}{symbol.ascii!r} is declared with an index twice; each index may stand once")
    declared[bare(symbol)] = symbol


def _check_term(equation: Equation, term: Term, declared: Mapping[Symbol, Symbol]) -> None:
    where, target = equation.name, equation.target
    if _shows(term.body):
        raise GraphError(f"{where} holds a part that has no value; only arithmetic and functions may stand there")
    free, summed = set(target.indices), set(term.over)
    if len(summed) != len(term.over):
        twice = next(index.name for at, index in enumerate(term.over) if index in term.over[:at])
        raise GraphError(f"{where} sums over {twice!r} twice; each index may stand once")
    if free & summed:
        clash = sorted(index.name for index in term.over if index in free)[0]
        raise GraphError(f"{where} sums over {clash!r}, which is also an index of its target")
    for read in symbols_of(term.body):
        known = declared.get(bare(read))
        if known is None:
            raise GraphError(f"{where} uses {bare(read).ascii!r}, which nothing before it defines")
        if len(known.indices) != len(read.indices):
            count = f"{len(read.indices)} {'index' if len(read.indices) == 1 else 'indices'}"
            raise GraphError(f"{where} reads {read.ascii!r} with {count}, expected {len(known.indices)}")
        for given, expected in zip(read.indices, known.indices, strict=True):
            _check_position(where, read, given, expected, free | summed, bool(term.within))


def _check_position(
    where: str, read: Symbol, given: Position, expected: Position, bound: set[Position], windowed: bool
) -> None:
    assert isinstance(expected, Index)
    if isinstance(given, Affine):
        for index in indices_in(given):
            if index not in bound:
                raise GraphError(f"{where} reads {read.ascii!r}, but index {index.name!r} is neither free nor summed")
        low, high = given.range
        if not windowed and not (low >= 1 and high <= expected.size):
            raise GraphError(
                f"{where} reads {read.ascii!r}; {given} runs from {low} to {high}, expected 1 to {expected.size}"
            )
    elif isinstance(given, int):
        if not 1 <= given <= expected.size:
            raise GraphError(f"{where} reads {read.ascii!r}; its index runs from 1 to {expected.size}")
    elif given.size != expected.size:
        raise GraphError(
            f"{where} reads {read.ascii!r} with index {given.name!r} of size {given.size}, expected {expected.size}"
        )
    elif given not in bound:
        raise GraphError(f"{where} reads {read.ascii!r}, but index {given.name!r} is neither free nor summed")


def _shows(expression: Expression) -> bool:
    return isinstance(expression, Shown) or any(map(_shows, children(expression)))
