"""Sums over all positions of the loops before them, which can be added up there."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from ...expression.tree import symbols_of
from ...graph.equations import Equation, Term, bare
from ...graph.shifts import reindexed
from .nests import Nest, is_pointwise

LEAST_TOTAL = 4096
"""With fewer numbers, what was made is still in the first cache."""


def total_over(nest: Nest, following: Nest) -> Equation | None:
    """Return the sum that comes after pointwise statements, over their indices, if their loops can add it up.

    Args:
        nest: The statements.
        following: What comes next.

    Returns:
        The sum, the term that it sums over last; or nothing where it reads what is not made at the same position.
    """
    (total, *more) = following.statements
    is_plain = all(is_pointwise(statement) for statement in nest.statements)
    if not is_plain or more or following.indices or not isinstance(total, Equation):
        return None
    summed = [term for term in total.terms if term.over]
    others = [term for term in total.terms if not term.over]
    if len(summed) != 1 or summed[0].within or prod(index.size for index in nest.indices) < LEAST_TOTAL:
        return None
    (term,) = summed
    if [index.size for index in term.over] != [index.size for index in nest.indices]:
        return None
    body = reindexed(term.body, dict(zip(term.over, nest.indices, strict=True)))
    made = {bare(at.target): at.target.indices for at in nest.statements}
    first = [bare(read) in made for at in others for read in symbols_of(at.body)]
    there = [made.get(bare(read), read.indices) == read.indices for read in symbols_of(body)]
    if any(first) or not all(there):
        return None
    return replace(total, terms=(*others, Term(body, nest.indices)))
