"""Equations of recurrences for one position at a time, so that what remains at it are numbers, vectors and matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..expression.tree import Expression, Index, Negative, Symbol, rebuilt, times
from ..graph.adjoint import Contribution
from ..graph.equations import Equation, Term, bare
from ..graph.shifts import indices_in
from ..models.network import Network
from .boundaries import brackets, contributions, inner_brackets, inner_ranges, left_windows, range_brackets


@dataclass
class Stepwise:
    """A network whose recurrences are written position by position.

    Args:
        network: The network.
        timed: From each stand-in, bare and without a mark, to what it stands for, with the positions at which it stands
            along recurrences as its only indices.
    """

    network: Network
    timed: dict[Symbol, Symbol] = field(init=False, default_factory=dict)

    @cached_property
    def runs(self) -> frozenset[Index]:
        """The indices along which recurrences run."""
        return frozenset(at.along.index for at in self.network.graph.equations if at.along is not None)

    def standing(self, symbol: Symbol) -> Symbol:
        """Return what stands for a quantity at a position of the recurrences: one that lacks these indices."""
        declared = self._declared.get(bare(symbol).marked(""))
        if declared is None or not self.runs.intersection(declared.indices):
            return symbol
        pairs = list(zip(symbol.indices, declared.indices, strict=True))
        if any(own in self.runs and not self.runs.issuperset(indices_in(position)) for position, own in pairs):
            # A window over the past is no single position.
            return symbol
        positions = tuple(position for position, own in pairs if own in self.runs)
        others = tuple(position for position, own in pairs if own not in self.runs)
        timed = symbol.read_at(positions, mark="")
        name = Symbol(timed.ascii)
        self.timed[name] = timed
        return name.read_at(others, mark=symbol.mark)

    def forward(self, equation: Equation) -> Equation:
        """Return a forward equation as it is written, at one position."""
        return self._at_one(replace(equation, terms=equation.written or equation.terms))

    def backward(self, equation: Equation) -> Equation:
        """Return the equation of an adjoint, of terms as they are written, at one position."""
        quantity = bare(equation.target).marked("")
        return self._at_one(replace(equation, terms=tuple(map(self._bracketed, contributions(self.network, quantity)))))

    @cached_property
    def _declared(self) -> Mapping[Symbol, Symbol]:
        return self.network.graph.declared

    def _at_one(self, equation: Equation) -> Equation:
        terms = tuple(Term(self._standing(term.body), term.over, term.within) for term in equation.terms)
        return replace(equation, target=self.standing(equation.target), terms=terms, written=(), along=None)

    def _standing(self, expression: Expression) -> Expression:
        if isinstance(expression, Symbol):
            return self.standing(expression)
        return rebuilt(expression, self._standing)

    def _bracketed(self, contribution: Contribution) -> Term:
        """Return what is added to an adjoint, behind brackets where it counts at some positions of a recurrence only.

        Of a vector, a bracket would leave out entries, so such a term keeps its windows.
        """
        places, ranges = brackets(contribution), range_brackets(contribution)
        if not self.runs.issuperset(at.index for at in (*places, *ranges)) or _by_sums(contribution):
            return contribution.term
        where = (*places, *ranges)
        term = replace(contribution.term, within=left_windows(contribution))
        if isinstance(term.body, Negative):
            return replace(term, body=Negative(times(*where, term.body.body)))
        return replace(term, body=times(*where, term.body))


def _by_sums(contribution: Contribution) -> bool:
    """Say whether an index of a sum decides where a contribution counts."""
    return bool(inner_brackets(contribution) or inner_ranges(contribution))
