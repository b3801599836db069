"""Numbers at which two sides of a formula differ, for a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...graph.tape import Ball
from ..tree import Node
from ..values.arithmetic import is_equal
from ..values.arrays import Cells, Worth
from .evaluation import LetterCalculation
from .members import Entry, Member, Place, Variable


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Letters at which two sides differ.

    Args:
        letters: What they are worth, by their names.
        left: What the one side is then, or an entry of it.
        right: What the other is.
        at: Which side of the chain the other is, from 0.
        nodes: The sides.
        places: The letters, as what they are.
    """

    letters: tuple[tuple[str, str], ...]
    left: Ball
    right: Ball
    at: int
    nodes: tuple[Node, Node]
    places: frozenset[Place] = frozenset()


def counterexample(
    calculation: LetterCalculation,
    members: Mapping[Variable, Member],
    nodes: tuple[Node, Node],
    at: int,
    worth: tuple[Worth, Worth],
) -> Counterexample:
    """Return a counterexample with the letters that two sides depend on, and their first entries that differ.

    Args:
        calculation: Works the sides out anew.
        members: The quantities, each with a name.
        nodes: The sides.
        at: Which side of the chain the second is.
        worth: What they are worth.
    """
    for node in nodes:
        calculation.of(node)
    shown = tuple(
        (_called(members[quantity], entry), _decimal(calculation.letters.value(quantity, entry)))
        for quantity, entry in sorted(calculation.used, key=str)
        if quantity in members
    )
    left, right = _first_unlike(*worth)
    return Counterexample(shown, left, right, at, nodes, frozenset(calculation.used))


def _decimal(number: Ball) -> str:
    return f"{float(number):g}"


def _called(name: Member, entry: Entry) -> str:
    base = re.split(r"[_^\[]", name.text.replace("\\", ""))[0]
    sign = "^" if name.above else "_"
    counted = [f"{sign}{number}" for number in name.quantity.labels]
    words = [f"_{word}" for word in name.quantity.words]
    return base + "".join([*words, *counted]) + (f"_{','.join(map(str, entry))}" if entry else "")


def _first_unlike(left: Worth, right: Worth) -> tuple[Ball, Ball]:
    if isinstance(left, Cells) and isinstance(right, Cells):
        turned = right if left.shape == right.shape else right.turned
        pairs = zip(left.flat, turned.flat, strict=True)
        return next(((x, y) for x, y in pairs if is_equal(x, y) is False), (left.flat[0], turned.flat[0]))
    assert not isinstance(left, Cells)
    assert not isinstance(right, Cells)
    return left, right
