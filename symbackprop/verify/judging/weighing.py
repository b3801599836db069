"""A printed number on the scales: its certified truth on one side, the value of its line on the other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import isfinite

from flint import arb, fmpq

from ...graph.tape import Ball, exact
from ..grammar.edits import MOST_EDITS, edits
from ..grammar.forms import is_symbolic
from ..interpretation.naming import Naming
from ..quantities.atoms import Atom, Meaning, Role
from ..quantities.refusals import NotCheckable
from ..tree import Name, Node, Numeral, Rate, names_in, numerals_in, printed, walk
from ..values.arrays import Cells, Worth
from ..values.digits import Fit, approximate, figures_of, fit, magnitude, unit_of, unsigned
from ..values.points import is_equal
from .claim import Draft
from .ledger import LONG, TELLING, Ledger, LedgerEntry, ball_of
from .verdicts import Flag, Verdict

MOST_SPREAD = 4
"""How many times as far as its operands reach a line may be from the truth before it is another line."""

EXCESS = 10
"""Units of the last place that operands may reach before it is one that they do not support."""

REPEATED = frozenset({Verdict.CARRIED, Verdict.LAST_PLACE})
"""What is said of a number again where it is repeated."""

SAMPLE_WORDS = frozenset({"output", "outputs"})
"""What a table of samples calls the targets."""

OVER_ROUNDED = Fraction(5, 100)
"""A number that is this far from the truth, relatively, was rounded to too few figures."""


@dataclass
class Scales:
    """Holds printed numbers against their truth and their line.

    Args:
        naming: What the names mean.
        ledger: What was printed so far.
        drafts: The claims so far, to which a ledger's entries point.
    """

    naming: Naming
    ledger: Ledger
    drafts: list[Draft]

    def load(self, draft: Draft, line: Node) -> Ball | None:
        """Evaluate the line as printed and with its operands' balls; return how far the latter reach."""
        draft.origins = [(numeral, self.ledger.origin(numeral)) for numeral in numerals_in(line)]
        # What a line takes from nowhere was worked out from the sides before it.
        if any(origin.entry is None and numeral.text not in self.given for numeral, origin in draft.origins):
            draft.earlier = [
                (numeral, self.ledger.origin(numeral))
                for side in draft.chain.sides
                if side.span.end <= draft.focus.start and side.node is not line and not is_symbolic(side.node)
                for numeral in numerals_in(side.node)
                if printed(side.node) is None
            ]
        for numeral, _ in draft.origins:
            if figures_of(numeral.text) >= LONG:
                self.ledger.seen.setdefault(numeral.text, numeral)
        reaches = {id(numeral): origin.reach for numeral, origin in draft.origins}
        try:
            plain = self.naming.at(self.naming.truth).of(line)
            wide = self.naming.at(self.naming.truth, number=lambda n: ball_of(n, reaches.get(id(n), Fraction(0)))).of(
                line
            )
        except NotCheckable:
            try:
                plain = wide = self.naming.at(self.naming.truth).of(line)
            except NotCheckable as error:
                draft.reason = str(error)
                return None
        if isinstance(plain, Cells) or isinstance(wide, Cells):
            return None
        if isinstance(plain, arb) and not plain.is_finite():
            draft.reason = "the line overflows"
            return None
        draft.line = plain
        if isinstance(wide, fmpq):
            return fmpq(0)
        # What reaches further than a double can hold says nothing of the result.
        return wide.rad() if isfinite(approximate(wide.rad())) else None

    @property
    def given(self) -> set[str]:
        """The texts of the numbers that the network is given."""
        return {number.text for number in self.naming.network.values.values()}

    def traced(self, line: Node) -> Worth | None:
        """Return the value of a line had its operands not been rounded or mistaken."""
        try:
            return self.naming.at(self.naming.truth, number=lambda n: self.ledger.origin(n).truth).of(line)
        except NotCheckable:
            return None

    def renamed(self, draft: Draft, number: Numeral, own: Ball, traced: Ball, subject: Meaning | None) -> Ball:
        """Return the truth of the quantity that a line computes, where its left side names a neighbour of it."""
        atom = subject.atom if subject else None
        if atom is None or atom.role is not Role.VALUE or atom.symbol is None or fit(number, own).good:
            return own
        equation = self.naming.network.scalar.equation(atom.symbol)
        if equation is None or not fit(number, traced).good:
            return own
        for other in self.naming.network.scalar.equations:
            if other.target == atom.symbol:
                continue
            value = self.naming.known(Atom(Role.VALUE, other.target))
            if value is not None and _near(value, traced) and fit(number, value).good:
                draft.flag(Flag.NAME, f"the line computes {other.target.ascii}, not {atom.symbol.ascii}")
                draft.correction = f"write {other.target.ascii} on the left"
                draft.quantity = other.target.ascii
                draft.subject = Meaning(((Atom(Role.VALUE, other.target),),))
                return value
        return own

    def weigh(self, draft: Draft, number: Numeral, truth: Ball, reach: Ball | None) -> None:
        """Give a number its verdict and flags, from its truth, its line and how far the operands of that reach."""
        how = fit(number, truth)
        if how is Fit.OFF and draft.subject is None:
            truth = self._read_locally(draft, number, truth)
            how = fit(number, truth)
        if how is Fit.OFF:
            truth = self._read_as_target(draft, number, truth)
            truth = self._read_after(draft, number, truth)
            truth = self._read_in_the_network(draft, number, truth)
            how = fit(number, truth)
        mistaken = [
            origin.entry
            for _, origin in (*draft.origins, *draft.earlier)
            if origin.entry and origin.entry.verdict is Verdict.WRONG
        ]
        of_line = fit(number, draft.line) if draft.line is not None else Fit.OFF
        draft.line_gives = of_line.good
        # What is cut off may be a whole unit of the last place, what is rounded off half of one.
        half = unit_of(number) if of_line is Fit.TRUNCATED else unit_of(number) / 2
        within = False
        if reach is not None:
            within = bool(magnitude(exact(number.value) - truth) <= arb(reach) + arb(exact(half)) + arb(10) ** -30)
            draft.reach = _fraction(reach) + half
        if how in (Fit.EXACT, Fit.ROUNDED):
            draft.verdict = Verdict.RIGHT if how is Fit.EXACT else Verdict.ROUNDED
        elif within and not mistaken and of_line in (Fit.EXACT, Fit.ROUNDED):
            draft.verdict = Verdict.CARRIED
        elif how is Fit.TRUNCATED:
            draft.verdict = Verdict.TRUNCATED
        elif within and not mistaken and of_line is Fit.TRUNCATED:
            draft.verdict = Verdict.CARRIED
        elif (again := self._said_before(draft, number, truth)) is not None:
            draft.verdict = again
        elif (
            how is Fit.UNIT and not mistaken and not _has_an_end(truth, number) and not self._same_wrong(draft, number)
        ):
            draft.verdict = Verdict.LAST_PLACE
        else:
            draft.verdict = Verdict.WRONG
        # Where only the sign of a result was wrong, whoever comes out right has put it right.
        wrong_in_size = any(not _has_right_size(entry) for entry in mistaken)
        nothing = isinstance(draft.line, fmpq) and draft.line == 0
        if draft.verdict in (Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED) and wrong_in_size and not nothing:
            draft.flag(Flag.BY_LUCK, "agrees although an operand shown is wrong")
        if draft.verdict is Verdict.CARRIED and draft.reach > EXCESS * unit_of(number):
            draft.flag(Flag.EXCESS_DIGITS)
        if draft.verdict is Verdict.WRONG and mistaken and draft.line_gives:
            draft.flag(Flag.INHERITED)
            draft.cause = self.drafts[mistaken[0].claim]
        if draft.verdict is Verdict.WRONG and draft.line is None and draft.cause is None:
            self._same_as_before(draft, number)
        if draft.line is not None and not of_line.good and reach is not None:
            # A whole number that comes of whole numbers is no rounding of another.
            whole = draft.line_node is not None and all(
                numeral.value.denominator == 1 for numeral in (number, *numerals_in(draft.line_node))
            )
            slack = unit_of(number) / 2 if whole else unit_of(number)
            off = magnitude(exact(number.value) - draft.line) > arb(reach) + arb(exact(slack))
            # One figure may stand for several numbers, so it does not tell how far the line reaches.
            vague = draft.verdict in (Verdict.ROUNDED, Verdict.TRUNCATED) and figures_of(number.text) == 1
            if off and not (vague and any(figures_of(numeral.text) == 1 for numeral, _ in draft.origins)):
                draft.flag(Flag.LINE_MISMATCH)
        good = draft.verdict in (Verdict.ROUNDED, Verdict.TRUNCATED)
        known = all(origin.known for _, origin in draft.origins)
        telling = figures_of(number.text) >= TELLING
        if (
            good
            and telling
            and of_line.good
            and known
            and not mistaken
            and draft.line is not None
            and reach is not None
        ):
            spread = MOST_SPREAD * arb(reach) + arb(10) ** -30
            if magnitude(draft.line - truth) > spread:
                draft.flag(Flag.LINE_MISMATCH, "the line rounds to the right digits, but is not what it should be")
        if good and _is_over_rounded(number, truth):
            draft.flag(Flag.OVER_ROUNDED)

    def _read_locally(self, draft: Draft, number: Numeral, truth: Ball) -> Ball:
        """Return the value of derivatives that hold the other parents fixed, where that is what was meant."""
        # Only the left side says what is meant; the other sides may be what is wrong.
        if draft.subject_node is None or not any(isinstance(part, Rate) for part in walk(draft.subject_node)):
            return truth
        try:
            value = self.naming.at(self.naming.truth, local=True).of(draft.subject_node)
        except NotCheckable:
            return truth
        if not isinstance(value, Cells) and fit(number, value).good:
            draft.truth = value
            return value
        return truth

    def _read_as_target(self, draft: Draft, number: Numeral, truth: Ball) -> Ball:
        """Return the target that a table of samples calls the output, printed to its last digit and without a line."""
        node, atom = draft.subject_node, draft.subject.atom if draft.subject else None
        if not isinstance(node, Name) or node.base.lower() not in SAMPLE_WORDS or draft.line_node is not None:
            return truth
        stages, targets = self.naming.layers.stages, self.naming.layers.targets
        outs = stages[-1].out if stages else ()
        if atom is None or atom.symbol not in outs or len(outs) != len(targets):
            return truth
        target = targets[outs.index(atom.symbol)]
        value = self.naming.known(Atom(Role.VALUE, target))
        if value is None or fit(number, value) is not Fit.EXACT:
            return truth
        draft.subject, draft.truth = Meaning(((Atom(Role.VALUE, target),),)), value
        return value

    def _read_after(self, draft: Draft, number: Numeral, truth: Ball) -> Ball:
        """Return the value of an output or the error after the update, where a second forward pass is shown."""
        atom = draft.subject.atom if draft.subject else None
        if atom is None or atom.role is not Role.VALUE or atom.symbol is None:
            return truth
        if self.naming.network.scalar.equation(atom.symbol) is None:
            return truth
        new = Atom(Role.NEW, atom.symbol)
        value = self.naming.known(new)
        if value is None or not fit(number, value).good:
            return truth
        if figures_of(number.text) < TELLING:
            # Few figures may be so by chance, unless the line computes just that.
            traced = self.traced(draft.line_node) if draft.line_node is not None else None
            if traced is None or isinstance(traced, Cells) or not fit(number, traced).good:
                return truth
        draft.subject, draft.truth = Meaning(((new,),)), value
        draft.quantity += " after the update"
        return value

    def _read_in_the_network(self, draft: Draft, number: Numeral, truth: Ball) -> Ball:
        """Return the value of the network that a number is, whose line names nothing and has lost a sign."""
        if draft.subject is not None or draft.line_node is None or names_in(draft.line_node) or draft.quantity:
            return truth
        if draft.line is None or fit(number, draft.line).good:
            return truth
        for value in self.ledger.near(number):
            for edited, _ in islice(edits(draft.line_node), MOST_EDITS):
                try:
                    worth = self.naming.worth(edited)
                except NotCheckable:
                    continue
                if not isinstance(worth, Cells) and fit(number, worth).good:
                    draft.truth = value
                    return value
        return truth

    def _said_before(self, draft: Draft, number: Numeral, truth: Ball) -> Verdict | None:
        """Return what was said of the same number for the same value, where it only repeats a result that may stand."""
        if draft.line is not None:
            return None
        for entry in self.ledger.entries.get(abs(number.value), ()):
            same_sign = (entry.stated.value > 0) == (number.value > 0)
            if entry.verdict in (Verdict.CARRIED, Verdict.LAST_PLACE) and same_sign and is_equal(entry.truth, truth):
                return entry.verdict
        return None

    def _same_as_before(self, draft: Draft, number: Numeral) -> None:
        """Say of a number that is only repeated what was said where it was worked out."""
        if self._same_wrong(draft, number):
            return
        for entry in self.ledger.entries.get(abs(number.value), ()):
            same_sign = (entry.stated.value >= 0) == (number.value >= 0)
            if entry.verdict in REPEATED and same_sign and is_equal(entry.truth, draft.truth or fmpq(0)):
                draft.verdict = entry.verdict
                return

    def _same_wrong(self, draft: Draft, number: Numeral) -> bool:
        """Say whether the same wrong number was printed for the same thing before, and point to it."""
        entries = self.ledger.entries.get(abs(number.value), ())
        for entry in entries:
            earlier = self.drafts[entry.claim]
            if entry.verdict is Verdict.WRONG and is_equal(entry.truth, draft.truth or fmpq(0)):
                draft.flag(Flag.INHERITED)
                draft.cause = earlier
                return True
        return False


def _has_an_end(truth: Ball, number: Numeral) -> bool:
    """Say whether a value has no more decimals than are printed, so that nothing was rounded."""
    return isinstance(truth, fmpq) and (truth * exact(1 / unit_of(number))).q == 1


def _near(value: Ball, traced: Ball) -> bool:
    """Say whether a line traced back to its origins computes a value, but for rounded constants on the way."""
    return bool(magnitude(value - traced) <= (abs(arb(value)) + 1) * arb("1e-12"))


def _fraction(ball: Ball) -> Fraction:
    if isinstance(ball, fmpq):
        return Fraction(int(ball.p), int(ball.q))
    return Fraction(approximate(ball.abs_upper())).limit_denominator(10**18) + Fraction(1, 10**18)


def _has_right_size(entry: LedgerEntry) -> bool:
    return fit(unsigned(entry.stated), magnitude(entry.truth)).good


def _is_over_rounded(number: Numeral, truth: Ball) -> bool:
    return bool(magnitude(exact(number.value) - truth) > magnitude(truth) * exact(OVER_ROUNDED))
