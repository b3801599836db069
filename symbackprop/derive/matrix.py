"""The matrix form: equations in index notation recognised as products of matrices and vectors.

A term is a product of pointwise factors over free and summed indices. Take the indices as nodes: a factor with one
index is a vector at its node, one with two indices is a matrix between two nodes, and factors over the same indices
go together entry by entry. A summed node with one neighbour is a matrix times a vector, one between two neighbours
is a product of matrices, one without neighbours is a product of a row and a column. What remains lies at the free
indices: a vector, a matrix, or an outer product. Where an index has no factor of its own, a vector of ones stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from ..expression.differentiate import rational
from ..expression.tree import (
    ONE,
    TWO,
    Braced,
    Call,
    Choice,
    Dots,
    Elementwise,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Negative,
    Number,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    Transposed,
    plus,
    rebuilt,
    symbols_of,
    times,
    whole,
)
from ..graph.adjoint import reindexed
from ..graph.equations import Equation, Term, bare
from ..graph.expand import element
from ..models.network import Layout, Network
from .numbers import Numbers
from .steps import Chain, equal

MOST_ENTRIES = 4
"""A longer row or column is shown with dots."""

MOST_DIGITS = 66
"""A matrix whose entries are wider together shows fewer of its columns, and two of them are not put side by side."""

ONES = Symbol("1", bold=True)
"""A vector of ones, as long as it must be."""

Vector: TypeAlias = Callable[[bool], Expression]
"""A vector as an expression: standing as a column if asked with true, and lying as a row else."""

Between: TypeAlias = Callable[[Index, Index], Expression]
"""A matrix as an expression, with the rows and the columns asked for."""


class NoMatrixForm(Exception):
    """An equation is not made of products of matrices and vectors."""


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """One equation in matrix form.

    Args:
        symbols: The equation with the shape under each factor.
        numbers: The same with its entries; no links where the network has no values.
    """

    symbols: Chain
    numbers: Chain


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """The equations of a network that have a matrix form.

    Args:
        signals: The names of the error signals, from the quantities whose adjoints they are.
        forward: In evaluation order.
        backward: The error signals, the other adjoints and the gradients, from the loss back.
        left_out: The quantities whose equations, or whose adjoints' equations, have no matrix form.
    """

    signals: Mapping[Symbol, Symbol]
    forward: tuple[MatrixEquation, ...]
    backward: tuple[MatrixEquation, ...]
    left_out: tuple[Symbol, ...]


def matrix_form(network: Network, numbers: Numbers) -> MatrixForm:
    """Return the forward equations and the adjoint equations of a network in matrix form.

    Returns:
        Nothing but empty tuples for a network of single numbers.
    """
    named = signals(network)
    if not any(symbol.indices for symbol in network.graph.declared.values()):
        return MatrixForm({}, (), (), ())
    reading = Recognition(network.layout, named)
    forward: list[MatrixEquation] = []
    backward: list[MatrixEquation] = []
    left_out: list[Symbol] = []
    for equation in network.graph.equations:
        try:
            name, body = reading.name(equation.target), reading.recognised(equation)
        except NoMatrixForm:
            left_out.append(equation.target)
        else:
            forward.append(MatrixEquation(Chain(name, equal(body)), _numbers(equation.target, name, (), numbers)))
    for equation in _backward(network, named):
        target = equation.target
        quantity = replace(bare(target), mark="")
        partial = Partial(network.loss, reading.name(quantity, network.graph.declared[quantity]))
        is_parameter = quantity in {bare(symbol) for symbol in network.trained}
        try:
            left: Expression = partial if is_parameter else reading.name(target)
            body = reading.recognised(equation)
        except NoMatrixForm:
            left_out.append(target)
        else:
            links = equal(body) if is_parameter else equal(partial, body)
            put_in = _put_in(body, reading.shown, numbers)
            backward.append(MatrixEquation(Chain(left, links), _numbers(target, left, put_in, numbers)))
    return MatrixForm(named, tuple(forward), tuple(backward), tuple(left_out))


def signals(network: Network) -> Mapping[Symbol, Symbol]:
    """Return the names of the error signals, δ, or Δ for those of several samples."""
    nets = [layer.net for layer in network.layers] or _pre_activations(network)
    names = {bare(net): _whole(replace(net, base=_signal_letter(net, network))) for net in nets}
    if len(set(names.values())) == len(nets):
        return names
    return {net: replace(name, subscript=net.ascii, superscript="") for net, name in names.items()}


def _whole(symbol: Symbol) -> Symbol:
    """Return a quantity as one matrix or vector; one that holds all samples needs no word of them."""
    return replace(symbol, indices=(), bold=bool(symbol.indices), sample="")


def _signal_letter(net: Symbol, network: Network) -> str:
    letter = network.signal or "δ"
    return letter.upper() if len(net.indices) > 1 and letter == "δ" else letter


def _pre_activations(network: Network) -> list[Symbol]:
    """Return the quantities that are read only as the argument of a function that is all of its equation."""
    found = []
    for equation in network.graph.equations:
        target = equation.target
        readers = network.graph.readers(target)
        arguments = [other.body.argument for other in readers if isinstance(other.body, Call)]
        read = [argument for argument in arguments if isinstance(argument, Symbol)]
        if readers and len(read) == len(readers) and target.indices:
            found.append(target)
    return found


def _backward(network: Network, signals: Mapping[Symbol, Symbol]) -> list[Equation]:
    """Return the adjoint equations from the loss back, each gradient after the last error signal that it needs.

    An adjoint that only an error signal reads is put into it.
    """
    loss = network.loss.base
    equations = list(network.backward.graph.equations)
    targets = {bare(equation.target): equation for equation in equations}
    for net in signals:
        signal = targets.get(replace(net, mark=loss))
        if signal is None:
            continue
        for read in [read for term in signal.terms for read in symbols_of(term.body) if read.mark]:
            inner = targets.get(bare(read))
            alone = sum(other.reads(read) for other in equations) == 1
            if inner is not None and alone and len(signal.terms) == 1 and len(inner.terms) == 1:
                merged = Equation(signal.target, (_put_into(signal.terms[0], read, inner),))
                equations = [merged if other is signal else other for other in equations if other is not inner]
                signal = merged
    return _interleaved(equations, network)


def _interleaved(equations: Sequence[Equation], network: Network) -> list[Equation]:
    parameters = {replace(bare(symbol), mark=network.loss.base) for symbol in network.trained}
    gradients = [equation for equation in equations if bare(equation.target) in parameters]
    ordered: list[Equation] = []
    for equation in (other for other in equations if bare(other.target) not in parameters):
        ordered.append(equation)
        known = {bare(other.target) for other in ordered}
        ready = [other for other in gradients if other not in ordered and _marked(other) <= known]
        ordered += ready
    return ordered + [equation for equation in gradients if equation not in ordered]


def _marked(equation: Equation) -> set[Symbol]:
    return {bare(read) for term in equation.terms for read in symbols_of(term.body) if read.mark}


def _put_into(term: Term, read: Symbol, inner: Equation) -> Term:
    """Return a term with what an equation of one term defines put in place of a read."""
    (inserted,) = inner.terms
    taken = {index for symbol in symbols_of(term.body) for index in symbol.indices if isinstance(index, Index)}
    renamed = dict(zip(inner.target.indices, read.indices, strict=True))
    by = {own: given for own, given in renamed.items() if isinstance(own, Index) and isinstance(given, Index)}
    for index in inserted.over:
        fresh = index
        while fresh in taken:
            fresh = Index(fresh.name + "'", fresh.size)
        by[index] = fresh
        taken.add(fresh)
    body = reindexed(inserted.body, by)

    def put(part: Expression) -> Expression:
        return body if part == read else rebuilt(part, put)

    return Term(put(term.body), (*term.over, *(by[index] for index in inserted.over)))


@dataclass
class Recognition:
    """The reading of index equations as matrix equations.

    Args:
        layout: Whether a quantity with one index is a column or a row.
        signals: The names that some adjoints have, by the quantities that they belong to.
        shown: From each name that was used to the quantity that it stands for.
    """

    layout: Layout
    signals: Mapping[Symbol, Symbol]
    shown: dict[Symbol, Symbol] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether a vector is a column."""
        return self.layout is Layout.COLUMNS

    def name(self, symbol: Symbol, declared: Symbol | None = None) -> Symbol:
        """Return the name of a quantity without its indices, bold if it has any."""
        indices = (declared or symbol).indices
        if len(indices) > 2:
            raise NoMatrixForm
        plain = replace(bare(symbol), mark="")
        shown = (
            self.signals[plain]
            if symbol.mark and plain in self.signals
            else replace(_whole(symbol), bold=bool(indices))
        )
        self.shown[shown] = symbol
        return shown

    def recognised(self, equation: Equation) -> Expression:
        """Return the right-hand side of an equation in matrix form.

        Raises:
            NoMatrixForm: It has none.
        """
        free = tuple(index for index in equation.target.indices if isinstance(index, Index))
        if len(free) > 2:
            raise NoMatrixForm
        return plus(*(self._term(term, free) for outer in equation.terms for term in _parted(outer)))

    def _term(self, term: Term, free: tuple[Index, ...]) -> Expression:
        web = _Web(self)
        is_negative = web.take(term.body)
        found = web.contracted(term.over, free)
        return Negative(found) if is_negative else found

    def vector(self, expression: Expression, index: Index) -> Vector:
        """Return a pointwise expression over one index as a vector."""
        body = self.pointwise(expression, (index,))

        def shown(stands: bool) -> Expression:
            shape = f"{index.size} × 1" if stands else f"1 × {index.size}"
            return Braced(body if stands == self.stands else Transposed(body), shape)

        return shown

    def matrix(self, expression: Expression, indices: frozenset[Index]) -> Between:
        """Return a pointwise expression over two indices as a matrix."""
        reads = [symbol.indices for symbol in symbols_of(expression) if set(symbol.indices) == indices]
        named = sorted(indices, key=lambda index: index.name)
        first, second = (index for index in (reads[0] if reads else named) if isinstance(index, Index))
        body = self.pointwise(expression, (first, second))

        def shown(rows: Index, columns: Index) -> Expression:
            turned = body if (rows, columns) == (first, second) else Transposed(body)
            return Braced(turned, f"{rows.size} × {columns.size}")

        return shown

    def pointwise(self, expression: Expression, over: tuple[Index, ...]) -> Expression:
        """Return an expression that is taken entry by entry, each part with all of the indices."""
        match expression:
            case Number():
                return expression
            case Symbol():
                return self._spread(expression, over)
            case Sum(terms):
                return Sum(tuple(self.pointwise(term, over) for term in terms))
            case Product(factors):
                scalars = [self.scalar(factor) for factor in factors if not indices_of(factor)]
                others = [self.pointwise(factor, over) for factor in factors if indices_of(factor)]
                body = Elementwise(tuple(others)) if len(others) > 1 else times(*others) if others else None
                return times(*scalars, *([body] if body else []))
            case Power(base, exponent):
                return Power(self.pointwise(base, over), exponent)
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
            ones = ONES if len(over) == 1 else MatrixProduct((column, row))
            return Product((self.name(symbol), ones))
        name = self.name(symbol)
        if len(over) == 2 and symbol.indices == over[:1]:
            return MatrixProduct((name if self.stands else Transposed(name), row))
        if len(over) == 2 and symbol.indices == over[1:]:
            return MatrixProduct((column, Transposed(name) if self.stands else name))
        raise NoMatrixForm


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
        return self._together(self.vectors[index]) if index in self.vectors else self._ones(index)

    def _ones(self, index: Index) -> Vector:
        def shown(stands: bool) -> Expression:
            shape = f"{index.size} × 1" if stands else f"1 × {index.size}"
            return Braced(ONES if stands == self.reading.stands else Transposed(ONES), shape)

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


