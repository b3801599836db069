"""Slips made on purpose in right lines, with the certified wrong number: the inverse of finding them.

What a slip leads to is what its finder yields for a right claim: the value that would have been printed, or the side
that would have been written. So most rows need no more than that; the others say how the slip is made. A value is a
ball, and is printed to as many decimals as the right number. A slip is not made where what comes out would be another
slip as well, one that the table has before it, nor where it would still be right, or claim nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from flint import ctx

from .. import thresholds
from ..judging.identities import Identities
from ..judging.judge import Judge
from ..judging.ledger import decimals
from ..judging.verdicts import ClaimKind, Verdict
from ..quantities.atoms import Role
from ..quantities.refusals import NotCheckable
from ..reasons import Reason
from ..source import Span
from ..tree import Chain, Name, Node, Numeral, Side, printed
from ..values.digits import Fit, figures_of, fit, is_finite, rounded_like
from .case import FormulaCase, NumberCase, Suspect, WrongNumber, WrongSide, value_of_line
from .explanations import is_equal, slip_of_formula, slip_of_number
from .slip import FormulaSlip, JudgedSlip, NumberSlip, Unplantable
from .table import NUMBER_SLIPS
from .writing import NotWritten, written

GOOD = frozenset({Verdict.RIGHT, Verdict.ROUNDED, Verdict.TRUNCATED})
NOWHERE = Span(0, 0)


class Declined(Enum):
    """Why a slip is not made where it could be."""

    ANOTHER_SLIP = "another-slip"
    NOT_WRONG = "not-wrong"


@dataclass(frozen=True, slots=True)
class Planted:
    """A slip in a document.

    Args:
        slip: What is mistaken.
        changes: What is put where in the text of the document.
        number: The certified wrong number; empty for a formula.
        declined: Why the slip is not to be made there; None where it is.
    """

    slip: Reason
    changes: tuple[tuple[Span, str], ...]
    number: str = ""
    declined: Declined | None = None

    def put_in(self, text: str) -> str:
        """Return the text of the document with the slip in it."""
        for span, new in sorted(self.changes, key=lambda change: change[0].start, reverse=True):
            text = text[: span.start] + new + text[span.end :]
        return text


def right_claims(judge: Judge, subscripts: Sequence[str]) -> Iterator[NumberCase | FormulaCase]:
    """Yield the claims of a document that are right, and in which slips can be made.

    Args:
        judge: By whom they were judged.
        subscripts: All that the document uses.
    """
    for draft in judge.drafts:
        if draft.verdict not in GOOD or draft.flags or not _is_in_one_place(draft.chain):
            continue
        if draft.kind is ClaimKind.NUMBER and draft.stated is not None and draft.truth is not None:
            if draft.subject is not None and draft.subject.flat[0].role is Role.RATE:
                # Another learning rate than that of the spec is remarked on, and is no wrong number.
                continue
            ledger = judge.ledger.before(draft.chain.span.start)
            yield NumberCase(draft, draft.stated, draft.truth, judge.naming, ledger)
        elif draft.kind is ClaimKind.IDENTITY and len(draft.sides) == 2:
            yield FormulaCase(draft, *draft.sides, judge.naming, judge.points, subscripts)


def _is_in_one_place(chain: Chain) -> bool:
    """Say whether a claim is an equation, and not the cell of a table with what stands before its row."""
    spans = [side.span for side in chain.sides]
    return bool(spans) and chain.span.start <= spans[0].start and spans[-1].end <= chain.span.end


def plant_in_number(slip: NumberSlip | JudgedSlip, case: NumberCase, text: str) -> Iterator[Planted]:
    """Yield what a slip can make of a right number and its line; nothing where it cannot be made there.

    Args:
        slip: The row.
        case: The right number.
        text: The document.
    """
    return (planted for planted in tried_in_number(slip, case, text) if planted.declined is None)


def tried_in_number(slip: NumberSlip | JudgedSlip, case: NumberCase, text: str) -> Iterator[Planted]:
    """Yield what a slip would make of a right number and its line, with what is declined."""
    side = next((side for side in case.draft.chain.sides if printed(side.node) == case.stated), None)
    if side is None or side is case.draft.chain.sides[0] or not _is_plain(text[side.span.start : side.span.end], case):
        return
    with suppress(NotCheckable), ctx.workprec(thresholds.BITS):
        for wrong in _wrong_numbers(slip, case):
            if figures_of(wrong.digits) >= thresholds.TELLING_FIGURES and _is_wrong(case, wrong):
                with suppress(NotWritten):
                    changes = _changes(case, side, wrong, text)
                    yield Planted(
                        Reason(slip.code, wrong.details), changes, wrong.digits, _why_number_declined(slip, case, wrong)
                    )


def _why_number_declined(slip: NumberSlip | JudgedSlip, case: NumberCase, wrong: WrongNumber) -> Declined | None:
    if wrong.digits == case.stated.text:
        return None
    number = Numeral(wrong.digits, Fraction(wrong.digits), case.stated.span)
    if _is_right_otherwise(case, number):
        return Declined.NOT_WRONG
    return Declined.ANOTHER_SLIP if _is_another(slip, case, number, wrong.line) else None


def _is_right_otherwise(case: NumberCase, number: Numeral) -> bool:
    """Say whether a number is right where the name of its quantity is read in another way."""
    name = case.draft.subject_node
    if not isinstance(name, Name):
        return False
    atoms = (meaning.atom for meaning in case.naming.options(name).values())
    values = (case.naming.known(atom) for atom in atoms if atom is not None)
    return any(value is not None and fit(number, value).good for value in values)


def _is_another(slip: NumberSlip | JudgedSlip, case: NumberCase, number: Numeral, node: Node | None) -> bool:
    """Say whether a wrong number after a line is what another slip gives as well, one that would be found first."""
    line = value_of_line(case.naming, node) if node is not None else None
    gives = line is not None and fit(number, line).good
    draft = replace(case.draft, stated=number, line_node=node, line=line, line_gives=gives)
    first = slip_of_number(replace(case, draft=draft, stated=number))
    return first is not None and first.code not in (slip.code, *slip.same_as)


def _is_wrong(case: NumberCase, wrong: WrongNumber) -> bool:
    """Say whether a number with a slip is certainly wrong, where it is not its line alone that is."""
    number = Numeral(wrong.digits, Fraction(wrong.digits), NOWHERE)
    return wrong.digits == case.stated.text or fit(number, case.truth) is Fit.OFF


def plant_in_formula(slip: FormulaSlip, case: FormulaCase, text: str) -> Iterator[Planted]:
    """Yield what a slip can make of a right formula; nothing where it cannot be made there.

    Args:
        slip: The row.
        case: The right formula.
        text: The document.
    """
    return (planted for planted in tried_in_formula(slip, case, text) if planted.declined is None)


def tried_in_formula(slip: FormulaSlip, case: FormulaCase, text: str) -> Iterator[Planted]:
    """Yield what a slip would make of a right formula, with what is declined."""
    side = next((side for side in case.draft.chain.sides if side.node is case.right), None)
    if side is None:
        return
    with suppress(NotCheckable), ctx.workprec(thresholds.BITS):
        for wrong in _wrong_sides(slip, case):
            if not is_equal(case, wrong.side):
                with suppress(NotWritten):
                    changes = ((side.span, written(wrong.side, case.right, text)),)
                    declined = _why_formula_declined(slip, case, wrong.side)
                    yield Planted(Reason(slip.code, wrong.details), changes, declined=declined)


def _why_formula_declined(slip: FormulaSlip, case: FormulaCase, side: Node) -> Declined | None:
    draft = replace(case.draft, sides=(case.left, side), flags=[], reasons=[])
    judge, sides = Identities(case.naming, list(case.points)), [side.node for side in draft.chain.sides]
    only_near = "≈" in draft.chain.relations[sides.index(case.left) : sides.index(case.right)]
    verdict, _ = judge.compared(case.left, side, True, draft, only_near)
    if verdict is not Verdict.WRONG:
        return Declined.NOT_WRONG
    found = slip_of_formula(replace(case, draft=draft, right=side, points=judge.tried.telling(draft.sides, draft)))
    is_another = found is not None and found[1].code not in (slip.code, *slip.same_as)
    return Declined.ANOTHER_SLIP if is_another else None


def _wrong_sides(slip: FormulaSlip, case: FormulaCase) -> Iterator[WrongSide]:
    if isinstance(slip.plant, Unplantable):
        return
    if slip.plant is not None:
        yield from slip.plant(case)
        return
    for other in slip.find(case):
        if other.slip.code == slip.code:
            yield WrongSide(other.side, other.slip.details)


def _is_plain(text: str, case: NumberCase) -> bool:
    """Say whether a number is written by its digits alone, not with a power of ten or in a box."""
    digits = case.stated.text.lstrip("-")
    return re.sub(r"[^0-9.]", "", text.replace("{,}", ".").replace(",", ".")) == digits and "10^" not in text


def _wrong_numbers(slip: NumberSlip | JudgedSlip, case: NumberCase) -> Iterator[WrongNumber]:
    if isinstance(slip.plant, Unplantable):
        return
    if slip.plant is not None:
        yield from slip.plant(case)
        return
    row = next((row for row in NUMBER_SLIPS if row is slip), None)
    line = case.draft.line_node
    if row is None or (slip.needs_line and line is None):
        return
    # Where the slip is one of computing, the line stays; a slip of the rule is shown by its result alone.
    as_if = replace(case.draft, line_gives=False, line_node=line if slip.needs_line else None, line=None)
    for suspect in row.find(replace(case, draft=as_if)):
        if suspect.slip.code == slip.code:
            yield from _printed(suspect, case, as_if.line_node)


def _printed(suspect: Suspect, case: NumberCase, line: Node | None) -> Iterator[WrongNumber]:
    """Yield the value of a slip to as many decimals as were printed, where that is certain and another number."""
    if not is_finite(suspect.value):
        return
    digits = rounded_like(suspect.value, decimals(case.stated))
    if "e" in digits:
        return
    number = Numeral(digits, Fraction(digits), NOWHERE)
    if fit(number, suspect.value).good and fit(number, case.truth) is Fit.OFF:
        yield WrongNumber(digits, suspect.slip.details, line)


def _changes(case: NumberCase, side: Side, wrong: WrongNumber, text: str) -> tuple[tuple[Span, str], ...]:
    like = text[side.span.start : side.span.end]
    comma = "{,}" if "{,}" in like else "," if "," in like and "." in case.stated.text else "."
    digits = wrong.digits.replace(".", comma)
    line = next((one for one in case.draft.chain.sides if one.node is case.draft.line_node), None)
    if wrong.line is None or line is None:
        return ((Span(case.draft.chain.sides[0].span.end, side.span.end), f" = {digits}"),)
    if wrong.line is case.draft.line_node:
        return ((side.span, digits),)
    changed = written(wrong.line, line.node, text)
    return (line.span, changed.replace(".", comma) if comma != "." else changed), (side.span, digits)
