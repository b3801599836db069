"""Signs of differentiation before a product: whether they stand before its first factor alone, or before all of it."""

from __future__ import annotations

import re
from dataclasses import replace

from ..tree import Chain, Node, Rate, Times, parts, with_parts

OPERATOR = re.compile(r"\\[dt]?frac\s*\{\s*(?:\\partial|\\delta|\\mathrm\s*\{\s*d\s*\}|d|∂)\s*\}")
"""A derivative that stands before what is differentiated."""


def with_wide_operators(chain: Chain, text: str) -> Chain:
    """Return a chain in which a sign of differentiation stands before all factors behind it.

    Args:
        chain: A chain, read so that each stands before the next factor.
        text: The document.
    """

    def of(node: Node) -> Node:
        inner = parts(node)
        written = with_parts(node, tuple(map(of, inner))) if inner else node
        return _wide(written, text) if isinstance(written, Times) else written

    return replace(chain, sides=tuple(replace(side, node=of(side.node)) for side in chain.sides))


def _wide(product: Times, text: str) -> Node:
    for at, factor in enumerate(product.factors[:-1]):
        if isinstance(factor, Rate) and OPERATOR.match(text, factor.span.start):
            behind = replace(product, factors=(factor.of, *product.factors[at + 1 :]))
            rate = replace(factor, of=_wide(behind, text))
            return replace(product, factors=(*product.factors[:at], rate)) if at else rate
    return product
