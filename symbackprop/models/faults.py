"""What makes the numbers of a network bad for teaching: dead and saturated units, kinks, vanishing gradients.

The values are judged with floats, a whole layer at a time. No threshold is a short decimal: the values judged
often are, and on which side of its threshold one lies must not depend on the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from math import prod

import numpy as np

from ..expression.differentiate import rational
from ..expression.functions import FUNCTIONS
from ..expression.tree import (
    ZERO,
    Call,
    Choice,
    Expression,
    Negative,
    Power,
    Product,
    Quotient,
    Symbol,
    children,
    symbols_of,
)
from ..graph.equations import Equation, bare
from ..graph.float_recurrences import Spend
from ..graph.floats import (
    Array,
    Axes,
    Read,
    axes_of,
    block_values,
    counts,
    evaluate,
    places_in,
    pointwise,
    reader,
    shape_of,
)
from ..graph.given import floats_in
from ..graph.scatter import placed
from .network import Network
from .read_places import Mask, never_read
from .slopes import never_flat, slope, steepest

NEAR = 0.0237
"""Nearer than this to a kink or to a denominator of 0 is too near."""

FEW = 64
"""Of more values than this, some are always near; the more there are, the nearer one may come."""

KINK = "is next to a kink"

SMALLEST_PROBABILITY = 1.03e-6
"""The logarithm of less is not shown to learners; of many classes, each probability is small."""

FLAT = 0.0513
"""A unit whose slope is a smaller part of its function's largest slope is saturated."""

LARGEST = 9876.5
"""Larger values are not shown to learners."""

MANY = 1_000
"""What adds up more terms than this, each of a readable size, may be larger in proportion."""

SMALLEST_LOSS = 1.03e-3
ROUNDING = 1e-12
"""Sums of doubles that cancel leave no more than this of what they add up."""

MOVE = 1.07e-3
"""The part of itself by which a value is moved to see what happens nearby, before any kink."""

SMALLEST_GRADIENT = 1.03e-4
"""A smaller derivative shows no digit beside the others."""

SMALL = 100
"""In networks with more trained parameters than this, a derivative is compared with the others of its kind."""


@dataclass(frozen=True)
class Fault:
    """Something that is wrong with a quantity at some positions.

    Args:
        name: The quantity.
        reason: What is wrong with it, after its name: "is saturated".
        reads: What it was computed from, and where its repair begins.
        axes: The indices of `where`.
        where: The positions, with one axis per index, of length 1 where all its positions are meant.
        slope: Whether it concerns a derivative, which may have its cause anywhere.
    """

    name: str
    reason: str
    reads: tuple[Symbol, ...]
    axes: Axes
    where: Mask
    slope: bool = False


def faults(network: Network) -> Iterator[Fault]:
    """Yield what is wrong with the values of a network, in evaluation order; nothing where all is well.

    Raises:
        KeyError: An element of a leaf has no value.
    """
    known = {bare(leaf): floats_in(network.values, leaf, network.labels) for leaf in network.graph.leaves}
    for block in network.graph.blocks:
        known.update(block_values(block, known))
        for equation in block:
            yield from equation_faults(equation, known, network)
    yield from gradient_faults(network, known)


def equation_faults(equation: Equation, known: Mapping[Symbol, Array], network: Network) -> Iterator[Fault]:
    """Yield what is wrong with a quantity whose value is known."""
    target, values = equation.target, known[bare(equation.target)]
    reads = tuple(symbol for term in equation.terms for symbol in symbols_of(term.body))
    axes = axes_of(equation, equation.terms[0])[: values.ndim]
    found, units = False, _indices_of_units(equation, network)
    with np.errstate(all="ignore"):
        for term in equation.terms:
            own = axes_of(equation, term)
            idle = tuple(at for at, index in enumerate(own) if index not in units)
            for part, reason, where in _pointwise_faults(term.body, reader(known, own), np.array(True), idle):
                if where.any() and not (reason == KINK and _is_fixed(part, network)):
                    found = True
                    spread = np.reshape(where, (1,) * (len(own) - where.ndim) + where.shape)
                    yield Fault(bare(target).ascii, reason, symbols_of(part), own, spread)
    wild = _too_large(values, network)
    # Where a part has left a domain, the whole is no number, and only the part needs a correction.
    if wild.any() and not found:
        yield Fault(bare(target).ascii, "has no value of a readable size", reads, axes, wild)
    if target == network.loss and np.abs(values) < SMALLEST_LOSS:
        yield Fault(bare(target).ascii, "is next to zero", reads, (), np.array(True), slope=True)


