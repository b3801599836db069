"""Sides of an equation beside each other: which are formulas, what stands for what, and whether they are equal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product, starmap

from .cells import Cells, Worth
from .guard import SECONDS, Phase, TookTooLong, within
from .meanings import UnknownName
from .naming import Naming
from .points import Misfit, NotCheckable, Point, is_equal
from .syntax import (
    Applied,
    Chain,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Rate,
    Times,
    names_in,
    parts,
    printed,
    walk,
)

CONSTANT_VALUES = frozenset({Fraction(1, 2), Fraction(1, 4), Fraction(0), Fraction(1), Fraction(2), Fraction(1, 100)})


def aligned(symbolic: Node, numeric: Node) -> Iterator[tuple[Name, Numeral | Grid]]:
    """Yield the names of one side beside the numbers put in for them on another, where the two have one shape."""
    pairs = list(_aligned(symbolic, numeric, whole=False))
    if all(pair is not None for pair in pairs) and isinstance(symbolic, type(numeric)):
        yield from ((name, number) for name, number in filter(None, pairs) if isinstance(name, Name))


def put_in(symbolic: Node, numeric: Node) -> Iterator[tuple[Node, Numeral | Grid]]:
    """Yield the names, derivatives and other parts of one side beside what is put in for them on another."""
    pairs = list(_aligned(symbolic, numeric, whole=True))
    if all(pair is not None for pair in pairs) and not isinstance(symbolic, (Name, Rate)):
        yield from filter(None, pairs)


def _aligned(symbolic: Node, numeric: Node, whole: bool) -> Iterator[tuple[Node, Numeral | Grid] | None]:
    fused = whole and bool(names_in(symbolic)) and type(symbolic) is not type(numeric)
    if isinstance(symbolic, Name) or fused:
        number = printed(_undoubled(numeric))
        if number is not None:
            yield symbolic, number
            return
        if isinstance(numeric, Grid) and is_printed_grid(numeric):
            yield symbolic, numeric
            return
        if isinstance(symbolic, (Name, Rate)):
            if symbolic != numeric:
                yield None
            return
    if isinstance(symbolic, (Rate, Numeral)):
        return
    if whole and isinstance(symbolic, Times) and isinstance(numeric, Minus) and isinstance(numeric.body, Times):
        # The minus before a product belongs to its first number.
        first, *rest = numeric.body.factors
        numeric = replace(numeric.body, factors=(Minus(first), *rest))
    mine, yours = parts(symbolic), parts(numeric)
    if type(symbolic) is not type(numeric) or len(mine) != len(yours):
        yield None
        return
    for a, b in zip(mine, yours, strict=True):
        yield from _aligned(a, b, whole)


def _undoubled(node: Node) -> Node:
    """Return a number without the two signs before it that cancel."""
    match node:
        case Minus(Minus(Numeral() as number)):
            return number
        case _:
            return node


def is_printed_grid(node: Node) -> bool:
    """Say whether a side is a vector or a matrix of printed numbers."""
    return isinstance(node, Grid) and all(printed(entry) for row in node.rows for entry in row)


def is_symbolic(node: Node) -> bool:
    """Say whether a side names quantities and puts no decimals in for any."""
    named = False
    for part in walk(node):
        if isinstance(part, Numeral) and part.value.denominator != 1 and part.value not in CONSTANT_VALUES:
            return False
        if isinstance(part, Applied) and part.function != "sqrt" and not names_in(part):
            return False
        named |= isinstance(part, (Name, Rate)) and not (isinstance(part, Name) and part.base == "pi")
    return named


def symbolic_sides(chain: Chain) -> list[int]:
    """Return which sides of a chain are symbolic."""
    return [at for at, side in enumerate(chain.sides) if is_symbolic(side.node)]


def holds(naming: Naming, chain: Chain, points: Sequence[Point]) -> bool | None:
    """Say whether the symbolic sides of a chain are equal; None where that cannot be told."""
    sides = symbolic_sides(chain)
    try:
        return within(
            SECONDS,
            Phase.NAMING,
            chain.span,
            lambda: all(same(naming, chain.sides[a].node, chain.sides[b].node, points) for a, b in pairwise(sides)),
        )
    except (NotCheckable, TookTooLong):
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """How products of vectors and derivatives are read; see Evaluation."""

    entrywise: bool
    local: bool


def same(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> bool:
    """Say whether two sides are equal at all points, under some way in which they can be read.

    Raises:
        NotCheckable: They have no values under any.
    """
    return next(ways_of(naming, left, right, points), None) is not None


def ways_of(naming: Naming, left: Node, right: Node, points: Sequence[Point]) -> Iterator[Way]:
    """Yield the ways of reading two sides under which they are equal at all points.

    Raises:
        NotCheckable: They have no values under any.
    """
    refusal: NotCheckable | None = None
    answered = False  # Whether under any way they have values, equal or not.
    has_rates = any(isinstance(part, Rate) for node in (left, right) for part in walk(node))
    locals_tried = (False, True) if has_rates else (False,)
    for way in starmap(Way, product((True, False), locals_tried)):
        open_at = 0
        for point in points:
            try:
                if not same_at(naming, left, right, point, way):
                    answered = True
                    break
            except NotCheckable as error:
                refusal, open_at = error, open_at + 1
                # Where a side has no value, as the root of a negative number has none, another point may tell.
                if isinstance(error, (Misfit, UnknownName)):
                    break
        else:
            if not open_at:
                answered = True
                yield way
    if not answered and refusal is not None:
        raise refusal


def same_at(naming: Naming, left: Node, right: Node, point: Point, way: Way) -> bool:
    """Say whether two sides, read in one way, are equal at a point.

    Raises:
        NotCheckable: One of them has no value there.
    """
    evaluation = naming.at(point, entrywise=way.entrywise, local=way.local)
    return equal_worth(evaluation.of(left), evaluation.of(right))


def equal_worth(left: Worth, right: Worth) -> bool:
    """Say whether two values are the same, entry by entry.

    Raises:
        NotCheckable: That cannot be decided.
    """
    if isinstance(left, Cells) != isinstance(right, Cells):
        raise Misfit("an array beside a single number")
    if not isinstance(left, Cells):
        assert not isinstance(right, Cells)
        equal = is_equal(left, right)
        if equal is None:
            raise NotCheckable("the values cannot be told apart")
        return equal
    assert isinstance(right, Cells)
    if left.shape != right.shape:
        if (left.free or right.free) and left.shape == right.shape[::-1]:
            right = right.turned
        else:
            raise Misfit(f"a {left.shape} array beside a {right.shape} array".replace(", ", "×"))
    entries = [is_equal(a, b) for a, b in zip(left.flat, right.flat, strict=True)]
    if None in entries and False not in entries:
        raise NotCheckable("the values cannot be told apart")
    return all(entries)