def indices_of(expression: Expression) -> frozenset[Index]:
    """Return the indices of the quantities that an expression reads.

    Raises:
        NoMatrixForm: One is fixed.
    """
    found = [index for symbol in symbols_of(expression) for index in symbol.indices]
    if not all(isinstance(index, Index) for index in found):
        raise NoMatrixForm
    return frozenset(index for index in found if isinstance(index, Index))


def _numbers(target: Symbol, left: Expression, put_in: Sequence[Expression], numbers: Numbers) -> Chain:
    if not numbers.network.values:
        return Chain(left, ())
    return Chain(left, equal(*put_in, _entries(target, numbers)))


def _put_in(body: Expression, shown: Mapping[Symbol, Symbol], numbers: Numbers) -> list[Expression]:
    """Return a product of two named vectors or matrices with their entries, and else nothing."""
    if not isinstance(body, MatrixProduct) or len(body.factors) != 2 or not numbers.network.values:
        return []
    found: list[Matrix] = []
    for factor in body.factors:
        inner = factor.body if isinstance(factor, Braced) else factor
        name = inner.body if isinstance(inner, Transposed) else inner
        if not isinstance(name, Symbol) or name == ONES:
            return []
        entries = _entries(shown[name], numbers)
        if not isinstance(entries, Matrix):
            return []
        turned = Matrix(tuple(zip(*entries.rows, strict=True))) if isinstance(inner, Transposed) else entries
        found.append(turned)
    return [MatrixProduct(tuple(found))] if sum(map(_digits, found)) <= MOST_DIGITS else []


