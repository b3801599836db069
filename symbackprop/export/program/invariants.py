"""What a loop would compute again at each step, as statements of its own before it.

A root of what only one index moves is taken once for each position of that index, and not for each of a matrix. Of a
sum over products of several quantities, those that go with its rows become one, and those that go with its columns;
what no index of the sum moves is multiplied by after it. Then the sum is a product of two matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import prod

from ...expression.tree import (
    Call,
    Expression,
    Index,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Symbol,
    children,
    factors_of,
    rebuilt,
    symbols_of,
)
from ...graph.equations import Equation, Term, bare
from ...graph.shifts import running_of
from .lowering import Statement

LEAST_AGAIN, LEAST_STEPS = 4, 256
"""How often a loop must compute the same again, and how many steps it must have, for a statement of its own."""

LEAST_SUM, LEAST_SHARE = 4096, 8
"""How many terms sums must have together to become products of matrices, and how many for each number kept for it."""

CHEAP = frozenset({"abs", "relu", "square"})
"""Functions that cost no more than a multiplication."""


@dataclass
class _Found:
    """Statements while they are made."""

    taken: set[Symbol]
    made: list[Statement] = field(default_factory=list)
    known: dict[Expression, Symbol] = field(default_factory=dict)

    def named(self, expression: Expression, indices: Sequence[Index], beside: Symbol) -> Symbol:
        """Return the quantity that holds what an expression is, over some indices."""
        if expression not in self.known:
            self.known[expression] = self.add((Term(expression),), indices, beside)
        return self.known[expression]

    def add(self, terms: tuple[Term, ...], indices: Sequence[Index], beside: Symbol) -> Symbol:
        """Return a new quantity that is a sum of terms, named for one beside it."""
        number = 1
        while bare(target := _part_of(beside, number, indices)) in self.taken:
            number += 1
        self.taken.add(bare(target))
        self.made.append(Equation(target, terms))
        return target


def _part_of(symbol: Symbol, number: int, indices: Sequence[Index]) -> Symbol:
    subscript = "_".join(filter(None, [symbol.subscript, f"part{number}"]))
    return replace(symbol, subscript=subscript, indices=tuple(indices))


def hoisted(
    statements: Iterable[Statement], has_matrices: bool, of_samples: frozenset[Symbol] | None = None
) -> tuple[Statement, ...]:
    """Return statements with what their loops would compute again before them; those of recurrences stay.

    Args:
        statements: In order.
        has_matrices: Whether sums become products of two matrices.
        of_samples: The bare quantities of which each sample has its own, where only what depends on one is to be found.
    """
    given = list(statements)
    found = _Found({bare(statement.target) for statement in given})
    for statement in given:
        if not isinstance(statement, Equation) or statement.along is not None:
            found.made.append(statement)
            continue
        free = tuple(index for index in statement.target.indices if isinstance(index, Index))
        terms = statement.terms
        if has_matrices and len(set(free)) == len(statement.target.indices):
            terms = tuple(_matrix(term, free, statement.target, found) for term in terms)
        terms = tuple(_without_costly(term, free, statement.target, found, of_samples) for term in terms)
        found.made.append(replace(statement, terms=terms) if terms != statement.terms else statement)
    return tuple(found.made)


def _runs(expression: Expression) -> set[Index]:
    return {index for read in symbols_of(expression) for index in running_of(read)}


def _size(indices: Iterable[Index]) -> int:
    return prod(index.size for index in indices)


def _without_costly(
    term: Term, free: Sequence[Index], target: Symbol, found: _Found, of_samples: frozenset[Symbol] | None
) -> Term:
    """Return a term with its costly parts that not all of its loops move named."""
    loops = (*free, *term.over)
    if term.within or _size(loops) < LEAST_STEPS:
        return term

    def changed(expression: Expression) -> Expression:
        if isinstance(expression, Symbol | Number):
            return expression
        runs = _runs(expression)
        is_own = of_samples is None or any(bare(read) in of_samples for read in symbols_of(expression))
        if (
            is_own
            and not isinstance(expression, Negative)
            and runs.issubset(loops)
            and _is_costly(expression)
            and _size(loops) >= LEAST_AGAIN * _size(runs)
            and symbols_of(expression)
        ):
            return found.named(expression, [index for index in loops if index in runs], target)
        return rebuilt(expression, changed)

    return replace(term, body=changed(term.body))


def _is_costly(expression: Expression) -> bool:
    if isinstance(expression, Quotient | Power) or (isinstance(expression, Call) and expression.function not in CHEAP):
        return True
    return any(map(_is_costly, children(expression)))


def _matrix(term: Term, free: Sequence[Index], target: Symbol, found: _Found) -> Term:
    """Return a term as a product of two quantities, where several make two matrices; else the term itself."""
    total = _size((*free, *term.over))
    if term.within or not term.over or total < LEAST_SUM:
        return term
    factors = list(factors_of(term.body))
    moved = [factor for factor in factors if not _runs(factor).isdisjoint(term.over)]
    outside = [factor for factor in factors if factor not in moved]
    for row in free:
        for column in free:
            rows = [factor for factor in moved if row in _runs(factor) and column not in _runs(factor)]
            columns = [factor for factor in moved if column in _runs(factor) and row not in _runs(factor)]
            rest = [factor for factor in moved if factor not in rows and factor not in columns]
            if row == column or not rows or not columns or any(_runs(factor) & {row, column} for factor in rest):
                continue
            apart = [factor for factor in outside if _runs(factor)]
            sides = _with_rest(rows, columns, rest)
            if apart or any(len(side) > 1 or not isinstance(side[0], Symbol) for side in sides):
                return _named_sides(term, free, target, found, sides, outside) or term
            return term
    return term


def _with_rest(
    rows: list[Expression], columns: list[Expression], rest: list[Expression]
) -> tuple[list[Expression], list[Expression]]:
    """Return the factors of both sides, those that go with neither on the side that is smaller."""
    sizes = [_size({index for factor in side for index in _runs(factor)}) for side in (rows, columns)]
    return ([*rows, *rest], columns) if sizes[0] <= sizes[1] else (rows, [*columns, *rest])


def _named_sides(
    term: Term,
    free: Sequence[Index],
    target: Symbol,
    found: _Found,
    sides: tuple[list[Expression], list[Expression]],
    outside: list[Expression],
) -> Term | None:
    loops = (*free, *term.over)
    names: list[Expression] = []
    for side in sides:
        body = side[0] if len(side) == 1 else Product(tuple(side))
        if isinstance(body, Symbol):
            names.append(body)
            continue
        indices = [index for index in loops if index in _runs(body)]
        if _size(indices) * LEAST_SHARE > _size(loops) or not _runs(body).issubset(loops):
            return None
        names.append(found.named(body, indices, target))
    apart = [factor for factor in outside if _runs(factor)]
    scale = [factor for factor in outside if not _runs(factor)]
    if not apart:
        return replace(term, body=Product((*scale, *names)))
    total = found.add((Term(Product(tuple(names)), term.over),), free, target)
    return Term(Product((*outside, total)))
