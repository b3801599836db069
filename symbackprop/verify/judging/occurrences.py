"""Where a printed number stands, and what the numbers of its chain are of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType

from ...graph.tape import Ball
from ..grammar.forms import is_symbolic, symbolic_sides
from ..interpretation.naming import Naming
from ..quantities.atoms import Meaning
from ..quantities.refusals import NotCheckable, UnknownName
from ..reasons import Reason
from ..source import Span
from ..tree import Chain, Grid, Name, Node, Numeral, Rate, Turned, names_in, numerals_in, printed, walk
from ..values.arrays import Worth
from ..values.partial_point import NoValues


@dataclass(frozen=True, slots=True)
class ArrayPlace:
    """Where in a printed array a number stands.

    Args:
        row: Its row, from 0.
        column: Its column, from 0.
        shape: The rows and columns of the array.
    """

    row: int
    column: int
    shape: tuple[int, int]

    @property
    def text(self) -> str:
        """How a report says it: `[2]` in a single row or column, else `[1,2]`."""
        if min(self.shape) > 1:
            return f"[{self.row + 1},{self.column + 1}]"
        return f"[{self.row * self.shape[1] + self.column + 1}]"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A printed number and where it stands.

    Args:
        chain: Its equation.
        at: The side on which it stands.
        number: The number.
        line: The arithmetic that is printed before it, or None.
        place: Its place in a printed array, or None where it stands alone.
    """

    chain: Chain
    at: int
    number: Numeral
    line: Node | None = None
    place: ArrayPlace | None = None

    @property
    def span(self) -> Span:
        """The stretch that a verdict on it is about: its side, or in an array itself."""
        return self.chain.sides[self.at].span if self.place is None else self.number.span

    @property
    def formulas(self) -> tuple[Node, ...]:
        """The formulas of its equation."""
        return tuple(self.chain.sides[at].node for at in symbolic_sides(self.chain))

    @property
    def formulas_before(self) -> Iterator[Node]:
        """The formulas right before it, the nearest first; a name on the left is none."""
        first = 1 if is_named(self.chain.sides[0].node) else 0
        for at in range(self.at - 1, first - 1, -1):
            node = self.chain.sides[at].node
            if not is_symbolic(node):
                return
            yield node

    @property
    def lines_before(self) -> Iterator[tuple[Node, Span]]:
        """The arithmetic right before it with decimals in it, the nearest first, and where that stands."""
        for at in range(self.at - 1, 0, -1):
            side = self.chain.sides[at]
            if is_symbolic(side.node) or printed(side.node) is not None:
                return
            if any(numeral.value.denominator != 1 for numeral in numerals_in(side.node)):
                yield side.node, side.span


@dataclass(frozen=True, slots=True)
class Subject:
    """What the numbers of a chain are of.

    Args:
        node: The side that says it.
        meaning: The quantities that the left side names; None where it is a formula.
        truth: The certified value; None where it is not known.
        refusal: Why it is not known.
        lacks_values: Whether that is for want of given values.
    """

    node: Node
    meaning: Meaning | None = None
    truth: Worth | None = None
    refusal: Reason | None = None
    lacks_values: bool = False

    def entry(self, meaning: Meaning | None, truth: Ball | None) -> Subject:
        """Return what one entry of an array is of."""
        return replace(self, meaning=meaning, truth=truth)


def subject_with_value(naming: Naming, chain: Chain, meaning: Meaning | None) -> Subject:
    """Return what the numbers of a chain are of: its left side, or else its first formula that has a value.

    Args:
        naming: What the names mean.
        chain: The chain.
        meaning: The quantities that its left side names, or None.
    """
    refusal: Reason | None = None
    lacks_values = False
    for at, side in enumerate(chain.sides):
        node = side.node
        if not _names_something(node) or (at > 0 and not is_symbolic(node)):
            continue
        if at == 0 and _is_given_anew(naming, chain):
            continue
        try:
            of = meaning if at == 0 else None
            truth = naming.worth(node) if of is None else naming.at(naming.truth).worth(of)
        except NotCheckable as error:
            refusal = refusal or error.reason
            lacks_values = lacks_values or isinstance(error, NoValues)
            continue
        return Subject(node, meaning, truth, refusal, lacks_values)
    return Subject(chain.sides[0].node, meaning, None, refusal, lacks_values)


def _is_given_anew(naming: Naming, chain: Chain) -> bool:
    """Say whether the letter of Euler's number or π is a name here, which is given another number: `e = c + d = 3`."""
    first = chain.sides[0].node
    if not isinstance(first, Name) or first.base not in CONSTANTS or first.below or first.above or first.at:
        return False
    with suppress(UnknownName):
        naming.meaning(first)
        return False
    stated = [number for side in chain.sides[1:] if (number := printed(side.node)) is not None]
    return not any(int(number.value) == int(CONSTANTS[first.base]) for number in stated)


CONSTANTS: Mapping[str, float] = MappingProxyType({"e": math.e, "pi": math.pi})
"""The constants that letters stand for, where they are no names."""


def line_before(chain: Chain, at: int) -> Node | None:
    """Return the arithmetic that is printed before a side, or None where there is none."""
    for before in range(at - 1, -1, -1):
        node = chain.sides[before].node
        if is_symbolic(node):
            return None
        if printed(node) is None and numerals_in(node):
            return node
    return None


def is_named(node: Node) -> bool:
    """Say whether a side is a name, or a derivative that is named."""
    return isinstance(node, (Name, Rate))


def laid_out(node: Node) -> Node:
    """Return a side with its entries where a transpose puts them: `(1, 2)ᵀ` is a column."""
    if isinstance(node, Turned) and isinstance(node.body, Grid) and len({*map(len, node.body.rows)}) == 1:
        return replace(node.body, rows=tuple(zip(*node.body.rows, strict=True)))
    return node


def _names_something(node: Node) -> bool:
    return bool(names_in(node)) or any(isinstance(part, Rate) for part in walk(node))
