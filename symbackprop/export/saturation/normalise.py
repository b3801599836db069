"""Sums of exponentials relative to their greatest exponent: `exp(m) · Σ exp(aᵢ − m)`, in equations of their own.

The greatest exponent is found before and held fixed by the derivatives: what is computed with it does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from ...expression.tree import (
    ONE,
    Call,
    Choice,
    Expression,
    Index,
    Negative,
    Number,
    Sum,
    Symbol,
    plus,
    substitute,
    symbols_of,
    whole,
)
from ...graph.equations import Equation, Recurrence, Term, bare
from ...graph.shifts import indices_of, reindexed
from .exponentials import Exponentials, Summand
from .linear import Linear, multiplied, with_number

NOWHERE = Number(Fraction(-(10**18)), "-1e18")
"""An exponent below all others."""

FARTHEST = whole(80)
"""How far above the greatest exponent one may lie whose factor is 0: e to it is a number in single precision too."""


@dataclass(frozen=True, slots=True)
class Maximum:
    """`target = max of body over some indices`; the adjoints hold it fixed, since nothing depends on its value."""

    target: Symbol
    body: Expression
    over: tuple[Index, ...]
    along: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A statement that is added to those of a model.

    Args:
        statement: It.
        is_held: Whether the adjoints hold its value fixed.
        instead_of: The quantity of the model whose name it can take, if nothing reads that any more.
    """

    statement: Equation | Maximum
    is_held: bool = False
    instead_of: Symbol | None = None


@dataclass(frozen=True, slots=True)
class Normalised:
    """A sum of exponentials and its parts.

    Args:
        greatest: The greatest exponent.
        total: The sum, the greatest exponent subtracted from each.
        parts: Its exponentials, the greatest exponent subtracted.
        sum: The sum as it was read.
        indices: Those that it depends on.
    """

    greatest: Linear
    total: Expression
    parts: tuple[Expression, ...]
    sum: Exponentials
    indices: tuple[Index, ...]

    def read_at(self, indices: Sequence[Index]) -> Normalised:
        """Return it over other indices."""
        by = {own: given for own, given in zip(self.indices, indices, strict=True) if own != given}
        if not by:
            return self
        moved = self.sum.reindexed(by)
        parts = tuple(
            reindexed(part, by | dict(zip(before.over, after.over, strict=True)))
            for part, before, after in zip(self.parts, self.sum.summands, moved.summands, strict=True)
        )
        return Normalised(self.greatest.reindexed(by), reindexed(self.total, by), parts, moved, tuple(indices))

    def part(self, exponent: Linear) -> Expression | None:
        """Return the part with an exponent, which the greatest one is not subtracted from, or None."""
        for at, by in self.sum.matches(exponent):
            return reindexed(self.parts[at], by)
        return None


