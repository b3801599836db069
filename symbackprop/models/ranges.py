"""What values fit a quantity, from how the equations read it: any number, 0 or 1, a sign, one of several classes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ..expression.tree import (
    ONE,
    Call,
    Choice,
    Expression,
    Index,
    Negative,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    symbols_of,
)
from ..graph.equations import Equation, Graph, bare
from ..graph.floats import shape_of
from .network import Network
from .slopes import ends

MANY_UNITS = 1_000
"""Units of one kind up to which values of one or two decimals leave none of them at a kink."""


class Kind(Enum):
    """What values a quantity may take."""

    BIT = "0 or 1"
    FREE = "any number"
    ONE_HOT = "one 1 among 0s"
    SIGN = "1 or -1"
    WITHIN = "what an output can be"


@dataclass(frozen=True, slots=True)
class Scale:
    """How the values of a leaf are drawn.

    Args:
        kind: What they may be.
        decimals: How many digits they have after the point.
        most: The largest one, in units of its last decimal.
        distinct: The axes along which no two slices may be equal.
        least: The smallest one, where that is not the largest one with the other sign.
    """

    kind: Kind
    decimals: int
    most: int
    distinct: tuple[int, ...]
    least: int = 1


def scale_of(leaf: Symbol, network: Network, gain: float) -> Scale:
    """Return how a leaf's values are drawn, from how the equations read it.

    Weights shrink with the root of the number of terms that their sums have, so that a wide layer saturates no more
    than a narrow one; decimals are added where the numbers would be too few.
    """
    kind = Kind.FREE if leaf in network.trained else kind_of(leaf, network.graph)
    shape = shape_of(leaf)
    least, most = range_of(leaf, network.graph)
    if kind in (Kind.BIT, Kind.ONE_HOT, Kind.SIGN):
        return Scale(kind, 0, 1, (), least=-1 if least <= -9 else 1)
    if kind is Kind.WITHIN:
        return Scale(kind, 1, most, (), least)
    fan_in, neurons = _fan_in(leaf, network)
    if fan_in == 0:
        return Scale(kind, 1, 10, _feasible(shape, 20, range(len(shape))))
    largest = min(0.9 * max(gain, 1.0), gain * 2.0 / math.sqrt(fan_in))
    least_decimals = 1 + (_more_decimals(network) if leaf in network.trained else 0)
    for decimals in range(least_decimals, least_decimals + 6):
        most = math.floor(largest * 10**decimals)
        distinct = _feasible(shape, 2 * most, range(len(shape)))
        if most >= 4 and neurons <= set(distinct):
            break
    return Scale(kind, decimals, most, distinct)


def _more_decimals(network: Network) -> int:
    """Return how many decimals more weights need where units are so many that sums of short numbers are often zero."""
    targets = (equation.target for equation in network.graph.equations)
    units = max(math.prod(index.size for index in at.indices if isinstance(index, Index)) for at in targets)
    return math.ceil(math.log10(units / 100)) if units > MANY_UNITS else 0


def _feasible(shape: tuple[int, ...], choices: int, axes: Iterable[int]) -> tuple[int, ...]:
    """Return the axes along which slices drawn from so many values can well be distinct."""
    if not choices:
        return ()
    size = math.prod(shape)
    return tuple(at for at in axes if size // shape[at] * math.log(choices) >= math.log(4 * shape[at]))


def _fan_in(leaf: Symbol, network: Network) -> tuple[int, set[int]]:
    """Return over how many terms a leaf's products are summed, 0 if it is no weight, and the axes of its neurons."""
    fan_in, neurons = 0, set[int]()
    if leaf not in network.trained and len(leaf.indices) < 2:
        return fan_in, neurons
    for equation in network.graph.readers(leaf):
        for term in equation.terms:
            for factors in (part.factors for part in _parts(term.body) if isinstance(part, Product)):
                for factor in factors:
                    if isinstance(factor, Symbol) and bare(factor) == bare(leaf) and len(factors) > 1:
                        fan_in = max(fan_in, math.prod(index.size for index in term.over))
                        neurons |= {at for at, index in enumerate(factor.indices) if index not in term.over}
    trained = [other for other in network.trained if len(other.indices) >= len(leaf.indices)]
    return (fan_in if leaf in network.trained or not trained else 0), neurons


def kind_of(leaf: Symbol, graph: Graph) -> Kind:
    """Return what values fit a quantity that is not trained, such as a target, from how the equations read it."""
    kinds = {
        kind
        for equation in graph.readers(leaf)
        for term in equation.terms
        for kind in _kinds(bare(leaf), term.body, graph)
    }
    # Of a binary cross-entropy t·ln(o) + (1 − t)·ln(1 − o), the first half alone reads like a softmax's.
    return next((kind for kind in (Kind.BIT, Kind.ONE_HOT, Kind.SIGN, Kind.WITHIN) if kind in kinds), Kind.FREE)


