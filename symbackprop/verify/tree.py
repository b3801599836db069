"""What an equation says, as it is written: a tree in which every number and name knows its place in the file.

The expression tree of derivations holds what is true of a network; this one holds what somebody wrote, which may name
quantities that do not exist and lines that do not add up. The module is long because `parts` and `with_parts` know
every node.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from .reasons import Reason
from .source import Span
from .unjudged import Why


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number.

    Args:
        text: Its digits, with a point for the decimals and `e` for a power of ten.
        value: What they say, exactly.
        span: Where they stand.
        spare: How many of its last zeros may only say how large it is, as in `≈ 1170`.
    """

    text: str
    value: Fraction
    span: Span
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity as it is named.

    Args:
        base: The letter or word; Greek letters by their English names.
        below: What stands below it, in parts: `("o1",)`, `("1", "1")`.
        above: What stands above it and is no power: `("(1)",)`.
        at: The indices in brackets after it.
        accent: `hat`, `bar` or `tilde` above the letter, the upmost first, or nothing.
        new: Whether it is marked as updated.
        bold: Whether it is set as a vector or a matrix.
        text: As in the file.
        span: Where it stands.
    """

    base: str
    below: tuple[str, ...]
    above: tuple[str, ...]
    at: tuple[str, ...]
    accent: str
    new: bool
    bold: bool
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Minus:
    """Minus its body."""

    body: Node


@dataclass(frozen=True, slots=True)
class Plus:
    """Terms in reading order."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Factors in reading order; `tight` where they only stand side by side."""

    factors: tuple[Node, ...]
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Entrywise:
    """Factors multiplied entry by entry."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """A fraction."""

    top: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Raised:
    """A power."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of some arguments.

    Args:
        function: Which.
        primes: How many times it is differentiated.
        layer: What stands below it.
        arguments: Of what.
        span: Where it stands.
        letter: How it is called there.
    """

    function: str
    primes: int
    layer: tuple[str, ...]
    arguments: tuple[Node, ...]
    span: Span
    letter: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """A derivative that is named: `of` by `by`.

    Args:
        of: What is differentiated.
        by: With respect to what.
        span: Where it stands.
        held: What is held fixed behind a bar, `|_{z}`; something left out where that is all else that `of` is
            computed from, `|_{direct}`.
    """

    of: Node
    by: Node
    span: Span
    held: tuple[Name | Omitted, ...] = ()


class Gathering(Enum):
    """What is made of all terms of a formula; the values are the functions of them."""

    FIRST_LARGEST = "argmax"
    FIRST_SMALLEST = "argmin"
    LARGEST = "max"
    PRODUCT = "prod"
    SMALLEST = "min"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Summed:
    """A sum over the indices named, or over all entries where none is; `since` and `to` say where each runs.

    Where `how` says so, it is their product, or the largest or smallest one of them, or the place of that.
    """

    over: tuple[str, ...]
    body: Node
    to: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    how: Gathering = Gathering.SUM


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of entries: a vector or a matrix."""

    rows: tuple[tuple[Node, ...], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for a case: one side beside another, and what must hold with it."""

    left: Node
    relation: str
    right: Node
    also: Condition | None = None

    @property
    def all(self) -> tuple[Condition, ...]:
        """This condition and those that must hold with it."""
        return (self, *(self.also.all if self.also else ()))


@dataclass(frozen=True, slots=True)
class Cases:
    """A definition by cases, of which the first whose condition holds is meant; None holds otherwise."""

    values: tuple[Node, ...]
    conditions: tuple[Condition | None, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Turned:
    """The transpose of its body."""

    body: Node


@dataclass(frozen=True, slots=True)
class Size:
    """An absolute value, or a norm between double bars."""

    body: Node
    double: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """Entries of an array, by their indices."""

    body: Node
    at: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Omitted:
    """Dots that stand for what is left out."""

    span: Span


Node: TypeAlias = (
    Numeral
    | Name
    | Minus
    | Plus
    | Times
    | Entrywise
    | Over
    | Raised
    | Applied
    | Rate
    | Summed
    | Grid
    | Cases
    | Turned
    | Size
    | Picked
    | Omitted
)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a chain and the stretch that it takes."""

    node: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that could be read only by guessing what was meant."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides joined by relations, `a = b ≈ c`; a single side where nothing is claimed.

    Args:
        sides: In reading order.
        relations: One fewer than the sides: `=`, `≈`, `:=` or `≠`.
        span: The whole.
        damages: What had to be corrected to read it.
    """

    sides: tuple[Side, ...]
    relations: tuple[str, ...]
    span: Span
    damages: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece that is no equation to this reader, and why.

    Args:
        span: Where it stands.
        reason: Why.
        why: The kind of reason.
        claims: Whether it holds a relation, so that it claims something.
    """

    span: Span
    reason: Reason
    why: Why = Why.UNREADABLE
    claims: bool = True


def parts(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node, in reading order."""
    match node:
        case Numeral() | Name() | Omitted():
            return ()
        case Plus(several) | Times(several, _) | Entrywise(several):
            return several
        case Minus(body) | Summed(_, body, _) | Turned(body) | Size(body, _) | Picked(body, _, _):
            return (body,)
        case Over(first, second) | Raised(first, second) | Rate(first, second, _):
            return (first, second)
        case Applied(_, _, _, arguments, _):
            return arguments
        case Grid(rows, _):
            return tuple(entry for row in rows for entry in row)
        case Cases(values, conditions, _):
            compared = (side for at in conditions if at is not None for one in at.all for side in (one.left, one.right))
            return (*values, *compared)


def with_parts(node: Node, new: tuple[Node, ...]) -> Node:
    """Return the node with its direct parts replaced, in the order of `parts`."""
    match node:
        case Numeral() | Name() | Omitted():
            return node
        case Plus():
            return Plus(new)
        case Times():
            return replace(node, factors=new)
        case Entrywise():
            return Entrywise(new)
        case Minus() | Summed() | Turned() | Size() | Picked():
            return replace(node, body=new[0])
        case Over():
            return Over(new[0], new[1])
        case Raised():
            return Raised(new[0], new[1])
        case Rate():
            return replace(node, of=new[0], by=new[1])
        case Applied():
            return replace(node, arguments=new)
        case Grid(rows, span):
            entries = iter(new)
            return Grid(tuple(tuple(next(entries) for _ in row) for row in rows), span)
        case Cases(values, conditions, span):
            sides = iter(new[len(values) :])
            compared = tuple(None if at is None else _compared(at, sides) for at in conditions)
            return Cases(new[: len(values)], compared, span)


def _compared(condition: Condition, sides: Iterator[Node]) -> Condition:
    left, right = next(sides), next(sides)
    also = None if condition.also is None else _compared(condition.also, sides)
    return Condition(left, condition.relation, right, also)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all that is in it, in reading order."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        if not isinstance(found, (Numeral, Name, Omitted)):
            waiting.extend(reversed(parts(found)))


def names_in(node: Node) -> tuple[Name, ...]:
    """Return the names that stand in a node, in reading order."""
    return tuple(found for found in walk(node) if isinstance(found, Name))


def numerals_in(node: Node) -> tuple[Numeral, ...]:
    """Return the printed numbers of a node, in reading order."""
    return tuple(found for found in walk(node) if isinstance(found, Numeral))


def printed(node: Node) -> Numeral | None:
    """Return the number that a node is, its sign included, or None where it is more than a number."""
    match node:
        case Numeral():
            return node
        case Minus(Numeral(text, value, span, spare)):
            return Numeral("-" + text, -value, span, spare)
        case _:
            return None
