"""Foreign ways of writing formulas, turned into the usual one."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from unicodedata import decimal
from urllib.parse import unquote

from .. import thresholds
from ..source import Plain, Replacement

STRONG = (
    r"(?<![\w)\]}*{^\\])\*\*(?P<inner>(?<=[=≈|] \*\*)[-−+]?\d[\d.,]{0,30}"
    r"|[^\s*=≈:][^*=≈:\n]{0,24}[=≈](?:[^*\n]|\*(?!\*)){1,100}?"
    r"|[^\s*=≈:][^*=≈:\n]{0,40}(?=\*\*[ \t]?[=≈]))(?<=\S)\*\*(?![\w*])"
)
"""In bold type in Markdown: a number that something is equal to, an equation, or its left side."""

REWRITTEN = re.compile(
    r"(?P<address>https?://[^\s\"'<>)]{0,60}?(?:codecogs\.com/[a-z.]{1,20}\?|render/math\?(?:[^\s\"'<>]{0,80}&)?math=)"
    rf"(?P<formula>[^\s\"'<>]{{0,{thresholds.LONGEST_PIECE}}}))"
    r"|(?P<below><sub>(?P<index>[^<\n]{1,40})</sub>)|(?P<above><sup>(?P<power>[^<\n]{1,40})</sup>)"
    r"|(?P<entity>&(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,5});)"
    r"|(?P<unseen>[\u200b-\u200f\u2060-\u2064\ufeff\u00ad])"
    r"|(?P<accented>[^\W\d_](?P<accent>[\u0302-\u0304]))"
    rf"|(?P<strong>{STRONG})"
    r"|(?P<wide>[\uff01-\uff5e])|(?P<digit>(?![0-9])\d)"
    r"|(?P<decimal>(?<=\d)\u066b(?=\d))|(?P<thousands>(?<=\d)\u066c(?=\d{3}(?!\d)))",
    re.I,
)


def in_usual_notation(plain: Plain) -> Plain:
    """Return the text with foreign ways of writing formulas turned into the usual one."""
    return plain.edited(Replacement(*found.span(), _usual(found)) for found in REWRITTEN.finditer(plain.text))


ADDRESS = re.compile(
    r"https?://[^\s<>\"'}$]+|\bwww\.[^\s<>\"'}$]+|\b(?:doi|arXiv):[^\s}$]+"
    r"|(?<=\]\()[^()\s$]{0,200}[/#.][^()\s$]{0,300}(?=\)|[ \t]+\")"
)
"""What leads somewhere, and says nothing of any quantity."""


def without_addresses(plain: Plain) -> Plain:
    """Return a text with addresses blanked out, character by character."""
    return replace(plain, text=ADDRESS.sub(lambda found: " " * len(found[0]), plain.text))


MARKS: Mapping[str, str] = MappingProxyType({"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"})
"""Accents that stand as characters of their own after a letter, by their commands."""


def _usual(found: re.Match[str]) -> str:
    if found["address"]:
        formula = unquote(html.unescape(found["formula"])).replace("&space;", " ").replace("+", "+")
        formula = re.sub(r"\\(?:dpi\{\d+\}|bg_\w+|large|small|inline|fn_\w+)", " ", formula)
        return f" ${formula.replace('$', ' ')}$ ".replace("\n", " ")
    if found["below"]:
        return f"_{{{found['index']}}}"
    if found["above"]:
        return f"^{{{found['power']}}}"
    if found["entity"]:
        character = html.unescape(found["entity"])
        return character if len(character) == 1 and character not in "$\n" else " "
    if found["decimal"]:
        return "."
    if found["unseen"] or found["thousands"]:
        return ""
    if found["accented"]:
        return f"\\{MARKS[found['accent']]}{{{found['accented'][0]}}}"
    if found["strong"]:
        return f"  {found['inner']}  "
    if found["digit"]:
        return str(decimal(found["digit"]))
    return chr(ord(found["wide"]) - 0xFEE0)
