"""Matrices of samples, as `X` is of `x^{(i)}`: a row for each, where a document multiplies `X` by weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..tree import Chain, Name, Node, Times, Turned, walk
from .members import Member, Place


@dataclass(frozen=True, slots=True)
class Design:
    """A matrix whose rows are samples.

    Args:
        matrix: The matrix.
        rows: What each row is, in their order.
    """

    matrix: Member
    rows: tuple[Member, ...]


def designs(chains: Sequence[Chain], members: Iterable[Member]) -> Iterator[Design]:
    """Yield the matrices of samples of a document: capital letters without a formula, whose small letter has numbers.

    Args:
        chains: What the document says.
        members: Its quantities.
    """
    every = {(member.base, member.quantity.labels): member for member in members if not member.accent}
    defined = {side.base for side in (chain.sides[0].node for chain in chains) if isinstance(side, Name)}
    matrices = [
        member
        for (base, labels), member in every.items()
        if len(base) == 1 and base.isupper() and not labels and base not in defined
    ]
    found = [Design(matrix, _rows(matrix, every)) for matrix in matrices]
    found = [design for design in found if len(design.rows) > 1]
    if any(_multiplies_weights(design.matrix.base, chains) for design in found):
        yield from found


def entries(design: Design, shape: tuple[int, int]) -> Iterator[tuple[Place, Node]]:
    """Yield the entries of a matrix of samples, each with that of a sample which it is.

    Args:
        design: The matrix.
        shape: How many rows and columns it has.
    """
    rows, columns = shape
    for row, sample in enumerate(design.rows[:rows], start=1):
        for column in range(1, columns + 1):
            place = (row, column) if columns > 1 else (row,)
            yield (design.matrix.quantity, place), replace(sample, entry=(column,) if columns > 1 else ())


def _rows(matrix: Member, every: Mapping[tuple[str, tuple[int, ...]], Member]) -> tuple[Member, ...]:
    small = matrix.base.lower()
    labels = sorted(labels for base, labels in every if base == small and len(labels) == 1)
    if labels != [(number,) for number in range(1, len(labels) + 1)]:
        return ()
    return tuple(replace(every[small, at], entry=()) for at in labels)


def _multiplies_weights(letter: str, chains: Sequence[Chain]) -> bool:
    """Say whether a matrix stands before a vector, and never behind a matrix."""
    products = [
        node.factors for chain in chains for side in chain.sides for node in walk(side.node) if isinstance(node, Times)
    ]
    pairs = [pair for factors in products for pair in pairwise(factors)]
    before = any(_is_plain(left, letter) and isinstance(right, Name) and right.base.islower() for left, right in pairs)
    behind = any(_is_plain(right, letter) and _is_matrix(left) for left, right in pairs)
    return before and not behind


def _is_plain(node: Node, letter: str) -> bool:
    return isinstance(node, Name) and node.base == letter


def _is_matrix(node: Node) -> bool:
    name = node.body if isinstance(node, Turned) else node
    return isinstance(name, Name) and len(name.base) == 1 and name.base.isupper()
