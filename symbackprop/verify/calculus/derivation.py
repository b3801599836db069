"""A derivation in letters: which of its formulas define something, and whether the others follow from those.

The module is long because all ways to judge a formula share what is drawn, proved and known of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise, product

from flint import ctx

from ...graph.tape import exact
from .. import thresholds
from ..grammar.forms import form_of, label
from ..interpretation.equality import equal_worth
from ..lexicon.roles import RATE, TARGET, parts_of
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, RefusalCode
from ..tree import Applied, Chain, Name, Node, Numeral, Plus, Rate, names_in, walk
from ..values.quotients import Unproved
from .averages import Slipped, corrections_in, is_assignment, slips_in
from .chain_rule import follows_by_chain_rule, is_sum_over_paths
from .conditions import is_condition, mirrored_entries, supposed_of, symmetric
from .contradictions import contradicts
from .counterexample import Counterexample, counterexample
from .definitions import (
    UNKNOWN_FUNCTIONS,
    DefinitionFinder,
    Definitions,
    Function,
    Surroundings,
    lists_entries,
    reads,
    supposes_shares,
)
from .designs import entries
from .evaluation import LetterCalculation, Way
from .letters import DrawnLetters, FormalLetters, Letters
from .members import Member, Place, Variable, free_letters
from .stated_slopes import KNOWN_BY_THEIR_SLOPE, whose_slope_is_stated
from .theory import SpecialCase, Theory, formula_sides

Pair = tuple[int, int]

WAYS = tuple(
    Way(entrywise, local, turned, free)
    for free, local, turned, entrywise in product((False, True), (False, True), (False, True), (True, False))
)
"""How what is not unique may be read, the strictest first."""


USUAL_FUNCTIONS = ("sigmoid", "tanh", "relu")
"""What a letter of a function that nothing defines may stand for, where a formula does not hold for any function."""


class Outcome(Enum):
    """What is found out about a formula."""

    DEFINES = "defines"
    PROVED = "proved"
    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found out about a chain, and why.

    Args:
        standing: What.
        refusal: Why it cannot be checked.
        against: Where it does not hold.
        is_partial: Whether some of its sides could not be compared.
        is_rule: Whether it is only the chain rule, of quantities of which nothing is known.
        last: The last side that holds.
        steps: What is found out about each side that is compared with one before it, by its number.
        is_explained: Whether it fails by letters alone that other formulas are made of.
    """

    standing: Outcome
    refusal: Reason | None = None
    against: Counterexample | None = None
    is_partial: bool = False
    is_rule: bool = False
    last: int = 0
    steps: tuple[tuple[int, Finding], ...] = ()
    is_explained: bool = False

    @property
    def holds(self) -> bool:
        """Whether the formula follows from the definitions."""
        return self.standing in (Outcome.PROVED, Outcome.HOLDS)