def _kinds(leaf: Symbol, body: Expression, graph: Graph) -> Iterator[Kind]:
    for part in _parts(body):
        match part:
            case Product(factors) if any(isinstance(inner, Call) and inner.function == "log" for inner in factors):
                rest = [factor.body if isinstance(factor, Negative) else factor for factor in factors]
                rest = [factor for factor in rest if not isinstance(factor, Call)]
                if any(isinstance(factor, Sum) and leaf in _names(factor) for factor in rest):
                    yield Kind.BIT
                elif any(leaf in _names(factor) for factor in rest):
                    indices = next(s.indices for factor in rest for s in symbols_of(factor) if bare(s) == leaf)
                    yield Kind.ONE_HOT if indices else Kind.BIT
            case Choice(Sum((first, Negative(Product(factors)))), _, _) | Call(
                "relu", Sum((first, Negative(Product(factors))))
            ):
                if first == ONE and any(isinstance(factor, Symbol) and bare(factor) == leaf for factor in factors):
                    yield Kind.SIGN
            case Sum((Symbol() as first, Negative(Symbol() as second))):
                if leaf in (bare(first), bare(second)):
                    other = second if bare(first) == leaf else first
                    if _tenths(other, graph) != ANYTHING:
                        yield Kind.WITHIN
            case _:
                pass


def class_axis(leaf: Symbol, graph: Graph) -> int:
    """Return the axis of a target's classes: that over which what it is compared with was divided by its sum."""
    for equation in graph.readers(leaf):
        for part in (part for term in equation.terms for part in _parts(term.body) if isinstance(part, Product)):
            read = next((s for factor in part.factors for s in symbols_of(factor) if bare(s) == leaf), None)
            share = next((f.argument for f in part.factors if isinstance(f, Call) and f.function == "log"), None)
            source = graph.equation(share) if isinstance(share, Symbol) else None
            if read is None or source is None or not isinstance(share, Symbol):
                continue
            match source.terms[0].body:
                case Quotient(_, Symbol() as total):
                    classes = [
                        own
                        for own, index in zip(share.indices, source.target.indices, strict=True)
                        if index not in total.indices
                    ]
                    if len(classes) == 1 and classes[0] in read.indices:
                        return read.indices.index(classes[0])
                case _:
                    pass
    return -1


ANYTHING = (-10, 10)
"""The range of what may be any number, in tenths."""


def range_of(leaf: Symbol, graph: Graph) -> tuple[int, int]:
    """Return the least and the greatest value that fits what a leaf is compared with, in tenths, from -1 to 1."""
    least, most = ANYTHING
    for equation in graph.readers(leaf):
        for part in (part for term in equation.terms for part in _parts(term.body)):
            if isinstance(part, Sum | Product | Quotient) and bare(leaf) in _names(part):
                for other in symbols_of(part):
                    low, high = _tenths(other, graph)
                    least, most = max(least, low), min(most, high)
    return least, most


def _tenths(symbol: Symbol, graph: Graph) -> tuple[int, int]:
    """Return the first and the last tenth, from -1 to 1, between the ends of what a quantity can be."""
    equation = graph.equation(symbol)
    if equation is None or len(equation.terms) > 1:
        return ANYTHING
    match equation.terms[0].body:
        case Call(function, _):
            low, high = ends(function)
            inside = [at for at in range(ANYTHING[0], ANYTHING[1] + 1) if at and low < at / 10 < high]
            return (inside[0], inside[-1]) if inside else ANYTHING
        case Quotient(Symbol() as above, Symbol() as below):
            whole = graph.equation(below)
            share = whole is not None and bare(above) in quantities_in(whole) and _is_exponential(above, graph)
            return (1, 9) if share else ANYTHING
        case _:
            return ANYTHING


def _is_exponential(symbol: Symbol, graph: Graph) -> bool:
    equation = graph.equation(symbol)
    return equation is not None and all(
        isinstance(term.body, Call) and term.body.function == "exp" for term in equation.terms
    )


def _parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    for part in children(expression):
        yield from _parts(part)


def _names(expression: Expression) -> set[Symbol]:
    return {bare(symbol) for symbol in symbols_of(expression)}


def quantities_in(equation: Equation) -> set[Symbol]:
    """Return the bare quantities that an equation reads."""
    return {name for term in equation.terms for name in _names(term.body)}
