"""Floating-point values of a graph in index notation, a layer at a time: to judge numbers, never to print them.

An equation is evaluated over all its positions at once. Every array has one axis for each index of the term it
stands in, of length 1 where it does not depend on that index, so that NumPy's broadcasting aligns what is read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..errors import ExpressionError, GraphError
from ..expression.differentiate import rational
from ..expression.functions import FUNCTIONS, X
from ..expression.tree import (
    ONE,
    PI,
    Affine,
    Call,
    Choice,
    Constant,
    Expression,
    Index,
    Lookup,
    Negative,
    Number,
    Position,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from .effort import operations
from .equations import Equation, Graph, Term, bare
from .float_recurrences import BEGINNING, Spend, repeated
from .points import whole_count
from .scatter import placed
from .shifts import coefficient_of, indices_in, lookups_in, offset_of, reach_of

Array: TypeAlias = NDArray[np.float64]
Axes: TypeAlias = tuple[Index, ...]
Read: TypeAlias = Callable[[Symbol], Array]

FEW = 1 << 16
"""Up to so many products, looking for the best order of a contraction takes longer than the contraction."""


def _normal_cdf(x: Array) -> Array:
    return np.asarray(np.vectorize(lambda t: 0.5 * math.erfc(-t / math.sqrt(2.0)), otypes=[float])(x))


def _normal_pdf(x: Array) -> Array:
    return np.asarray(np.exp(-0.5 * np.square(x)) / math.sqrt(2.0 * math.pi))


CONSTANTS: Mapping[str, float] = MappingProxyType({PI.letter: math.pi})
PRIMITIVES: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "cos": np.cos,
        "exp": np.exp,
        "log": np.log,
        "normal_cdf": _normal_cdf,
        "normal_pdf": _normal_pdf,
        "sin": np.sin,
        "tanh": np.tanh,
    }
)
"""The functions that have no definition in the function table."""


def evaluate(graph: Graph, leaves: Mapping[Symbol, Array], spend: Spend = lambda _: None) -> dict[Symbol, Array]:
    """Return the values of all quantities of a graph, its leaves among them.

    Args:
        graph: Forward equations, or the adjoint equations, whose leaves are all the forward quantities.
        leaves: By bare symbol, an array with one axis per index.
        spend: Is called with the number of operations that are about to be done.

    Returns:
        By bare symbol; outside the domain of a function a value is infinite or not a number.

    Raises:
        GraphError: A leaf has no value, or one of another shape than it is declared with.

    >>> i, j = Index("i", 2), Index("j", 3)
    >>> W, x, y = Symbol("W", indices=(j, i)), Symbol("x", indices=(i,)), Symbol("y", indices=(j,))
    >>> graph = Graph((W, x), (Equation(y, (Term(Product((W, x)), (i,)),)),))
    >>> evaluate(graph, {bare(W): np.arange(6.0).reshape(3, 2), bare(x): np.array([1.0, 2.0])})[bare(y)]
    array([ 2.,  8., 14.])
    """
    known: dict[Symbol, Array] = {}
    for leaf in graph.leaves:
        name = bare(leaf)
        if name not in leaves:
            raise GraphError(f"{name.ascii!r} has no value; every quantity given from outside needs one")
        known[name] = np.asarray(leaves[name], dtype=np.float64)
        if known[name].shape != shape_of(leaf):
            raise GraphError(f"{name.ascii!r} has values of shape {known[name].shape}, expected {shape_of(leaf)}")
    for block in graph.blocks:
        known.update(block_values(block, known, spend))
    return known


def block_values(
    block: Sequence[Equation], known: Mapping[Symbol, Array], spend: Spend = lambda _: None
) -> dict[Symbol, Array]:
    """Return the values of what a block defines.

    Args:
        block: An equation, or all those of a recurrence.
        known: What they read.
        spend: Is called with the number of operations that are about to be done.
    """
    if block[0].along is not None:
        return repeated(block, known, quantity, spend)
    spend(sum(operations(equation, BEGINNING, whole_count) for equation in block))
    return {bare(equation.target): quantity(equation, known) for equation in block}


def quantity(equation: Equation, known: Mapping[Symbol, Array]) -> Array:
    """Return the values of an equation's target from those of the quantities that it reads."""
    shape = shape_of(equation.target)
    total = np.zeros(shape)
    with np.errstate(all="ignore"):
        for term in equation.terms:
            total = total + _summed(term, axes_of(equation, term), known)
    return total


