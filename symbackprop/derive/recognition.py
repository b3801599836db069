"""Equations in index notation recognised as products of matrices and vectors.

A term is a product of pointwise factors over free and summed indices. Take the indices as nodes: a factor with one
index is a vector at its node, one with two indices is a matrix between two nodes, and factors over the same indices
go together entry by entry. A summed node with one neighbour is a matrix times a vector, one between two neighbours
is a product of matrices, one without neighbours is a product of a row and a column. What remains lies at the free
indices: a vector, a matrix, or an outer product. Where an index has no factor of its own, a vector of ones stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..expression.differentiate import rational
from ..expression.tree import (
    ONE,
    TWO,
    Braced,
    Call,
    Elementwise,
    Expression,
    Index,
    MatrixProduct,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Total,
    Transposed,
    plus,
    times,
    whole,
)
from ..graph.equations import Equation, Term
from ..graph.shifts import indices_in
from .entries import ONES, Between, Entries, NoMatrixForm, Vector, indices_of, shaped


class Recognition(Entries):
    """The reading of index equations as matrix equations."""

    def recognised(self, equation: Equation) -> Expression:
        """Return the right-hand side of an equation in matrix form.

        Raises:
            NoMatrixForm: It has none.
        """
        free = tuple(index for index in equation.target.indices if isinstance(index, Index))
        if len(free) > 2:
            raise NoMatrixForm
        if not all(self._is_everywhere(term) for term in equation.terms):
            raise NoMatrixForm
        return plus(*(self._stepped(term, free) for outer in equation.terms for term in _parted(outer)))

    def _is_everywhere(self, term: Term) -> bool:
        """Say whether a term counts at all positions; beyond the ends of a recurrence stands zero, or its start."""
        return all(window.size > 1 and self.runs.issuperset(indices_in(window.position)) for window in term.within)

    def _stepped(self, term: Term, free: tuple[Index, ...]) -> Expression:
        """Return a term, whose sum over the positions of a recurrence stays a sum."""
        along = tuple(index for index in term.over if index in self.runs)
        if not along:
            return self._term(term, free)
        others = tuple(index for index in term.over if index not in self.runs)
        found = self._term(Term(term.body, others), free)
        return Negative(Total(along, found.body)) if isinstance(found, Negative) else Total(along, found)

    def _term(self, term: Term, free: tuple[Index, ...]) -> Expression:
        web = _Web(self)
        is_negative = web.take(term.body)
        found = web.contracted(term.over, free)
        return Negative(found) if is_negative else found


@dataclass
class _Web:
    """The factors of one term at their indices."""

    reading: Recognition
    scalars: list[Expression] = field(default_factory=list)
    below: list[Expression] = field(default_factory=list)
    vectors: dict[Index, list[Vector]] = field(default_factory=dict)
    matrices: dict[frozenset[Index], list[Between]] = field(default_factory=dict)

    def take(self, body: Expression) -> bool:
        """Put the factors of a product at their places and say whether a minus stands before them."""
        match body:
            case Negative(Product() | Quotient() | Symbol() | Call() | Power() as inner):
                return not self.take(inner)
            case Product(factors):
                return sum([self.take(factor) for factor in factors]) % 2 == 1
            case Power(base, exponent) if exponent == TWO and indices_of(base):
                self.take(base)
                self.take(base)
                return False
            case Quotient(numerator, denominator) if len(indices_of(body)) > len(indices_of(denominator)):
                is_negative = self.take(numerator)
                for factor in denominator.factors if isinstance(denominator, Product) else (denominator,):
                    if indices_of(factor):
                        self._place(Quotient(ONE, factor))
                    else:
                        self.below.append(self.reading.scalar(factor))
                return is_negative
            case _:
                self._place(body)
                return False

    def _place(self, factor: Expression) -> None:
        indices = indices_of(factor)
        match len(indices):
            case 0:
                self.scalars.append(self.reading.scalar(factor))
            case 1:
                (index,) = indices
                self.vectors.setdefault(index, []).append(self.reading.vector(factor, index))
            case 2:
                self.matrices.setdefault(indices, []).append(self.reading.matrix(factor, indices))
            case _:
                raise NoMatrixForm

    def contracted(self, over: Sequence[Index], free: tuple[Index, ...]) -> Expression:
        """Return the term with its sums carried out."""
        summed = list(over)
        while summed:
            index = min(summed, key=lambda index: len(self._neighbours(index)))
            summed.remove(index)
            self._sum(index)
        body: Expression | None
        match free:
            case ():
                body = None
            case (index,):
                body = self._vector(index)(self.reading.stands)
            case (rows, columns):
                body = self._matrix(rows, columns)
            case _:
                raise NoMatrixForm
        return self._weighted(body)

    def _neighbours(self, index: Index) -> list[Index]:
        return [other for pair in self.matrices for other in pair if index in pair and other != index]

    def _sum(self, index: Index) -> None:
        neighbours = self._neighbours(index)
        match neighbours:
            case []:
                self._sum_alone(index)
            case [other]:
                vector, between = self._vector(index), _entrywise(self.matrices.pop(frozenset((index, other))))
                self.vectors.pop(index, None)
                self.vectors.setdefault(other, []).insert(0, _applied(between, other, index, vector))
            case [first, second]:
                left = _entrywise(self.matrices.pop(frozenset((index, first))))
                right = _entrywise(self.matrices.pop(frozenset((index, second))))
                if index in self.vectors:
                    left = self._stretched(left, first, index)
                self.matrices.setdefault(frozenset((first, second)), []).append(_through(left, index, right, first))
            case _:
                raise NoMatrixForm

    def _sum_alone(self, index: Index) -> None:
        own = self.vectors.pop(index, [])
        if not own:
            self.scalars.append(whole(index.size))
            return
        if len(own) == 1 and index.size == 1:
            self.scalars.append(own[0](self.reading.stands))
            return
        first, *others = own if len(own) > 1 else (self._ones(index), *own)
        self.scalars.append(_product(first(False), self._together(others)(True)))

    def _stretched(self, between: Between, other: Index, index: Index) -> Between:
        """Return a matrix whose entries are multiplied by those of the vector at an index."""
        ones, vector = self._ones(other), self._together(self.vectors.pop(index))

        def repeated(rows: Index, columns: Index) -> Expression:
            upright, lying = (ones, vector) if (rows, columns) == (other, index) else (vector, ones)
            return _product(upright(True), lying(False))

        return _entrywise([between, repeated])

    def _vector(self, index: Index) -> Vector:
        own = self.vectors.get(index)
        if own and index.size == 1:
            return lambda _: times(*(vector(self.reading.stands) for vector in own))
        return self._together(own) if own else self._ones(index)

    def _ones(self, index: Index) -> Vector:
        def shown(stands: bool) -> Expression:
            ones = ONES if stands == self.reading.stands else Transposed(ONES)
            return shaped(ones, index.size, 1) if stands else shaped(ones, 1, index.size)

        return shown

    def _together(self, vectors: Sequence[Vector]) -> Vector:
        """Return the product of vectors entry by entry."""
        if len(vectors) == 1:
            return vectors[0]

        def shown(stands: bool) -> Expression:
            product = Elementwise(tuple(vector(self.reading.stands) for vector in vectors))
            return product if stands == self.reading.stands else Transposed(product)

        return shown

    def _matrix(self, rows: Index, columns: Index) -> Expression:
        own = self.matrices.get(frozenset((rows, columns)), [])
        parts = [between(rows, columns) for between in own]
        if not own or rows in self.vectors or columns in self.vectors:
            parts.insert(0, _product(self._vector(rows)(True), self._vector(columns)(False)))
        return parts[0] if len(parts) == 1 else Elementwise(tuple(parts))

    def _weighted(self, body: Expression | None) -> Expression:
        """Return a vector or a matrix times the scalars; a product of rows and columns needs no brackets."""
        plain = [scalar for scalar in self.scalars if not isinstance(scalar, MatrixProduct)]
        products = [scalar for scalar in self.scalars if isinstance(scalar, MatrixProduct)]
        plain = [scalar for scalar in plain if rational(scalar) != 1]
        if self.below:
            plain = [Quotient(times(*plain) if plain else ONE, times(*self.below))]
        last = products.pop() if body is None and products else body
        factors = [*plain, *products]
        if last is None:
            return times(*factors) if factors else ONE
        if not factors:
            return last
        if isinstance(last, MatrixProduct) and not products:
            return MatrixProduct((*factors, *last.factors))
        return Product((*factors, last))


def _parted(term: Term) -> list[Term]:
    """Return the terms that a sum over different indices stands for, each with its own."""
    match term.body:
        case Sum(parts) if len({indices_of(part) for part in parts}) > 1:
            return [inner for part in parts for inner in _parted(Term(part, term.over))]
        case Negative(Sum(parts)) if len({indices_of(part) for part in parts}) > 1:
            return [inner for part in parts for inner in _parted(Term(_minus(part), term.over))]
        case _:
            return [term]


def _minus(expression: Expression) -> Expression:
    return expression.body if isinstance(expression, Negative) else Negative(expression)


def _product(*factors: Expression) -> Expression:
    """Return a matrix product without brackets in it."""
    flat: list[Expression] = []
    for factor in factors:
        flat.extend(factor.factors if isinstance(factor, MatrixProduct) else (factor,))
    return MatrixProduct(tuple(flat))


def _applied(between: Between, other: Index, index: Index, vector: Vector) -> Vector:
    def shown(stands: bool) -> Expression:
        if stands:
            return _product(between(other, index), vector(True))
        return _product(vector(False), between(index, other))

    return shown


def _through(left: Between, index: Index, right: Between, first: Index) -> Between:
    def shown(rows: Index, columns: Index) -> Expression:
        one, two = (left, right) if rows == first else (right, left)
        return _product(one(rows, index), two(index, columns))

    return shown


def _entrywise(betweens: Sequence[Between]) -> Between:
    if len(betweens) == 1:
        return betweens[0]

    def shown(rows: Index, columns: Index) -> Expression:
        parts = [between(rows, columns) for between in betweens]
        if all(isinstance(part, Braced) and isinstance(part.body, Transposed) for part in parts):
            return Transposed(Elementwise(tuple(between(columns, rows) for between in betweens)))
        return Elementwise(tuple(parts))

    return shown
