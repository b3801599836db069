"""How a printed number stands to a certified value: exact, rounded, truncated, one unit off, or off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from math import inf
from struct import pack, unpack

from flint import arb, ctx, fmpq

from ...graph.rounding import decimals_of
from ...graph.tape import Ball, exact
from ...spelling import Misprint, one_slip
from .. import thresholds
from ..tree import Numeral


class Fit(Enum):
    """How the digits of a printed number come from a value; the earlier, the better."""

    EXACT = 0
    ROUNDED = 1
    TRUNCATED = 2
    UNIT = 3
    OFF = 4

    @property
    def good(self) -> bool:
        """Whether the digits are those of the value."""
        return self in (Fit.EXACT, Fit.ROUNDED, Fit.TRUNCATED)


def unit_of(numeral: Numeral) -> Fraction:
    """Return one unit in the last printed place."""
    return Fraction(10) ** -decimals_of(numeral.text)


def is_near(digits: str, others: str) -> bool:
    """Say whether the digits of a number are those of another with one changed, left out, put in or swapped.

    >>> is_near("0.005", "0.05"), is_near("0.15", "0.51"), is_near("0.15", "0.24")
    (True, True, False)
    """
    slip = one_slip(others, digits)
    if slip is None:
        return False
    # A point that changes places with a digit makes another size of the number.
    return slip.kind is not Misprint.SWAPPED or "." not in digits[slip.first : slip.last + 1]


def approximate(value: Ball | Fraction) -> float:
    """Return a number in double precision: infinite where it is too large for that, and never an error.

    >>> approximate(Fraction(1, 8)), approximate(-(Fraction(10) ** 400))
    (0.125, -inf)
    """
    if isinstance(value, Fraction):
        try:
            return float(value)
        except OverflowError:
            return inf if value > 0 else -inf
    return float(arb(value).mid())


def upper(ball: Ball) -> Fraction:
    """Return a fraction that a number is not above, and hardly below."""
    if isinstance(ball, fmpq):
        return Fraction(int(ball.p), int(ball.q))
    step = Fraction(1, thresholds.FINEST_REACH)
    return Fraction(approximate(ball.abs_upper())).limit_denominator(thresholds.FINEST_REACH) + step


def is_finite(value: Ball) -> bool:
    """Say whether a value is a number at all: a division by zero or a domain that is left gives none."""
    return not isinstance(value, arb) or bool(value.is_finite())


def unsigned(numeral: Numeral) -> Numeral:
    """Return a printed number without its sign."""
    return Numeral(numeral.text.lstrip("-"), abs(numeral.value), numeral.span, numeral.spare)


def figures_of(text: str) -> int:
    """Return how many significant figures a number is printed with.

    >>> figures_of("0.0043"), figures_of("1.50"), figures_of("3.5e-5")
    (2, 3, 2)
    """
    return len(text.lower().partition("e")[0].lstrip("-").replace(".", "").lstrip("0"))


class Float(Enum):
    """The formats in which programs compute, each with the spacing of its numbers at 1."""

    SINGLE = Fraction(1, 2**23)
    DOUBLE = Fraction(1, 2**52)


def printed_float(numeral: Numeral) -> Float | None:
    """Return the format of a number that a program printed with all its figures; None for others.

    >>> from ..source import Span
    >>> printed_float(Numeral("0.39249999999999996", Fraction("0.39249999999999996"), Span(0, 0)))
    <Float.DOUBLE: Fraction(1, 4503599627370496)>
    """
    figures = figures_of(numeral.text.lower().partition("e")[0].rstrip("0"))
    if figures >= thresholds.FIGURES_OF_A_SINGLE and _is_single(approximate(numeral.value)):
        return Float.SINGLE
    return Float.DOUBLE if figures_of(numeral.text) >= thresholds.FIGURES_OF_A_DOUBLE else None


def _is_single(double: float) -> bool:
    try:
        return bool(unpack("f", pack("f", double))[0] == double)
    except OverflowError:
        return False


def float_error(numeral: Numeral, value: Ball) -> Ball:
    """Return how far the rounding of a program's arithmetic takes a number that it printed; 0 for other numbers."""
    computed = printed_float(numeral)
    if computed is None:
        return arb(0)
    spacing = exact(computed.value)
    return spacing * (thresholds.ROUNDINGS_OF_A_DOUBLE * magnitude(value) + thresholds.ROUNDINGS_NEAR_ONE)


