"""What a slip is: a row with its code, how it is found, and how it is made.

A finder yields what a slip would have led to, with the code of that slip: the value that would have been printed, or
the right side as it would be without the slip. The first that fits what is printed is the diagnosis. Rows may share a
finder: the changes of a line are tried in the order of the line, whatever each is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeAlias, TypeVar

from .. import thresholds
from ..judging.claim import Draft
from ..judging.verdicts import Verdict
from ..reasons import Reason, SlipCode
from .case import FormulaCase, NumberCase, OtherSide, RoundsCase, Suspect, WrongNumber, WrongSide

C = TypeVar("C")
F = TypeVar("F")
R = TypeVar("R")
W = TypeVar("W")


class Of(Enum):
    """What a slip is made in."""

    NUMBER = "number"
    FORMULA = "formula"
    ROUNDS = "rounds"
    JUDGED = "judged"


class Unplantable(Enum):
    """Why a slip cannot be made in one line of a derivation: what it is made in instead."""

    ANOTHER_LINE = "another-line"
    DOCUMENT = "document"
    NAME = "name"
    PROSE = "prose"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Slip(Generic[C, F, R, W]):
    """One slip.

    Args:
        code: Its stable name.
        of: What it is made in.
        find: Yields what the slip would have led to in a claim; may yield that of other rows as well.
        least_figures: With how many figures a number must be printed to tell the slip from chance.
        needs_line: Whether it is only looked for where a line of numbers stands before the number and does not give it.
        of_rule: Whether it is one of the rule that a line follows, and so not looked for where a line does not give the
            number that stands after it.
        exact_tells: Whether a number of fewer figures tells as well where it is exact.
        any_layout: Whether matrices may stand either way.
        verdict: What the claim is then.
        plant: Makes the slip in a right claim, or says why that cannot be; None where what `find` yields for a right
            claim is what the slip makes of it. It knows no code, so that a row makes no other slip than its own.
        same_as: Codes by which the same mistake may be found as well, where the numbers do not show which one was made.
    """

    code: SlipCode
    of: Of
    find: Callable[[C], Iterator[F]]
    least_figures: int = thresholds.LEAST_FIGURES_OF_A_SLIP
    needs_line: bool = False
    of_rule: bool = False
    exact_tells: bool = False
    any_layout: bool = False
    verdict: Verdict = Verdict.WRONG
    plant: Callable[[R], Iterator[W]] | Unplantable | None = None
    same_as: frozenset[SlipCode] = frozenset()


NumberSlip: TypeAlias = Slip[NumberCase, Suspect, NumberCase, WrongNumber]
FormulaSlip: TypeAlias = Slip[FormulaCase, OtherSide, FormulaCase, WrongSide]
RoundsSlip: TypeAlias = Slip[RoundsCase, Suspect, RoundsCase, WrongNumber]
JudgedSlip: TypeAlias = Slip[Draft, Reason, NumberCase, WrongNumber]
