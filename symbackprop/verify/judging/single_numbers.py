"""One printed number: its certified value, the arithmetic before it, and the verdict by these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

from flint import arb

from ...graph.rounding import decimals_of
from ...graph.tape import Ball, exact
from .. import thresholds
from ..grammar.forms import label
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role
from ..reasons import Details, Reason, ReasonCode
from ..tree import Chain, Name, Node, Numeral, Plus, names_in, printed
from ..values.arrays import Cells
from ..values.digits import Fit, fit, is_finite, magnitude, shown, unit_of
from ..values.partial_point import NoValues
from .carried_values import CarriedValues
from .claim import Draft
from .ledger import Ledger, LedgerEntry
from .occurrences import Occurrence, Subject, is_named
from .operands import Operands
from .other_meanings import OtherMeanings
from .printed_lines import PrintedLine, PrintedLines
from .recomputed import Recomputed
from .slips import NAME_OF_ANOTHER, NAME_UNKNOWN, OPERAND_WRONG
from .sources import quantity_of
from .verdicts import ClaimKind, Flag, Verdict
from .weighing import Evidence, weigh
from .worked_steps import wrong_steps

NOT_FINITE = Reason(ReasonCode.NOT_FINITE)
"""Why a number is not checked that would have to be infinite, or where a quantity has no value."""


FOLLOWING: Mapping[Fit, Verdict] = MappingProxyType(
    {Fit.EXACT: Verdict.RIGHT, Fit.ROUNDED: Verdict.ROUNDED, Fit.TRUNCATED: Verdict.TRUNCATED}
)
"""What is said of a number by how it comes from others that are printed."""


@dataclass
class SingleNumbers:
    """Judges single numbers in their order.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        drafts: The claims so far.
        operands: Looks for slips in what is put into a line.
        carried: The values printed so far.
    """

    naming: Naming
    ledger: Ledger
    drafts: list[Draft]
    operands: Operands
    carried: CarriedValues
    _printed: dict[tuple[str, int], Numeral] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = PrintedLines(self.naming, self.ledger)
        self.meanings = OtherMeanings(self.naming, self.ledger, self.lines)
        self.recomputed = Recomputed(self.naming)

    def judge(self, occurrence: Occurrence, subject: Subject) -> None:
        """Judge a number that a chain prints.

        Args:
            occurrence: The number and where it stands.
            subject: What it is of; its truth is that of this one number.
        """
        number, line = occurrence.number, None
        draft = _draft_of(occurrence, subject)
        truth = None if isinstance(subject.truth, Cells) else subject.truth
        refusal = subject.refusal
        if truth is not None and not is_finite(truth):
            truth, refusal = None, NOT_FINITE
        if occurrence.line is not None:
            self.operands.trace(occurrence.chain, occurrence.line, self._quantity(draft))
            line = self.lines.read(occurrence.chain, occurrence.line, draft.focus.start)
            _take_line(draft, line)
            truth = self._by_the_line(draft, occurrence, truth, line)
        if _is_another_rate(subject.meaning, number, truth):
            return
        if truth is None:
            draft.reasons = draft.reasons or [refusal or Reason(ReasonCode.NOTHING_TELLS)]
            if subject.lacks_values and line is None:
                self._follow_printed(draft, number)
            if line is not None or (refusal and not _is_a_word(subject.node)):
                self.drafts.append(draft)
            return
        draft.truth = truth
        self._weigh(draft, truth, line)
        follows = line is None or (draft.line_gives and draft.verdict is Verdict.WRONG)
        if follows and draft.verdict in (Verdict.WRONG, Verdict.LAST_PLACE) and draft.cause is None:
            self._follow_printed_values(draft, occurrence, truth)
        if occurrence.place is None and draft.verdict is not Verdict.WRONG:
            self._check_earlier_lines(draft, occurrence)
        if occurrence.place is None and (draft.verdict is not Verdict.WRONG or (draft.line_gives and not draft.cause)):
            self._check_steps(draft, occurrence)
        self._check_names(draft, occurrence.chain)
        self.drafts.append(draft)
        self.recomputed.enter(self._quantity(draft), number, draft)
        self._enter(draft, number, draft.truth)
        if occurrence.at and occurrence.place is None:
            self.carried.enter(occurrence.chain, number)

    def _follow_printed(self, draft: Draft, number: Numeral) -> None:
        """Take note that a number follows from those printed before it, where the values are not given that tell it."""
        quantity = self._quantity(draft)
        value = self.recomputed.value(quantity)
        if value is None or not is_finite(value):
            return
        verdict = self.recomputed.repeated(quantity, number) or FOLLOWING.get(fit(number, value))
        if verdict is not None and verdict is not Verdict.WRONG:
            draft.by_line = verdict, value
            draft.reasons.append(Reason(ReasonCode.FOLLOWS_FROM_PRINTED))

    def judge_in_words(
        self, chain: Chain, quantity: str, number: Numeral, truth: Ball | None, rounds: int = 0
    ) -> Draft:
        """Judge a number that is claimed in words, after some rounds of descent."""
        draft = Draft(
            ClaimKind.PROSE, chain, number.span, Verdict.NOT_CHECKABLE, quantity, rounds=rounds, stated=number
        )
        if truth is None:
            missing = self.naming.network.missing
            draft.reasons = [NoValues(missing).reason if missing else Reason(ReasonCode.TOO_MANY_ROUNDS)]
        elif not is_finite(truth):
            draft.reasons = [NOT_FINITE]
        else:
            draft.truth = truth
            self._weigh(draft, truth, None)
            entry = LedgerEntry(len(self.drafts), number, draft.truth, draft.verdict, Fraction(0))
            self.ledger.add(entry)
        self.drafts.append(draft)
        return draft

    def _by_the_line(self, draft: Draft, occurrence: Occurrence, truth: Ball | None, line: PrintedLine) -> Ball | None:
        """Return what a number should be by the line before it, where its chain does not tell or names a neighbour."""
        unrounded = self.lines.unrounded(line.node)
        if unrounded is None:
            return truth
        if truth is None:
            if occurrence.place is None and draft.subject_node is not None and not is_named(draft.subject_node):
                draft.quantity = ""
            return unrounded
        if fit(occurrence.number, truth).good:
            return truth
        found = self.meanings.misnamed(occurrence.number, unrounded, draft.subject)
        if found is None:
            return truth
        details = Details(quantity=found.computed.ascii, other=found.named.ascii)
        draft.correction = Reason(NAME_OF_ANOTHER, details)
        draft.flag(Flag.NAME, draft.correction)
        draft.quantity, draft.subject = found.computed.ascii, Meaning(((Atom(Role.VALUE, found.computed),),))
        return found.value

    def _weigh(self, draft: Draft, truth: Ball, line: PrintedLine | None) -> None:
        """Give a number its verdict and flags, from its truth and the line before it."""
        assert draft.stated is not None
        number = draft.stated
        fits, other = fit(number, truth), None
        if fits is not Fit.EXACT:
            other = self.meanings.find(draft, number) if fits is Fit.OFF else self.meanings.held_exactly(draft, number)
        if other is not None:
            truth = draft.truth = other.truth
            draft.subject = other.subject or draft.subject
            draft.is_updated |= other.is_updated
        evidence = Evidence(
            number,
            truth,
            line=line.value if line is not None else None,
            operands=tuple(numeral for numeral, _ in line.origins) if line is not None else (),
            reach=line.reach if line is not None else None,
            origins=tuple(origin for _, origin in line.origins) if line is not None else (),
            earlier=tuple(origin for _, origin in line.earlier) if line is not None else (),
            before=() if self.ledger.is_alone else self._before(draft, number),
            is_alone=self.ledger.is_alone,
            is_sum=line is not None and _adds_numbers(line.node),
        )
        found = weigh(evidence)
        draft.verdict, draft.line_gives = found.verdict, evidence.of_line.good
        if evidence.reach is not None:
            draft.reach = evidence.allowed
        if found.cause is not None:
            draft.cause = self.drafts[found.cause.claim]
        for flag, reason in found.remarks:
            draft.flag(flag, reason)

    def _before(self, draft: Draft, number: Numeral) -> tuple[LedgerEntry, ...]:
        """Return the results of the digits of a number that are of its quantity, or of what that is worked out from."""
        entries, quantity = self.ledger.entries.get(abs(number.value), ()), self._quantity(draft)
        return tuple(
            entry
            for entry in entries
            if quantity is None
            or entry.subject is None
            or entry.subject == quantity
            or self.ledger.sources.steps(quantity, entry.subject) is not None
        )

    def _quantity(self, draft: Draft) -> Meaning | None:
        return quantity_of(self.naming, draft.subject, draft.subject_node)

    def _follow_printed_values(self, draft: Draft, occurrence: Occurrence, truth: Ball) -> None:
        """Weigh a number again by the formula before it, with the values that the document printed for its names."""
        node = next(self.carried.lines(occurrence), None)
        if node is not None:
            line = self.lines.read(occurrence.chain, node, draft.focus.start)
            again = replace(draft, flags=[], reasons=[])
            _take_line(again, line)
            if line.value is not None and fit(occurrence.number, line.value).good:
                self._weigh(again, truth, line)
                if again.verdict is Verdict.CARRIED or Flag.INHERITED in again.flags:
                    draft.verdict, draft.flags = again.verdict, again.flags
                    draft.cause, draft.reach = again.cause, again.reach
        if draft.verdict is Verdict.WRONG and draft.cause is None:
            draft.cause = self.recomputed.cause(self._quantity(draft), occurrence.number)
            if draft.cause is not None:
                draft.flag(Flag.INHERITED)

    def _check_earlier_lines(self, draft: Draft, occurrence: Occurrence) -> None:
        """Flag the nearest line before the last one of a result that does not give it."""
        number = occurrence.number
        for node, span in occurrence.lines_before:
            if node is draft.line_node or Flag.LINE_MISMATCH in draft.flags:
                continue
            line = self.lines.read(occurrence.chain, node, draft.focus.start)
            if line.value is None or line.reach is None or fit(number, line.value).good:
                continue
            if magnitude(exact(number.value) - line.value) > arb(line.reach) + arb(exact(unit_of(number))):
                draft.flag(Flag.LINE_MISMATCH)
                draft.line, draft.focus = line.value, span

    def _check_steps(self, draft: Draft, occurrence: Occurrence) -> None:
        """Flag a number before the result that the side before it does not come to."""
        for node, _ in occurrence.lines_before:
            if node is not draft.line_node and Flag.OPERAND not in draft.flags and not self.ledger.is_alone:
                self.operands.check_before(draft, occurrence.chain, node)
        sides = occurrence.chain.sides[: occurrence.at]
        step = next(wrong_steps(sides, self.lines), None) if Flag.LINE_MISMATCH not in draft.flags else None
        if step is not None:
            right = shown(step.value, step.numeral, more=0)
            reason = Reason(OPERAND_WRONG, Details(number=step.numeral.text, right=right))
            draft.flag(Flag.OPERAND, reason)
            draft.correction, draft.focus = draft.correction or reason, step.numeral.span

    def _check_names(self, draft: Draft, chain: Chain) -> None:
        """Flag names that are none, what had to be guessed to read the equation, and operands that are slips."""
        names = [name for side in chain.sides for name in names_in(side.node) if name.text in self.naming.corrections]
        if names:
            right = self.naming.corrections[names[0].text].text
            reason = Reason(NAME_UNKNOWN, Details(quantity=names[0].text, other=right))
            draft.flag(Flag.NAME, reason)
            draft.correction = draft.correction or reason
        if chain.damages:
            draft.flag(Flag.NAME, Reason(ReasonCode.FORMULA_DAMAGED, Details(because=chain.damages[0].reason)))
        if draft.line_node is not None and not self.ledger.is_alone:
            self.operands.check(draft, chain)

    def _enter(self, draft: Draft, number: Numeral, truth: Ball) -> None:
        """Enter the result that was judged last, and flag it where another was printed for the same value before."""
        key = arb(truth).str(thresholds.SAME_FIGURES, radius=False), decimals_of(number.text)
        earlier = self._printed.setdefault(key, number)
        if earlier.value != number.value and draft.verdict is not Verdict.WRONG and not self.ledger.is_alone:
            draft.flag(Flag.CONTRADICTION, Reason(ReasonCode.PRINTED_BEFORE, Details(elsewhere=earlier.text)))
        if printed(draft.chain.sides[0].node) is None or draft.line_node is not None:
            claim = len(self.drafts) - 1
            self.ledger.add(LedgerEntry(claim, number, truth, draft.verdict, draft.reach, self._quantity(draft)))


def _draft_of(occurrence: Occurrence, subject: Subject) -> Draft:
    quantity = label(subject.node) if subject.truth is not None else ""
    if occurrence.place is not None:
        quantity += occurrence.place.text
    draft = Draft(
        ClaimKind.NUMBER, occurrence.chain, occurrence.span, Verdict.NOT_CHECKABLE, quantity, occurrence.number
    )
    draft.subject, draft.subject_node, draft.line_node = subject.meaning, subject.node, occurrence.line
    draft.sides = occurrence.formulas
    return draft


def _take_line(draft: Draft, line: PrintedLine) -> None:
    draft.line_node, draft.line = line.node, line.value
    draft.origins, draft.earlier = list(line.origins), list(line.earlier)
    draft.reasons = [line.refusal] if line.refusal is not None else draft.reasons


def _is_another_rate(subject: Meaning | None, number: Numeral, truth: Ball | None) -> bool:
    """Say whether another learning rate is given here than the one that is judged by."""
    atom = subject.atom if subject is not None else None
    return atom is not None and atom.role is Role.RATE and truth is not None and fit(number, truth) is not Fit.EXACT


def _adds_numbers(node: Node) -> bool:
    """Say whether a line only adds numbers up: `0.4621 - 0.5`."""
    return isinstance(node, Plus) and all(printed(term) is not None for term in node.terms)


def _is_a_word(node: Node) -> bool:
    """Say whether a side is a word rather than a quantity."""
    return isinstance(node, Name) and len(node.base) > 2 and not node.below
