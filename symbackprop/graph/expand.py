"""Expansion: a graph in index notation to the scalar graph of the same meaning, all at once or piece by piece."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from math import prod
from types import MappingProxyType
from typing import TypeAlias

from ..expression.tree import (
    ZERO,
    Affine,
    Expression,
    Index,
    Position,
    Symbol,
    plus,
    rebuilt,
    symbols_of,
    value_of_position,
)
from .equations import Equation, Graph, Term, bare
from .recurrences import places_of
from .shifts import indices_in
from .windows import Window

Labels = Mapping[Symbol, Symbol]
"""From an element, a symbol with fixed indices, to the name that the field gives it: `W1[1,2]` to `w2`."""


At: TypeAlias = tuple[int, ...]
"""The position of an element, from 1 along each dimension."""


class Naming(Labels):
    """Labels that name all elements of a quantity at once, which a wide network needs."""

    @abstractmethod
    def all_of(self, quantity: Symbol) -> tuple[Symbol, ...] | None:
        """Return the names of all elements of a bare quantity, the last index fastest; None if it has none."""

    @abstractmethod
    def place(self, name: Symbol) -> tuple[Symbol, At] | None:
        """Return the bare quantity and the position of the element that has a name; None if there is none."""


LONGEST_POSITION = 9
"""Digits of a position that is looked at; no dimension is as long."""

LONG_SUM = 16
"""Terms from which on a sum is not made for the sake of a few of them."""

NO_LABELS: Labels = MappingProxyType({})


def element(symbol: Symbol, at: At, labels: Labels) -> Symbol:
    """Return the scalar name of one element of a quantity.

    >>> element(Symbol("net", "h"), (1,), {}).ascii, element(Symbol("W", "1"), (2, 3), {}).ascii
    ('net_h1', 'W1_2_3')
    >>> element(Symbol("net", "h", sample="n"), (2, 1), {}).ascii
    'net_h1_s2'
    """
    if not at:
        return bare(symbol)
    label = None if labels is NO_LABELS else labels.get(symbol.read_at(at, mark=""))
    if label is None:
        sample, at = (str(at[0]), at[1:]) if symbol.sample else ("", at)
        below, joined = symbol.subscript, ",".join(map(str, at))
        separator = "," if below and at and (len(at) > 1 or below[-1].isdigit()) else ""
        # Made outright, as `Symbol.read_at` does.
        return Symbol(
            symbol.base,
            below + separator + joined,
            mark=symbol.mark,
            bold=symbol.bold,
            superscript=symbol.superscript,
            accent=symbol.accent,
            sample=sample,
        )
    return label.marked(symbol.mark) if symbol.mark else label


def is_position(text: str) -> bool:
    """Say whether a part of a name is a position."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_POSITION


def place_in(leaf: Symbol, name: Symbol, labels: Labels) -> At | None:
    """Return the position of the element of a declared quantity that has a name, or None; `element` the other way.

    >>> place_in(Symbol("net", "h", (Index("j", 3),)), Symbol("net", "h2"), {})
    (2,)
    >>> place_in(Symbol("net", "h", (Index("j", 3),)), Symbol("net", "h4"), {}) is None
    True
    """
    if isinstance(labels, Naming):
        found = labels.place(name)
        if found is not None:
            return found[1] if found[0] == bare(leaf) else None
    if name.base != leaf.base:
        return None
    below = name.subscript.removeprefix(leaf.subscript).removeprefix(",")
    parts = [*([name.sample] if leaf.sample else []), *(below.split(",") if below else [])]
    if len(parts) != len(leaf.indices):
        return None
    if not all(map(is_position, parts)):
        return None
    at = tuple(map(int, parts))
    inside = all(
        1 <= here <= index.size for here, index in zip(at, leaf.indices, strict=True) if isinstance(index, Index)
    )
    return at if inside and element(bare(leaf), at, NO_LABELS) == name else None


def positions(indices: tuple[Position, ...]) -> Iterator[At]:
    """Yield the positions that indices run through, the last one fastest, from 1."""
    runs: list[Iterable[int]] = []
    for position in indices:
        assert not isinstance(position, Affine)
        runs.append(range(1, position.size + 1) if isinstance(position, Index) else (position,))
    return product(*runs)


def elements(symbol: Symbol, labels: Labels) -> tuple[Symbol, ...]:
    """Return the scalar names of all elements of a declared quantity, the last index fastest."""
    quantity = bare(symbol)
    if isinstance(labels, Naming):
        known = labels.all_of(quantity.marked(""))
        if known is not None:
            return tuple(name.marked(quantity.mark) for name in known) if quantity.mark else known
        labels = NO_LABELS
    return tuple(element(quantity, at, labels) for at in positions(symbol.indices))


