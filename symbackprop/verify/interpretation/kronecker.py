"""Kronecker deltas: 1 where two indices are equal, and else 0."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from ..quantities.vocabulary import Vocabulary
from ..tree import Cases, Chain, Condition, Name, Node, Numeral, Rate, names_in, parts, with_parts
from ..values.derivatives import NOWHERE, ZERO

ONE = Numeral("1", ZERO.value + 1, NOWHERE)


def with_kronecker(chain: Chain, letters: Set[str], vocabulary: Vocabulary) -> Chain:
    """Return a chain in which `δ_{ij}` is a case distinction, where a derivative has both letters as indices.

    Args:
        chain: The chain.
        letters: What can be an index.
        vocabulary: The names of the network, among which there may be such a letter.
    """
    first = chain.sides[0].node
    if not isinstance(first, Rate):
        return chain
    indices = {part for name in names_in(first) for text in name.below for part in text}

    def of(node: Node) -> Node:
        if isinstance(node, Name):
            pair = _pair(node, letters & indices)
            if pair is None or vocabulary.find(node) is not None:
                return node
            left, right = (Name(letter, (), (), (), "", False, False, letter, node.span) for letter in pair)
            return Cases((ONE, ZERO), (Condition(left, "=", right), None), node.span)
        inner = parts(node)
        return with_parts(node, tuple(map(of, inner))) if inner else node

    return replace(chain, sides=tuple(replace(side, node=of(side.node)) for side in chain.sides))


def _pair(name: Name, letters: Set[str]) -> tuple[str, str] | None:
    """Return the two different indices of a delta; None for any other name."""
    found = "".join(name.below)
    is_plain = name.base == "delta" and not (name.above or name.at or name.accent or name.new)
    return (found[0], found[1]) if is_plain and len(found) == 2 and len(set(found) & letters) == 2 else None
