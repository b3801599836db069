"""Forward accumulation: from the equations of a loss to those of its derivative along a direction of its parameters.

For `y[J] = Σ_K f(x[A], …)`, the tangent is `ẏ[J] = Σ_K Σ ∂f/∂x[A]·ẋ[A]` over all reads. Every term keeps its indices,
its sum and where it counts, so nothing has to be aligned as in reverse. Of the tangent of a loss, reverse accumulation
gives the product of the Hessian with the direction.

References:
    Griewank and Walther, Evaluating Derivatives (2008), section 3.1.
    Pearlmutter, Fast exact multiplication by the Hessian (1994).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from ..expression.differentiate import slope, tidied
from ..expression.functions import NO_SLOPES
from ..expression.tree import ONE, Expression, Symbol, symbols_of, times
from .equations import Equation, Graph, Recurrence, Term, bare


@dataclass(frozen=True, slots=True)
class Tangent:
    """A graph with the derivatives of its quantities along a direction.

    Args:
        graph: Its equations, and then those of the tangents; the directions are among its leaves.
        directions: The tangent of each parameter, as declared, in their order.
        added: The equations of the tangents.
        tangents: From each bare quantity that depends on the parameters to its bare tangent.
    """

    graph: Graph
    directions: tuple[Symbol, ...]
    added: tuple[Equation, ...]
    tangents: Mapping[Symbol, Symbol]


def forward_accumulation(
    graph: Graph, parameters: Iterable[Symbol], slopes: Mapping[str, Expression] = NO_SLOPES
) -> Tangent:
    """Return a graph with the tangents of all that depends on some parameters.

    Args:
        graph: The forward equations.
        parameters: Leaves of the graph, as declared.
        slopes: The slopes of functions that are written otherwise than in the table; see `functions.slope_of`.
    """
    given = tuple(parameters)
    active = graph.descendants(map(bare, given))
    taken = {symbol.ascii for symbol in graph.declared}
    wanted = [*map(bare, given), *(bare(at.target) for at in graph.equations if bare(at.target) in active)]
    tangents = {quantity: _tangent(quantity, taken) for quantity in dict.fromkeys(wanted)}
    numbers = [at.along.number for at in graph.equations if at.along is not None]
    added: list[Equation] = []
    for equation in graph.equations:
        if bare(equation.target) not in tangents:
            continue
        terms = tuple(term for own in equation.terms for term in _terms(equation, own, tangents, slopes))
        along = equation.along
        if along is not None:
            # Blocks of one number that stand side by side would be one block.
            along = Recurrence(along.index, along.step, along.number + max(numbers))
        target = tangents[bare(equation.target)].read_at(equation.target.indices)
        added.append(Equation(target, terms or (Term(times()),), along=along))
    directions = tuple(tangents[bare(symbol)].read_at(symbol.indices) for symbol in given)
    whole = Graph((*graph.leaves, *directions), (*graph.equations, *added))
    return Tangent(whole, directions, tuple(added), tangents)


def _terms(
    equation: Equation, term: Term, tangents: Mapping[Symbol, Symbol], slopes: Mapping[str, Expression]
) -> Iterable[Term]:
    output = equation.target if len(equation.terms) == 1 and not term.over else None
    for read in symbols_of(term.body):
        if bare(read) in tangents:
            local = slope(term.body, read, output, slopes)
            moved = tangents[bare(read)].read_at(read.indices)
            yield replace(term, body=tidied(moved if local == ONE else times(local, moved)))


def _tangent(quantity: Symbol, taken: Collection[str]) -> Symbol:
    found = replace(quantity, base=f"{quantity.base}_along")
    while found.ascii in taken:
        found = replace(found, base=f"{found.base}_")
    return found