@dataclass
class Derivation:
    """Judges the formulas of a document by each other.

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
    _earlier: list[Definitions] = field(init=False, default_factory=list)
    _past: list[Definitions] = field(init=False, default_factory=list)
    _supposed: set[Variable] = field(init=False, default_factory=set)
    _stated: dict[str, list[int]] = field(init=False, default_factory=dict)
    _by_slope: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.finder = DefinitionFinder(self.theory, self.words)
        self._define({place: node for place, (_, node) in self.finder.first.items()})
        self._find_functions_by_slope()
        finer = {**self._mirrored(), **self._of_samples(), **self._finer()}
        if finer:
            self._define({**self.definitions.formulas, **finer})

    def findings(self) -> list[Finding]:
        """Return what is found out about each chain."""
        chains = self.theory.chains
        slips, corrections = slips_in(chains), corrections_in(chains)
        found: list[Finding] = []
        for number, chain in enumerate(chains):
            if number in slips:
                found.append(_slipped(chain, slips[number]))
            elif number in corrections:
                found.append(Finding(Outcome.PROVED))
            else:
                found.append(self._contained(number, chain))
        return [self._spared(one) for one in found]

    def _spared(self, finding: Finding) -> Finding:
        """Return a finding that does not fail by letters of which the document supposes something."""
        finding = replace(finding, steps=tuple((at, self._spared(one)) for at, one in finding.steps))
        if finding.standing is not Outcome.FAILS or finding.against is None or not self._supposed:
            return finding
        parts = [part for node in finding.against.nodes for part in self.definitions.behind(node)]
        name = next((part for part in parts if isinstance(part, Member) and part.quantity in self._supposed), None)
        if name is None:
            return finding
        reason = Reason(RefusalCode.UNDER_CONDITION, Details(name.text))
        return Finding(Outcome.OPEN, reason, steps=finding.steps)

    def _of_samples(self) -> dict[Place, Node]:
        """Return what the entries of matrices are whose rows are samples."""
        return {
            place: entry
            for design in self.theory.designs
            for place, entry in entries(design, self.theory.shape(design.matrix.quantity))
        }

    def _mirrored(self) -> dict[Place, Node]:
        """Return what the entries of matrices are that are supposed to be symmetric."""
        found: dict[Place, Node] = {}
        for number in range(len(self.theory.chains)):
            for one in self.finder.instances(number):
                matrix = symmetric(one.sides)
                if matrix is not None and not self.definitions.defines(matrix.quantity):
                    rows, columns = self.theory.shape(matrix.quantity)
                    found |= dict(mirrored_entries(matrix, rows)) if rows == columns else {}
        return found

    @cached_property
    def _by_example(self) -> bool:
        """Whether the document gives letters numbers."""
        several = [number for number, chain in enumerate(self.theory.chains) if len(chain.sides) > 1]
        firsts = (one for number in several for one in self.finder.instances(number)[:1])
        return any(map(self._gives_value, firsts))

    def _contained(self, number: int, chain: Chain) -> Finding:
        try:
            with ctx.workprec(thresholds.BITS):
                return within(thresholds.SECONDS, Phase.JUDGING, chain.span, lambda: self._finding(number, chain))
        except (NotCheckable, TookTooLong) as error:
            pairs = [*pairwise(range(len(chain.sides)))]
            ruled = [self._follows_by_chain_rule(number, pair) for pair in pairs]
            if any(ruled):
                return Finding(Outcome.HOLDS, is_partial=not all(ruled))
            return Finding(Outcome.OPEN, error.reason)

    def _find_functions_by_slope(self) -> None:
        """Find out which functions letters stand for of which only the derivative is said."""
        for number, chain in enumerate(self.theory.chains):
            letter = whose_slope_is_stated(chain, self.words.letter_of)
            if (
                not letter
                or letter in self._by_slope
                or self.definitions.stands_for.get(letter) not in UNKNOWN_FUNCTIONS
            ):
                continue
            if letter in self.finder.functions:
                continue
            self._by_slope[letter] = number
            for function in KNOWN_BY_THEIR_SLOPE:
                self.finder.by_slope[letter] = function
                self._define(dict(self.definitions.formulas))
                if self._contained(number, chain).holds:
                    break
            else:
                del self.finder.by_slope[letter]
                self._define(dict(self.definitions.formulas))

    def _finer(self) -> dict[Place, Node]:
        """Return formulas by quantities that others leave out: `a = σ(z)` beside `a = σ(W x + b)`."""
        found: dict[Place, Node] = {}
        for number, chain in enumerate(self.theory.chains):
            if not isinstance(chain.sides[0].node, Name) or len(chain.sides) < 2 or ":=" in chain.relations:
                continue
            for one in self.finder.instances(number):
                left, right = one.sides[:2]
                if isinstance(left, Member) and self._is_finer(left, right):
                    found.setdefault((left.quantity, left.entry), right)
        return found

    def _is_finer(self, left: Member, right: Node) -> bool:
        old = self.definitions.formulas.get((left.quantity, left.entry))
        if old is None or old == right or isinstance(right, Member | Rate):
            return False
        read = {part.quantity for part in self.definitions.behind(old) if isinstance(part, Member)}
        named = {name.quantity for name in names_in(right) if isinstance(name, Member)}
        if not any(self.definitions.defines(quantity) for quantity in named - read - {left.quantity}):
            return False
        if any(isinstance(part, Rate) for part in self.definitions.behind(right)):
            return False
        with suppress(NotCheckable):
            calculation = self._at(next(self._points(True)), Way())
            return equal_worth(calculation.of(old), calculation.of(right))
        return False

    def _define(self, formulas: dict[Place, Node]) -> None:
        """Take in the formulas that hold from here on."""
        self.definitions = self.finder.definitions(formulas)
        self._calculations.clear()
        self._formal.clear()
        self._known = set()

    def _finding(self, number: int, chain: Chain) -> Finding:
        if len(chain.sides) < 2 or ":=" in chain.relations or supposes_shares(chain) or is_assignment(chain):
            return Finding(Outcome.DEFINES)
        if any(number == at and letter not in self.finder.by_slope for letter, at in self._by_slope.items()):
            # Any other function may have that derivative.
            return Finding(Outcome.DEFINES)
        instances = self.theory.instances(number)
        sides = formula_sides(chain, self._by_example)
        if instances and (self._gives_value(instances[0]) or _names_entries(instances[0])):
            return Finding(Outcome.DEFINES)
        if not instances or len(sides) < 2:
            return Finding(Outcome.OPEN, Reason(RefusalCode.INDEX_NOTATION))
        defining = {at for at in sides[1:] if self._defines(number, instances, at)}
        pairs = [
            (a, b)
            for a, b in pairwise(sides)
            if not (a == 0 and b in defining)
            and not self._is_defined_by(number, instances[0].sides[a], instances[0].sides[b])
            and not self._is_defined_by(number, instances[0].sides[b], instances[0].sides[a])
        ]
        if not pairs:
            return Finding(Outcome.DEFINES)
        finding = self._judged(number, instances, pairs)
        nodes = instances[0].sides
        if not finding.holds and self.words.lets(number):
            self._let(number, instances)
            return Finding(Outcome.DEFINES)
        while (since := self._redefined(number, instances, finding)) is not None:
            pairs = [pair for pair in pairs if pair[0] >= since]
            if not pairs:
                return Finding(Outcome.DEFINES)
            finding = self._judged(number, instances, pairs)
        if finding.against is not None and is_condition(nodes, self.definitions.defines):
            self._supposed |= supposed_of(nodes, self.definitions.defines)
            return Finding(Outcome.DEFINES)
        return finding if finding.standing is Outcome.FAILS else replace(finding, against=None)

    def _let(self, number: int, instances: Sequence[SpecialCase]) -> None:
        """Take in what the words before a formula tell that letters and functions stand for from here on."""
        formulas = dict(self.definitions.formulas)
        for instance in instances:
            left = instance.sides[0]
            if isinstance(left, Member) and not reads(instance.sides[1], left):
                formulas[left.quantity, left.entry] = instance.sides[1]
        for call, body in pairwise(instances[0].sides):
            self._redefine_function(call, body, number)
        self._define(formulas)

    def _redefined(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> int | None:
        """Take in that a formula gives a letter another meaning; return the first side after it, or None if none is."""
        formulas = dict(self.definitions.formulas)
        if self._redefines(number, instances, finding):
            for instance in instances:
                left = instance.sides[0]
                if isinstance(left, Member):
                    formulas[left.quantity, left.entry] = instance.sides[1]
            self._past.append(self.definitions)
            since = 1
        elif self._redefines_function(number, instances, finding) and finding.against is not None:
            since = finding.against.at
            # A function that is given several formulas, one below the other, may be any of them.
            self._earlier += [self.definitions] if since == 1 else []
        else:
            return None
        self._define(formulas)
        return since

    def _redefines_function(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> bool:
        """Take in that a formula gives a function another meaning, as the next example or an alternative does."""
        if finding.standing is not Outcome.FAILS or finding.against is None:
            return False
        at = finding.against.at
        call, body = instances[0].sides[at - 1 : at + 1]
        known = self.finder.functions.get(self.words.letter_of(call)) if isinstance(call, Applied) else None
        if known is not None and self.words.beside(known.number, number) and contradicts(known.body, body):
            return False
        return isinstance(finding.against.nodes[0], Applied) and self._redefine_function(call, body, number)

    def _redefine_function(self, call: Node, body: Node, number: int) -> bool:
        """Take in the formula of a function that has one already; say whether it is one."""
        if not isinstance(call, Applied) or call.primes:
            return False
        letter = self.words.letter_of(call)
        arguments = tuple(argument for argument in call.arguments if isinstance(argument, Name))
        if letter not in self.finder.functions or len(arguments) < len(call.arguments):
            return False
        parts = [*walk(body)]
        if any(isinstance(part, Rate) or (isinstance(part, Applied) and part.primes) for part in parts):
            return False
        if any(isinstance(part, Applied) and self.words.letter_of(part) == letter for part in parts):
            return False
        if not {name.text for name in names_in(body)}.issuperset(argument.text for argument in arguments):
            return False
        self.finder.functions = {**self.finder.functions, letter: Function(arguments, body, number)}
        return True

    def _defines(self, number: int, instances: Sequence[SpecialCase], at: int) -> bool:
        """Say whether a side of a chain is what its left side is defined as."""
        left = instances[0].sides[0]
        if isinstance(left, Applied):
            own = self.finder.functions.get(self.words.letter_of(left))
            return own is not None and own.body == instances[0].sides[at]
        return self._is_defined_by(number, left, instances[0].sides[at])

    def _is_defined_by(self, number: int, name: Node, body: Node) -> bool:
        first = self.finder.first.get((name.quantity, name.entry)) if isinstance(name, Member) else None
        return first is not None and first == (number, body)

    def _gives_value(self, instance: SpecialCase) -> bool:
        """Say whether a chain gives a letter a number, that of an example."""
        left, *others = instance.sides
        is_letter = isinstance(left, Member) and not self.definitions.defines(left.quantity)
        return is_letter and not any(isinstance(part, Name | Rate) for side in others for part in walk(side))

    def _redefines(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> bool:
        """Say whether a formula gives a letter another meaning, as in the next example, and claims nothing of it."""
        left, right = instances[0].sides[:2]
        if not isinstance(left, Member) or finding.against is None or finding.against.at != 1:
            return False
        old = self.definitions.formulas.get((left.quantity, left.entry))
        if old is None or reads(right, left) or self._contradicts(number, left, right, old):
            return False
        return not (self.definitions.is_derived(old) or self.definitions.is_derived(right))

    def _contradicts(self, number: int, left: Member, right: Node, old: Node) -> bool:
        """Say whether a formula contradicts that of the same section, and so says nothing new."""
        first, _ = self.finder.first.get((left.quantity, left.entry), (number, old))
        return first != number and self.words.beside(first, number) and contradicts(old, right)

    def _judged(self, number: int, instances: Sequence[SpecialCase], pairs: Sequence[Pair]) -> Finding:
        """Judge the sides of a chain two by two: the first that fail decide, and what cannot be checked is passed."""
        found = []
        for pair in pairs:
            found.append(self._judged_pair(number, instances, pair))
            if found[-1].standing is Outcome.FAILS and "≈" in self.theory.chains[number].relations[slice(*pair)]:
                # How near two formulas come depends on what their letters are worth.
                found[-1] = Finding(Outcome.OPEN, Reason(RefusalCode.APPROXIMATION))
            if (
                found[-1].standing is Outcome.OPEN
                and pair[0] == 0
                and self._agrees_with_earlier(number, instances, pair[1])
            ):
                found[-1] = Finding(Outcome.HOLDS)
        steps = tuple((pair[1], one) for pair, one in zip(pairs, found, strict=True))
        failing = next((one for one in found if one.standing is Outcome.FAILS), None)
        if failing is not None:
            return replace(failing, steps=steps)
        self._stated.setdefault(label(self.theory.chains[number].sides[0].node), []).append(number)
        judged = [one for one in found if one.holds]
        worst = next((one for one in judged if one.standing is Outcome.HOLDS), (judged or found)[0])
        last = max((at for at, one in steps if one.holds), default=0)
        return replace(worst, is_partial=len(judged) < len(found), last=last, steps=steps)

    def _agrees_with_earlier(self, number: int, instances: Sequence[SpecialCase], at: int) -> bool:
        """Say whether a side is what the document has said before of the same derivative, in other letters."""
        first = self.theory.chains[number].sides[0].node
        for earlier in self._stated.get(label(first), ()) if isinstance(first, Rate | Name) else ():
            cases = {tuple(sorted(case.places.items())): case for case in self.finder.instances(earlier)}
            for other, side in enumerate(self.theory.chains[earlier].sides[1:], start=1):
                known = [cases.get(tuple(sorted(one.places.items()))) for one in instances]
                if None in known or form_of(side.node) == form_of(self.theory.chains[number].sides[at].node):
                    continue
                pairs = [
                    SpecialCase((case.sides[other], one.sides[at]), one.places)
                    for case, one in zip(known, instances, strict=True)
                    if case is not None
                ]
                if self._are_equal_for_any_slopes(pairs):
                    return True
        return False

    def _are_equal_for_any_slopes(self, cases: Sequence[SpecialCase]) -> bool:
        """Say whether two sides are equal whatever the derivatives in them and in what they name are."""
        behind = [part for side in cases[0].sides for part in self.definitions.behind(side)]
        for way in self._ways(cases):
            opened = replace(way, unknown=self._unknown(behind))
            with suppress(NotCheckable):
                if not way.local and self._failing(cases, ((0, 1),), opened) is None:
                    return True
        return False

    def _judged_pair(self, number: int, instances: Sequence[SpecialCase], pair: Pair) -> Finding:
        if not self._counts_the_same(number, pair):
            return Finding(Outcome.OPEN, Reason(RefusalCode.INDEX_NOTATION))
        pairs = (pair,)
        refusal: Reason | None = None
        against: Counterexample | None = None
        for way in self._ways(instances):
            try:
                failing = self._failing(instances, pairs, way)
            except NotCheckable as error:
                refusal = refusal or error.reason
                continue
            if failing is None:
                return Finding(Outcome.PROVED if self._proves(instances, pairs, way) else Outcome.HOLDS)
            against = against or failing
        if against is None and self._follows_by_chain_rule(number, pair):
            return Finding(Outcome.HOLDS, is_rule=True)
        if against is None and self._holds_for_any_slopes(instances, pair):
            return Finding(Outcome.HOLDS)
        if against is None:
            is_rule = is_sum_over_paths(*(instances[0].sides[at] for at in (0, pair[1])))
            return Finding(Outcome.HOLDS, is_rule=True) if is_rule else Finding(Outcome.OPEN, refusal)
        if any(self._holds_where(at, instances, pairs) for at in self._conditions(number, instances)):
            return Finding(Outcome.HOLDS)
        if any(self._holds_by(other, instances, pairs) for other in self._other_definitions(instances, pair)):
            return Finding(Outcome.HOLDS)
        if any(self._holds_by(other, instances, pairs) for other in reversed(self._past)):
            return Finding(Outcome.OPEN, Reason(RefusalCode.EARLIER_MEANING), against)
        stranger = self._stranger(against)
        if stranger is not None:
            return Finding(Outcome.OPEN, stranger, against)
        return Finding(Outcome.FAILS, None, against, is_explained=self._is_explained(number, against))

    def _other_definitions(self, instances: Sequence[SpecialCase], pair: Pair) -> Iterator[Definitions]:
        """Yield what else letters stand for: what they meant before, and the usual functions for one left open."""
        yield from reversed(self._earlier)
        letters = {
            self.words.letter_of(part)
            for at in pair
            for part in self.definitions.behind(instances[0].sides[at])
            if isinstance(part, Applied)
        }
        unknown = [at for at, of in self.definitions.stands_for.items() if at in letters and of in UNKNOWN_FUNCTIONS]
        for usual in USUAL_FUNCTIONS if unknown else ():
            given = dict.fromkeys(unknown, usual)
            yield replace(self.definitions, stands_for={**self.definitions.stands_for, **given})

    def _holds_by(self, other: Definitions, instances: Sequence[SpecialCase], pairs: Sequence[Pair]) -> bool:
        """Say whether a formula holds by other definitions."""
        for way in self._ways(instances):
            with suppress(NotCheckable):
                if self._failing(instances, pairs, way, other) is None:
                    return True
        return False

    def _unknown(self, sides: Sequence[Node]) -> frozenset[Variable]:
        """Return what is differentiated in some sides and nothing defines; targets and rates are fixed."""
        rates = [part for side in sides for part in walk(side) if isinstance(part, Rate)]
        by = {rate.by.quantity for rate in rates if isinstance(rate.by, Member)}
        return frozenset(
            name.quantity
            for rate in rates
            for name in names_in(rate.of)
            if isinstance(name, Member)
            and name.quantity not in by | self.definitions.losses.keys()
            and not self.definitions.defines(name.quantity)
            and parts_of(name)[:1] not in ((TARGET,), (RATE,))
        )

    def _holds_for_any_slopes(self, instances: Sequence[SpecialCase], pair: Pair) -> bool:
        """Say whether a step holds whatever the derivatives of unknown quantities are, as the rule of products."""
        if not self.words.are_all:
            return False
        unknown = self._unknown([instances[0].sides[at] for at in pair])
        left = instances[0].sides[pair[0]]
        for way in self._ways(instances) if unknown else ():
            opened = replace(way, unknown=unknown)
            with suppress(NotCheckable):
                if not way.local and self._failing(instances, (pair,), opened) is None:
                    at = self._at(next(self._points(True)), opened)
                    # Where all is zero, the two sides say nothing of each other.
                    return not equal_worth(at.of(left), at.of(Plus((left, left))))
        return False

    def _follows_by_chain_rule(self, number: int, pair: Pair) -> bool:
        chain, alphabet = self.theory.chains[number], self.theory.alphabet
        return self.words.are_all and follows_by_chain_rule(chain, *pair, alphabet)

    def _counts_the_same(self, number: int, pair: Pair) -> bool:
        """Say whether two sides leave the same indices open, where those that stand twice are summed over."""
        sides = self.theory.chains[number].sides
        first, second = (free_letters(sides[at].node, self.theory.alphabet) for at in pair)
        if not self.theory.sums_repeated:
            return True
        names = (name for at in pair for name in names_in(sides[at].node))
        # An index that stands beside brackets as a factor is one that was to stand below them.
        return first == second and not any(map(self.theory.alphabet.is_index, names))

    def _ways(self, instances: Sequence[SpecialCase]) -> Iterator[Way]:
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

    def _points(self, positive: bool) -> Iterator[Letters]:
        for seed in range(1, thresholds.RANDOM_POINTS + 1):
            key = seed, positive
            if key not in self._drawn:
                self._drawn[key] = DrawnLetters(seed, positive)
            yield self._drawn[key]

    def _at(self, letters: Letters, way: Way, other: Definitions | None = None) -> LetterCalculation:
        if other is not None:
            return LetterCalculation(letters, other, way)
        key = letters, way
        if key not in self._calculations:
            self._calculations[key] = LetterCalculation(letters, self.definitions, way)
        self._calculations[key].steps = 0
        return self._calculations[key]

    def _failing(
        self,
        instances: Sequence[SpecialCase],
        pairs: Sequence[Pair],
        way: Way,
        other: Definitions | None = None,
    ) -> Counterexample | None:
        """Return where a formula does not hold, read in one way, or None where it does."""
        try:
            return self._failing_at(self._points(False), instances, pairs, way, other)
        except NotCheckable as error:
            if error.reason.code not in (RefusalCode.LOGARITHM, RefusalCode.DIVISION_BY_ZERO):
                raise
            return self._failing_at(self._points(True), instances, pairs, way, other)

    def _failing_at(
        self,
        points: Iterator[Letters],
        instances: Sequence[SpecialCase],
        pairs: Sequence[Pair],
        way: Way,
        other: Definitions | None,
    ) -> Counterexample | None:
        for letters in points:
            calculation = self._at(letters, way, other)
            for instance, (before, after) in product(instances, pairs):
                left, right = instance.sides[before], instance.sides[after]
                x, y = calculation.of(left), calculation.of(right)
                if not equal_worth(x, y):
                    fresh = LetterCalculation(letters, other or self.definitions, way)
                    return counterexample(fresh, self.finder.members, (left, right), after, (x, y))
        return None

    def _proves(self, instances: Sequence[SpecialCase], pairs: Sequence[Pair], way: Way) -> bool:
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

    def _conditions(self, number: int, instances: Sequence[SpecialCase]) -> Iterator[tuple[str, str, str]]:
        letters = sorted({letter for instance in instances for letter in instance.places})
        for at, first in enumerate(letters):
            for second in letters[at + 1 :]:
                yield from ((first, relation, second) for relation in self.words.conditions(number, first, second))

    def _holds_where(
        self, condition: tuple[str, str, str], instances: Sequence[SpecialCase], pairs: Sequence[Pair]
    ) -> bool:
        """Say whether a formula holds for those values of its letters for which a condition does."""
        first, relation, second = condition
        chosen = [one for one in instances if (one.places[first] == one.places[second]) is (relation == "=")]
        with suppress(NotCheckable):
            return bool(chosen) and any(self._failing(chosen, pairs, way) is None for way in self._ways(chosen))
        return False

    def _stranger(self, against: Counterexample) -> Reason | None:
        """Return why a formula that does not hold is not wrong: one side speaks of what nothing explains."""
        left, right = against.nodes
        explained = self._explained()
        # A side of what the document defines may stand for one of what it leaves open, as `ŷ` for a quotient of powers.
        is_defined = bool(explained & self._behind((right,)))
        for one, other in ((left, right), (right, left)) if is_defined else ((left, right),):
            known = self._behind((one,)) | explained
            for name in names_in(other):
                if not isinstance(name, Member) or self.definitions.defines(name.quantity):
                    continue
                if not {place for place in self._behind((name,)) if place[0] == name.quantity} <= known:
                    return Reason(RefusalCode.NAME_WITHOUT_MEANING, Details(name.text))
        if self.definitions.depends_on_a_loss(left) != self.definitions.depends_on_a_loss(right):
            return Reason(RefusalCode.DERIVATIVE_UNKNOWN, Details(label(left)))
        return None

    def _is_explained(self, number: int, against: Counterexample) -> bool:
        """Say whether formulas other than that of a chain are made of all letters at which it fails."""
        first = self.finder.first
        others = [node for at, node in self.definitions.formulas.items() if first.get(at, (-1, node))[0] != number]
        parts = [part for node in against.nodes for part in self.definitions.behind(node)]
        return (
            bool(against.places) and not any(map(self._is_doubtful, parts)) and against.places <= self._behind(others)
        )

    def _is_doubtful(self, part: Node) -> bool:
        """Say whether a part tells little: a number of an example, or `z_2`, an entry of z or a quantity of its own."""
        if isinstance(part, Member) and part.entry:
            return (part.quantity, ()) in self.definitions.formulas
        return isinstance(part, Numeral) and "." in part.text

    def _explained(self) -> set[Place]:
        """Return the letters that definitions are made of."""
        if not self._known:
            self._known = self._behind(tuple(self.definitions.formulas.values()))
        return self._known

    def _behind(self, nodes: Sequence[Node]) -> set[Place]:
        """Return the letters that formulas depend on."""
        calculation = LetterCalculation(DrawnLetters(1, positive=True), self.definitions, Way(free=True))
        for node in nodes:
            with suppress(NotCheckable):
                calculation.of(node)
        return calculation.used


def _names_entries(instance: SpecialCase) -> bool:
    """Say whether a chain only says what the entries of an array are called."""
    left, *others = instance.sides
    return isinstance(left, Member) and len(others) == 1 and lists_entries(others[0], left)


def _slipped(chain: Chain, slip: Slipped) -> Finding:
    nodes = chain.sides[0].node, chain.sides[slip.at].node
    against = Counterexample(slip.letters, exact(slip.left), exact(slip.right), slip.at, nodes)
    return Finding(Outcome.FAILS, None, against)
