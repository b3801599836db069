"""The algebra of exponentials: products of a power of e, plain factors, and sums of such products.

`1/(1 + exp(−w))`, `exp(w)/(1 + exp(w))` and `sigmoid(w)` are one product here, whose logarithm, complement and
quotients can be recognised without an exponential that overflows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TypeAlias

from ...expression.tree import Expression, Index, Position, Symbol
from ...graph.shifts import indices_in, reach_of, reindexed
from .linear import NOTHING, Linear, factored, indices_of

MOST_MATCHES = 24
"""So many ways to read a sum's indices are tried, to find an exponential among its own."""

Atom: TypeAlias = "Expression | Exponentials"
Identity: TypeAlias = "tuple[Linear, frozenset[tuple[Atom, Fraction]]]"


@dataclass(frozen=True, eq=False)
class Monomial:
    """A number times e to some power times powers of plain expressions and of sums of exponentials.

    Args:
        coefficient: The number.
        exponent: The power of e.
        powers: All else, each base once.
    """

    coefficient: Fraction = Fraction(1)
    exponent: Linear = NOTHING
    powers: tuple[tuple[Atom, Fraction], ...] = ()

    @cached_property
    def identity(self) -> Identity:
        """All but the coefficient, in whatever order it is written."""
        return self.exponent, frozenset(self.powers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Monomial) and self.coefficient == other.coefficient and self.identity == other.identity

    def __hash__(self) -> int:
        return hash((self.coefficient, self.identity))

    @property
    def sums(self) -> tuple[tuple[Exponentials, Fraction], ...]:
        """The sums of exponentials among its factors."""
        return tuple((base, power) for base, power in self.powers if isinstance(base, Exponentials))

    @property
    def plain(self) -> tuple[tuple[Expression, Fraction], ...]:
        """The plain factors."""
        return tuple((base, power) for base, power in self.powers if not isinstance(base, Exponentials))

    @property
    def is_exponential(self) -> bool:
        """Whether an exponential is in it."""
        return bool(self.exponent) or bool(self.sums)

    @property
    def is_positive(self) -> bool:
        """Whether it is known to be above zero."""
        return self.coefficient > 0 and all(
            isinstance(base, Exponentials) and base.is_positive for base, _ in self.powers
        )

    @property
    def indices(self) -> frozenset[Index]:
        """The indices that it depends on."""
        return self.exponent.indices.union(*(indices_of_atom(base) for base, _ in self.powers))

    def times(self, other: Monomial) -> Monomial:
        """Return a product."""
        return Monomial(
            self.coefficient * other.coefficient,
            self.exponent.plus(other.exponent),
            _joined((*self.powers, *other.powers)),
        )

    def raised(self, power: Fraction) -> Monomial | None:
        """Return a power, or None where it cannot be taken factor by factor."""
        whole = power.denominator == 1
        if not whole and not (self.coefficient == 1 and self.is_positive):
            return None
        if power <= 0 and not self.coefficient:
            return None
        coefficient = self.coefficient ** int(power) if whole else Fraction(1)
        powers = tuple((base, own * power) for base, own in self.powers if power)
        return Monomial(coefficient, self.exponent.scaled(power), powers)

    def reindexed(self, by: Mapping[Index, Position]) -> Monomial:
        """Return it over other indices."""
        moved = [
            (base.reindexed(by) if isinstance(base, Exponentials) else reindexed(base, by), power)
            for base, power in self.powers
        ]
        return Monomial(self.coefficient, self.exponent.reindexed(by), _joined(moved))


def _joined(pairs: Iterable[tuple[Atom, Fraction]]) -> tuple[tuple[Atom, Fraction], ...]:
    found: dict[Atom, Fraction] = {}
    for base, power in pairs:
        found[base] = found.get(base, Fraction(0)) + power
    return tuple((base, power) for base, power in found.items() if power)


def indices_of_atom(atom: Atom) -> frozenset[Index]:
    """Return the indices that a factor depends on."""
    return atom.indices if isinstance(atom, Exponentials) else indices_of(atom)


@dataclass(frozen=True)
class Summand:
    """A product that is added up, over some indices or once.

    Args:
        value: The product.
        over: The indices.
        name: The quantity that is this product, where it is one.
    """

    value: Monomial
    over: tuple[Index, ...] = ()
    name: Symbol | None = field(default=None, compare=False)

    @cached_property
    def identity(self) -> tuple[int, Monomial]:
        """What is the same whatever its indices are called."""
        numbered = {index: Index(f"§{at}", index.size) for at, index in enumerate(self.over)}
        return len(self.over), self.value.reindexed(numbered) if numbered else self.value

    @property
    def indices(self) -> frozenset[Index]:
        """The indices that the sum depends on."""
        return self.value.indices - frozenset(self.over)

    def reindexed(self, by: Mapping[Index, Position]) -> Summand:
        """Return it over other indices; those of the sum make way for them."""
        inner = {given: position for given, position in by.items() if given not in self.over}
        taken = frozenset(index for position in inner.values() for index in indices_in(position)) | self.indices
        over: list[Index] = []
        for index in self.over:
            inner[index] = own = fresh(index, taken)
            over.append(own)
            taken |= {own}
        name = None if self.name is None else reindexed(self.name, inner)
        return Summand(self.value.reindexed(inner), tuple(over), name if isinstance(name, Symbol) else None)


