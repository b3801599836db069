"""A derivation in letters: which of its formulas define something, and whether the others follow from those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from flint import ctx

from ...graph.tape import exact
from .. import thresholds
from ..grammar.forms import form_of, label
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, RefusalCode
from ..tree import Applied, Chain, Name, Node, Rate, walk
from .averages import Slipped, averages_in, corrections_in, is_assignment, slips_in
from .comparison import Comparison
from .conditions import is_condition, supposed_of
from .counterexample import Counterexample
from .definitions import UNKNOWN_FUNCTIONS, Surroundings, lists_entries, supposes_shares
from .finding import Finding, Outcome
from .knowledge import Knowledge, Pair
from .meanings import Meanings
from .members import Member, Variable
from .optimisers import steps_in
from .refinements import Refinements
from .stated_slopes import KNOWN_BY_THEIR_SLOPE, whose_slope_is_stated
from .theory import SpecialCase, Theory, formula_sides


@dataclass
class Derivation:
    """Judges the formulas of a document by each other.

    Args:
        theory: The formulas.
        words: What the words say for them.
    """

    theory: Theory
    words: Surroundings
    knowledge: Knowledge = field(init=False)
    _meanings: Meanings = field(init=False)
    _comparison: Comparison = field(init=False)
    _supposed: set[Variable] = field(init=False, default_factory=set)
    _stated: dict[str, list[int]] = field(init=False, default_factory=dict)
    _by_slope: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.knowledge = Knowledge(self.theory, self.words)
        self._meanings = Meanings(self.knowledge)
        self._comparison = Comparison(self.knowledge, self._meanings)
        self._find_functions_by_slope()
        refined = Refinements(self.knowledge).found()
        if refined:
            self.knowledge.define({**self.knowledge.definitions.formulas, **refined})

    def findings(self) -> list[Finding]:
        """Return what is found out about each chain."""
        chains = self.theory.chains
        steps = steps_in(chains)
        slips = {**slips_in(chains), **steps.slips}
        known, averages = corrections_in(chains) | steps.right, {number for number, _, _ in averages_in(chains)}
        found: list[Finding] = []
        for number, chain in enumerate(chains):
            if number in slips:
                found.append(_slipped(chain, slips[number]))
            elif number in known:
                found.append(Finding(Outcome.PROVED))
            else:
                finding = self._contained(number, chain)
                # What is averaged without a time is made of itself, `s = ρ s + (1 - ρ) g²`, and so open.
                is_average = number in averages and finding.standing is Outcome.OPEN
                found.append(Finding(Outcome.DEFINES) if is_average else finding)
        return [self._spared(one) for one in found]

    def _spared(self, finding: Finding) -> Finding:
        """Return a finding that does not fail by letters of which the document supposes something."""
        finding = replace(finding, steps=tuple((at, self._spared(one)) for at, one in finding.steps))
        if finding.standing is not Outcome.FAILS or finding.against is None or not self._supposed:
            return finding
        parts = [part for node in finding.against.nodes for part in self.knowledge.definitions.behind(node)]
        name = next((part for part in parts if isinstance(part, Member) and part.quantity in self._supposed), None)
        if name is None:
            return finding
        reason = Reason(RefusalCode.UNDER_CONDITION, Details(name.text))
        return Finding(Outcome.OPEN, reason, steps=finding.steps)

    @cached_property
    def _by_example(self) -> bool:
        """Whether the document gives letters numbers."""
        several = [number for number, chain in enumerate(self.theory.chains) if len(chain.sides) > 1]
        firsts = (one for number in several for one in self.knowledge.finder.instances(number)[:1])
        return any(map(self._gives_value, firsts))

    def _contained(self, number: int, chain: Chain) -> Finding:
        try:
            with ctx.workprec(thresholds.BITS):
                return within(thresholds.SECONDS, Phase.JUDGING, chain.span, lambda: self._finding(number, chain))
        except (NotCheckable, TookTooLong) as error:
            pairs = [*pairwise(range(len(chain.sides)))]
            ruled = [self._comparison.follows_by_chain_rule(number, pair) for pair in pairs]
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
                or self.knowledge.definitions.stands_for.get(letter) not in UNKNOWN_FUNCTIONS
            ):
                continue
            if letter in self.knowledge.finder.functions:
                continue
            self._by_slope[letter] = number
            for function in KNOWN_BY_THEIR_SLOPE:
                self.knowledge.finder.by_slope[letter] = function
                self.knowledge.define(dict(self.knowledge.definitions.formulas))
                if self._contained(number, chain).holds:
                    break
            else:
                del self.knowledge.finder.by_slope[letter]
                self.knowledge.define(dict(self.knowledge.definitions.formulas))

    def _finding(self, number: int, chain: Chain) -> Finding:
        if len(chain.sides) < 2 or ":=" in chain.relations or supposes_shares(chain) or is_assignment(chain):
            return Finding(Outcome.DEFINES)
        if any(number == at and letter not in self.knowledge.finder.by_slope for letter, at in self._by_slope.items()):
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
            self._meanings.let(number, instances)
            return Finding(Outcome.DEFINES)
        while (since := self._meanings.redefined(number, instances, finding)) is not None:
            pairs = [pair for pair in pairs if pair[0] >= since]
            if not pairs:
                return Finding(Outcome.DEFINES)
            finding = self._judged(number, instances, pairs)
        if finding.against is not None and is_condition(nodes, self.knowledge.definitions.defines):
            self._supposed |= supposed_of(nodes, self.knowledge.definitions.defines)
            return Finding(Outcome.DEFINES)
        return finding if finding.standing is Outcome.FAILS else replace(finding, against=None)

    def _defines(self, number: int, instances: Sequence[SpecialCase], at: int) -> bool:
        """Say whether a side of a chain is what its left side is defined as."""
        left = instances[0].sides[0]
        if isinstance(left, Applied):
            own = self.knowledge.finder.functions.get(self.words.letter_of(left))
            return own is not None and own.body == instances[0].sides[at]
        return self._is_defined_by(number, left, instances[0].sides[at])

    def _is_defined_by(self, number: int, name: Node, body: Node) -> bool:
        first = self.knowledge.finder.first.get((name.quantity, name.entry)) if isinstance(name, Member) else None
        return first is not None and first == (number, body)

    def _gives_value(self, instance: SpecialCase) -> bool:
        """Say whether a chain gives a letter a number, that of an example."""
        left, *others = instance.sides
        is_letter = isinstance(left, Member) and not self.knowledge.definitions.defines(left.quantity)
        return is_letter and not any(isinstance(part, Name | Rate) for side in others for part in walk(side))

    def _judged(self, number: int, instances: Sequence[SpecialCase], pairs: Sequence[Pair]) -> Finding:
        """Judge the sides of a chain two by two: the first that fail decide, and what cannot be checked is passed."""
        found = []
        for pair in pairs:
            found.append(self._comparison.judged(number, instances, pair))
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
            cases = {tuple(sorted(case.places.items())): case for case in self.knowledge.finder.instances(earlier)}
            for other, side in enumerate(self.theory.chains[earlier].sides[1:], start=1):
                known = [cases.get(tuple(sorted(one.places.items()))) for one in instances]
                if None in known or form_of(side.node) == form_of(self.theory.chains[number].sides[at].node):
                    continue
                pairs = [
                    SpecialCase((case.sides[other], one.sides[at]), one.places)
                    for case, one in zip(known, instances, strict=True)
                    if case is not None
                ]
                if self._comparison.are_equal_for_any_slopes(pairs):
                    return True
        return False


def _names_entries(instance: SpecialCase) -> bool:
    """Say whether a chain only says what the entries of an array are called."""
    left, *others = instance.sides
    return isinstance(left, Member) and len(others) == 1 and lists_entries(others[0], left)


def _slipped(chain: Chain, slip: Slipped) -> Finding:
    nodes = chain.sides[0].node, chain.sides[slip.at].node
    against = Counterexample(slip.letters, exact(slip.left), exact(slip.right), slip.at, nodes)
    return Finding(Outcome.FAILS, None, against)
