"""Chains of formulas that claim nothing: what is supposed, solved, mapped, or put in."""

from __future__ import annotations

import re

from .. import thresholds
from ..grammar.forms import is_symbolic
from ..reading.conditions import is_position
from ..tree import Applied, Chain, Name, Node, Numeral, Rate, names_in, numerals_in, parts, walk

MAPS = re.compile(r"\s*(?::|\\colon\b)\s*(?:\\mathbb\s*\{?\s*[A-Z]|[ℝℕℤℂ])")
"""What stands behind a function where it is said from which set it leads."""

ENDS = frozenset("DKLMNT")
"""Letters for how far others count."""


def gives_numbers(chain: Chain) -> bool:
    """Say whether a chain comes to numbers, or puts some in."""
    if _begins(chain):
        return False
    put_in = [side.node for side in chain.sides[1:] if not is_symbolic(side.node)]
    return any(not any(names_in(node)) or any(map(_is_put_in, numerals_in(node))) for node in put_in)


def _begins(chain: Chain) -> bool:
    """Say whether a chain says from where something is counted or added up, as in `v_0 = 0`."""
    last = chain.sides[-1].node
    return len(chain.sides) == 2 and isinstance(last, Numeral) and last.value == 0


def _is_put_in(number: Numeral) -> bool:
    """Say whether a number stands for a letter, which one that only keeps a divisor from zero does not."""
    return number.value.denominator != 1 and number.value > thresholds.LARGEST_EPSILON


def claims_nothing(chain: Chain, text: str) -> bool:
    """Say whether a chain is a condition, or says from where to where a function leads, as in `J : R^n`."""
    behind = text[chain.sides[0].span.end : chain.sides[-1].span.end]
    return bool(MAPS.match(behind)) or _is_condition(chain)


def _is_condition(chain: Chain) -> bool:
    """Say whether a chain compares letters that count, as in `if i = j` and `for l = N, …, 1`."""
    first, *others = (side.node for side in chain.sides)
    if len(others) == 1 and is_to_be_solved(first, others[0]):
        return True
    return is_position(first) and all(
        is_position(node) or (isinstance(node, Name) and node.base in ENDS) for node in others
    )


def is_to_be_solved(left: Node, right: Node) -> bool:
    """Say whether two sides say the same of two members of one family, as `|1 - a_1| = |1 - a_2|`: where that holds."""
    if any(
        isinstance(node, Name) or any(isinstance(part, Rate | Applied) for part in walk(node)) for node in (left, right)
    ):
        return False
    differing = _differences(left, right)
    return differing is not None and len(set(differing)) == 1


def _differences(left: Node, right: Node) -> list[tuple[str, str]] | None:
    """Return the names in which two formulas differ, of one letter each, or None where they differ in more."""
    if isinstance(left, Name) and isinstance(right, Name):
        if left.base != right.base:
            return None
        return [(left.text, right.text)] if left.text != right.text else []
    if isinstance(left, Numeral) and isinstance(right, Numeral):
        return [] if left.value == right.value else None
    inner = parts(left), parts(right)
    if type(left) is not type(right) or not inner[0] or len(inner[0]) != len(inner[1]):
        return None
    found = [_differences(*pair) for pair in zip(*inner, strict=True)]
    return None if None in found else [pair for several in found for pair in several or ()]
