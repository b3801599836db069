"""Meanings that formulas give to letters anew, as the next example or an alternative does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ..tree import Applied, Name, Node, Rate, names_in, walk
from .contradictions import contradicts
from .definitions import Definitions, Function, reads
from .finding import Finding, Outcome
from .knowledge import Knowledge
from .members import Member
from .theory import SpecialCase


@dataclass
class Meanings:
    """What letters mean from one formula on, and what they meant before.

    Args:
        knowledge: What the document says.
        past: What held before a letter got another meaning.
        earlier: What held before a function got another formula, which is an alternative.
    """

    knowledge: Knowledge
    past: list[Definitions] = field(default_factory=list)
    earlier: list[Definitions] = field(default_factory=list)

    def let(self, number: int, instances: Sequence[SpecialCase]) -> None:
        """Take in what the words before a formula tell that letters and functions stand for from here on."""
        formulas = dict(self.knowledge.definitions.formulas)
        for instance in instances:
            left = instance.sides[0]
            if isinstance(left, Member) and not reads(instance.sides[1], left):
                formulas[left.quantity, left.entry] = instance.sides[1]
        for call, body in pairwise(instances[0].sides):
            self._redefine_function(call, body, number)
        self.knowledge.define(formulas)

    def redefined(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> int | None:
        """Take in that a formula gives a letter another meaning; return the first side after it, or None if none is."""
        formulas = dict(self.knowledge.definitions.formulas)
        if self._redefines(number, instances, finding):
            for instance in instances:
                left = instance.sides[0]
                if isinstance(left, Member):
                    formulas[left.quantity, left.entry] = instance.sides[1]
            self.past.append(self.knowledge.definitions)
            since = 1
        elif self._redefines_function(number, instances, finding) and finding.against is not None:
            since = finding.against.at
            # A function that is given several formulas, one below the other, may be any of them.
            self.earlier += [self.knowledge.definitions] if since == 1 else []
        else:
            return None
        self.knowledge.define(formulas)
        return since

    def _redefines_function(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> bool:
        """Take in that a formula gives a function another meaning, as the next example or an alternative does."""
        if finding.standing is not Outcome.FAILS or finding.against is None:
            return False
        at = finding.against.at
        call, body = instances[0].sides[at - 1 : at + 1]
        known = (
            self.knowledge.finder.functions.get(self.knowledge.words.letter_of(call))
            if isinstance(call, Applied)
            else None
        )
        if known is not None and self.knowledge.words.beside(known.number, number) and contradicts(known.body, body):
            return False
        return isinstance(finding.against.nodes[0], Applied) and self._redefine_function(call, body, number)

    def _redefine_function(self, call: Node, body: Node, number: int) -> bool:
        """Take in the formula of a function that has one already; say whether it is one."""
        if not isinstance(call, Applied) or call.primes:
            return False
        letter = self.knowledge.words.letter_of(call)
        arguments = tuple(argument for argument in call.arguments if isinstance(argument, Name))
        if letter not in self.knowledge.finder.functions or len(arguments) < len(call.arguments):
            return False
        parts = [*walk(body)]
        if any(isinstance(part, Rate) or (isinstance(part, Applied) and part.primes) for part in parts):
            return False
        if any(isinstance(part, Applied) and self.knowledge.words.letter_of(part) == letter for part in parts):
            return False
        if not {name.text for name in names_in(body)}.issuperset(argument.text for argument in arguments):
            return False
        self.knowledge.finder.functions = {**self.knowledge.finder.functions, letter: Function(arguments, body, number)}
        return True

    def _redefines(self, number: int, instances: Sequence[SpecialCase], finding: Finding) -> bool:
        """Say whether a formula gives a letter another meaning, as in the next example, and claims nothing of it."""
        left, right = instances[0].sides[:2]
        if not isinstance(left, Member) or finding.against is None or finding.against.at != 1:
            return False
        old = self.knowledge.definitions.formulas.get((left.quantity, left.entry))
        if old is None or reads(right, left) or self._contradicts(number, left, right, old):
            return False
        return not (self.knowledge.definitions.is_derived(old) or self.knowledge.definitions.is_derived(right))

    def _contradicts(self, number: int, left: Member, right: Node, old: Node) -> bool:
        """Say whether a formula contradicts that of the same section, and so says nothing new."""
        first, _ = self.knowledge.finder.first.get((left.quantity, left.entry), (number, old))
        return first != number and self.knowledge.words.beside(first, number) and contradicts(old, right)
