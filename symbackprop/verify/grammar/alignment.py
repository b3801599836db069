"""What a document states by putting numbers in: `z = w x + b = 0.5 × 2 + 0.1` gives w, x and b their numbers.

A side in names and a side in numbers, in one equation or in two of one quantity, are laid one upon the other; where a
name lies on a number, it is given it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..lexicon.roles import BIAS, INPUT, RATE, TARGET, WEIGHT, parts_of
from ..tree import (
    Chain,
    Grid,
    Minus,
    Name,
    Node,
    Numeral,
    Over,
    Plus,
    Raised,
    Rate,
    Times,
    Turned,
    names_in,
    numerals_in,
    parts,
    printed,
)
from .forms import key_of

LEAVES = frozenset((BIAS, INPUT, RATE, TARGET, WEIGHT))


def aligned_values(chains: Sequence[Chain]) -> Iterator[tuple[Name, Node, int]]:
    """Yield the names of what a network is given with what is put in for them, and where in the file."""
    formulas: dict[str, Node] = {}
    for chain in chains:
        subject = key_of(chain.sides[0].node)
        for side in chain.sides[1:]:
            formula = formulas.get(subject)
            if len(names_in(side.node)) > 1:
                formulas.setdefault(subject, side.node)
            elif formula is not None and not names_in(side.node) and numerals_in(side.node):
                for name, node in laid(formula, side.node):
                    if LEAVES & {*parts_of(name)[:1]} and not name.new:
                        yield name, node, side.span.start


def laid(formula: Node, numbers: Node) -> Iterator[tuple[Name, Node]]:
    """Yield what lies on each name, as far as the two have one shape."""
    match formula, numbers:
        case Name(), _ if printed(numbers) is not None or isinstance(numbers, (Grid, Turned)):
            yield formula, numbers
        case (Plus(left), Plus(right)) | (Times(left, _), Times(right, _)) if len(left) == len(right):
            for one, other in zip(left, right, strict=True):
                yield from laid(one, other)
        case Minus(one), Minus(other):
            yield from laid(one, other)
        case Over(top, below), Over(number, divisor):
            yield from laid(top, number)
            yield from laid(below, divisor)
        case Raised(base, _), Raised(number, _):
            yield from laid(base, number)
        case _:
            return


def unnumbered(chains: Sequence[Chain], part: str) -> list[Name]:
    """Return the names of a part that are added to numbers and left as names, so that their own is not said."""
    found: dict[str, Name] = {}
    for chain in chains:
        for side in chain.sides:
            if isinstance(side.node, Plus) and numerals_in(side.node):
                names = names_in(side.node)
                if len(names) == 1 and parts_of(names[0])[:1] == (part,) and names[0] in side.node.terms:
                    found.setdefault(key_of(names[0]), names[0])
    return list(found.values())


def aligned(symbolic: Node, numeric: Node) -> Iterator[tuple[Name, Numeral | Grid]]:
    """Yield the names of one side beside the numbers put in for them on another, where the two have one shape."""
    pairs = list(_aligned_parts(symbolic, numeric, whole=False))
    if all(pair is not None for pair in pairs) and isinstance(symbolic, type(numeric)):
        yield from ((name, number) for name, number in filter(None, pairs) if isinstance(name, Name))


def put_in(symbolic: Node, numeric: Node) -> Iterator[tuple[Node, Numeral | Grid]]:
    """Yield the names, derivatives and other parts of one side beside what is put in for them on another."""
    pairs = list(_aligned_parts(symbolic, numeric, whole=True))
    if all(pair is not None for pair in pairs) and not isinstance(symbolic, (Name, Rate)):
        yield from filter(None, pairs)


def _aligned_parts(symbolic: Node, numeric: Node, whole: bool) -> Iterator[tuple[Node, Numeral | Grid] | None]:
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
        yield from _aligned_parts(a, b, whole)


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
