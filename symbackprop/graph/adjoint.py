"""Reverse accumulation: from the equations of a loss to the equations of its gradient.

For `y[J] = Σ_K f(x[A], …)`, every read of `x[A]` contributes `x̅[A] += Σ_{(J∪K)∖A} y̅[J]·∂f/∂x[A]`
(Griewank and Walther, Evaluating Derivatives (2008), section 3.2). The result is again a graph, so the same
function handles layers of any width, and scalars.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import GraphError
from ..expression.differentiate import rational, size_of_derivative, slope, tidied
from ..expression.functions import NO_SLOPES
from ..expression.tree import (
    ONE,
    ZERO,
    Expression,
    Index,
    Negative,
    Position,
    Product,
    Symbol,
    substitute,
    symbols_of,
    times,
)
from .equations import Equation, Graph, Recurrence, Term, bare
from .shifts import combined, fitted, fitted_symbol, moved, reindexed, shifted, solvable, solved_for
from .windows import Window, is_possible

LONGEST = 100_000
"""Numbers and symbols that all derivatives of a model may hold: a product of n factors has n derivatives of n − 1."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one read of a quantity adds to its adjoint, with the indices that the quantity is declared with.

    Args:
        target: What the equation that reads the quantity defines.
        body: The term of that equation in which the read stands.
        output: The target where the term is all of its equation, so that a slope may be written over it; else None.
        read: The quantity.
        seed: The adjoint of the target, a symbol or a number.
        term: What is added: the seed times the local partial, summed over the indices that the read does not have.
    """

    target: Symbol
    body: Expression
    output: Symbol | None
    read: Symbol
    seed: Expression
    term: Term


@dataclass(frozen=True)
class Backward:
    """The adjoint equations of a loss, and where each adjoint is found.

    Args:
        graph: Its leaves are all the quantities of the forward graph.
        adjoint: From a bare quantity to the expression of its adjoint: a symbol, or a number where the
            adjoint is the same everywhere.
        contributions: From a bare quantity to what its adjoint is the sum of, nearest to the loss first; the
            quantities in the order in which their adjoints are complete.
    """

    graph: Graph
    adjoint: Mapping[Symbol, Expression]
    contributions: Mapping[Symbol, tuple[Contribution, ...]] = field(default_factory=dict)


def reverse_accumulation(
    graph: Graph, loss: Symbol, parameters: Iterable[Symbol], slopes: Mapping[str, Expression] = NO_SLOPES
) -> Backward:
    """Return the equations of the adjoints of all quantities between the parameters and the loss.

    Args:
        graph: The forward equations.
        loss: A scalar that the graph defines.
        parameters: Leaves of the graph; one that does not reach the loss has the adjoint 0.
        slopes: The slopes of functions that are written otherwise than in the table; see `functions.slope_of`.

    Raises:
        GraphError: The loss is not a scalar of the graph, or the derivatives would be too long.
    """
    if graph.declared.get(bare(loss)) != loss or loss.indices:
        raise GraphError(f"{loss.ascii!r} cannot be the loss; a loss is a scalar that the graph defines")
    wanted = dict.fromkeys(bare(parameter) for parameter in parameters)
    active = graph.descendants(wanted) & graph.ancestors([loss])
    adjoints: dict[Symbol, Expression] = {bare(parameter): ZERO for parameter in wanted}
    adjoints[bare(loss)] = ONE
    contributions: dict[Symbol, list[Contribution]] = {}
    equations: list[Equation] = []
    _check_length(graph, active)
    for block in reversed(graph.blocks):
        kept = [equation for equation in reversed(block) if bare(equation.target) in active]
        recurrence = block[0].along
        for equation in kept:
            if recurrence is None:
                seed = _completed(equation.target, loss, contributions, adjoints, equations)
            else:
                # What a recurrence computes later adds to the adjoint too, so its equation is made after all of them.
                seed = equation.target.marked(loss.base)
            for read, found in _contributions(equation, seed, active, slopes):
                aligned = _aligned(found, read, graph)
                contributions.setdefault(read, [])
                if is_possible(aligned.term.within):
                    contributions[read].append(aligned)
        if recurrence is not None:
            for equation in kept:
                _completed(equation.target, loss, contributions, adjoints, equations, recurrence.reverse)
    for parameter in wanted:
        if parameter in contributions:
            _completed(graph.declared[parameter], loss, contributions, adjoints, equations)
    leaves = (*graph.leaves, *(equation.target for equation in graph.equations))
    order = [quantity for quantity in adjoints if quantity in contributions]
    complete = sorted(order, key=lambda quantity: quantity in wanted)
    return Backward(
        Graph(leaves, tuple(equations)), adjoints, {quantity: tuple(contributions[quantity]) for quantity in complete}
    )


def contributions_as_written(
    graph: Graph, backward: Backward, loss: Symbol, quantity: Symbol
) -> tuple[Contribution, ...]:
    """Return what the adjoint of a quantity is the sum of, by the terms of the equations as they are written.

    A term that reads positions outside of a quantity stands in the graph as several, each with its window. As it is
    written it contributes once, and what is read outside is what the equation of that quantity says. What a start adds
    to its own quantity is left out where the equation reads that quantity elsewhere too; see `contributions_of`.

    Args:
        graph: The forward equations.
        backward: Their adjoints.
        loss: The loss.
        quantity: A bare quantity that has contributions.
    """
    found: list[Contribution] = []
    done: set[Symbol] = set()
    for contribution in backward.contributions[quantity]:
        target = bare(contribution.target)
        equation = graph.equation(target)
        assert equation is not None
        if not equation.reads_as_written(quantity):
            found.append(contribution)
        elif target not in done:
            done.add(target)
            found += contributions_of(equation, equation.written, graph, backward, loss, quantity)
    return tuple(found)


def contributions_of(
    equation: Equation, terms: Sequence[Term], graph: Graph, backward: Backward, loss: Symbol, quantity: Symbol
) -> Iterator[Contribution]:
    """Yield what some terms of an equation add to the adjoint of a bare quantity that the graph declares."""
    target = bare(equation.target)
    seed = ONE if target == bare(loss) else backward.adjoint[target]
    seed = seed.read_at(equation.target.indices) if isinstance(seed, Symbol) else seed
    for _, own in _contributions(replace(equation, terms=tuple(terms)), seed, frozenset((quantity,)), NO_SLOPES):
        yield _aligned(own, quantity, graph)


def _contributions(
    equation: Equation, seed: Expression, active: frozenset[Symbol], slopes: Mapping[str, Expression]
) -> Iterator[tuple[Symbol, Contribution]]:
    """Yield what an equation adds to the adjoint of each quantity that it reads, with the indices of the equation."""
    for term in equation.terms:
        output = _output(equation, term)
        for read in symbols_of(term.body):
            if bare(read) in active:
                body = _contribution(seed, slope(term.body, read, output, slopes))
                made = Term(body, term.over, term.within)
                yield bare(read), Contribution(equation.target, term.body, output, read, seed, made)


def _output(equation: Equation, term: Term) -> Symbol | None:
    """Return the target of an equation where the term is all of it, so that a slope may be written over it."""
    return equation.target if len(equation.terms) == 1 and not term.over else None


def _check_length(graph: Graph, active: frozenset[Symbol]) -> None:
    """Refuse equations whose derivatives would be too long, before any of them is made."""
    length = 0
    for equation in graph.equations:
        if bare(equation.target) not in active:
            continue
        for term in equation.terms:
            output = _output(equation, term)
            reads = (read for read in symbols_of(term.body) if bare(read) in active)
            length += sum(size_of_derivative(term.body, read, output) for read in reads)
        if length > LONGEST:
            raise GraphError(
                f"{equation.name} is too long: the derivatives of the model would hold {length:,} numbers and symbols; "
                f"at most {LONGEST:,} are made; give parts of it equations of their own"
            )


def _completed(
    symbol: Symbol,
    loss: Symbol,
    contributions: Mapping[Symbol, list[Contribution]],
    adjoints: dict[Symbol, Expression],
    equations: list[Equation],
    along: Recurrence | None = None,
) -> Expression:
    """Return the adjoint of a quantity whose contributions are complete; numbers need no equation."""
    if bare(symbol) == bare(loss):
        return ONE
    terms = [contribution.term for contribution in contributions[bare(symbol)]] or [Term(ZERO)]
    constants = [rational(term.body) if not term.over and not term.within else None for term in terms]
    if len(terms) == 1 and constants[0] is not None and along is None:
        adjoints[bare(symbol)] = terms[0].body
        return terms[0].body
    target = symbol.marked(loss.base)
    equations.append(Equation(target, tuple(terms), along=along))
    adjoints[bare(symbol)] = bare(target)
    return target


def _contribution(seed: Expression, local: Expression) -> Expression:
    if isinstance(local, Symbol):
        return tidied(times(local, seed))
    if isinstance(local, Negative):
        return tidied(Negative(times(seed, local.body)))
    return tidied(Product((seed, local)))


def pinned(
    by: dict[Index, Position], summed: list[Index], windows: list[Window]
) -> tuple[dict[Index, Position], list[Window]]:
    """Return indices and windows without those that a window of a single position decides, which leave `summed`."""
    left = list(windows)
    for window in windows:
        inside = solvable(window.position, summed)
        if window.size != 1 or window not in left or inside is None:
            continue
        left.remove(window)
        there = {inside: solved_for(inside, window.position, 1)}
        summed.remove(inside)
        by = {index: shifted(at, there) for index, at in by.items()}
        left = [other.moved(there) for other in left]
        left.append(Window(there[inside], inside.size))
    return by, [window for window in dict.fromkeys(left) if not window.is_always]


def _aligned(found: Contribution, quantity: Symbol, graph: Graph) -> Contribution:
    """Return a contribution with the read's positions named as the quantity was declared.

    A plain index takes the name of its dimension. A shifted position `m = i + k − 1` is solved for one of its
    indices, `i = m − k + 1`, and the term counts only where that lies in the range of i. What is looked up is not
    solved, so the term counts where `word[t] = m`; that on a diagonal counts where the two indices are the same.
    """
    read, term, declared = found.read, found.term, graph.declared[quantity]
    pairs = list(zip(read.indices, declared.indices, strict=True))
    by: dict[Index, Position] = {}
    fixed: list[tuple[Position, Position]] = []
    for given, own in pairs:
        if isinstance(given, Index) and given not in by:
            by[given] = own
        else:
            fixed.append((given, own))
    taken = {*declared.indices}
    summed: list[Index] = []
    for index in (*found.target.indices, *term.over):
        assert isinstance(index, Index)
        if index not in by:
            fresh = index
            while fresh in taken:
                fresh = Index(fresh.name + "'", fresh.size)
            by[index] = fresh
            taken.add(fresh)
            summed.append(fresh)
    windows = [window.moved(by) for window in term.within]
    for given, own in fixed:
        position = shifted(given, by)
        inside = solvable(position, summed)
        if inside is None:
            windows.append(Window(combined((1, position), (-1, own), (1, 1)), 1))
            continue
        there = {inside: solved_for(inside, position, own)}
        summed.remove(inside)
        by = {index: shifted(at, there) for index, at in by.items()}
        windows = [window.moved(there) for window in windows]
        windows.append(Window(there[inside], inside.size))
    by, windows = pinned(by, summed, windows)
    same = read == declared and all(index == at for index, at in by.items())
    place = moved(read, by)
    added = term.body if same else reindexed(term.body, by)
    if place != declared and tuple(combined((1, at)) for at in place.indices) == declared.indices:
        # Read with zeros beyond its ends, it is the same quantity.
        added = substitute(added, {place: declared})
    if same:
        return replace(found, read=declared, term=Term(added, tuple(summed), tuple(windows)))
    return Contribution(
        target=fitted_symbol(moved(found.target, by), graph.sizes),
        body=fitted(substitute(reindexed(found.body, by), {place: declared}), graph.sizes),
        output=None if found.output is None else fitted_symbol(moved(found.output, by), graph.sizes),
        read=declared,
        seed=fitted(reindexed(found.seed, by), graph.sizes),
        term=Term(fitted(added, graph.sizes), tuple(summed), tuple(windows)),
    )