def fresh(index: Index, taken: frozenset[Index]) -> Index:
    """Return an index of the same size that is not taken."""
    while index in taken:
        index = Index(f"{index.name}'", index.size)
    return index


@dataclass(frozen=True, eq=False)
class Exponentials:
    """A sum of two products or more, or of one over indices, exponentials among them.

    Args:
        summands: No two differ in their coefficient alone.
        name: The quantity that is this sum, where it is one.
    """

    summands: tuple[Summand, ...]
    name: Symbol | None = None

    @cached_property
    def identity(self) -> frozenset[tuple[int, Monomial]]:
        """What two equal sums have in common, in whatever order they are written."""
        return frozenset(summand.identity for summand in self.summands)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Exponentials) and self.identity == other.identity)

    def __hash__(self) -> int:
        return hash(self.identity)

    @cached_property
    def is_positive(self) -> bool:
        """Whether it is known to be above zero."""
        return all(summand.value.is_positive for summand in self.summands)

    @cached_property
    def indices(self) -> frozenset[Index]:
        """The indices that it depends on."""
        return frozenset().union(*(summand.indices for summand in self.summands))

    @property
    def has_factors(self) -> bool:
        """Whether its exponentials are multiplied by anything but numbers."""
        return any(summand.value.powers for summand in self.summands)

    @cached_property
    def pair(self) -> tuple[Linear, Fraction] | None:
        """The exponent d and the sign s of `exp(d) + s`, or None where it is not of this form."""
        match self.summands:
            case (Summand(first, ()), Summand(second, ())):
                if first.powers or second.powers or second.exponent or first.coefficient != 1:
                    return None
                return (first.exponent, second.coefficient) if abs(second.coefficient) == 1 else None
        return None

    def reindexed(self, by: Mapping[Index, Position]) -> Exponentials:
        """Return it over other indices."""
        if not self.indices & by.keys():
            return self
        name = None if self.name is None else reindexed(self.name, by)
        moved = tuple(summand.reindexed(by) for summand in self.summands)
        return Exponentials(moved, name if isinstance(name, Symbol) else None)

    def has(self, exponent: Linear) -> bool:
        """Say whether one of its exponentials has an exponent."""
        return next(self.matches(exponent), None) is not None

    def holds(self, other: Exponentials) -> bool:
        """Say whether it has the exponents of all exponentials of another sum."""
        return all(self.has(summand.value.exponent) for summand in other.summands)

    def matches(self, exponent: Linear) -> Iterator[tuple[int, Mapping[Index, Position]]]:
        """Yield which of its exponentials has an exponent, with what its indices are there."""
        for at in self._at.get(exponent, ()):
            yield at, {}
        for at in self._over:
            summand = self.summands[at]
            free = exponent.positions
            if len(free) ** len(summand.over) > MOST_MATCHES:
                continue
            for chosen in product(free, repeat=len(summand.over)):
                by = dict(zip(summand.over, chosen, strict=True))
                if (
                    all(_is_within(position, index) for index, position in by.items())
                    and summand.value.exponent.reindexed(by) == exponent
                ):
                    yield at, by

    @cached_property
    def _at(self) -> Mapping[Linear, tuple[int, ...]]:
        found: dict[Linear, tuple[int, ...]] = {}
        for at, summand in enumerate(self.summands):
            if not summand.over:
                found[summand.value.exponent] = (*found.get(summand.value.exponent, ()), at)
        return found

    @cached_property
    def _over(self) -> tuple[int, ...]:
        return tuple(at for at, summand in enumerate(self.summands) if summand.over)


def _is_within(position: Position, index: Index) -> bool:
    """Say whether a position is one of an index, as far as sizes tell."""
    if isinstance(position, Index):
        return position.size == index.size
    low, high = reach_of(position)
    return low >= 1 and high <= index.size


def plain(expression: Expression) -> Monomial:
    """Return an expression without exponentials as a product."""
    coefficient, factors = factored(expression)
    return Monomial(coefficient, NOTHING, factors)


def power_of_e(exponent: Linear) -> Monomial:
    """Return e to some power."""
    return Monomial(exponent=exponent)


def is_bounded(value: Monomial) -> bool:
    """Say whether a product is of the size of its plain factors: parts of sums divided by these sums."""
    below = {base: -power for base, power in value.sums if power < 0}
    if not all(base.is_positive and power.denominator == 1 for base, power in below.items()):
        return False
    for part, power in value.sums:
        if power > 0:
            holder = next((one for one in below if below[one] >= power and one.holds(part)), None)
            if holder is None:
                return False
            below[holder] -= power
    left = [(base, int(power)) for base, power in below.items() if power]
    return not value.exponent if not left else len(left) == 1 and is_part(value.exponent, *left[0])


def is_part(exponent: Linear, whole: Exponentials, power: int) -> bool:
    """Say whether an exponential is one of those that a power of a sum is made of."""
    if whole.pair is not None:
        return any(exponent == whole.pair[0].scaled(Fraction(times)) for times in range(power + 1))
    return whole.has(exponent.scaled(Fraction(1, power)))
