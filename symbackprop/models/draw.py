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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ..errors import DrawError
from ..expression.tree import (
    Number,
    Symbol,
    decimal,
)
from ..graph.equations import bare
from ..graph.expand import elements
from ..graph.float_recurrences import BEGINNING
from ..graph.floats import Array, Axes, block_values, shape_of
from ..graph.given import Given, arrays_in, floats_in, stored_in
from ..graph.values import merged
from .faults import Fault, equation_faults, gradient_faults, is_large
from .network import Network
from .ranges import Kind, Scale, class_axis, quantities_in, scale_of
from .read_places import Mask, reads_at, touched

Steps = NDArray[np.int64]
"""Drawn values in units of their last decimal."""

GAINS = (1.0, 1.5, 0.7, 2.2, 3.0)
"""How large weights are, start after start."""

REPAIRS = 160
"""How often a start is repaired before the next one."""

PATIENCE = 24
"""How often what a quantity reads is drawn again before what stands farther away is."""

TWINS = 50
"""How often rows are drawn again that another row equals."""


MOST_VALUES = 1_000_000
"""Values without those of files, given ones among them, up to which the rest is drawn: as many as a spec may give."""


MOST_WORK = 6_000_000_000
"""Operations over arrays up to which values are tried: some ten seconds."""


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
    unstored = [leaf for leaf in network.graph.leaves if stored_in(network.values, leaf) is None]
    count = sum(math.prod(shape_of(leaf)) for leaf in unstored)
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
    """Return the network without its values and without the remarks on them."""
    kept = {rate: network.values[rate] for rate in network.rates}
    return replace(network, values=kept, source="", rounds_remark="")


def is_open(network: Network) -> bool:
    """Say whether an element of a leaf has no value."""
    unstored = [leaf for leaf in network.graph.leaves if stored_in(network.values, leaf) is None]
    if any(math.prod(shape_of(leaf)) > len(network.values) for leaf in unstored):
        return True
    return any(name not in network.values for leaf in unstored for name in elements(leaf, network.labels))


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
        self._stored = arrays_in(network.values)
        self._names = {
            name: elements(leaf, network.labels) for name, leaf in self._leaves.items() if leaf not in self._stored
        }
        self._missing: dict[Symbol, Mask] = {}
        self._given: dict[Symbol, Array] = {}
        for name, leaf in self._leaves.items():
            if leaf in self._stored:
                self._given[name] = floats_in(network.values, leaf, network.labels)
                self._missing[name] = np.zeros(shape_of(leaf), dtype=np.bool_)
                continue
            numbers = [network.values.get(element) for element in self._names[name]]
            shape = shape_of(leaf)
            self._missing[name] = np.array([number is None for number in numbers]).reshape(shape)
            self._given[name] = np.array([float(number.value) if number else 0.0 for number in numbers]).reshape(shape)
        self.open = tuple(name for name, mask in self._missing.items() if mask.any())
        self._first_read = {
            name: next(
                (at for at, block in enumerate(self._graph.blocks) if any(name in quantities_in(e) for e in block)), 0
            )
            for name in self._leaves
        }
        self._scales: dict[Symbol, Scale] = {}
        self._steps: dict[Symbol, Steps] = {}
        self._known: dict[Symbol, Array] = {}
        self._attempts: dict[str, int] = {}
        self._least: dict[str, int] = {}
        self._at = 0
        self.work = 0

    def start(self, gain: float) -> None:
        """Draw all that is open."""
        self._known, self._attempts, self._least, self._at = dict(self._given), {}, {}, 0
        for name in self.open:
            self._scales[name] = scale_of(self._leaves[name], self._network, gain)
            self._steps[name] = np.zeros(self._given[name].shape, dtype=np.int64)
            self._draw(name, self._missing[name], both_signs=True)

    def faults(self) -> list[Fault]:
        """Return the faults of the first quantity that has some, or of the gradient where no quantity has."""
        for at in range(self._at, len(self._graph.blocks)):
            block = self._graph.blocks[at]
            self._known.update(block_values(block, self._known, self._spend))
            found = [fault for equation in block for fault in equation_faults(equation, self._known, self._network)]
            if found:
                self._at = at
                return found
        self._at = len(self._graph.blocks)
        return list(gradient_faults(self._network, self._known, self._spend))

    def _spend(self, operations: int) -> None:
        self.work += operations
        if self.work > MOST_WORK:
            raise DrawError(
                f"{self._network.title}: to try values takes more than {MOST_WORK:,} operations; fewer positions or "
                "steps take less"
            )

    def repair(self, found: Sequence[Fault]) -> bool:
        """Draw again what the faults stem from; return whether there is anything to draw."""
        # What a fault may stem from is looked for among all equations.
        self._spend(len(self._both.equations) * BEGINNING)
        again: dict[Symbol, Mask] = {}
        for fault in found:
            levels = self._levels(fault)
            if not levels:
                return False
            attempt = self._attempts.get(fault.name, 0)
            self._attempts[fault.name] = attempt + 1 - self._has_fewer(fault)
            level = attempt % len(levels) if fault.slope else min(attempt // PATIENCE, len(levels) - 1)
            for name, mask in levels[level].items():
                again[name] = again[name] | mask if name in again else mask
        for name in self.open:
            if name in again:
                self._draw(name, again[name])
                self._at = min(self._at, self._first_read[name])
        return True

    def _levels(self, fault: Fault) -> list[dict[Symbol, Mask]]:
        """Return what a fault may stem from, the nearest first.

        In a large network each is drawn again alone, what is read last first: what it changes is the least.
        """
        levels = [level for level in self._sources(fault) if level]
        if not is_large(self._network):
            return levels
        return [
            {name: mask for name, mask in level.items() if self._first_read[name] == first}
            for level in levels
            for first in sorted({self._first_read[name] for name in level}, reverse=True)
        ]

    def _has_fewer(self, fault: Fault) -> bool:
        """Say whether the draws before left fewer places at fault, so that more of them lead somewhere."""
        count = int(fault.where.sum())
        before, self._least[fault.name] = self._least.get(fault.name, count), count
        return is_large(self._network) and count < before

    def network(self) -> Network:
        """Return the network with the values drawn."""
        values: dict[Symbol, Number] = {}
        for name in self._names:
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
        stored = self._stored
        return replace(self._network, values=Given(values, stored, self._network.labels) if stored else values)

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
                mask = touched(read, shape_of(self._both.declared[name]), axes, where)
                equation = self._both.equation(name)
                if equation is None:
                    here = mask & self._missing[name]
                    if here.any():
                        level[name] = level[name] | here if name in level else here
                elif name not in seen:
                    seen.add(name)
                    farther.extend(reads_at(equation, mask))
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
        axis = class_axis(name, self._graph)
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
        """Return what is to be drawn again because all values are equal or of one sign, or a slice repeats another."""
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
            np.moveaxis(dull, axis, 0)[_has_twin(np.moveaxis(whole, axis, 0))] = True
        return dull


def _has_twin(slices: Steps) -> Mask:
    """Return which slices along the first axis are equal to another one."""
    rows = np.ascontiguousarray(slices).reshape(len(slices), -1)
    # A row is one thing to compare: its bytes.
    whole = rows[:, 0] if rows.shape[1] == 1 else rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1])))[:, 0]
    _, which, counts = np.unique(whole, return_inverse=True, return_counts=True)
    return np.asarray(counts[which] > 1)
