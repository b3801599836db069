"""Statements in index notation, written out: an equation for each element of what they define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import prod

from ...expression.tree import Choice, Expression, Negative, Sum, Symbol
from ...graph.equations import Equation, Term, bare, blocks_of
from ...graph.expand import element, expand_at, positions
from ...graph.recurrences import places_of
from ..saturation.normalise import Maximum


def written_out(statements: Iterable[Equation | Maximum], labels: Mapping[Symbol, Symbol]) -> tuple[Equation, ...]:
    """Return the equations of the elements of what statements define."""
    return tuple(
        scalar
        for block in blocks_of(statements)
        for statement, part in places_of(block)
        for at in positions(part)
        for scalar in (
            _scalar_maximum(statement, at, labels)
            if isinstance(statement, Maximum)
            else (expand_at(statement, at, labels),)
        )
    )


def adjoints_of_elements(
    parameters: Iterable[Symbol], adjoints: Mapping[Symbol, Expression], labels: Mapping[Symbol, Symbol]
) -> dict[Symbol, Expression]:
    """Return the adjoint of each element of some declared parameters, by its name."""
    found: dict[Symbol, Expression] = {}
    for symbol in parameters:
        adjoint = adjoints[bare(symbol)]
        for at in positions(symbol.indices):
            one = element(adjoint, at, labels) if isinstance(adjoint, Symbol) else adjoint
            found[element(bare(symbol), at, labels)] = one
    return found


def _scalar_maximum(maximum: Maximum, at: tuple[int, ...], labels: Mapping[Symbol, Symbol]) -> Iterator[Equation]:
    """Yield the choices between two numbers that find the greatest of several."""
    whole = Equation(maximum.target, (Term(maximum.body, maximum.over),))
    total = expand_at(whole, at, labels)
    body = total.terms[0].body
    parts = body.terms if prod(index.size for index in maximum.over) > 1 and isinstance(body, Sum) else (body,)
    target = total.target
    found: Expression = parts[0]
    for number, part in enumerate(parts[1:], start=1):
        named = target if number == len(parts) - 1 else replace(target, base=f"{target.base}{number}_")
        yield Equation(named, (Term(Choice(Sum((found, Negative(part))), found, part)),))
        found = named
    if len(parts) == 1:
        yield Equation(target, (Term(found),))
