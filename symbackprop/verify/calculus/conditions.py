"""What a document supposes of letters that nothing defines: `A^T = A`, `A x = 0`, `u^T u = 1`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from ..tree import Applied, Name, Node, Numeral, Raised, Rate, Turned, names_in, walk
from .members import Member, Place, Variable


def is_condition(sides: Sequence[Node], defines: Callable[[Variable], bool]) -> bool:
    """Say whether an equation that does not hold for all values of its letters supposes that it does.

    It says what a formula of free letters comes to: a number or a letter. Who differentiates, or compares formulas of
    what the document defines alone, claims something.

    Args:
        sides: The sides, with numbers in place of indices.
        defines: Says whether the document has a formula for a quantity.
    """
    if len(sides) != 2 or not any(_is_plain(side, defines) for side in sides):
        return False
    parts = [part for side in sides for part in walk(side)]
    if any(isinstance(part, Rate) or (isinstance(part, Applied) and part.primes) for part in parts):
        return False
    return any(_supposed(sides, defines))


def supposed_of(sides: Sequence[Node], defines: Callable[[Variable], bool]) -> frozenset[Variable]:
    """Return the quantities of which an equation supposes something."""
    return frozenset(_supposed(sides, defines))


def symmetric(sides: Sequence[Node]) -> Member | None:
    """Return the matrix of which an equation says that it is its own transpose, or None where it says another thing."""
    if len(sides) == 2:
        for one, other in (sides, sides[::-1]):
            match one, other:
                case Turned(Member(quantity=same, entry=())), Member(quantity=quantity, entry=()) if same == quantity:
                    return other
    return None


def mirrored_entries(matrix: Member, size: int) -> Iterator[tuple[Place, Node]]:
    """Yield the entries below the diagonal of a symmetric matrix, each with the entry above it that it equals."""
    for column, row in combinations(range(1, size + 1), 2):
        yield (matrix.quantity, (row, column)), replace(matrix, entry=(column, row))


def _is_plain(node: Node, defines: Callable[[Variable], bool]) -> bool:
    """Say whether a side is a number or a letter that the document has no formula for, maybe transposed or squared."""
    match node:
        case Member(quantity=quantity):
            return not defines(quantity)
        case Name() | Numeral():
            return True
        case Turned(body) | Raised(body, _):
            return _is_plain(body, defines)
    return False


def _supposed(sides: Sequence[Node], defines: Callable[[Variable], bool]) -> Iterator[Variable]:
    for name in (name for side in sides for name in names_in(side)):
        if isinstance(name, Member) and not defines(name.quantity):
            yield name.quantity
