"""Tags of site generators in Markdown: front matter, Liquid, Zola, Hugo; what stands in those for formulas is kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ..source import Plain, Replacement

FRONT = re.compile(
    r"\A\s*(?P<sign>---|\+\+\+)[ \t]*\n(?=[ \t#]*[\w\"'-]+[ \t]*[:=]|#)"
    r"(?:(?!(?P=sign))[^\n]*\n)*?(?:(?P=sign)|\.\.\.)[ \t]*(?=\n|\Z)"
)
"""What stands before a page and says what it is called."""

TAG = re.compile(
    r"\{%-?[ \t]*(?P<liquid_end>end|/)?(?P<liquid_name>[a-z]\w{0,30})?(?P<liquid_rest>(?:[^%\n]|%(?!\}))*)%\}"
    r"|\{\{[<%][ \t]*(?P<hugo_end>/)?[ \t]*(?P<hugo_name>[a-z]\w{0,30})(?P<hugo_rest>[^{}\n]*?)[>%]\}\}"
    r"|\{\{-?[ \t]*(?P<value>[a-z_]+(?:\.\w+|[ \t]*\|)[^{}\n]*)\}\}"
)
FORMULAS = frozenset({"display", "eq", "equation", "formula", "katex", "latex", "math", "mathjax", "tex"})
"""What tags around formulas are called."""

PROGRAMS = frozenset({"code", "codeblock", "highlight", "prism"})
"""What tags around programs are called."""

SET_OFF = re.compile(r"\$|\\\(|\\\[|\\begin\{")


def without_tags(plain: Plain) -> Plain:
    """Return a page without the tags of site generators, and with formulas between dollars."""
    formulas = plain.edited(_scripts(plain.text))
    return formulas.edited(_changes(formulas.text))


SCRIPT = re.compile(
    r"(?P<opened><script[^<>]{0,80}\bmath/tex(?P<display>[^<>]{0,10}mode[ \t]*=[ \t]*display)?[^<>]{0,40}>)"
    r"(?P<formula>(?:(?!<script)[^$]){0,20000}?)(?P<closed></script[ \t]*>)",
    re.I,
)
"""An element in which older programs that make pages of Markdown put a formula."""

MARKED_OFF = re.compile(r"%?[ \t]*(?:<!\[CDATA\[|\]\]>)")
"""What keeps the text of such an element from being read as tags."""


def _scripts(text: str) -> Iterator[Replacement]:
    for found in SCRIPT.finditer(text):
        sign = "$$" if found["display"] else "$"
        yield Replacement(*found.span("opened"), sign)
        for mark in MARKED_OFF.finditer(text, *found.span("formula")):
            yield _blank(text, *mark.span())
        yield Replacement(*found.span("closed"), sign)


def _changes(text: str) -> Iterator[Replacement]:
    front = FRONT.match(text)
    at = front.end() if front else 0
    if front:
        yield _blank(text, *front.span())
    tags = list(TAG.finditer(text, at))
    ends = [place for place, tag in enumerate(tags) if tag["liquid_end"] or tag["hugo_end"]]
    past = 0
    for place, tag in enumerate(tags):
        if place < past:
            continue
        name = tag["liquid_name"] or tag["hugo_name"] or ""
        closing = next(iter(ends[bisect_right(ends, place) :][:1]), None) if name in FORMULAS | PROGRAMS else None
        if closing is None or tag["liquid_end"] or tag["hugo_end"]:
            yield _blank(text, *tag.span())
            continue
        end, past = tags[closing], closing + 1
        if name in PROGRAMS:
            language = LANGUAGE.match(tag["liquid_rest"] or tag["hugo_rest"] or "")
            first, last = f"\n```{language[1] if language else 'program'}", "\n```\n"
        else:
            first = last = _sign(text, tag, end)
        yield Replacement(*tag.span(), first)
        yield Replacement(*end.span(), last)


LANGUAGE = re.compile(r"[\s\"']*([a-z][\w+#]*)")


def _sign(text: str, opened: re.Match[str], closing: re.Match[str]) -> str:
    """Return between which signs a formula stands that stands between two tags; none where it has its own."""
    if SET_OFF.search(text, opened.end(), closing.start()):
        return ""
    first = text[text.rfind("\n", 0, opened.start()) + 1 : opened.start()].strip()
    end = text.find("\n", closing.end())
    last = text[closing.end() : end if end >= 0 else len(text)].strip()
    return "$" if first or last else "$$"


def _blank(text: str, start: int, end: int) -> Replacement:
    return Replacement(start, end, re.sub(r"[^\n]", " ", text[start:end]))