def gradient_faults(network: Network, known: Mapping[Symbol, Array], spend: Spend = lambda _: None) -> Iterator[Fault]:
    """Yield the derivatives of the loss that vanish at the digits shown, where all quantities are known.

    Args:
        network: The network.
        known: The values of its quantities.
        spend: Is called with the number of operations that are about to be done.
    """
    backward = network.backward
    adjoints = evaluate(backward.graph, known, spend)
    reached = network.graph.ancestors([network.loss])
    zeros = set(map(bare, network.graph.leaves)).difference(map(bare, network.trained))
    if is_large(network):
        zeros.update(bare(equation.target) for equation in network.graph.equations)
    for leaf in network.trained:
        adjoint = backward.adjoint[bare(leaf)]
        if bare(leaf) not in reached:
            continue
        if not isinstance(adjoint, Symbol):
            if adjoint == ZERO:
                name = replace(bare(leaf), mark=network.loss.base).ascii
                yield Fault(name, "vanishes", (), (), np.array(True), slope=True)
            continue
        gradient = adjoints[bare(adjoint)]
        scale = min(1.0, float(np.sqrt(np.mean(np.square(gradient))))) if is_large(network) else 1.0
        equation = backward.graph.equation(adjoint)
        assert equation is not None
        # Of many numbers some are always near zero.
        least = SMALLEST_GRADIENT * max(scale, SMALLEST_GRADIENT)
        least *= min(1.0, FEW / gradient.size) if is_large(network) else 1.0
        vanishing = ~(np.abs(gradient) >= least)
        if is_large(network) and gradient.any():
            # Of many numbers the greatest has a derivative, and so has one behind a rectifier that lets it through.
            vanishing &= gradient != 0
        vanishing &= ~_silenced(equation, known, zeros)
        vanishing &= not _cancelled_always(equation, network, known, adjoints)
        if (vanishing & (gradient == 0)).any():
            unread = never_read([bare(adjoint)], backward)[bare(adjoint)]
            vanishing &= ~unread | unread.all()
        vanishing |= _too_large(gradient, network)
        if vanishing.any():
            axes = axes_of(equation, equation.terms[0])[: gradient.ndim]
            reads = tuple(symbol for term in equation.terms for symbol in symbols_of(term.body))
            yield Fault(bare(adjoint).ascii, "vanishes", reads, axes, vanishing, slope=True)


def _silenced(equation: Equation, known: Mapping[Symbol, Array], zeros: Set[Symbol]) -> Mask:
    """Return where a derivative is zero because one of some quantities is zero.

    An input that is zero is given on purpose; none is drawn. In a large network a filter may be silent at a position.
    What nothing reads, as a row that is never looked up, has no derivative but zero.
    """
    silenced = np.ones(shape_of(equation.target), dtype=np.bool_)
    for summed in equation.terms:
        where, term = placed(equation.target, summed)
        axes = axes_of(equation, term) if where == equation.target else term.over
        body = term.body.body if isinstance(term.body, Negative) else term.body
        factors = body.factors if isinstance(body, Product) else (body,)
        zero = np.broadcast_to(~counts(term, axes), [index.size for index in axes]).copy()
        for factor in factors:
            if isinstance(factor, Symbol) and bare(factor) in zeros:
                zero |= reader(known, axes)(factor) == 0
        if where == equation.target:
            silenced &= zero.all(axis=tuple(range(silenced.ndim, len(axes))))
        else:
            silenced[tuple(at[~zero] for at in places_in(where, silenced.shape, axes))] = False
    return silenced


def _cancelled_always(
    equation: Equation, network: Network, known: Mapping[Symbol, Array], adjoints: Mapping[Symbol, Array]
) -> bool:
    """Say whether the shares of a single parameter add up to nothing, whatever is drawn.

    A bias that all classes share does not change a softmax. The shares of a hinge loss, each 1 or -1, and those of
    weights that add up to zero cancel by chance: they no longer do where all values are a little different.
    """
    if not _cancelled(equation, adjoints):
        return False
    moved = {}
    for leaf in map(bare, network.graph.leaves):
        places = np.arange(1, known[leaf].size + 1).reshape(known[leaf].shape)
        moved[leaf] = known[leaf] * (1 + MOVE * np.cos(places))
    with np.errstate(all="ignore"):
        there = evaluate(network.backward.graph, evaluate(network.graph, moved))
    return _cancelled(equation, there)


def _cancelled(equation: Equation, adjoints: Mapping[Symbol, Array]) -> bool:
    gradient, reads = adjoints[bare(equation.target)], [term.body for term in equation.terms]
    shares = [adjoints[bare(read)] for read in reads if isinstance(read, Symbol) and bare(read) in adjoints]
    if gradient.ndim or len(shares) < len(reads):
        return False
    return bool(np.abs(gradient) <= ROUNDING * sum(float(np.abs(share).sum()) for share in shares))


