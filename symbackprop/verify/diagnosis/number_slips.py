"""Why a wrong line is wrong: known slips, each of which must give exactly what is printed before it is named.

A slip is a row of one of the tables below: a function that yields values, each with what it would mean. The first value
whose digits are the printed ones, all of them, is the diagnosis; where none is, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, islice

from flint import arb, ctx

from ...graph.tape import exact
from .. import thresholds
from ..grammar.edits import edits, misplaced, replaced
from ..interpretation.naming import Naming
from ..judging.claim import Draft
from ..judging.ledger import Ledger
from ..judging.verdicts import Flag
from ..quantities.refusals import NotCheckable
from ..tree import numerals_in
from ..values.digits import Fit, fit, magnitude, shown, unit_of
from .case import Case, Suggestion, has_digits_of, value_of_line
from .digit_slips import mistaken_digits
from .gradient_slips import mistaken_formulas, mistaken_operands, values_of_others


def diagnose_number(draft: Draft, naming: Naming, ledger: Ledger) -> None:
    """Say why a number is wrong, where a known slip gives exactly its digits."""
    if draft.stated is None or draft.truth is None:
        return
    case = Case(draft, draft.stated, draft.truth, naming, ledger)
    with ctx.workprec(thresholds.BITS):
        slips = (mistaken_digits, _sign, _line_edits, mistaken_formulas, values_of_others, mistaken_operands)
        for slip in slips[draft.line_gives :]:
            for value, reason, correction in _found(slip, case):
                if has_digits_of(case, value, slip in SEVERAL) or (
                    slip is _sign and fit(case.stated, value) is Fit.EXACT
                ):
                    draft.reason = f"{draft.reason}; {reason}" if draft.reason else reason
                    draft.correction = draft.correction or correction or f"write {case.right}"
                    return
    if draft.line is not None and not draft.line_gives and not draft.reason:
        draft.reason = f"the line gives {shown(draft.line, draft.stated, more=1)}, not {draft.stated.text}"
    elif draft.line_gives and not draft.reason and draft.cause is None:
        draft.reason = NO_SLIP
    draft.correction = draft.correction or f"write {case.right}"


def _found(slip: Callable[[Case], Iterator[Suggestion]], case: Case) -> Iterator[Suggestion]:
    """Yield what a slip would give, as far as the spec gives the values for it."""
    with suppress(NotCheckable):
        yield from slip(case)


NO_SLIP = "the arithmetic of the line is right, but the line is not what it should be"
"""What is said of a wrong number that its line gives, where no slip explains it."""


def _sign(case: Case) -> Iterator[Suggestion]:
    """A sign lost or put in."""
    for right in (case.truth, case.draft.line):
        if right is not None and (right < 0) == (case.truth < 0):
            yield -right, "the sign is lost" if right < 0 else "there is a minus too many", f"write {case.right}"


def _line_edits(case: Case) -> Iterator[Suggestion]:
    """What the line would have to say for the number to be its value."""
    line = case.draft.line_node
    if line is None or case.draft.line_gives:
        return
    for edited, reason in chain(
        islice(edits(line), thresholds.MOST_EDITS), islice(misplaced(line), thresholds.MOST_EDITS // 4)
    ):
        value = value_of_line(case.naming, edited)
        if value is not None:
            yield value, reason, ""
    recent = list(islice(reversed(case.ledger.entries.values()), thresholds.MOST_ENTRIES_SWAPPED))
    for numeral in numerals_in(line)[:8]:
        for entries in recent:
            other = entries[-1].stated
            if abs(other.value) != abs(numeral.value):
                value = value_of_line(case.naming, replaced(line, numeral, other))
                if value is not None:
                    reason = f"the number comes from {other.text}, where the line has {numeral.text}"
                    yield value, reason, ""


SEVERAL = (values_of_others, _line_edits, mistaken_operands)
"""Slips that try many values, of which one may come near a number of few figures by chance."""


def diagnose_mismatch(draft: Draft, naming: Naming) -> None:
    """Say what the line lacks whose value is not the number printed after it, though that number is right."""
    if draft.line_node is None or draft.stated is None or Flag.OPERAND in draft.flags:
        return
    with ctx.workprec(thresholds.BITS):
        for at, (edited, reason) in enumerate(edits(draft.line_node)):
            if at >= thresholds.MOST_EDITS:
                break
            value = value_of_line(naming, edited)
            if value is not None and (
                fit(draft.stated, value).good
                or bool(magnitude(value - exact(draft.stated.value)) <= arb(exact(draft.reach + unit_of(draft.stated))))
            ):
                draft.reason = f"{draft.reason}; {reason}" if draft.reason else reason
                draft.correction = draft.correction or "mend the line; its result is right"
                return
    if draft.line is not None and not draft.reason:
        draft.reason = f"the line gives {shown(draft.line, draft.stated, more=1)}, not {draft.stated.text}"
        draft.correction = draft.correction or "mend the line; its result is right"
