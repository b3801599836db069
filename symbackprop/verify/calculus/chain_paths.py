"""Chain rules over several paths: sums of products of derivatives in which each goes on where another ends."""

from __future__ import annotations

from collections.abc import Iterator

from ..grammar.forms import label
from ..tree import Entrywise, Node, Plus, Rate, Summed, Times


def is_sum_over_paths(left: Node, right: Node) -> bool:
    """Say whether a side is what the chain rule gives for a derivative, whatever its letters are.

    Each term is a path from what is differentiated to what it is differentiated by; whether these are all the paths
    only what the quantities are computed from can tell.

    Args:
        left: The derivative.
        right: The other side.
    """
    if not isinstance(left, Rate) or left.held:
        return False
    terms = [*_terms(right)]
    return any(len(term) > 1 for term in terms) and all(_is_path(left, term) for term in terms)


def _terms(node: Node) -> Iterator[list[Node]]:
    match node:
        case Plus(several):
            for each in several:
                yield from _terms(each)
        case Summed(body=body):
            yield from _terms(body)
        case _:
            yield [*_factors(node)]


def _factors(node: Node) -> Iterator[Node]:
    match node:
        case Times(several, _) | Entrywise(several):
            for each in several:
                yield from _factors(each)
        case _:
            yield node


def _is_path(left: Rate, factors: list[Node]) -> bool:
    """Say whether derivatives lead from one quantity to another, in whatever order they stand."""
    steps = {label(factor.of): label(factor.by) for factor in factors if isinstance(factor, Rate) and not factor.held}
    if len(steps) < len(factors):
        return False
    at, to = label(left.of), label(left.by)
    while at in steps:
        at = steps.pop(at)
    return at == to and not steps
