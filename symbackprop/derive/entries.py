"""Quantities and pointwise expressions over one or two indices, written as vectors and matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..expression.tree import (
    Braced,
    Call,
    Choice,
    Constant,
    Elementwise,
    Expression,
    Index,
    MatrixProduct,
    Negative,
    Number,
    Position,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transposed,
    rebuilt,
    symbols_of,
    times,
)
from ..graph.equations import bare
from ..graph.expand import Labels, element
from ..models.network import Layout
from .signals import as_whole

ONES = Symbol("1", bold=True)
"""A vector of ones, as long as it must be."""

Vector: TypeAlias = Callable[[bool], Expression]
"""A vector as an expression: standing as a column if asked with true, and lying as a row else."""

Between: TypeAlias = Callable[[Index, Index], Expression]
"""A matrix as an expression, with the rows and the columns asked for."""


class NoMatrixForm(Exception):
    """An equation is not made of products of matrices and vectors."""


@dataclass
class Entries:
    """How quantities and pointwise expressions are written as vectors and matrices.

    Args:
        layout: Whether a quantity with one index is a column or a row.
        signals: The names that some adjoints have, by the quantities that they belong to.
        shown: From each name that was used to the quantity that it stands for.
        timed: What stand-ins for quantities at one position of a recurrence stand for; see `Stepwise`.
        runs: The indices of these positions.
        labels: The names of single elements, by which a vector or a matrix with one entry goes.
    """

    layout: Layout
    signals: Mapping[Symbol, Symbol]
    shown: dict[Symbol, Symbol] = field(default_factory=dict)
    timed: Mapping[Symbol, Symbol] = field(default_factory=dict)
    runs: frozenset[Index] = frozenset()
    labels: Labels = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether a vector is a column."""
        return self.layout.has_columns

    def name(self, symbol: Symbol, declared: Symbol | None = None) -> Symbol:
        """Return the name of a quantity without its indices, bold if it has any."""
        indices = (declared or symbol).indices
        if len(indices) > 2:
            raise NoMatrixForm
        plain = replace(bare(symbol), mark="")
        timed = self.timed.get(plain)
        whole = plain if timed is None else bare(timed)
        if symbol.mark and whole in self.signals:
            shown = self.signals[whole]
        else:
            shown = replace(as_whole(whole), mark=symbol.mark, bold=bool(indices))
        if timed is None and indices and not whole.sample and _is_single(indices):
            shown = element(replace(shown, bold=False), (1,) * len(indices), self.labels)
        if timed is not None:
            shown = replace(shown, indices=timed.indices, bold=bool(indices))
        self.shown[shown] = symbol
        return shown

    def vector(self, expression: Expression, index: Index) -> Vector:
        """Return a pointwise expression over one index as a vector."""
        body = self.pointwise(expression, (index,))

        def shown(stands: bool) -> Expression:
            turned = body if stands == self.stands else Transposed(body)
            return shaped(turned, index.size, 1) if stands else shaped(turned, 1, index.size)

        return shown

    def matrix(self, expression: Expression, indices: frozenset[Index]) -> Between:
        """Return a pointwise expression over two indices as a matrix."""
        reads = [symbol.indices for symbol in symbols_of(expression) if set(symbol.indices) == indices]
        named = sorted(indices, key=lambda index: index.name)
        first, second = (index for index in (reads[0] if reads else named) if isinstance(index, Index))
        body = self.pointwise(expression, (first, second))

        def shown(rows: Index, columns: Index) -> Expression:
            turned = body if (rows, columns) == (first, second) else Transposed(body)
            return shaped(turned, rows.size, columns.size)

        return shown

    def pointwise(self, expression: Expression, over: tuple[Index, ...]) -> Expression:
        """Return an expression that is taken entry by entry, each part with all of the indices."""
        match expression:
            case Number() | Constant():
                return expression
            case Symbol():
                return self._spread(expression, over)
            case Sum(terms):
                return Sum(tuple(self.pointwise(term, over) for term in terms))
            case Product(factors):
                scalars = [self.scalar(factor) for factor in factors if not indices_of(factor)]
                others = [self.pointwise(factor, over) for factor in factors if indices_of(factor)]
                single = len(others) == 1 or all(index.size == 1 for index in over)
                body = (times(*others) if single else Elementwise(tuple(others))) if others else None
                return times(*scalars, *([body] if body else []))
            case Power(base, exponent):
                return Power(self.pointwise(base, over), self.pointwise(exponent, over))
            case Quotient(numerator, denominator):
                above, under = (
                    self.pointwise(part, over) if indices_of(part) else self.scalar(part)
                    for part in (numerator, denominator)
                )
                return Quotient(above, under)
            case Negative() | Call() | Choice():
                return rebuilt(expression, lambda part: self.pointwise(part, over))
            case _:
                raise NoMatrixForm

    def scalar(self, expression: Expression) -> Expression:
        """Return an expression without indices under the names that are shown."""
        if isinstance(expression, Symbol):
            return self.name(expression)
        return rebuilt(expression, self.scalar)

    def _spread(self, symbol: Symbol, over: tuple[Index, ...]) -> Expression:
        """Return a quantity with as many entries as the indices give, repeated along those that it does not have."""
        if symbol.indices == over:
            return self.name(symbol)
        if symbol.indices == over[::-1]:
            return Transposed(self.name(symbol))
        column, row = (ONES, Transposed(ONES)) if self.stands else (Transposed(ONES), ONES)
        if not symbol.indices:
            if all(index.size == 1 for index in over):
                return self.name(symbol)
            ones = ONES if len(over) == 1 else MatrixProduct((column, row))
            return Product((self.name(symbol), ones))
        name = self.name(symbol)
        if len(over) == 2 and symbol.indices == over[:1]:
            return MatrixProduct((name if self.stands else Transposed(name), row))
        if len(over) == 2 and symbol.indices == over[1:]:
            return MatrixProduct((column, Transposed(name) if self.stands else name))
        raise NoMatrixForm


def _is_single(indices: Sequence[Position]) -> bool:
    return all(isinstance(index, Index) and index.size == 1 for index in indices)


def shaped(body: Expression, height: int, width: int) -> Expression:
    """Return a matrix with its shape below it; a single number, which may stand as a T turns it, has none."""
    if height == width == 1:
        return body.body if isinstance(body, Transposed) else body
    return Braced(body, f"{height} × {width}")


def indices_of(expression: Expression) -> frozenset[Index]:
    """Return the indices of the quantities that an expression reads.

    Raises:
        NoMatrixForm: One is fixed.
    """
    found = [index for symbol in symbols_of(expression) for index in symbol.indices]
    if not all(isinstance(index, Index) for index in found):
        raise NoMatrixForm
    return frozenset(index for index in found if isinstance(index, Index))
