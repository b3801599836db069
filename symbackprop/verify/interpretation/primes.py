"""Indices with primes, as in a sum over j': other letters that count stand for them."""

from __future__ import annotations

import re
from dataclasses import replace

from ..quantities.known_names import COUNTING
from ..tree import Chain, Name, Node, Side, Summed, names_in, parts, with_parts

PRIMED = re.compile(r"[a-z]'+")


def without_primes(chain: Chain) -> Chain:
    """Return a formula in which indices with primes, as in a sum over j', are other letters that count."""
    names = [name for side in chain.sides for name in names_in(side.node)]
    texts = [text for name in names for text in (*name.below, *name.at)]
    primed = sorted({found for text in texts for found in PRIMED.findall(text)}, key=len, reverse=True)
    taken = {letter for text in texts for letter in re.findall("[a-z]", text)}
    free = [letter for letter in sorted(COUNTING) if letter not in taken]
    if not primed or len(free) < len(primed):
        return chain
    by = dict(zip(primed, free, strict=False))

    def renamed(text: str) -> str:
        return PRIMED.sub(lambda found: by[found[0]], text)

    def of(node: Node) -> Node:
        if isinstance(node, Name):
            below, at = (tuple(map(renamed, part)) for part in (node.below, node.at))
            return replace(node, below=below, at=at, text=renamed(node.text))
        if isinstance(node, Summed):
            node = replace(node, over=tuple(map(renamed, node.over)))
        inner = parts(node)
        return with_parts(node, tuple(map(of, inner))) if inner else node

    return replace(chain, sides=tuple(Side(of(side.node), side.span) for side in chain.sides))
