"""Equations between formulas: whether they hold for every network of the kind, or for this one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, pairwise

from ...errors import DomainError
from ...expression.functions import FUNCTIONS
from ...graph.tape import exact
from .. import thresholds
from ..grammar.edits import with_one_turned
from ..grammar.forms import label, symbolic_sides
from ..grammar.reach import read_otherwise
from ..interpretation.equality import equal_worth, same, same_at, ways_of
from ..interpretation.instances import general_sides, instances, unbound
from ..interpretation.naming import Naming
from ..interpretation.strange_names import are_of_notation, unindexed
from ..interpretation.subject import subject_of
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.indices import is_index_alone
from ..quantities.refusals import Misfit, NotCheckable, UnknownName
from ..reasons import Details, Reason, ReasonCode, RefusalCode
from ..tree import Chain, Name, Node, Turned, names_in, numerals_in, walk
from ..values.cut_points import CutPoint
from ..values.points import Point
from ..values.proof import Prover
from ..values.random_points import near_points, signed
from .claim import Draft
from .excuses import RULE, Unequal, excuse_of, is_rule, why_unequal
from .slips import NAME_UNKNOWN
from .tried_points import TriedPoints, has_cases
from .verdicts import ClaimKind, Flag, Verdict

KINKED = frozenset(name for name, function in FUNCTIONS.items() if function.kinks or function.jumps)
"""Functions of which a derivation tells the slope of one side."""


@dataclass
class Identities:
    """Judges equations between formulas.

    Args:
        naming: What the names mean.
        points: Random points, at which identities are tried.
    """

    naming: Naming
    points: list[Point]
    trials: TriedPoints = field(init=False)
    _prover: Prover = field(init=False)

    def __post_init__(self) -> None:
        self.tried = TriedPoints(self.naming, self.points)
        self._prover = Prover(self.naming.network)

    def special(self, chain: Chain) -> Draft:
        """Judge an equation of formulas whose indices are numbers."""
        sides = symbolic_sides(chain)
        draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[sides[0]].node))
        draft.sides = tuple(chain.sides[at].node for at in sides)
        draft.subject_node = draft.sides[0]
        draft.subject = subject_of(self.naming, chain)
        if draft.subject is not None and draft.subject.flat[0].role is Role.NEW and ":=" in chain.relations:
            draft.is_updated = True
        draft.proved = True
        for before, after in pairwise(sides):
            left, right = chain.sides[before].node, chain.sides[after].node
            only_near = "≈" in chain.relations[before:after]
            verdict, reason = self.compared(left, right, before == sides[0], draft, only_near)
            if verdict is not Verdict.RIGHT and self._holds_otherwise(left, right, draft):
                verdict, reason = Verdict.RIGHT, None
            if verdict is Verdict.WRONG and self._is_free_letter(draft.sides[0]):
                verdict, reason = Verdict.NOT_CHECKABLE, Reason(ReasonCode.DOCUMENT_LETTER)
            if verdict is not Verdict.RIGHT:
                draft.verdict, draft.focus = verdict, chain.sides[after].span
                draft.reasons = [reason] if reason is not None else []
                draft.sides = (left, right)
                break
        self._slips_of_notation(chain, draft)
        return draft

    def general(self, chain: Chain, where: Callable[[Mapping[str, int]], bool] = lambda _: True) -> Draft:
        """Judge a formula in index notation by all that it says, for those values of its indices that are meant."""
        draft = Draft(ClaimKind.IDENTITY, chain, chain.span, Verdict.RIGHT, quantity=label(chain.sides[0].node))
        names = [name for side in chain.sides for name in names_in(side.node) if not is_index_alone(name)]
        sure = are_of_notation(self.naming, names) or self._is_declared(names)
        try:
            every = tuple(instances(chain, self.naming, where))
            if sure and (letter := unbound(chain, self.naming.layers.vocabulary)):
                raise Misfit(RefusalCode.INDEX_FREE, Details(index=letter))
            self._refuse_beyond(every if sure else ())
            points = self.tried.points_for(*(side.node for side in chain.sides))
            # The instances differ as points do, so that fewer of those are needed.
            points = points[: (len(points) + 1) // 2]
            draft.proved = True
            for number, one in enumerate(every):
                equal_at = partial(self._same_sides, one)
                nodes = tuple(side.node for side in one.sides)
                if not self._is_so(equal_at, points, nodes, draft, may_prove=number < thresholds.MOST_PROVED):
                    if self._all_only_here(every, draft):
                        return draft
                    raise Misfit(RefusalCode.NOT_FOR_ALL)
        except Misfit as error:
            draft.verdict, draft.reasons = Verdict.WRONG, [error.reason]
            if not sure:
                draft.verdict, draft.reasons = Verdict.NOT_CHECKABLE, [Reason(ReasonCode.GENERAL_FORMULA)]
        except UnknownName as error:
            draft.verdict = Verdict.WRONG if sure else Verdict.NOT_CHECKABLE
            no_such = Reason(RefusalCode.NO_SUCH_QUANTITY, Details(quantity=error.name.text))
            draft.reasons = [no_such if sure else error.reason]
        except NotCheckable as error:
            draft.verdict, draft.reasons = Verdict.NOT_CHECKABLE, [error.reason]
        return draft

    def _all_only_here(self, every: Sequence[Chain], draft: Draft) -> bool:
        """Say whether a formula holds for all values of its indices once the given zeros and ones are put in."""
        pairs = [
            (one.sides[before].node, one.sides[after].node)
            for one in every
            for before, after in pairwise(general_sides(one, self.naming.keeps_notation))
        ]
        # Who tells the cases apart means all of them, and one point says nothing of their bounds.
        if has_cases(node for pair in pairs for node in pair):
            return False
        with suppress(NotCheckable):
            if pairs and all(
                same(self.naming, left, right, self.points[:1]) or self._only_here(left, right, with_numbers=False)
                for left, right in pairs
            ):
                draft.flag(Flag.GIVEN_VALUES)
                draft.proved = False
                return True
        return False

    def _lacks_transposing(self, left: Node, right: Node) -> bool:
        """Say whether arrays do not fit together because of one transpose, where the writer does write them."""
        turned = [part.body for node in (left, right) for part in walk(node) if isinstance(part, Turned)]
        # Which way a derivative by a vector stands is a convention.
        if not turned or not all(isinstance(body, Name) for body in turned):
            return False
        for edit in islice(with_one_turned(right), thresholds.MOST_TURNED):
            with suppress(NotCheckable):
                if same(self.naming, left, edit.node, self.points):
                    return True
        return False

    def _refuse_beyond(self, instances_of: Iterable[Chain]) -> None:
        """Refuse a general formula whose indices run further than its quantities do."""
        vocabulary = self.naming.layers.vocabulary
        for one in instances_of:
            for side in one.sides:
                for name in names_in(side.node):
                    if vocabulary.find(name) is not None and not vocabulary.knows(name):
                        raise Misfit(RefusalCode.NO_SUCH_QUANTITY, Details(name.text))

    def _is_so(
        self,
        equal_at: Callable[[Point], bool],
        points: Sequence[Point],
        nodes: Sequence[Node],
        draft: Draft,
        may_prove: bool = True,
    ) -> bool:
        """Say whether an equation holds: at one point and by algebra, or else at all points and at many more."""
        if not equal_at(points[0]):
            return False
        if may_prove and self._prover.proves(equal_at):
            return True
        draft.proved = False
        return all(map(equal_at, points[1:])) and (not may_prove or self.tried.hold_further(equal_at, nodes, draft))

    def _same_sides(self, chain: Chain, at: Point) -> bool:
        return all(
            same(self.naming, chain.sides[before].node, chain.sides[after].node, (at,))
            for before, after in pairwise(general_sides(chain, self.naming.keeps_notation))
        )

    def _is_declared(self, names: Iterable[Name]) -> bool:
        """Say whether all names of a chain are those of the spec, so that nothing is guessed."""
        declared = {symbol.base for symbol in self.naming.network.graph.declared}
        return all(name.base in declared for name in names)

    def compared(
        self, left: Node, right: Node, is_first: bool, draft: Draft, only_near: bool
    ) -> tuple[Verdict, Reason | None]:
        """Return the verdict on two sides that stand one after the other, and why.

        Args:
            left: The one.
            right: The other.
            is_first: Whether the left one says what the equation is about.
            draft: The claim.
            only_near: Whether they are only claimed to be near each other.
        """
        try:
            if is_first and draft.subject is not None and draft.subject.flat[0].role is Role.NEW:
                return self._compared_update(draft, draft.subject, left, right)
            if self._holds(left, right, draft):
                return Verdict.RIGHT, None
            here = self._only_here(left, right, len(symbolic_sides(draft.chain)) < len(draft.chain.sides))
            if here or self.tried.hold_with_put_in(left, right):
                draft.flag(Flag.GIVEN_VALUES)
                draft.proved = False
                return Verdict.RIGHT, Reason(ReasonCode.GIVEN_VALUES_ONLY)
        except Misfit as error:
            return self._misfit(left, right, error)
        except NotCheckable as error:
            return Verdict.NOT_CHECKABLE, error.reason
        telling = self.tried.telling((left, right), draft)
        excuse = excuse_of(Unequal(self.naming, telling, left, right, only_near))
        if excuse is not None:
            return Verdict.NOT_CHECKABLE, Reason(excuse.reason)
        return Verdict.WRONG, why_unequal(self.naming, self.points[0], right)

    def _misfit(self, left: Node, right: Node, error: Misfit) -> tuple[Verdict, Reason]:
        """Return the verdict on arrays that do not fit together: they may have been misread, or it is a slip."""
        # A writer who leaves the index out names the whole array, but not in bold type.
        names = (*names_in(left), *names_in(right))
        array = unindexed(self.naming, left, right)
        sure = are_of_notation(self.naming, names) and (array is not None or any(name.bold for name in names))
        # What divides by a written 0 has no value, whatever its names mean.
        sure = sure or self._lacks_transposing(left, right) or error.reason.code is RefusalCode.DIVISION_BY_ZERO
        reason = Reason(ReasonCode.ARRAY_NAMED, Details(array.text)) if array is not None else error.reason
        return (Verdict.WRONG if sure else Verdict.NOT_CHECKABLE), reason

    def _holds(self, left: Node, right: Node, draft: Draft) -> bool:
        """Say whether two sides are equal for all networks of the kind, in one of the ways to read them."""
        points = self.tried.points_for(left, right)
        try:
            return self._holds_at(left, right, draft, points)
        except NotCheckable as error:
            if error.reason.code is not RefusalCode.LOGARITHM:
                raise
            # What has no value at the few points may have one at others.
            return self._holds_at(left, right, draft, self.tried.many())

    def _holds_otherwise(self, left: Node, right: Node, draft: Draft) -> bool:
        """Say whether two sides are equal as they may be meant too."""
        for one, other in read_otherwise(left, right):
            with suppress(NotCheckable):
                if self._holds(one, other, draft):
                    return True
        return False

    def _holds_at(self, left: Node, right: Node, draft: Draft, points: Sequence[Point]) -> bool:
        if self._is_proved(left, right, points):
            return True
        # Where few points tell the ways apart, as beside a ReLU that passes nothing on, more of them do.
        for way in ways_of(self.naming, left, right, points):
            draft.proved = False
            if self.tried.hold_further(partial(same_at, self.naming, left, right, way=way), (left, right), draft):
                return True
        return False

    def _is_proved(self, left: Node, right: Node, points: Sequence[Point]) -> bool:
        """Say whether two sides are equal at one point, and by algebra in the way that they are read there."""
        with suppress(NotCheckable):
            ways = ways_of(self.naming, left, right, points[:1])
            return any(self._prover.proves(partial(same_at, self.naming, left, right, way=way)) for way in ways)
        return False

    def _compared_update(
        self, draft: Draft, subject: Meaning, left: Node, right: Node
    ) -> tuple[Verdict, Reason | None]:
        """Return the verdict on a formula for a weight after the update."""

        def equal_at(point: Point) -> bool:
            evaluation = self.naming.at(point)
            return equal_worth(evaluation.worth(subject), evaluation.of(right))

        if self._is_so(equal_at, self.points, (right,), draft):
            return Verdict.RIGHT, None
        if is_rule(Unequal(self.naming, self.points, left, right)):
            return Verdict.NOT_CHECKABLE, Reason(RULE.reason)
        return Verdict.WRONG, None

    def _only_here(self, left: Node, right: Node, with_numbers: bool) -> bool:
        """Say whether an equation holds once the given zeros and ones are put in, which writers leave out."""
        # Who tells the cases apart means all of them.
        if has_cases((left, right)):
            return False
        network = self.naming.network
        printed = {numeral.value for node in (left, right) for numeral in numerals_in(node)}
        put_in = printed | {-value for value in printed} | {0, 1}
        # What the right side names is not left out, whatever its value.
        named = {atom.symbol for name in names_in(right) for atom in self._atoms(name)}
        held = [symbol for symbol, number in network.values.items() if number.value in put_in and symbol not in named]
        kinked = bool(KINKED.intersection(stage.function for stage in self.naming.layers.stages))
        count = thresholds.POINTS_OF_KINKS if kinked else thresholds.POINTS_WITH_VALUES_HELD
        points = self.tried.with_held(frozenset(held), count)
        if held and not self._vanishes(right, points) and same(self.naming, left, right, points):
            return self._leaves_out(left, right, points)
        if not with_numbers or not kinked or network.missing:
            return False
        # Which side of its kink a ReLU is on is left out as well, where numbers follow.
        return same(self.naming, left, right, tuple(near_points(network, thresholds.POINTS_WITH_VALUES_HELD, held)))

    def _leaves_out(self, left: Node, right: Node, points: Sequence[Point]) -> bool:
        """Say whether a side only leaves out the zeros and ones that are held, and does not put in what equals another.

        With a weight of 1, `z = w a` has the value of `a`; once `z` takes any value, it has not.
        """
        names = [symbol for name in names_in(right) for atom in self._atoms(name) if (symbol := atom.symbol)]
        computed = [at for at in dict.fromkeys(names) if self.naming.network.scalar.equation(at) is not None]
        before = self.naming.truth.ways.before
        first = [at for at in computed if not any(other != at and other in before(at) for other in computed)]
        draw = random.Random(1)  # noqa: S311  (points, not secrets)
        values = {at: exact(abs(signed(draw)) / 2) for at in first}
        try:
            return same(self.naming, left, right, tuple(CutPoint(point.network, values) for point in points))
        except (NotCheckable, DomainError):
            return True

    def _vanishes(self, right: Node, points: Sequence[Point]) -> bool:
        """Say whether something that a side names is 0 at points by what is held there, and else is not."""
        free = self.naming.at(self.points[0])
        atoms = [atom for name in names_in(right) for atom in self._atoms(name) if atom.role is Role.VALUE]
        return any(self.naming.at(point).atom(atom) == 0 != free.atom(atom) for point in points[:1] for atom in atoms)

    def _atoms(self, name: Name) -> tuple[Atom, ...]:
        try:
            return self.naming.meaning(name).flat
        except UnknownName:
            return ()

    def _is_free_letter(self, left: Node) -> bool:
        """Say whether a formula says what an e with an index is, which may be anything."""
        return isinstance(left, Name) and left.base == "e" and not self.naming.layers.vocabulary.knows(left)

    def _slips_of_notation(self, chain: Chain, draft: Draft) -> None:
        names = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.corrections]
        damages = [damage.reason for damage in chain.damages]
        if names:
            right = self.naming.corrections[names[0].text]
            draft.correction = Reason(NAME_UNKNOWN, Details(quantity=names[0].text, right=right.text))
            draft.flag(Flag.NAME, draft.correction)
            if draft.verdict is not Verdict.WRONG:
                draft.focus = names[0].span
        elif damages:
            draft.correction = Reason(ReasonCode.FORMULA_DAMAGED, Details(because=damages[0]))
            draft.reasons, draft.focus = [draft.correction], chain.damages[0].span
        if (names or damages) and draft.verdict in (Verdict.RIGHT, Verdict.NOT_CHECKABLE):
            draft.verdict = Verdict.NOTATION
