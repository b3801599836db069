"""The order in which equations are computed: those that need each other become recurrences, or are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from ..errors import GraphError
from ..expression.tree import Index, Symbol, symbols_of
from ..graph.equations import Equation, Recurrence, bare
from ..graph.shifts import combined, reach_of

Needs = Mapping[Symbol, Sequence[Symbol]]
"""From each target, bare, to the targets that its equation reads."""


def ordered(equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """Return equations in evaluation order, those of a recurrence side by side and marked as such.

    Raises:
        GraphError: A second definition, a reading before the definition, or a cycle that is no recurrence.
    """
    defined: dict[Symbol, Equation] = {}
    for equation in equations:
        target = bare(equation.target)
        if target in defined:
            raise GraphError(
                f"{equation.name}: {target.ascii!r} is defined twice, first by {line_of(defined[target])}; "
                "each quantity has one definition"
            )
        defined[target] = equation
    needs = {
        target: list(dict.fromkeys(bare(read) for read in reads_of(at) if bare(read) in defined))
        for target, at in defined.items()
    }
    groups = _groups(needs)
    _check_order(defined, needs, groups)
    found: list[Equation] = []
    number = 0
    for group in _sorted(needs, groups):
        if len(group) == 1 and group[0] not in needs[group[0]]:
            found.append(defined[group[0]])
            continue
        number += 1
        found += _recurrence([defined[target] for target in group], number)
    return tuple(found)


def after_needs(blocks: Sequence[tuple[Equation, ...]]) -> tuple[Equation, ...]:
    """Return the equations of blocks, each block behind those that it reads, and else in the order given.

    Raises:
        GraphError: A block needs what is computed from it.
    """
    groups = {bare(at.target): tuple(bare(at.target) for at in block) for block in blocks for at in block}
    needs = {
        bare(at.target): [bare(read) for read in reads_of(at) if bare(read) in groups]
        for block in blocks
        for at in block
    }
    done = list(_sorted(needs, groups))
    by_target = {bare(at.target): at for block in blocks for at in block}
    if len(done) < len(blocks):
        first = next(at for target, at in by_target.items() if groups[target] not in done)
        raise GraphError(f"{first.name} is a start that is computed from what starts there")
    return tuple(by_target[target] for group in done for target in group)


def reads_of(equation: Equation) -> Iterator[Symbol]:
    """Yield what an equation reads."""
    for term in equation.terms:
        yield from symbols_of(term.body)


def line_of(equation: Equation) -> str:
    """Return how another message points to an equation."""
    line = equation.place.rpartition(":")[2]
    return f"the equation on line {line}" if line else f"the equation of {equation.target.ascii!r}"


def _groups(needs: Needs) -> dict[Symbol, tuple[Symbol, ...]]:
    """Return, for each target, all those that need it and that it needs, itself among them, in the order written."""
    of = {target: target for target in needs}
    members = {target: [target] for target in needs}
    while True:
        between = {name: {of[read] for target in group for read in needs[target]} for name, group in members.items()}
        try:
            TopologicalSorter({name: reads - {name} for name, reads in between.items()}).prepare()
        except CycleError as error:
            # Whatever stands in one cycle is one group; so are cycles that meet.
            first, *others = dict.fromkeys(error.args[1])
            for name in others:
                for target in members[name]:
                    of[target] = first
                members[first] += members.pop(name)
            continue
        place = {target: at for at, target in enumerate(needs)}
        sorted_groups = {name: tuple(sorted(group, key=place.__getitem__)) for name, group in members.items()}
        return {target: sorted_groups[of[target]] for target in needs}


def _check_order(defined: Mapping[Symbol, Equation], needs: Needs, groups: Mapping[Symbol, tuple[Symbol, ...]]) -> None:
    done: set[Symbol] = set()
    for target, equation in defined.items():
        for needed in needs[target]:
            if needed not in done and needed not in groups[target]:
                raise GraphError(
                    f"{equation.name}: {needed.ascii!r} is used before its definition by {line_of(defined[needed])}; "
                    "move that up"
                )
        done.add(target)


def _sorted(needs: Needs, groups: Mapping[Symbol, tuple[Symbol, ...]]) -> Iterator[tuple[Symbol, ...]]:
    """Yield groups, each after those that it needs, and else in the order in which they are written."""
    place = {target: at for at, target in enumerate(needs)}
    heads = dict.fromkeys(groups[target] for target in needs)
    waits = {group: {groups[read] for target in group for read in needs[target]} - {group} for group in heads}
    readers: dict[tuple[Symbol, ...], list[tuple[Symbol, ...]]] = {group: [] for group in heads}
    for group, needed in waits.items():
        for other in needed:
            readers[other].append(group)
    ready = [(place[group[0]], group) for group, needed in waits.items() if not needed]
    ready.sort(key=lambda entry: entry[0])
    while ready:
        _, group = heappop(ready)
        yield group
        for reader in readers[group]:
            waits[reader].discard(group)
            if not waits[reader]:
                heappush(ready, (place[reader[0]], reader))


def _recurrence(block: Sequence[Equation], number: int) -> list[Equation]:
    """Return the equations of a recurrence in the order in which one position is computed.

    Raises:
        GraphError: There is no index along which each is computed from positions before it, or from those after it.
    """
    for index in block[0].target.indices:
        if not isinstance(index, Index) or any(index not in equation.target.indices for equation in block):
            continue
        for step in (1, -1):
            order = _order_at(block, index, step)
            if order is not None:
                return [replace(at, along=Recurrence(index, step, number)) for at in order]
    raise GraphError(_cycle(block))


def _order_at(block: Sequence[Equation], index: Index, step: int) -> list[Equation] | None:
    """Return the order of equations at one position of an index, or None where one needs what comes later."""
    defined = {bare(equation.target): equation for equation in block}
    now: dict[Symbol, list[Symbol]] = {}
    for target, equation in defined.items():
        now[target] = []
        for read in reads_of(equation):
            other = defined.get(bare(read))
            if other is None:
                continue
            dimension = other.target.indices.index(index)
            if len(read.indices) != len(other.target.indices):
                return None
            low, high = reach_of(combined((1, read.indices[dimension]), (-1, index)))
            if low == high == 0:
                now[target].append(bare(read))
            elif not (high < 0 if step > 0 else low > 0):
                return None
    try:
        TopologicalSorter(now).prepare()
    except CycleError:
        return None
    done: list[Symbol] = []
    left = list(now)
    while left:
        ready = next(target for target in left if all(read in done for read in now[target]))
        done.append(ready)
        left.remove(ready)
    return [defined[target] for target in done]


def _cycle(block: Sequence[Equation]) -> str:
    """Return what is said of equations that need each other and are no recurrence."""
    defined = {bare(equation.target): equation for equation in block}
    needs = {target: [bare(read) for read in reads_of(at) if bare(read) in defined] for target, at in defined.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # Of its nodes each is needed by the next, and the first stands at the end again.
        cycle = list(reversed(error.args[1][1:]))
    at = min(range(len(cycle)), key=lambda place: list(defined).index(cycle[place]))
    names = " → ".join(symbol.ascii for symbol in (*cycle[at:], *cycle[: at + 1]))
    first = defined[cycle[at]]
    text = f"{first.name} is part of a cycle, each computed from the next: {names}"
    index = next((index for index in first.target.indices if isinstance(index, Index)), None)
    if index is None:
        return text
    earlier = first.target.ascii.replace(f"{index.name}", f"{index.name}-1") if len(first.target.indices) == 1 else ""
    example = f", as in {earlier!r}" if earlier else ""
    return f"{text}; a recurrence reads itself only at positions before{example}, or only at positions after"
