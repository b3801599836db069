"""Formulas as they may be meant too: what `∂/∂x` stands before without brackets, and what `z(x)` is a function of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..tree import Chain, Name, Node, Plus, Rate, Times, names_in, parts, with_parts
from .tree_places import span_of


def read_otherwise(left: Node, right: Node) -> Iterator[tuple[Node, Node]]:
    """Yield two sides of an equation as they may be meant too.

    Args:
        left: The one, in which each operator reaches as little as it can.
        right: The other.
    """
    for other in _reaching_further(right):
        yield left, other
    for other in _reaching_further(left):
        yield other, right
    if (of := _without_argument(left, [right])) is not None:
        yield of, right


def of_its_argument(chain: Chain) -> Chain | None:
    """Return a chain about `z(x)` as one about z, or None where it is about no such thing."""
    first, *others = chain.sides
    of = _without_argument(first.node, [side.node for side in others])
    return None if of is None else replace(chain, sides=(replace(first, node=of), *others))


def _without_argument(left: Node, others: Sequence[Node]) -> Node | None:
    """Return the z of `z(x) = w x + b`, which says what it is a function of and is no product."""
    if isinstance(left, Times) and len(left.factors) == 2:
        of, argument = left.factors
        named = {name.text for other in others for name in names_in(other)}
        if isinstance(of, Name) and isinstance(argument, Name) and argument.text in named:
            return of
    return None


def _reaching_further(node: Node) -> Iterator[Node]:
    """Yield a formula with what stands behind `∂/∂x` differentiated as well: all of a product, then of a sum."""
    products = _over_products(node)
    if products != node:
        yield products
    sums = _over_sums(products)
    if sums != products:
        yield sums


def _is_ahead(node: Node) -> bool:
    """Say whether a derivative is written as an operator before what it differentiates."""
    return isinstance(node, Rate) and span_of(node.of).start >= span_of(node.by).end


def _over_products(node: Node) -> Node:
    inner = parts(node)
    node = with_parts(node, tuple(map(_over_products, inner))) if inner else node
    if isinstance(node, Times):
        for at, factor in enumerate(node.factors[:-1]):
            if isinstance(factor, Rate) and _is_ahead(factor):
                rate = replace(factor, of=Times((factor.of, *node.factors[at + 1 :])))
                return Times((*node.factors[:at], rate)) if at else rate
    return node


def _over_sums(node: Node) -> Node:
    inner = parts(node)
    node = with_parts(node, tuple(map(_over_sums, inner))) if inner else node
    if isinstance(node, Plus):
        for at, term in enumerate(node.terms[:-1]):
            if isinstance(term, Rate) and _is_ahead(term):
                rate = replace(term, of=Plus((term.of, *node.terms[at + 1 :])))
                return Plus((*node.terms[:at], rate)) if at else rate
    return node
