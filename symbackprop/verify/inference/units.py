"""The parts of a document that may each be about something of their own, and what each of them inherits.

A scope begins a part where it states something itself: an exercise or example that gives numbers or defines something,
a section that gives several numbers anew, or that defines a quantity by other numbers than it was defined by.
Everything else goes on with what stands before it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .. import thresholds
from ..grammar.forms import is_symbolic
from ..grammar.forms import key_of as written_key
from ..lexicon.roles import BIAS, INPUT, TARGET, WEIGHT, parts_of
from ..reading.scopes import Scope, ScopeKind
from ..source import Span
from ..tree import Chain, Name, Node, Raised, Rate, names_in, numerals_in, printed, walk
from .assignments import Assignment, Key, key_of

GIVEN = (INPUT, WEIGHT, BIAS, TARGET)
"""The parts of what is given and not worked out."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a document.

    Args:
        scope: The scope with which it begins.
        span: Where it stands.
        above: The stretches whose statements it inherits, the nearest first.
        before: The part before it, from which it inherits as well where it does not state enough itself.
    """

    scope: Scope
    span: Span
    above: tuple[Span, ...] = ()
    before: Span | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it is the part before with some givens anew."""
        return self.before is not None and self.scope.kind in (ScopeKind.ANOTHER, ScopeKind.SECTION)

    @property
    def inherited(self) -> tuple[Span, ...]:
        """What it inherits in any case, the nearest first."""
        return self.with_before if self.goes_on else self.above

    @property
    def with_before(self) -> tuple[Span, ...]:
        """The same with the part before it."""
        return self.above if self.before is None or self.before in self.above else (self.before, *self.above)


def units(scopes: Sequence[Scope], chains: Sequence[Chain], given: Sequence[Assignment]) -> tuple[Unit, ...]:
    """Return the parts of a document, in their order; together they are the whole of it.

    Args:
        scopes: Its scopes.
        chains: Its formulas.
        given: All that it gives numbers, in its order.
    """
    stated = sorted(chain.span.start for chain in chains if chain.relations)
    found = _Openings(stated, [at for at in given if _is_given(at.name)], _defined(chains), _computed(chains))
    whole = scopes[0]
    labelled = {scope.label: scope for scope in reversed(scopes) if scope.kind is ScopeKind.EXERCISE and scope.label}
    ends_of_text = [scope.span.start for scope in scopes[2:]] + [whole.span.end]
    begun = [(whole, 0)]
    parted = Counter(scope.parent for scope in scopes if scope.kind.is_new)
    leads = _leads(chains)
    for scope, end in zip(scopes[1:], ends_of_text, strict=False):
        if found.begins(scope, end, labelled):
            first = scope if scope.kind.is_new and parted[scope.parent] > 1 else _first(scope, begun[-1][1], leads)
            begun.append((first, first.span.start))
    begun = _with_statements(begun, stated, whole.span.end)
    ends = [*(start for _, start in begun[1:]), whole.span.end]
    parts = [(scope, Span(start, end)) for (scope, start), end in zip(begun, ends, strict=True)]
    made: list[Unit] = []
    for scope, span in parts:
        exercise = labelled.get(scope.label) if scope.kind is ScopeKind.SOLUTION else None
        around = (exercise, *scope.above) if exercise is not None else scope.above
        above = [_own_text(outer, parts) for outer in around]
        made.append(Unit(scope, span, tuple(filter(None, dict.fromkeys(above))), made[-1].span if made else None))
    return tuple(made)


def _first(scope: Scope, since: int, leads: Sequence[tuple[int, bool]]) -> Scope:
    """Return the scope with which a part begins: the section around it that only defines what its numbers are put in.

    Args:
        scope: The scope that gives numbers anew.
        since: Where the part before begins.
        leads: Where something is stated, and whether that only defines something.
    """
    first = scope
    for around in scope.above:
        begins, ends = (bisect_left(leads, (at, False)) for at in (around.span.start, first.span.start))
        own = leads[begins:ends]
        if around.kind is not ScopeKind.SECTION or around.span.start <= since:
            break
        if not all(is_defining for _, is_defining in own):
            break
        first = around if own else first
    return first


def _leads(chains: Sequence[Chain]) -> list[tuple[int, bool]]:
    """Return where something is stated, and whether that only defines something: a formula without a result."""
    return sorted((at.span.start, printed(at.sides[-1].node) is None) for at in chains if at.relations)


def _own_text(outer: Scope, parts: Sequence[tuple[Scope, Span]]) -> Span | None:
    """Return what stands in a scope before the first exercise or the like in it; None where that is nothing."""
    at = max(bisect_right(parts, outer.span.start, key=lambda part: part[1].start) - 1, 0)
    scope, span = parts[at]
    if scope is not outer and (outer in scope.above or scope.span.start > outer.span.start):
        return None
    end = span.end
    if at + 1 < len(parts) and parts[at + 1][0].kind is ScopeKind.SECTION and outer in parts[at + 1][0].above:
        # A heading such as "Given" is no part of its own to the exercises behind it.
        end = parts[at + 1][1].end if outer.parent is not None else end
    return Span(max(span.start, outer.span.start), end)


def _with_statements(begun: Sequence[tuple[Scope, int]], stated: Sequence[int], end: int) -> list[tuple[Scope, int]]:
    """Return the scopes that begin parts, without those in which nothing is stated, which belong to the part before."""
    ends = [*(start for _, start in begun[1:]), end]
    kept = [
        (scope, start)
        for (scope, start), last in zip(begun, ends, strict=True)
        if bisect_left(stated, start) < bisect_left(stated, last)
    ] or list(begun[:1])
    return [(kept[0][0], 0), *kept[1:]]


