"""Numbers that belong to the text and not to the mathematics: of headings, lists, references, dates and lengths."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .. import thresholds
from ..lexicon import latex
from ..lexicon.prose import AND, COUNTER, NUMBERED, TO_WORDS, UNCOUNTED, Spoken
from ..unjudged import Why

Stretch = tuple[int, int]

HEADING = re.compile(
    r"^[ \t]{0,3}#{1,6}[ \t][^\n]*|^[^\n]{1,200}\n[ \t]*(?:={3,}|-{3,})[ \t]*$|^[ \t]*\*\*[^*\n]{1,100}\*\*:?[ \t]*$"
    rf"|\\{latex.HEADINGS}\*?\{{[^{{}}\n]{{0,200}}\}}"
    rf"|^[ \t]*\\{latex.HEADINGS}\*?\{{[^\n]{{0,400}}\}}[ \t]*$"
    r"|<h[1-6][^<>\n]{0,100}>[^<\n]{0,200}",
    re.M | re.I,
)

OUTSIDE: Mapping[Why, re.Pattern[str]] = MappingProxyType(
    {
        Why.LABEL: re.compile(rf"\\{latex.LABELS}\*?\{{[^{{}}\n]{{0,200}}\}}"),
        Why.LAYOUT: re.compile(
            r"\\\\\*?[ \t]?\[[^\]\n]{0,20}\]|<[a-zA-Z/][^<>\n]{0,300}>"
            rf"|(?<![\w.])[-−]?\d{{0,4}}\.?\d{{1,4}}[ \t]?(?:{latex.LENGTHS}\b|\\{latex.PAGE_LENGTHS}\b)"
            r"|\\[a-z]{1,16}skip[ \t]?=[ \t]?"
            rf"|\\{latex.LAYOUT}\*?"
            r"(?:\[[^\]\n]{0,80}\]|\{[^{}\n]{0,80}\}|\([^)\n]{0,20}\)){0,2}"
        ),
        Why.REFERENCE: re.compile(
            rf"\\{latex.REFERENCES}\*?(?:\[[^\]\n]{{0,80}}\])?"
            r"(?:\{[^{}\n]{0,200}\})?|\[\^[\w-]{1,20}\]"
        ),
        Why.ADDRESS: re.compile(
            r"https?://[^\s<>\"'}]+|\bwww\.[^\s<>\"'}]+|\b(?:doi|arXiv):[^\s}]+"
            r"|\]\([^()\s]{1,300}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
        ),
    }
)
"""What belongs to no formula, wherever it stands."""

NAMING = Spoken(
    r"(?P<word>[^\W\d_]{1,12})\.?[ \t~\u00a0*]{0,3}(?:[(\[#№][ \t]?)?"
    rf"(?:\d{{1,4}}[ \t]?(?:[,/&–-]|{AND}|{TO_WORDS})[ \t]?){{0,3}}\Z"
)
"""A word and what may stand between it and the number of what it names."""

WHOLE = r"\d{1,9}|\d{1,3}(?:[,.'\u202f]\d{3})+"
PLACE = re.compile(rf"{WHOLE}|[1-9]\d?(?:\.\d{{1,2}}){{1,3}}")
"""What the number of a part of a book looks like: `12` and `6.5`."""

NOT_COUNTED = rf"(?!{UNCOUNTED})"
NOT_ASSIGNED = r"(?<![=≈.,0-9A-Za-z_])(?<![=≈][ \t$])"
LINE_START = r"\n[ \t]*(?:(?:[-*+>]|#{1,6})[ \t]+)*(?:\*\*)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a number is that looks in a certain way between certain signs.

    Args:
        why: What it is.
        before: What ends where it starts; the start of the text counts as the start of a line.
        number: What it looks like as a whole.
        after: What starts where it ends.
    """

    why: Why
    before: re.Pattern[str]
    number: re.Pattern[str]
    after: re.Pattern[str]


def _rule(why: Why, before: str, number: str, after: str) -> Rule:
    return Rule(why, re.compile(rf"(?:{before})\Z"), re.compile(number), re.compile(after))


