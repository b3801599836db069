"""The rounding policy: from a certified value to the digits that are printed, each of them proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import floor, log10
from typing import TypeAlias

from flint import arb, ctx, fmpq

from ..errors import CertificationError
from ..expression.tree import Number
from .tape import Ball

Certified: TypeAlias = Callable[[int], Ball]
"""Returns the value at a working precision in bits: exactly, or as a ball that shrinks with the precision."""

LADDER = (128, 256, 512, 1024, 2048)
"""The working precisions tried, in bits, until every digit asked for is decided."""

FURTHER = (4096, 8192)
"""Those tried where a value cannot be told from zero: a tiny one is no zero."""

MOST_PLACES = 100
LONGEST = 400
"""Factors of two or five in a denominator up to which a fraction is tried as an exact decimal."""
SMALLEST_PLAIN, LARGEST_PLAIN = -4, 15
"""Decimal exponents between which significant figures are written without a power of ten."""

FARTHEST = 99_999
"""Numbers from 10^-99,999 to 10^99,999 are shown; the exact value of what is shown has as many digits."""
LONGEST_DECIMAL = 4_000
"""Digits before the point up to which a number is shown with a fixed number of decimals."""
LONGEST_BITS = 13_000
"""The same in bits, for the numerator of a fraction that may be an exact decimal."""
MOST_EXACT_POWER = 5_000
"""Powers of ten up to this one are exact; larger ones are balls, whose cost does not grow with the exponent."""


class Digits(Enum):
    """What the number of places counts."""

    SIGNIFICANT = "digits"
    DECIMALS = "decimals"


class Policy(Enum):
    """What a result is computed from, and what becomes of the digits that are not shown."""

    FULL = "full"
    CARRIED = "carried"
    TRUNCATE = "truncate"


@dataclass(frozen=True, slots=True)
class Rounding:
    """How numbers are shown: rounded half away from zero or cut off, with trailing zeros kept.

    A value that is exactly a shorter decimal is shown as that, so a padded zero always says "rounded".

    Args:
        places: How many figures or decimals, 1 to 100 (decimals may be 0).
        digits: What `places` counts.
        policy: Whether results are rounded, computed from the rounded numbers before them, or cut off.

    Raises:
        ValueError: `places` is out of range.
    """

    places: int
    digits: Digits = Digits.SIGNIFICANT
    policy: Policy = Policy.FULL

    def __post_init__(self) -> None:
        least = 1 if self.digits is Digits.SIGNIFICANT else 0
        if not least <= self.places <= MOST_PLACES:
            raise ValueError(f"--{self.digits.value} must be from {least} to {MOST_PLACES}, not {self.places}")

    def to(self, places: int) -> Rounding:
        """Return the same policy with another number of significant digits."""
        return Rounding(places, policy=self.policy)

    @property
    def is_cut(self) -> bool:
        """Whether the digits that are not shown are cut off."""
        return self.policy is Policy.TRUNCATE

    def show(self, value: Certified) -> Number:
        """Return the number to print for a value; every digit is decided by ball arithmetic.

        Raises:
            CertificationError: The value is not finite, or its digits cannot be decided.

        >>> Rounding(4).show(lambda bits: fmpq(1, 3)).text
        '0.3333'
        >>> Rounding(4).show(lambda bits: fmpq(3, 8)).text
        '0.375'
        >>> Rounding(4, policy=Policy.TRUNCATE).show(lambda bits: fmpq(-2, 3)).text
        '-0.6666'
        """
        for bits in (*LADDER, *FURTHER):
            with ctx.workprec(bits):
                ball = value(bits)
                number = self.decided(ball) or self.undecidable(ball, bits)
            if number is not None:
                return number
            if bits >= LADDER[-1] and not arb(ball).is_finite():
                break
        raise CertificationError(
            f"a value is not finite even at {LADDER[-1]} bits: it overflows or leaves the domain of a function"
        )

    def decided(self, ball: Ball) -> Number | None:
        """Return the number to print for a ball if all that it holds round to the same digits.

        >>> Rounding(3).decided(arb(2).sqrt()).text
        '1.41'
        """
        text = self._text(ball)
        return None if text is None else Number(Fraction(text), text)

    def undecidable(self, ball: Ball, bits: int, last: int = FURTHER[-1], is_trained: bool = False) -> Number | None:
        """Return a number for a value that no precision decides: zero, or a tie, that algebra alone could see.

        What is printed is proven all the same: a zero is zero to its decimals, and with significant digits to thousands
        of them; a tie is printed to the digit that makes it one, and what no precision tells from a decimal that ends
        where digits are cut off as that decimal.

        Args:
            ball: The value.
            bits: The precision with which it was computed; while a higher one may tell, the answer is None.
            last: The highest one that is tried.
            is_trained: Whether it may be of any size, because training has made it small: it is shown as `0e-600`
                then, which says to how many decimals it is zero.
        """
        if isinstance(ball, fmpq) or not ball.is_finite() or bits < LADDER[-1]:
            return None
        if not ball.contains(0):
            places = self.places if self.is_cut else self.places + 1
            text = replace(self, policy=Policy.FULL)._rounded(ball, places)
        elif self.digits is Digits.SIGNIFICANT and bits < last:
            text = None
        elif self.digits is Digits.SIGNIFICANT and is_trained:
            text = f"0e-{-1 - _exponent(ball.abs_upper())}"
        else:
            text = _fixed(0, self.places) if _scaled(ball, self.places, self.is_cut) == 0 else None
        return None if text is None else Number(Fraction(text), text)

    def _text(self, ball: Ball) -> str | None:
        if isinstance(ball, arb):
            if not ball.is_finite():
                return None
            if ball.is_exact():
                ball = _dyadic(ball)
        if isinstance(ball, fmpq):
            fraction = Fraction(int(ball.p), int(ball.q))
            short = _terminating(fraction)
            if short is not None and self._fits(short):
                return short
        return self._rounded(ball, self.places)

    def _rounded(self, ball: Ball, places: int) -> str | None:
        if self.digits is Digits.DECIMALS:
            if abs(arb(ball)) > arb(10) ** LONGEST_DECIMAL:
                raise _too("larger", f"10^{LONGEST_DECIMAL:,}")
            scaled = _scaled(ball, places, self.is_cut)
            return None if scaled is None else _fixed(scaled, places)
        return _significant(ball, places, self.is_cut)

    def _fits(self, text: str) -> bool:
        if self.digits is Digits.DECIMALS:
            return len(text.partition(".")[2]) <= self.places
        return _leading(text) >= SMALLEST_PLAIN and len(text.lstrip("-0.").replace(".", "")) <= self.places


def gives(shown: Number, computed: Ball, is_cut: bool = False) -> bool:
    """Say whether a computed value, rounded to the places of a shown number or cut off there, is that number.

    >>> gives(Number(Fraction("0.33"), "0.33"), fmpq(1, 3))
    True
    >>> gives(Number(Fraction("0.66"), "0.66"), fmpq(2, 3), is_cut=True)
    True
    """
    places = decimals_of(shown.text)
    scaled = _scaled(computed, places, is_cut)
    return scaled is not None and Fraction(scaled) == shown.value * Fraction(10) ** places


def decimals_of(text: str) -> int:
    """Return after how many decimals a printed number stops; negative for tens, hundreds, ….

    >>> decimals_of("0.50"), decimals_of("3.5e-5"), decimals_of("2e3")
    (2, 6, -3)
    """
    mantissa, _, exponent = text.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(exponent or 0)


def _significant(ball: Ball, places: int, is_cut: bool) -> str | None:
    size = abs(arb(ball))
    if not size > 0:
        return None
    if size > arb(10) ** FARTHEST:
        raise _too("larger", f"10^{FARTHEST:,}")
    if size < arb(10) ** -FARTHEST:
        raise _too("smaller", f"10^-{FARTHEST:,}")
    exponent = _exponent(ball)
    for candidate in (exponent - 1, exponent, exponent + 1):
        if size.abs_lower() >= arb(_ten_to(candidate + 1)):
            continue
        scaled = _scaled(ball, places - 1 - candidate, is_cut)
        if scaled is None:
            return None
        if 10 ** (places - 1) <= abs(scaled) < 10**places:
            if isinstance(ball, fmpq) and scaled * _ten_to(candidate + 1 - places) == ball:
                # Exact: no zeros are padded.
                digits = str(scaled).rstrip("0")
                scaled, places = int(digits), len(digits.lstrip("-"))
            return _floating(scaled, places, candidate)
    return None


def _scaled(ball: Ball, places: int, is_cut: bool) -> int | None:
    """Return ball·10^places as an integer, or None if it is not decided.

    It is the nearest one, half away from zero, or the next one towards zero where digits are cut off.
    """
    scale, half = _ten_to(places), fmpq(0) if is_cut else fmpq(1, 2)
    if isinstance(ball, fmpq) and isinstance(scale, fmpq):
        scaled = abs(ball * scale) + half
        whole = int(scaled.p) // int(scaled.q)
        return -whole if ball < 0 else whole
    shifted = abs(arb(ball)) * scale + half
    unique = shifted.floor().unique_fmpz()
    if unique is None:
        return None
    if unique == 0:
        return 0
    return int(unique) if ball > 0 else -int(unique) if ball < 0 else None


def _ten_to(exponent: int) -> Ball:
    """Return a power of ten, exactly unless its digits would be many."""
    return fmpq(10) ** exponent if abs(exponent) <= MOST_EXACT_POWER else arb(10) ** exponent


def _too(far: str, limit: str) -> CertificationError:
    return CertificationError(f"a value is {far} than {limit}, the {far.removesuffix('r')}st number that is shown")


def _dyadic(ball: arb) -> Ball:
    """Return an exact ball as a fraction, unless it is too large or too small to be written out."""
    mantissa, exponent = ball.mid().man_exp()
    if abs(int(exponent)) > LADDER[-1]:
        return ball
    return fmpq(mantissa) * fmpq(2) ** int(exponent)


def _exponent(ball: Ball) -> int:
    """Return the decimal exponent of a value other than zero, or one beside it."""
    near = abs(arb(ball)).mid()
    as_float = float(near)
    if 1e-300 < as_float < 1e300:
        return floor(log10(as_float))
    return floor(float((near.log() / arb(10).log()).mid()))


def _terminating(value: Fraction) -> str | None:
    """Return a fraction as an exact decimal, or None if it has none of a readable length."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0 and twos < LONGEST:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0 and fives < LONGEST:
        rest, fives = rest // 5, fives + 1
    if rest != 1 or value.numerator.bit_length() > LONGEST_BITS:
        return None
    places = max(twos, fives)
    return _fixed(int(value * 10**places), places)


def _leading(text: str) -> int:
    """Return the decimal exponent of a fixed-point text."""
    before, _, after = text.lstrip("-").partition(".")
    if before.lstrip("0"):
        return len(before.lstrip("0")) - 1
    return -1 - (len(after) - len(after.lstrip("0"))) if after.strip("0") else 0


def _fixed(scaled: int, places: int) -> str:
    sign, digits = "-" if scaled < 0 else "", str(abs(scaled))
    if places <= 0:
        return sign + digits + "0" * -places
    digits = digits.rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _floating(scaled: int, places: int, exponent: int) -> str:
    if SMALLEST_PLAIN <= exponent < max(LARGEST_PLAIN, 0) and exponent < places:
        return _fixed(scaled, places - 1 - exponent)
    return f"{_fixed(scaled, places - 1)}e{exponent}"