def _indices_of_units(equation: Equation, network: Network) -> frozenset[object]:
    """Return the indices along which each position is a unit of its own, which has to be alive.

    They are those of the trained parameters; with many of these, of the ones that the unit is computed from: a filter
    that is alive at some positions of a long signal is alive, whatever reads it.
    """
    trained = network.trained
    if is_large(network):
        above = network.graph.ancestors([equation.target])
        trained = tuple(leaf for leaf in trained if bare(leaf) in above)
    return frozenset(index for leaf in trained for index in leaf.indices)


def _too_large(values: Array, network: Network) -> Mask:
    """Return where values are too large: a sum over many positions, or what goes through many steps, may be larger."""
    beyond = np.asarray(~(np.abs(values) <= LARGEST))
    if not beyond.any():
        return beyond
    longest = max(
        prod(index.size for index in (*term.over, *([equation.along.index] if equation.along else ())))
        for equation in network.graph.equations
        for term in equation.terms
    )
    return np.asarray(~(np.abs(values) <= LARGEST * max(1.0, longest / MANY)))


def _is_fixed(part: Expression, network: Network) -> bool:
    """Say whether nothing trained is in a part, so that no step moves it over a kink, as in `label == 1`."""
    above = network.graph.ancestors(symbols_of(part))
    return not any(bare(leaf) in above for leaf in network.trained)


def is_large(network: Network) -> bool:
    """Say whether a network has so many parameters that each is judged beside the others of its kind."""
    return network.parameter_count > SMALL


def _pointwise_faults(
    expression: Expression, read: Read, active: Mask, idle: tuple[int, ...]
) -> Iterator[tuple[Expression, str, Mask]]:
    """Yield the parts of an expression that are at fault, why, and where.

    Args:
        expression: The expression.
        read: Looks up its symbols.
        active: Where the expression is the branch taken.
        idle: The axes that no trained parameter has, as that of the samples of a batch: a unit that is alive at one of
            their positions is alive.
    """
    match expression:
        case Choice(positive, then, otherwise):
            distance = pointwise(positive, read)
            above, below = active & (distance > 0), active & ~(distance > 0)
            if not isinstance(positive, Choice):
                yield positive, KINK, active & (np.abs(distance) < _near(distance))
            for branch, taken in ((then, above), (otherwise, below)):
                if not symbols_of(branch) and not _is_decision(expression):
                    yield positive, "is constant, so that its slope is zero", _everywhere(taken, idle)
            yield from _pointwise_faults(positive, read, active, idle)
            yield from _pointwise_faults(then, read, above, idle)
            yield from _pointwise_faults(otherwise, read, below, idle)
            return
        case Call(function, argument):
            value = pointwise(argument, read)
            for kink in (*FUNCTIONS[function].kinks, *FUNCTIONS[function].jumps):
                yield argument, KINK, active & (np.abs(value - float(kink)) < _near(value))
            if function == "log":
                yield argument, "leaves the domain of the logarithm", active & ~(value > SMALLEST_PROBABILITY)
            if FUNCTIONS[function].activation:
                flat = np.abs(slope(function, value)) < FLAT * steepest(function)
                if never_flat(function):
                    flat = np.zeros_like(flat)
                yield argument, "is saturated or dead", _everywhere(active & flat, idle)
        case Quotient(_, denominator) if symbols_of(denominator):
            yield denominator, "divides by next to nothing", active & ~(np.abs(pointwise(denominator, read)) > NEAR)
        case Power(base, exponent) if symbols_of(base) and not _is_natural(exponent):
            yield base, "takes a root or a reciprocal of next to nothing", active & ~(pointwise(base, read) > NEAR)
        case _:
            pass
    for part in children(expression):
        yield from _pointwise_faults(part, read, active, idle)


def _is_decision(expression: Expression) -> bool:
    """Say whether an expression is one of some numbers, as a condition is that is met or not."""
    if isinstance(expression, Choice):
        return _is_decision(expression.then) and _is_decision(expression.otherwise)
    return not symbols_of(expression)


def _near(values: Array) -> float:
    """Return how near to a kink one of so many values may not lie."""
    return NEAR * min(1.0, FEW / max(values.size, 1))


def _everywhere(mask: Mask, idle: tuple[int, ...]) -> Mask:
    """Return the mask with an idle axis set only where it is set at all positions of that axis."""
    own = tuple(at for at in idle if at < mask.ndim)
    return np.asarray(mask.all(axis=own, keepdims=True)) if own else mask


def _is_natural(exponent: Expression) -> bool:
    value = rational(exponent)
    return value is not None and value.denominator == 1 and value > 0
