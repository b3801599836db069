"""Slips in computing a line: what it would have to say for the number after it to be its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from flint import arb

from ...graph.tape import exact
from .. import thresholds
from ..grammar.edits import (
    COMMON_LOGARITHM,
    EXPONENT_MINUS_IGNORED,
    EXPONENT_MINUS_MISSING,
    FACTOR_LEFT_OUT,
    MINUS_READ_AS_PLUS,
    POWER_NOT_TAKEN,
    PRODUCT_FOR_SUM,
    REVERSED,
    SIGN_IN_LINE,
    SUM_FOR_PRODUCT,
    TERM_NOT_ADDED,
    TERM_POINT,
    edits,
    misplaced,
    replaced,
)
from ..judging.slips import OLD_VALUE_WRONG, OPERAND_MISPRINTED, OPERAND_WRONG
from ..reasons import Details, Reason, slip_code
from ..tree import Numeral, numerals_in
from ..values.digits import magnitude, unit_of
from .case import NumberCase, Suspect, value_of_line
from .digit_slips import MISPRINTS, SIGN_ADDED, SIGN_LOST
from .gradient_slips import SLOPE_IN_PART, SLOPE_MISSING
from .planted_numbers import lost_exponent_minuses, numbers_of_earlier_lines, other_given_values
from .slip import NumberSlip, Of, Slip

OPERAND_OF_ANOTHER_LINE = slip_code(
    "operand-of-another-line",
    "the result was computed with a number of another line",
    "The line is right, but another number than it shows went into the calculator.",
    ("the number comes from {other}, where the line has {number}",),
)


def mistaken_lines(case: NumberCase) -> Iterator[Suspect]:
    """A sign, a term, a factor, a power or an operand of the line that was taken for another."""
    line = case.open_line
    if line is None:
        return
    for edit in chain(islice(edits(line), thresholds.MOST_EDITS), islice(misplaced(line), thresholds.FEW_EDITS)):
        value = value_of_line(case.naming, edit.node)
        if value is not None:
            yield Suspect(value, case.slip(edit.code, edit.quantity, edit.other if edit.code in REVERSED else ""))


def numbers_of_other_lines(case: NumberCase) -> Iterator[Suspect]:
    """A result of another line put in for a number of this one."""
    line = case.open_line
    if line is None:
        return
    swapped = sorted(numerals_in(line), key=lambda numeral: numeral.value.denominator == 1)
    for numeral in swapped[: thresholds.MOST_NUMERALS_SWAPPED]:
        for other in _of_other_lines(case):
            if abs(other.value) != abs(numeral.value):
                value = value_of_line(case.naming, replaced(line, numeral, other))
                if value is not None:
                    slip = case.slip(OPERAND_OF_ANOTHER_LINE, other=other.text, number=numeral.text)
                    yield Suspect(value, slip)


def _of_other_lines(case: NumberCase) -> Iterator[Numeral]:
    """Yield the results before and after a number, of each size with either sign; the number itself hides none."""
    start, end = case.stated.span.start, case.draft.chain.span.end
    for entries in islice(reversed(case.ledger.entries.values()), thresholds.MOST_ENTRIES_SWAPPED):
        yield from {
            entry.stated.value: entry.stated for entry in entries if not start <= entry.stated.span.start < end
        }.values()


def given_values_put_in(case: NumberCase) -> Iterator[Suspect]:
    """A number of a line that gives its result in place of a value that is given, by which the line would be right."""
    draft, line = case.draft, case.draft.line_node
    if line is None or not draft.line_gives:
        return
    given = list(islice(case.naming.network.values.items(), thresholds.MOST_OPERANDS))
    ways, near = 0, arb(exact(draft.reach + unit_of(case.stated)))
    for numeral in numerals_in(line)[: thresholds.MOST_NUMERALS_SWAPPED]:
        for symbol, value in given if numeral.value.denominator != 1 else ():
            if abs(value.value) == abs(numeral.value):
                continue
            ways += 1
            put = replaced(line, numeral, Numeral(value.text, value.value, numeral.span))
            corrected = value_of_line(case.naming, put)
            if corrected is not None and bool(magnitude(corrected - case.truth) <= near):
                slip = Reason(OPERAND_WRONG, Details(quantity=symbol.ascii, number=numeral.text, right=value.text))
                yield Suspect(exact(case.stated.value), slip, ways)


TURNED_SIGNS = frozenset(
    {
        EXPONENT_MINUS_IGNORED,
        EXPONENT_MINUS_MISSING,
        MINUS_READ_AS_PLUS,
        SIGN_ADDED,
        SIGN_IN_LINE,
        SIGN_LOST,
    }
)
"""A product has another sign, whichever of its factors has; `a - b` squared is the square of `b - a`."""

PARTS_OF_SLOPES = frozenset({SLOPE_IN_PART, SLOPE_MISSING})
"""What is left out of a line may be a slope, or one factor of it."""

LINE_SLIPS: Sequence[NumberSlip] = (
    Slip(COMMON_LOGARITHM, Of.NUMBER, mistaken_lines, needs_line=True),
    Slip(EXPONENT_MINUS_IGNORED, Of.NUMBER, mistaken_lines, needs_line=True, same_as=TURNED_SIGNS),
    Slip(
        EXPONENT_MINUS_MISSING,
        Of.NUMBER,
        mistaken_lines,
        needs_line=True,
        plant=lost_exponent_minuses,
        same_as=TURNED_SIGNS,
    ),
    Slip(FACTOR_LEFT_OUT, Of.NUMBER, mistaken_lines, needs_line=True, same_as=PARTS_OF_SLOPES),
    Slip(MINUS_READ_AS_PLUS, Of.NUMBER, mistaken_lines, needs_line=True, same_as=TURNED_SIGNS),
    Slip(POWER_NOT_TAKEN, Of.NUMBER, mistaken_lines, needs_line=True),
    Slip(PRODUCT_FOR_SUM, Of.NUMBER, mistaken_lines, needs_line=True),
    Slip(SIGN_IN_LINE, Of.NUMBER, mistaken_lines, needs_line=True, same_as=TURNED_SIGNS),
    Slip(SUM_FOR_PRODUCT, Of.NUMBER, mistaken_lines, needs_line=True),
    Slip(TERM_NOT_ADDED, Of.NUMBER, mistaken_lines, needs_line=True, same_as=PARTS_OF_SLOPES),
    Slip(TERM_POINT, Of.NUMBER, mistaken_lines, needs_line=True, same_as=MISPRINTS),
)
"""Slips in computing a line."""

OTHER_LINE_SLIPS: Sequence[NumberSlip] = (
    Slip(
        OPERAND_WRONG,
        Of.NUMBER,
        given_values_put_in,
        plant=other_given_values,
        same_as=frozenset({OLD_VALUE_WRONG, OPERAND_MISPRINTED}),
    ),
    Slip(
        OPERAND_OF_ANOTHER_LINE,
        Of.NUMBER,
        numbers_of_other_lines,
        thresholds.TELLING_FIGURES,
        needs_line=True,
        plant=numbers_of_earlier_lines,
    ),
)
"""Slips in which numbers of other lines went into the calculator, of which there are many."""
