"""Cases that positions alone decide, as [j = 2n] does once numbers are put in for the indices."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from ..tree import Cases, Condition, Minus, Node, Numeral, Plus, Times, parts


def decided(cases: Cases) -> Node:
    """Return the case that holds where positions alone decide it, as of [j = 2n], and else all of them."""
    for value, condition in zip(cases.values, cases.conditions, strict=True):
        held = [_holds(one) for one in condition.all] if condition is not None else [True]
        if None in held:
            return cases
        if all(held):
            return value
    return cases


def _holds(condition: Condition) -> bool | None:
    """Say whether a condition between whole numbers holds; None for any other."""
    left, right = _whole(condition.left), _whole(condition.right)
    if left is None or right is None:
        return None
    return condition.relation in ("=≤≥" if left == right else ">≥≠" if left > right else "<≤≠")


def _whole(node: Node) -> Fraction | None:
    """Return the number that a position is, or None where it is no number."""
    if isinstance(node, Numeral):
        return node.value
    several = [_whole(part) for part in parts(node)] if isinstance(node, (Minus, Plus, Times)) else [None]
    numbers = [number for number in several if number is not None]
    if len(numbers) < len(several):
        return None
    return (
        -numbers[0]
        if isinstance(node, Minus)
        else sum(numbers, Fraction(0))
        if isinstance(node, Plus)
        else prod(numbers, start=Fraction(1))
    )
