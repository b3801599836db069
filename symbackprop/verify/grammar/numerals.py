"""Numbers as people write them: decimal points and commas, thousands that are set off, powers of ten, hundredths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .. import thresholds
from ..lexicon.signs import SUPERSCRIPTS
from ..reasons import NOTHING, Details, Reason, RefusalCode


class Unreadable(Exception):
    """A formula that this reader cannot make sense of, and where it stops."""

    def __init__(self, code: RefusalCode, at: int, details: Details = NOTHING) -> None:
        super().__init__(code.value)
        self.reason = Reason(code, details)
        self.at = at


POWER_OF_TEN = (
    r"(?:\s*(?:\\times|\\cdot|×|·|\*)\s*10\s*"
    r"(?:\^\s*(?:\{\s*(?P<ten>[-−+]?\s*\d{1,4})\s*\}|(?P<bare>[-−]?\d{1,4}))|(?P<raised>[⁻⁰¹²³⁴-⁹]{1,4})))?"
)
EXPONENT = r"(?:[eE](?P<e>[+-]?\d{1,4})(?![\w]))?" + POWER_OF_TEN
HUNDREDTHS = re.compile(r"(?:[ ~\u00a0\u202f]|\\[,; ])?(?:(?P<percent>\\?%)|‰)(?=\s*(?:[=≈≃≅≐,.;:!?)\]}&$\\|]|\Z))")
"""What makes hundredths or thousandths of the number before it; with words behind it, `%` begins a remark in LaTeX."""

THIN = r"(?:\\[,;: ]|~|\{\\,\}|\\thinspace\s|[\u00a0\u2009\u202f])"
"""A space that a number may have between its thousands."""

POINT_LAST = r"(?!\A)\d+\.(?=\s*(?:[-+*/^)\]]|\\(?:cdot|times|odot|right)\b))"
"""A whole number that ends with its point, as programs print it, before a sign of a formula: `1. - a`."""

NUMBER: Mapping[bool, re.Pattern[str]] = MappingProxyType(
    {
        False: re.compile(
            rf"(?P<digits>[1-9]\d{{0,2}}(?:{THIN}\d{{3}}(?!\d))+(?:\.\d+)?|\d+(?:\{{,\}}\d{{3}}(?!\d))+(?:\.\d+)?"
            rf"|\d+(?:\{{?,\}}?\d+)?\{{,\}}\d+|\d+\.\d+|{POINT_LAST}|\d+|\.\d+)" + EXPONENT
        ),
        True: re.compile(
            rf"(?P<digits>[1-9]\d{{0,2}}(?:{THIN}\d{{3}}(?!\d))+(?:(?:\{{,\}}|,)\d+)?"
            r"|[1-9]\d{0,2}(?:\.\d{3})+(?:\{,\}|,)\d+|\d+(?:\{,\}|,)\d+|\d*\.\d+|\d+)" + EXPONENT
        ),
    }
)
"""How a number looks, by whether the document writes decimal commas."""

COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?![\d,])(?:\.\d+)?")
SPACES = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?!\d)(?:[.,]\d+)?")
"""Thousands that are set off as those of no list are: by commas or spaces, in no brackets."""

AROUND = (
    re.compile(r"(?:\A|[=≈≃<>≤≥&$]|\\approx|\\simeq)\s*[-+−]?\s*\Z"),
    re.compile(r"\s*(?:\Z|[=≈≃.;&$]|,\s|\\\\|\\approx)"),
)
"""What stands before and behind a number that is all of its side."""

SEPARATED = re.compile(rf"{THIN}|[ ]")
GROUPED = re.compile(r"[1-9]\d{0,2}(?:\{,\}\d{3})+(?:\.\d+)?")


def numeral_at(text: str, at: int, commas: bool, place: int) -> tuple[str, int]:
    """Return the number that a formula has at a place, with a point and `e` for a power of ten, and where it ends.

    Args:
        text: The formula.
        at: Where its first digit or its point stands.
        commas: Whether `0,5` is a decimal number in this document.
        place: That place in the file.

    Raises:
        Unreadable: It is too long, or has two decimal signs.
    """
    grouped = None if commas and not SPACES.match(text, at) else _grouped(text, at, commas)
    if grouped is not None:
        return grouped
    match = NUMBER[commas].match(text, at)
    assert match is not None
    if match.end() - at > thresholds.LONGEST_NUMBER:
        raise Unreadable(RefusalCode.NUMBER_TOO_LONG, place)
    digits = _digits(match, commas)
    if digits.count(".") > 1:
        raise Unreadable(RefusalCode.TWO_DECIMAL_SIGNS, place)
    sign = HUNDREDTHS.match(text, match.end())
    if sign is None:
        return digits, match.end()
    mantissa, _, ten = digits.partition("e")
    return f"{mantissa}e{int(ten or 0) - (2 if sign['percent'] else 3)}", sign.end()


def _grouped(text: str, at: int, commas: bool) -> tuple[str, int] | None:
    """Return `1,174` or `1 174` where it is all of a side, so that it is no list and no product."""
    found = SPACES.match(text, at) or (None if commas else COMMAS.match(text, at))
    before, behind = AROUND
    start = max(at - thresholds.LONGEST_SIZED, 0)
    if (
        found is None
        or not behind.match(text, found.end())
        or not before.search(text[start:at] if start else text[:at])
    ):
        return None
    digits = found[0].replace(" ", "")
    return (digits.replace(",", ".") if commas else digits.replace(",", "")), found.end()


def _digits(found: re.Match[str], commas: bool) -> str:
    digits = SEPARATED.sub("", found["digits"])
    if not commas and GROUPED.fullmatch(digits):
        digits = digits.replace("{,}", "")
    digits = digits.replace("{,}", ",")
    if commas and "," in digits:
        digits = digits.replace(".", "")
    digits = digits.replace(",", ".")
    if digits.startswith("."):
        digits = "0" + digits
    digits = digits.removesuffix(".")
    ten = found["ten"] or found["bare"] or (found["raised"] or "").translate(SUPERSCRIPTS) or found["e"]
    return f"{digits}e{int(ten.replace('−', '-').replace(' ', ''))}" if ten else digits
