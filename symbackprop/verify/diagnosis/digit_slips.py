"""Slips of the pen: digits dropped, put in, swapped or mistyped, points in the wrong place, and signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from flint import fmpq

from ...graph.tape import Ball, exact
from ...spelling import Misprint, one_slip
from .. import thresholds
from ..judging.ledger import decimals
from ..reasons import Details, Reason, SlipCode, slip_code
from ..tree import Numeral
from ..values.digits import Fit, figures_of, fit, is_near, magnitude, rounded_like
from .case import NumberCase, Suspect
from .gradient_slips import is_slope, mistaken_slopes
from .planted_numbers import added_digits, changed_digits, dropped_digits, moved_points, swapped_digits
from .slip import NumberSlip, Of, Slip

DECIMAL_POINT = slip_code(
    "decimal-point",
    "the decimal point is in the wrong place",
    "The digits are right; count the places of the factors, or estimate the size first.",
    ("the decimal point is {places} off",),
)
DIGITS_SWAPPED = slip_code(
    "digits-swapped",
    "two neighbouring digits are swapped",
    "Compare long numbers digit by digit when you copy them.",
    ("two digits are swapped: {number}",),
)
DIGIT_ADDED = slip_code(
    "digit-added",
    "a digit too many",
    "Compare long numbers digit by digit when you copy them.",
    ("a digit is put in: {number}", "a digit is put in: the document has {elsewhere} elsewhere"),
)
DIGIT_CHANGED = slip_code(
    "digit-changed",
    "one digit is wrong",
    "Compare long numbers digit by digit when you copy them.",
    ("one digit is another: {number}", "a digit is wrong: the document has {elsewhere} elsewhere"),
)
DIGIT_DROPPED = slip_code(
    "digit-dropped",
    "a digit is missing",
    "Compare long numbers digit by digit when you copy them.",
    ("a digit is dropped: {number}", "a digit is dropped: the document has {elsewhere} elsewhere"),
)
SIGN_ADDED = slip_code(
    "sign-added",
    "a minus too many",
    "Check the sign of each difference, as of output minus target.",
    ("there is a minus too many",),
)
SIGN_LOST = slip_code(
    "sign-lost",
    "the minus of a number is lost",
    "Copy the sign with the number.",
    ("the sign is lost",),
)


def misplaced_points(case: NumberCase) -> Iterator[Suspect]:
    """A decimal point in the wrong place."""
    if case.draft.line_gives:
        # What was worked out was not mistyped.
        return
    if is_slope(case):
        # A slope that is a power of ten moves the point as well.
        yield from mistaken_slopes(case)
    stated, value, text = case.stated, exact(case.stated.value), case.stated.text.lstrip("-")
    # Where the point has gone to the right, zeros have been put after the digits that there were.
    bare = Numeral(stated.text.rstrip("0"), stated.value, stated.span) if text.endswith("0") and "." in text else stated
    for right in _meant(case):
        for shift in _shifts():
            moved = right * (fmpq(10) ** shift)
            if fit(stated, moved).good or (
                shift > 0 and figures_of(bare.text) > thresholds.LEAST_FIGURES_OF_A_SLIP and fit(bare, moved).good
            ):
                yield Suspect(value, case.slip(DECIMAL_POINT, count=abs(shift)), 2 * thresholds.MOST_PLACES_MOVED)


def mistaken_digits(case: NumberCase) -> Iterator[Suspect]:
    """Digits dropped, put in, swapped or mistyped."""
    if not case.draft.line_gives:
        for right in _meant(case):
            yield from _misprints(case, right)


def _meant(case: NumberCase) -> Iterator[Ball]:
    """Yield what was to be written: the truth, or the value of a line that carries on rounded numbers."""
    yield case.truth
    line = case.draft.line
    if line is not None and magnitude(line - case.truth) * thresholds.NEAR_THE_TRUTH < magnitude(case.truth):
        yield line


def _misprints(case: NumberCase, right: Ball) -> Iterator[Suspect]:
    stated = case.stated
    value = exact(stated.value)
    text = stated.text.lstrip("-")
    if figures_of(text) >= thresholds.TELLING and "e" not in text and (stated.value < 0) == (right < 0):
        figures = figures_of(text)
        ways = thresholds.MISPRINTS_OF_A_FIGURE * figures
        size = right if right > 0 else -right
        places = decimals(stated)
        for more in (0, 1, 2, -1):
            rounded = rounded_like(size, places + more)
            cut = _truncated(size, places + more)
            for written in dict.fromkeys((rounded, cut)):
                code = _one_off(text, written, more)
                if code is not None:
                    signed = f"{'-' if right < 0 else ''}{written}"
                    yield Suspect(
                        value,
                        Reason(code, Details(number=written, right=signed)),
                        figures if code is DIGITS_SWAPPED else ways,
                    )
        for other in islice(case.ledger.seen.values(), thresholds.MOST_SEEN):
            if is_near(text, other.text) and fit(other, size) not in (Fit.EXACT, Fit.OFF):
                code = BY_LENGTH.get(len(other.text) - len(text), DIGIT_CHANGED)
                yield Suspect(value, Reason(code, Details(elsewhere=other.text, right=case.right)), ways)


def _shifts() -> Iterator[int]:
    """Yield by how many places a decimal point may be off, the fewest first."""
    for places in range(1, thresholds.MOST_PLACES_MOVED + 1):
        yield from (places, -places)


BY_LENGTH = {1: DIGIT_DROPPED, -1: DIGIT_ADDED}
"""By how many more signs there should be, what has happened to a number."""


def _truncated(size: Ball, places: int) -> str:
    rounded = rounded_like(size, max(places, 0) + thresholds.DIGITS_BEHIND_A_CUT)
    return rounded[: len(rounded) - thresholds.DIGITS_BEHIND_A_CUT].removesuffix(".")


def _one_off(text: str, right: str, more: int) -> SlipCode | None:
    slip = one_slip(right, text)
    if slip is None:
        return None
    longer = max(text, right, key=len)
    inside = slip.last >= 2 and slip.first < len(longer) - 1 and figures_of(longer) > thresholds.TELLING_FIGURES
    match slip.kind:
        case Misprint.LEFT_OUT:
            return DIGIT_DROPPED if inside else None
        case Misprint.INSERTED:
            return DIGIT_ADDED if inside else None
        case Misprint.SWAPPED:
            return None if more else DIGITS_SWAPPED
        case Misprint.CHANGED:
            long = (
                figures_of(text) >= thresholds.TELLING_FIGURES
                and slip.first < len(text) - 1
                and text[slip.first] != "."
            )
            return DIGIT_CHANGED if long and not more else None


def mistaken_signs(case: NumberCase) -> Iterator[Suspect]:
    """A sign lost or put in."""
    for right in (case.truth, case.draft.line):
        if right is not None and (right < 0) == (case.truth < 0):
            yield Suspect(-right, case.slip(SIGN_LOST if right < 0 else SIGN_ADDED))


MISPRINTS = frozenset({DIGIT_ADDED, DIGIT_CHANGED, DIGIT_DROPPED, DIGITS_SWAPPED})
"""One digit more or less moves those behind it, which may be what another misprint does, or a small term that moved."""

SIGN_SLIPS: Sequence[NumberSlip] = (
    Slip(SIGN_ADDED, Of.NUMBER, mistaken_signs, exact_tells=True),
    Slip(SIGN_LOST, Of.NUMBER, mistaken_signs, exact_tells=True),
)
"""Slips of the sign of a result."""

POINT_SLIPS: Sequence[NumberSlip] = (Slip(DECIMAL_POINT, Of.NUMBER, misplaced_points, plant=moved_points),)
"""Slips of the decimal point."""

DIGIT_SLIPS: Sequence[NumberSlip] = (
    Slip(DIGIT_ADDED, Of.NUMBER, mistaken_digits, plant=added_digits, same_as=MISPRINTS),
    Slip(DIGIT_CHANGED, Of.NUMBER, mistaken_digits, plant=changed_digits),
    Slip(DIGIT_DROPPED, Of.NUMBER, mistaken_digits, plant=dropped_digits, same_as=MISPRINTS),
    Slip(DIGITS_SWAPPED, Of.NUMBER, mistaken_digits, plant=swapped_digits),
)
"""Slips of the digits."""
