"""Readable values for what a network leaves open: few digits, both signs, every unit alive, every gradient visible.

Values are drawn for all that is open, and the equations are evaluated one after another. Where a quantity is at
fault, what it was computed from is drawn again, at the offending positions only: first what its own equation reads,
and after some attempts what stands farther away. The draws are integers, so that a seed gives the same values on every
machine.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..errors import DrawError
from ..expression.tree import (
    ONE,
    Call,
    Choice,
    Expression,
    Index,
    Negative,
    Number,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
    decimal,
    symbols_of,
)
from ..graph.equations import Equation, Graph, bare
from ..graph.expand import elements
from ..graph.floats import Array, Axes, quantity, shape_of
from ..graph.values import merged
from .faults import Fault, Mask, ends, equation_faults, gradient_faults
from .network import Network

Steps = NDArray[np.int64]
"""Drawn values in units of their last decimal."""

GAINS = (1.0, 1.5, 0.7, 2.2, 3.0)
"""How large weights are, start after start."""

REPAIRS = 160
"""How often a start is repaired before the next one."""

PATIENCE = 24
"""How often what a quantity reads is drawn again before what stands farther away is."""

MANY_UNITS = 1_000
"""Units of one kind up to which values of one or two decimals leave none of them at a kink."""

TWINS = 50
"""How often rows are drawn again that another row equals."""


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


MOST_VALUES = 1_000_000
"""Values of a network, given ones among them, up to which the rest is drawn: as many as a spec may give."""


MOST_EQUATIONS = 500
"""Equations up to which values are drawn: each draw that is repaired goes through all of them, forward and backward."""


def drawn(network: Network, seed: int) -> Network:
    """Return the network with a value for every element of its leaves; those that it has stay.

    Args:
        network: The network, of which some or all values are open.
        seed: 0 or more; the same network and seed give the same values everywhere.

    Raises:
        DrawError: No draw within reach is free of faults, or there are too many values.
        ValueError: The seed is negative.
    """
    if seed < 0:
        # Python's generator takes the absolute value of its seed.
        raise ValueError(f"seed must be 0 or more, not {seed}")
    count = sum(math.prod(shape_of(leaf)) for leaf in network.graph.leaves)
    equations = len(network.graph.equations)
    if equations > MOST_EQUATIONS:
        raise DrawError(f"{network.title}: has {equations:,} equations; values are drawn for at most {MOST_EQUATIONS}")
    if count > MOST_VALUES:
        raise DrawError(f"{network.title}: has {count:,} values; at most {MOST_VALUES:,} are drawn")
    draft = _Draft(network, random.Random(seed))  # noqa: S311  (reproducible, not secret)
    met: Counter[str] = Counter()
    for gain in GAINS:
        draft.start(gain)
        for _ in range(REPAIRS):
            found = draft.faults()
            if not found:
                return draft.network()
            met.update(f"{fault.name!r} {fault.reason}" for fault in found[:1])
            if not draft.repair(found):
                break
    (most_often, _), *_ = met.most_common(1)
    if not draft.open:
        raise DrawError(f"{most_often} with the values given, which leave nothing to be drawn")
    raise DrawError(
        f"no values were found for {_listed(draft.open)}: {most_often}; give some of them, or change others"
    )


def emptied(network: Network) -> Network:
    """Return the network without its values, and without what is said of them."""
    kept = {rate: network.values[rate] for rate in network.rates}
    return replace(network, values=kept, source="", rounds_remark="")


def is_open(network: Network) -> bool:
    """Say whether an element of a leaf has no value."""
    if any(math.prod(shape_of(leaf)) > len(network.values) for leaf in network.graph.leaves):
        return True
    return any(name not in network.values for leaf in network.graph.leaves for name in elements(leaf, network.labels))


def _listed(symbols: Sequence[Symbol]) -> str:
    names = [symbol.ascii for symbol in symbols]
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")


class _Draft:
    """A network while its values are being drawn."""

    def __init__(self, network: Network, generator: random.Random) -> None:
        self._network, self._generator = network, generator
        self._graph = network.graph
        self._both = merged(network.graph, [network.backward.graph])
        self._leaves = {bare(leaf): leaf for leaf in network.graph.leaves}
        self._names = {name: elements(leaf, network.labels) for name, leaf in self._leaves.items()}
        self._missing: dict[Symbol, Mask] = {}
        self._given: dict[Symbol, Array] = {}
        for name, leaf in self._leaves.items():
            numbers = [network.values.get(element) for element in self._names[name]]
            shape = shape_of(leaf)
            self._missing[name] = np.array([number is None for number in numbers]).reshape(shape)
            self._given[name] = np.array([float(number.value) if number else 0.0 for number in numbers]).reshape(shape)
        self.open = tuple(name for name, mask in self._missing.items() if mask.any())
        self._first_read = {
            name: next((at for at, e in enumerate(self._graph.equations) if name in _quantities(e)), 0)
            for name in self._leaves
        }
        self._scales: dict[Symbol, Scale] = {}
        self._steps: dict[Symbol, Steps] = {}
        self._known: dict[Symbol, Array] = {}
        self._attempts: dict[str, int] = {}
        self._at = 0

    def start(self, gain: float) -> None:
        """Draw all that is open."""
        self._known, self._attempts, self._at = dict(self._given), {}, 0
        for name in self.open:
            self._scales[name] = scale_of(self._leaves[name], self._network, gain)
            self._steps[name] = np.zeros(self._given[name].shape, dtype=np.int64)
            self._draw(name, self._missing[name], both_signs=True)

    def faults(self) -> list[Fault]:
        """Return the faults of the first quantity that has some, or of the gradient where no quantity has."""
        for at in range(self._at, len(self._graph.equations)):
            equation = self._graph.equations[at]
            self._known[bare(equation.target)] = quantity(equation, self._known)
            found = list(equation_faults(equation, self._known, self._network))
            if found:
                self._at = at
                return found
        self._at = len(self._graph.equations)
        return list(gradient_faults(self._network, self._known))

    def repair(self, found: Sequence[Fault]) -> bool:
        """Draw again what the faults stem from; return whether there is anything to draw."""
        again: dict[Symbol, Mask] = {}
        for fault in found:
            levels = [level for level in self._sources(fault) if level]
            if not levels:
                return False
            attempt = self._attempts.get(fault.name, 0)
            self._attempts[fault.name] = attempt + 1
            level = attempt % len(levels) if fault.slope else min(attempt // PATIENCE, len(levels) - 1)
            for name, mask in levels[level].items():
                again[name] = again[name] | mask if name in again else mask
        for name in self.open:
            if name in again:
                self._draw(name, again[name])
                self._at = min(self._at, self._first_read[name])
        return True

    def network(self) -> Network:
        """Return the network with the values drawn."""
        values: dict[Symbol, Number] = {}
        for name in self._leaves:
            if name not in self._scales:
                values.update({element: self._network.values[element] for element in self._names[name]})
                continue
            decimals = self._scales[name].decimals
            steps = self._steps[name].ravel().tolist()
            written = {step: decimal(f"{step / 10**decimals:.{decimals}f}") for step in set(steps)}
            for element, step, missing in zip(
                self._names[name], steps, self._missing[name].ravel().tolist(), strict=True
            ):
                values[element] = written[step] if missing else self._network.values[element]
        return replace(self._network, values=values)

    def _sources(self, fault: Fault) -> Iterator[dict[Symbol, Mask]]:
        """Yield, equation after equation backwards, the open leaves that a fault may stem from, and where.

        Those that have an index of the fault come alone: redrawing one row beats redrawing the input of all rows.
        """
        frontier = [(read, fault.axes, fault.where) for read in fault.reads]
        seen: set[Symbol] = set()
        while frontier:
            level: dict[Symbol, Mask] = {}
            farther: list[tuple[Symbol, Axes, Mask]] = []
            for read, axes, where in frontier:
                name = bare(read)
                mask = _touched(read, shape_of(self._both.declared[name]), axes, where)
                equation = self._both.equation(name)
                if equation is None:
                    here = mask & self._missing[name]
                    if here.any():
                        level[name] = level[name] | here if name in level else here
                elif name not in seen:
                    seen.add(name)
                    farther.extend(_reads(equation, mask))
            narrow = {name: mask for name, mask in level.items() if not mask.all()}
            yield narrow or level
            frontier = farther

    def _draw(self, name: Symbol, where: Mask, both_signs: bool = False) -> None:
        """Draw some elements of a leaf, again where the leaf as a whole would read badly.

        A repair may leave one sign: the weights after a sigmoid and before a rectifier may have to be positive.
        """
        scale, steps = self._scales[name], self._steps[name]
        if scale.kind is Kind.ONE_HOT:
            self._draw_hot(name, where)
        else:
            for _ in range(TWINS):
                steps[where] = self._integers(int(where.sum()), scale)
                where = self._dull(name, both_signs) & where
                if not where.any():
                    break
        unit = 10.0**scale.decimals
        self._known[name] = np.where(self._missing[name], steps / unit, self._given[name])

    def _integers(self, count: int, scale: Scale) -> Steps:
        raw = np.frombuffer(self._generator.randbytes(4 * count), dtype="<u4").astype(np.int64)
        match scale.kind:
            case Kind.BIT:
                return np.asarray(raw % 2)
            case Kind.SIGN:
                return np.asarray(np.maximum(raw % 2 * 2 - 1, scale.least))
            case Kind.ONE_HOT:
                return np.asarray(raw % scale.most + 1)
            case Kind.WITHIN:
                # Zero, if it lies between, is left out.
                shifted = raw % (scale.most - scale.least + (scale.least > 0)) + scale.least
                return np.asarray(np.where((shifted >= 0) & (scale.least <= 0), shifted + 1, shifted))
            case Kind.FREE:
                signed = raw % (2 * scale.most)
                return np.asarray(np.where(signed < scale.most, signed - scale.most, signed - scale.most + 1))

    def _draw_hot(self, name: Symbol, where: Mask) -> None:
        """Draw which class has the 1, among those that are open."""
        axis = _class_axis(name, self._graph)
        steps, given = np.moveaxis(self._steps[name], axis, -1), np.moveaxis(self._given[name], axis, -1)
        open_places, wanted = np.moveaxis(self._missing[name], axis, -1), np.moveaxis(where, axis, -1)
        rows = [row for row in product(*map(range, steps.shape[:-1])) if wanted[row].any()]
        for _ in range(TWINS):
            for row in rows:
                steps[row] = 0
                if not (given[row] == 1).any():
                    places = np.flatnonzero(open_places[row])
                    steps[(*row, places[self._generator.getrandbits(32) % len(places)])] = 1
            classes = (steps + given).reshape(-1, steps.shape[-1])
            if len(classes) == 1 or bool((classes != classes[0]).any()):
                break

    def _dull(self, name: Symbol, both_signs: bool) -> Mask:
        """Return what is to be drawn again since all is alike, of one sign, or a slice repeats another."""
        scale, steps = self._scales[name], self._steps[name]
        unit = 10**scale.decimals
        whole = np.where(self._missing[name], steps, np.rint(self._given[name] * unit).astype(np.int64))
        dull = np.zeros(whole.shape, dtype=np.bool_)
        if scale.kind in (Kind.FREE, Kind.WITHIN) and whole.size > 1:
            one_sign = both_signs and scale.kind is Kind.FREE and whole.size >= 4 and bool(np.ptp(np.sign(whole)) == 0)
            if one_sign or bool((whole == whole.flat[0]).all()):
                return ~dull
        for axis in scale.distinct:
            # Both twins are marked: only one of them may be open to another draw.
            seen: dict[bytes, int] = {}
            for at in range(whole.shape[axis]):
                twin = seen.setdefault(np.take(whole, at, axis).tobytes(), at)
                if twin != at:
                    np.moveaxis(dull, axis, 0)[[twin, at]] = True
        return dull


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


def _class_axis(leaf: Symbol, graph: Graph) -> int:
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
            share = whole is not None and bare(above) in _quantities(whole) and _is_exponential(above, graph)
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


def _quantities(equation: Equation) -> set[Symbol]:
    return {name for term in equation.terms for name in _names(term.body)}


def _reads(equation: Equation, mask: Mask) -> Iterator[tuple[Symbol, Axes, Mask]]:
    """Yield what an equation reads at some positions of its target."""
    free = tuple(index for index in equation.target.indices if isinstance(index, Index))
    for term in equation.terms:
        spread = mask.reshape(mask.shape + (1,) * len(term.over))
        for read in symbols_of(term.body):
            yield read, (*free, *term.over), spread


def _touched(read: Symbol, shape: tuple[int, ...], axes: Axes, where: Mask) -> Mask:
    """Return the elements of a quantity that a symbol reads at some positions of a term."""
    place: dict[int, int] = {}
    for axis, index in enumerate(read.indices):
        if isinstance(index, Index) and index in axes and axes.index(index) not in place.values():
            place[axis] = axes.index(index)
    others = tuple(at for at in range(where.ndim) if at not in place.values())
    kept = sorted(place.values())
    lower = np.asarray(where.any(axis=others)).transpose([kept.index(at) for at in place.values()])
    lengths = dict(zip(place, lower.shape, strict=True))
    mask = np.broadcast_to(lower.reshape([lengths.get(axis, 1) for axis in range(len(shape))]), shape).copy()
    for axis, index in enumerate(read.indices):
        if isinstance(index, int):
            chosen = np.arange(shape[axis]) == index - 1
            mask &= chosen.reshape([-1 if at == axis else 1 for at in range(len(shape))])
    return mask