def axes_of(equation: Equation, term: Term) -> Axes:
    """Return the indices over whose positions a term is evaluated: the free ones, then those summed over."""
    return (*(index for index in equation.target.indices if isinstance(index, Index)), *term.over)


def shape_of(declared: Symbol) -> tuple[int, ...]:
    """Return the shape of a quantity's values."""
    return tuple(index.size for index in declared.indices if isinstance(index, Index))


def reader(known: Mapping[Symbol, Array], axes: Axes) -> Read:
    """Return what looks up the symbols of a term."""
    return lambda symbol: aligned(known[bare(symbol)], symbol, axes)


def aligned(values: Array, read: Symbol, axes: Axes) -> Array:
    """Return the values that a symbol reads, with one axis per index of the term, of length 1 where it is not read."""
    if any(
        isinstance(at, Affine) or _ends_early(at, size) for at, size in zip(read.indices, values.shape, strict=True)
    ):
        ends = zip(map(reach_of, read.indices), values.shape, strict=True)
        if not any(map(lookups_in, read.indices)) and all(low >= 1 and high <= size for (low, high), size in ends):
            return _strided(values, read, axes)
        # Outside the window of its term a position may lie anywhere; what is read there counts as nothing.
        places = [
            np.clip(places_of_position(at, axes), 1, size) - 1
            for at, size in zip(read.indices, values.shape, strict=True)
        ]
        return np.asarray(values[tuple(places)])
    fixed = tuple(at - 1 if isinstance(at, int) else slice(None) for at in read.indices)
    own = [axes.index(at) for at in read.indices if isinstance(at, Index)]
    present = sorted(set(own))
    picked = values[fixed] if len(own) < len(fixed) else values
    if own != present:
        einsum: Any = np.einsum  # its stubs know no sublists
        picked = np.asarray(einsum(picked, own, present))
    lengths = dict(zip(present, np.shape(picked), strict=True))
    return np.reshape(picked, [lengths.get(at, 1) for at in range(len(axes))])


def _ends_early(position: Position, size: int) -> bool:
    """Say whether an index runs through the first positions of a dimension only."""
    return isinstance(position, Index) and position.size != size


def _strided(values: Array, read: Symbol, axes: Axes) -> Array:
    """Return what a symbol reads at shifted positions, none of them outside, without a copy."""
    shape, steps, first = [1] * len(axes), [0] * len(axes), 0
    for position, step in zip(read.indices, values.strides, strict=True):
        first += step * (offset_of(position) - 1 + sum(coefficient_of(position, at) for at in axes))
        for number, at in enumerate(axes):
            if coefficient_of(position, at):
                shape[number], steps[number] = at.size, steps[number] + step * coefficient_of(position, at)
    return np.ndarray(shape, values.dtype, values, first, steps)


def places_of_position(position: Position, axes: Axes) -> NDArray[np.int64]:
    """Return a position over the axes of a term."""
    found = np.zeros([1] * len(axes), dtype=np.int64)
    for at, index in enumerate(axes):
        coefficient = coefficient_of(position, index)
        if coefficient:
            steps = coefficient * np.arange(1, index.size + 1, dtype=np.int64)
            found = found + steps.reshape([-1 if other == at else 1 for other in range(len(axes))])
    for lookup in lookups_in(position):
        found = found + coefficient_of(position, lookup) * _looked_up(lookup, axes)
    return found + offset_of(position)


def _looked_up(lookup: Lookup, axes: Axes) -> NDArray[np.int64]:
    """Return what is looked up over the axes of a term; outside of a table there is 0."""
    table = lookup.table
    assert table is not None
    where = [places_of_position(at, axes) for at in lookup.where]
    inside = np.asarray(True)
    for at, size in zip(where, table.sizes, strict=True):
        inside = inside & (at >= 1) & (at <= size)
    clipped = [np.clip(at, 1, size) - 1 for at, size in zip(where, table.sizes, strict=True)]
    return np.where(inside, np.reshape(table.numbers, table.sizes)[tuple(clipped)], 0)