@dataclass
class Normaliser:
    """Makes the equations of normalised sums.

    Args:
        taken: How the quantities that there are are written.
        value: Writes an expression in its stable form.
    """

    taken: set[str]
    value: Callable[[Expression], Expression]
    made: list[Made] = field(default_factory=list)
    _known: dict[tuple[Exponentials, bool], Normalised] = field(default_factory=dict)
    _counts: dict[Symbol, int] = field(default_factory=dict)
    _weighted: dict[tuple[Exponentials, Expression], Symbol] = field(default_factory=dict)

    def of(self, given: Exponentials, near: Symbol, is_picked: bool = False) -> Normalised:
        """Return a sum relative to its greatest exponent.

        Args:
            given: The sum.
            near: The quantity after which what is new is called, where the sum has no name.
            is_picked: Whether an exponential whose factor is 0 does not count for the greatest.
        """
        indices = _in_order(given)
        numbered = given.reindexed({index: Index(f"§{at}", index.size) for at, index in enumerate(indices)})
        key = numbered, is_picked and given.has_factors
        if key not in self._known:
            self._known[key] = self._normalised(given, indices, given.name or near, key[1])
        return self._known[key].read_at(indices)

    def weighted(self, given: Exponentials, by: Normalised, near: Symbol) -> Expression:
        """Return a sum, relative to the greatest exponent of another one that holds all its exponentials."""
        parts = [by.part(summand.value.exponent) for summand in given.summands]
        terms = [
            Term(self._term(summand, part), summand.over)
            for summand, part in zip(given.summands, parts, strict=True)
            if part is not None
        ]
        if not any(term.over for term in terms):
            return plus(*(term.body for term in terms))
        key = given, by.greatest.written
        if key not in self._weighted:
            target = self.fresh(given.name or near, "_scaled" if given.name else "_sum", _in_order(given))
            self.made.append(Made(Equation(target, tuple(terms)), instead_of=given.name))
            self._weighted[key] = target
        return self._weighted[key]

    def _normalised(
        self, given: Exponentials, indices: tuple[Index, ...], named: Symbol, is_picked: bool
    ) -> Normalised:
        found = [self._greatest(summand, named, is_picked) for summand in given.summands]
        greatest = found[0]
        for other in found[1:]:
            greatest = self._greater(greatest, other, named)
        parts = tuple(self._part(summand, greatest, named, is_picked) for summand in given.summands)
        terms = [
            Term(self._term(summand, part), summand.over) for summand, part in zip(given.summands, parts, strict=True)
        ]
        if not any(term.over for term in terms):
            terms = [Term(plus(*(term.body for term in terms)))]
        total = self.fresh(named, "_scaled" if given.name else "_sum", indices)
        self.made.append(Made(Equation(total, tuple(terms)), instead_of=given.name))
        return Normalised(greatest, total, parts, given, indices)

    def _term(self, summand: Summand, part: Expression) -> Expression:
        value = summand.value
        weight = [(self.value(base), power) for base, power in value.plain]
        return with_number(value.coefficient, multiplied([*weight, *([(part, Fraction(1))] if part != ONE else [])]))

    def _greatest(self, summand: Summand, named: Symbol, is_picked: bool) -> Linear:
        """Return the greatest exponent of a summand, over the indices that it is summed over."""
        exponent, weights = summand.value.exponent, summand.value.plain
        body = self.value(exponent.written)
        if is_picked and weights:
            weight = multiplied((self.value(base), power) for base, power in weights)
            body = self._kept(Choice(Call("abs", weight), body, NOWHERE), named, "_picked", is_held=True)
            exponent = Linear.of(body)
        read = _indices_in_order((body,))
        over = tuple(index for index in summand.over if index in read)
        if not over:
            return exponent
        target = self.fresh(named, "_max", tuple(index for index in read if index not in over))
        self.made.append(Made(Maximum(target, body, over), is_held=True))
        return Linear.of(target)

    def _kept(self, body: Expression, named: Symbol, ending: str, is_held: bool = False) -> Symbol:
        """Return a new quantity of some value."""
        target = self.fresh(named, ending, _indices_in_order((body,)))
        self.made.append(Made(Equation(target, (Term(body),)), is_held))
        return target

    def _greater(self, first: Linear, second: Linear, named: Symbol) -> Linear:
        """Return the greater of two exponents."""
        one, other = self.value(first.written), self.value(second.written)
        difference = self.value(first.minus(second).written)
        return Linear.of(self._kept(Choice(difference, one, other), named, "_max", is_held=True))

    def _part(self, summand: Summand, greatest: Linear, named: Symbol, is_picked: bool) -> Expression:
        exponent = summand.value.exponent.minus(greatest)
        if not exponent:
            return ONE
        power = self.value(exponent.written)
        if is_picked and summand.value.plain:
            power = self._kept(power, named, "_above")
            power = Choice(Sum((power, Negative(FARTHEST))), FARTHEST, power)
        indices = _indices_in_order((power,))
        own = summand.name
        if own is not None and set(own.indices) == set(indices):
            indices = tuple(index for index in own.indices if isinstance(index, Index))
        else:
            own = None
        target = self.fresh(own or named, "_scaled" if own else "_exp", indices)
        self.made.append(Made(Equation(target, (Term(Call("exp", power)),)), instead_of=own))
        return target

    def fresh(self, named: Symbol, ending: str, indices: Sequence[Index]) -> Symbol:
        """Return a new quantity called after another one."""
        symbol = first = replace(named, base=f"{named.base}{ending}", indices=())
        while symbol.ascii in self.taken:
            self._counts[first] = count = self._counts.get(first, 1) + 1
            symbol = replace(first, base=f"{first.base}_{count}")
        self.taken.add(symbol.ascii)
        return symbol.read_at(tuple(indices))


def _in_order(given: Exponentials) -> tuple[Index, ...]:
    """Return the indices that a sum depends on, in the order of its name or of its reading."""
    if given.name is not None and set(given.name.indices) == given.indices:
        return tuple(index for index in given.name.indices if isinstance(index, Index))
    found: dict[Index, None] = {}
    for summand in given.summands:
        read = [summand.value.exponent.written, *(base for base, _ in summand.value.plain)]
        found |= dict.fromkeys(index for index in _indices_in_order(read) if index not in summand.over)
    return tuple(found)


def _indices_in_order(expressions: Sequence[Expression]) -> tuple[Index, ...]:
    reads = (read for expression in expressions for read in symbols_of(expression))
    return tuple(dict.fromkeys(index for read in reads for index in indices_of(read)))


def renamed(statement: Equation | Maximum, by: Mapping[Symbol, Symbol]) -> Equation | Maximum:
    """Return a statement with some bare quantities called by other names."""

    def changed(expression: Expression) -> Expression:
        reads = {read: by[bare(read)].read_at(read.indices) for read in symbols_of(expression) if bare(read) in by}
        return substitute(expression, reads) if reads else expression

    target = changed(statement.target)
    assert isinstance(target, Symbol)
    if isinstance(statement, Maximum):
        return replace(statement, target=target, body=changed(statement.body))
    terms = tuple(Term(changed(term.body), term.over, term.within) for term in statement.terms)
    return replace(statement, target=target, terms=terms)
