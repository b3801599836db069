"""The picture of a recurrence: its positions from left to right over an axis, what each computes from bottom to top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from ..document.blocks import Diagram, Edge, Node, NodeKind, Tick
from ..expression.tree import Affine, Index, Position, Symbol, symbols_of, value_of_position
from ..graph.equations import Equation, bare
from ..models.network import Network
from .computation import depths_of, kinds, layered

MOST_NODES = 24
"""With more circles, one position is drawn; of more quantities at one position, nothing."""

SHOWN = 4
"""Of more positions, the first two and the last are drawn."""

BESIDE = 0.42
"""Between two quantities of one position that stand at one height, in positions."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What happens at one position of a recurrence.

    Args:
        index: Along which it runs.
        reads: For each quantity with that index, what its equation reads, all as they are written.
        given: What is given for each position.
        after: The equations of what has no position.
    """

    index: Index
    reads: Mapping[Symbol, Sequence[Symbol]]
    given: Sequence[Symbol]
    after: Mapping[Symbol, Sequence[Symbol]]

    @property
    def all_reads(self) -> dict[Symbol, Sequence[Symbol]]:
        """What all equations read, in their order."""
        return {**self.reads, **self.after}


def time_drawn(network: Network) -> Diagram | None:
    """Return a model along its recurrence, or None where it has none or is too large."""
    step = _step(network)
    if step is None:
        return None
    each, size = len(step.reads) + len(step.given), step.index.size
    if size <= SHOWN and each * size + len(step.after) <= MOST_NODES:
        return _over_time(step, network, list(range(1, size + 1)))
    if size > 3 and each * 3 + len(step.after) + 1 <= MOST_NODES:
        return _over_time(step, network, [1, 2, size])
    return None


def position_drawn(network: Network) -> Diagram | None:
    """Return one position of a recurrence, right of what it reads of others; None where that is too much."""
    step = _step(network)
    if step is None:
        return None
    own = {bare(target): target for target in step.reads}
    # What follows the recurrence reads its end, or all of it.
    after = {target: [own.get(bare(at), at) for at in symbols] for target, symbols in step.after.items()}
    reads = {target: list(dict.fromkeys(symbols)) for target, symbols in {**step.reads, **after}.items()}
    read = (at for symbols in reads.values() for at in symbols if at not in reads and at not in step.given)
    earlier = list(dict.fromkeys(read))
    if len(reads) + len(step.given) + len(earlier) > MOST_NODES:
        return None
    drawing = layered(reads, step.given, network, first=earlier)
    columns = [node.column for node in drawing.nodes if node.label not in earlier]
    along = [network.graph.declared[bare(at)].indices.index(step.index) for at in earlier]
    names = dict.fromkeys(str(at.indices[place]) for at, place in zip(earlier, along, strict=True))
    ticks = [Tick(0.0, ", ".join(names)), Tick(fmean([min(columns), max(columns)]), step.index.name)]
    return replace(drawing, ticks=tuple(ticks) if earlier else ())


def _step(network: Network) -> _Step | None:
    """Return what the first recurrence of a model does at a position, without its parameters."""
    runs = [equation.along.index for equation in network.graph.equations if equation.along is not None]
    if not runs:
        return None
    index = runs[0]
    equations = network.graph.equations
    own = {bare(equation.target): equation.target for equation in equations}
    reads = {equation.target: list(_read(network, equation, own, index)) for equation in equations}
    within = {target: symbols for target, symbols in reads.items() if index in target.indices}
    after = {target: symbols for target, symbols in reads.items() if index not in target.indices}
    named = (at for symbols in reads.values() for at in symbols)
    given = list(dict.fromkeys(at for at in named if bare(at) not in own))
    return _Step(index, within, given, after)


def _read(network: Network, equation: Equation, own: Mapping[Symbol, Symbol], index: Index) -> Iterator[Symbol]:
    """Yield what an equation reads, under the names of the indices that it was declared with, except along `index`."""
    for term in equation.written or equation.terms:
        for read in sorted(symbols_of(term.body), key=lambda symbol: symbol.ascii):
            declared = own.get(bare(read), network.graph.declared[bare(read)])
            if index in declared.indices:
                at = declared.indices.index(index)
                yield declared.read_at((*declared.indices[:at], read.indices[at], *declared.indices[at + 1 :]))
            elif bare(read) in own and declared != equation.target:
                # A recurrence along another index reads itself at other positions, which are not told apart here.
                yield declared


def _is_elsewhere(symbol: Symbol, index: Index) -> bool:
    """Say whether a quantity is read at another position than the one that is computed."""
    return any(isinstance(at, Affine) and any(index == part for _, part in at.parts) for at in symbol.indices)


def _over_time(step: _Step, network: Network, shown: Sequence[int]) -> Diagram:
    """Return the quantities at some positions, with dots where others are left out."""
    is_cut = len(shown) > 1 and shown[-1] - shown[-2] > 1
    slots = {at: float(place + (is_cut and at == shown[-1])) for place, at in enumerate(shown)}
    here = {
        target: [at for at in symbols if not _is_elsewhere(at, step.index)] for target, symbols in step.reads.items()
    }
    depths = depths_of(here, [at for at in step.given if any(at in symbols for symbols in here.values())])
    height = max(depths.values())
    levels: dict[int, list[Symbol]] = {}
    for symbol in (*step.reads, *step.given):
        levels.setdefault(depths.get(symbol, height), []).append(symbol)
    above = depths_of(step.after, ())
    top = height + max(above.values(), default=0)
    kind = kinds(step.all_reads, network)
    nodes = [
        Node(name.ascii, kind(symbol), slot + BESIDE * (at - (len(symbols) - 1) / 2), float(top - level), name)
        for position, slot in slots.items()
        for level, symbols in levels.items()
        for at, symbol in enumerate(symbols)
        for name in [_at(symbol, step.index, position)]
    ]
    middle = fmean(slots.values())
    nodes += [Node(at.ascii, kind(at), middle, float(top - height - level), at) for at, level in above.items()]
    keys = {node.key for node in nodes}
    edges = [
        Edge(name, _at(target, step.index, position).ascii)
        for position in slots
        for target, symbols in step.all_reads.items()
        for name in (_at(symbol, step.index, position).ascii for symbol in symbols)
        if name in keys
    ]
    if is_cut:
        dots, arrows = _dots(step, depths, shown, slots[shown[-1]] - 1, top)
        nodes.append(dots)
        edges += arrows
    ticks = (Tick(slot, step.index.name, str(position)) for position, slot in slots.items())
    return Diagram(tuple(nodes), tuple(dict.fromkeys(edges)), tuple(ticks))


def _dots(
    step: _Step, depths: Mapping[Symbol, int], shown: Sequence[int], column: float, top: int
) -> tuple[Node, list[Edge]]:
    """Return the dots for positions that are left out, with the arrows to and from them."""
    *_, before, last = shown
    carried = {
        target: [at for at in symbols if _is_elsewhere(at, step.index)] for target, symbols in step.reads.items()
    }
    states = {bare(at) for symbols in carried.values() for at in symbols}
    own = [target for target in step.reads if bare(target) in states]
    row = fmean([float(top - depths[target]) for target in own]) if own else float(top)
    arrows = [Edge(_at(target, step.index, before).ascii, "dots") for target in own]
    arrows += [Edge("dots", _at(target, step.index, last).ascii) for target, symbols in carried.items() if symbols]
    return Node("dots", NodeKind.DOTS, column, row, None), arrows


def _at(symbol: Symbol, index: Index, position: int) -> Symbol:
    """Return a quantity at one position of an index."""

    def placed(at: Position) -> Position:
        if at == index:
            return position
        if isinstance(at, Affine) and all(part == index for _, part in at.parts):
            return value_of_position(at, {index: position})
        return at

    return symbol.read_at(tuple(map(placed, symbol.indices)))