def pointwise(expression: Expression, read: Read) -> Array:
    """Return the value of an expression without sums over indices; the caller silences NumPy's warnings."""
    match expression:
        case Number(value):
            return np.asarray(float(value))
        case Constant(letter):
            return np.asarray(CONSTANTS[letter])
        case Symbol():
            return read(expression)
        case Sum(terms):
            return _folded(np.add, terms, read)
        case Product(factors):
            return _folded(np.multiply, factors, read)
        case Negative(body):
            return np.negative(pointwise(body, read))
        case Quotient(numerator, denominator):
            return np.divide(pointwise(numerator, read), pointwise(denominator, read))
        case Power(base, exponent):
            return np.power(pointwise(base, read), pointwise(exponent, read))
        case Choice(positive, then, otherwise):
            return np.where(pointwise(positive, read) > 0, pointwise(then, read), pointwise(otherwise, read))
        case Call(function, argument):
            return applied(function, pointwise(argument, read))
        case _:
            raise ExpressionError(f"{type(expression).__name__} has no value")


def applied(function: str, argument: Array) -> Array:
    """Return the values of a function of the table."""
    definition = FUNCTIONS[function].definition
    return PRIMITIVES[function](argument) if definition is None else pointwise(definition, {X: argument}.__getitem__)


def _folded(by: Callable[[Array, Array], Array], parts: tuple[Expression, ...], read: Read) -> Array:
    result = pointwise(parts[0], read)
    for part in parts[1:]:
        result = by(result, pointwise(part, read))
    return result


def counts(term: Term, axes: Axes) -> NDArray[np.bool_]:
    """Return where a term counts: at all positions, but for those outside of its windows."""
    inside = np.asarray(True)
    for window in term.within:
        places = places_of_position(window.position, axes)
        inside = inside & (places >= 1) & (places <= window.size)
    return inside


def _summed(term: Term, axes: Axes, known: Mapping[Symbol, Array]) -> Array:
    """Return a term's values over the free indices; a sum of products is contracted without its terms in memory."""
    free, read = len(axes) - len(term.over), reader(known, axes)
    target = Symbol("", indices=axes[:free])
    where, there = placed(target, term)
    if where != target:
        return _scattered(where, [index.size for index in axes[:free]], there, known)
    if term.within:
        values = np.where(counts(term, axes), pointwise(term.body, read), 0.0)
        whole = np.broadcast_to(values, [index.size for index in axes])
        return np.asarray(whole.sum(axis=tuple(range(free, len(axes)))))
    if not term.over:
        return pointwise(term.body, read)
    factors = [np.asarray(pointwise(factor, read)) for factor in _factors(term.body)]
    padded = [np.reshape(factor, (1,) * (len(axes) - factor.ndim) + factor.shape) for factor in factors]
    spread = [[at for at, length in enumerate(factor.shape) if length > 1] for factor in padded]
    present = set().union(*spread)
    kept = [at for at in range(free) if at in present]
    operands = [part for factor, at in zip(padded, spread, strict=True) for part in (factor.squeeze(), at)]
    volume = math.prod(axes[at].size for at in present)
    einsum: Any = np.einsum  # its stubs know no sublists
    total = np.asarray(einsum(*operands, kept, optimize=volume > FEW))
    repeated = math.prod(index.size for at, index in enumerate(axes) if at >= free and at not in present)
    return np.reshape(total * repeated, [axes[at].size if at in present else 1 for at in range(free)])


def _scattered(where: Symbol, shape: Sequence[int], term: Term, known: Mapping[Symbol, Array]) -> Array:
    """Return the values of a term that adds at positions that are looked up."""
    along = {index for at in where.indices for index in indices_in(at)}
    axes = tuple(index for index in term.over if index in along)
    inner = tuple(index for index in term.over if index not in along)
    values = _summed(Term(term.body, inner, term.within), (*axes, *inner), known)
    found = np.zeros(shape)
    np.add.at(found, places_in(where, shape, axes), np.broadcast_to(values, [index.size for index in axes]))
    return found


def places_in(read: Symbol, shape: Sequence[int], axes: Axes) -> tuple[NDArray[np.int64], ...]:
    """Return where a symbol is read over the axes of a term, counted from 0; what lies outside is brought inside."""
    sizes = [index.size for index in axes]
    return tuple(
        np.broadcast_to(np.clip(places_of_position(at, axes), 1, size) - 1, sizes)
        for at, size in zip(read.indices, shape, strict=True)
    )


def _factors(expression: Expression) -> tuple[Expression, ...]:
    match expression:
        case Product(factors):
            return tuple(inner for factor in factors for inner in _factors(factor))
        case Negative(body) if rational(body) is None:
            return (Negative(ONE), *_factors(body))
        case _:
            return (expression,)
