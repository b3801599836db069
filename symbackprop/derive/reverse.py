"""The recurrences of adjoints in their published form: those that only one other reads are put into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..expression.tree import Expression, Index, Position, Symbol, Total, children, rebuilt, symbols_of
from ..graph.equations import Recurrence, bare
from ..graph.shifts import reindexed
from ..models.network import Network
from .steps import Chain, equal


@dataclass(frozen=True, slots=True)
class ReverseRecurrence:
    """The adjoints of a recurrence, which run the other way.

    Args:
        along: How they run.
        quantities: Whose adjoints they are, bare, in the order in which the adjoints are derived.
        equations: The adjoints that are left, each with what it is computed from.
    """

    along: Recurrence
    quantities: tuple[Symbol, ...]
    equations: tuple[Chain, ...]


def reverse_recurrences(network: Network, adjoints: Mapping[Symbol, Expression]) -> tuple[ReverseRecurrence, ...]:
    """Return the recurrences of a backward pass.

    Args:
        network: The network.
        adjoints: What the adjoint of each bare quantity is computed from, parameters among them, as it is shown.
    """
    readers = Counter(read for body in adjoints.values() for read in {bare(at) for at in symbols_of(body) if at.mark})
    found = []
    for block in network.backward.graph.blocks:
        along = block[0].along
        if along is None:
            continue
        bodies = {bare(equation.target): adjoints[bare(equation.target).marked("")] for equation in block}
        targets = {bare(equation.target): equation.target for equation in block}
        for name in list(bodies):
            reader = next((other for other, body in bodies.items() if _reads_alone(body, targets[name])), None)
            if reader is not None and reader != name and readers[name] == 1:
                inner = bodies.pop(name)
                read = next(at for at in symbols_of(bodies[reader]) if bare(at) == name)
                bodies[reader] = _put_into(bodies[reader], read, targets[name], inner)
        equations = tuple(Chain(targets[name], equal(body)) for name, body in bodies.items())
        found.append(ReverseRecurrence(along, tuple(name.marked("") for name in targets), equations))
    return tuple(found)


def _reads_alone(body: Expression, target: Symbol) -> bool:
    """Say whether an expression without sums reads a quantity once, at plain indices that fit."""
    reads = [at for at in symbols_of(body) if bare(at) == bare(target)]
    return len(reads) == 1 and all(isinstance(at, Index) for at in reads[0].indices) and not _has_sum(body)


def _has_sum(expression: Expression) -> bool:
    return isinstance(expression, Total) or any(map(_has_sum, children(expression)))


def _put_into(body: Expression, read: Symbol, declared: Symbol, inner: Expression) -> Expression:
    by: dict[Index, Position] = {
        own: at for own, at in zip(declared.indices, read.indices, strict=True) if isinstance(own, Index)
    }
    shown = reindexed(inner, by)

    def put(part: Expression) -> Expression:
        return shown if part == read else rebuilt(part, put)

    return put(body)
