"""Definitions of a function over any argument: `σ(x) = 1/(1 + e^{-x})`, whatever x is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from ..quantities.atoms import one, stand_in
from ..quantities.refusals import UnknownName
from ..tree import Applied, Chain, Name, Node, names_in, parts, printed, with_parts
from .naming import Naming


def over_a_quantity(naming: Naming, chain: Chain) -> Chain | None:
    """Return the definition of a function over any argument, for one quantity of the network; None for anything else.

    What `σ(x) = 1/(1 + e^{-x})` says of a number, it says of each entry of an array x.
    """
    first = chain.sides[0].node
    if any(printed(side.node) is not None for side in chain.sides):
        # A number that follows is of one argument, which the document knows.
        return None
    if not isinstance(first, Applied) or len(first.arguments) != 1:
        return None
    (argument,) = first.arguments
    named = {name.text for side in chain.sides for name in names_in(side.node)}
    if not isinstance(argument, Name) or named != {argument.text}:
        return None
    with suppress(UnknownName):
        if naming.meaning(argument).atom is not None:
            return chain
    quantity = naming.network.scalar.equations[0].target
    substitute = stand_in(argument.text, one(quantity), argument.span)
    sides = tuple(replace(side, node=_put_in(side.node, argument.text, substitute)) for side in chain.sides)
    return replace(chain, sides=sides)


def _put_in(node: Node, text: str, quantity: Name) -> Node:
    if isinstance(node, Name):
        return quantity if node.text == text else node
    inner = parts(node)
    return with_parts(node, tuple(_put_in(part, text, quantity) for part in inner)) if inner else node