@dataclass
class _Openings:
    """Finds out which scopes begin a part.

    Args:
        stated: Where something is stated.
        given: What is given numbers, in the order of the document.
        defined: What is defined by a formula with numbers of its own, in that order.
        computed: What is defined by a formula of others, with where, in that order.
        current: What each quantity was given last.
        at: The next of `given` that is not among them.
    """

    stated: Sequence[int]
    given: Sequence[Assignment]
    defined: Sequence[_Defined] = ()
    computed: Sequence[tuple[int, Key]] = ()
    current: dict[Key, tuple[Fraction, ...]] = field(default_factory=dict)
    at: int = 0

    def __post_init__(self) -> None:
        self.starts = [at.start for at in self.given]

    def begins(self, scope: Scope, end: int, labelled: Mapping[str, Scope]) -> bool:
        """Say whether a scope begins a part; scopes are asked for in their order.

        Args:
            scope: The scope.
            end: Where its own text ends, with the first scope in it.
            labelled: The exercises by their numbers.
        """
        self._go_to(scope.span.start)
        if scope.kind is ScopeKind.SOLUTION:
            exercise = labelled.get(scope.label)
            return exercise is not None and exercise not in scope.above
        if scope.kind is ScopeKind.ROUND:
            return False
        if scope.kind in (ScopeKind.EXERCISE, ScopeKind.EXAMPLE):
            return self._lies_in(scope, self.starts) or self._lies_in(scope, self.stated)
        least = 1 if scope.kind is ScopeKind.ANOTHER else thresholds.LEAST_CHANGED
        return self._changed(scope.span.start, end) >= least or self._is_defined_anew(scope.span.start, end)

    def _go_to(self, start: int) -> None:
        while self.at < len(self.given) and self.given[self.at].start < start:
            at = self.given[self.at]
            self.current[key_of(at.name)] = _numbers(at)
            self.at += 1

    def _lies_in(self, scope: Scope, places: Sequence[int]) -> bool:
        first = bisect_left(places, scope.span.start)
        return first < len(places) and places[first] < scope.span.end

    def _changed(self, start: int, end: int) -> int:
        """Return how many quantities are given other numbers between two places than they had before."""
        first, last = (bisect_left(self.starts, at) for at in (start, end))
        stated: dict[Key, tuple[Fraction, ...]] = {}
        for at in self.given[first:last]:
            stated.setdefault(key_of(at.name), _numbers(at))
        changed = sum(self.current.get(key, numbers) != numbers for key, numbers in stated.items())
        # An input of its own with weights that nothing before has is that of another network.
        own = {key_of(at.name) for at in self.given[first:last] if parts_of(at.name)[:1] == (WEIGHT,)}
        anew = bool(own - self.current.keys())
        return max(changed, thresholds.LEAST_CHANGED) if changed and anew else changed

    def _is_defined_anew(self, start: int, end: int) -> bool:
        """Say whether a quantity is defined otherwise between two places than it was defined or given before."""
        first, last = (bisect_left(self.computed, at, key=lambda one: one[0]) for at in (start, end))
        if any(key in self.current for _, key in self.computed[first:last]):
            return True
        first, last = (bisect_left(self.defined, at, key=lambda one: one.start) for at in (start, end))
        before = {one.key: one.formula for one in self.defined[:first]}
        return any(before.get(one.key, one.formula) != one.formula for one in self.defined[first:last])


@dataclass(frozen=True, slots=True)
class _Defined:
    """A quantity that a formula with numbers of its own defines, such as `u = 4 - 2 w`."""

    key: str
    formula: str
    start: int


def _defined(chains: Sequence[Chain]) -> list[_Defined]:
    found: list[_Defined] = []
    for chain in chains:
        first, last = chain.sides[0].node, chain.sides[-1].node
        if len(chain.sides) < 2 or not _is_defined_by(first, last):
            continue
        exponents = {id(part.exponent) for part in walk(last) if isinstance(part, Raised)}
        coefficients = [
            at.text
            for at in numerals_in(last)
            if id(at) not in exponents and at.value != 1 and at.value not in thresholds.CONSTANTS_OF_FORMULAS
        ]
        if coefficients:
            names = sorted({name.text for name in names_in(last)})
            found.append(_Defined(written_key(first), " ".join((*names, *coefficients)), chain.span.start))
    return sorted(found, key=lambda one: one.start)


def _computed(chains: Sequence[Chain]) -> list[tuple[int, Key]]:
    """Return where a formula of other names makes something."""
    found: list[tuple[int, Key]] = []
    for chain in chains:
        first, *others = (side.node for side in chain.sides)
        if not others or not isinstance(first, Name) or first.new or first.accent or not is_symbolic(others[0]):
            continue
        if not isinstance(others[0], Rate) and first.text not in {name.text for name in names_in(others[0])}:
            found.append((chain.span.start, key_of(first)))
    return sorted(found)


def _is_defined_by(first: Node, last: Node) -> bool:
    """Say whether a formula may define a quantity: by names, or a derivative by its own variable."""
    names = {name.text for name in names_in(last)}
    if isinstance(first, Rate):
        return isinstance(first.by, Name) and names == {first.by.text}
    return isinstance(first, Name) and not first.new and not first.accent and bool(names) and first.text not in names


def _is_given(name: Name) -> bool:
    return not name.new and not name.accent and parts_of(name)[:1] in {(part,) for part in GIVEN}


def _numbers(at: Assignment) -> tuple[Fraction, ...]:
    return tuple(number.value for number in at.flat)
