"""The matrix form: equations in index notation recognised as products of matrices and vectors.

An adjoint equation is a sum of terms, each a product over indices. What an index does in the term tells what
it is in matrix form: shared and summed, a product; one on each side, an outer product; on all sides,
a product entry by entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..expression.tree import (
    Braced,
    Dots,
    Elementwise,
    Expression,
    Index,
    Matrix,
    MatrixProduct,
    Negative,
    Partial,
    Product,
    Symbol,
    Transposed,
    rebuilt,
    symbols_of,
)
from ..graph.equations import Equation, bare
from ..graph.expand import element
from ..models.network import Layer, Layout, Network
from .numbers import Numbers
from .steps import Chain, equal

MOST_ENTRIES = 4
"""A longer row or column is shown with dots."""


@dataclass(frozen=True, slots=True)
class MatrixEquation:
    """One gradient or error signal in matrix form.

    Args:
        symbols: The equation with the shape under each factor.
        numbers: The same with its entries.
    """

    symbols: Chain
    numbers: Chain


@dataclass(frozen=True, slots=True)
class _Shaped:
    """A matrix expression and its shape; a column has one index, a matrix two."""

    body: Expression
    indices: tuple[Index, ...]

    def braced(self, transposed: bool = False) -> Expression:
        rows, columns = (*(index.size for index in self.indices), 1, 1)[:2]
        shape = (columns, rows) if transposed else (rows, columns)
        body = Transposed(self.body) if transposed else self.body
        return Braced(body, f"{shape[0]} × {shape[1]}")


def matrix_form(network: Network, numbers: Numbers) -> tuple[MatrixEquation, ...]:
    """Return the error signals δ and the gradients of all layers, from the output back.

    Returns:
        Nothing for a network that is not made of layers.
    """
    letter = network.signal or "δ"
    signals = {bare(layer.net): replace(bare(layer.net), base=letter, bold=True) for layer in network.layers}
    backward = network.backward
    found: list[MatrixEquation] = []
    for layer in reversed(network.layers):
        net = replace(bare(layer.net), mark=network.loss.base)
        signal = backward.graph.equation(net)
        weights = backward.graph.equation(replace(bare(layer.weights), mark=network.loss.base))
        if signal is None or weights is None:
            continue
        delta = signals[bare(layer.net)]
        shown = _recognised(signal, network, signals)
        if shown is not None:
            left = equal(Partial(network.loss, _vector(layer.net)), shown)
            values = _entries(replace(layer.net, mark=network.loss.base), network, numbers)
            found.append(MatrixEquation(Chain(delta, left), Chain(delta, equal(values))))
        outer = _recognised(weights, network, signals)
        if outer is not None:
            gradient = Partial(network.loss, _vector(layer.weights))
            found.append(MatrixEquation(Chain(gradient, equal(outer)), _outer(layer, gradient, network, numbers)))
    return tuple(found)


def _outer(layer: Layer, gradient: Partial, network: Network, numbers: Numbers) -> Chain:
    loss = network.loss.base
    sides = (replace(layer.net, mark=loss), layer.source)
    height, width = reversed(sides) if network.layout is Layout.ROWS else sides
    column, across = _entries(height, network, numbers), _entries(width, network, numbers)
    result = _entries(replace(layer.weights, mark=loss), network, numbers)
    row = Matrix((tuple(entry for line in across.rows for entry in line),))
    return Chain(gradient, equal(MatrixProduct((column, row)), result))


def _vector(symbol: Symbol) -> Symbol:
    return replace(bare(symbol), bold=bool(symbol.indices))


def _entries(symbol: Symbol, network: Network, numbers: Numbers) -> Matrix:
    """Return the numbers of a column or a matrix, with dots where there are many."""
    rows, columns = ([index.size for index in symbol.indices if isinstance(index, Index)] + [1, 1])[:2]
    wide = len(symbol.indices) > 1

    def entry(row: int | None, column: int | None) -> Expression:
        if row is None or column is None:
            return Dots()
        at = (row, column) if wide else (row,)
        return numbers.of(element(bare(symbol), at, network.labels))

    return Matrix(tuple(tuple(entry(row, column) for column in _kept(columns)) for row in _kept(rows)))


def _kept(size: int) -> Sequence[int | None]:
    return range(1, size + 1) if size <= MOST_ENTRIES else (1, 2, None, size)


def _recognised(equation: Equation, network: Network, signals: Mapping[Symbol, Symbol]) -> Expression | None:
    """Return the right-hand side of an equation with one term in matrix form, or None."""
    if len(equation.terms) != 1:
        return None
    term = equation.terms[0]
    negative = isinstance(term.body, Negative)
    body = term.body.body if isinstance(term.body, Negative) else term.body
    factors = body.factors if isinstance(body, Product) else (body,)
    free = [index for index in equation.target.indices if isinstance(index, Index)]
    if term.over or not free:
        return None
    if len(free) == 1:
        columns = [_column(factor, network, signals) for factor in factors]
        known = [part for column in columns if column for part in column]
        if len(columns) != sum(column is not None for column in columns):
            return None
        result: Expression = Elementwise(tuple(known))
    else:
        left = [factor for factor in factors if _indices(factor) == {free[0]}]
        right = [factor for factor in factors if _indices(factor) == {free[1]}]
        if len(left) != 1 or len(right) != 1 or len(factors) != 2:
            return None
        column = _Shaped(_shown(left[0], signals), (free[0],))
        row = _Shaped(_shown(right[0], signals), (free[1],))
        result = MatrixProduct((column.braced(), row.braced(transposed=True)))
    return Negative(result) if negative else result


def _column(factor: Expression, network: Network, signals: Mapping[Symbol, Symbol]) -> tuple[Expression, ...] | None:
    """Return the entrywise factors that a factor over one index stands for."""
    indices = _indices(factor)
    if len(indices) != 1:
        return None
    (index,) = indices
    if not isinstance(index, Index):
        return None
    if isinstance(factor, Symbol) and factor.mark and replace(bare(factor), mark="") not in signals:
        return _adjoint(factor, network, signals)
    return (_Shaped(_shown(factor, signals), (index,)).braced(),)


def _adjoint(symbol: Symbol, network: Network, signals: Mapping[Symbol, Symbol]) -> tuple[Expression, ...] | None:
    """Return an adjoint that has no name of its own as the expression that it equals."""
    equation = network.backward.graph.equation(symbol)
    if equation is None or len(equation.terms) != 1:
        return None
    (term,) = equation.terms
    if not term.over:
        return _column(term.body, network, signals)
    if len(term.over) != 1 or not isinstance(term.body, Product) or len(term.body.factors) != 2:
        return None
    matrix, vector = term.body.factors
    if not isinstance(matrix, Symbol) or len(matrix.indices) != 2 or _indices(vector) != set(term.over):
        return None
    pair = tuple(index for index in matrix.indices if isinstance(index, Index))
    transposed = pair[0] == term.over[0]
    product = MatrixProduct(
        (
            _Shaped(_vector(matrix), pair).braced(transposed),
            _Shaped(_shown(vector, signals), term.over).braced(),
        )
    )
    return (product,)


def _shown(expression: Expression, signals: Mapping[Symbol, Symbol]) -> Expression:
    if isinstance(expression, Symbol):
        plain = replace(bare(expression), mark="")
        return signals[plain] if expression.mark and plain in signals else _vector(expression)
    return rebuilt(expression, lambda part: _shown(part, signals))


def _indices(expression: Expression) -> set[Index | int]:
    return {index for symbol in symbols_of(expression) for index in symbol.indices}