RULES = (
    _rule(
        Why.LABEL,
        rf"{LINE_START}\(?",
        r"\d{1,3}\.?",
        r"(?:[a-z]{1,2}(?:-[ivxlc]{1,7}){0,3})?[.)][ \t*]|(?<=\.)[ \t*]",
    ),
    _rule(Why.LABEL, LINE_START, r"\d{1,2}(?:\.\d{1,2}){0,3}", r"(?:\.\d{1,2}){0,3}\.?[ \t]+[A-ZÀ-Ý][^\n=≈]+\n"),
    _rule(Why.LABEL, r"[ \t]\(", r"\d{1,3}(?:\.\d{1,3})?", r"[a-z]?\)[ \t]*(?:\n|\Z)"),
    _rule(
        Why.REFERENCE,
        r"(?<![\w\])}=])[ \t]?\[(?:\d{1,3}[,–-][ \t]?){0,4}",
        r"\d{1,3}",
        r"(?:[,–-][ \t]?\d{1,3}){0,4}\](?![\w(\[])",
    ),
    _rule(Why.LABEL, r"(?<!\w)[A-Za-z]{1,12}\d{1,4}(?:\\?_\d{1,4}){0,3}\\?_", r"\d{1,4}", r"(?!\w|[.,]\d)"),
    _rule(Why.COUNT, NOT_ASSIGNED, WHOLE, rf"[ \u00a0~-]{NOT_COUNTED}[^\W\d_]{{3,}}|(?:st|nd|rd|th|º|ª)\b"),
    _rule(Why.COUNT, NOT_ASSIGNED, WHOLE, rf"[ \t]?{COUNTER}"),
    _rule(
        Why.COUNT, rf"{NOT_ASSIGNED}(?:\d{{1,4}}[-–x×]){{0,12}}", r"\d{1,4}", r"(?:[-–x×]\d{1,4}){1,12}(?!\w|[.,]\d)"
    ),
    _rule(Why.COUNT, rf"{NOT_ASSIGNED}(?:\d{{1,4}}[-–x×]){{1,12}}", r"\d{1,4}", r"(?!\w|[.,]\d)"),
)
"""By how they look, numbers with which no claim is made; the first that fits holds."""

DATED = re.compile(
    r"(?<![\w.,])(?:\d{4}-\d{2}-\d{2}|\d{1,2}([./])\d{1,2}\1\d{2,4}|\d{1,2}\.?[ \t][^\W\d_]{3,9}[ \t](?:19|20)\d\d"
    r"|(?<![=≈])(?<![=≈][ \t$])(?:19|20)\d\d)(?!\w|[.,]\d)"
)


def headings(text: str) -> Iterator[Stretch]:
    """Yield the headings of a text."""
    return (found.span() for found in HEADING.finditer(text))


def outside(text: str) -> Iterator[tuple[Stretch, Why]]:
    """Yield what belongs to no formula, whatever was made of it; the later ones hold before the earlier."""
    for why, pattern in OUTSIDE.items():
        for found in pattern.finditer(text):
            yield found.span(), why


def aside(text: str, start: int, end: int) -> Why | None:
    """Return what a number in a sentence is that claims nothing, or None where that is not known.

    Args:
        text: The document.
        start: Where the number starts.
        end: Where it ends.

    >>> aside("after 10,000 rounds", 6, 12), aside("see Figure 3 and", 11, 12), aside("the error is 0.3", 13, 16)
    (<Why.COUNT: 'count'>, <Why.REFERENCE: 'reference'>, None)
    """
    before = ("\n" if start <= thresholds.CONTEXT_BEFORE else "") + text[
        max(start - thresholds.CONTEXT_BEFORE, 0) : start
    ]
    after = text[end : end + thresholds.CONTEXT_AFTER]
    for found in DATED.finditer(
        text, max(start - thresholds.LONGEST_DATE, 0), min(end + thresholds.LONGEST_DATE, len(text))
    ):
        if found.start() <= start and end <= found.end() + 1:
            return Why.DATE
    for rule in RULES:
        if rule.number.fullmatch(text, start, end) and rule.after.match(after) and rule.before.search(before):
            return rule.why
    named = NAMING.search(before)
    is_named = named is not None and NUMBERED.fullmatch(named["word"]) is not None
    return Why.REFERENCE if is_named and PLACE.fullmatch(text[start:end].rstrip(".")) else None


def is_whole(number: str) -> bool:
    """Say whether a number has no decimals: `12` and `10,000`."""
    return re.fullmatch(WHOLE, number) is not None