def _is_computed(numeral: Numeral, value: Ball) -> bool:
    """Say whether a number that a program printed is a value but for the rounding of its arithmetic."""
    allowed = float_error(numeral, value)
    return bool(allowed > 0) and bool(magnitude(value - exact(numeral.value)) <= allowed)


def fit(numeral: Numeral, value: Ball) -> Fit:
    """Return how a printed number comes from a certified value."""
    found = _fit(numeral, value)
    if not found.good and any(_fit(coarse, value) is Fit.ROUNDED for coarse in _coarser(numeral)):
        return Fit.ROUNDED
    return found


def _coarser(numeral: Numeral) -> Iterator[Numeral]:
    """Yield a number of which last zeros are no digits."""
    for zeros in range(1, numeral.spare + 1):
        yield replace(numeral, text=f"{numeral.text[:-zeros]}e{zeros}")


def _fit(numeral: Numeral, value: Ball) -> Fit:
    with ctx.workprec(thresholds.BITS):
        if isinstance(value, arb) and not value.is_finite():
            return Fit.OFF
        if isinstance(value, fmpq) and value == exact(numeral.value):
            return Fit.EXACT
        if isinstance(value, arb) and value.is_exact() and value == exact(numeral.value):
            return Fit.EXACT
        if _is_computed(numeral, value):
            return Fit.ROUNDED
        places = decimals_of(numeral.text)
        scale = exact(Fraction(10) ** places)
        scaled = value * scale
        printed = numeral.value * Fraction(10) ** places
        whole = int(printed)
        size = magnitude(scaled)
        low, high = _whole(size), _whole(size + fmpq(1, 2))
        if low is None or high is None:
            return Fit.EXACT if isinstance(scaled, arb) and scaled.contains(whole) else Fit.OFF
        same_sign = whole == 0 or (scaled > 0) == (whole > 0)
        if same_sign and abs(whole) == high:
            return Fit.ROUNDED
        if isinstance(scaled, fmpq) and same_sign and size + fmpq(1, 2) == high and abs(whole) == high - 1:
            return Fit.ROUNDED if whole % 2 == 0 else Fit.TRUNCATED
        if same_sign and abs(whole) == low:
            return Fit.TRUNCATED
        rounded = high if scaled > 0 else -high
        return Fit.UNIT if abs(whole - rounded) == 1 and abs(whole) >= 2 else Fit.OFF


def magnitude(value: Ball) -> Ball:
    """Return a value without its sign."""
    return arb(abs(value)) if isinstance(value, arb) else max(value, -value)


def _whole(value: Ball) -> int | None:
    if isinstance(value, fmpq):
        return int(value.p) // int(value.q)
    unique = value.floor().unique_fmpz()
    return None if unique is None else int(unique)


def rounded_like(value: Ball, places: int) -> str:
    """Return a value rounded half away from zero to some decimals, or its first figures where it is tiny or huge."""
    with ctx.workprec(thresholds.BITS):
        size = magnitude(value)
        if size > fmpq(10) ** thresholds.MOST_DIGITS_SHOWN or (
            places > thresholds.MOST_DIGITS_SHOWN and 0 < size < fmpq(10) ** -thresholds.MOST_DIGITS_SHOWN
        ):
            return str(arb(value).str(thresholds.FIGURES_SHOWN, radius=False))
        places = min(max(places, 0), thresholds.MOST_DIGITS_SHOWN)
        scaled = _whole(magnitude(value) * exact(Fraction(10) ** places) + fmpq(1, 2))
        if scaled is None:
            return str(arb(value).str(thresholds.FIGURES_SHOWN, radius=False))
        digits = str(scaled).rjust(places + 1, "0")
        text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
        return ("-" if value < 0 and scaled else "") + text


def shown(value: Ball, numeral: Numeral | None = None, more: int = 2) -> str:
    """Return a value as it is shown beside a printed number: with two digits more."""
    places = max(decimals_of(numeral.text), 0) if numeral else thresholds.DECIMALS_SHOWN
    with ctx.workprec(thresholds.BITS):
        size = abs(arb(value))
        extra = 0
        least = 10**thresholds.LEAST_FIGURES_SHOWN
        while extra < thresholds.MOST_MORE_DIGITS and 0 < size * arb(10) ** (places + extra) < least:
            extra += 1
        text = rounded_like(value, places + max(more, extra))
    if isinstance(value, fmpq) and "." in text and exact(Fraction(text)) == value:
        return text.rstrip("0").rstrip(".")
    return text
