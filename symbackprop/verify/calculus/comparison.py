"""Two sides of a formula held against each other, by all ways in which they may be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ..grammar.forms import label
from ..interpretation.equality import equal_worth
from ..lexicon.roles import RATE, TARGET, parts_of
from ..quantities.refusals import NotCheckable
from ..reasons import Details, Reason, RefusalCode
from ..tree import Applied, Node, Numeral, Plus, Rate, Turned, names_in, walk
from ..values.arrays import Cells
from .chain_rule import follows_by_chain_rule, is_sum_over_paths
from .conditions import mirrored_entries
from .counterexample import Counterexample
from .definitions import UNKNOWN_FUNCTIONS, Definitions
from .evaluation import Way
from .finding import Finding, Outcome
from .knowledge import Knowledge, Pair
from .meanings import Meanings
from .members import Member, Variable, free_letters
from .theory import SpecialCase

USUAL_FUNCTIONS = ("sigmoid", "tanh", "relu")
"""What a letter of a function that nothing defines may stand for, where a formula does not hold for any function."""


@dataclass(frozen=True)
class Comparison:
    """Compares sides of formulas.

    Args:
        knowledge: What the document says.
        meanings: What its letters meant before.
    """

    knowledge: Knowledge
    meanings: Meanings

    def judged(self, number: int, instances: Sequence[SpecialCase], pair: Pair) -> Finding:
        if not self._counts_the_same(number, pair):
            return Finding(Outcome.OPEN, Reason(RefusalCode.INDEX_NOTATION))
        pairs = (pair,)
        refusal: Reason | None = None
        against: Counterexample | None = None
        for way in self.knowledge.ways(instances):
            try:
                self._look_how_they_lie(instances[0], pair, way)
                failing = self.knowledge.failing(instances, pairs, way)
            except NotCheckable as error:
                refusal = refusal or error.reason
                continue
            if failing is None:
                return Finding(Outcome.PROVED if self.knowledge.proves(instances, pairs, way) else Outcome.HOLDS)
            against = against or failing
        if against is None and self.follows_by_chain_rule(number, pair):
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
        if any(self._holds_by(other, instances, pairs) for other in reversed(self.meanings.past)):
            return Finding(Outcome.OPEN, Reason(RefusalCode.EARLIER_MEANING), against)
        matrix = self._supposed_symmetric(instances, pairs)
        if matrix is not None:
            return Finding(Outcome.OPEN, Reason(RefusalCode.UNDER_CONDITION, Details(matrix.text)), against)
        stranger = self._stranger(against)
        if stranger is not None:
            return Finding(Outcome.OPEN, stranger, against)
        return Finding(Outcome.FAILS, None, against, is_explained=self._is_explained(number, against))

    def _look_how_they_lie(self, instance: SpecialCase, pair: Pair, way: Way) -> None:
        """Look that no row is equal to a column where both sides say themselves which of their vectors lie.

        Raises:
            NotCheckable: One is.
        """
        sides = [instance.sides[at] for at in pair]
        if not all(map(_says_what_lies, sides)):
            return
        found = self.knowledge.at(next(self.knowledge.points(True)), way)
        shapes = [worth.shape for worth in map(found.of, sides) if isinstance(worth, Cells)]
        if len({*shapes}) > 1:
            left, right = ("({}×{})".format(*shape) for shape in shapes)
            raise NotCheckable(RefusalCode.SHAPES_DIFFER, Details(left, right))

    def _other_definitions(self, instances: Sequence[SpecialCase], pair: Pair) -> Iterator[Definitions]:
        """Yield what else letters stand for: what they meant before, and the usual functions for one left open."""
        yield from reversed(self.meanings.earlier)
        letters = {
            self.knowledge.words.letter_of(part)
            for at in pair
            for part in self.knowledge.definitions.behind(instances[0].sides[at])
            if isinstance(part, Applied)
        }
        unknown = [
            at for at, of in self.knowledge.definitions.stands_for.items() if at in letters and of in UNKNOWN_FUNCTIONS
        ]
        for usual in USUAL_FUNCTIONS if unknown else ():
            given = dict.fromkeys(unknown, usual)
            yield replace(self.knowledge.definitions, stands_for={**self.knowledge.definitions.stands_for, **given})

    def _supposed_symmetric(self, instances: Sequence[SpecialCase], pairs: Sequence[Pair]) -> Member | None:
        """Return a matrix with which a formula holds where it is its own transpose, as in `∂(x^T A x)/∂x = 2 A x`.

        That is supposed of no weights, of which the document makes something else.
        """
        if not any(isinstance(part, Rate) for side in instances[0].sides for part in walk(side)):
            return None
        definitions, shape = self.knowledge.definitions, self.knowledge.theory.shape
        weights = {quantity for quantity, _ in self.knowledge.explained()}
        names = {
            name.quantity: name
            for side in instances[0].sides
            for name in names_in(side)
            if isinstance(name, Member) and not name.entry and not definitions.defines(name.quantity)
        }
        sizes = {quantity: {*shape(quantity)} for quantity in names.keys() - weights}
        square = [names[quantity] for quantity, both in sizes.items() if len(both) == 1 and 1 not in both]
        mirrored = {place: entry for name in square for place, entry in mirrored_entries(name, shape(name.quantity)[0])}
        if not mirrored:
            return None
        other = replace(definitions, formulas={**definitions.formulas, **mirrored})
        return square[0] if self._holds_by(other, instances, pairs) else None

    def _holds_by(self, other: Definitions, instances: Sequence[SpecialCase], pairs: Sequence[Pair]) -> bool:
        """Say whether a formula holds by other definitions."""
        for way in self.knowledge.ways(instances):
            with suppress(NotCheckable):
                if self.knowledge.failing(instances, pairs, way, other) is None:
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
            and name.quantity not in by | self.knowledge.definitions.losses.keys()
            and not self.knowledge.definitions.defines(name.quantity)
            and parts_of(name)[:1] not in ((TARGET,), (RATE,))
        )

    def are_equal_for_any_slopes(self, cases: Sequence[SpecialCase]) -> bool:
        """Say whether two sides are equal whatever the derivatives in them and in what they name are."""
        behind = [part for side in cases[0].sides for part in self.knowledge.definitions.behind(side)]
        for way in self.knowledge.ways(cases):
            opened = replace(way, unknown=self._unknown(behind))
            with suppress(NotCheckable):
                if not way.local and self.knowledge.failing(cases, ((0, 1),), opened) is None:
                    return True
        return False

    def _holds_for_any_slopes(self, instances: Sequence[SpecialCase], pair: Pair) -> bool:
        """Say whether a step holds whatever the derivatives of unknown quantities are, as the rule of products."""
        if not self.knowledge.words.are_all:
            return False
        unknown = self._unknown([instances[0].sides[at] for at in pair])
        left = instances[0].sides[pair[0]]
        for way in self.knowledge.ways(instances) if unknown else ():
            opened = replace(way, unknown=unknown)
            with suppress(NotCheckable):
                if not way.local and self.knowledge.failing(instances, (pair,), opened) is None:
                    at = self.knowledge.at(next(self.knowledge.points(True)), opened)
                    # Where all is zero, the two sides say nothing of each other.
                    return not equal_worth(at.of(left), at.of(Plus((left, left))))
        return False

    def follows_by_chain_rule(self, number: int, pair: Pair) -> bool:
        chain, alphabet = self.knowledge.theory.chains[number], self.knowledge.theory.alphabet
        return self.knowledge.words.are_all and follows_by_chain_rule(chain, *pair, alphabet)

    def _counts_the_same(self, number: int, pair: Pair) -> bool:
        """Say whether two sides leave the same indices open, where those that stand twice are summed over."""
        sides = self.knowledge.theory.chains[number].sides
        first, second = (free_letters(sides[at].node, self.knowledge.theory.alphabet) for at in pair)
        if not self.knowledge.theory.sums_repeated:
            return True
        names = (name for at in pair for name in names_in(sides[at].node))
        # An index that stands beside brackets as a factor is one that was to stand below them.
        return first == second and not any(map(self.knowledge.theory.alphabet.is_index, names))

    def _conditions(self, number: int, instances: Sequence[SpecialCase]) -> Iterator[tuple[str, str, str]]:
        said = self.knowledge.words.conditions
        letters = sorted({letter for instance in instances for letter in instance.places})
        for at, first in enumerate(letters):
            for second in letters[at + 1 :]:
                yield from ((first, relation, second) for relation in said(number, first, second))

    def _holds_where(
        self, condition: tuple[str, str, str], instances: Sequence[SpecialCase], pairs: Sequence[Pair]
    ) -> bool:
        """Say whether a formula holds for those values of its letters for which a condition does."""
        first, relation, second = condition
        chosen = [one for one in instances if (one.places[first] == one.places[second]) is (relation == "=")]
        with suppress(NotCheckable):
            return bool(chosen) and any(
                self.knowledge.failing(chosen, pairs, way) is None for way in self.knowledge.ways(chosen)
            )
        return False

    def _stranger(self, against: Counterexample) -> Reason | None:
        """Return why a formula that does not hold is not wrong: one side speaks of what nothing explains."""
        left, right = against.nodes
        explained = self.knowledge.explained()
        # A side of what the document defines may stand for one of what it leaves open, as `ŷ` for a quotient of powers.
        is_defined = bool(explained & self.knowledge.behind((right,)))
        for one, other in ((left, right), (right, left)) if is_defined else ((left, right),):
            known = self.knowledge.behind((one,)) | explained
            for name in names_in(other):
                if not isinstance(name, Member) or self.knowledge.definitions.defines(name.quantity):
                    continue
                if not {place for place in self.knowledge.behind((name,)) if place[0] == name.quantity} <= known:
                    return Reason(RefusalCode.NAME_WITHOUT_MEANING, Details(name.text))
        if self.knowledge.definitions.depends_on_a_loss(left) != self.knowledge.definitions.depends_on_a_loss(right):
            return Reason(RefusalCode.DERIVATIVE_UNKNOWN, Details(label(left)))
        return None

    def _is_explained(self, number: int, against: Counterexample) -> bool:
        """Say whether formulas other than that of a chain are made of all letters at which it fails."""
        first = self.knowledge.finder.first
        others = [
            node for at, node in self.knowledge.definitions.formulas.items() if first.get(at, (-1, node))[0] != number
        ]
        parts = [part for node in against.nodes for part in self.knowledge.definitions.behind(node)]
        return (
            bool(against.places)
            and not any(map(self._is_doubtful, parts))
            and against.places <= self.knowledge.behind(others)
        )

    def _is_doubtful(self, part: Node) -> bool:
        """Say whether a part tells little: a number of an example, or `z_2`, an entry of z or a quantity of its own."""
        if isinstance(part, Member) and part.entry:
            return (part.quantity, ()) in self.knowledge.definitions.formulas
        return isinstance(part, Numeral) and "." in part.text


def _says_what_lies(node: Node) -> bool:
    """Say whether a product of arrays says itself which vectors lie: `x^T A`; how derivatives lie is a convention."""
    parts = [*walk(node)]
    return any(isinstance(part, Turned) for part in parts) and not any(isinstance(part, Rate) for part in parts)
