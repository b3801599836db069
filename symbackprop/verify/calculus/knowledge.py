"""What a document says by its definitions, and whether formulas hold by that: at drawn letters, and as formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product

from .. import thresholds
from ..interpretation.equality import equal_worth
from ..quantities.refusals import NotCheckable
from ..reasons import RefusalCode
from ..tree import Node, Rate, walk
from ..values.quotients import Unproved
from .counterexample import Counterexample, counterexample
from .definitions import DefinitionFinder, Definitions, Surroundings
from .evaluation import LetterCalculation, Way
from .letters import DrawnLetters, FormalLetters, Letters
from .members import Member, Place
from .theory import SpecialCase, Theory

Pair = tuple[int, int]

WAYS = tuple(
    Way(entrywise, local, turned, free)
    for free, local, turned, entrywise in product((False, True), (False, True), (False, True), (True, False))
)
"""How what is not unique may be read, the strictest first."""


@dataclass
class Knowledge:
    """What holds by the definitions of a document.

    Args:
        theory: The formulas.
        words: What the words say for them.
    """

    theory: Theory
    words: Surroundings
    finder: DefinitionFinder = field(init=False)
    definitions: Definitions = field(init=False)
    _calculations: dict[tuple[Letters, Way], LetterCalculation] = field(init=False, default_factory=dict)
    _drawn: dict[tuple[int, bool], Letters] = field(init=False, default_factory=dict)
    _formal: dict[Way, tuple[FormalLetters, LetterCalculation]] = field(init=False, default_factory=dict)
    _known: set[Place] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.finder = DefinitionFinder(self.theory, self.words)
        self.define({place: node for place, (_, node) in self.finder.first.items()})

    def define(self, formulas: dict[Place, Node]) -> None:
        """Take in the formulas that hold from here on."""
        self.definitions = self.finder.definitions(formulas)
        self._calculations.clear()
        self._formal.clear()
        self._known = set()

    def ways(self, instances: Sequence[SpecialCase]) -> Iterator[Way]:
        """Yield the ways that make a difference to a formula."""
        parts = [part for side in instances[0].sides for part in walk(side)]
        has_rates = any(isinstance(part, Rate) for part in parts)
        has_arrays = any(
            isinstance(part, Member) and not part.entry and self.theory.shape(part.quantity) != (1, 1) for part in parts
        )
        for way in WAYS:
            if (way.local or way.turned) and not has_rates:
                continue
            if has_arrays or not (way.free or way.turned or not way.entrywise):
                yield way

    def points(self, positive: bool) -> Iterator[Letters]:
        for seed in range(1, thresholds.RANDOM_POINTS + 1):
            key = seed, positive
            if key not in self._drawn:
                self._drawn[key] = DrawnLetters(seed, positive)
            yield self._drawn[key]

    def at(self, letters: Letters, way: Way, other: Definitions | None = None) -> LetterCalculation:
        if other is not None:
            return LetterCalculation(letters, other, way)
        key = letters, way
        if key not in self._calculations:
            self._calculations[key] = LetterCalculation(letters, self.definitions, way)
        self._calculations[key].steps = 0
        return self._calculations[key]

    def failing(
        self,
        instances: Sequence[SpecialCase],
        pairs: Sequence[Pair],
        way: Way,
        other: Definitions | None = None,
    ) -> Counterexample | None:
        """Return where a formula does not hold, read in one way, or None where it does."""
        try:
            return self._failing_at(self.points(False), instances, pairs, way, other)
        except NotCheckable as error:
            if error.reason.code not in (RefusalCode.LOGARITHM, RefusalCode.DIVISION_BY_ZERO):
                raise
            return self._failing_at(self.points(True), instances, pairs, way, other)

    def _failing_at(
        self,
        points: Iterator[Letters],
        instances: Sequence[SpecialCase],
        pairs: Sequence[Pair],
        way: Way,
        other: Definitions | None,
    ) -> Counterexample | None:
        for letters in points:
            calculation = self.at(letters, way, other)
            for instance, (before, after) in product(instances, pairs):
                left, right = instance.sides[before], instance.sides[after]
                x, y = calculation.of(left), calculation.of(right)
                if not equal_worth(x, y):
                    fresh = LetterCalculation(letters, other or self.definitions, way)
                    return counterexample(fresh, self.finder.members, (left, right), after, (x, y))
        return None

    def proves(self, instances: Sequence[SpecialCase], pairs: Sequence[Pair], way: Way) -> bool:
        if len(instances) > thresholds.MOST_PROVED:
            return False
        # What letters of a document are as formulas is the same for all its claims.
        letters, formal = self._formal.get(way, (FormalLetters(), None))
        if formal is None:
            formal = LetterCalculation(letters, self.definitions, way)
            self._formal[way] = letters, formal
        letters.begin()
        formal.steps = 0
        try:
            return all(
                equal_worth(formal.of(one.sides[before]), formal.of(one.sides[after]))
                for one, (before, after) in product(instances, pairs)
            )
        except NotCheckable:
            return False
        except Unproved:
            del self._formal[way]
            return False

    def explained(self) -> set[Place]:
        """Return the letters that definitions are made of."""
        if not self._known:
            self._known = self.behind(tuple(self.definitions.formulas.values()))
        return self._known

    def behind(self, nodes: Sequence[Node]) -> set[Place]:
        """Return the letters that formulas depend on."""
        calculation = LetterCalculation(DrawnLetters(1, positive=True), self.definitions, Way(free=True))
        for node in nodes:
            with suppress(NotCheckable):
                calculation.of(node)
        return calculation.used
