"""The judge: every chain of a document against the network, line by line.

A printed number is held against the TRUTH, the certified value of the quantity that the line is about, and against the
LINE, the value of the expression printed just before it, whose operands are numbers printed earlier. A line that names
no quantity has a truth all the same: the value that its expression would have had if nothing before it had been rounded
or mistaken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from flint import ctx

from ...errors import SymbackpropError
from .. import thresholds
from ..grammar.forms import form_of, key_of, symbolic_sides
from ..grammar.reach import of_its_argument
from ..interpretation.function_definitions import over_a_quantity
from ..interpretation.instances import general_sides
from ..interpretation.naming import Naming
from ..interpretation.strange_names import is_named_for_itself, strange_name
from ..interpretation.value_lists import single_claims
from ..limits.boundary import Doing, contained
from ..limits.steps import Phase, TookTooLong, within
from ..quantities.indices import is_general, is_general_formula
from ..quantities.refusals import NotCheckable
from ..quantities.vocabulary import Vocabulary
from ..reasons import Details, Reason, ReasonCode, refused
from ..source import Span
from ..tree import Chain, Name, Node, Rate, Unread, names_in, numerals_in
from ..unjudged import Why
from ..values.arrays import Cells
from ..values.digits import fit
from ..values.points import Point
from .claim import Draft
from .identities import Identities
from .ledger import Ledger
from .numbers import Numbers
from .renaming import defining_a_homonym, with_named_derivatives
from .slips import NAME_UNKNOWN
from .table_claims import Claims
from .table_labels import Mislabel, mislabels
from .verdicts import FAULTS, ClaimKind, Flag, Verdict


@dataclass
class Judge:
    """Judges the chains of a document in their order.

    Args:
        naming: What the names mean.
        points: Random points, at which identities are tried.
    """

    naming: Naming
    points: list[Point]
    drafts: list[Draft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.naming)
        self.definitions: dict[str, list[Node]] = {}
        self.identities = Identities(self.naming, self.points)
        self.numbers = Numbers(self.naming, self.ledger, self.drafts, self.definitions)

    def chain(self, chain: Chain) -> None:
        """Judge one chain, for as long as one equation may take; what was judged of it by then stands."""
        self.contained(
            chain, lambda: within(thresholds.SECONDS, Phase.JUDGING, chain.span, lambda: self._several(chain))
        )

    def contained(self, chain: Chain, act: Callable[[], None]) -> None:
        """Carry out one step of judging; where it has no result, what it is about is listed as not checkable."""

        def bounded() -> tuple[Why, Reason | None]:
            try:
                act()
            except TookTooLong as error:
                return Why.GAVE_UP, error.reason
            except NotCheckable as error:
                return Why.NOT_CHECKABLE, error.reason
            except SymbackpropError as error:
                return Why.NOT_CHECKABLE, refused(error)
            return Why.NOT_CHECKABLE, None

        why, reason = contained(Doing.JUDGING, chain.span, bounded, lambda broken: (Why.INTERNAL_ERROR, broken.reason))
        if reason is not None:
            self.drafts.append(
                Draft(ClaimKind.EQUATION, chain, chain.span, Verdict.NOT_CHECKABLE, reasons=[reason], why=why)
            )

    def _several(self, chain: Chain) -> None:
        for claim in single_claims(chain, self.naming):
            self._chain(claim)

    def _chain(self, chain: Chain) -> None:
        start = len(self.drafts)
        with ctx.workprec(thresholds.BITS):
            chain = with_named_derivatives(self.naming, self.points, over_a_quantity(self.naming, chain) or chain)
            self._names(chain)
            vocabulary = self.naming.layers.vocabulary
            unknown = strange_name(self.naming, chain)
            strange = _strange(chain, unknown) if unknown is not None else None
            if strange is not None:
                self.drafts.append(strange)
            if len(chain.sides) > 1:
                if is_general_formula(chain, vocabulary) and not is_named_for_itself(self.naming, chain):
                    self._general(chain, strange)
                    return
                chain = self._special(chain, strange)
                if len(self.drafts) == start and chain.relations:
                    self._no_claim(chain)
        first = chain.sides[0].node
        # What is put into a later line need not be what a wrong formula asks for.
        slipped = any(
            draft.kind in (ClaimKind.IDENTITY, ClaimKind.NAME) and draft.is_slip for draft in self.drafts[start:]
        )
        if isinstance(first, (Name, Rate)) and not slipped:
            for at in symbolic_sides(chain)[1:]:
                self._defines(key_of(first), chain.sides[at].node)

    def _defines(self, key: str, formula: Node) -> None:
        """Remember a formula of a quantity, once however often it is written, the last one last."""
        form = form_of(formula)
        earlier = self.definitions.get(key, [])
        self.definitions[key] = [*(one for one in earlier if form_of(one) != form), formula]

    def _general(self, chain: Chain, strange: Draft | None) -> None:
        """Judge a chain in index notation: its formulas by all that they say, and the numbers beside them.

        Args:
            chain: The chain.
            strange: What was said of a name in it that is none, so that its formulas cannot be judged.
        """
        if len(general_sides(chain, self.naming.keeps_notation)) >= 2 and strange is None:
            self.drafts.append(self.identities.general(chain))
        plain = _without_general(chain, self.naming.layers.vocabulary)
        if plain is not None:
            self.numbers.judge(plain)

    def _special(self, chain: Chain, strange: Draft | None) -> Chain:
        """Judge a chain whose indices are numbers: its formulas, then its numbers; return it as it was read.

        Args:
            chain: The chain.
            strange: What was said of a name in it that is none, so that its formulas cannot be judged.
        """
        root = strange
        if len(symbolic_sides(chain)) >= 2 and strange is None:
            root = self.identities.special(chain)
            if root.verdict is Verdict.WRONG:
                chain = defining_a_homonym(self.naming, self.points, chain)
                root = root if chain is root.chain else self.identities.special(chain)
            if root.verdict is Verdict.RIGHT and (plain := of_its_argument(chain)) is not None:
                named = self.identities.special(plain)
                root, chain = (named, plain) if named.verdict is Verdict.RIGHT else (root, chain)
            self.drafts.append(root)
        judged = len(self.drafts)
        self.numbers.judge(chain)
        if root is not None and root.is_slip:
            self._follow(root, self.drafts[judged:])
        return chain

    def _follow(self, root: Draft, drafts: Sequence[Draft]) -> None:
        """Point the numbers of an equation to the slip in its formulas by which they seem wrong."""
        for draft in drafts:
            flags = FAULTS.intersection(draft.flags)
            if draft.verdict is Verdict.WRONG:
                others = [node for node in root.sides if node is not draft.subject_node]
                shown = draft.stated is not None and any(self._gives(node, draft) for node in others)
                misses = draft.line is not None and not draft.line_gives
                if not shown and (misses or root.verdict is not Verdict.NOTATION):
                    continue
            elif flags == {Flag.NAME} and root.verdict is Verdict.NOTATION:
                draft.flags.remove(Flag.NAME)
                draft.reasons, draft.correction = [], None
                continue
            elif not flags:
                continue
            if draft.cause is None:
                draft.cause = root
                draft.flag(Flag.INHERITED)

    def _gives(self, node: Node, draft: Draft) -> bool:
        """Say whether a printed number is the value of a formula, or an entry of it."""
        with suppress(NotCheckable):
            worth = self.naming.worth(node)
            balls = worth.flat if isinstance(worth, Cells) else (worth,)
            return draft.stated is not None and any(fit(draft.stated, ball).good for ball in balls)
        return False

    def table(self, claims: Claims) -> None:
        """Judge the numbers of a table, and the names before its rows and above its columns."""
        for name in claims.strange:
            self.drafts.append(_strange(Chain((), (), name.span), name))
        slips: list[Mislabel] = []

        def look() -> None:
            slips.extend(mislabels(claims.chains, self.naming))

        with suppress(TookTooLong):
            contained(
                Doing.MISPLACED_NAMES,
                claims.span,
                lambda: within(thresholds.SECONDS, Phase.JUDGING, claims.span, look),
                lambda _: None,
            )
        self.drafts += [slip.draft for slip in slips]
        start = len(self.drafts)
        for claimed in claims.chains:
            self.chain(claimed.chain)
        labels = {claimed.chain.span: claimed.label.span for claimed in claims.chains}
        first: dict[Span, Draft] = {}
        for draft in self.drafts[start:]:
            label = labels.get(draft.chain.span)
            if label is not None and Flag.NAME in draft.flags:
                # One name before a row is one slip, however many numbers follow it.
                earlier = first.setdefault(label, draft)
                draft.cause = earlier if earlier is not draft else draft.cause
            for slip in slips:
                if draft.verdict is Verdict.WRONG and draft.chain.span in slip.cells:
                    draft.cause, draft.flags, draft.reasons = slip.draft, [Flag.INHERITED], []

    def unread(self, unread: Unread) -> None:
        """Record an equation that could not be read."""
        chain = Chain((), (), unread.span)
        reason = unread.reason
        if unread.why is not Why.INTERNAL_ERROR:
            reason = Reason(ReasonCode.UNREADABLE, Details(because=reason))
        self.drafts.append(
            Draft(ClaimKind.EQUATION, chain, unread.span, Verdict.NOT_CHECKABLE, reasons=[reason], why=unread.why)
        )

    def _names(self, chain: Chain) -> None:
        wrong = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.corrections]
        if wrong and len(chain.sides) == 1:
            name = wrong[0]
            self.drafts.append(self._notation(chain, name))

    def _notation(self, chain: Chain, name: Name) -> Draft:
        reason = Reason(NAME_UNKNOWN, Details(quantity=name.text, right=self.naming.corrections[name.text].text))
        return _of_name(chain, name, reason)

    def _no_claim(self, chain: Chain) -> None:
        """Record a chain of which nothing could be judged, with the reason."""
        for side in chain.sides:
            try:
                self.naming.worth(side.node)
            except NotCheckable as error:
                known = any(self.naming.options(name) for side in chain.sides for name in names_in(side.node))
                numbers = any(numerals_in(side.node) for side in chain.sides)
                if known or numbers:
                    self.drafts.append(
                        Draft(ClaimKind.EQUATION, chain, chain.span, Verdict.NOT_CHECKABLE, reasons=[error.reason])
                    )
                return


def _strange(chain: Chain, name: Name) -> Draft:
    return _of_name(chain, name, Reason(NAME_UNKNOWN, Details(quantity=name.text)))


def _of_name(chain: Chain, name: Name, reason: Reason) -> Draft:
    draft = Draft(ClaimKind.NAME, chain, name.span, Verdict.NOTATION, quantity=name.text, reasons=[reason])
    draft.correction = reason
    return draft


def _without_general(chain: Chain, vocabulary: Vocabulary) -> Chain | None:
    """Return a chain without its general formulas, or None where no quantity and no number are left."""
    kept = [side for side in chain.sides if not any(is_general(name, vocabulary) for name in names_in(side.node))]
    if len(kept) < 2 or kept[0] is not chain.sides[0]:
        return None
    return replace(chain, sides=tuple(kept), relations=chain.relations[: len(kept) - 1])
