"""How many rows and columns the arrays of a document have, by what its equations make of them.

Sizes are classes of what must be equal: the columns of a matrix and the rows of what it multiplies, the two sides of an
equation, an index and the positions that it stands at. Each class gets a size of its own at the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import reduce
from itertools import pairwise
from typing import TypeAlias

from .. import thresholds
from ..lexicon.functions import DIAGONAL
from ..lexicon.roles import LOSS, RATE, parts_of
from ..tree import (
    Applied,
    Entrywise,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Size,
    Summed,
    Times,
    Turned,
)
from .members import Member, Variable
from .slots import ONES

ONE = "one"
"""The class of what is a single row or column."""

Shape: TypeAlias = "tuple[Hashable, Hashable] | None"
"""Classes of rows and columns; None where nothing is known of them."""

SINGLE: tuple[Hashable, Hashable] = (ONE, ONE)


class Ranks(Enum):
    """What letters without positions stand for."""

    SINGLE = "single"
    COLUMNS = "columns"
    ROWS = "rows"


@dataclass
class Classes:
    """Classes of what has the same size.

    Args:
        least: How large a class must be, by its members.
        counts: How large a class is that counts labels.
    """

    least: dict[Hashable, int] = field(default_factory=dict)
    counts: dict[Hashable, int] = field(default_factory=dict)
    _parents: dict[Hashable, Hashable] = field(default_factory=dict)
    changed: bool = False

    def root(self, member: Hashable) -> Hashable:
        """Return what stands for the class of a member."""
        path = []
        while (parent := self._parents.setdefault(member, member)) != member:
            path.append(member)
            member = parent
        for each in path:
            self._parents[each] = member
        return member

    def join(self, first: Hashable, second: Hashable) -> None:
        """Make two classes one."""
        first, second = self.root(first), self.root(second)
        several = max(self.least.get(first, 1), self.least.get(second, 1)) > 1
        if first == second or (several and self.root(ONE) in (first, second)):
            return
        if second == ONE:
            first, second = second, first
        self._parents[second] = first
        self.least[first] = max(self.least.get(first, 1), self.least.get(second, 1))
        if second in self.counts:
            self.counts[first] = max(self.counts.get(first, 1), self.counts[second])
        self.changed = True

    def demand(self, member: Hashable, size: int) -> None:
        """Make a class at least so large."""
        root = self.root(member)
        self.least[root] = max(self.least.get(root, 1), size)

    def count(self, member: Hashable, size: int) -> None:
        """Make a class that of some labels, of which there are so many."""
        self.demand(member, size)
        self.counts[self.root(member)] = max(self.counts.get(self.root(member), 1), size)

    def is_one(self, member: Hashable) -> bool:
        """Say whether a class has the size 1."""
        return self.root(member) == self.root(ONE)

    def sizes(self, members: Iterable[Hashable]) -> dict[Hashable, int]:
        """Return the size of the class of each member: 1, or what it must be, or one that few others have."""
        found: dict[Hashable, int] = {}
        drawn = 0
        for member in members:
            root = self.root(member)
            if root not in found:
                usual = thresholds.SIZES_OF_LETTERS[drawn % len(thresholds.SIZES_OF_LETTERS)]
                found[root] = max(usual, self.least.get(root, 1))
                drawn += 1
                if root == self.root(ONE):
                    found[root], drawn = 1, drawn - 1
                elif root in self.counts:
                    found[root], drawn = max(self.counts[root], self.least.get(root, 1)), drawn - 1
        return {member: found[self.root(member)] for member in members}


@dataclass
class ShapeRules:
    """What the equations of a document say of shapes.

    Args:
        ranks: What letters without positions stand for.
        positions: How many positions the entries of a quantity have; nothing where none are named.
        classes: The classes so far.
    """

    ranks: Ranks
    positions: Mapping[Variable, int]
    classes: Classes
    forced: bool = False

    def of_quantity(self, quantity: Variable, name: Name) -> tuple[Hashable, Hashable]:
        """Return the shape of a quantity."""
        entries = self.positions.get(quantity)
        rows, columns = (quantity, 0), (quantity, 1)
        if entries is not None:
            return (rows, columns) if entries > 1 else (rows, ONE) if self.ranks is not Ranks.ROWS else (ONE, columns)
        if name.base == ONES:
            return rows, ONE
        if self.ranks is Ranks.SINGLE or self._is_single(name):
            return SINGLE
        if name.base[:1].isupper() and len(name.base) == 1:
            return rows, columns
        return (rows, ONE) if self.ranks is Ranks.COLUMNS else (ONE, columns)

    def _is_single(self, name: Name) -> bool:
        return parts_of(name)[:1] in ((LOSS,), (RATE,)) or name.base in ("n", "m", "N", "pi")

    def equation(self, sides: Sequence[Node]) -> None:
        """Take in that sides are equal."""
        shapes = [self.of(side) for side in sides]
        for before, after in pairwise(shapes):
            self._same(before, after)

    def _same(self, first: Shape, second: Shape) -> Shape:
        if first is None or second is None:
            return first or second
        if self._lies_beside(first, second):
            return first
        self.classes.join(first[0], second[0])
        self.classes.join(first[1], second[1])
        return first

    def _lies_beside(self, first: Shape, second: Shape) -> bool:
        """Say whether both are vectors of which one stands and the other lies; then only their lengths are equal."""
        if first is None or second is None:
            return False
        ways = [[self.classes.is_one(at) for at in shape] for shape in (first, second)]
        if sorted(ways) != [[False, True], [True, False]]:
            return False
        self.classes.join(first[ways[0].index(False)], second[ways[1].index(False)])
        return True

    def of(self, node: Node) -> Shape:
        """Return the shape of a formula, as far as it is known."""
        match node:
            case Member(quantity=quantity, entry=entry):
                shape = self.of_quantity(quantity, node)
                return SINGLE if entry else shape
            case Numeral() | Name() | Summed():
                return SINGLE
            case Size(body):
                self.of(body)
                return SINGLE
            case Minus(body) | Raised(body, _):
                return self.of(body)
            case Plus(terms):
                return self._sum([self.of(term) for term in terms if not isinstance(term, Numeral)])
            case Entrywise(factors):
                return self._sum([self.of(factor) for factor in factors])
            case Times(factors):
                return reduce(self._product, map(self.of, factors))
            case Over(top, below):
                return self._quotient(self.of(top), self.of(below))
            case Applied(function=function, arguments=(argument,)):
                same = self.of(argument)
                return self._diagonal(same) if function == DIAGONAL else same
            case Rate(of, by):
                return self._rate(self.of(of), self.of(by))
            case Turned(body):
                inner = self.of(body)
                return None if inner is None else (inner[1], inner[0])
            case _:
                return None

    def _diagonal(self, shape: Shape) -> Shape:
        """Return the shape of the diagonal of a matrix, or of the matrix with a vector as its diagonal."""
        if shape is None or self._is_number(shape):
            return shape
        if any(map(self.classes.is_one, shape)):
            size = shape[0] if self.classes.is_one(shape[1]) else shape[1]
            return size, size
        return shape[0], ONE

    def _quotient(self, top: Shape, below: Shape) -> Shape:
        return self._same(top, below) if below is not None and not self._is_number(below) else top

    def _rate(self, of: Shape, by: Shape) -> Shape:
        if of is None or by is None:
            return None
        if self._is_number(of):
            return by
        return of if self._is_number(by) else None

    def _is_number(self, shape: tuple[Hashable, Hashable]) -> bool:
        return all(map(self.classes.is_one, shape))

    def _sum(self, shapes: list[Shape]) -> Shape:
        known = [shape for shape in shapes if shape is not None]
        if not known:
            return SINGLE if not shapes else None
        for shape in known[1:]:
            self._same(known[0], shape)
        return known[0]

    def _product(self, first: Shape, second: Shape) -> Shape:
        if first is None or second is None:
            return None
        if self._is_number(first):
            return second
        if self._is_number(second):
            return first
        same, one = self.classes.root, self.classes.is_one
        if same(first[1]) == same(second[0]):
            return first[0], second[1]
        if one(first[1]) and one(second[1]):
            return first if same(first[0]) == same(second[0]) else self._undecided(first, second)
        if one(first[1]) or one(second[0]):
            return self._undecided(first, second)
        self.classes.join(first[1], second[0])
        return first[0], second[1]

    def _undecided(self, first: tuple[Hashable, Hashable], second: tuple[Hashable, Hashable]) -> Shape:
        """Return the shape of a product that fits only where one of its factors is a single number."""
        if not self.forced:
            return None
        single = first if self.classes.is_one(first[1]) else second
        for at in single:
            self.classes.join(at, ONE)
        return second if single is first else first


def settle(rules: ShapeRules, equations: Sequence[Sequence[Node]]) -> None:
    """Take in what equations say of shapes, until nothing more follows from them."""
    for forced in (False, True):
        rules.forced = forced
        rules.classes.changed = True
        # Each pass but the last joins classes, of which there are no more than names.
        while rules.classes.changed:
            rules.classes.changed = False
            for sides in equations:
                rules.equation(sides)
