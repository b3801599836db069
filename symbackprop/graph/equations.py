"""Equations in index notation, checked once, when they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType

from ..errors import GraphError
from ..expression.tree import Affine, Expression, Index, Position, Shown, Symbol, Total, children, plus, symbols_of


@dataclass(frozen=True, slots=True)
class Window:
    """A condition of a term: its position must lie from 1 to `size`, or the term is 0 there."""

    position: Position
    size: int


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
        """The term with its Σ."""
        return Total(self.over, self.body) if self.over else self.body


@dataclass(frozen=True, slots=True)
class Equation:
    """`target = terms[0] + terms[1] + …`; the target's indices are free.

    Args:
        target: What it defines.
        terms: What is added up.
        place: Where it was written, `file:line`, or nothing.
    """

    target: Symbol
    terms: tuple[Term, ...]
    place: str = field(default="", compare=False, repr=False)

    @property
    def name(self) -> str:
        """How a message names it.

        >>> Equation(Symbol("y"), (), "net.toml:3").name
        "net.toml:3: the equation of 'y'"
        """
        return f"{self.place}: the equation of {self.target.ascii!r}".removeprefix(": ")

    @property
    def body(self) -> Expression:
        """The right-hand side as it is written."""
        return plus(*(term.written for term in self.terms))


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
            indices or sizes, an index is neither free nor summed or is both, or an expression only shows.
    """

    leaves: tuple[Symbol, ...]
    equations: tuple[Equation, ...]
    declared: Mapping[Symbol, Symbol] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        declared: dict[Symbol, Symbol] = {}
        for leaf in self.leaves:
            _declare(leaf, declared)
        for equation in self.equations:
            if not equation.terms:
                raise GraphError(f"{equation.name} has no terms; a sum needs one or more")
            for term in equation.terms:
                _check_term(equation, term, declared)
            _declare(equation.target, declared, equation.place)
        object.__setattr__(self, "declared", MappingProxyType(declared))

    def equation(self, symbol: Symbol) -> Equation | None:
        """Return the equation that defines a quantity, or None for a leaf."""
        return self._by_target.get(bare(symbol))

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
    def _by_target(self) -> Mapping[Symbol, Equation]:
        return {bare(equation.target): equation for equation in self.equations}

    def ancestors(self, of: Iterable[Symbol]) -> frozenset[Symbol]:
        """Return the bare symbols that the given quantities depend on, themselves included."""
        found = {bare(symbol) for symbol in of}
        for equation in reversed(self.equations):
            if bare(equation.target) in found:
                found.update(bare(s) for term in equation.terms for s in symbols_of(term.body))
        return frozenset(found)

    def descendants(self, of: Iterable[Symbol]) -> frozenset[Symbol]:
        """Return the bare symbols that depend on the given quantities, themselves included."""
        found = {bare(symbol) for symbol in of}
        for equation in self.equations:
            if any(bare(s) in found for term in equation.terms for s in symbols_of(term.body)):
                found.add(bare(equation.target))
        return frozenset(found)


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
        for _, index in given.parts:
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
