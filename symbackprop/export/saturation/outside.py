"""Reads that leave what they read, `s[t−1]` at the first t, as quantities that have a value at each position.

A sum of exponentials over such a read is one sum at each position, whatever stands outside: the value of a start, or
zeros. With the read under a name of its own this can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ...errors import GraphError
from ...expression.tree import Affine, Expression, Index, Position, Symbol, substitute, symbols_of
from ...graph.equations import Equation, Graph, Term, bare
from ...graph.shifts import indices_of, padded, reach_of
from ...models.boundaries import bounded
from ...models.starts import starts_in
from .normalise import Made, Maximum


@dataclass
class Outside:
    """Makes the quantities of reads that leave what they read.

    Args:
        graph: The graph, in which what stands outside of a quantity is said.
        fresh: Returns a new quantity, called after another one.
    """

    graph: Graph
    fresh: Callable[[Symbol, str, Sequence[Index]], Symbol]
    _known: dict[Symbol, tuple[Symbol, Equation]] = field(default_factory=dict)
    _written: set[Symbol] = field(default_factory=set)

    def carried(self, equation: Equation, is_opened: Callable[[Symbol], bool]) -> tuple[list[Made], Equation] | None:
        """Return an equation whose terms count everywhere, after what it reads, or None where that cannot be said.

        Args:
            equation: Some of whose terms count at some positions only.
            is_opened: Whether a quantity is seen through, which it would not be under another name.
        """
        if not equation.written or any(term.within for term in equation.written):
            return None
        leaving = self._leaving(term.body for term in equation.written)
        if any(map(is_opened, leaving)):
            return None
        try:
            by = {read: self._named(read) for read in leaving}
        except GraphError:
            return None  # It stays inside only where another read of its term does.
        terms = tuple(replace(term, body=substitute(term.body, by)) for term in equation.written)
        return self._made(by.values()), replace(equation, terms=terms, written=())

    def padded(self, made: Made) -> list[Made]:
        """Return a statement that a term needs with zeros in place of what it reads outside, after what it reads."""
        statement = made.statement
        if isinstance(statement, Maximum):
            by = self._inside([statement.body])
            changed: Equation | Maximum = replace(statement, body=substitute(statement.body, by))
        else:
            by = self._inside(term.body for term in statement.terms)
            terms = tuple(replace(term, body=substitute(term.body, by)) for term in statement.terms)
            changed = replace(statement, terms=terms)
        return [*self._made(by.values()), replace(made, statement=changed)]

    def _inside(self, bodies: Iterable[Expression]) -> dict[Symbol, Symbol]:
        """Return a quantity with zeros outside for each read that leaves."""
        return {read: self._named(_padded(read, self._sizes(read))) for read in self._leaving(bodies)}

    def _leaving(self, bodies: Iterable[Expression]) -> list[Symbol]:
        reads = dict.fromkeys(read for body in bodies for read in symbols_of(body))
        return [read for read in reads if any(map(_leaves, read.indices, self._sizes(read)))]

    def _sizes(self, read: Symbol) -> tuple[int, ...]:
        return self.graph.sizes.get(bare(read), ())

    def _named(self, read: Symbol) -> Symbol:
        if read not in self._known:
            indices = tuple(dict.fromkeys(indices_of(read)))
            target = self.fresh(bare(read), "_read", indices)
            equation = Equation(target, (Term(read),))
            self._known[read] = target, bounded(equation, self.graph.sizes, starts_in(self.graph))
        return self._known[read][0]

    def _made(self, targets: Iterable[Symbol]) -> list[Made]:
        """Return the equations of quantities that have none yet."""
        new = [target for target in dict.fromkeys(targets) if target not in self._written]
        self._written.update(new)
        equations = dict(self._known.values())
        return [Made(equations[target]) for target in new]


def _leaves(position: Position, size: int) -> bool:
    if isinstance(position, Index):
        return False
    low, high = reach_of(position)
    return (isinstance(position, Affine) and position.is_padded) or low < 1 or high > size


def _padded(read: Symbol, sizes: Sequence[int]) -> Symbol:
    """Return a read with zeros where it leaves."""
    return read.read_at(
        tuple(
            padded(position) if isinstance(position, Affine) and _leaves(position, size) else position
            for position, size in zip(read.indices, sizes, strict=True)
        )
    )
