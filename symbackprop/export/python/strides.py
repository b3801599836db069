"""Sums over the steps of a stride, written over the few places in a step instead.

The adjoint of `x[2*i+k-1]` at m is a sum over all i for which m − 2i + 1 is a place of the filter. Over arrays that is
a product of two lengths, of which almost nothing counts. Over the places p of the filter, i is (m + 1 − p)/2 where that
is a whole number, so that the work is the length times the places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...expression.tree import Expression, Index, Position, Symbol, rebuilt, symbols_of
from ...graph.equations import Term
from ...graph.shifts import coefficient_of, combined, indices_in, lookups_in
from ...graph.windows import Window
from ..program.ranges import Whole, counted


@dataclass(frozen=True, slots=True)
class Divided:
    """An index that is a quotient, where that is a whole number in its range.

    Args:
        above: The numerator; the index is counted from 0.
        below: The denominator.
        size: How many positions the index has.
    """

    above: Whole
    below: int
    size: int

    @property
    def indices(self) -> tuple[Index, ...]:
        """What it depends on."""
        return tuple(index for _, index in self.above.parts)

    @property
    def asked(self) -> tuple[Whole, ...]:
        """The numbers that must not be negative."""
        return self.above, self.above.negative.plus(self.below * (self.size - 1))


def over_places(term: Term) -> tuple[Term, Mapping[Index, Divided]]:
    """Return a term with the places of a stride in place of its steps, and what the steps are.

    Args:
        term: A term, of which nothing changes where no index stands in one window alone with a stride, or where it has
            no more positions than the window.
    """
    divided: dict[Index, Divided] = {}
    for window in term.within:
        for index in indices_in(window.position):
            if not _is_stride(term, window, index):
                continue
            places = Index(f"{index.name}_{len(divided)}", window.size)
            step = coefficient_of(window.position, index)
            sign = 1 if step > 0 else -1
            rest = combined((1, window.position), (-step, index))
            above = combined((sign, places), (-sign, rest), (1, -abs(step)))
            divided[index] = Divided(counted(above).plus(1), abs(step), index.size)
            term = Term(
                _placed(term.body, window.position, places),
                tuple(places if at == index else at for at in term.over),
                tuple(other for other in term.within if other != window),
            )
            break
    return term, divided


def _is_stride(term: Term, window: Window, index: Index) -> bool:
    if abs(coefficient_of(window.position, index)) < 2 or index not in term.over or window.size >= index.size:
        return False
    if lookups_in(window.position):
        return False
    others = [other.position for other in term.within if other != window]
    read = [position for symbol in symbols_of(term.body) for position in symbol.indices]
    here = [position for position in read if index in indices_in(position)]
    return not any(index in indices_in(other) for other in others) and all(
        position in (index, window.position) for position in here
    )


def _placed(expression: Expression, position: Position, places: Index) -> Expression:
    if isinstance(expression, Symbol):
        return expression.read_at(tuple(places if at == position else at for at in expression.indices))
    return rebuilt(expression, lambda part: _placed(part, position, places))