def expand(graph: Graph, labels: Labels) -> Graph:
    """Return the graph whose quantities are the elements of the given one and whose sums are written out."""
    leaves = tuple(name for leaf in graph.leaves for name in elements(leaf, labels))
    equations = tuple(
        expand_at(equation, at, labels)
        for block in graph.blocks
        for equation, part in places_of(block)
        for at in positions(part)
    )
    return Graph(leaves, equations)


def expand_at(equation: Equation, at: At, labels: Labels) -> Equation:
    """Return the scalar equation of one element of an equation's target."""
    free = dict(zip(equation.target.indices, at, strict=True))
    terms = [
        _instance(term.body, here, labels)
        for term in equation.terms
        for summed in positions(term.over)
        if _counts(term.within, here := free | dict(zip(term.over, summed, strict=True)))
    ]
    return Equation(
        element(bare(equation.target), at, labels), (Term(plus(*terms) if terms else ZERO),), equation.place
    )


def _counts(windows: tuple[Window, ...], at: Mapping[Position, int]) -> bool:
    return all(1 <= _fixed(window.position, at) <= window.size for window in windows)


def _fixed(position: Position, at: Mapping[Position, int]) -> int:
    return value_of_position(position, at)  # type: ignore[arg-type]


def _instance(expression: Expression, at: Mapping[Position, int], labels: Labels) -> Expression:
    if isinstance(expression, Symbol):
        return element(bare(expression), tuple(_fixed(i, at) for i in expression.indices), labels)
    return rebuilt(expression, lambda part: _instance(part, at, labels))


