"""Positions above a name: `a^{<t>}` and `h^{(t-1)}` are members of a sequence, as `a_t` and `h_{t-1}` are."""

from __future__ import annotations

from dataclasses import replace

from ..grammar.scripts import written
from ..quantities.vocabulary import Vocabulary
from ..tree import Chain, Name, Node, Side, parts, with_parts

BRACKETS = "()<>⟨⟩{}"


def with_positions_below(chain: Chain, vocabulary: Vocabulary) -> Chain:
    """Return a statement whose names have below them what stands above, where the network knows them only so."""
    sides = tuple(Side(_lowered(side.node, vocabulary), side.span) for side in chain.sides)
    return replace(chain, sides=sides) if sides != chain.sides else chain


def _lowered(node: Node, vocabulary: Vocabulary) -> Node:
    if isinstance(node, Name):
        return _name(node, vocabulary)
    inner = parts(node)
    new = tuple(_lowered(part, vocabulary) for part in inner)
    return with_parts(node, new) if new != inner else node


def _name(name: Name, vocabulary: Vocabulary) -> Name:
    if len(name.above) != 1 or name.above[0] == name.above[0].strip(BRACKETS) or vocabulary.find(name) is not None:
        return name
    lowered = replace(name, below=(*name.below, name.above[0].strip(BRACKETS)), above=())
    lowered = replace(lowered, text=written(lowered))
    return lowered if vocabulary.find(lowered) is not None else name
