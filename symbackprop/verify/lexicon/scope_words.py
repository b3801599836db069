"""The words by which the parts of a document say what they are: exercises, examples, solutions, and rounds."""

from __future__ import annotations

from .languages import expression
from .prose import Spoken


def _words(*roles: str) -> str:
    return expression("scopes", *roles)


BESIDE = r"[\s~ #№:*_°º-]{0,4}"
"""What may stand between a word and its number."""

NUMBERS = r"\d{1,3}(?:[.-]\d{1,3}){0,3}[a-z]?|[a-z](?![\w'’])|[ivx]{1,5}(?!\w)|[一二三四五六七八九十]{1,3}"
"""The number of an exercise."""


def _numbered(role: str) -> Spoken:
    """Return words that name a part, with its number behind them, or before them as in Chinese."""
    words = _words(role)
    return Spoken(
        rf"{words}(?:\s+n[or]?\b)?(?:{BESIDE}(?P<label>{NUMBERS}))?|第\s?(?P<before>[\d一二三四五六七八九十]{{1,3}})\s?{words}"
    )


EXERCISE, EXAMPLE, SOLUTION = _numbered("exercise"), _numbered("example"), _numbered("solution")
"""What begins something of its own; words without a number as well."""

ANOTHER = Spoken(_words("another"))
"""What begins with other givens, as in `Now let x = 2`."""

UPDATED = Spoken(_words("updated"))
"""What says that numbers are those after an update."""

ORDINAL = r"(?:st|nd|rd|th|[.ªºe]|ème|-[^\W\d_]{1,3})?"
COUNTED_ROUND = Spoken(
    rf"{_words('pass')}{BESIDE}(?P<behind>\d{{1,4}})(?![\w.,]*\d)"
    rf"|(?:(?<![\w.,])|(?<=第))(?P<before>\d{{1,4}}){ORDINAL}\s?{_words('pass')}"
    rf"|{_words('second')}\s*(?:[^\W\d_]{{1,12}}\s+)?{_words('pass')}"
)
"""Which round is meant: by its number, or the second one by a word."""

COUNTED_STEP = Spoken(rf"{expression('prose', 'round')}{BESIDE}(?P<behind>\d{{1,4}})(?![\w.,]*\d)")
"""What may be a round, and may as well be a step of one derivation."""