def _entries(symbol: Symbol, numbers: Numbers) -> Expression:
    """Return the numbers of a column, a row or a matrix, with dots where there are many."""
    labels = numbers.network.labels
    sizes = [index.size for index in symbol.indices if isinstance(index, Index)]
    if not sizes:
        return numbers.of(bare(symbol))

    def entry(*at: int | None) -> Expression:
        places = tuple(place for place in at if place is not None)
        return numbers.of(element(bare(symbol), places, labels)) if len(places) == len(at) else Dots()

    if len(sizes) == 1 and numbers.network.layout is Layout.COLUMNS:
        return Matrix(tuple((entry(at),) for at in _kept(sizes[0])))

    def shown(columns: Sequence[int | None]) -> Matrix:
        if len(sizes) == 1:
            return Matrix((tuple(map(entry, columns)),))
        return Matrix(tuple(tuple(entry(row, column) for column in columns) for row in _kept(sizes[0])))

    full = shown(_kept(sizes[-1]))
    return full if _digits(full) <= MOST_DIGITS or sizes[-1] < MOST_ENTRIES else shown((1, None, sizes[-1]))


def _kept(size: int) -> Sequence[int | None]:
    return range(1, size + 1) if size <= MOST_ENTRIES else (1, 2, None, size)


def _digits(matrix: Matrix) -> int:
    """Return how wide the entries of a matrix are together."""
    widths = [[len(entry.text) if isinstance(entry, Number) else 1 for entry in row] for row in matrix.rows]
    return sum(max(column) + 2 for column in zip(*widths, strict=True))
