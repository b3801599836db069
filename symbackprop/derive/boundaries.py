"""Adjoints of terms as they are written, held against those of the graph, in which each term has its window."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeAlias

from ..errors import DerivationError
from ..expression.tree import (
    ZERO,
    Affine,
    Bracket,
    Expression,
    Index,
    Position,
    Symbol,
    plus,
    substitute,
    symbols_of,
    whole,
)
from ..graph.adjoint import Contribution, contributions_as_written, contributions_of, pinned
from ..graph.equations import Equation, Graph, Term, bare
from ..graph.proofs import is_identical
from ..graph.shifts import (
    as_expression,
    coefficient_of,
    combined,
    indices_in,
    indices_of,
    lookups_in,
    moved,
    reach_of,
    reindexed,
    solved_for,
)
from ..graph.windows import Window, conditions
from ..models.boundaries import bounded
from ..models.network import Network
from ..models.starts import Starts, starts_in


def contributions(network: Network, quantity: Symbol) -> tuple[Contribution, ...]:
    """Return what the adjoint of a bare quantity is the sum of, by the terms as they are written.

    Where an equation reads the start of a recurrence and the same quantity elsewhere too, what it adds as the start is
    a contribution to the start by its own name, h_0.

    Raises:
        DerivationError: They are not what reverse accumulation gives; a bug, never hidden.
    """
    found = contributions_as_written(network.graph, network.backward, network.loss, quantity)
    found += tuple(_as_start(network, quantity))
    of_graph = network.backward.contributions[quantity]
    if found != of_graph:
        _confirm(network, quantity, found, of_graph)
    return found


def starts_with(network: Network, quantity: Symbol) -> Mapping[Symbol, Symbol]:
    """Return where a bare quantity is a start, by its name there: from h_0 to h[0]."""
    return {
        _name_of_start(symbol): symbol
        for equation in network.graph.equations
        for symbol, value in equation.outside
        if isinstance(value, Symbol) and bare(value) == quantity
    }


def _name_of_start(symbol: Symbol) -> Symbol:
    (position,) = (at for at in symbol.indices if isinstance(at, int))
    return replace(bare(symbol), subscript=",".join(filter(None, (symbol.subscript, str(position)))))


def _as_start(network: Network, quantity: Symbol) -> Iterator[Contribution]:
    """Yield what a quantity adds as a start, of equations that read it elsewhere too."""
    graph, own = network.graph, network.graph.declared[quantity]
    readers = [equation for equation in graph.equations if equation.reads_as_written(quantity)]
    for name, symbol in starts_with(network, quantity).items() if readers else ():
        named = name.read_at(own.indices)
        known = Graph((*graph.leaves, named), graph.equations)
        starts = {
            whole: [
                replace(start, value=name.read_at(start.others)) if start.at(whole) == symbol else start
                for start in several
            ]
            for whole, several in starts_in(network.graph).items()
        }
        for equation in readers:
            if equation.reads_as_written(bare(symbol)):
                terms = bounded(
                    replace(equation, terms=equation.written, written=()), network.graph.sizes, starts
                ).terms
                yield from contributions_of(equation, terms, known, network.backward, network.loss, name)


def brackets(contribution: Contribution) -> tuple[Bracket, ...]:
    """Return where a contribution counts that does so at one position only, as brackets: [t = 3]."""
    places = fixed_places(contribution).get(contribution.read, contribution.read)
    pairs = zip(contribution.read.indices, places.indices, strict=True)
    return tuple(
        Bracket(index, whole(at))
        for index, at in pairs
        if isinstance(index, Index) and isinstance(at, int) and index.size > 1
    )


def inner_brackets(contribution: Contribution) -> tuple[Bracket, ...]:
    """Return where a contribution counts by the indices of its sums, as brackets in these: [j = 2n]."""
    return tuple(Bracket(index, as_expression(there)) for index, there in _inner_places(contribution).items())


def local_brackets(contribution: Contribution) -> tuple[Bracket, ...]:
    """Return those of the inner brackets that stand in a sum of the local partial, as of a row that the loss reads."""
    places = _inner_places(contribution)
    return tuple(
        Bracket(index, as_expression(there)) for index, there in places.items() if _is_local(contribution, there)
    )


def _is_local(contribution: Contribution, there: Position) -> bool:
    inner = {index for index in contribution.term.over if index not in indices_of(contribution.target)}
    return not inner.isdisjoint(indices_in(there))


def looked_up_places(contribution: Contribution) -> Mapping[Symbol, Symbol]:
    """Return how a quantity is read at places that are looked up or on its diagonal: from E[m,d] to E[word[n],d]."""
    own = contribution.read.indices
    by = {
        index: there
        for index, there in _inner_places(contribution).items()
        if (lookups_in(there) or not set(indices_in(there)).isdisjoint(own)) and not _is_local(contribution, there)
    }
    return {contribution.read: moved(contribution.read, by)} if by else {}


def _inner_places(contribution: Contribution) -> dict[Index, Position]:
    term, own = contribution.term, contribution.read.indices
    outer = {index for index in term.over if index in indices_of(contribution.target)}
    found: dict[Index, Position] = {}
    for window in term.within:
        inside = [at for at in own if isinstance(at, Index) and abs(coefficient_of(window.position, at)) == 1]
        if window.size == 1 and 1 <= len(inside) <= 2:
            # On a diagonal the second index is the first.
            there = solved_for(inside[-1], window.position, 1)
            known = set(term.over) if lookups_in(window.position) else outer
            others = known.union(at for at in own if isinstance(at, Index) and at != inside[-1])
            if not isinstance(there, int) and others.issuperset(indices_in(there)):
                found[inside[-1]] = there
    return found


def range_brackets(contribution: Contribution) -> tuple[Bracket, ...]:
    """Return where a contribution counts that a part of a quantity makes, as brackets: [j ≥ 3], [j ≤ 4].

    None is there where a window only keeps the derivative of what reads the quantity inside, as h̄[t+1]: beyond its
    ends there is none.
    """
    found: list[Bracket] = []
    for index, first, last in _ranges(contribution):
        if first == last:
            found.append(Bracket(index, whole(first)))
            continue
        if first > 1:
            found.append(Bracket(index, whole(first), "≥"))
        if last < index.size:
            found.append(Bracket(index, whole(last), "≤"))
    return tuple(dict.fromkeys(found))


def _ranges(contribution: Contribution) -> Iterator[tuple[Index, int, int]]:
    for window in contribution.term.within:
        if _is_range(window, contribution):
            (index,) = indices_in(window.position)
            ends = [solved_for(index, window.position, end) for end in (1, window.size)]
            first, last = sorted(end for end in ends if isinstance(end, int))
            yield index, max(first, 1), min(last, index.size)


def _is_range(window: Window, contribution: Contribution) -> bool:
    inside = indices_in(window.position)
    if window.size == 1 and fixed_places(contribution):
        return False
    if len(inside) != 1 or inside[0] not in contribution.read.indices:
        return False
    seed = contribution.seed.indices if isinstance(contribution.seed, Symbol) else ()
    kept = any(combined((1, at)) == window.position for at in seed)
    return not kept and abs(coefficient_of(window.position, inside[0])) == 1


def inner_ranges(contribution: Contribution) -> tuple[Bracket, ...]:
    """Return where a contribution counts by an index of its sums, as brackets: [e ≥ 2h − 1] · [e ≤ 2h] of a head h.

    None is there where the term reads something at the position of the window, as q̄[2h+c−2]: beyond its ends there is
    none.
    """
    found: list[Bracket] = []
    for window in contribution.term.within:
        own = _inner_range(window, contribution)
        if own is not None:
            ends = [as_expression(solved_for(own, window.position, end)) for end in (1, window.size)]
            first, last = ends if coefficient_of(window.position, own) > 0 else reversed(ends)
            found += [Bracket(own, first, "≥"), Bracket(own, last, "≤")]
    return tuple(dict.fromkeys(found))


def _inner_range(window: Window, contribution: Contribution) -> Index | None:
    """Return the index of a quantity that a window bounds by indices over which the contribution is summed."""
    inside = indices_in(window.position)
    own = [at for at in inside if at in contribution.read.indices]
    if window.size == 1 or len(own) != 1 or len(inside) < 2 or abs(coefficient_of(window.position, own[0])) != 1:
        return None
    if not set(contribution.term.over).issuperset(at for at in inside if at != own[0]):
        return None
    reads = (read for read in symbols_of(contribution.term.body) if bare(read) != bare(contribution.read))
    is_kept = any(combined((1, at)) == window.position for read in reads for at in read.indices)
    return None if is_kept else own[0]


def left_windows(contribution: Contribution) -> tuple[Window, ...]:
    """Return the windows of a contribution that no bracket says."""
    return tuple(
        window
        for window in unsaid(contribution, (*brackets(contribution), *inner_brackets(contribution)))
        if not _is_range(window, contribution) and _inner_range(window, contribution) is None
    )


def unsaid(contribution: Contribution, said: Iterable[Bracket]) -> Iterator[Window]:
    """Yield the windows of a contribution that brackets of single positions do not say."""
    places = {at.index: at.value for at in said if at.relation == "="}
    for window in contribution.term.within:
        if not any(
            as_expression(solved_for(index, window.position, 1)) == value
            for index, value in places.items()
            if window.size == 1 and abs(coefficient_of(window.position, index)) == 1
        ):
            yield window


def fixed_places(contribution: Contribution) -> Mapping[Symbol, Symbol]:
    """Return how a quantity is read that counts at one position only: from h[t] to h[3]."""
    declared = contribution.read
    indices = [at for at in declared.indices if isinstance(at, Index)]
    by: dict[Index, Position] = {}
    for window in contribution.term.within:
        inside = [at for at in indices if abs(coefficient_of(window.position, at)) == 1]
        if (
            window.size == 1
            and len(inside) == 1
            and isinstance(there := solved_for(inside[0], window.position, 1), int)
        ):
            by[inside[0]] = there
    # An index with a single position needs no window.
    single: dict[Index, Position] = {at: 1 for at in indices if at.size == 1}
    if single and moved(declared, by | single) in symbols_of(contribution.term.body):
        by |= single
    return {declared: moved(declared, by)} if by else {}


def _confirm(
    network: Network, quantity: Symbol, found: Sequence[Contribution], of_graph: Sequence[Contribution]
) -> None:
    """Hold terms as they are written against those of the graph, those that count at the same places together."""
    starts = starts_in(network.graph)
    names = {
        name.read_at(network.graph.declared[quantity].indices): network.graph.declared[quantity]
        for name in starts_with(network, quantity)
    }
    sums: dict[Hashable, _Sides] = {}
    for contribution in found:
        for piece in _pieces(contribution, network.graph.sizes, starts):
            _side(sums, contribution, piece.within, piece.over)[0].append(substitute(piece.body, names))
    for contribution in of_graph:
        _side(sums, contribution, contribution.term.within, contribution.term.over)[1].append(
            _without_output(contribution)
        )
    if not all(_are_alike(sides) for sides in sums.values()):
        raise DerivationError(
            f"∂{network.loss.ascii}/∂{quantity.ascii}: the terms as written do not give it; please report this"
        )


_Conditions: TypeAlias = frozenset[tuple[tuple[tuple[int, Index], ...], int, int]]
_Sides: TypeAlias = dict[_Conditions, tuple[list[Expression], list[Expression]]]
"""By where terms count, those as written and those of the graph."""


def _side(
    sums: dict[Hashable, _Sides], contribution: Contribution, within: Sequence[Window], over: Sequence[Index]
) -> tuple[list[Expression], list[Expression]]:
    """Return the terms that come from the same equation, are summed alike and count at the same places."""
    sides = sums.setdefault((bare(contribution.target), frozenset(over)), {})
    return sides.setdefault(conditions(within), ([], []))


def _are_alike(sides: _Sides) -> bool:
    """Say whether both sides are equal wherever their terms count.

    What counts at the same places is compared first. One side may have cut a term at an end at which it stays the
    same, so of what is left all that counts at a place is added, for each place between two cuts.
    """
    left = {where: both for where, both in sides.items() if not is_identical(*map(_added, both))}
    cuts: dict[tuple[tuple[int, Index], ...], set[int]] = {}
    for where in left:
        for parts, low, high in where:
            first, last = reach_of(Affine(parts))
            cuts.setdefault(parts, {first}).update(cut for cut in (low, high + 1) if cut <= last)
    for at in product(*cuts.values()):
        here = dict(zip(cuts, at, strict=True))
        counted = [
            both for where, both in left.items() if all(low <= here[parts] <= high for parts, low, high in where)
        ]
        own, other = (_added(term for both in counted for term in both[side]) for side in (0, 1))
        if not is_identical(own, other):
            return False
    return True


def _added(terms: Iterable[Expression]) -> Expression:
    return plus(*(list(terms) or [ZERO]))


def _pieces(contribution: Contribution, sizes: Mapping[Symbol, tuple[int, ...]], starts: Starts) -> Iterator[Term]:
    """Yield what a term stands for in the graph: one term for each side of an end that its reads cross."""
    whole = Term(_without_output(contribution), contribution.term.over, contribution.term.within)
    for term in bounded(Equation(contribution.target, (whole,)), sizes, starts).terms:
        summed = list(term.over)
        by: dict[Index, Position] = {index: index for index in summed}
        by, within = pinned(by, summed, list(term.within))
        yield Term(reindexed(term.body, by), tuple(summed), tuple(within))


def _without_output(contribution: Contribution) -> Expression:
    """Return what is added, with slopes that are not written over the output, which stands for several terms."""
    by: dict[Symbol, Expression] = {} if contribution.output is None else {contribution.output: contribution.body}
    return substitute(contribution.term.body, by)