@dataclass
class Expansion:
    """The scalar view of a graph, of which only that is made which is asked for.

    Args:
        graph: Equations in index notation.
        labels: The names of elements that have one of their own.
    """

    graph: Graph
    labels: Labels
    _elements: dict[Symbol, tuple[Symbol, ...]] = field(init=False, default_factory=dict)
    _places: dict[Symbol, tuple[Symbol, At] | None] = field(init=False, default_factory=dict)
    _equations: dict[Symbol, Equation | None] = field(init=False, default_factory=dict)
    _readers: dict[Symbol, tuple[Symbol, ...]] = field(init=False, default_factory=dict)

    def elements(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """Return the names of all elements of a declared quantity, the last index fastest."""
        if symbol not in self._elements:
            self._elements[symbol] = elements(symbol, self.labels)
        return self._elements[symbol]

    def place(self, name: Symbol) -> tuple[Symbol, At] | None:
        """Return the bare quantity and the position that a scalar name stands for, or None."""
        plain = name.marked("")
        if plain not in self._places:
            self._places[plain] = self._place(plain)
        found = self._places[plain]
        if found is None or not name.mark:
            return found
        marked = found[0].marked(name.mark)
        return (marked, found[1]) if marked in self.graph.declared else None

    def offset(self, quantity: Symbol, at: At) -> int:
        """Return where an element stands in the list of all elements of a bare quantity, from 0."""
        found = 0
        for index, position in zip(self.graph.declared[quantity].indices, at, strict=True):
            assert isinstance(index, Index)
            found = found * index.size + position - 1
        return found

    def _place(self, name: Symbol) -> tuple[Symbol, At] | None:
        """Find an element by its name alone; a wide quantity has too many names to make them all."""
        if self.labels and not isinstance(self.labels, Naming):
            return self._labelled.get(name)
        found = self.labels.place(name) if isinstance(self.labels, Naming) else None
        if found is not None:
            return found if found[0] in self.graph.declared else None
        for quantity in self._by_base.get(name.base, ()):
            at = place_in(self.graph.declared[quantity], name, NO_LABELS)
            if at is not None:
                return quantity, at
        return None

    @cached_property
    def _by_base(self) -> dict[str, list[Symbol]]:
        found: dict[str, list[Symbol]] = {}
        for quantity in self.graph.declared:
            if not quantity.mark:
                found.setdefault(quantity.base, []).append(quantity)
        return found

    @cached_property
    def _labelled(self) -> dict[Symbol, tuple[Symbol, At]]:
        return {
            name: (quantity, at)
            for quantity, declared in self.graph.declared.items()
            if not quantity.mark
            for name, at in zip(self.elements(declared), positions(declared.indices), strict=True)
        }

    def equation(self, name: Symbol) -> Equation | None:
        """Return the scalar equation of a name, or None for a leaf or what the graph does not hold."""
        if name not in self._equations:
            place = self.place(name)
            whole = self.graph.equation(place[0]) if place else None
            self._equations[name] = expand_at(whole, place[1], self.labels) if place and whole else None
        return self._equations[name]

    def part_reading(self, name: Symbol, read: Symbol) -> Expression | None:
        """Return the terms of a long sum that read a quantity, of which the rest need not be made.

        Args:
            name: The scalar whose equation is a sum.
            read: The scalar that is read.

        Returns:
            Those terms, added; None where the sum is short, or which terms read it cannot be told without making them.
        """
        place, wanted = self.place(name), self.place(read)
        whole = self.graph.equation(place[0]) if place else None
        if place is None or wanted is None or whole is None:
            return None
        if sum(prod(index.size for index in term.over) for term in whole.terms) < LONG_SUM:
            return None
        free: dict[Position, int] = dict(zip(whole.target.indices, place[1], strict=True))
        found: list[Expression] = []
        for term in whole.terms:
            reads = [symbol for symbol in symbols_of(term.body) if bare(symbol) == wanted[0]]
            read_at = [position for symbol in reads for position in symbol.indices]
            if len(reads) > 1 or len(set(read_at)) < len(read_at) or any(isinstance(at, Affine) for at in read_at):
                return None
            bound: dict[Position, int] = dict(zip(reads[0].indices, wanted[1], strict=True)) if reads else {}
            fixed: dict[Position, int] = free | {at: at for at in bound if isinstance(at, int)}
            if not reads or any(fixed.get(position, at) != at for position, at in bound.items()):
                continue
            rest = [index for index in term.over if index not in bound]
            for others in positions(tuple(rest)):
                here: dict[Position, int] = free | bound | dict(zip(rest, others, strict=True))
                if _counts(term.within, here):
                    found.append(_instance(term.body, here, self.labels))
        return plus(*found) if found else ZERO

    def readers(self, name: Symbol) -> tuple[Symbol, ...]:
        """Return the names whose equations read a name, in evaluation order; adjoints are not counted."""
        if name not in self._readers:
            place = self.place(name)
            found: dict[Symbol, None] = {}
            if place is not None:
                for equation, term, read in self._reads.get(place[0], ()):
                    for at in _targets(equation, term, read, place[1]):
                        found[element(bare(equation.target), at, self.labels)] = None
            self._readers[name] = tuple(found)
        return self._readers[name]

    @cached_property
    def _reads(self) -> dict[Symbol, list[tuple[Equation, Term, Symbol]]]:
        found: dict[Symbol, list[tuple[Equation, Term, Symbol]]] = {}
        for equation in self.graph.equations:
            for term in equation.terms if not equation.target.mark else ():
                for read in symbols_of(term.body):
                    found.setdefault(bare(read), []).append((equation, term, read))
        return found

    def descendants(self, names: Iterable[Symbol]) -> frozenset[Symbol]:
        """Return what depends on the given names, themselves included."""
        found = set(names)
        waiting = list(found)
        while waiting:
            for reader in self.readers(waiting.pop()):
                if reader not in found:
                    found.add(reader)
                    waiting.append(reader)
        return frozenset(found)


def _targets(equation: Equation, term: Term, read: Symbol, at: At) -> Iterator[At]:
    """Yield the positions of the target at which a term reads one element, in order."""
    bound: dict[Position, int] = {}
    shifted: list[tuple[Affine, int]] = []
    for position, wanted in zip(read.indices, at, strict=True):
        if isinstance(position, Affine):
            shifted.append((position, wanted))
        elif isinstance(position, int):
            if position != wanted:
                return
        elif bound.setdefault(position, wanted) != wanted:
            return
    # Only the indices that decide whether the element is read need a value; summed ones elsewhere do not matter.
    deciding = {index for affine, _ in shifted for index in indices_in(affine)}
    deciding |= {index for window in term.within for index in indices_in(window.position)}
    free = [index for index in equation.target.indices if isinstance(index, Index)]
    open_ones = [*(i for i in free if i not in bound), *(i for i in term.over if i in deciding and i not in bound)]
    seen: set[At] = set()
    for values in positions(tuple(open_ones)):
        here = bound | dict(zip(open_ones, values, strict=True))
        if _counts(term.within, here) and all(_fixed(affine, here) == wanted for affine, wanted in shifted):
            found = tuple(here[index] for index in free)
            if found not in seen:
                seen.add(found)
                yield found
