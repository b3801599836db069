"""Equations in index notation, checked once, when they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from ..errors import GraphError
from ..expression.tree import Expression, Index, Shown, Symbol, Total, children, plus, symbols_of


@dataclass(frozen=True, slots=True)
class Term:
    """A pointwise expression over indexed quantities, and the indices it sums over."""

    body: Expression
    over: tuple[Index, ...] = ()

    @property
    def written(self) -> Expression:
        """The term with its Σ."""
        return Total(self.over, self.body) if self.over else self.body


@dataclass(frozen=True, slots=True)
class Equation:
    """`target = terms[0] + terms[1] + …`; the target's indices are free."""

    target: Symbol
    terms: tuple[Term, ...]

    @property
    def body(self) -> Expression:
        """The right-hand side as it is written."""
        return plus(*(term.written for term in self.terms))


def bare(symbol: Symbol) -> Symbol:
    """Return the quantity that a symbol reads, without indices."""
    return replace(symbol, indices=()) if symbol.indices else symbol


@dataclass(frozen=True)
class Graph:
    """An evaluation order: leaves, then equations that read only what stands before them.

    Args:
        leaves: The quantities given from outside, with the indices they are declared with.
        equations: In evaluation order, one a quantity.

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
                raise GraphError(f"the equation of {equation.target.ascii!r} has no terms; a sum needs one or more")
            for term in equation.terms:
                _check_term(equation.target, term, declared)
            _declare(equation.target, declared)
        object.__setattr__(self, "declared", MappingProxyType(declared))

    def equation(self, symbol: Symbol) -> Equation | None:
        """Return the equation that defines a quantity, or None for a leaf."""
        return self._by_target.get(bare(symbol))

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


def _declare(symbol: Symbol, declared: dict[Symbol, Symbol]) -> None:
    if bare(symbol) in declared:
        raise GraphError(f"{bare(symbol).ascii!r} is defined twice; each quantity has one definition")
    if any(not isinstance(index, Index) for index in symbol.indices):
        raise GraphError(f"{symbol.ascii!r} is declared with a fixed index; indices must be free")
    if len(set(symbol.indices)) != len(symbol.indices):
        raise GraphError(f"{symbol.ascii!r} is declared with an index twice; each index may stand once")
    declared[bare(symbol)] = symbol


def _check_term(target: Symbol, term: Term, declared: Mapping[Symbol, Symbol]) -> None:
    where = f"the equation of {target.ascii!r}"
    if _shows(term.body):
        raise GraphError(f"{where} holds a part that has no value; only arithmetic and functions may stand there")
    free, summed = set(target.indices), set(term.over)
    if len(summed) != len(term.over):
        names = ", ".join(repr(index.name) for index in term.over)
        raise GraphError(f"{where} sums over {names}; each index may stand once")
    if free & summed:
        clash = sorted(index.name for index in term.over if index in free)[0]
        raise GraphError(f"{where} sums over {clash!r}, which is also an index of its target")
    for read in symbols_of(term.body):
        known = declared.get(bare(read))
        if known is None:
            raise GraphError(f"{where} uses {bare(read).ascii!r}, which nothing before it defines")
        if len(known.indices) != len(read.indices):
            raise GraphError(
                f"{where} reads {read.ascii!r} with {len(read.indices)} indices, expected {len(known.indices)}"
            )
        for given, expected in zip(read.indices, known.indices, strict=True):
            _check_index(where, read, given, expected, free | summed)


def _check_index(where: str, read: Symbol, given: Index | int, expected: Index | int, bound: set[Index | int]) -> None:
    assert isinstance(expected, Index)
    if isinstance(given, int):
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
