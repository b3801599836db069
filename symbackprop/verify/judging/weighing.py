"""The verdict on a printed number, from all that is known of it: a table of verdicts, and one of remarks on them.

The first row of `VERDICTS` whose condition holds gives a number its verdict; every row of `REMARKS` whose condition
holds adds its flag to that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb, fmpq

from ...graph.tape import Ball, exact
from .. import thresholds
from ..reasons import Reason, ReasonCode
from ..tree import Numeral
from ..values.arithmetic import is_equal
from ..values.digits import Fit, figures_of, fit, float_error, magnitude, unit_of, unsigned, upper
from .ledger import LedgerEntry, Origin
from .verdicts import Flag, Verdict

NOTED = (Verdict.CARRIED, Verdict.LAST_PLACE)
"""Verdicts on a result that hold for it where it is repeated without its line."""


@dataclass(frozen=True)
class Evidence:
    """All that is known of a printed number.

    Args:
        number: The number as it is printed.
        truth: The certified value of what it is printed for.
        line: The value of the arithmetic printed before it; None where there is none, or no value of it.
        operands: The numbers in that arithmetic.
        reach: How far the rounding of its operands can take its value; None where that is not known.
        origins: Where its operands come from.
        earlier: Where the operands of the arithmetic before it come from, if this one does not tell.
        before: The results of the same digits that were printed before.
        is_alone: Whether no network is known, so that the truth is what the line gives.
        is_sum: Whether the arithmetic only adds numbers up.
    """

    number: Numeral
    truth: Ball
    line: Ball | None = None
    operands: tuple[Numeral, ...] = ()
    reach: Ball | None = None
    origins: tuple[Origin, ...] = ()
    earlier: tuple[Origin, ...] = ()
    before: tuple[LedgerEntry, ...] = ()
    is_alone: bool = False
    is_sum: bool = False

    @cached_property
    def of_truth(self) -> Fit:
        """How its digits come from the truth."""
        return fit(self.number, self.truth)

    @cached_property
    def of_line(self) -> Fit:
        """How its digits come from the line's value; not at all where there is none."""
        return fit(self.number, self.line) if self.line is not None else Fit.OFF

    @cached_property
    def unit(self) -> Fraction:
        """One unit of its last place."""
        return unit_of(self.number)

    @cached_property
    def half(self) -> Fraction:
        """What shortening it may have changed: what is cut off may be a whole unit, what is rounded off half of one."""
        return self.unit if self.of_line is Fit.TRUNCATED else self.unit / 2

    @cached_property
    def allowed(self) -> Fraction:
        """How far rounding alone can take it from the truth; 0 where that is not known."""
        return upper(self.reach) + self.half if self.reach is not None else Fraction(0)

    @cached_property
    def is_carried(self) -> bool:
        """Whether it is as near to the truth as its operands, none of which is wrong, let it come."""
        if self.reach is None or self.mistaken:
            return False
        bound = arb(self.reach) + arb(exact(self.half)) + arb(thresholds.NEGLIGIBLE)
        return bool(magnitude(exact(self.number.value) - self.truth) <= bound)

    @property
    def has_longer_operands(self) -> bool:
        """Whether it has decimals that no sum of its operands has as they are printed, so that those were longer."""
        last = [unit_of(numeral) for numeral in self.operands if numeral.value.denominator != 1]
        if not (self.is_sum and last and self.line is not None and self.unit < min(last)):
            return False
        return bool(magnitude(exact(self.number.value) - self.line) <= arb(exact(sum(last, self.unit) / 2)))

    @cached_property
    def mistaken(self) -> tuple[LedgerEntry, ...]:
        """The wrong results that it was worked out from."""
        entries = (origin.entry for origin in (*self.origins, *self.earlier))
        return tuple(entry for entry in entries if entry is not None and entry.verdict is Verdict.WRONG)

    @cached_property
    def repeated(self) -> LedgerEntry | None:
        """The result printed before, not quite right but in order, that it repeats without a line."""
        if self.line is not None:
            return None
        positive = self.number.value > 0
        return next(
            (
                entry
                for entry in self.before
                if entry.verdict in NOTED
                and (entry.stated.value > 0) == positive
                and is_equal(entry.truth, self.truth) is not False
            ),
            None,
        )

    @cached_property
    def repeated_mistake(self) -> LedgerEntry | None:
        """The wrong result printed before that it repeats."""
        wrong = (entry for entry in self.before if entry.verdict is Verdict.WRONG)
        return next((entry for entry in wrong if is_equal(entry.truth, self.truth)), None)

    @property
    def is_one_off(self) -> bool:
        """Whether its last place is one off, where nothing but a rounding can have done that."""
        return self.of_truth is Fit.UNIT and not self.mistaken and not self.ends

    @cached_property
    def ends(self) -> bool:
        """Whether the truth has no more decimals than are printed, so that nothing was rounded."""
        return isinstance(self.truth, fmpq) and (self.truth * exact(1 / self.unit)).q == 1

    @property
    def hides_a_mistake(self) -> bool:
        """Whether it was worked out from a result that is wrong in more than its sign, and so is right by luck."""
        is_nothing = isinstance(self.line, fmpq) and self.line == 0
        return not is_nothing and any(
            not fit(unsigned(entry.stated), magnitude(entry.truth)).good for entry in self.mistaken
        )

    @property
    def misses_its_line(self) -> bool:
        """Whether the line's value is another than the one printed, beyond what rounded operands explain."""
        if self.line is None or self.reach is None or self.of_line.good or (self.is_alone and self.has_longer_operands):
            return False
        # A whole number that comes of whole numbers is no rounding of another.
        whole = all(numeral.value.denominator == 1 for numeral in (self.number, *self.operands))
        slack = self.unit / 2 if whole else self.unit
        return bool(magnitude(exact(self.number.value) - self.line) > arb(self.reach) + arb(exact(slack)))

    @property
    def is_vague(self) -> bool:
        """Whether it and an operand have one figure, which may stand for several numbers."""
        return figures_of(self.number.text) == 1 and any(figures_of(numeral.text) == 1 for numeral in self.operands)

    @property
    def comes_of_another_line(self) -> bool:
        """Whether the line gives its digits and is further from the truth than its known operands explain."""
        if self.line is None or self.reach is None or self.mistaken or not self.of_line.good:
            return False
        if figures_of(self.number.text) < thresholds.TELLING or not all(origin.known for origin in self.origins):
            return False
        spread = thresholds.MOST_SPREAD * arb(self.reach) + arb(thresholds.NEGLIGIBLE)
        return bool(magnitude(self.line - self.truth) > spread + float_error(self.number, self.truth))

    @property
    def is_over_rounded(self) -> bool:
        """Whether what it has lost by rounding matters."""
        lost = magnitude(exact(self.number.value) - self.truth)
        return bool(lost > magnitude(self.truth) * exact(Fraction(str(thresholds.OVER_ROUNDED))))


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict and when it is given.

    Args:
        name: What is so.
        holds: Whether it is.
        verdict: The verdict then.
        cause: The result printed before that the mistake comes from; None where it is the number's own.
    """

    name: str
    holds: Callable[[Evidence], bool]
    verdict: Verdict
    cause: Callable[[Evidence], LedgerEntry | None] = lambda _: None


VERDICTS: tuple[VerdictRow, ...] = (
    VerdictRow("all its digits", lambda e: e.of_truth is Fit.EXACT, Verdict.RIGHT),
    VerdictRow("rounded", lambda e: e.of_truth is Fit.ROUNDED, Verdict.ROUNDED),
    VerdictRow(
        "rounded operands, rounded", lambda e: e.is_carried and e.of_line in (Fit.EXACT, Fit.ROUNDED), Verdict.CARRIED
    ),
    VerdictRow("as near as the digits of its operands tell", lambda e: e.is_alone and e.is_carried, Verdict.CARRIED),
    VerdictRow("of operands that are printed shorter", lambda e: e.is_alone and e.has_longer_operands, Verdict.CARRIED),
    VerdictRow("cut off", lambda e: e.of_truth is Fit.TRUNCATED, Verdict.TRUNCATED),
    VerdictRow("rounded operands, cut off", lambda e: e.is_carried and e.of_line is Fit.TRUNCATED, Verdict.CARRIED),
    VerdictRow(
        "repeats a result of rounded operands",
        lambda e: e.repeated is not None and e.repeated.verdict is Verdict.CARRIED,
        Verdict.CARRIED,
    ),
    VerdictRow("repeats a result one off", lambda e: e.repeated is not None, Verdict.LAST_PLACE),
    VerdictRow("one off", lambda e: e.is_one_off and e.repeated_mistake is None, Verdict.LAST_PLACE),
    VerdictRow(
        "follows from a wrong operand",
        lambda e: e.of_line.good and bool(e.mistaken),
        Verdict.WRONG,
        lambda e: e.mistaken[0],
    ),
    VerdictRow(
        "repeats a wrong result",
        lambda e: (e.line is None or e.is_one_off) and e.repeated_mistake is not None,
        Verdict.WRONG,
        lambda e: e.repeated_mistake,
    ),
    VerdictRow("wrong", lambda _: True, Verdict.WRONG),
)
"""The verdict on a number: the first row that holds."""


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """A flag and when it is added to a verdict.

    Args:
        name: What is so.
        of: The verdicts to which it is added.
        holds: Whether it is so.
        flag: The remark then.
        reason: Why, where the flag alone does not tell.
    """

    name: str
    of: frozenset[Verdict]
    holds: Callable[[Evidence], bool]
    flag: Flag
    reason: Reason | None = None


SHORTENED = frozenset({Verdict.ROUNDED, Verdict.TRUNCATED})
TRUE = SHORTENED | {Verdict.RIGHT}

REMARKS: tuple[RemarkRow, ...] = (
    RemarkRow(
        "right by luck",
        TRUE,
        lambda e: e.hides_a_mistake,
        Flag.BY_LUCK,
        Reason(ReasonCode.AGREES_BY_LUCK),
    ),
    RemarkRow(
        "digits that its operands do not support",
        frozenset({Verdict.CARRIED}),
        lambda e: e.allowed > thresholds.EXCESS_UNITS * e.unit,
        Flag.EXCESS_DIGITS,
    ),
    RemarkRow(
        "not what the line gives", frozenset(Verdict) - SHORTENED, lambda e: e.misses_its_line, Flag.LINE_MISMATCH
    ),
    RemarkRow(
        "not what the line gives, shortened",
        SHORTENED,
        lambda e: e.misses_its_line and not e.is_vague,
        Flag.LINE_MISMATCH,
    ),
    RemarkRow(
        "the digits of another line",
        SHORTENED,
        lambda e: e.comes_of_another_line,
        Flag.LINE_MISMATCH,
        Reason(ReasonCode.LINE_OF_ANOTHER),
    ),
    RemarkRow("too few figures", SHORTENED, lambda e: e.is_over_rounded, Flag.OVER_ROUNDED),
)
"""The remarks on a number beside its verdict: every row that holds."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """The verdict on a number, with its remarks.

    Args:
        name: The row of `VERDICTS` that decided.
        verdict: Its verdict.
        remarks: The flags beside that, each with its reason.
        cause: The result printed before that the mistake comes from.
    """

    name: str
    verdict: Verdict
    remarks: tuple[tuple[Flag, Reason | None], ...]
    cause: LedgerEntry | None


def weigh(evidence: Evidence) -> Weighed:
    """Return the verdict on a number, by what is known of it."""
    row = next(row for row in VERDICTS if row.holds(evidence))
    cause = row.cause(evidence)
    remarks = [(at.flag, at.reason) for at in REMARKS if row.verdict in at.of and at.holds(evidence)]
    inherited: list[tuple[Flag, Reason | None]] = [(Flag.INHERITED, None)] if cause is not None else []
    return Weighed(row.name, row.verdict, (*inherited, *remarks), cause)
